"""What the clock does to a case, and at which moment: reminders, the end of a time, a promise that is over. Pure.

A case carries the moment it is to be looked at next (`clock_at`); what is due at or after that moment and before now is done then, once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.deadlines.rules import Dates
from app.kernel import clock

PAY_DAYS = 60  # from the first bill: as long as that a bill that lapsed is written anew
AGAIN_DAYS = 3  # to hand in again what others would not agree to
REMIND_DAYS = (3, 1)  # so long before the end of a time
FETCH_DAYS = (7, 30, 60)  # so long after it lies ready; nothing ends for not being fetched
NUDGE_DAYS = (20, 35)  # so long after an office elsewhere got it: what was sent with it is good for forty
MORNING = time(9)
REMIND, FETCH, NUDGE, LATE, ILLEGAL, LAPSE = "remind", "fetch", "yellow", "orange", "red", "lapse"
OVER = (LATE, ILLEGAL, LAPSE)
# While a department works. Where somebody else is waited for, being late is not its fault.
WORKING = frozenset({"submitted", "pre_check", "corrected", "accepted", "reviewing", "extended", "approving", "approved"})


@dataclass(frozen=True)
class Clock:
    """What counts of a case. `by`: until when the applicant may correct or pay; `ready`: since when it lies to be fetched; `away`: since
    when an office elsewhere has it, and nobody here is late."""

    state: str
    dates: Dates | None = None
    by: date | None = None
    ready: datetime | None = None
    away: datetime | None = None


@dataclass(frozen=True)
class Due:
    """`left`: days until the end, of a reminder."""

    at: datetime
    what: str
    left: int = 0


def moments(of: Clock) -> tuple[Due, ...]:
    """All that the clock does to a case as it stands, in order."""
    if of.state in ("to_correct", "to_pay") and of.by is not None:
        early = [Due(_at(of.by - timedelta(days=days), MORNING), REMIND, days) for days in REMIND_DAYS]
        return (*early, Due(_after(of.by), LAPSE))
    if of.state in WORKING and of.away is not None:
        since = clock.china(of.away).date()
        return tuple(Due(_at(since + timedelta(days=days), MORNING), NUDGE) for days in NUDGE_DAYS)
    if of.state in WORKING and of.dates is not None:
        return (Due(_after(of.dates.promised), LATE), Due(_after(of.dates.legal), ILLEGAL))
    if of.state == "delivering" and of.ready is not None:
        since = clock.china(of.ready).date()
        return tuple(Due(_at(since + timedelta(days=days), MORNING), FETCH) for days in FETCH_DAYS)
    return ()


def first(of: Clock, now: datetime) -> datetime | None:
    """When a case that moves now is looked at first. A reminder whose hour has passed is none; what is over by now is looked at."""
    return next((one.at for one in moments(of) if one.at > now or one.what in OVER), None)


def due(of: Clock, since: datetime, now: datetime) -> tuple[Due, ...]:
    """What is to be done now: what is over by now, and the reminders since it was looked at. Those slept through are one, the last; none
    beside the end. A day that was missed comes again with the next one: it is written down once."""
    found = [one for one in moments(of) if one.at <= now and (one.at >= since or one.what in OVER)]
    if any(one.what == LAPSE for one in found):
        return tuple(one for one in found if one.what == LAPSE)
    said = [one for one in found if one.what in (REMIND, FETCH, NUDGE)]
    return tuple(one for one in found if one not in said[:-1])


def following(of: Clock, now: datetime) -> datetime | None:
    """When it is looked at again."""
    return next((one.at for one in moments(of) if one.at > now), None)


def pay_until(today: date) -> date:
    """The last day a fee asked for today can be paid, on whatever bill."""
    return today + timedelta(days=PAY_DAYS)


def correct_again(by: date | None, today: date) -> date:
    """Until when what comes back from those who were asked may be corrected: they waited, not the applicant."""
    return max(by or today, today + timedelta(days=AGAIN_DAYS))


def last_second(day: date) -> datetime:
    """Of a day in China."""
    return _at(day, time(23, 59, 59))


def _after(day: date) -> datetime:
    return _at(day + timedelta(days=1), time())


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, clock.CHINA)
