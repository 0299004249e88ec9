"""A private MariaDB and Redis on free ports in a temporary folder: for tests, measurements and the storm.

    with mariadb() as url: ...          # mysql+pymysql://…, durable commits, gone afterwards
    with redis_server() as url: ...

Debian's packages are installed when missing (`install()`, as root only). Run as root, the servers themselves run as the
packages' own users.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes.util import find_library
from pathlib import Path

PACKAGES = {
    "mariadbd": "mariadb-server",
    "redis-server": "redis-server",
    "chromium": "chromium",
    "rsync": "rsync",
    "nginx": "nginx-light",
    "pdftotext": "poppler-utils",
}
FONT = "fonts-noto-cjk"
LIBRARIES = {"zbar": "libzbar0"}  # a second reader of QR codes, for tests
DURABLE = ("--innodb-flush-log-at-trx-commit=1",)
# What is thrown away afterwards need not outlive a power cut: nobody waits for the disk, no page is written twice.
FORGETFUL = ("--innodb-flush-log-at-trx-commit=0", "--innodb-flush-method=nosync", "--innodb-doublewrite=0", "--sync-binlog=0")


def install() -> None:
    """Install what is missing. Raises SystemExit with what to do when we are not root."""
    missing = [package for program, package in PACKAGES.items() if not find(program)]
    if not Path("/usr/share/fonts/opentype/noto").is_dir():
        missing.append(FONT)
    missing += [package for name, package in LIBRARIES.items() if not find_library(name)]
    if not missing:
        return
    print(f"· Debian 包：{' '.join(missing)}（约两分钟）", flush=True)
    if os.geteuid() != 0:
        raise SystemExit(f"请先安装：sudo apt-get install -y {' '.join(missing)}")
    silent = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    # Nobody may start the packages' own services on the standard ports.
    policy = Path("/usr/sbin/policy-rc.d")
    ours = not policy.exists()
    if ours:
        policy.write_text("#!/bin/sh\nexit 101\n")
        policy.chmod(0o755)
    try:
        subprocess.run(["apt-get", "update", "-q"], check=True, stdout=subprocess.DEVNULL, env=silent)
        install = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *missing]
        subprocess.run(install, check=True, stdout=subprocess.DEVNULL, env=silent)
    finally:
        if ours:
            policy.unlink()


def find(program: str) -> str | None:
    """Where a server program is; Debian keeps some in sbin, which is not on everybody's path."""
    return shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/bin")


def free_port() -> int:
    """A port nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def mariadb(durable: bool = True, name: str = "shengshi", options: tuple[str, ...] = ()) -> Iterator[str]:
    """A fresh MariaDB; yields the SQLAlchemy URL of an empty utf8mb4 database. durable: fsync at each commit."""
    with _folder("mysql") as (folder, user):
        data, sock, port = folder / "data", folder / "s", free_port()
        whose = user or None
        subprocess.run(
            ["mariadb-install-db", "--no-defaults", f"--datadir={data}", "--auth-root-authentication-method=normal", "--skip-test-db"],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            user=whose,
            group=whose,
        )
        server = subprocess.Popen(
            [
                find("mariadbd") or "mariadbd",
                "--no-defaults",
                f"--datadir={data}",
                f"--socket={sock}",
                f"--port={port}",
                "--bind-address=127.0.0.1",
                f"--pid-file={folder}/pid",
                *(DURABLE if durable else FORGETFUL),
                "--innodb-buffer-pool-size=512M",
                "--max-connections=300",
                "--skip-name-resolve",
                "--character-set-server=utf8mb4",
                *options,
            ],
            stdout=subprocess.DEVNULL,
            stderr=(folder / "log").open("w"),
            user=whose,
            group=whose,
        )
        try:
            _wait(lambda: _sql(sock, "SELECT 1"), server, folder / "log")
            _sql(sock, f"CREATE DATABASE {name}; CREATE USER s@'127.0.0.1' IDENTIFIED BY 's'; GRANT ALL ON *.* TO s@'127.0.0.1'")
            yield f"mysql+pymysql://s:s@127.0.0.1:{port}/{name}"
        finally:
            stop(server)


def folder_of(url: str) -> Path:
    """Where a server that `mariadb()` started keeps its files: for looking into them as a thief would."""
    from sqlalchemy import create_engine, text  # here: `install` runs before any package is there

    engine = create_engine(url)
    with engine.connect() as connection:
        return Path(connection.execute(text("SELECT @@datadir")).scalar_one())


@contextmanager
def redis_server() -> Iterator[str]:
    """A fresh Redis without persistence; yields its URL."""
    with _folder("redis") as (folder, user):
        port = free_port()
        whose = user or None
        program = find("redis-server") or "redis-server"
        command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(folder)]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL, user=whose, group=whose)
        try:
            _wait(lambda: socket.create_connection(("127.0.0.1", port), 1).close(), server, None)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            stop(server)


@contextmanager
def _folder(user: str) -> Iterator[tuple[Path, str | None]]:
    folder = Path(tempfile.mkdtemp(prefix="shengshi-"))
    try:
        name = None
        if os.geteuid() == 0:
            entry = pwd.getpwnam(user)
            os.chown(folder, entry.pw_uid, entry.pw_gid)
            name = user
        yield folder, name
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sql(sock: Path, statement: str) -> None:
    command = ["mariadb", "--no-defaults", "-uroot", f"--socket={sock}", "-e", statement]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _wait(ready: object, server: subprocess.Popen[bytes], log: Path | None, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if server.poll() is not None:
            raise RuntimeError(f"server ended at once: {log.read_text()[-2000:] if log else ''}")
        try:
            ready()  # type: ignore[operator]
            return
        except (OSError, subprocess.CalledProcessError):
            time.sleep(0.1)
    raise RuntimeError("server did not start")


def stop(server: subprocess.Popen[bytes]) -> None:
    """Ask, then insist."""
    server.send_signal(signal.SIGTERM)
    try:
        server.wait(15)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait(5)
