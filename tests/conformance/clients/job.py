"""What all programs share: the job, the sandbox's control API, an ear for notifications, the report. Standard library only."""

from __future__ import annotations

import json
import sys
import threading
import time
import traceback
import urllib.request
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PERSON = "lin-zhihao"


class Job:
    """`given` as the suite wrote it: url, mchid, party, mode, folder."""

    def __init__(self) -> None:
        self.given: dict[str, Any] = json.load(sys.stdin)
        self.url: str = self.given["url"]

    def control(self, method: str, path: str, **body: Any) -> Any:
        """A call of the control API: what the person with the phone, or at the console, does."""
        raw = json.dumps(body).encode() if body else None
        request = urllib.request.Request(f"{self.url}/control{path}", raw, {"Content-Type": "application/json"}, method=method)
        with urllib.request.urlopen(request, timeout=15) as reply:
            text = reply.read()
        return json.loads(text) if text else None

    def card(self) -> dict[str, Any]:
        """All that the merchant of this job holds in its hands."""
        return next(one for one in self.control("GET", "/merchants") if one["mchid"] == self.given["mchid"])

    def openid(self, appid: str) -> str:
        return next(one for one in self.control("GET", "/people") if one["id"] == PERSON)["openid"][appid]


class Ear:
    """Where the merchant hears notifications: (headers, body) in the order of arrival; answers with `status`."""

    def __init__(self) -> None:
        self.heard: list[tuple[dict[str, str], str]] = []
        self.status = 200
        ear = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.do_POST()

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                ear.heard.append(({**dict(self.headers.items()), ":path": self.path}, body))
                self.send_response(ear.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{server.server_port}/notify"
        threading.Thread(target=server.serve_forever, daemon=True).start()

    def next(self, seconds: float = 8.0) -> tuple[dict[str, str], str]:
        """Take the oldest message; AssertionError when none comes."""
        until = time.monotonic() + seconds
        while not self.heard and time.monotonic() < until:
            time.sleep(0.01)
        assert self.heard, "no notification came"
        return self.heard.pop(0)


def run(flows: list[tuple[str, Callable[[], str]]]) -> None:
    """Do one flow after the other; each prints {flow, ok, detail}. A flow returns what it saw."""
    for name, flow in flows:
        try:
            report = {"flow": name, "ok": True, "detail": flow() or ""}
        except Exception as error:
            where = traceback.extract_tb(error.__traceback__)[-1]
            report = {"flow": name, "ok": False, "detail": f"{type(error).__name__}: {error} ({where.name}:{where.lineno})"}
        print(json.dumps(report, ensure_ascii=False), flush=True)


def equal(seen: Any, wanted: Any, what: str = "") -> None:
    """AssertionError that shows both."""
    assert seen == wanted, f"{what}: {seen!r} instead of {wanted!r}"
