"""The real server, by raw sockets: what no client library would send, and what the server itself writes down."""

import json
import os
import socket
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from deploy.servers import free_port

ROOT = Path(__file__).parents[2]
OWN = "440106199001011234"
JSON, FORM = b"application/json", b"multipart/form-data; boundary=x"
DOORS = {b"/api/sign-in": JSON, b"/console/v1/sign-in": JSON, b"/api/sign-out": FORM}
BROKEN = {
    "no number": b"zz\r\n{}\r\n0\r\n\r\n",
    "negative": b"-2\r\n{}\r\n0\r\n\r\n",
    "another script's digit": "２\r\n{}\r\n0\r\n\r\n".encode(),
    "no end": b"2\r\n{}XX0\r\n\r\n",
    "written as a program would": b"0x2" + b"\r\n{}\r\n0\r\n\r\n",
}


@pytest.fixture(scope="module", params=["gthread", "sync", "gevent"])
def server(request, tmp_path_factory):
    """(port, what it has written so far) of a gunicorn as production starts it."""
    folder, port = tmp_path_factory.mktemp("server"), free_port()
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{folder}/x.db",
        "DATA_DIR": str(folder),
        "REDIS_URL": "",
        "WECHAT_CREDENTIALS": "",
        "PUBLIC_URL": "https://shengshi.example.gov.cn",
        "WORKERS": "1",
        "WORKER_CLASS": request.param,
        "BIND": f"127.0.0.1:{port}",
    }
    command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "wsgi:create_app()"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            wait_for(lambda: b" 200 " in say(port, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"), process)
            yield port, lambda: (folder / "log").read_bytes()
        finally:
            process.terminate()
            process.wait(30)


def wait_for(ready, process, seconds=60):
    until = time.monotonic() + seconds
    while time.monotonic() < until and process.poll() is None:
        try:
            if ready():
                return
        except OSError:
            pass
        time.sleep(0.05)
    raise AssertionError("the server did not start")


def say(port, raw):
    with closing(socket.create_connection(("127.0.0.1", port), 10)) as line:
        line.sendall(raw)
        return line.recv(65536)


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_a_body_in_chunks_that_are_none_is_the_callers_fault(server, broken):
    port, written = server
    for path, kind in DOORS.items():
        head = b"POST " + path + b" HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + kind + b"\r\nTransfer-Encoding: chunked\r\n\r\n"
        status = say(port, head + broken).split(b"\r\n")[0].split(b" ", 2)[1]
        assert status in (b"400", b"401"), (path, status)
    assert b'"event":"unexpected"' not in written()


def test_every_line_the_server_writes_is_json_without_what_was_sent(server):
    port, written = server
    for raw in (
        f"GET /{OWN} HTTP/9.1\r\n\r\n",
        f"BREW{OWN} /api/app HTTP/1.1\r\nHost: localhost\r\n\r\n",
        f"GET /{OWN} 日 HTTP/1.1\r\nHost: x\r\n\r\n",
        f"GET / HTTP/1.1\r\nBad Header{OWN}: x\r\n\r\n",
    ):
        say(port, raw.encode())
    wait = time.monotonic() + 10
    while b"HTTP method" not in written() and time.monotonic() < wait:
        time.sleep(0.02)
    lines = [json.loads(line) for line in written().splitlines()]
    own = [line for line in lines if line.get("logger") == "gunicorn.error"]
    assert own and all({"event", "level", "at"} <= set(line) for line in own)
    assert OWN.encode() not in written() and b"127.0.0.1" not in written()


def test_a_host_that_is_not_ours_is_refused_by_the_server_and_ours_is_not(server):
    port, _ = server
    asked = b"GET /api/app HTTP/1.1\r\nHost: %s\r\n\r\n"
    assert b" 400 " in say(port, asked % b"evil.example")[:20]
    assert b" 200 " in say(port, asked % b"shengshi.example.gov.cn")[:20]
