"""Two times: the business clock that stamps things, and the pace that waits are measured in."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8))


class Clock:
    """`now()` is wall time plus an offset; `pace()` also runs `rate` times faster.

    Stamps must stay believable while waits are compressed, therefore the rate never touches `now()`.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.rate, self.offset = 1.0, 0.0
        self._ran, self._since = 0.0, time.monotonic()

    def now(self) -> float:
        """Business time, unix seconds."""
        return time.time() + self.offset

    def pace(self) -> float:
        """Seconds of waiting that have passed; moving the offset forward counts as having waited."""
        with self._lock:
            return self._ran + (time.monotonic() - self._since) * self.rate + self.offset

    def set(self, rate: float | None = None, offset: float | None = None) -> None:
        """Run at another rate, or be so many seconds off, from now on."""
        with self._lock:
            now = time.monotonic()
            self._ran += (now - self._since) * self.rate
            self._since = now
            if rate is not None:
                self.rate = float(rate)
            if offset is not None:
                self.offset = float(offset)


def beijing(seconds: float) -> str:
    """RFC 3339 in China time, the form WeChat Pay uses."""
    return datetime.fromtimestamp(seconds, BEIJING).isoformat(timespec="seconds")


def zulu(seconds: float) -> str:
    """RFC 3339 in UTC, the form departments use."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def day_of(seconds: float) -> str:
    """The Beijing calendar day, as WeChat Pay cuts its bills."""
    return datetime.fromtimestamp(seconds, BEIJING).date().isoformat()


def parse(text: str) -> float:
    """RFC 3339 text -> unix seconds. Raises ValueError, also when the zone is missing."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("no time zone")
    return moment.timestamp()
