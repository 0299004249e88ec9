"""When a unit is whose. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

SHOWN, HELD, KEPT = "shown", "held", "kept"


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
