"""What the tax on a new car comes to, to the fen: by the price of the invoice, the row of its day and the list; what lateness adds."""

from datetime import date

import pytest

from app.checks.facts import Facts
from app.checks.purchase import purchase_due
from app.prices import PRICES, rules
from app.prices.purchase import Rates, purchase_tax, tax_late
from sandbox.departments.decide.purchase import Bought, due_on, late, tax
from sandbox.registers.store import Store
from tests import written

DECLARED = written.contents()["vehicle-purchase-tax"]["price"]
RATES = Rates.read(DECLARED["rates"])
TODAY = date(2026, 11, 23)
BEV, PETROL = "示例牌SGM7001BEV", "示例牌SGM7152"

# price in fen, in the list, day of the invoice → full, less
VECTORS = [
    (14_000_000, False, "2026-11-20", 1_400_000, 0),
    (20_000_000, True, "2026-11-18", 2_000_000, 1_000_000),
    (40_000_000, True, "2026-11-18", 4_000_000, 1_500_000),
    (30_000_000, True, "2026-06-01", 3_000_000, 1_500_000),
    (30_000_010, True, "2026-06-01", 3_000_001, 1_500_000),
    (18_000_000, False, "2026-11-10", 1_800_000, 0),
    (20_000_000, True, "2025-12-31", 2_000_000, 2_000_000),
    (40_000_000, True, "2025-12-31", 4_000_000, 3_000_000),
    (20_000_000, True, "2027-12-31", 2_000_000, 1_000_000),
    (20_000_000, True, "2028-01-01", 2_000_000, 0),
    (20_000_000, True, "2023-12-31", 2_000_000, 0),
    (37_912_088, False, "2026-11-12", 3_791_209, 0),
    (14_000_007, False, "2026-11-20", 1_400_001, 0),
    (14_000_007, True, "2026-11-20", 1_400_001, 700_001),
]


@pytest.mark.parametrize(("value", "listed", "on", "full", "less"), VECTORS)
def test_the_tax_is_that_of_the_row_of_the_invoice_s_day(value, listed, on, full, less):
    assert purchase_tax(value, listed, date.fromisoformat(on), RATES) == (full, less)
    car = Bought("V", "购买", value, date.fromisoformat(on), BEV if listed else PETROL, "me")
    assert tax(Store({}, TODAY), car) == (full, less), "the bureau reckons the same by its own register"


@pytest.mark.parametrize(
    ("since", "due"),
    [("2026-11-20", "2027-01-19"), ("2026-11-18", "2027-01-18"), ("2026-09-01", "2026-11-02"), ("2026-09-24", "2026-11-23")],
)
def test_sixty_days_and_a_day_of_rest_moves_on(since, due):
    assert purchase_due(date.fromisoformat(since)) == due_on(date.fromisoformat(since)) == date.fromisoformat(due)


@pytest.mark.parametrize(
    ("fen", "due", "paid", "added"),
    [
        (1_400_000, "2026-11-02", "2026-11-23", 14_700),
        (1_400_000, "2026-11-02", "2026-11-02", 0),
        (1_400_000, "2026-11-23", "2026-11-24", 700),
        (642_000, "2026-06-30", "2026-11-23", 46_866),
    ],
)
def test_five_in_ten_thousand_for_each_day_after(fen, due, paid, added):
    days = (date.fromisoformat(due), date.fromisoformat(paid))
    assert tax_late(fen, *days, 5) == late(fen, *days) == added


def owed(today=TODAY, form=None, **picked):
    found = rules.lines(DECLARED, Facts(today, form=form or {}, picked={name: (row,) for name, row in picked.items()}))
    return [(one.name, one.fen, one.why, one.until) for one in found]


def invoice(price, on):
    return {"不含税": price, "开票日": on}


LISTED, NOT_LISTED = {"减免目录": True}, {"减免目录": False}


def test_the_formula_stands_in_one_line():
    assert owed(car=invoice(14_000_000, "2026-11-20"), model=NOT_LISTED) == [
        ("车辆购置税", 1_400_000, "计税价 140,000 元 × 10% = 14,000 元", date(2027, 1, 19))
    ]
    assert owed(car=invoice(40_000_000, "2026-11-18"), model=LISTED) == [
        (
            "车辆购置税",
            2_500_000,
            "计税价 400,000 元 × 10% = 40,000 元，新能源减半，少交 15,000 元（每辆最多少 15,000 元）",
            date(2027, 1, 18),
        )
    ]
    ((_, fen, why, _),) = owed(car=invoice(20_000_000, "2028-01-03"), model=LISTED, today=date(2028, 1, 3))
    assert (fen, why) == (2_000_000, "计税价 200,000 元 × 10% = 20,000 元，这一天开的票没有减免")


def test_late_is_paid_with_what_each_day_adds_and_holds_for_today_alone():
    assert owed(car=invoice(14_000_000, "2026-09-01"), model=NOT_LISTED) == [
        ("车辆购置税", 1_400_000, "计税价 140,000 元 × 10% = 14,000 元", None),
        ("滞纳金", 14_700, "11月2日到期，晚了 21 天，每天加税款的万分之五", TODAY),
    ]
    assert len(owed(car=invoice(14_000_000, "2026-09-24"), model=NOT_LISTED)) == 1  # today is the last day


def test_a_car_free_of_tax_owes_nothing():
    assert owed(car=invoice(20_000_000, "2025-12-31"), model=LISTED, today=date(2026, 1, 5)) == []


def test_what_came_from_abroad_and_what_nobody_bought():
    imported = {"完税价": 30_000_000, "关税": 4_500_000, "消费税": 3_412_088, "放行日": "2026-11-12"}
    assert owed(**{"import": imported})[0][:2] == ("车辆购置税", 3_791_209)
    assert owed(form={"value": 9_000_000, "got_on": "2026-11-20"})[0][:2] == ("车辆购置税", 900_000)
    assert owed() == owed(form={"got_on": "2026-11-20"}) == owed(form={"value": 9_000_000}) == []


def test_the_item_s_rows_are_those_of_the_bureau_s_register():
    held = {one["from"]: (one["率"], one["新能源方式"], one["每辆上限"]) for one in Store({}, TODAY).rows("sw.purchaserates").values()}
    assert held == {one["从"]: (one["税率"], one["新能源"], one["最多少交"] * 100) for one in DECLARED["rates"]}


@pytest.mark.parametrize(
    "rates",
    [
        [],
        "2026",
        [{"从": "2026-01-01", "税率": 10, "新能源": "减半"}],
        [{"从": "then", "税率": 10, "新能源": "减半", "最多少交": 1}],
        [{"从": "2026-01-01", "税率": "10", "新能源": "减半", "最多少交": 1}],
        [{"从": "2026-01-01", "税率": 10, "新能源": "全免", "最多少交": 1}],
    ],
)
def test_rows_that_cannot_be_read_are_named(rates):
    given = {key: value for key, value in {**DECLARED, "rates": rates}.items() if key != "fn"}
    assert str(PRICES["purchase_tax"].fault(given)).startswith("rates 写得不对")
    assert PRICES["purchase_tax"].fault({key: value for key, value in DECLARED.items() if key != "fn"}) is None
