"""Housing fund by the specification's vectors, and what the rows are afterwards."""

from datetime import date

import pytest

from sandbox.departments.decide import funds
from sandbox.registers.store import Store
from tests.sandbox.deciding import NUMBERS, granted, of, on, refused, said

LIANG, OU, LIN, CHEN = (NUMBERS[one] for one in ("liang-junjie", "ou-jiayi", "lin-zhihao", "chen-xiaotong"))
UNFILED = {"place": "广州市番禺区示例路8号", "since": "2026-07", "take": "all", "how": "once"}
FILED = {"lease": "穗租备2025L0008", "take": "all", "how": "once"}


@pytest.fixture
def store():
    return Store({}, date(2026, 11, 23))


def houseless(store, *who):
    for one in who:
        for row in list(store.where("zrzy.realestate", owner=one)):
            store.drop("zrzy.realestate", f"{row['证号']}|{one}")


def test_unfiled_rent_is_paid_by_the_citys_sum_once(store):
    verdict = granted(store, "fund-rent", "liang-junjie", **UNFILED)
    assert verdict.machine and verdict.opinion == "2026-07 到 2026-10 的房租 8,000.00 元，2026-11-24 到账，余额 2,436.80 元"
    assert of(store, "gjj.accounts", "440100000109", "余额") == (243_680,)
    assert of(store, "gjj.flows", "440100000109|2026-11-23|提取|租房", "元") == (-800_000,)
    assert of(store, "gjj.uses", f"{LIANG}|租房|没有备案", "已取到", "累计元") == ("2026-10", 800_000)
    assert said(store, "fund-rent", "liang-junjie", **UNFILED) == "房租已经取到 2026-10，下个月再来"
    verdict = granted(on(store, "2026-12-10"), "fund-rent", "liang-junjie", **UNFILED)
    assert verdict.opinion == "2026-11 到 2026-11 的房租 2,000.00 元，2026-12-11 到账，余额 436.80 元"


def test_filed_rent_goes_on_from_the_month_it_was_taken_to(store):
    before = on(store, "2026-11-13")
    houseless(before, OU)  # the register has her house from the 16th on
    assert granted(before, "fund-rent", "ou-jiayi", **FILED).opinion == (
        "2026-07 到 2026-10 的房租 10,400.00 元，2026-11-16 到账，余额 36,420.50 元"
    )
    assert of(before, "gjj.uses", f"{OU}|租房|穗租备2025L0008", "已取到", "累计元", "起") == ("2026-10", 5_200_000, "2025-03")
    now = Store({}, date(2026, 11, 23))
    assert refused(now, "fund-rent", "ou-jiayi", **FILED) == "2026-11-16 起您名下有广州市荔湾区花地大道77号803房，不能租房提取"


def test_a_part_is_paid_and_more_than_the_whole_is_asked_again(store):
    houseless(store, OU)
    part = FILED | {"take": "part"}
    assert said(store, "fund-rent", "ou-jiayi", **part, amount=1_040_001) == "本次最多 10,400.00 元"
    assert said(store, "fund-rent", "ou-jiayi", **part, amount=0) == "写要取多少"
    assert of(store, "gjj.accounts", "440100000108", "余额") == (4_682_050,)
    granted(store, "fund-rent", "ou-jiayi", **part, amount=100_000)
    assert of(store, "gjj.accounts", "440100000108", "余额") == (4_582_050,)


def test_every_month_is_paid_for_the_month_before_until_the_lease_ends(store):
    verdict = granted(store, "fund-rent", "liang-junjie", **UNFILED | {"how": "each", "day": 25})
    assert verdict.opinion.endswith("；2026-12-25 起每月自动取 2,000.00 元")
    funds.tidy(day := on(store, "2026-12-24"))
    assert of(day, "gjj.accounts", "440100000109", "余额") == (243_680,)
    funds.tidy(day := on(store, "2027-02-01"))
    assert of(day, "gjj.flows", "440100000109|2026-12-25|提取|租房", "元") == (-200_000,)
    assert of(day, "gjj.flows", "440100000109|2027-01-25|提取|租房", "元") == (-43_680,)  # what was left
    assert of(day, "gjj.uses", f"{LIANG}|租房|没有备案", "已取到", "累计元") == ("2026-12", 1_043_680)
    assert of(day, "gjj.contracts", f"{LIANG}|租房按月", "下次", "状态") == ("2027-02-25", "正常")
    houseless(store, OU)
    granted(store, "fund-rent", "ou-jiayi", **FILED | {"how": "each", "day": 5})
    funds.tidy(day := on(store, "2027-03-01"))
    assert of(day, "gjj.uses", f"{OU}|租房|穗租备2025L0008", "已取到") == ("2026-11",)  # the lease ends with it
    assert of(day, "gjj.contracts", f"{OU}|租房按月", "状态") == ("停",)


