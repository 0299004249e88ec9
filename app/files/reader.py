"""The process in which strangers' files are read: `python -m app.files.reader <descriptor of a socket>`.

It has no database, no key, no name of ours in its environment, may write no file, and the kernel ends it when it takes too
much memory or time. One job after the other, until the other end of the socket closes:

    → 4 bytes length, JSON {"look": …, "crop": [left, top, width, height] | null, "size": bytes}, then the bytes
    ← 4 bytes length, JSON {"kind", "findings", "size", "cpu": s, "rss": KB} or {"refused": code, …}, then the bytes
"""

from __future__ import annotations

import ctypes
import os
import resource
import socket
import sys

from app.files import cleaning, photos
from app.files.rules import Box, Look
from app.files.wire import Head, exactly, receive, send
from app.kernel.errors import Problem

MEMORY = 1200 * 1024 * 1024  # address space; the interpreter with all libraries is 500 MB of it, most of it never touched
CPU_S = 10  # for one file
NICE = 10  # people who only read come first


def main(descriptor: int) -> None:
    """Serve until the other end is gone."""
    confine()
    wire = socket.socket(fileno=descriptor)
    wire.setblocking(True)  # a worker under gevent makes its sockets otherwise
    while (told := receive(wire)) is not None:
        content = exactly(wire, told["size"])
        answer, out = attempt(told, content)
        del content
        _trim()
        cpu, rss = spent()
        send(wire, {**answer, "size": len(out), "cpu": cpu, "rss": rss}, out)
        del out


def confine() -> None:
    """Limits nobody in here can lift again."""
    os.nice(NICE)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))


def attempt(told: Head, content: bytes) -> tuple[Head, bytes]:
    """One job: its answer and the clean bytes."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + CPU_S + 1, resource.RLIM_INFINITY))
    try:
        return work(content, Look.of(told["look"]), told.get("crop"))
    except Problem as refused:
        return {"refused": refused.code}, b""
    except (MemoryError, RecursionError):
        return {"refused": "file_too_heavy"}, b""


def work(content: bytes, wanted: Look, crop: Box | None = None) -> tuple[Head, bytes]:
    """Make it clean, cut it where asked, look at it. Of an invoice's file nothing comes back but which invoice it is."""
    if wanted.rule == "invoice":
        from app.files import invoices  # libraries of its own: only when there is one

        return {"kind": "invoice", "findings": [{**vars(invoices.judged(content, wanted.seal))}]}, b""
    kind = cleaning.known(content, wanted.kinds)
    if kind == "pdf":
        clean, seen = cleaning.clean(content, wanted.kinds), None
    else:
        picture = cleaning.decoded(content, kind)
        seen = photos.look(wanted, cleaning.cut(picture, crop) if crop else picture)
        clean = cleaning.written(seen.picture if seen else picture, kind)
    findings = seen.findings if seen else [photos.good("收到了")]
    return {"kind": clean.kind, "findings": findings}, clean.content


def spent() -> tuple[float, int]:
    """CPU seconds since the start and KB of memory now."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    with open("/proc/self/statm", encoding="ascii") as file:
        pages = int(file.read().split()[1])
    return round(used.ru_utime + used.ru_stime, 3), pages * resource.getpagesize() // 1024


def _trim() -> None:
    """Give freed memory back to the machine (glibc keeps it otherwise)."""
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except (OSError, AttributeError):
        pass


if __name__ == "__main__":
    main(int(sys.argv[1]))
