"""Hot reads, answered before Flask: what a view said once for a path and query is said again from memory.

A view marks what may be kept with the header X-Keep; it is kept until the release or the day changes, until an entry that was on for
some days goes, or until so much is kept that all of it is dropped: whoever invents queries makes us work, not grow. The log line,
metrics and the flood limit stand outside and count these requests like all others.

How often each was said is counted beside it, by what the view says of it in X-Count: a number that grows, nobody's address. Now and then,
and before anything is dropped, the numbers are handed to `counted`.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING
from wsgiref.types import StartResponse, WSGIEnvironment

from app.kernel import clock
from app.kernel.observe import ROUTE
from app.language.arranged import next_end
from app.publishing import release

if TYPE_CHECKING:
    from _typeshed import OptExcInfo

KEEP = "X-Keep"
COUNT = "X-Count"
OWN_WORDS = frozenset({KEEP, COUNT})  # between a view and this, nobody else's
TELL_S = 10.0
OWN = ("ETag", "Content-Length")  # of one answer
MOST_BYTES = 8 * 1024 * 1024
ENTRY_BYTES = 2700  # what an entry takes besides its body, at most; 1,100 as measured

Headers = list[tuple[str, str]]
Tally = list[int]  # how often, and how often of these it was told
Kept = tuple[Headers, list[bytes], str, str, Tally]  # headers, body, ETag, route, how often it was said


def nobody(said: Mapping[str, int]) -> None:
    """Where nobody wants to know."""


class HotReads:
    """`HotReads(wsgi_app)`. `counted`: told how often what was said since the last time, by X-Count; it must not take long."""

    def __init__(self, app: Callable[..., Iterable[bytes]], counted: Callable[[Mapping[str, int]], object] = nobody) -> None:
        self.app, self.counted = app, counted
        self._marked: list[tuple[str, Tally]] = []
        self._told, self._telling = time.monotonic(), threading.Lock()
        self._kept: dict[tuple[str, str], Kept] = {}
        self._alike: dict[tuple[str, str], tuple[str, str]] = {}  # headers that all answers share, once
        self._bytes = 0
        self._of: tuple[release.Release | None, date] | None = None
        self._end: datetime | None = None  # when what is kept is over within the day

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "GET":
            return self.app(environ, start_response)
        now = (release.in_force(), clock.today())
        if now != self._of or (self._end and clock.now() >= self._end):
            self._of, self._end = now, next_end(now[0].arranged, clock.now()) if now[0] else None
            self._forget()
        elif time.monotonic() - self._told > TELL_S:
            self.tell()
        key = (environ["PATH_INFO"], environ.get("QUERY_STRING", ""))
        kept = self._kept.get(key)
        return self._say(kept, environ, start_response) if kept else self._ask(environ, start_response, key)

    @staticmethod
    def _say(kept: Kept, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        headers, body, etag, environ[ROUTE], said = kept
        said[0] += 1  # two threads at the same instant may count as one: a lock would cost more than what it saves
        if (known := environ.get("HTTP_IF_NONE_MATCH")) and known.removeprefix("W/") == etag:  # a proxy that zips makes it weak
            start_response("304 Not Modified", [("ETag", etag), ("Cache-Control", "no-cache")])
            return []
        start_response("200 OK", headers.copy())
        return body

    def _ask(self, environ: WSGIEnvironment, start_response: StartResponse, key: tuple[str, str]) -> Iterable[bytes]:
        """Ask the view. What it lets us keep is said as if it had been kept: also unchanged to a phone that has it already."""
        status, headers = "", Headers()
        error: OptExcInfo | None = None

        def start(line: str, said: Headers, failed: OptExcInfo | None = None) -> None:
            nonlocal status, headers, error
            status, headers, error = line, said, failed

        answer = self.app(environ, start)
        told = dict(headers)
        clean = [pair for pair in headers if pair[0] not in OWN_WORDS]
        if not status.startswith("200") or KEEP not in told or "ETag" not in told:
            start_response(status, clean, error)
            return answer
        body = bytes(memoryview(b"".join(answer)))  # orjson's bytes hold four times the room they need
        if close := getattr(answer, "close", None):
            close()
        if self._bytes > MOST_BYTES:
            self._forget()
        same = [pair if pair[0] in OWN else self._alike.setdefault(pair, pair) for pair in clean]
        kept = self._kept[key] = (same, [body], told["ETag"], environ.get(ROUTE, "-"), [0, 0])
        if COUNT in told:
            self._marked.append((told[COUNT], kept[4]))
        self._bytes += len(body) + ENTRY_BYTES
        return self._say(kept, environ, start_response)

    def tell(self) -> None:
        """Hand over what was counted since the last time."""
        if not self._telling.acquire(blocking=False):
            return
        try:
            self._told = time.monotonic()
            said: dict[str, int] = defaultdict(int)
            for mark, tally in self._marked:
                fresh = tally[0] - tally[1]
                tally[1] += fresh
                said[mark] += fresh
            self.counted({mark: n for mark, n in said.items() if n})
        finally:
            self._telling.release()

    def _forget(self) -> None:
        self.tell()
        self._marked = []
        self._kept, self._alike, self._bytes = {}, {}, 0
