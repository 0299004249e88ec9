"""Calling strangers: connect 1 s, read 3 s, a total deadline, a size cap, no redirects, one base address, a breaker,
and at most so many calls at a time for each, so that a slow stranger holds up only those who ask for it.

A read time-out is not a deadline (a peer that sends a byte a second never reaches it), so each read waits no longer than is left of
the whole (app/kernel/wire.py).
"""

from __future__ import annotations

import select
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, wait
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple, Protocol
from urllib.parse import urlsplit

import structlog
from prometheus_client import Counter

from app.kernel import aside
from app.kernel.errors import Unavailable
from app.kernel.wire import Answer, Asked, Broken, TooMuch, Wire

log = structlog.get_logger("outside")
NO_ANSWER = (OSError, Broken, TooMuch)
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
        self._may_ask()
        if not self._free.acquire(timeout=getattr(_mine, "patience", 0.0)):
            raise Unavailable(f"{self.name}_busy")
        try:
            until = time.monotonic() + self.deadline
            answer = self._wire.ask(method, self._below + path, body, headers or {}, until, self.max_bytes)
        except NO_ANSWER as error:
            raise self._down(type(error).__name__) from None
        finally:
            self._free.release()
        return self._told(answer)

    def begin(self, question: Question, until: float) -> Asked | None:
        """The same over a kept line, to be waited for together with others; None where a line must be opened or a place waited for.
        Then, and when this raises, nothing was asked; else `end` is called once."""
        self._may_ask()
        if not self._free.acquire(blocking=False):
            return None
        under_way = None
        try:
            path = self._below + question.path
            under_way = self._wire.begin(question.method, path, question.body, question.headers, until, self.max_bytes)
        except NO_ANSWER as error:
            raise self._down(type(error).__name__) from None
        finally:
            if under_way is None:
                self._free.release()
        return under_way

    def end(self, asked: Asked, late: bool = False) -> Reply | None:
        """What came of it, None while something is missing. `late`: nobody waits any longer. Raises as `call`."""
        try:
            answer = asked.hear()
            if answer is None and not late:
                return None
        except NO_ANSWER as error:
            self.drop(asked)
            raise self._down(type(error).__name__) from None
        if answer is None:
            self.drop(asked)
            raise self._down(TooMuch.__name__)
        self._free.release()
        return self._told(answer)

    def drop(self, asked: Asked) -> None:
        """Nobody waits for it."""
        asked.line.close()
        self._free.release()

    def path_of(self, path: str) -> str:
        """The path as the peer sees it: what gets signed."""
        return urlsplit(self.base + path).path + ("?" + urlsplit(path).query if "?" in path else "")

    def forgive(self) -> None:
        """Close the breaker (tests)."""
        self._failures, self._open_until = 0, 0.0

    def _may_ask(self) -> None:
        if not self.base:
            raise Unavailable("not_connected", "这个系统还没有接上")
        if time.monotonic() < self._open_until:
            raise Unavailable(f"{self.name}_down")

    def _told(self, answer: Answer) -> Reply:
        if answer.status >= 500:
            raise self._down(str(answer.status))
        self._failures = 0
        return Reply(answer.status, answer.headers, answer.body)

    def _down(self, why: str) -> Unavailable:
        self._failed(why)
        return Unavailable(f"{self.name}_down")

    def _failed(self, why: str) -> None:
        with self._lock:
            self._failures += 1
            if self._failures >= self.FAILURES:
                self._failures, self._open_until = 0, time.monotonic() + self.PAUSE_S
        log.warning("no_answer", peer=self.name, why=why)


class Question(NamedTuple):
    """Of one peer, to be put at the same time as others."""

    peer: Peer
    method: str
    path: str
    body: bytes
    headers: Mapping[str, str]


def together(questions: Sequence[Question], seconds: float) -> list[Reply | Unavailable]:
    """What is answered to questions that are put at the same time, in their order; Unavailable for each that nobody has answered in so
    many seconds. Over lines that are kept it takes no thread; where one must be opened, or a place waited for, a thread asks."""
    until = time.monotonic() + seconds
    found: dict[int, Reply | Unavailable] = {}
    beside: dict[int, Future[Reply]] = {}
    under_way: dict[int, tuple[int, Peer, Asked]] = {}
    try:
        for place, one in enumerate(questions):
            try:
                asked = one.peer.begin(one, until)
            except Unavailable as off:
                found[place] = off
                continue
            if asked is None:
                beside[place] = aside.start(_patiently, one, seconds)
            else:
                under_way[asked.line.fileno()] = place, one.peer, asked
        found |= _heard(under_way, until)
    finally:
        for _, peer, asked in under_way.values():
            peer.drop(asked)
    if beside:
        wait(beside.values(), max(0.0, until - time.monotonic()))
        found |= {place: _came(one, questions[place].peer) for place, one in beside.items()}
    return [found[place] for place in range(len(questions))]


def _heard(under_way: dict[int, tuple[int, Peer, Asked]], until: float) -> dict[int, Reply | Unavailable]:
    """What comes of questions under way, by their places; each is taken out of `under_way` (by its line's number) as it ends."""
    found: dict[int, Reply | Unavailable] = {}
    ready = select.poll()
    for line in under_way:
        ready.register(line, select.POLLIN)
    while under_way:
        left = until - time.monotonic()
        for line in [line for line, _ in ready.poll(left * 1000)] if left > 0 else list(under_way):
            place, peer, asked = under_way[line]
            try:
                reply = peer.end(asked, late=left <= 0)
            except Unavailable as off:
                found[place] = off
            else:
                if reply is None:
                    continue
                found[place] = reply
            ready.unregister(line)
            del under_way[line]
    return found


def _patiently(one: Question, seconds: float) -> Reply:
    with patience(seconds):
        return one.peer.call(one.method, one.path, one.body, one.headers)


def _came(asked: Future[Reply], peer: Peer) -> Reply | Unavailable:
    if asked.cancel() or not asked.done():
        return Unavailable(f"{peer.name}_down")
    try:
        return asked.result()
    except Unavailable as off:
        return off
