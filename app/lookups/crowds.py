"""A night when everybody comes at once: so many people a second are let in, each of the others stands in one line and knows how long.

place = crowds.turn("exam-score", account, 60)      # None: come in; Place(ahead=1200, seconds=20): not yet

The line is seconds with room for so many people each; who comes gets the first one that has room and keeps it, so asking again costs
nobody a place. Whoever was let in stays in for STAYS. Without Redis the line is this process's own: more are let in, none is lost.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.kernel import clock
from app.kernel.cache import cache

STAYS = 600  # seconds: long enough to look at every year and take the paper away
LONGEST = 3600  # a line longer than an hour is no line: who comes then is told an hour, and asks again
MISSED = 60  # seconds after one's turn in which it still holds


@dataclass(frozen=True)
class Place:
    """People before this one, and seconds until it is their turn."""

    ahead: int
    seconds: int


def turn(door: str, who: str, per_second: int) -> Place | None:
    """Where somebody stands at a door through which so many go a second; None when it is their turn."""
    now = int(clock.now().timestamp())
    if cache().get(_in(door, who)):
        return None
    second, before = _held(door, who) or _queued(door, who, per_second, now)
    if second > now:
        return Place((second - now) * per_second + before, second - now)
    cache().set(_in(door, who), b"1", STAYS)
    return None


def _held(door: str, who: str) -> tuple[int, int] | None:
    """The second somebody was given, and who of that second comes before."""
    kept = cache().get(_of(door, who))
    if kept is None:
        return None
    second, _, before = kept.decode().partition(" ")
    return int(second), int(before)


def _queued(door: str, who: str, per_second: int, now: int) -> tuple[int, int]:
    """The first second with room. `tail`: the one where the line ended last; an old one only makes the search longer."""
    tail = cache().get(_tail(door))
    second = max(now, int(tail)) if tail else now
    while second < now + LONGEST and (number := cache().count(f"crowd:{door}:{second}", LONGEST + MISSED)) > per_second:
        second += 1
        cache().set(_tail(door), str(second).encode(), LONGEST)
    before = number - 1 if second < now + LONGEST else 0
    if second > now:
        cache().set(_of(door, who), f"{second} {before}".encode(), second - now + MISSED)
    return second, before


def _in(door: str, who: str) -> str:
    return f"crowd:{door}:in:{who}"


def _of(door: str, who: str) -> str:
    return f"crowd:{door}:of:{who}"


def _tail(door: str) -> str:
    return f"crowd:{door}:tail"
