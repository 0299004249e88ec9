"""A whole Shengshi in one folder: the outside world, a migrated database, the catalogue, web and relay.

    with running(Path("var/demo"), port=8080, sandbox_port=8091) as house: ... house.url, house.sandbox ...

`make demo`, `make tour` and the end-to-end tests all start this; what they see is what production runs, on SQLite.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class House:
    """Where a running one is."""

    url: str
    sandbox: str
    folder: Path
    environment: dict[str, str]


@contextmanager
def running(folder: Path, port: int, sandbox_port: int, say: Callable[[str], object] = print, **extra: str) -> Iterator[House]:
    """Start everything, wait until it answers, stop it all afterwards. Raises SystemExit with the log's end when it does not start."""
    folder = folder.absolute()
    folder.mkdir(parents=True, exist_ok=True)
    url, sandbox = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{sandbox_port}"
    credentials = folder / "credentials.json"
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{folder}/shengshi.db",
        "REDIS_URL": "",
        "DATA_DIR": str(folder),
        "WECHAT_CREDENTIALS": str(credentials),
        "PUBLIC_URL": url,
        "BIND": f"127.0.0.1:{port}",
        "WORKERS": "1",
        "THREADS": "16",
        "PYTHONUNBUFFERED": "1",
        **extra,
    }
    with ExitStack() as stack:
        credentials.unlink(missing_ok=True)
        _start(
            stack,
            "sandbox",
            [
                sys.executable,
                "-m",
                "sandbox",
                f"--port={sandbox_port}",
                f"--credentials={credentials}",
                f"--state={folder}/sandbox.json",  # a department still holds its cases tomorrow
            ],
            environment,
            folder,
        )
        _wait(folder, "sandbox", lambda: credentials.exists() and _answers(f"{sandbox}/control/people"))
        say("· 数据库与事项目录")
        for command in (["db", "upgrade"], ["catalog", "publish"]):
            _once(folder, ["-m", "flask", "--app", "wsgi", *command], environment)
        _start(stack, "web", [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "wsgi:create_app()"], environment, folder)
        for number in range(int(extra.get("RELAYS", "1"))):
            _start(stack, f"relay{number or ''}", [sys.executable, "-m", "flask", "--app", "wsgi", "relay"], environment, folder)
        _wait(folder, "web", lambda: _answers(f"{url}/readyz"))
        yield House(url, sandbox, folder, environment)


def _start(stack: ExitStack, name: str, command: list[str], environment: dict[str, str], folder: Path) -> None:
    log = stack.enter_context((folder / f"{name}.log").open("ab"))
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
    stack.callback(_stop, process)
    _processes[name] = process


_processes: dict[str, subprocess.Popen[bytes]] = {}


def _once(folder: Path, arguments: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    (folder / "setup.log").open("a").write(done.stdout + done.stderr)
    if done.returncode:
        raise SystemExit(f"{' '.join(arguments[1:])} 没有成功：\n{(done.stdout + done.stderr)[-3000:]}")


def _wait(folder: Path, name: str, ready: Callable[[], bool], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if _processes[name].poll() is not None:
            break
        if ready():
            return
        time.sleep(0.1)
    raise SystemExit(f"{name} 没有启动（端口被占用？换一个：PORT=… SANDBOX_PORT=…）：\n{(folder / f'{name}.log').read_text()[-3000:]}")


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as reply:
            return bool(reply.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ask, then insist; the children too: each was started in a session of its own."""
    for number, patience in ((signal.SIGTERM, 15), (signal.SIGKILL, 5)):
        try:
            os.killpg(process.pid, number)
            process.wait(patience)
            return
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue
