"""A process we started: it can be killed, frozen, and started again. Nothing else is ever signalled."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path


class Process:
    """`Process("web", command, env, cwd, log).start()`. With `kept`, a death is answered by a new start within 0.2 s."""

    def __init__(
        self, name: str, command: Sequence[str], env: Mapping[str, str], cwd: Path, log: Path, user: str | None = None, kept: bool = False
    ) -> None:
        self.name, self.command, self.env, self.cwd, self.log = name, list(command), dict(env), cwd, log
        self.deaths = 0
        self._as = {"user": user, "group": user} if user else {}
        self._kept, self._wanted = kept, False
        self._lock = threading.Lock()
        self.child: subprocess.Popen[bytes] | None = None

    def start(self, ready: Callable[[], object] | None = None, seconds: float = 60) -> Process:
        """Start, and wait until `ready` raises nothing and is not False. Raises RuntimeError with the log's end."""
        with self._lock:
            self._wanted = True
            self._spawn()
        if self._kept:
            threading.Thread(target=self._keep, args=(self.child,), daemon=True).start()
        if ready:
            self.wait(ready, seconds)
        return self

    def wait(self, ready: Callable[[], object], seconds: float = 60) -> float:
        """Seconds until it was ready."""
        began = time.monotonic()
        while time.monotonic() - began < seconds:
            try:
                if ready() is not False:
                    return time.monotonic() - began
            except Exception:  # noqa: S110 - not ready yet, whatever it says
                pass
            if not self._kept and self.child and self.child.poll() is not None:
                break
            time.sleep(0.05)
        raise RuntimeError(f"{self.name} did not get ready:\n{self.log.read_text('utf-8', 'replace')[-3000:]}")

    def send(self, number: int) -> None:
        """A signal to the process and its children."""
        if self.child and self.child.poll() is None:
            os.killpg(self.child.pid, number)

    def kill(self) -> None:
        """kill -9 of all of it."""
        self.send(signal.SIGKILL)
        if self.child:
            self.child.wait(10)

    def stop(self) -> None:
        """Ask, then insist."""
        with self._lock:
            self._wanted = False
        try:
            self.send(signal.SIGCONT)
            self.send(signal.SIGTERM)
            if self.child:
                self.child.wait(15)
        except subprocess.TimeoutExpired:
            self.kill()

    def _spawn(self) -> None:
        out = self.log.open("ab")
        self.child = subprocess.Popen(
            self.command, cwd=self.cwd, env=self.env, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True, **self._as
        )
        out.close()

    def _keep(self, child: subprocess.Popen[bytes]) -> None:
        while True:
            child.wait()
            time.sleep(0.2)
            with self._lock:
                if not self._wanted or self.child is not child:
                    return
                self.deaths += 1
                self._spawn()
                child = self.child
