"""The legal clock: from when it runs, what a stop and an extension do to it, how long one has to correct. Pure."""

from __future__ import annotations

from datetime import date, timedelta

from app.kernel.workdays import calendar, due
from app.language.declare import Limit
from app.language.figures import Dates as Dates
from app.language.figures import dates_from as dates_from

CORRECT_DAYS, TELL_WITHIN, EXTEND_AT_MOST = 30, 5, 10


def clock_start(received: date, told: date, accepted: date) -> date:
    """Acceptance, or receipt when the applicant was not told of what is missing within five working days."""
    return received if calendar().between(received, told) > TELL_WITHIN else accepted


def moved_by_stop(dates: Dates, stopped: date, resumed: date, promise: Limit, legal: Limit) -> Dates:
    """The days the clock stood still are added, in the unit each limit counts in."""
    promised, lawful = _later(dates.promised, stopped, resumed, promise), _later(dates.legal, stopped, resumed, legal)
    return Dates(promised[0], lawful[0], dates.provisional or promised[1])


def _later(on: date, stopped: date, resumed: date, limit: Limit) -> tuple[date, bool]:
    days = left(resumed, stopped, limit)
    if days <= 0:
        return on, False
    moved = due(on, days, "workday" if limit.unit == "workday" else "day")
    return moved.on, moved.provisional


def left(on: date, since: date, limit: Limit) -> int:
    """How many of the limit's own days are left after `since`."""
    return calendar().between(since, on) if limit.unit == "workday" else (on - since).days


def extended(dates: Dates, days: int) -> Dates:
    """The promise so many working days later; the law's limit only where the promise would pass it."""
    later = calendar().after(dates.promised, days)
    return Dates(later.on, max(dates.legal, later.on), dates.provisional or later.provisional)


def in_workdays(today: date, days: int) -> date:
    """So many working days from today; today itself for none."""
    return calendar().after(today, days).on


def after_stop(on: date, stopped: date, today: date) -> date:
    """A day that many working days later as the clock stood still."""
    return in_workdays(on, calendar().between(stopped, today)) if today > stopped else on


def correct_until(today: date) -> date:
    """One has 30 days to correct."""
    return today + timedelta(days=CORRECT_DAYS)
