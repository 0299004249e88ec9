"""When the holder is told that a certificate ends soon. Pure.

A certificate carries the moment it is looked at next (`remind_at`); what is due at or after that moment and before now is said then,
once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from app.kernel import clock, text
from app.kernel.workdays import add_months

USUAL = ("90d", "30d", "7d")
MORNING = time(9)
_BEFORE = re.compile(r"([1-9]\d?)(d|m|m1)")


def is_before(said: str) -> bool:
    """Whether this says how long before the end."""
    return _BEFORE.fullmatch(said) is not None


def moments(until: str | None, before: Sequence[str] = USUAL) -> tuple[datetime, ...]:
    """All of them, in order; none for what does not end, or nobody can say when. `before`: so long before its last day: `30d` days,
    `6m` months, from which day on so many reach it, `2m1` the first day of the month that lies two before."""
    ends = text.day(until)
    return tuple(sorted(_morning(_day(ends, one)) for one in before)) if ends else ()


def following(until: str | None, now: datetime, before: Sequence[str] = USUAL) -> datetime | None:
    """When it is looked at next. A morning that has passed is none."""
    return next((at for at in moments(until, before) if at > now), None)


def due(until: str | None, since: datetime, now: datetime, before: Sequence[str] = USUAL) -> int | None:
    """How many days are left, where one is to be told since `since`: several slept through are one. None for nobody, and for what is
    over: the wallet says that."""
    ends = text.day(until)
    left = (ends - clock.china(now).date()).days if ends else -1
    return left if left >= 0 and any(since <= at <= now for at in moments(until, before)) else None


def _day(ends: date, before: str) -> date:
    """Raises ValueError for what is_before refuses."""
    found = _BEFORE.fullmatch(before)
    if found is None:
        raise ValueError(before)
    many = int(found[1])
    if found[2] == "d":
        return ends - timedelta(days=many)
    if found[2] == "m1":
        return add_months(ends.replace(day=1), -many)
    on = add_months(ends, -many)
    return on if add_months(on, many) >= ends else on + timedelta(days=1)


def _morning(day: date) -> datetime:
    return datetime.combine(day, MORNING, clock.CHINA)
