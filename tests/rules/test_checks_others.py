"""Vehicles, social insurance, money, places: every check with what passes, what fails and what nobody knows yet."""

from dataclasses import replace
from datetime import date

import pytest

from app.checks import vehicles
from app.checks.social import days_of_birth, min_months, months_of_childcare, retirement
from app.checks.vehicles import inspection_calendar, inspection_step
from tests.rules.checking import LIN, PASS, Fail, Off, facts, off, rows, verdict, waits

LATER = "到时提醒您"  # its certificate is reminded of
NOT_TOLD = "公司的车不会另外提醒，请记下这一天"  # the mark of a company's car lies in nobody's wallet
COMPANY_S = {"所有人": "91440101MA5ABCDE0X"}
TESTED = Fail("这种车每次都要上线检测", "去预约检测")
NO_LICENCE = Fail("您没有能开这辆车的驾驶证，或者驾驶证现在不能用", "带上证件到违法处理窗口问一问")


def car(registered, until, **more):
    more_of = {"种类": "02", "面包车": False, "座位": 5, "使用性质": "非营运", "所有人": LIN.id_number} | more.pop("of", {})
    return facts(picked={"car": ({"注册日": registered, "检验至": until, **more_of},)}, **more)


def points(recorded, *picked, reduced=0):
    return facts(rows=rows(cycle=[{"记分": recorded, "已减": reduced}]), picked={"picks": tuple({"记分": one} for one in picked)})


def cycles(day, recorded, *picked):
    """The cycle of 2025 was nearly full; 3 points of a decision are unpaid."""
    found = [
        {"start": "2025-01-20", "止": "2026-01-19", "记分": 9, "已减": 0},
        {"start": "2026-01-20", "止": "2027-01-19", "记分": recorded, "已减": 0},
    ]
    return facts(day=day, rows=rows(cycle=found, bills=[{"记分": 3}]), picked={"picks": tuple({"记分": one} for one in picked)})


def fined(*fen):
    return facts(picked={"picks": tuple({"罚款": one} for one in fen)})


def invoice(**columns):
    return facts(rows=rows(invoice=[columns] if columns else []), form={"company": "C"})


def face(*found, amount=12_800, on="2026-11-20"):
    return facts(rows=rows(face=list(found)), form={"amount": amount, "date": on})


def reds(*taken, blue=20_000, amount=5_000, why="折让"):
    return facts(rows=rows(blue=[{"金额": blue}], reds=[{"金额": one} for one in taken]), form={"amount": amount, "why": why})


