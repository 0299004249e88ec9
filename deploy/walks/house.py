"""A whole Shengshi in this process, beside an outside world of its own: each walk finds both as on the first day."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from app.kernel import commands
from app.kernel.relay import Relay
from deploy.emptying import empty
from deploy.servers import free_port
from deploy.visitor import Visitor

ROOT = Path(__file__).parents[2]
SETTINGS = {"department_auto": True, "department_delay": 0}


@dataclass(frozen=True)
class Small:
    """`url`: where the house answers; `world`: the sandbox's control API; `relay`: what follows from what happened."""

    url: str
    world: Visitor
    relay: Relay

    def afresh(self) -> None:
        """Nobody was ever here, and every register is as in its data file; departments decide at once."""
        self.world.post("/reset", {})
        self.world.post("/settings", SETTINGS)
        empty()


@contextmanager
def standing() -> Iterator[Small]:
    """Start both on free ports, stop both afterwards. Raises RuntimeError when the outside world does not start."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="shengshi-walks-")))
        outside = stack.enter_context(_sandbox(folder))
        port = free_port()
        app, relay = _app(folder, port)
        server = make_server("127.0.0.1", port, app, threaded=True, request_handler=_Quiet)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        stack.callback(thread.join, 5)
        stack.callback(server.shutdown)
        yield Small(f"http://127.0.0.1:{port}", Visitor(f"{outside}/control"), relay)


class _Quiet(WSGIRequestHandler):
    """Says nothing of each request: the table is what is to be read."""

    def log(self, type: str, message: str, *args: object) -> None:
        return


@contextmanager
def _sandbox(folder: Path) -> Iterator[str]:
    """The outside world, a process of its own; its address. It says where it listens once it does."""
    command = [sys.executable, "-m", "sandbox", "--port", "0", "--credentials", str(folder / "credentials.json")]
    with (folder / "sandbox.log").open("w") as log:
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True)
        try:
            line = process.stdout.readline() if process.stdout else ""
            if "listening on" not in line:
                raise RuntimeError(f"模拟外部没有启动：{line}{(folder / 'sandbox.log').read_text()[-1000:]}")
            yield line.rsplit(" ", 1)[-1].strip()
        finally:
            process.terminate()
            process.wait(10)


def _app(folder: Path, port: int) -> tuple[Flask, Relay]:
    """Everything wired, on a database of its own, the scenes published as they lie."""
    import wsgi

    app = wsgi.create_app(
        database_url=f"sqlite:///{folder}/shengshi.db",
        redis_url="",
        data_dir=folder,
        credentials=json.loads((folder / "credentials.json").read_text("utf-8")),
        public_url=f"http://127.0.0.1:{port}",
        flood_limit=10**6,  # one address, as fast as the machine can
        log_level="CRITICAL",
    )
    commands.upgrade()
    wsgi.publish_catalogue()
    app.wsgi_app.write = lambda line: None  # type: ignore[attr-defined]
    return app, Relay(wsgi.REACTIONS)
