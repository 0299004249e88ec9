"""What is measured, all of it private and gone afterwards: MariaDB that commits to disk, Redis, the product twice, bare Flask.

The product runs as in compose.yaml: gunicorn.conf.py, one worker a core, log lines, metrics, logins in Redis, limits. Once
on a database with ten thousand cases (`small`), once on one with a million (`large`).
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import pymysql
from sqlalchemy.engine import make_url

from benchmarks import notices
from deploy import servers
from deploy.running import ROOT

Row = dict[str, Any]  # as the bare driver gives it, or JSON
Database: TypeAlias = "pymysql.connections.Connection"

HOST = "gov.example"  # what the proxy passes on
# The log is as large as a server's, so that filling the large database is not mostly checkpoints.
OPTIONS = ("--innodb-log-file-size=512M", "--max-allowed-packet=64M")


@dataclass
class House:
    """Addresses of everything. `web`: database name → port of the product on it; `workers`: gunicorn's worker processes."""

    folder: Path
    small: str
    large: str
    redis: str
    sandbox: str
    credentials: Row
    environment: dict[str, str]
    stack: ExitStack
    sandbox_pid: int
    ports: dict[str, int] = field(default_factory=dict)
    masters: dict[str, int] = field(default_factory=dict)

    def serve(self, name: str, application: str, **environment: str) -> None:
        """Start a gunicorn and wait until it answers."""
        port = self.ports[name] = int(environment.pop("PORT", 0)) or servers.free_port()
        command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", application]
        process = _start(self.stack, self.folder / f"{name}.log", command, {**self.environment, "BIND": f"127.0.0.1:{port}", **environment})
        self.masters[name] = process.pid
        _wait(lambda: _answers(f"http://127.0.0.1:{port}/{'' if name == 'bare' else 'readyz'}"), process, self.folder / f"{name}.log")

    def start(self, name: str, *command: str, **environment: str) -> int:
        """Another process of the product; its pid."""
        arguments = [sys.executable, "-m", *command]
        return _start(self.stack, self.folder / f"{name}.log", arguments, {**self.environment, **environment}).pid

    @property
    def database_pid(self) -> int:
        """The server process of both databases."""
        with connection(self.small) as database, database.cursor() as cursor:
            cursor.execute("SELECT @@pid_file")
            return int(Path(cursor.fetchone()[0]).read_text())

    def workers(self, name: str) -> list[int]:
        """The worker processes of a gunicorn."""
        text = Path(f"/proc/{self.masters[name]}/task/{self.masters[name]}/children").read_text()
        return [int(pid) for pid in text.split()]


@contextmanager
def house(worker_class: str) -> Iterator[House]:
    """The database server with two empty databases, Redis, the sandbox; servers are started later with `serve`."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="shengshi-bench-")))
        small = stack.enter_context(servers.mariadb(durable=True, options=OPTIONS))
        large = small + "_large"
        with connection(small) as database, database.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {make_url(large).database}")
        redis = stack.enter_context(servers.redis_server())
        given = folder / "sandbox.json"
        port = servers.free_port()
        command = [sys.executable, "-m", "sandbox", "--port", str(port), "--credentials", str(given)]
        process = _start(stack, folder / "sandbox.log", command, dict(os.environ))
        _wait(lambda: given.exists() and _answers(f"http://127.0.0.1:{port}/control/people"), process, folder / "sandbox.log")
        credentials = json.loads(given.read_text())
        credentials["pay"] |= notices.platform()
        credentials["sources"]["base"] = _sources(stack, folder, f"http://127.0.0.1:{port}")
        (folder / "credentials.json").write_text(json.dumps(credentials))
        environment = {
            **os.environ,
            "REDIS_URL": redis,
            "DATA_DIR": str(folder),
            "WECHAT_CREDENTIALS": str(folder / "credentials.json"),
            "PUBLIC_URL": "http://127.0.0.1:1",
            "HOSTS": HOST,
            "WORKER_CLASS": worker_class,
        }
        yield House(folder, small, large, redis, f"http://127.0.0.1:{port}", credentials, environment, stack, process.pid)


def _sources(stack: ExitStack, folder: Path, sandbox: str) -> str:
    """Data sources that answer at once; their base address."""
    port, log = servers.free_port(), folder / "sources.log"
    process = _start(stack, log, [sys.executable, "-m", "benchmarks.sources", str(port), sandbox], dict(os.environ))
    _wait(lambda: _listens(port), process, log)
    return f"http://127.0.0.1:{port}/sources"


@contextmanager
def connection(url: str) -> Iterator[Database]:
    """A bare driver connection, in autocommit."""
    at = make_url(url)
    database = pymysql.connect(
        host=at.host, port=at.port or 3306, user=at.username, password=at.password or "", database=at.database, autocommit=True
    )
    try:
        yield database
    finally:
        database.close()


def _start(stack: ExitStack, log: Path, command: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
    output = stack.enter_context(log.open("ab"))
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
    stack.callback(servers.stop, process)
    return process


def _wait(ready: Callable[[], bool], process: subprocess.Popen[bytes], log: Path, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < until:
        if ready():
            return
        time.sleep(0.1)
    raise SystemExit(f"{log.name} did not start:\n{log.read_text()[-3000:]}")


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as reply:
            return bool(reply.status == 200)
    except OSError:
        return False


def _listens(port: int) -> bool:
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0
