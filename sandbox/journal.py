"""Every message that went by, in both directions, with what its verification said."""

import threading
from collections import deque

TEXT_LIMIT = 20_000
KEPT = 3000
SHOWN_HEADERS = ("authorization", "content-type", "request-id", "wechatpay-", "x-shengshi-", "user-agent")


class Journal:
    def __init__(self, clock):
        self.clock = clock
        self._lock = threading.Lock()
        self._entries, self._last = deque(maxlen=KEPT), 0

    def add(self, **fields):
        """Keep one message; returns its number. Fields: direction in|out, side, method, path, status,
        request, reply (text), headers, reply_headers, verified True|False|None, note, fault, took_ms."""
        with self._lock:
            self._last += 1
            self._entries.append({"id": self._last, "at": self.clock.now(), **fields})
            return self._last

    @property
    def last(self):
        """The number of the newest message, 0 before the first."""
        return self._last

    def since(self, number):
        with self._lock:
            return [entry for entry in self._entries if entry["id"] > number]

    def clear(self):
        # Numbers keep growing, so that a page that polls with `since` never misses the first new one.
        with self._lock:
            self._entries.clear()


def text_of(data):
    """Bytes for people to read; long or binary bodies are named, not shown."""
    if not data:
        return ""
    if len(data) > TEXT_LIMIT:
        return data[:400].decode("utf-8", "replace") + f"… ({len(data)} bytes)"
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return f"({len(data)} bytes, binary)"


def shown(headers):
    """Only the headers that matter for the protocols."""
    return {name: value for name, value in headers.items() if name.lower().startswith(SHOWN_HEADERS)}
