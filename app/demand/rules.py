"""What of a search is counted, and from how many on a count is shown. Pure."""

from __future__ import annotations

import re
from datetime import timedelta

ENOUGH = 5  # people: fewer might be found by who they are
BITS = 62
LONGEST = 40
UNNAMED, KEPT = timedelta(days=7), timedelta(days=180)  # how long a count stays whose words are not known; and any count
AGAIN = 7  # days that are counted again: what was begun on them may have been handed in since
_NUMBER = re.compile(r"[0-9]{5,}")  # of a person, a telephone, a car, a case


def counted(query: str) -> str | None:
    """The words as they are counted together; None for what may be somebody's number and is not counted at all."""
    words = " ".join(query.lower().split())[:LONGEST]
    return None if not words or _NUMBER.search(re.sub(r"[\s-]", "", words)) or "@" in words else words


def askers(seen: int) -> int:
    """How many people asked, at least."""
    return seen.bit_count()


def shown(n: int) -> int | None:
    """A count that may be shown; None for one of so few that they could be found."""
    return n if n >= ENOUGH or n == 0 else None
