"""The worker's side of the reader processes: a few, started when first needed, replaced when used up, ended when they hang.

The worker holds no pixel: a file goes from the request's own temporary file to the reader in pieces, and clean bytes and
findings come back. Works in threads and under gevent, since a socket is all there is between the two.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import structlog

from app.files import rules
from app.files.rules import Box, Finding, Look
from app.files.wire import exactly, receive, send
from app.kernel.errors import Problem

log = structlog.get_logger("files")

ROOT = Path(__file__).parents[2]
AT_ONCE = 2  # in one worker
WAITING = 2  # for a free one: a worker has eight threads, and people who only read need most of them
WAIT_S = 8.0
WALL_S = 18.0  # for one file; below gunicorn's 30 s together with the wait
JOBS, RSS_KB = 200, 400 * 1024  # then a fresh one takes over
_PIECE = 1 << 18


@dataclass(frozen=True)
class Read:
    """What came back. `cpu`: seconds the file took."""

    kind: str
    content: bytes
    findings: tuple[Finding, ...]
    cpu: float


class Reader:
    """One process and the line to it."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        # Nothing of ours in its environment: no database, no key, no address.
        env = {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
        env |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "1"}
        command = [sys.executable, "-m", "app.files.reader", str(theirs.fileno())]
        self.process = subprocess.Popen(command, env=env, cwd="/", pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)
        theirs.close()
        self.wire, self.jobs, self.rss, self._cpu = ours, 0, 0, 0.0

    def ask(self, wanted: Look, crop: Box | None, content: IO[bytes], size: int) -> Read:
        """One file. Raises the refusal it was given, ConnectionError when the reader died, TimeoutError when it hangs."""
        until = time.monotonic() + WALL_S
        self.jobs += 1
        self._by(until)
        send(self.wire, {"look": wanted.plain(), "crop": crop, "size": size})
        content.seek(0)
        while piece := content.read(_PIECE):
            self._by(until)
            self.wire.sendall(piece)
        self._by(until)
        told = receive(self.wire)
        if told is None:
            raise ConnectionError("the reader ended")
        cpu, self._cpu, self.rss = told["cpu"] - self._cpu, told["cpu"], told["rss"]
        if code := told.get("refused"):
            raise rules.refusal(code)
        self._by(until)
        return Read(told["kind"], exactly(self.wire, told["size"]), tuple(told["findings"]), cpu)

    @property
    def used_up(self) -> bool:
        """Whether it has read so much, or grown so large, that a fresh one takes its place."""
        return self.jobs >= JOBS or self.rss > RSS_KB

    def end(self) -> int:
        """Stop it, whatever it is doing; its exit code."""
        self.wire.close()
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        return self.process.wait()

    def end_of(self) -> int:
        """The exit code of one that ended by itself."""
        self.wire.close()
        try:
            return self.process.wait(2)
        except subprocess.TimeoutExpired:
            return self.end()

    def _by(self, until: float) -> None:
        left = until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self.wire.settimeout(left)


class Pool:
    """`AT_ONCE` readers; who finds none free waits a little, the next is told at once that many people are sending."""

    def __init__(self) -> None:
        self._slots = threading.BoundedSemaphore(AT_ONCE)
        self._door = threading.BoundedSemaphore(AT_ONCE + WAITING)
        self._idle: list[Reader] = []

    def read(self, wanted: Look, crop: Box | None, content: IO[bytes], size: int, begin: Callable[[], None] = lambda: None) -> Read:
        """One file made clean and looked at; `begin()` when its turn has come. Raises the problems of rules.REFUSALS."""
        if not self._door.acquire(blocking=False):
            raise rules.refusal("files_busy")
        try:
            if not self._slots.acquire(timeout=WAIT_S):
                raise rules.refusal("files_busy")
            try:
                begin()
                return self._read(wanted, crop, content, size)
            finally:
                self._slots.release()
        finally:
            self._door.release()

    def _read(self, wanted: Look, crop: Box | None, content: IO[bytes], size: int) -> Read:
        reader = self._idle.pop() if self._idle else Reader()
        used = reader.jobs > 0
        try:
            found = reader.ask(wanted, crop, content, size)
        except Problem:
            self._back(reader)
            raise
        except TimeoutError:
            reader.end()
            log.warning("reader", ended="time", size=size)
            raise rules.refusal("file_too_heavy") from None
        except OSError:
            code = reader.end_of()
            log.warning("reader", ended=code, size=size)
            if used and code in (0, -signal.SIGKILL, -signal.SIGTERM):  # ended by somebody else while it was idle: not the file's fault
                return self._read(wanted, crop, content, size)
            raise rules.refusal("file_too_heavy") from None
        except BaseException:
            reader.end()
            raise
        self._back(reader)
        return found

    def _back(self, reader: Reader) -> None:
        if reader.used_up:
            reader.end()
        else:
            self._idle.append(reader)

    def end(self) -> None:
        """Stop the idle ones (tests)."""
        while self._idle:
            self._idle.pop().end()


_pools: dict[int, Pool] = {}


def pool() -> Pool:
    """This process's own: what a parent started before a fork is not shared."""
    found = _pools.get(os.getpid())
    return found or _pools.setdefault(os.getpid(), Pool())
