"""The load generator: prepared bytes over keep-alive connections, every answer read to its end and checked.

It shares the machine with the servers; what it costs itself is measured and printed (`cost_us`).
"""

from __future__ import annotations

import gc
import select
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, field


class WrongAnswer(Exception):
    """A status or a content that should not have come: the whole run fails."""


@dataclass(frozen=True)
class Call:
    """A request as it goes on the wire, the status it must get and what its answer must contain."""

    raw: bytes
    status: bytes
    needle: bytes = b""


@dataclass
class Timing:
    """How many, how long, each one's latency in seconds, and the generator's own processor time."""

    seconds: float
    latencies: list[float] = field(repr=False)
    own_cpu: float = 0.0

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.latencies) / self.seconds

    @property
    def cost_us(self) -> float:
        """Processor time of the generator for one request."""
        return self.own_cpu / len(self.latencies) * 1e6


def cycle(port: int, calls: Sequence[Call], connections: int, seconds: float) -> Timing:
    """Go round and round these calls for so long."""
    return _drive(port, calls, connections, seconds)


def once(port: int, calls: Sequence[Call], connections: int) -> Timing:
    """Make each of these calls once."""
    return _drive(port, calls, connections, None)


def paced(port: int, calls: Sequence[Call], per_second: float, connections: int = 64) -> Timing:
    """Open loop: each call at its own moment, whether earlier ones were answered or not; latency counts from that moment."""
    lines = _connect(port, min(connections, len(calls)))
    poll, free = select.epoll(), list(lines.values())
    busy: dict[int, tuple[_Line, Call, float]] = {}
    latencies: list[float] = []
    started = time.perf_counter() + 0.05
    for number in range(len(calls)):
        due = started + number / per_second
        while (left := due - time.perf_counter()) > 0 or not free:
            for handle, _ in poll.poll(max(left, 0) if free else 1.0):
                line, call, since = busy[handle]
                if line.read(call):
                    latencies.append(time.perf_counter() - since)
                    del busy[handle]
                    poll.unregister(handle)
                    free.append(line)
        line = free.pop()
        busy[line.handle] = (line, calls[number], due)
        poll.register(line.handle, select.EPOLLIN)
        line.socket.sendall(calls[number].raw)
    for line, call, since in busy.values():
        while not line.read(call):
            pass
        latencies.append(time.perf_counter() - since)
    return Timing(time.perf_counter() - started, latencies)


class _Line:
    """One connection. `read` → True once the answer is whole and right."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), 10)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.handle = self.socket.fileno()
        self.buffer = b""

    def read(self, call: Call) -> bool:
        data = self.socket.recv(131072)
        if not data:
            raise WrongAnswer("the server closed the connection")
        data = self.buffer + data if self.buffer else data
        end = data.find(b"\r\n\r\n")
        if end < 0 or len(data) < end + 4 + _length(data, end):
            self.buffer = data
            return False
        self.buffer = b""
        if data[9:12] != call.status or call.needle not in data:
            raise WrongAnswer(f"{call.raw.split(b' HTTP', 1)[0].decode()} → {data[:1500].decode(errors='replace')}")
        return True


def _length(data: bytes, end: int) -> int:
    at = data.find(b"Content-Length: ", 0, end)
    return 0 if at < 0 else int(data[at + 16 : data.find(b"\r\n", at)])


def _connect(port: int, connections: int) -> dict[int, _Line]:
    lines = [_Line(port) for _ in range(connections)]
    return {line.handle: line for line in lines}


def _drive(port: int, calls: Sequence[Call], connections: int, seconds: float | None) -> Timing:
    lines = _connect(port, connections)
    poll = select.epoll()
    for handle in lines:
        poll.register(handle, select.EPOLLIN)
    waiting: dict[int, tuple[Call, float]] = {}
    latencies: list[float] = []
    number, total, clock = 0, len(calls), time.perf_counter
    gc.collect()
    gc.disable()
    cpu, started = time.process_time(), clock()
    until = started + seconds if seconds else None
    try:
        ready = list(lines)
        while True:
            for handle in ready:
                line = lines[handle]
                if handle in waiting:
                    call, since = waiting[handle]
                    if not line.read(call):
                        continue
                    latencies.append(clock() - since)
                    del waiting[handle]
                if number < total if until is None else clock() < until:
                    call = calls[number % total]
                    number += 1
                    waiting[handle] = (call, clock())
                    line.socket.sendall(call.raw)
            if not waiting:
                return Timing(clock() - started, latencies, time.process_time() - cpu)
            ready = [handle for handle, _ in poll.poll(10)]
            if not ready:
                raise WrongAnswer("no answer for ten seconds")
    finally:
        gc.enable()
        for line in lines.values():
            line.socket.close()
