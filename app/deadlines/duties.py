"""What has a last day although nobody has begun it (app/language/reminding.py): which things there are, and when one is told. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.kernel import clock, text
from app.kernel.jsons import Json
from app.kernel.workdays import due as day_due
from app.language.reminding import Reminding

MORNING = time(9)
DATE = len("2026-11-26")  # of a moment as registers write it, 2026-11-26 23:59, the day

Rows = Mapping[str, Sequence[Mapping[str, Json]]]  # by lookup


@dataclass(frozen=True)
class Duty:
    """One thing to do, until its last day."""

    about: str
    last: date


@dataclass(frozen=True)
class Told:
    """One to be told of: so many days are left."""

    duty: Duty
    left: int


def duties(of: Reminding, rows: Rows) -> tuple[Duty, ...]:
    """What is still to be done. What nobody can read is none: nothing can be said of it."""
    return tuple(_duties(of, rows))


def _duties(of: Reminding, rows: Rows) -> Iterator[Duty]:
    for row in rows[of.rows]:
        day = text.day(str(row.get(of.until or of.since) or "")[:DATE])
        if day is None or _done(of, row, rows):
            continue
        yield Duty(str(row.get(of.about) or ""), day if of.until else day_due(day, of.within.n, of.within.unit).on)


def _done(of: Reminding, row: Mapping[str, Json], rows: Rows) -> bool:
    return any(other.get(column) == row.get(column) for name, column in of.unless.items() for other in rows[name])


def told(of: Reminding, some: Iterable[Duty], since: datetime, now: datetime) -> tuple[Told, ...]:
    """Those whose morning came since `since`: of several mornings slept through one. What is over is not spoken of."""
    today = clock.china(now).date()
    return tuple(
        Told(one, (one.last - today).days) for one in some if one.last >= today and any(since <= at <= now for at in _moments(of, one))
    )


def following(of: Reminding, some: Iterable[Duty], now: datetime) -> datetime | None:
    """The next morning one of them is to be told of, or is over: told once more, it is told nothing. None when there is none."""
    return min((at for one in some for at in (*_moments(of, one), _morning(one.last, -1)) if at > now), default=None)


def _moments(of: Reminding, one: Duty) -> list[datetime]:
    return [_morning(one.last, days) for days in of.days]


def _morning(day: date, before: int) -> datetime:
    return datetime.combine(day - timedelta(days=before), MORNING, clock.CHINA)
