"""A time at which somebody comes to a hall: until it is over the department has nobody and nothing before it, and decides nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sandbox.departments.decide.asked import Asked
from sandbox.departments.decide.days import chinese
from sandbox.departments.decide.verdict import Verdict

CHOSEN = re.compile(r"(\d{4}-\d{2}-\d{2} \d{2}:\d{2}) (.+)")
SEEN_AFTER = timedelta(minutes=30)  # so long after its time whoever came has been seen


def over(at: str) -> str:
    """When a visit that begins at this minute is over, as `at` is written: 2026-11-24 09:30."""
    return (datetime.strptime(at, "%Y-%m-%d %H:%M") + SEEN_AFTER).strftime("%Y-%m-%d %H:%M")


def before(asked: Asked, what: str, says: Mapping[str, str] | None = None) -> Verdict | None:
    """What is said until the time that the form chose is over; `what` is done there, `says` on the way. None from then on, and where the
    form chose none."""
    chosen = CHOSEN.fullmatch(asked.text("slot"))
    if chosen is None or asked.store.now >= over(chosen[1]):
        return None
    why = f"约好了 {chinese(date.fromisoformat(chosen[1][:10]))} {chosen[1][11:]} 到{chosen[2]}{what}，{what}过了接着办"
    return Verdict("grant", wait_until=over(chosen[1]), wait_for=why, says=dict(says or {}))
