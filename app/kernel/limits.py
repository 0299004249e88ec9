"""Rate limits. Those that protect a person (login, codes, names) are shared through the cache and hold when Redis is
gone, then per process; the flood limit protects the machine and is a dictionary, since it stands before every request.
WeChat Pay and the departments call from few addresses and never wait behind people, nor behind strangers who knock at their doors.

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


SIGNED = "shengshi.signed"  # environ key: whoever calls has proved by a signature who they are


class Flood:
    """`times` requests a second and caller in this process, with a burst of ten seconds' worth."""

    CALLERS = 50_000  # counted in one window; those beyond are let through

    def __init__(self, times: int, seconds: int = 10) -> None:
        self.most, self.seconds = times * seconds, seconds
        self._window = 0
        self._counts: dict[str, int] = {}

    def allows(self, who: str) -> bool:
        """Count one request of `who`."""
        self._turn()
        count = self._counts.get(who, 0) + 1
        if count > 1 or len(self._counts) < self.CALLERS:
            self._counts[who] = count
        return count <= self.most

    def spent(self, who: str) -> bool:
        """Whether one more would be too many; counts nothing."""
        self._turn()
        return self._counts.get(who, 0) >= self.most

    def _turn(self) -> None:
        window = int(time.monotonic()) // self.seconds
        if window != self._window:
            self._window, self._counts = window, {}


class Gate:
    """`Gate(wsgi_app, Flood(200), proxies)`: the flood limit before everything, hot reads included.

    At the doors of those who sign only what is not signed counts, a tenth of what people may; and an address that has signed
    within the hour waits for nothing: WeChat probes with wrong signatures of its own, and a notice that is due is never late.
    """

    DOORS = ("/notify/", "/department/")
    TRUSTED_S, MOST = 3600, 10_000

    def __init__(self, app: WSGIApplication, flood: Flood, proxies: Collection[str]) -> None:
        self.app, self.flood, self.proxies = app, flood, proxies
        self.unsigned = Flood(max(1, flood.most // flood.seconds // 10), flood.seconds)
        self._trusted: dict[str, float] = {}  # address → when it last signed

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        who = caller(environ, self.proxies)
        if environ["PATH_INFO"].startswith(self.DOORS):
            if self.unsigned.spent(who) and not self._trusts(who):
                return self._too_fast(environ, start_response)
            return self._heard(who, environ, start_response)
        if self.flood.allows(who):
            return self.app(environ, start_response)
        return self._too_fast(environ, start_response)

    def _heard(self, who: str, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            return self.app(environ, start_response)
        finally:
            if SIGNED not in environ:
                self.unsigned.allows(who)
            elif who in self._trusted or len(self._trusted) < self.MOST:
                self._trusted[who] = time.monotonic()

    def _trusts(self, who: str) -> bool:
        return time.monotonic() - self._trusted.get(who, -self.TRUSTED_S) < self.TRUSTED_S

    @staticmethod
    def _too_fast(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        start_response("429 Too Many Requests", [("Content-Type", "application/problem+json; charset=utf-8"), ("Retry-After", "10")])
        return [orjson.dumps(TooMany("too_fast").document(environ.get(REQUEST_ID, "")))]
