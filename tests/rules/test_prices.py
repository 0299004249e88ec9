"""What a fine comes to: the day it is due, what is added for each day after it, line by line."""

from datetime import date

import pytest

from app.checks.facts import Facts
from app.prices import PRICES, fines, rules
from app.prices.declare import Line
from app.prices.fines import Stay

DECLARED = {"fn": "traffic_fines", "picks": "picks", "bills": "bills", "due_days": 15, "late_percent": 3}
TODAY = date(2026, 11, 23)
V1 = {"行为": "不按信号灯通行", "罚款": 20_000, "记分": 6, "送达日": None}
V2 = {"行为": "违反规定停车", "罚款": 20_000, "记分": 0, "送达日": None}
V4 = {"行为": "驾驶时手持电话", "罚款": 20_000, "记分": 3, "送达日": "2026-11-03"}
WARNING = {"行为": "未系安全带", "罚款": 0, "记分": 0, "送达日": None}


def on(today, handed_in=None, **picked):
    """The lines for what is picked."""
    facts = Facts(today, picked={field: tuple(rows) for field, rows in picked.items()}, handed_in=handed_in)
    return rules.lines(DECLARED, facts)


def sums(lines):
    return [(one.name, one.fen) for one in lines]


@pytest.mark.parametrize(("served", "due"), [("2026-11-03", "2026-11-18"), ("2026-11-20", "2026-12-07"), ("2026-11-23", "2026-12-08")])
def test_a_fine_is_due_fifteen_days_after_it_was_served_and_a_day_of_rest_moves_on(served, due):
    assert fines.fine_due(date.fromisoformat(served), 15) == date.fromisoformat(due)


@pytest.mark.parametrize(
    ("served", "paid", "fen"),
    [
        ("2026-11-23", "2026-12-08", 20_000),
        ("2026-11-23", "2026-12-09", 20_600),
        ("2026-11-23", "2026-12-13", 23_000),
        ("2026-11-23", "2027-01-09", 39_200),
        ("2026-11-23", "2027-01-10", 39_800),
        ("2026-11-23", "2027-01-11", 40_000),
        ("2026-11-23", "2027-03-01", 40_000),
        ("2026-11-20", "2026-12-07", 20_000),
        ("2026-11-20", "2026-12-08", 20_600),
        ("2026-11-03", "2026-11-23", 23_000),
        ("2026-11-03", "2026-12-21", 39_800),
        ("2026-11-03", "2026-12-22", 40_000),
    ],
)
def test_three_percent_are_added_each_day_after_the_due_day_and_never_more_than_the_fine(served, paid, fen):
    assert rules.total(on(date.fromisoformat(paid), bills=[{**V4, "送达日": served}])) == fen


def test_days_in_which_an_objection_was_looked_at_add_nothing():
    due, paid = date(2026, 12, 8), date(2026, 12, 13)
    assert fines.late_fee(20_000, due, paid, 3) == 3_000
    assert fines.late_fee(20_000, due, paid, 3, [Stay(date(2026, 12, 9), date(2026, 12, 11))]) == 1_200
    assert fines.late_fee(20_000, due, paid, 3, [Stay(date(2026, 12, 1), date(2026, 12, 31))]) == 0
    assert fines.late_fee(20_000, due, date(2026, 12, 1), 3) == 0


def test_a_part_of_a_fen_is_rounded_half_up():
    assert fines.late_fee(50, date(2026, 12, 8), date(2026, 12, 9), 3) == 2  # 1.5 fen
    assert fines.late_fee(10, date(2026, 12, 8), date(2026, 12, 9), 3) == 0  # 0.3 fen


def test_each_line_says_how_it_comes_about():
    fine, added = on(TODAY, bills=[V4])
    assert sums((fine, added)) == [("罚款：驾驶时手持电话", 20_000), ("逾期加处罚款", 3_000)]
    assert fine.why == "11月3日送达决定书，11月18日前交不加钱"
    assert added.why == "11月18日到期，晚了 5 天，每天加罚款的 3%：200 元 × 3% × 5 天"
    capped = on(date(2027, 3, 1), bills=[V4])[1]
    assert capped.why == "2026年11月18日到期，晚了 103 天，每天加罚款的 3%，最多加到和罚款一样多"


def test_what_is_decided_now_is_served_on_the_day_it_is_handed_in():
    assert sums(on(TODAY, picks=[V1, V2])) == [("罚款：不按信号灯通行", 20_000), ("罚款：违反规定停车", 20_000)]
    assert rules.total(on(date(2026, 12, 9), handed_in=TODAY, picks=[V1])) == 20_600
    assert rules.total(on(date(2026, 12, 8), handed_in=TODAY, picks=[V1])) == 20_000


def test_how_long_a_sum_holds():
    assert rules.holds_until(on(TODAY, picks=[V1])) == date(2026, 12, 8)
    assert rules.holds_until(on(TODAY, bills=[V4])) == TODAY
    assert rules.holds_until(on(TODAY, picks=[V1], bills=[V4])) == TODAY
    assert rules.holds_until(on(date(2027, 3, 1), bills=[V4])) is None


def test_a_warning_costs_nothing():
    assert on(TODAY, picks=[WARNING]) == () and on(TODAY) == ()


def test_lines_are_kept_as_they_were():
    lines = on(TODAY, picks=[V1], bills=[V4])
    assert rules.opened(rules.kept(lines)) == lines
    assert rules.opened([{"name": "费", "fen": 5, "why": "", "payee": "", "until": None}]) == (Line("费", 5),)


@pytest.mark.parametrize(
    ("change", "say"),
    [
        ({"late_percent": "3"}, "late_percent 要写不小于零的整数"),
        ({"late_percent": True}, "late_percent 要写不小于零的整数"),
        ({"due_days": -1}, "due_days 要写不小于零的整数"),
        ({"picks": ""}, "picks 要写一个词"),
        ({"late": 3}, "不认识：late"),
    ],
)
def test_figures_that_a_price_cannot_use_are_named(change, say):
    given = {key: value for key, value in {**DECLARED, **change}.items() if key != "fn"}
    assert PRICES["traffic_fines"].fault(given) == say
    assert PRICES["traffic_fines"].fault({key: value for key, value in DECLARED.items() if key != "fn"}) is None
    assert PRICES["traffic_fines"].fault({"picks": "picks"}) == "bills 要写一个词"
