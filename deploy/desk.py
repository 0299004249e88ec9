"""Staff of the demo: one of each role and one of a city, with the phone that shows their codes in the sandbox's hands. Never in
production: there `flask staff add` asks for a password and shows a secret once."""

from __future__ import annotations

import json
import re
import secrets
import subprocess
import sys
import urllib.request

from deploy.running import ROOT, House

STAFF = (
    ("xu.jing", "许静", "operator", "省政务服务中心", ""),
    ("li.hui", "李辉", "supervisor", "省政务服务中心", ""),
    ("deng.min", "邓敏", "finance", "省财政厅", ""),
    ("he.jie", "何洁", "operator", "佛山市政务服务中心", "440600"),
)
SECRET = re.compile(r"secret=([A-Z2-7]+)")


def hire(house: House) -> None:
    """Make them members of staff, once for a folder; their passwords and codes are the sandbox's to show."""
    known = {one["login"] for one in _ask(house, None)}
    for login, name, role, unit, city in STAFF:
        if login in known:
            continue
        password = f"demo-{secrets.token_urlsafe(12)}"
        command = ["-m", "flask", "--app", "wsgi", "staff", "add", login, "--name", name, "--unit", unit, "--role", role, "--city", city]
        done = subprocess.run(
            [sys.executable, *command, "--password", password], cwd=ROOT, env=house.environment, capture_output=True, text=True
        )
        found = SECRET.search(done.stdout)
        if done.returncode or not found:
            raise SystemExit(f"工作人员没有建成：{done.stderr[-500:]}")
        shown = f"{name}，{unit.partition('市')[0]}" if city else name
        _ask(house, {"login": login, "name": shown, "role": role, "password": password, "secret": found[1]})


def _ask(house: House, body: dict[str, str] | None) -> list[dict[str, str]]:
    data = json.dumps(body).encode() if body else None
    request = urllib.request.Request(f"{house.sandbox}/control/authenticators", data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as reply:
        found: list[dict[str, str]] = json.load(reply)
    return found
