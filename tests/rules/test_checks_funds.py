"""Housing fund: who may take the rent out of it and how much, by the specification's vectors."""

from datetime import date

import pytest

from app.checks.facts import Pass
from app.language.funds import Due, buy_limit, rent_due
from tests.rules.checking import PASS, TODAY, Fail, Off, facts, off, rows, verdict, waits

RULE = {"city": "440100", "类型": "租房", "连续月": 3, "月限额": 200_000, "最多月数": 12}
LIANG = {"状态": "正常", "状态起": "2025-07", "连续月数": 16, "余额": 1_043_680}
OU = {"状态": "正常", "状态起": "2021-07", "连续月数": 63, "余额": 4_682_050}
LEASE = {"市": "440100", "起": "2025-03-01", "止": "2026-11-30", "月租": 260_000, "付至": None, "状态": "有效"}
HOUSE = {"坐落": "广州市荔湾区花地大道77号803房", "共有": "单独", "份额": 100, "取得日": "2026-11-16"}
HALF = {"坐落": "广州市天河区体育东路100号1201房", "共有": "按份", "份额": 50, "取得日": "2021-06-15"}
NEXT = "看“还贷提取”"


@pytest.mark.parametrize(
    ("start", "taken", "each", "balance", "months", "fen"),
    [
        ("2026-07", "", 260_000, 4_682_050, 4, 1_040_000),  # four filed months
        ("2026-07", "", 200_000, 1_043_680, 4, 800_000),  # four unfiled ones
        ("2026-07", "", 86_000, 1_043_680, 4, 344_000),  # four of public housing
        ("2026-07", "", 260_000, 700_000, 4, 700_000),  # no more than there is
        ("2025-03-01", "2026-06", 260_000, 4_682_050, 4, 1_040_000),  # from the month after the last taken
        ("2020-01", "", 100, 1_000_000, 12, 1_200),  # the newest twelve
        ("2026-10", "", 200_000, 1_043_680, 1, 200_000),
    ],
)
def test_rent_comes_to_the_months_not_yet_taken(start, taken, each, balance, months, fen):
    due = rent_due(start, taken, TODAY, each, 12, balance)
    assert (due.months, due.fen, due.last) == (months, fen, "2026-10")


def test_of_no_month_there_is_no_rent():
    assert rent_due("2026-11", "", TODAY, 1, 12, 1) is None
    assert rent_due("2026-01", "2026-10", TODAY, 1, 12, 1) is None
    assert rent_due("2026-01", "", date(2027, 1, 5), 100, 12, 10_000) == Due("2026-01", "2026-12", 12, 100, 1_200)
    assert rent_due("2026-01", "", TODAY, 100, 12, 10_000, "2026-08") == Due("2026-01", "2026-08", 8, 100, 800)  # public: what is paid


def paying(account=None, rule=RULE):
    return facts(rows=rows(accounts=[account] if account else [], rules=[rule] if rule else []))


def taking(account=LIANG, lease=None, taken=(), **form):
    known = rows(accounts=[account], rules=[RULE], uses=[{"已取到": one} for one in taken])
    return facts(form={"take": "all", **form}, rows=known, picked={"lease": (lease,)} if lease else {})


def homes(mine=(), children=()):
    return facts(rows=rows(homes=mine, child_homes=children))


