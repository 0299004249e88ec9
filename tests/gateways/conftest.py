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
                request = connection.recv(65536)
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