def test_a_contract_stops_with_the_account_and_with_a_house(store):
    granted(store, "fund-rent", "liang-junjie", **UNFILED | {"how": "each", "day": 25})
    store.change("gjj.accounts", "440100000109", 状态="封存", 状态起="2026-12")
    funds.tidy(day := on(store, "2026-12-25"))
    assert of(day, "gjj.contracts", f"{LIANG}|租房按月", "状态") == ("停",)
    assert of(day, "gjj.accounts", "440100000109", "余额") == (243_680,)


def test_who_may_not_take_rent_out_reads_why(store):
    assert said(store, "fund-rent", "lin-zhihao", **UNFILED) == "2021-06-15 起您名下有广州市天河区体育东路100号1201房，不能租房提取"
    assert said(store, "fund-rent", "wu-haiyan", **UNFILED) == "2018-09-03 起您名下有广州市海珠区江南大道中200号905房，不能租房提取"
    assert said(store, "fund-rent", "huang-xiuying", **UNFILED) == "在这个城市没有公积金账户"
    assert said(store, "fund-rent", "liang-junjie", **UNFILED | {"lease": "FS2026-000412"}) == "别的城市的租约不能用"
    assert said(store, "fund-rent", "liang-junjie", **UNFILED | {"lease": "穗租备2025L0008"}) == "这份租约不是您的"
    assert said(store, "fund-rent", "liang-junjie", **UNFILED | {"since": "2026-12"}) == "不能晚于本月"
    store.change("gjj.accounts", "440100000109", 连续月数=2)
    assert said(store, "fund-rent", "liang-junjie", **UNFILED) == "连续缴存 2 个月，满 3 个月再来"
    store.change("gjj.accounts", "440100000109", 状态="封存", 状态起="2026-11")
    assert said(store, "fund-rent", "liang-junjie", **UNFILED) == "账户已封存（2026-11），正常缴存才能租房提取"


def test_a_spouse_is_asked_and_their_house_is_told_to_nobody(store):
    houseless(store, LIN)
    assert said(store, "fund-rent", "lin-zhihao", consents=[], **UNFILED) == "配偶没有同意查房产"
    assert said(store, "fund-rent", "lin-zhihao", consents=["chen-xiaotong"], **UNFILED) == "配偶名下有房，不能租房提取"
    houseless(store, CHEN)
    assert said(store, "fund-rent", "lin-zhihao", consents=["chen-xiaotong"], **UNFILED) == "公积金贷款还欠 912,640.00 元，不能租房提取"


def test_a_couple_takes_the_rent_of_one_lease_once(store):
    houseless(store, LIN, CHEN)
    store.drop("gjj.loans", "GJJ2021060800173")
    store.change("zj.leases", "穗租备2025L0008", 承租人=CHEN)
    granted(store, "fund-rent", "chen-xiaotong", consents=["lin-zhihao"], **FILED)
    assert said(store, "fund-rent", "lin-zhihao", consents=["chen-xiaotong"], **FILED) == "房租已经取到 2026-10，下个月再来"


def test_public_housing_counts_what_was_paid(store):
    flat = {
        "合同号": "GZ-2025-00012",
        "承租人": LIANG,
        "坐落": "广州市白云区示例苑3栋",
        "市": "440100",
        "起": "2025-08-01",
        "止": "2028-07-31",
    }
    store.add("zj.public", flat | {"月租": 86_000, "已付至": "2026-09"})
    verdict = granted(store, "fund-rent", "liang-junjie", lease="GZ-2025-00012", take="all", how="once")
    assert verdict.opinion == "2025-10 到 2026-09 的房租 10,320.00 元，2026-11-24 到账，余额 116.80 元"


BOUGHT = {"pay": "me", "take": "all", "both": "me"}


