"""Slots, grace, turns and pauses at a hall: the specification's vectors (items/community.md, hall-checkin)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app import reference
from app.appointments import rules
from app.appointments.rules import Missed, Waits
from app.kernel import clock

TIANHE = reference.hall("hall-440106")


def china(text):
    return datetime.fromisoformat(text).replace(tzinfo=clock.CHINA).astimezone(UTC)


@pytest.mark.parametrize(("windows", "number"), [(40, 48), (24, 28), (20, 24), (16, 19), (2, 2), (1, 1)])
def test_places_of_a_slot_follow_from_the_windows(windows, number):
    assert rules.places({**TIANHE, "windows": windows}) == number


@pytest.mark.parametrize(("number", "green"), [(48, 5), (28, 3), (24, 3), (19, 2), (5, 1), (4, 0), (2, 0), (1, 0)])
def test_a_tenth_of_the_places_is_for_who_needs_help(number, green):
    assert rules.green_of(number) == green


def test_who_needs_help_has_the_green_places_first_and_nobody_else_has_them():
    assert list(rules.open_to(TIANHE, True))[:3] == [19, 18, 17] and list(rules.open_to(TIANHE, False)) == list(range(1, 18))


def test_slots_are_half_hours_of_working_days():
    morning, afternoon = rules.halves(TIANHE, date(2026, 11, 24))
    assert [f"{clock.china(one):%H:%M}" for one in morning.starts] == ["09:00", "09:30", "10:00", "10:30", "11:00", "11:30"]
    assert [f"{clock.china(one):%H:%M}" for one in afternoon.starts][::7] == ["13:00", "16:30"] and len(afternoon.starts) == 8
    assert (morning.end, afternoon.end) == (china("2026-11-24T12:00"), china("2026-11-24T17:00"))


@pytest.mark.parametrize(
    ("hall", "day", "why"),
    [
        ("hall-440106", "2026-11-24", ""),
        ("hall-440106", "2026-11-28", "周末和节假日不开"),
        ("hall-440106", "2026-10-01", "周末和节假日不开"),
        ("hall-440106-bank", "2026-12-31", "年终盘点，这天不开"),
        ("hall-440106", "2026-12-31", ""),
    ],
)
def test_a_hall_is_closed_at_weekends_on_holidays_and_on_days_of_its_own(hall, day, why):
    found = reference.hall(hall)
    assert rules.closed(found, date.fromisoformat(day)) == why
    assert bool(rules.halves(found, date.fromisoformat(day))) is (why == "")


def test_a_day_can_be_booked_from_eight_in_the_morning_a_week_before():
    assert rules.opens_at(date(2026, 12, 1)) == china("2026-11-24T08:00")
    assert rules.days(date(2026, 11, 23))[-1] == date(2026, 11, 30)


@pytest.mark.parametrize(("at", "kept"), [("09:00", True), ("09:45", True), ("09:45:59", True), ("09:46", False)])
def test_a_number_is_kept_until_a_quarter_after_the_start(at, kept):
    assert rules.kept(china("2026-11-24T09:30"), china(f"2026-11-24T{at}")) is kept


@pytest.mark.parametrize(("at", "counts"), [("07:30", False), ("07:31", True), ("09:29", True)])
def test_giving_up_is_free_until_two_hours_before(at, counts):
    assert rules.late_to_cancel(china("2026-11-24T09:30"), china(f"2026-11-24T{at}")) is counts


@pytest.mark.parametrize(
    ("now", "by"),
    [("2026-11-23 09:00", "2026-11-24 07:30"), ("2026-11-24 07:29", "07:30"), ("2026-11-24 07:30", "09:30"), ("2026-11-24 09:00", "09:30")],
)
def test_who_must_say_yes_has_until_the_place_can_still_be_another_s(now, by):
    assert rules.answered_by(china("2026-11-24 09:30"), china(now)) == china(by if len(by) > 5 else f"2026-11-24 {by}")


def missed(*days, late=False):
    return [Missed(date.fromisoformat(f"2026-{one}"), late) for one in days]


@pytest.mark.parametrize(
    ("days", "today", "until"),
    [
        (("06-10", "09-02", "11-20"), "2026-11-23", "2026-12-20"),
        (("06-10", "09-02", "11-20"), "2026-12-19", "2026-12-20"),
        (("06-10", "09-02", "11-20"), "2026-12-20", None),
        (("05-20", "09-02", "11-20"), "2026-11-23", None),  # 184 days
        (("09-02", "11-20"), "2026-11-23", None),
        (("06-10", "09-02", "11-20", "11-22"), "2026-11-23", "2026-12-22"),
    ],
)
def test_three_times_not_come_within_half_a_year_is_thirty_days_without_booking(days, today, until):
    found = rules.paused_until(missed(*days), date.fromisoformat(today))
    assert found == (date.fromisoformat(until) if until else None)


def test_three_given_up_too_late_count_as_one_not_come():
    late = missed("11-02", "11-09", "11-16", late=True)
    assert rules.misses(late[:2]) == [] and rules.misses(late) == [date(2026, 11, 16)]
    assert rules.paused_until([*late, *missed("11-17", "11-18")], date(2026, 11, 23)) == date(2026, 12, 18)
    assert rules.counted([*late, *missed("05-20")], date(2026, 11, 23)) == 1


def test_the_line_green_first_then_who_booked_in_time_then_who_came():
    at = china("2026-11-24T09:40")
    booked = Waits(False, rules.rank(china("2026-11-24T10:00"), at), 7)  # as if they had come at 9:30
    walked, before = Waits(False, rules.rank(None, at), 6), Waits(False, china("2026-11-24T09:20"), 5)
    late = Waits(False, rules.rank(china("2026-11-24T09:00"), at), 8)
    green = Waits(True, at, 9)
    line = sorted([booked, walked, before, late, green], key=lambda one: one.key)
    assert [one.number for one in line] == [9, 5, 7, 6, 8] and rules.ahead(late, line) == 4


@pytest.mark.parametrize(("people", "windows", "about"), [(0, 16, 0), (4, 5, 12), (4, 16, 4), (1, 1, 15)])
def test_about_how_long_it_takes(people, windows, about):
    assert rules.minutes(people, windows) == about


def test_the_first_turn_that_is_not_used():
    assert [rules.turn(used) for used in ([], [1], [2], [1, 2])] == [1, 2, 1, None]


def test_a_pause_lasts_from_the_third():
    assert rules.PAUSE == timedelta(days=30) and rules.WITHIN == timedelta(days=180)
