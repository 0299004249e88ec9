"""Things to do later: notifications, department nodes, refunds. Waits follow the clock's pace."""

from __future__ import annotations

import heapq
import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from sandbox.clock import Clock
from sandbox.documents import Doc

LOG = logging.getLogger("sandbox")
WORKERS = 16  # jobs under way at once


class Scheduler:
    """Jobs are plain data (kind + payload), so that they survive in a state file."""

    def __init__(self, clock: Clock, workers: int = WORKERS) -> None:
        self.clock = clock
        self._handlers: dict[str, Callable[..., object]] = {}
        self._heap: list[tuple[float, int, str, Doc]] = []
        self._sequence = 0
        self._wake = threading.Condition()
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="sandbox-job")
        self._stopped = False

    def on(self, kind: str, handler: Callable[..., object]) -> None:
        """What is done when something of this kind is due."""
        self._handlers[kind] = handler

    def after(self, seconds: float, kind: str, **payload: object) -> None:
        """Run the handler of `kind` once `seconds` of waiting have passed."""
        with self._wake:
            self._sequence += 1
            heapq.heappush(self._heap, (self.clock.pace() + seconds, self._sequence, kind, payload))
            self._wake.notify()

    def waiting(self) -> list[tuple[float, str, Doc]]:
        """[(seconds left, kind, payload)] in order; used by the state file and the control page."""
        with self._wake:
            now = self.clock.pace()
            return [(due - now, kind, payload) for due, _, kind, payload in sorted(self._heap)]

    def clear(self) -> None:
        """Nothing waits any more."""
        with self._wake:
            self._heap.clear()

    def wake(self) -> None:
        """The clock has moved: look again what is due."""
        with self._wake:
            self._wake.notify()

    def start(self) -> None:
        """Begin, in a thread of its own."""
        threading.Thread(target=self._loop, name="sandbox-scheduler", daemon=True).start()

    def stop(self) -> None:
        """No more; what is under way ends by itself."""
        with self._wake:
            self._stopped = True
            self._wake.notify()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _loop(self) -> None:
        while True:
            with self._wake:
                while not self._stopped and not self._due():
                    self._wake.wait(self._pause())
                if self._stopped:
                    return
                _, _, kind, payload = heapq.heappop(self._heap)
            self._pool.submit(self._run, kind, payload)

    def _due(self) -> bool:
        return bool(self._heap) and self._heap[0][0] <= self.clock.pace()

    def _pause(self) -> float:
        # The rate may change while we sleep, so no sleep is long.
        if not self._heap:
            return 1.0
        left = (self._heap[0][0] - self.clock.pace()) / max(self.clock.rate, 1e-9)
        return min(max(left, 0.001), 0.5)

    def _run(self, kind: str, payload: Doc) -> None:
        try:
            self._handlers[kind](**payload)
        except Exception:
            LOG.exception("job %s failed", kind)
