"""What the product says to its database and asks of departments: captured once in this process, then said again by the bare driver on
other rows."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from flask.testing import FlaskClient
from sqlalchemy import Engine, event
from werkzeug.test import TestResponse

from app.kernel.http import Peer, Reply
from app.kernel.ids import new_id
from benchmarks.floors import Question, Statement
from benchmarks.load import Call

Known = Mapping[str | bytes, str | bytes]  # of the captured one → of the other


@contextmanager
def captured() -> Iterator[list[Statement]]:
    """The statements of whatever happens inside, with their parameters as the driver gets them."""
    said: list[Statement] = []

    def hear(connection: object, cursor: object, statement: str, parameters: Sequence[object], context: object, many: bool) -> None:
        pieces, rest = statement.split(";\n"), parameters
        for piece in pieces[:-1]:  # writes that travelled together: the bare driver says them one by one
            said.append((piece, rest[: piece.count("%s")], False))
            rest = rest[piece.count("%s") :]
        said.append((pieces[-1], rest, many))

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        yield said
    finally:
        event.remove(Engine, "before_cursor_execute", hear)


@contextmanager
def asked() -> Iterator[list[Question]]:
    """The questions to departments of whatever happens inside, in whatever thread."""
    said: list[Question] = []
    real = Peer.call

    def hear(self: Peer, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Reply:
        said.append((self.base + path, body))
        return real(self, method, path, body, headers)

    Peer.call = hear  # type: ignore[method-assign]
    try:
        yield said
    finally:
        Peer.call = real  # type: ignore[method-assign]


def made_here(client: FlaskClient, call: Call) -> TestResponse:
    """A prepared call, made in this process. Raises SystemExit when it is not answered as it should be."""
    head, body = call.raw.split(b"\r\n\r\n", 1)
    line, *lines = head.decode().split("\r\n")
    method, target, _ = line.split(" ")
    headers = [tuple(one.split(": ", 1)) for one in lines if not one.startswith("Content-Length")]
    reply = client.open(target, method=method, headers=headers, data=body)
    if str(reply.status_code).encode() != call.status or call.needle not in reply.data:
        raise SystemExit(f"{target} in this process: {reply.status_code} {reply.text[:300]}")
    return reply


def retold(said: list[Statement], known: Known) -> list[Statement]:
    """The same statements about something else.

    `known`: a number, id or text of the captured one → that of the other; also inside longer texts. Every other id and
    every other hash is a fresh one, as it would be.
    """

    def other(value: object) -> object:
        if isinstance(value, str | bytes) and value in known:
            return known[value]
        if isinstance(value, bytes):
            return bytes.fromhex(new_id()) if len(value) == 16 else os.urandom(32) if len(value) == 32 else value
        if isinstance(value, str):
            for old, new in known.items():
                if isinstance(old, str) and isinstance(new, str):
                    value = value.replace(old, new)
        return value

    def row(values: object) -> object:
        if isinstance(values, Mapping):
            return {name: other(value) for name, value in values.items()}
        return tuple(other(value) for value in values) if isinstance(values, Sequence) else ()

    return [(sql, [row(one) for one in values] if many else row(values), many) for sql, values, many in said]


def about(body: bytes, known: Known) -> bytes:
    """A question about another case."""
    for old, new in known.items():
        if isinstance(old, str) and isinstance(new, str):
            body = body.replace(old.encode(), new.encode())
    return body