def test_what_is_taken_for_a_house_goes_off_the_balance(store):
    verdict = granted(store, "fund-buy", "ou-jiayi", house=f"GZ20261105003|{OU}", **BOUGHT)
    assert verdict.machine and verdict.opinion == "区嘉怡 46,820.50 元，余额 0.00 元，2026-11-24 到账"
    assert of(store, "gjj.accounts", "440100000108", "余额") == (0,)
    assert of(store, "gjj.flows", "440100000108|2026-11-23|提取|购房", "元") == (-4_682_050,)
    assert of(store, "gjj.uses", f"{OU}|购房|GZ20261105003", "累计元", "起", "已取到") == (4_682_050, "2026-11", None)
    assert of(store, "zj.purchases", f"GZ20261105003|{OU}", "已提取") == (4_682_050,)
    assert said(store, "fund-buy", "ou-jiayi", house=f"GZ20261105003|{OU}", **BOUGHT) == "账户里没有钱"


def test_a_couple_takes_from_both_accounts_when_both_agree(store):
    form = {"house": f"GZ20261120001|{LIN}", "pay": "seller", "take": "all", "both": "both"}
    assert said(store, "fund-buy", "lin-zhihao", consents=[], **form) == "配偶没有同意"
    verdict = granted(store, "fund-buy", "lin-zhihao", consents=["chen-xiaotong"], **form)
    both = "林志豪 52,318.66 元，余额 0.00 元，陈晓彤 38,270.10 元，余额 0.00 元，一共 90,588.76 元"
    assert verdict.opinion == f"{both}，2026-11-24 打到监管账户"
    assert [of(store, "gjj.accounts", f"44010000010{n}", "余额") for n in (1, 2)] == [(0,), (0,)]
    assert of(store, "zj.purchases", f"GZ20261120001|{CHEN}", "已提取", "家庭份额") == (9_058_876, 100)


def test_buyers_together_take_no_more_than_the_price(store):
    for one in (LIN, CHEN):
        store.change("zj.contracts", f"GZ20261120001|{one}", 成交价=4_000_000)
        store.change("gjj.accounts", f"44010000010{1 if one == LIN else 2}", 余额=3_000_000)
    granted(store, "fund-buy", "lin-zhihao", house=f"GZ20261120001|{LIN}", **BOUGHT)
    form = BOUGHT | {"house": f"GZ20261120001|{CHEN}", "take": "part"}
    assert said(store, "fund-buy", "chen-xiaotong", **form, amount=3_000_000) == "还剩 10,000.00 元"
    granted(store, "fund-buy", "chen-xiaotong", **form, amount=1_000_000)
    assert said(store, "fund-buy", "chen-xiaotong", **form, amount=1) == "这套房的房款已经取完了"
    assert of(store, "gjj.accounts", "440100000102", "余额") == (2_000_000,)


def test_a_contract_that_will_not_do_is_told(store):
    assert said(store, "fund-buy", "lin-zhihao", house=f"GZ20210508007|{LIN}", **BOUGHT) == "已过 3 年（2024-05-08），只能还贷提取"
    assert said(store, "fund-buy", "liang-junjie", house=f"FS20261118001|{LIANG}", **BOUGHT) == "佛山不是您的户籍地或缴存地，不能提取"
    assert said(store, "fund-buy", "liang-junjie", house=f"GZ20261105003|{OU}", **BOUGHT) == "合同里没有您"
    store.change("zj.contracts", f"GZ20261105003|{OU}", 状态="已注销")
    assert said(store, "fund-buy", "ou-jiayi", house=f"GZ20261105003|{OU}", **BOUGHT) == "这份合同已撤销"
    assert said(store, "fund-buy", "huang-xiuying", **BOUGHT) == "在这个城市没有公积金账户"


def test_where_the_household_register_is_counts_too_and_a_person_looks_at_papers(store):
    wu = NUMBERS["wu-haiyan"]
    assert granted(store, "fund-buy", "wu-haiyan", house=f"CS20260520007|{wu}", **BOUGHT).opinion.startswith("吴海燕 27,914.30 元")
    written = {"address": "长沙岳麓示例苑2-801", "price": 98_000_000, "signed_on": "2026-05-20"}
    verdict = granted(Store({}, date(2026, 11, 23)), "fund-buy", "wu-haiyan", **BOUGHT, **written)
    assert (verdict.machine, verdict.opinion) == (False, "吴海燕 27,914.30 元，余额 0.00 元，2026-11-24 到账")


def test_a_house_sold_twice_within_a_year_is_looked_at_by_a_person(store):
    row = store.get("zj.contracts", f"GZ20261105003|{OU}")
    store.add("zj.contracts", row | {"合同号": "GZ20260301002", "买方": NUMBERS["huang-guoqiang"], "签订日": "2026-03-01"})
    assert not granted(store, "fund-buy", "ou-jiayi", house=f"GZ20261105003|{OU}", **BOUGHT).machine
