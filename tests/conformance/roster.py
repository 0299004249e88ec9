"""Which clients, from where, in which modes. No client is changed: each is installed from its registry at a fixed version."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tests.conformance.box import ROOT, Box

HERE = Path(__file__).parent
NODE = HERE / "node"
SECOND = ROOT / ".make" / "conformance"
DIRECT, PARTNER, BOTH = "1900000117", "1900000125", "1900000109"
PATIENCE = 180


@dataclass(frozen=True)
class Mode:
    """A merchant of the sandbox, how it signs with WeChat, for whom it collects."""

    title: str
    mchid: str
    mode: str
    party: str


CERTIFICATE = (Mode("cert\ndirect", DIRECT, "certificate", "direct"), Mode("cert\npartner", PARTNER, "certificate", "partner"))
PUBLIC = (Mode("pubkey\ndirect", BOTH, "public_key", "direct"), Mode("pubkey\npartner", BOTH, "public_key", "partner"))
MIGRATING = (Mode("both\ndirect", DIRECT, "migrating", "direct"),)
OPEN = (Mode("open platform", BOTH, "", "direct"),)


@dataclass(frozen=True)
class Client:
    name: str
    version: Callable[[], str]
    command: Callable[[], list[str]]
    modes: tuple[Mode, ...]
    prepare: Callable[[], None] = lambda: None

    def run(self, box: Box, mode: Mode, folder: str) -> list[dict[str, Any]]:
        """One report for each flow; a program that ends badly is a failed flow of its own."""
        box.fresh()
        if mode.mode == "migrating":
            box.control(f"/merchants/{mode.mchid}", mode="migrating", share=0.5)
        job = json.dumps({"url": box.url, "mchid": mode.mchid, "mode": mode.mode, "party": mode.party, "folder": folder})
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
        try:
            done = subprocess.run(self.command(), input=job, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=PATIENCE)
            out, code, error = done.stdout, done.returncode, done.stderr
        except subprocess.TimeoutExpired as late:
            out, code, error = (late.stdout or b"").decode(), -1, f"no end after {PATIENCE} s"
        reports = [json.loads(line) for line in out.splitlines() if line.startswith("{")]
        if code != 0 or not reports:
            reports.append({"flow": "the program itself", "ok": False, "detail": f"exit {code}: {error[-400:]}"})
        about = {"client": f"{self.name} {self.version()}", "mode": mode.title.replace("\n", " · ")}
        return [{**about, **report} for report in reports]


def python(interpreter: str, program: str) -> list[str]:
    return [interpreter, "-W", "ignore", "-m", f"tests.conformance.clients.{program}"]


def make_second() -> None:
    """The environment of wechatpy 2.x and of the asynchronous clients, once."""
    wanted = HERE / "requirements-second.txt"
    mark = SECOND / "installed.txt"
    if mark.exists() and mark.read_text() == wanted.read_text():
        return
    subprocess.run([sys.executable, "-m", "venv", str(SECOND)], check=True)
    pip = [str(SECOND / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check", "-r", str(wanted)]
    subprocess.run(pip, check=True, timeout=600, stderr=subprocess.DEVNULL)
    mark.write_text(wanted.read_text())


def make_node() -> None:
    """The packages of the lock file, once."""
    mark, wanted = NODE / "node_modules" / ".installed", (NODE / "package-lock.json").read_text()
    if not mark.exists() or mark.read_text() != wanted:
        subprocess.run(["npm", "ci", "--silent", "--no-audit", "--no-fund"], cwd=NODE, check=True, timeout=600)
        mark.write_text(wanted)


def second_client(name: str, package: str, program: str, modes: tuple[Mode, ...]) -> Client:
    """A package of the second environment, and the program that drives it."""
    interpreter = str(SECOND / "bin" / "python")

    def installed() -> str:
        code = f"from importlib.metadata import version; print(version({package!r}))"
        return subprocess.run([interpreter, "-c", code], capture_output=True, text=True, check=True).stdout.strip()

    return Client(name, installed, lambda: python(interpreter, program), modes, make_second)


def node_client(name: str, program: str, modes: tuple[Mode, ...]) -> Client:
    """A package of the lock file, and the program that drives it."""

    def installed() -> str:
        return str(json.loads((NODE / "node_modules" / name / "package.json").read_text())["version"])

    return Client(name, installed, lambda: ["node", str(NODE / program)], modes, make_node)


CLIENTS = (
    Client(
        "wechatpayv3",
        lambda: version("wechatpayv3"),
        lambda: python(sys.executable, "wechatpayv3_program"),
        (*CERTIFICATE, *PUBLIC),
    ),
    second_client("wechatpayv3 async", "wechatpayv3", "wechatpayv3_async_program", (*CERTIFICATE, *PUBLIC)),
    node_client("wechatpay-axios-plugin", "axios.js", (*CERTIFICATE, *PUBLIC, *MIGRATING)),
    node_client("wechatpay-node-v3", "nodev3.js", CERTIFICATE[:1]),
    Client("wechatpy", lambda: version("wechatpy"), lambda: python(sys.executable, "wechatpy_program"), OPEN),
    second_client("wechatpy", "wechatpy", "wechatpy_program", OPEN),
)
