"""The lines between the product and its stores, each with a proxy of ours in it (proxy.py)."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any


class Wire:
    """A proxy process in front of one port."""

    def __init__(self, to: int, seed: int) -> None:
        command = [sys.executable, "-m", "tests.storm.proxy", "--to", str(to), "--seed", str(seed)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self.child = subprocess.Popen(command, cwd=Path(__file__).parents[2], start_new_session=True, **pipes)
        assert self.child.stdout
        self.port = int(self.child.stdout.readline())

    def say(self, rule: dict[str, Any]) -> dict[str, int]:
        """From now on this rule; returns the counts so far."""
        assert self.child.stdin and self.child.stdout
        self.child.stdin.write(json.dumps(rule) + "\n")
        self.child.stdin.flush()
        return json.loads(self.child.stdout.readline())

    def stop(self) -> None:
        self.child.kill()
        self.child.wait(5)
