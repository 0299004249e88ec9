"""Time, in one place, so that tests can hold it still.

Stored and compared in UTC; people are shown China time. Signatures of other systems use the same clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")

_held: datetime | None = None


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _held or datetime.now(UTC)


def is_held() -> bool:
    """Whether a test holds it."""
    return _held is not None


def today() -> date:
    """The date on a wall calendar in China."""
    return now().astimezone(CHINA).date()


def china(moment: datetime) -> datetime:
    """The same moment on a clock in China."""
    return moment.astimezone(CHINA)


def rfc3339(moment: datetime) -> str:
    """`2026-12-02T01:00:00Z`, seconds precision."""
    return f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='seconds')}Z"


@contextmanager
def held_at(moment: datetime) -> Iterator[None]:
    """For tests: inside, now() stands still. `moment` must be aware."""
    global _held
    before, _held = _held, moment.astimezone(UTC)
    try:
        yield
    finally:
        _held = before
