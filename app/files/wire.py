"""What worker and reader say to each other over a socket: a JSON head with its length before it, then bytes."""

from __future__ import annotations

import json
import socket
from typing import TypedDict

from app.files.rules import MAX_OUT, Box, Finding, Plain

_HEAD = 1 << 20
_PIECE = 1 << 18


class Head(TypedDict, total=False):
    """`size`: of the bytes behind it. A job: `look`, `crop`. An answer: `kind` and `findings`, or `refused`; `cpu`: seconds since the
    reader's start, `rss`: its KB now."""

    size: int
    look: Plain
    crop: Box | None
    kind: str
    findings: list[Finding]
    refused: str
    cpu: float
    rss: int


def send(wire: socket.socket, head: Head, content: bytes = b"") -> None:
    """One head and the bytes it speaks of."""
    raw = json.dumps(head).encode()
    wire.sendall(len(raw).to_bytes(4, "big") + raw)
    if content:
        wire.sendall(content)


def receive(wire: socket.socket) -> Head | None:
    """One head, or None when the other end has gone."""
    first = wire.recv(1)
    if not first:
        return None
    length = int.from_bytes(first + exactly(wire, 3), "big")
    if length > _HEAD:
        raise ConnectionError("a head that long is none of ours")
    told: Head = json.loads(exactly(wire, length))
    return told


def exactly(wire: socket.socket, size: int) -> bytes:
    """That many bytes. Raises ConnectionError when the line ends before."""
    if size > MAX_OUT:
        raise ConnectionError("more than a file")
    out = bytearray(size)
    view, at = memoryview(out), 0
    while at < size:
        got = wire.recv_into(view[at:], min(size - at, _PIECE))
        if not got:
            raise ConnectionError("the line ended")
        at += got
    return bytes(out)
