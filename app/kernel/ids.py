"""Time-ordered 128-bit ids (UUIDv7, RFC 9562), as 32 hex characters.

Time-ordered, so that inserts append to the index and the id shards; random enough that nobody guesses one.
"""

from __future__ import annotations

import os
import threading
import time
from datetime import datetime

_lock = threading.Lock()
_last_ms = 0
_counter = 0


def new_id() -> str:
    """A new id. Within one process ids strictly grow, also inside a millisecond."""
    global _last_ms, _counter
    rand = int.from_bytes(os.urandom(8), "big")
    with _lock:
        now = time.time_ns() // 1_000_000
        if now > _last_ms:
            _last_ms, _counter = now, rand >> 53  # 11 random bits leave room to count up
        else:
            _counter += 1
            if _counter > 0xFFF:
                _last_ms, _counter = _last_ms + 1, 0
        ms, count = _last_ms, _counter
    value = (ms << 80) | (0x7 << 76) | (count << 64) | (0b10 << 62) | (rand & ((1 << 62) - 1))
    return f"{value:032x}"


def is_id(text: str) -> bool:
    """Whether a caller's text can be an id of ours at all."""
    return len(text) == 32 and all(c in "0123456789abcdef" for c in text)


def least(moment: datetime) -> str:
    """What no id of this moment, or of a later one, is smaller than."""
    return f"{int(moment.timestamp() * 1000) << 80:032x}"
