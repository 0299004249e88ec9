"""One line of log and two metrics for every request, hot reads included: the outermost WSGI layer."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import orjson
from prometheus_client import Counter, Histogram

from app.kernel.clock import now
from app.kernel.ids import new_id

if TYPE_CHECKING:
    from _typeshed import OptExcInfo
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ROUTE = "shengshi.route"  # environ keys: the route's template, and the id every line and problem carries
REQUEST_ID = "shengshi.request_id"
FAULT = "shengshi.fault"  # the code of the problem answered with, where the fault is ours: a 503 says in the line what it was for

SAFETY = [("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "no-referrer"), ("X-Frame-Options", "SAMEORIGIN")]

_requests = Counter("http_requests_total", "Requests", ["method", "route", "status"])
_seconds = Histogram(
    "http_request_seconds", "Time to answer", ["route"], buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)
)
# A method is a label and stands in each line: what a stranger invents is none of these.
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

_children: dict[tuple[str, str, str], tuple[Counter, Histogram]] = {}


class Observed:
    """`Observed(wsgi_app)`: gives each request an id, times it, counts it, writes its line."""

    def __init__(self, app: WSGIApplication, write: Callable[[bytes], object] | None = None) -> None:
        self.app = app
        self.write = write or _write

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        started = time.perf_counter()
        request_id = environ[REQUEST_ID] = new_id()
        status = "500"

        def start(line: str, headers: list[tuple[str, str]], exc_info: OptExcInfo | None = None, /) -> Callable[[bytes], object]:
            nonlocal status
            status = line[:3]
            headers.append(("X-Request-ID", request_id))
            headers.extend(SAFETY)
            return start_response(line, headers, exc_info)

        try:
            return self.app(environ, start)
        finally:
            self._tell(environ, status, request_id, time.perf_counter() - started)

    def _tell(self, environ: WSGIEnvironment, status: str, request_id: str, seconds: float) -> None:
        route = environ.get(ROUTE, "-")
        method = environ["REQUEST_METHOD"]
        method = method if method in METHODS else "other"
        key = (method, route, status)
        if key not in _children:
            _children[key] = (_requests.labels(*key), _seconds.labels(route))
        counter, histogram = _children[key]
        counter.inc()
        histogram.observe(seconds)
        line = {
            "event": "request",
            "at": now(),
            "method": method,
            "route": route,
            "status": int(status),
            "ms": round(seconds * 1000, 2),
            "id": request_id,
        }
        if FAULT in environ:
            line["fault"] = environ[FAULT]
        self.write(orjson.dumps(line) + b"\n")


def _write(line: bytes) -> None:
    try:
        os.write(1, line)
    except OSError:
        sys.stderr.write("log: standard output is gone\n")
