"""Calls to the outside world under way: so many at once, each for an event in hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from app.kernel import http
from app.kernel.events import Event, Happened
from app.kernel.hand import Lane, Reaction, Taken

AT_ONCE = 64  # outside calls under way in one process
PATIENCE_S = 10.0  # how long such a call waits for its turn with a busy stranger


class Calls:
    """Up to `at_once` of them; with one, it is made by the caller's own thread."""

    def __init__(self, at_once: int) -> None:
        self.at_once = at_once
        self._under_way: dict[Future[None], Taken] = {}
        self._pool = ThreadPoolExecutor(at_once, thread_name_prefix="outside") if at_once > 1 else None

    def __len__(self) -> int:
        return len(self._under_way)

    def __iter__(self) -> Iterator[Future[None]]:
        return iter(self._under_way)

    def start(self, lanes: Iterable[Lane]) -> None:
        """Call what comes next in these lanes, as far as there is room."""
        for lane in lanes:
            if len(self) >= self.at_once:
                return
            one = lane[0]
            if one.outside_next and not one.calling:
                one.calling = True
                self._under_way[self._call(one.left[0], one.happened)] = one

    def _call(self, reaction: Reaction, happened: Happened[Event]) -> Future[None]:
        if self._pool:
            return self._pool.submit(_patiently, reaction, happened)
        made: Future[None] = Future()
        try:
            reaction(happened)
            made.set_result(None)
        except Exception as error:
            made.set_exception(error)
        return made

    def came_back(self) -> Iterator[tuple[Taken, BaseException | None]]:
        """Those that are over, each with what it raised."""
        for future in [one for one in self._under_way if one.done()]:
            one = self._under_way.pop(future)
            one.calling = False
            yield one, future.exception()

    def wait(self, seconds: float) -> None:
        """Until one of them is over."""
        wait(self._under_way, timeout=seconds, return_when=FIRST_COMPLETED)

    def forget(self, seconds: float) -> None:
        """Wait for them all, and for none of what they say."""
        wait(self._under_way, timeout=seconds)
        self._under_way.clear()

    def close(self) -> None:
        """No more of them."""
        if self._pool:
            self._pool.shutdown(wait=False, cancel_futures=True)


def _patiently(reaction: Reaction, happened: Happened[Event]) -> None:
    with http.patience(PATIENCE_S):
        reaction(happened)
