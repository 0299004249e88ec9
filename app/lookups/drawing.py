"""The process in which a paper is drawn and signed: `python -m app.lookups.drawing`, JSON in, PDF out.

Drawing takes a second of the processor and a hundred megabytes of fonts and libraries: a worker that did it itself would answer nobody
else meanwhile. The key of the seal comes with the question; nothing of ours is in the environment.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import orjson
import structlog

from app.kernel import seals
from app.kernel.errors import Unavailable
from app.kernel.seals import Seal
from app.language.showing import Part, Sheet
from app.lookups import layout
from app.lookups.layout import Footing

log = structlog.get_logger("papers")

ROOT = Path(__file__).parents[2]
AT_ONCE, WAIT_S, LONGEST_S = 2, 5.0, 22.0  # in one worker; for a free place; for one paper: together below gunicorn's 30 s
FAILED = ("paper_failed", "文件没有做出来", "过一会儿再点一次")

_places = threading.BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True)
class Order:
    """What to draw, whose it is, and the seal to sign it with."""

    sheet: Sheet
    name: str
    footing: Footing
    seal: Seal

    def __repr__(self) -> str:
        return "Order()"


def draw(order: Order) -> bytes:
    """The signed file. Raises Unavailable when too many are wanted at once, or it does not come out."""
    return drawn("app.lookups.drawing", asdict(order))


def drawn(module: str, told: dict[str, Any]) -> bytes:
    """What a process that is this module makes of what it is told. Raises as `draw`."""
    if not _places.acquire(timeout=WAIT_S):
        raise Unavailable("papers_busy", "现在下载的人多", "过一会儿再点一次")
    try:
        env = {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(ROOT), "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, "-m", module]
        done = subprocess.run(command, input=orjson.dumps(told), capture_output=True, env=env, cwd="/", timeout=LONGEST_S)
    except subprocess.TimeoutExpired:
        log.error("paper_failed", why="time")
        raise Unavailable(*FAILED) from None
    finally:
        _places.release()
    if done.returncode or not done.stdout.startswith(b"%PDF"):
        log.error("paper_failed", why=done.returncode)
        raise Unavailable(*FAILED)
    return done.stdout


def main() -> None:
    """One order from standard input, one file to standard output."""
    told: dict[str, Any] = orjson.loads(sys.stdin.buffer.read())
    raw = told["sheet"]
    rows = tuple(tuple(row) for row in raw["rows"])
    facts = tuple((label, text) for label, text in raw["facts"])
    parts = tuple(Part(one["head"], one["text"], tuple((label, text) for label, text in one["facts"])) for one in raw["parts"])
    sheet = Sheet(raw["title"], facts, tuple(raw["columns"]), tuple(raw["widths"]), rows, raw["note"], parts, raw["mark"])
    drawn = layout.pdf(sheet, told["name"], Footing(**told["footing"]))
    sys.stdout.buffer.write(seals.sign(drawn, sheet.title, Seal(**told["seal"])))


if __name__ == "__main__":
    main()
