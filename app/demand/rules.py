"""What of a search is counted, and from how many on a count is shown. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

ENOUGH = 5  # people: fewer might be found by who they are
BITS = 62
LONGEST = 40
UNNAMED, KEPT = timedelta(days=7), timedelta(days=180)  # how long words stay that are not known; and those that are
COUNTED, BY_HOUR = timedelta(days=400), timedelta(days=80)  # how long counts of a day stay, so that a year ago is known; and of an hour
AGAIN = 7  # days that are counted again each hour: what was begun on them may have been handed in since
LATER = 72  # days before these that are counted once a day: what was handed in is decided within weeks. Their hours are still there
READS = ("seen", "found", "opened", "guided")
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


def mark(**read: Iterable[str]) -> str:
    """mark(seen=["a", "b"], found=["a"]) → `seen=a,b found=a`: what one answer lets be read. Read back by `reads`."""
    return " ".join(f"{kind}={','.join(items)}" for kind, items in read.items())


def reads(marks: Mapping[str, int]) -> dict[tuple[str, str], int]:
    """(item, kind of READS) → how often, of marks that were said so often."""
    found: dict[tuple[str, str], int] = {}
    for said, n in marks.items():
        for kind, _, items in (part.partition("=") for part in said.split()):
            for item in filter(None, items.split(",")):
                found[item, kind] = found.get((item, kind), 0) + n
    return found


def again(hour: int) -> list[int]:
    """How many days back are counted anew in this hour of the day (0–23): the last ones, and a few of those before."""
    few = LATER // 24
    return [*range(AGAIN), *range(AGAIN + hour * few, AGAIN + (hour + 1) * few)]


def steps(counts: Sequence[int]) -> list[int | None]:
    """Counts of one step after another as they may be shown: None for a few, for none of a few, and where it is a few away from the step
    before, which would tell those who went no further."""
    said: list[int | None] = []
    last: int | None = None
    before = 0
    for n in counts:
        fits = shown(n) is not None and (last is None or shown(abs(last - n)) is not None) and (n > 0 or shown(before) is not None)
        said.append(n if fits else None)
        last = n if fits else last
        before = n or before
    return said
