"""Calling strangers: connect 1 s, read 3 s, a total deadline, a size cap, no redirects, one base address, a breaker,
and at most so many calls at a time for each, so that a slow stranger holds up only those who ask for it.

A read time-out is not a deadline (a peer that sends a byte a second never reaches it), so the call runs on a thread of
the peer's own and we stop waiting when time is up.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

import requests
import structlog
from prometheus_client import Counter
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError

from app.kernel.errors import Unavailable

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
        self._http = requests.Session()
        self._http.trust_env = False
        self._http.mount("http://", HTTPAdapter(pool_maxsize=at_a_time))
        self._http.mount("https://", HTTPAdapter(pool_maxsize=at_a_time))
        self._threads = ThreadPoolExecutor(at_a_time, thread_name_prefix=f"to-{name}")
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
        asked = self._threads.submit(self._send, method, self.base + path, body, dict(headers or {}))
        asked.add_done_callback(lambda _: self._free.release())
        reply = self._wait(asked)
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

    def _wait(self, asked: Future[Reply]) -> Reply:
        try:
            return asked.result(self.deadline)
        except (requests.RequestException, HTTPError, TimeoutError, OSError, _TooMuch) as error:
            self._failed(type(error).__name__)
            raise Unavailable(f"{self.name}_down") from None

    def _send(self, method: str, url: str, body: bytes, headers: dict[str, str]) -> Reply:
        until = time.monotonic() + self.deadline
        asked = self._http.request(method, url, data=body or None, headers=headers, timeout=(1, 3), stream=True, allow_redirects=False)
        with asked as answer:
            parts, size = [], 0
            while part := answer.raw.read1(65536, decode_content=True):  # as it arrives, so that the clock is looked at
                parts.append(part)
                size += len(part)
                if size > self.max_bytes or time.monotonic() > until:
                    raise _TooMuch
            return Reply(answer.status_code, answer.headers, b"".join(parts))

    def _failed(self, why: str) -> None:
        with self._lock:
            self._failures += 1
            if self._failures >= self.FAILURES:
                self._failures, self._open_until = 0, time.monotonic() + self.PAUSE_S
        log.warning("no_answer", peer=self.name, why=why)


class _TooMuch(Exception):
    """More bytes or seconds than we give."""