SAID = "2026-07 到 2026-10，4 个月，每月 2,000.00 元，本次最多 8,000.00 元"
FILED = "2026-07 到 2026-10，4 个月，每月 2,600.00 元，本次最多 10,400.00 元"
ARRIVES = "批下来后下一个工作日到账"
CASES = [
    ("fund_paying", paying(LIANG), PASS),
    ("fund_paying", paying(LIANG | {"状态": "封存", "状态起": "2026-11"}), Fail("账户已封存（2026-11）", "正常缴存才能租房提取")),
    ("fund_paying", paying(LIANG | {"连续月数": 3}), PASS),
    ("fund_paying", paying(LIANG | {"连续月数": 2}), Fail("连续缴存 2 个月", "满 3 个月再来")),
    ("fund_paying", paying(), Fail("您在广州没有公积金账户", "在给您缴公积金的城市办")),
    ("fund_paying", paying(LIANG, None), Fail("没有查到广州的提取规定", "打 12329 问一问")),
    ("fund_paying", facts(rows={**rows(rules=[RULE]), "accounts": Off("gjj.accounts")}), off("gjj.accounts")),
    ("no_own_house", homes(), PASS),
    (
        "no_own_house",
        homes([HOUSE]),
        Fail("2026-11-16 起您名下有广州市荔湾区花地大道77号803房，不能租房提取", "在还房贷的，看“还贷提取”"),
    ),
    (
        "no_own_house",
        homes([HALF]),
        Fail("2021-06-15 起您名下有广州市天河区体育东路100号1201房（50%），不能租房提取", "在还房贷的，看“还贷提取”"),
    ),
    (
        "no_own_house",
        homes((), [HOUSE]),
        Fail("2026-11-16 起孩子名下有广州市荔湾区花地大道77号803房，不能租房提取", "在还房贷的，看“还贷提取”"),
    ),
    ("no_own_house", facts(rows={**rows(child_homes=[]), "homes": Off("zrzy.realestate")}), off("zrzy.realestate")),
    ("no_fund_loan", facts(rows=rows(loans=[])), PASS),
    ("no_fund_loan", facts(rows=rows(loans=[{"余额": 0}])), PASS),
    (
        "no_fund_loan",
        facts(rows=rows(loans=[{"余额": 91_264_000}])),
        Fail("您的公积金贷款还欠 912,640.00 元，不能租房提取", NEXT),
    ),
    ("no_fund_loan", facts(rows={"loans": Off("gjj.loans")}), off("gjj.loans")),
    ("lease_good", facts(), PASS),
    ("lease_good", facts(unpicked={"lease": Off("zj.rented")}), off("zj.rented")),
    ("lease_good", facts(picked={"lease": (LEASE,)}), PASS),
    ("lease_good", facts(picked={"lease": (LEASE,)}, day="2026-11-30"), PASS),
    ("lease_good", facts(picked={"lease": (LEASE | {"止": "2026-08-31"},)}), Fail("租约8月31日到期", "先续租约、再备案")),
    ("lease_good", facts(picked={"lease": (LEASE | {"状态": "注销"},)}), Fail("这份租约已经注销", "选另一处，或者按没有备案的填")),
    (
        "lease_good",
        facts(picked={"lease": (LEASE | {"市": "440600"},)}),
        Fail("佛山的租约，广州公积金不能用", "选本市的一处"),
    ),
    ("rent_within", taking(since="2026-07"), Pass(f"{SAID}，取后余额 2,436.80 元，{ARRIVES}")),
    ("rent_within", taking(since="2026-07", take="part", amount=800_000), Pass(f"{SAID}，取后余额 2,436.80 元，{ARRIVES}")),
    ("rent_within", taking(since="2026-07", take="part", amount=800_001), Fail("本次最多 8,000.00 元", "少写一点，或者选全取", SAID)),
    ("rent_within", taking(OU, LEASE, ["2026-06"]), Pass(f"{FILED}，取后余额 36,420.50 元，{ARRIVES}")),
    (
        "rent_within",
        taking(OU, LEASE, ["2026-06"], take="part", amount=1_040_001),
        Fail("本次最多 10,400.00 元", "少写一点，或者选全取", FILED),
    ),
    ("rent_within", taking(since="2026-07", taken=["2026-10"]), Fail("房租已经取到 2026-10", "下个月再来")),
    ("rent_within", taking(since="2026-11"), Fail("还没住满一个月", "下个月再来")),
    ("rent_within", taking(LIANG | {"余额": 0}, since="2026-07"), Fail("账户里没有钱", "缴了再来")),
    ("rent_within", facts(rows=rows(accounts=[LIANG], rules=[RULE], uses=[])), waits("form", "take")),
]  # fmt: skip


def test_what_is_less_than_the_rent_is_said_to_be():
    found = verdict("rent_within", None, taking(LIANG | {"余额": 700_000}, since="2026-07"))
    assert "账户里只有 7,000.00 元，本次最多 7,000.00 元，取后余额 0.00 元" in found.note


def test_a_sum_that_cannot_be_read_is_not_taken_as_nothing():
    with pytest.raises(TypeError):
        verdict("no_fund_loan", None, facts(rows=rows(loans=[{"余额": None}])))


@pytest.mark.parametrize(
    ("price", "share", "taken", "balance", "most"),
    [
        (132_000_000, 100, 0, 4_682_050, 4_682_050),  # 区嘉怡
        (180_000_000, 100, 0, 5_231_866, 5_231_866),  # 林志豪, with whom 陈晓彤 has the other half
        (4_000_000, 100, 3_000_000, 3_000_000, 1_000_000),  # 40,000 left of the ceiling, 30,000 taken
        (100_000_000, 50, 50_000_000, 4_682_050, 0),
        (100_000_000, 50, 60_000_000, 4_682_050, 0),
    ],
)
def test_a_house_gives_what_is_left_of_the_households_share(price, share, taken, balance, most):
    assert buy_limit(price, share, taken, balance) == most


