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
