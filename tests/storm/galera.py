"""Three MariaDB nodes that are one database (Galera, from Debian's own packages), each of which can be killed and rejoin."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pymysql

from deploy.servers import find, free_port
from tests.storm.processes import Process
from tests.storm.stores import QUIET, owned, wire

PROVIDER = Path("/usr/lib/galera/libgalera_smm.so")
SECRET = "sst:sst"


class Node:
    """One server of the cluster; `connect()` goes straight to it."""

    def __init__(self, number: int, folder: Path, log: Path) -> None:
        self.number, self.folder, self.log = number, folder, log
        self.user = owned(folder, "mysql")
        self.port, self.group, self.state, self.increment = (free_port() for _ in range(4))
        self.data, self._socket = folder / "data", f"{folder}/s"
        as_user = {"user": self.user, "group": self.user} if self.user else {}
        install = ["mariadb-install-db", "--no-defaults", f"--datadir={self.data}", "--auth-root-authentication-method=normal"]
        subprocess.run([*install, "--skip-test-db"], check=True, **QUIET, **as_user)
        self.process: Process | None = None

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.group}"

    def start(self, others: list[Node], new: bool = False) -> None:
        """Begin a cluster, or join that of the others; back when it takes part."""
        options = {
            "gmcast.listen_addr": f"tcp://{self.address}",
            "ist.recv_addr": f"127.0.0.1:{self.increment}",
            "pc.recovery": "false",
            "evs.keepalive_period": "PT0.5S",
            "evs.suspect_timeout": "PT2S",
            "evs.inactive_timeout": "PT4S",
        }
        joined = "" if new else ",".join(one.address for one in others)
        command = [
            find("mariadbd") or "mariadbd",
            "--no-defaults",
            f"--datadir={self.data}",
            f"--socket={self._socket}",
            f"--port={self.port}",
            "--bind-address=127.0.0.1",
            f"--pid-file={self.folder}/pid",
            "--innodb-flush-log-at-trx-commit=1",
            "--innodb-buffer-pool-size=128M",
            "--innodb-autoinc-lock-mode=2",
            "--binlog-format=ROW",
            "--max-connections=300",
            "--skip-name-resolve",
            "--character-set-server=utf8mb4",
            "--wsrep-on=ON",
            f"--wsrep-provider={PROVIDER}",
            f"--wsrep-cluster-address=gcomm://{joined}",
            "--wsrep-cluster-name=shengshi",
            f"--wsrep-node-name=node{self.number}",
            f"--wsrep-node-address={self.address}",
            f"--wsrep-node-incoming-address=127.0.0.1:{self.port}",
            "--wsrep-sst-method=rsync",
            f"--wsrep-sst-receive-address=127.0.0.1:{self.state}",
            f"--wsrep-provider-options={';'.join(f'{name}={value}' for name, value in options.items())}",
            *(["--wsrep-new-cluster"] if new else []),
        ]
        self.process = Process(f"node{self.number}", command, os.environ, self.folder, self.log, self.user)
        self.process.start(self.ready, 90)

    def ready(self) -> bool:
        found = subprocess.run(
            ["mariadb", "--no-defaults", "-uroot", f"--socket={self._socket}", "-N", "-e", "SHOW STATUS LIKE 'wsrep_ready'"],
            capture_output=True,
            text=True,
            check=True,
        )
        return "ON" in found.stdout

    def root(self, statement: str) -> None:
        subprocess.run(["mariadb", "--no-defaults", "-uroot", f"--socket={self._socket}", "-e", statement], check=True, **QUIET)

    def url(self) -> str:
        """The address for SQLAlchemy."""
        return f"mysql+pymysql://s:s@127.0.0.1:{self.port}/shengshi"

    def wire(self) -> pymysql.Connection:
        """A connection in autocommit; what it reads is what the cluster has."""
        return wire(self.port, "wsrep_sync_wait = 1")

    def rows(self, sql: str, *values: object) -> list[dict]:
        """One query."""
        with self.wire() as wire, wire.cursor() as cursor:
            cursor.execute(sql, values)
            return list(cursor.fetchall())

    def kill(self) -> None:
        assert self.process
        self.process.kill()

    def stop(self) -> None:
        if self.process:
            self.process.stop()


class Cluster:
    """`with Cluster(folder) as cluster: cluster.nodes[0].url()`."""

    def __init__(self, folder: Path, size: int = 3) -> None:
        self.nodes = [Node(number, folder / f"node{number}", folder / f"node{number}.log") for number in range(1, size + 1)]

    def __enter__(self) -> Cluster:
        try:
            first, *others = self.nodes
            first.start([], new=True)
            first.root("CREATE DATABASE shengshi; CREATE USER s@'127.0.0.1' IDENTIFIED BY 's'; GRANT ALL ON *.* TO s@'127.0.0.1'")
            for node in others:
                node.start([first])
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for node in reversed(self.nodes):
            node.stop()

    def rejoin(self, node: Node) -> float:
        """Start a node that died; it takes what it missed from the others. Returns the seconds it took."""
        import time

        began = time.monotonic()
        node.start([one for one in self.nodes if one is not node])
        return time.monotonic() - began
