"""Every message that went by, in both directions, with what its verification said."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Mapping

from werkzeug.datastructures import Headers

from sandbox.clock import Clock
from sandbox.documents import Doc

TEXT_LIMIT = 20_000
KEPT = 3000
SHOWN_HEADERS = ("authorization", "content-type", "request-id", "wechatpay-", "x-shengshi-", "user-agent")


class Journal:
    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._lock = threading.Lock()
        self._entries: deque[Doc] = deque(maxlen=KEPT)
        self._last = 0

    def add(self, **fields: object) -> int:
        """Keep one message; returns its number. Fields: direction in|out, side, method, path, status,
        request, reply (text), headers, reply_headers, verified True|False|None, note, fault, took_ms."""
        with self._lock:
            self._last += 1
            self._entries.append({"id": self._last, "at": self.clock.now(), **fields})
            return self._last

    @property
    def last(self) -> int:
        """The number of the newest message, 0 before the first."""
        return self._last

    def since(self, number: int) -> list[Doc]:
        """The entries after this number."""
        with self._lock:
            return [entry for entry in self._entries if entry["id"] > number]

    def clear(self) -> None:
        """Forget all entries."""
        # Numbers keep growing, so that a page that polls with `since` never misses the first new one.
        with self._lock:
            self._entries.clear()


def text_of(data: bytes) -> str:
    """Bytes for people to read; long or binary bodies are named, not shown."""
    if not data:
        return ""
    if len(data) > TEXT_LIMIT:
        return data[:400].decode("utf-8", "replace") + f"… ({len(data)} bytes)"
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return f"({len(data)} bytes, binary)"


def shown(headers: Mapping[str, str] | Headers) -> dict[str, str]:
    """Only the headers that matter for the protocols."""
    return {name: value for name, value in headers.items() if name.lower().startswith(SHOWN_HEADERS)}
