"""The house on three database nodes: a web and a relay beside each, one address in front that leaves out whoever is not ready."""

from __future__ import annotations

import itertools
import json
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pymysql

from deploy.servers import free_port
from tests.storm.galera import Cluster, Node
from tests.storm.house import PYTHON, House, answers
from tests.storm.outside import Outside
from tests.storm.processes import Process
from tests.storm.stores import Redis
from tests.storm.wires import Wire

LOOKS_EVERY = 0.2


class Balancer:
    """TCP, round robin over the ports whose /readyz says 200; who stops saying so loses the connections that stand
    (haproxy's on-marked-down shutdown-sessions): a kept-alive one would go on asking a web without a database."""

    def __init__(self, ports: list[int]) -> None:
        self.ports, self.ready = ports, set(ports)
        self._standing: dict[int, set[socket.socket]] = {port: set() for port in ports}
        self._next, self._stop = itertools.count(), threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port = self._listener.getsockname()[1]
        for work in (self._accept, self._look):
            threading.Thread(target=work, daemon=True).start()

    def stop(self) -> None:
        self._stop.set()
        self._listener.close()

    def _look(self) -> None:
        while not self._stop.wait(LOOKS_EVERY):
            for port in self.ports:
                good = False
                with suppress(OSError):
                    good = answers(f"http://127.0.0.1:{port}/readyz")
                (self.ready.add if good else self.ready.discard)(port)
                for far in [] if good else list(self._standing[port]):
                    with suppress(OSError):
                        far.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        while not self._stop.is_set():
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(near,), daemon=True).start()

    def _carry(self, near: socket.socket) -> None:
        found = self._connect()
        if found is None:
            near.close()
            return
        port, far = found
        self._standing[port].add(far)
        back = threading.Thread(target=_pump, args=(far, near), daemon=True)
        back.start()
        _pump(near, far)
        back.join()
        self._standing[port].discard(far)

    def _connect(self) -> tuple[int, socket.socket] | None:
        for _ in range(len(self.ports) * 2):
            port = self.ports[next(self._next) % len(self.ports)]
            if port in self.ready:
                with suppress(OSError):
                    return port, socket.create_connection(("127.0.0.1", port), 3)
        return None


def _pump(here: socket.socket, there: socket.socket) -> None:
    with suppress(OSError):
        while data := here.recv(65536):
            there.sendall(data)
    for one in (here, there):
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
        one.close()


class Nodes:
    """As the storm's MariaDB: asked is whichever node takes part."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.port = cluster.nodes[0].port

    def living(self) -> Node:
        for node in self.cluster.nodes:
            with suppress(pymysql.Error):
                if node.rows("SELECT 1 one"):
                    return node
        raise AssertionError("no node answers")

    def rows(self, sql: str, *values: object) -> list[dict[str, Any]]:
        return self.living().rows(sql, *values)

    def connect(self) -> pymysql.Connection:
        return self.living().wire()

    def url(self, port: int) -> str:
        return self.living().url()


class Three(House):
    """`with Three(seed) as three: three.webs[0] …`."""

    token = ""  # of the one resident

    def _build(self) -> None:
        self.cluster = Cluster(self.folder)
        self.cluster.__enter__()
        self.db = Nodes(self.cluster)
        self.redis = Redis(self.folder / "redis", self._log("redis"))
        self.processes.append(self.redis.process)
        self.redis.start()
        self.db_wire = self.redis_wire = Wire(self.redis.port, self.seed)
        self._wires.append(self.redis_wire)
        ports, sandbox_port = [free_port() for _ in self.cluster.nodes], free_port()
        self.webs = [f"http://127.0.0.1:{port}" for port in ports]
        self.front = Balancer(ports)
        self.url, sandbox = f"http://127.0.0.1:{self.front.port}", f"http://127.0.0.1:{sandbox_port}"
        credentials = self.folder / "credentials.json"
        self.env = {
            **os.environ,
            "DATABASE_URL": self.cluster.nodes[0].url(),
            "REDIS_URL": f"redis://127.0.0.1:{self.redis.port}/0",
            "DATA_DIR": str(self.folder),
            "WECHAT_CREDENTIALS": str(credentials),
            "PUBLIC_URL": self.url,
            "WORKERS": "1",
            "THREADS": "8",
            "WORKER_CLASS": "gthread",
            "LOG_LEVEL": "WARNING",
            "PYTHONUNBUFFERED": "1",
            "PYTHONPATH": "",
            "FAILPOINTS": "",
        }
        started = [PYTHON, "-m", "sandbox", "--port", str(sandbox_port), "--credentials", str(credentials)]
        self._start("sandbox", started, ready=lambda: credentials.exists() and answers(f"{sandbox}/control/settings"))
        self.outside = Outside(sandbox, json.loads(credentials.read_text()), self.folder / "credentials.json.keys")
        for command in (["db", "upgrade"], ["catalog", "load"], ["catalog", "publish"]):
            self.flask(*command)
        gunicorn = [PYTHON, "-m", "gunicorn", "--preload", "--config", "gunicorn.conf.py", "wsgi:create_app()"]
        relay = [PYTHON, "-m", "flask", "--app", "wsgi", "relay"]
        self.relays: list[Process] = []
        for number, (node, port) in enumerate(zip(self.cluster.nodes, ports, strict=True), 1):
            mine = {"DATABASE_URL": node.url(), "BIND": f"127.0.0.1:{port}"}
            self._start(f"web{number}", gunicorn, ready=lambda port=port: answers(f"http://127.0.0.1:{port}/readyz"), env=mine)
            self.relays.append(self._start(f"relay{number}", relay, kept=True, env=mine))
        self.relay = self.relays[0]
        self.log_from = 0

    def __exit__(self, *rest: object) -> None:
        if hasattr(self, "front"):
            self.front.stop()
        for process in reversed(self.processes):
            process.stop()
        if hasattr(self, "cluster"):
            self.cluster.__exit__()
        self.processes = []
        self.__dict__.pop("db", None)  # no disk of its own to take away
        super().__exit__(*rest)

    def wipe(self) -> None:
        """Never needed: the house lives for one scenario."""

    def requests(self) -> Iterator[dict[str, Any]]:
        """The lines of all three."""
        for number in range(1, len(self.webs) + 1):
            with self._log(f"web{number}").open("rb") as file:
                for line in file:
                    if line.startswith(b'{"event":"request"'):
                        yield json.loads(line)

    def flask(self, *arguments: str, **how: Any) -> str:
        self.env["DATABASE_URL"] = self.db.living().url()
        return super().flask(*arguments, **how)

    def until_ready(self, number: int, ready: bool, seconds: float = 60) -> float:
        """Seconds until the balancer sees this web as ready, or not."""
        began, port = time.monotonic(), self.front.ports[number]
        while (port in self.front.ready) is not ready:
            if time.monotonic() - began > seconds:
                raise AssertionError(f"web {number + 1} {'is not' if ready else 'is still'} ready after {seconds:.0f} s")
            time.sleep(0.05)
        return time.monotonic() - began
