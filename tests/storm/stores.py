"""A MariaDB and a Redis of our own that can be killed and come back with what they had stored."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
from pathlib import Path

import pymysql

from deploy.servers import find, free_port
from tests.storm.disk import Disk
from tests.storm.processes import Process

FULL = (1021, 1030, 1114)  # no room on the disk, an error of the storage engine, the table is full
DEADLOCK = 1213
GONE = 2013  # MariaDB may also die of it
GROWING = ("payment_order", "channel_message", "ledger_entry", "outbox", "reaction_done", "case_action", "message", "remembered")
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


def wire(port: int, *more: str) -> pymysql.Connection:
    """A connection of the storm's own, in autocommit; `more`: settings of the session."""
    return pymysql.connect(
        host="127.0.0.1",
        port=port,
        user="s",
        password="s",
        database="shengshi",
        autocommit=True,
        init_command="SET " + ", ".join(("time_zone = '+00:00'", *more)),
        connect_timeout=3,
        read_timeout=20,
        cursorclass=pymysql.cursors.DictCursor,
    )


class MariaDB:
    """Durable commits; `connect()` goes straight to it, past the proxy."""

    def __init__(self, folder: Path, log: Path) -> None:
        user = owned(folder, "mysql")
        self.disk = Disk(folder / "disk")
        if user and self.disk.there:
            entry = pwd.getpwnam(user)
            os.chown(self.disk.folder, entry.pw_uid, entry.pw_gid)
        self.port, self.data = free_port(), (self.disk.folder if self.disk.there else folder) / "data"
        install = ["mariadb-install-db", "--no-defaults", f"--datadir={self.data}", "--auth-root-authentication-method=normal"]
        as_user = {"user": user, "group": user} if user else {}
        subprocess.run([*install, "--skip-test-db"], check=True, **QUIET, **as_user)
        command = [
            find("mariadbd") or "mariadbd",
            "--no-defaults",
            f"--datadir={self.data}",
            f"--socket={folder}/s",
            f"--port={self.port}",
            "--bind-address=127.0.0.1",
            f"--pid-file={folder}/pid",
            "--innodb-flush-log-at-trx-commit=1",
            "--innodb-flush-method=fsync",
            "--innodb-buffer-pool-size=256M",
            "--max-connections=400",
            "--skip-name-resolve",
            "--character-set-server=utf8mb4",
        ]
        self.process = Process("mariadb", command, os.environ, folder, log, user)
        self._socket = f"{folder}/s"
        self.process.start(lambda: self._root("SELECT 1"))
        self._root("CREATE DATABASE shengshi; CREATE USER s@'127.0.0.1' IDENTIFIED BY 's'; GRANT ALL ON shengshi.* TO s@'127.0.0.1'")

    def url(self, port: int) -> str:
        """The address for SQLAlchemy, by this port."""
        return f"mysql+pymysql://s:s@127.0.0.1:{port}/shengshi"

    def connect(self) -> pymysql.Connection:
        """A connection of the storm's own, in autocommit."""
        return wire(self.port)

    def rows(self, sql: str, *values: object) -> list[dict]:
        """One query; a deadlock with the product is nobody's fault, and it is asked again."""
        for left in reversed(range(20)):
            try:
                with self.connect() as wire, wire.cursor() as cursor:
                    cursor.execute(sql, values)
                    return list(cursor.fetchall())
            except pymysql.err.OperationalError as error:
                if error.args[0] != DEADLOCK or not left:
                    raise
        raise AssertionError("unreachable")

    def answers(self) -> bool:
        return bool(self.rows("SELECT 1"))

    def kill_and_restart(self) -> float:
        """kill -9, start again; returns how many seconds until it answered."""
        self.process.kill()
        self.process.start()
        return self.process.wait(self.answers)

    def read_only(self, on: bool) -> None:
        """Refuse every write (1290), as a server does that is being moved."""
        self._root(f"SET GLOBAL read_only = {int(on)}")

    def squeeze(self) -> None:
        """Fill the disk, also what the server had set aside in the tables that grow."""
        for table in GROWING:
            self.rows(f"ALTER TABLE {table} FORCE")
        self.rows("CREATE TABLE IF NOT EXISTS storm_filler (id INT PRIMARY KEY AUTO_INCREMENT, piece VARCHAR(2000))")
        self.disk.fill()
        try:
            for _ in range(2000):
                self.rows("INSERT INTO storm_filler (piece) VALUES (REPEAT('x', 2000))")
        except pymysql.err.MySQLError as full:
            if full.args[0] not in (*FULL, GONE):
                raise
            return
        raise AssertionError("the disk did not get full")

    def relieve(self) -> bool:
        """Room again; a server that died of having none is started. Returns whether it had died."""
        self.disk.clear()
        died = self.process.child is None or self.process.child.poll() is not None
        if died:
            self.process.start(self.answers)
        self.rows("DROP TABLE IF EXISTS storm_filler")
        return died

    def _root(self, statement: str) -> None:
        subprocess.run(["mariadb", "--no-defaults", "-uroot", f"--socket={self._socket}", "-e", statement], check=True, **QUIET)


class Redis:
    """Without persistence: killed, it has forgotten everything."""

    def __init__(self, folder: Path, log: Path) -> None:
        user = owned(folder, "redis")
        self.port = free_port()
        options = ["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(folder)]
        program = find("redis-server") or "redis-server"
        self.process = Process("redis", [program, "--port", str(self.port), *options], os.environ, folder, log, user)

    def start(self) -> None:
        self.process.start(self.answers)

    def answers(self) -> None:
        socket.create_connection(("127.0.0.1", self.port), 1).close()

    def say(self, command: str) -> str:
        """One inline command, its raw answer."""
        with socket.create_connection(("127.0.0.1", self.port), 2) as wire:
            wire.sendall(command.encode() + b"\r\n")
            return wire.recv(65536).decode()


def owned(folder: Path, user: str) -> str | None:
    """Make the folder; run as root, give it to the package's own user and say which."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    if os.geteuid() != 0:
        return None
    entry = pwd.getpwnam(user)
    os.chown(folder, entry.pw_uid, entry.pw_gid)
    return user
