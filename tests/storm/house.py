"""The whole house, built to be broken: MariaDB and Redis behind proxies, sandbox, gunicorn, relay, a sweeper that races.

with House(seed=1) as house:
    house.deaths.arm("settle.before_commit"); ...; house.deaths.count("settle.before_commit")
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from deploy.servers import free_port
from tests.storm.deaths import Deaths
from tests.storm.outside import Outside
from tests.storm.processes import Process
from tests.storm.stores import MariaDB, Redis
from tests.storm.wires import Wire

ROOT = Path(__file__).parents[2]
REPORT = ROOT / "var/storm"  # what a run leaves: report, and the logs of what broke
PYTHON = sys.executable
# Everything that one scenario may leave behind; the catalogue, the people and their logins stay.
KEPT = ("alembic_version", "person", "account", "login", "subscription", "case_template", "staff", "staff_login")


class House:
    """Where everything is, and how to break it. `faults` holds (from, until) in unix seconds, for I10."""

    def __init__(self, seed: int = 1, folder: Path | None = None) -> None:
        self.seed, self.dice = seed, random.Random(seed)
        self.folder = folder or Path(tempfile.mkdtemp(prefix="shengshi-storm-"))
        self.folder.chmod(0o755)
        self.deaths = Deaths(self.folder / "deaths")
        self.faults: list[tuple[float, float]] = []
        self.processes: list[Process] = []
        self._wires: list[Wire] = []
        self.root = ROOT
        self.wiped = 0  # grows when a wipe begins and when it ends
        self.keys_turned = False  # set by who rotates WeChat's certificates
        self._kept: dict[str, Any] = {}
        self._keeping = threading.Lock()

    def __enter__(self) -> House:
        try:
            self._build()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for process in reversed(self.processes):
            process.stop()
        for wire in self._wires:
            wire.stop()
        if hasattr(self, "db"):
            self.db.disk.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _build(self) -> None:
        self.db = MariaDB(self.folder / "mysql", self._log("mariadb"))
        self.processes.append(self.db.process)
        self.redis = Redis(self.folder / "redis", self._log("redis"))
        self.processes.append(self.redis.process)
        self.redis.start()
        self.db_wire, self.redis_wire = Wire(self.db.port, self.seed), Wire(self.redis.port, self.seed)
        self._wires += [self.db_wire, self.redis_wire]
        port, sandbox_port = free_port(), free_port()
        self.url, sandbox = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{sandbox_port}"
        credentials = self.folder / "credentials.json"
        self.env = {
            **os.environ,
            "DATABASE_URL": self.db.url(self.db_wire.port),
            "REDIS_URL": f"redis://127.0.0.1:{self.redis_wire.port}/0",
            "DATA_DIR": str(self.folder),
            "WECHAT_CREDENTIALS": str(credentials),
            "PUBLIC_URL": self.url,
            "BIND": f"127.0.0.1:{port}",
            "WORKERS": "2",
            "THREADS": "8",
            "WORKER_CLASS": "gthread",
            "LOG_LEVEL": "WARNING",
            "PYTHONUNBUFFERED": "1",
            "PYTHONPATH": "",
            "FAILPOINTS": str(self.deaths.folder),
        }
        started = [PYTHON, "-m", "sandbox", "--port", str(sandbox_port), "--credentials", str(credentials)]
        self._start("sandbox", started, ready=lambda: credentials.exists() and answers(f"{sandbox}/control/settings"))
        given = json.loads(credentials.read_text())
        given["pay"]["mode"] = "migrating"  # both of WeChat's keys are believed: its public key, and certificates we fetch
        credentials.write_text(json.dumps(given))
        self.outside = Outside(sandbox, given, Path(f"{credentials}.keys"))
        for command in (["db", "upgrade"], ["catalog", "publish"]):
            self.flask(*command)
        self.start_product(ROOT)

    def start_product(self, root: Path) -> None:
        """gunicorn and relay from the code in `root`; those that ran are stopped. A worker is forked from a loaded master,
        so that one killed is back in milliseconds and hundreds of kills fit into the time."""
        for process in [one for one in self.processes if one.name in ("web", "relay")]:
            process.stop()
            self.processes.remove(process)
        self.root = root
        gunicorn = [PYTHON, "-m", "gunicorn", "--preload", "--config", "gunicorn.conf.py", "wsgi:create_app()"]
        self.web = self._start("web", gunicorn, ready=lambda: answers(f"{self.url}/readyz"))
        self.relay = self._start("relay", [PYTHON, "-m", "flask", "--app", "wsgi", "relay"], kept=True)

    @contextmanager
    def sweeper(self) -> Iterator[Process]:
        """A sweeper that asks WeChat about everything all the time, against the notifications."""
        process = self._start("sweeper", [PYTHON, "-m", "tests.storm.sweeper"], kept=True, env={"STORM_ROOT": str(self.root)})
        try:
            yield process
        finally:
            process.stop()
            self.processes.remove(process)

    def flask(self, *arguments: str, good: Sequence[int] = (0,), root: Path | None = None) -> str:
        """One command of the house, from the code that runs or the one in `root`; its output. Raises RuntimeError for an
        exit code that is not `good`."""
        command = [PYTHON, "-m", "flask", "--app", "wsgi", *arguments]
        env = {**self.env, "FAILPOINTS": ""}
        where = root or self.root
        done = subprocess.run(command, cwd=where, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)
        if done.returncode not in good:
            raise RuntimeError(f"flask {' '.join(arguments)}: {(done.stdout + done.stderr)[-2000:]}")
        return done.stdout

    def helper(self, module: str, *arguments: str) -> Any:
        """Run a module of ours in the product's environment; its last line as JSON."""
        command = [PYTHON, "-m", f"tests.storm.{module}", *arguments]
        env = {**self.env, "FAILPOINTS": "", "DATABASE_URL": self.db.url(self.db.port)}
        done = subprocess.run(command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300)
        if done.returncode:
            raise RuntimeError(f"{module}: {(done.stdout + done.stderr)[-3000:]}")
        return json.loads(done.stdout.strip().splitlines()[-1])

    # --- breaking it

    @contextmanager
    def fault(self) -> Iterator[None]:
        """Inside, something is broken; from then on I10 counts."""
        began = time.time()
        try:
            yield
        finally:
            self.faults.append((began, time.time()))

    def end_leases(self) -> None:
        """What a dead relay held is free, as if its minute had passed."""
        self.db.rows("UPDATE outbox SET next_at = created_at")

    def wipe(self) -> None:
        """As on the first day: no orders, no cases, no messages, no faults; same people, same catalogue."""
        self.wiped += 1
        self.deaths.clear()
        self.db_wire.say({})
        self.redis_wire.say({})
        self.relay.stop()
        tables = [next(iter(row.values())) for row in self.db.rows("SHOW TABLES")]
        with self.db.connect() as wire, wire.cursor() as cursor:
            for table in tables:
                if table not in KEPT and not table.startswith("catalog"):
                    cursor.execute(f"DELETE FROM `{table}`")
        self.outside.reset()
        if self.keys_turned:  # the outside world is new, and so are its keys: nobody may remember the others
            self.start_product(self.root)
        else:
            self.relay.start()
        self.keys_turned = False
        self.faults.clear()
        self.wiped += 1
        self.log_from = self._log("web").stat().st_size

    def requests(self) -> Iterator[dict[str, Any]]:
        """The product's own line for every request since the last wipe."""
        with self._log("web").open("rb") as file:
            file.seek(getattr(self, "log_from", 0))
            for line in file:
                if line.startswith(b'{"event":"request"'):
                    yield json.loads(line)

    def keep(self, name: str, make: Any) -> Any:
        """What is made once for a house and lives as long."""
        with self._keeping:
            if name not in self._kept:
                self._kept[name] = make()
            return self._kept[name]

    def keep_logs(self, folder: Path) -> None:
        """Copy what every process wrote: somebody will want to know."""
        folder.mkdir(parents=True, exist_ok=True)
        for file in self.folder.glob("*.log"):
            shutil.copy(file, folder)

    def _log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def _start(self, name: str, command: list[str], ready: Any = None, kept: bool = False, env: dict[str, str] | None = None) -> Process:
        process = Process(name, command, {**self.env, **(env or {})}, ROOT if name == "sweeper" else self.root, self._log(name), kept=kept)
        self.processes.append(process)
        return process.start(ready)


def answers(url: str) -> bool:
    """Whether this address says 200."""
    with urllib.request.urlopen(url, timeout=2) as reply:
        return reply.status == 200