CONTRACT = {
    "状态": "已过户",
    "市": "440100",
    "城市": "广州",
    "签订日": "2026-11-05",
    "成交价": 132_000_000,
    "家庭份额": 100,
    "已提取": 0,
    "一年内": 1,
}
OLD = CONTRACT | {"签订日": "2021-05-08"}
FOSHAN = CONTRACT | {"市": "440600", "城市": "佛山"}
CHANGSHA = CONTRACT | {"市": "430100", "城市": "长沙"}


def buying(contract=CONTRACT, account=OU, home="440103", **form):
    known = rows(accounts=[account], rules=[{"年限": 3}], home=[{"区": home}])
    return facts(form={"take": "all", "pay": "me", **form}, rows=known, picked={"house": (contract,)} if contract else {})


ALL = Pass(f"本次最多 46,820.50 元，取后余额 0.00 元，{ARRIVES}")
BUYING = [
    ("fund_held", paying(OU), PASS),
    ("fund_held", paying(), Fail("您在广州没有公积金账户", "在给您缴公积金的城市办")),
    ("fund_held", paying(OU | {"状态": "销户", "状态起": "2026-11"}), Fail("账户已经销户（2026-11）", "没有可以取的了")),
    ("fund_held", paying(OU | {"余额": 0}), Fail("账户里没有钱", "缴了再来")),
    ("contract_good", buying(), PASS),
    ("contract_good", buying(CONTRACT | {"状态": "已注销"}), Fail("这份合同已撤销", "选另一份")),
    ("contract_good", buying(OLD), Fail("已过 3 年（2024-05-08）", "只能还贷提取")),
    ("contract_good", buying(OLD | {"签订日": "2023-11-23"}), PASS),
    ("contract_good", buying(FOSHAN), Fail("佛山不是您的户籍地或缴存地，不能提取", "选户籍地或缴存地的房")),
    ("contract_good", buying(CHANGSHA, home="430104"), PASS),
    ("contract_good", buying(None), PASS),
    ("contract_good", facts(rows={**rows(rules=[]), "home": Off("gat.households")}), off("gat.households")),
    ("fund_held", facts(rows={"accounts": Off("gjj.accounts")}), off("gjj.accounts")),
    ("sold_often", facts(unpicked={"house": Off("zj.purchases")}), off("zj.purchases")),
    ("sold_often", facts(), PASS),
    ("seller_account", facts(), waits("form", "pay")),
    ("buy_within", facts(rows=rows(accounts=[OU])), waits("form", "take")),
    ("buy_within", buying(), ALL),
    ("buy_within", buying(take="part", amount=4_682_051), Fail("最多 46,820.50 元", "少写一点，或者选全取", "本次最多 46,820.50 元")),
    (
        "buy_within",
        buying(CONTRACT | {"成交价": 4_000_000, "已提取": 3_000_000}, OU | {"余额": 3_000_000}),
        Pass(f"这套房还能取 10,000.00 元，本次最多 10,000.00 元，取后余额 20,000.00 元，{ARRIVES}"),
    ),
    ("buy_within", buying(CONTRACT | {"成交价": 4_000_000, "已提取": 4_000_000}), Fail("这套房的房款已经取完了", "选另一份")),
    ("buy_within", buying(None, price=132_000_000), ALL),
    ("sold_often", buying(), PASS),
    ("sold_often", buying(CONTRACT | {"一年内": 2}), Fail("这套房一年里卖过 2 回", "由人核")),
    ("seller_account", buying(pay="seller"), Fail("这份合同没有登记监管账户", "选“打给我”")),
    ("seller_account", buying(CONTRACT | {"监管账号": "4400000000000000888"}, pay="seller"), PASS),
]  # fmt: skip


CASES += BUYING


@pytest.mark.parametrize(("name", "given", "said"), CASES, ids=[f"{n}-{one[0]}" for n, one in enumerate(CASES)])
def test_the_registers_are_asked_before_anything_is_taken(name, given, said):
    found = verdict(name, None, given)
    assert (found, getattr(found, "note", "")) == (said, getattr(said, "note", ""))