CASES = [
    ("inspection_exempt", None, car("2022-11-05", "2026-11-30"), PASS),
    ("inspection_exempt", None, car("2022-11-05", "2026-11-30", day="2026-08-31"), Fail("9月1日起可以办", LATER)),
    ("inspection_exempt", None, car("2020-11-30", "2026-11-30"), Fail("第 6 年要上线检测", "去预约检测")),
    ("inspection_exempt", None, car("2022-11-05", "2026-10-31"), Fail("车辆登记和检验日期对不上", "打车管所电话问一问")),
    ("inspection_exempt", None, facts(), waits("form", "car")),
    ("inspection_exempt", None, car("2022-11-05", "2026-11-30", of={"面包车": True}), TESTED),
    ("inspection_exempt", None, car("2022-11-05", "2026-11-30", of={"座位": 10}), TESTED),
    ("inspection_exempt", None, car("2022-11-05", "2026-11-30", of={"使用性质": "营运"}), TESTED),
    ("inspection_exempt", None, car("2022-11-05", "2026-11-30", of={"种类": "07", "座位": 2}), PASS),
    ("inspection_exempt", None, car("2022-11-05", "2026-11-30", day="2026-12-20"), PASS),
    ("inspection_exempt", None, car("2024-02-29", "2026-02-28"), PASS),
    ("inspection_exempt", None, car("2025-02-28", "2027-02-28"), Fail("12月1日起可以办", LATER)),
    ("inspection_open", None, car("2013-08-16", "2026-08-31"), PASS),
    ("inspection_open", None, car("2020-11-30", "2028-11-30"), Fail("2028年9月1日起可以办", LATER)),
    ("inspection_open", None, facts(), waits("form", "car")),
    ("inspection_exempt", None, car("2022-11-05", "2026-11-30", of=COMPANY_S, day="2026-08-31"), Fail("9月1日起可以办", NOT_TOLD)),
    ("inspection_open", None, car("2020-11-30", "2028-11-30", of=COMPANY_S), Fail("2028年9月1日起可以办", NOT_TOLD)),
    ("score_lt", 12, points(3, 6), PASS),
    ("score_lt", 12, points(3, 9), Fail("加上这次满 12 分了，一共 12 分", "要到窗口处理；先学法减分可减最多 6 分")),
    ("score_lt", 12, points(3, 9, reduced=1), PASS),
    ("score_lt", 12, facts(rows={"cycle": Off("jj.cycles")}), off("jj.cycles")),
    ("score_lt", 12, cycles("2026-11-23", 3, 6), PASS),  # the cycle before does not count
    ("score_lt", 12, cycles("2026-11-23", 6, 6), Fail("加上这次满 12 分了，一共 12 分", "要到窗口处理；先学法减分可减最多 6 分")),
    ("score_lt", 12, cycles("2027-01-20", 9, 6), PASS),  # a new cycle opens with the 3 of a decision still unpaid
    ("score_lt", 12, cycles("2027-01-20", 0, 9), Fail("加上这次满 12 分了，一共 12 分", "要到窗口处理；先学法减分可减最多 6 分")),
    ("fines_lte", 20_000, fined(20_000, 20_000), PASS),
    ("fines_lte", 20_000, fined(20_000, 150_000), Fail("有一条罚款超过 200 元", "要带上证件到违法处理窗口处理")),
    ("fines_lte", 20_000, facts(), PASS),
    ("score_lt", 12, replace(points(3, 6), rows={**points(3, 6).rows, "bills": Off("jj.violations")}), off("jj.violations")),
    ("fines_open", None, facts(picked={"bills": ({"状态": "已处理未缴"},)}), PASS),
    (
        "fines_open",
        None,
        facts(picked={"bills": ({"状态": "已处理未缴"}, {"状态": "已缴"})}),
        Fail("有一张决定书已经交过或者撤销了", "重新选一次"),
    ),
    ("fines_open", None, facts(unpicked={"bills": Off("jj.violations", "manual")}), off("jj.violations")),
    ("drives", None, facts(rows=rows(driver=[{"状态": ["正常"]}])), PASS),
    ("drives", None, facts(rows=rows(driver=[])), NO_LICENCE),
    ("drives", None, facts(rows=rows(driver=[{"状态": ["扣留"]}])), NO_LICENCE),
    ("drives", None, facts(rows={"driver": Off("jj.drivers")}), off("jj.drivers")),
    ("retire_age", None, facts(form={"kind": "m60"}, day="2055-08-01"), PASS),
    ("retire_age", None, facts(form={"kind": "m60"}), Fail("您 2055年8月到退休年龄（63 岁）", "到了再来")),
    ("retire_age", None, facts(), waits("form", "kind")),
    ("maternity_days", None, facts(rows=rows(claim=[{"天数": 98}], delivery=[{"方式": "顺产", "胎数": 1, "孕周": 39}])), PASS),
    (
        "maternity_days",
        None,
        facts(rows=rows(claim=[{"天数": 128}], delivery=[{"方式": "顺产", "胎数": 1, "孕周": 39}])),
        Fail("按分娩登记是 98 天，不是 128 天"),
    ),
    ("maternity_days", None, facts(rows=rows(claim=[{"天数": 98}])), waits("rows", "delivery")),
    ("childcare_months", None, facts(form={"birth": "2023-10-08", "year": 2026}), PASS),
    ("childcare_months", None, facts(form={"birth": "2022-01-15", "year": 2026}), Fail("2026 年没有可以领的月份了")),
    ("childcare_months", None, facts(form={"birth": "2023-10-08"}), waits("form", "year")),
    ("red_amount_lte", None, reds(5_000, 5_000, amount=10_000), PASS),
    ("red_amount_lte", None, reds(blue=5_000, amount=6_000), Fail("最多还能冲红 50.00 元")),
    ("red_amount_lte", None, facts(form={"amount": 1}), waits("rows", "blue")),
    ("red_full", None, reds(why="开票有误", amount=20_000), PASS),
    ("red_full", None, reds(amount=5_000), PASS),
    ("red_full", None, reds(why="开票有误", amount=5_000), Fail("开票有误要整张冲红")),
    ("red_full", None, facts(rows=rows(blue=[{"金额": 1}]), form={"amount": 1}), waits("form", "why")),
    ("invoice_lock", None, invoice(状态="INIT", 锁定单位=None), PASS),
    ("invoice_lock", None, invoice(状态="LOCK", 锁定单位="C"), PASS),
    ("invoice_lock", None, invoice(状态="LOCK", 锁定单位="A"), Fail("这张发票被别的单位锁定了", "请他们先解锁")),
    ("invoice_lock", None, invoice(状态="CLOSURE", 锁定单位="C"), Fail("这张发票已经报销过了")),
    ("invoice_lock", None, invoice(状态="CANCEL", 锁定单位=None), Fail("这张发票已经冲红了")),
    ("invoice_lock", None, invoice(), Fail("没有查到这张发票", "核对一下号码")),
    ("invoice_lock", None, facts(form={"company": "C"}), waits("rows", "invoice")),
    ("invoice_verify", None, face({"价税合计": 12_800, "开票日期": "2026-11-20"}), PASS),
    (
        "invoice_verify",
        None,
        face({"价税合计": 12_800, "开票日期": "2026-11-20"}, amount=12_673),
        Fail("和存根不一致", "看看金额和日期是不是抄错了"),
    ),
    ("invoice_verify", None, face(), Fail("查无此票", "核对一下号码和日期")),
    ("invoice_verify", None, facts(form={"amount": 1, "date": "2026-11-20"}), waits("rows", "face")),
    ("paid", None, facts(rows=rows(order=[{"状态": "paid"}])), PASS),
    ("paid", None, facts(rows=rows(order=[{"状态": "open"}])), Fail("还没交钱", "先交了再办")),
    ("paid", None, facts(), waits("rows", "order")),
    ("slot_free", None, facts(picked={"slot": ({"余号": 1},)}), PASS),
    ("slot_free", None, facts(picked={"slot": ({"余号": 0},)}), Fail("刚被约走，换个时间")),
    ("slot_free", None, facts(), waits("form", "slot")),
    ("otp_ttl", 300, facts(rows=rows(code=[{"made_s": 100, "used": False}]), now_s=400), PASS),
    ("otp_ttl", 300, facts(rows=rows(code=[{"made_s": 100, "used": False}]), now_s=401), Fail("这个码过期了", "再要一个新的")),
    ("otp_ttl", 300, facts(rows=rows(code=[{"made_s": 100, "used": True}]), now_s=101), Fail("这个码用过了", "再要一个新的")),
    ("otp_ttl", 300, facts(), waits("rows", "code")),
]


