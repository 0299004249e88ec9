"""Due dates by the State Council's calendar."""

from datetime import date

import pytest

from app.kernel.workdays import Due, calendar, due

VECTORS = [  # domain.md 2.8: the day after acceptance is day 1
    ("2026-09-30", 7, "2026-10-15"),
    ("2026-02-13", 7, "2026-03-02"),
    ("2026-04-30", 3, "2026-05-08"),
    ("2026-11-20", 6, "2026-11-30"),
]


@pytest.mark.parametrize(("start", "days", "end"), VECTORS)
def test_working_days_skip_holidays_and_count_worked_weekends(start, days, end):
    assert due(date.fromisoformat(start), days, "workday") == Due(date.fromisoformat(end), False)


def test_a_year_without_published_holidays_is_provisional_not_guessed():
    assert due(date(2026, 12, 30), 3, "workday") == Due(date(2027, 1, 4), True)


def test_calendar_days_that_end_on_a_rest_day_move_to_the_next_working_day():
    assert due(date(2026, 9, 20), 15, "day") == Due(date(2026, 10, 8), False)


def test_hours_end_the_same_day():
    assert due(date(2026, 11, 24), 0, "hour") == Due(date(2026, 11, 24), False)
    assert due(date(2026, 11, 24), 2, "hour") == Due(date(2026, 11, 25), False)
    assert due(date(2026, 11, 24), 24, "hour") == Due(date(2026, 11, 25), False)
    assert due(date(2026, 11, 27), 72, "hour") == Due(date(2026, 11, 30), False)


def test_days_between_count_only_working_days():
    assert calendar().between(date(2026, 9, 30), date(2026, 10, 15)) == 7
    assert calendar().between(date(2026, 10, 15), date(2026, 9, 30)) == 0
