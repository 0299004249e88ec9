"""Calling strangers: connect 1 s, read 3 s, a total deadline, a size cap, no redirects, one base address, a breaker,
and at most so many calls at a time for each, so that a slow stranger holds up only those who ask for it.

A read time-out is not a deadline (a peer that sends a byte a second never reaches it), so each read waits no longer than is left of
the whole (app/kernel/wire.py).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

import structlog
from prometheus_client import Counter

from app.kernel.errors import Unavailable
from app.kernel.wire import Broken, TooMuch, Wire

log = structlog.get_logger("outside")
_unreadable = Counter("outside_unreadable_total", "Answers of outside systems that could not be read", ["peer", "what"])


def unreadable(peer: str, what: str, field: str = "") -> Unavailable:
    """For `raise unreadable(…) from None`: what cannot be read is no answer; it is counted and its field named, never its value."""
    _unreadable.labels(peer, what).inc()
    log.error("unreadable_answer", peer=peer, what=what, field=field)
    return Unavailable(f"{peer}_unreadable", "那边回的内容看不懂，我们已经记下")


_mine = threading.local()


@contextmanager
def patience(seconds: float) -> Iterator[None]:
    """For work that has a time limit of its own: inside, on this thread, a call to a stranger who has too many of ours already waits
    so long for its turn. Who waits for a page without one does not."""
    _mine.patience = seconds
    try:
        yield
    finally:
        _mine.patience = 0.0


class Headers(Protocol):
    """Of a request or an answer: what `get` of any of them can do."""

    def get(self, name: str, default: str, /) -> str:
        """The value of a header, whatever the case of its name."""
        ...


@dataclass(frozen=True)
class Reply:
    """Status, headers and at most `Peer.max_bytes` of body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Peer:
    """One outside system at one base address. `call` raises Unavailable when it does not answer in time."""

    FAILURES, PAUSE_S = 5, 10.0  # the breaker: after five failures in a row nobody waits for ten seconds
    AT_A_TIME = 16

    def __init__(self, name: str, base: str, deadline: float = 6.0, max_bytes: int = 4 * 1024 * 1024, at_a_time: int = AT_A_TIME) -> None:
        self.name, self.base, self.deadline, self.max_bytes = name, base.rstrip("/"), deadline, max_bytes
        self._wire, self._below = Wire(self.base, name, at_a_time), urlsplit(self.base).path
        self._free = threading.BoundedSemaphore(at_a_time)
        self._lock = threading.Lock()
        self._failures, self._open_until = 0, 0.0

    def call(self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Reply:
        """One request to `base + path`. 5xx counts as no answer; 4xx is an answer. A redirect is returned, never followed."""
        if not self.base:
            raise Unavailable("not_connected", "这个系统还没有接上")
        if time.monotonic() < self._open_until:
            raise Unavailable(f"{self.name}_down")
        if not self._free.acquire(timeout=getattr(_mine, "patience", 0.0)):
            raise Unavailable(f"{self.name}_busy")
        try:
            reply = self._ask(method, self._below + path, body, headers or {})
        finally:
            self._free.release()
        if reply.status >= 500:
            self._failed(str(reply.status))
            raise Unavailable(f"{self.name}_down")
        self._failures = 0
        return reply

    def path_of(self, path: str) -> str:
        """The path as the peer sees it: what gets signed."""
        return urlsplit(self.base + path).path + ("?" + urlsplit(path).query if "?" in path else "")

    def forgive(self) -> None:
        """Close the breaker (tests)."""
        self._failures, self._open_until = 0, 0.0

    def _ask(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        try:
            return Reply(*self._wire.ask(method, path, body, headers, time.monotonic() + self.deadline, self.max_bytes))
        except (OSError, Broken, TooMuch) as error:
            self._failed(type(error).__name__)
            raise Unavailable(f"{self.name}_down") from None

    def _failed(self, why: str) -> None:
        with self._lock:
            self._failures += 1
            if self._failures >= self.FAILURES:
                self._failures, self._open_until = 0, time.monotonic() + self.PAUSE_S
        log.warning("no_answer", peer=self.name, why=why)