@pytest.mark.parametrize(("name", "arg", "given", "expected"), CASES)
def test_what_a_check_of_things_answers(name, arg, given, expected):
    assert verdict(name, arg, given) == expected


def test_one_seal_waits_for_all_opinions():
    assert verdict("single_seal", None, facts(rows=rows(opinions=[{"asked": 8, "given": 8}]))) == PASS
    assert verdict("single_seal", None, facts(rows=rows(opinions=[{"asked": 8, "given": 7}]))).why == "wait for 1 opinions"


@pytest.mark.parametrize(
    ("registered", "expected"),
    [
        ("2022-11-05", "2024-11-30标 2026-11-30标 2028-11-30线 2030-11-30标 2032-11-30线 2033-11-30线"),
        ("2020-11-30", "2022-11-30标 2024-11-30标 2026-11-30线 2028-11-30标 2030-11-30线 2031-11-30线"),
        ("2024-02-29", "2026-02-28标 2028-02-29标 2030-02-28线 2032-02-29标 2034-02-28线 2035-02-28线"),
    ],
)
def test_the_calendar_of_a_cars_inspections(registered, expected):
    found = inspection_calendar(date.fromisoformat(registered))[:6]
    assert " ".join(f"{one.until}{one.how}" for one in found) == expected


def test_an_old_car_is_tested_every_year():
    step = inspection_step(date(2013, 8, 16), date(2031, 8, 31))
    assert step is not None and (step.how, step.opens) == ("线", date(2031, 6, 1))


