"""Work that mostly waits for strangers, done beside the caller's own: threads of the process that are kept, for starting three with each
request cost more than what they asked. Nothing that runs here may itself start something here and wait for it.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

# More than a worker has requests in hand (gunicorn.conf.py): how many ask one stranger at a time is that stranger's limit (http.Peer).
MOST = 1024
_threads = ThreadPoolExecutor(MOST, thread_name_prefix="aside")


def start(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
    """The result to come."""
    return _threads.submit(work, *args, **kwargs)
