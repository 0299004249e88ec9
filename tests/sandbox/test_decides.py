"""What all departments' rules share: every rule has its item, terms are by the calendar."""

from datetime import date

import pytest

from sandbox.departments.decide import DECIDES, days, judge, passports
from sandbox.registers.store import Store
from sandbox.world import data
from tests.sandbox.deciding import NUMBERS, V1, case


@pytest.fixture
def store():
    return Store({}, date(2026, 11, 23))


def test_every_rule_belongs_to_an_item_there_is():
    assert set(DECIDES) <= set(data("items"))


def test_terms_and_months_are_by_the_calendar():
    assert days.term(date(2026, 12, 2), 5).isoformat() == "2031-12-01"
    assert days.add_months(date(2027, 1, 31), 1).isoformat() == "2027-02-28"
    assert passports.MONTHS == 6


def test_an_item_that_names_no_row_or_has_no_rules_keeps_today_s_course(store):
    assert judge(case("passport-renew", "lin-zhihao", delivery="自取"), store) is None
    assert judge(case("idcard-renew", "lin-zhihao"), store) is None


def test_what_is_due_on_a_decision_grows_with_each_late_day():
    """Of a bill written anew the department knows the sum of the day, not the one the case came with."""
    for day, due in ((date(2026, 12, 8), 20_000), (date(2026, 12, 9), 20_600), (date(2026, 12, 13), 23_000), (date(2027, 3, 1), 40_000)):
        later = Store({}, day)
        later.change("jj.violations", V1, 状态="已处理未缴", 处理人=NUMBERS["zhao-dawei"], 决定书号="4401067900000101", 送达日="2026-11-23")
        decided = {**case("violation-handle", "zhao-dawei", fee=20_000, picks=[V1], driver="me", answer="accept"), "settled": True}
        assert judge(decided, later).due == due