def test_the_year_of_points_begins_with_the_first_licence():
    assert vehicles.cycle(date(2011, 1, 20), date(2026, 11, 23)) == (date(2026, 1, 20), date(2027, 1, 19))
    assert vehicles.cycle(date(2014, 7, 9), date(2026, 11, 23)) == (date(2026, 7, 9), date(2027, 7, 8))


@pytest.mark.parametrize(
    ("kind", "birth", "delay", "months", "reached"),
    [
        ("m60", "1964-12-01", 0, 720, "2024-12"),
        ("m60", "1965-01-01", 1, 721, "2025-02"),
        ("m60", "1965-05-01", 2, 722, "2025-07"),
        ("m60", "1968-09-03", 12, 732, "2029-09"),
        ("m60", "1970-06-01", 17, 737, "2031-11"),
        ("m60", "1976-09-01", 36, 756, "2039-09"),
        ("f55", "1971-10-01", 6, 666, "2027-04"),
        ("f55", "1979-07-01", 29, 689, "2036-12"),
        ("f55", "1981-09-01", 36, 696, "2039-09"),
        ("f50", "1975-02-01", 1, 601, "2025-03"),
        ("f50", "1979-07-01", 28, 628, "2031-11"),
        ("f50", "1984-11-01", 60, 660, "2039-11"),
    ],
)
def test_when_somebody_may_retire(kind, birth, delay, months, reached):
    found = retirement(kind, date.fromisoformat(birth))
    assert (found.delay, found.months, f"{found.on:%Y-%m}") == (delay, months, reached)


def test_months_of_payment_grow_from_2030_to_2039():
    assert [min_months(year) for year in (2026, 2029, 2031, 2036, 2039, 2050)] == [180, 180, 192, 222, 240, 240]


@pytest.mark.parametrize(
    ("way", "babies", "weeks", "days"),
    [("顺产", 1, 39, 98), ("剖宫产", 2, 38, 143), ("终止", 0, 20, 42), ("终止", 0, 30, 75), ("终止", 0, 8, 15)],
)
def test_days_of_the_allowance(way, babies, weeks, days):
    assert days_of_birth(way, babies, weeks) == days


@pytest.mark.parametrize(
    ("birth", "expected"),
    [
        ("2022-01-15", [1, 0, 0]),
        ("2022-06-15", [6, 0, 0]),
        ("2023-10-08", [12, 10, 0]),
        ("2024-05-20", [12, 12, 5]),
        ("2024-12-31", [12, 12, 12]),
        ("2026-10-08", [0, 0, 0]),
    ],
)
def test_months_of_childcare_of_three_years(birth, expected):
    assert [months_of_childcare(date.fromisoformat(birth), year) for year in (2025, 2026, 2027)] == expected
