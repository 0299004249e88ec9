"""When a unit is whose, which are drawn, until when one is kept. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from app.kernel import clock, workdays

SHOWN, HELD, KEPT = "shown", "held", "kept"
DRAWN = 50
LAST_SECOND = time(23, 59, 59)  # of a day


@dataclass(frozen=True)
class Hold:
    """One unit of a pool and whose it is. `errand`: case:<no>; `single`: keyed hash of what may have one unit only; `until`: UTC,
    None for good."""

    pool: str
    unit: str
    state: str
    errand: str
    person_id: str
    single: bytes | None
    until: datetime | None
    at: datetime

    def over(self, now: datetime) -> bool:
        """Whether its time is over: the unit is free again, whether or not anybody has swept it away."""
        return self.until is not None and self.until <= now

    def seconds_left(self, now: datetime) -> int | None:
        """What a countdown shows; None for good."""
        return None if self.until is None else max(0, int((self.until - now).total_seconds()))


def drawn(free: Iterable[str], one: str, seq: int, salt: str = "") -> list[str]:
    """All that is free, in the order it is drawn in for one vehicle: that of SHA-256 of `one|seq|unit`."""
    return sorted(free, key=lambda unit: hashlib.sha256(f"{salt}{one}|{seq}|{unit}".encode()).hexdigest())


def draw50(free: Iterable[str], vin: str, seq: int, salt: str = "") -> list[str]:
    """The numbers shown for a car; none when fewer than 50 are free."""
    found = drawn(free, vin, seq, salt)
    return found[:DRAWN] if len(found) >= DRAWN else []


def keep_until(day: date, days: int = 3, unit: str = "workday") -> datetime:
    """Until when what was granted on this day is kept: the end of the third working day after, in UTC."""
    return datetime.combine(workdays.due(day, days, unit).on, LAST_SECOND, clock.CHINA).astimezone(UTC)
