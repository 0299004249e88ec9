"""Rate limits. Those that protect a person (login, codes, names) are shared through the cache and hold when Redis is
gone, then per process; the flood limit protects the machine and is a dictionary, since it stands before every request.
WeChat Pay and the departments call from few addresses and never wait behind people.

Why not Flask-Limiter: docs/decisions/0003.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import orjson

from app.kernel.cache import cache
from app.kernel.errors import TooMany
from app.kernel.observe import REQUEST_ID

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


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


def caller(environ: WSGIEnvironment, proxies: Collection[str]) -> str:
    """Where a request comes from; behind our proxy, what the proxy says. Never logged."""
    near: str = environ.get("REMOTE_ADDR", "")
    told = environ.get("HTTP_X_FORWARDED_FOR", "") if near in proxies or "*" in proxies else ""
    return told.rpartition(",")[2].strip()[:45] or near


class Flood:
    """`times` requests a second and caller in this process, with a burst of ten seconds' worth."""

    CALLERS = 50_000  # counted in one window; those beyond are let through

    def __init__(self, times: int, seconds: int = 10) -> None:
        self.most, self.seconds = times * seconds, seconds
        self._window = 0
        self._counts: dict[str, int] = {}

    def allows(self, who: str) -> bool:
        """Count one request of `who`."""
        window = int(time.monotonic()) // self.seconds
        if window != self._window:
            self._window, self._counts = window, {}
        count = self._counts.get(who, 0) + 1
        if count > 1 or len(self._counts) < self.CALLERS:
            self._counts[who] = count
        return count <= self.most


class Gate:
    """`Gate(wsgi_app, Flood(200), proxies)`: the flood limit before everything, hot reads included."""

    OPEN = ("/notify/", "/department/")

    def __init__(self, app: WSGIApplication, flood: Flood, proxies: Collection[str]) -> None:
        self.app, self.flood, self.proxies = app, flood, proxies

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if self.flood.allows(caller(environ, self.proxies)) or environ["PATH_INFO"].startswith(self.OPEN):
            return self.app(environ, start_response)
        start_response("429 Too Many Requests", [("Content-Type", "application/problem+json; charset=utf-8"), ("Retry-After", "10")])
        return [orjson.dumps(TooMany("too_fast").document(environ.get(REQUEST_ID, "")))]
