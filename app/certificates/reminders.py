"""When the holder is told that a certificate ends soon. Pure.

A certificate carries the moment it is looked at next (`remind_at`); what is due at or after that moment and before now is said then,
once.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from app.kernel import clock, text

DAYS = (90, 30, 7)  # so long before its last day
MORNING = time(9)


def moments(until: str | None) -> tuple[datetime, ...]:
    """All of them, in order; none for what does not end, or nobody can say when."""
    ends = text.day(until)
    return tuple(_morning(ends - timedelta(days=days)) for days in DAYS) if ends else ()


def following(until: str | None, now: datetime) -> datetime | None:
    """When it is looked at next. A morning that has passed is none."""
    return next((at for at in moments(until) if at > now), None)


def due(until: str | None, since: datetime, now: datetime) -> int | None:
    """How many days are left, where one is to be told since `since`: several slept through are one. None for nobody, and for what is
    over: the wallet says that."""
    ends = text.day(until)
    left = (ends - clock.china(now).date()).days if ends else -1
    return left if left >= 0 and any(since <= at <= now for at in moments(until)) else None


def _morning(day: date) -> datetime:
    return datetime.combine(day, MORNING, clock.CHINA)
