"""A small shared store for what we can rebuild: logins, WeChat tokens, counters.

Redis when REDIS_URL is set, a dictionary otherwise. Redis may vanish at any moment: then every get is a miss, every
set is dropped, and for one second nobody waits for it again. No lock here decides correctness.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Protocol, TypeVar

import redis
import structlog

log = structlog.get_logger("cache")
T = TypeVar("T")


class Cache(Protocol):
    """get → bytes or None; set with seconds to live; add → True when it was not there; count → number so far."""

    def get(self, key: str) -> bytes | None:
        """What stands there, or None."""
        ...

    def set(self, key: str, value: bytes, seconds: int) -> None:
        """Keep a value for so many seconds."""
        ...

    def add(self, key: str, value: bytes, seconds: int) -> bool:
        """Keep it unless something stands there already; whether it was kept."""
        ...

    def delete(self, key: str) -> None:
        """Forget it; absent is fine."""
        ...

    def count(self, key: str, seconds: int) -> int:
        """One more; how often in these seconds, which begin with the first."""
        ...

    def clear(self) -> None:
        """Forget everything."""
        ...


class Memory:
    """In this process only. Good for one process: the demo and tests. Whatever strangers count up, MOST is all that is kept: what has
    ended goes first, then what ends soonest."""

    MOST = 100_000

    def __init__(self) -> None:
        self._items: dict[str, tuple[float, bytes]] = {}
        self._lock = threading.Lock()

    def get(self, key: str) -> bytes | None:
        """As Cache's."""
        found = self._items.get(key)
        return found[1] if found and found[0] > time.monotonic() else None

    def set(self, key: str, value: bytes, seconds: int) -> None:
        """As Cache's."""
        with self._lock:
            self._keep(key, time.monotonic() + seconds, value)

    def add(self, key: str, value: bytes, seconds: int) -> bool:
        """As Cache's."""
        with self._lock:
            if self.get(key) is not None:
                return False
            self._keep(key, time.monotonic() + seconds, value)
            return True

    def delete(self, key: str) -> None:
        """As Cache's."""
        with self._lock:
            self._items.pop(key, None)

    def count(self, key: str, seconds: int) -> int:
        """As Cache's."""
        with self._lock:
            until, value = self._items.get(key, (0.0, b"0"))
            if until <= time.monotonic():
                until, value = time.monotonic() + seconds, b"0"
            total = int(value) + 1
            self._keep(key, until, str(total).encode())
            return total

    def clear(self) -> None:
        """As Cache's."""
        with self._lock:
            self._items.clear()

    def _keep(self, key: str, until: float, value: bytes) -> None:
        if key not in self._items and len(self._items) >= self.MOST:
            now, room = time.monotonic(), self.MOST * 9 // 10
            alive = {k: v for k, v in self._items.items() if v[0] > now}
            if len(alive) > room:
                latest = sorted(alive.items(), key=lambda item: item[1][0], reverse=True)
                alive = dict(latest[:room])
            self._items = alive
        self._items[key] = (until, value)


class Redis:
    """Shared by all processes, with short time-outs and a local twin for counters while it is gone."""

    RETRY_AFTER = 1.0

    def __init__(self, url: str) -> None:
        self._redis = redis.Redis.from_url(url, socket_timeout=0.3, socket_connect_timeout=0.3, retry=None)
        self._down_until = 0.0
        self._local = Memory()

    def get(self, key: str) -> bytes | None:
        """As Cache's; None while Redis does not answer."""
        found = self._ask(lambda: self._redis.get(key))
        return found if isinstance(found, bytes) else None

    def set(self, key: str, value: bytes, seconds: int) -> None:
        """As Cache's; nothing while Redis does not answer."""
        self._ask(lambda: self._redis.set(key, value, ex=seconds))

    def add(self, key: str, value: bytes, seconds: int) -> bool:
        """As Cache's; of this process alone while Redis does not answer."""
        answer = self._ask(lambda: bool(self._redis.set(key, value, ex=seconds, nx=True)))
        return self._local.add(key, value, seconds) if answer is None else answer

    def delete(self, key: str) -> None:
        """As Cache's."""
        self._ask(lambda: self._redis.delete(key))

    def count(self, key: str, seconds: int) -> int:
        """As Cache's; of this process alone while Redis does not answer."""
        answer = self._ask(lambda: self._count(key, seconds))
        return self._local.count(key, seconds) if answer is None else answer

    def clear(self) -> None:
        """As Cache's."""
        self._ask(self._redis.flushdb)

    def _count(self, key: str, seconds: int) -> int:
        with self._redis.pipeline() as pipe:
            pipe.incr(key)
            pipe.expire(key, seconds, nx=True)
            return int(pipe.execute()[0])

    def _ask(self, call: Callable[[], T]) -> T | None:
        """The answer; None while Redis is gone."""
        if time.monotonic() < self._down_until:
            return None
        try:
            return call()
        except redis.RedisError as error:
            self._down_until = time.monotonic() + self.RETRY_AFTER
            log.warning("redis_gone", error=type(error).__name__)
            return None


_cache: Cache = Memory()


def use(url: str) -> None:
    """Choose the store of this process: a Redis URL, or empty for memory."""
    global _cache
    _cache = Redis(url) if url else Memory()


def cache() -> Cache:
    """The store in use."""
    return _cache
