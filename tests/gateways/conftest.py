"""A peer that does what a test tells it, byte by byte: what the sandbox's server would never do."""

import socket
import threading
from contextlib import contextmanager

import pytest


@pytest.fixture
def stranger():
    """`with stranger(talk) as base`: `talk(connection, request_bytes)` answers each connection."""

    @contextmanager
    def run(talk):
        server = socket.create_server(("127.0.0.1", 0))
        calls = []

        def serve():
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                threading.Thread(target=answer, args=(connection,), daemon=True).start()

        def answer(connection):
            try:
                request = _read(connection)
                calls.append(request)
                talk(connection, request)
            except OSError:
                pass
            finally:
                connection.close()

        threading.Thread(target=serve, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}", calls
        finally:
            server.close()

    return run


def _read(connection):
    """One whole request: head and, as Content-Length says, body."""
    raw = b""
    while b"\r\n\r\n" not in raw and (part := connection.recv(65536)):
        raw += part
    head, _, body = raw.partition(b"\r\n\r\n")
    length = next((int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length")), 0)
    while len(body) < length and (part := connection.recv(65536)):
        body += part
    return head + b"\r\n\r\n" + body
