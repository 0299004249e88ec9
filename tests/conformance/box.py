"""The sandbox for the length of the suite, as anybody starts it."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any, Self

ROOT = Path(__file__).parents[2]
SETTINGS = {"refund_auto": False, "refund_spacing": 0}


class Box:
    def __init__(self, folder: str) -> None:
        self.log = Path(folder) / "sandbox.log"

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "sandbox", "--port", "0"]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=self.log.open("w"), text=True)
        assert self.process.stdout
        line = self.process.stdout.readline()
        if "listening on" not in line:
            raise RuntimeError(f"the sandbox did not start: {self.log.read_text()[-1000:]}")
        self.url = line.rsplit(" ", 1)[-1].strip()
        return self

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(10)

    def control(self, path: str, **body: Any) -> None:
        request = urllib.request.Request(
            f"{self.url}/control{path}", json.dumps(body).encode(), {"Content-Type": "application/json"}, method="POST"
        )
        urllib.request.urlopen(request, timeout=10).close()

    def fresh(self) -> None:
        """As new; refunds wait for a person, and need not lie a minute apart."""
        self.control("/reset")
        self.control("/settings", **SETTINGS)
