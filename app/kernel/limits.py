"""Rate limits. Those that protect a person (login, codes, names) are shared through the cache and hold when Redis is
gone, then per process; the flood limit protects the machine and is a dictionary, since it stands before every request.

Why not Flask-Limiter: docs/decisions/0003.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from app.kernel.cache import cache
from app.kernel.errors import TooMany


@dataclass(frozen=True)
class Limit:
    """At most `times` in `seconds` for one `who` (fixed window)."""

    name: str
    times: int
    seconds: int

    def spend(self, who: str) -> None:
        """Count one use. Raises TooMany beyond the limit."""
        if cache().count(self._key(who), self.seconds) > self.times:
            raise TooMany()

    def left(self, who: str) -> int:
        """Uses left in this window."""
        used = cache().get(self._key(who))
        return max(0, self.times - int(used or b"0"))

    def _key(self, who: str) -> str:
        return f"limit:{self.name}:{who}:{int(time.time()) // self.seconds}"


class Flood:
    """`times` requests a second and caller in this process, with a burst of ten seconds' worth."""

    def __init__(self, times: int, seconds: int = 10) -> None:
        self.most, self.seconds = times * seconds, seconds
        self._window = 0
        self._counts: dict[str, int] = {}

    def allows(self, who: str) -> bool:
        """Count one request of `who`."""
        window = int(time.monotonic()) // self.seconds
        if window != self._window:
            self._window, self._counts = window, {}
        count = self._counts[who] = self._counts.get(who, 0) + 1
        return count <= self.most
