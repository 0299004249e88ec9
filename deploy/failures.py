"""What a suite's output says of the tests that failed, short enough to be read at the end of `make test`.

Whoever sees only the last lines of a run has to learn from them which test failed and why. Reads pytest's report (headings, `E` lines,
short summary) and vitest's (`FAIL`, what follows); of a suite that says nothing of either kind, its last lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
HEADING = re.compile(r"_{2,} (?:ERROR (?:at setup of|at teardown of|collecting) )?(\S.*?) _{2,}$")
SUMMARY = re.compile(r"(?:FAILED|ERROR) (\S+?\.py)(?:::(.+?))?(?: - .*)?$")
BECAUSE = re.compile(r"E {3,7}")  # three, and the indentation of a function's body
PLACE = re.compile(r"\S+\.py:\d+: \w+")
VITEST = re.compile(r" FAIL  (.+)")
RULE = re.compile(r"[⎯=]{5,}")
WIDE, LONGEST, TAIL = 180, 10, 12


@dataclass(frozen=True)
class Failure:
    """A test by the runner's own line about it, and the lines that say why."""

    name: str
    why: tuple[str, ...]


def report(outputs: Sequence[tuple[str, Sequence[str]]], most: int = 60) -> list[str]:
    """At most `most` lines about suites (name, lines printed) that failed: each gets its share, each failure in it as many lines as fit."""
    told: list[str] = []
    for number, (suite, lines) in enumerate(outputs):
        told += _of_suite(suite, [COLOUR.sub("", line.rstrip("\n")) for line in lines], (most - len(told)) // (len(outputs) - number))
    return told


def _of_suite(suite: str, lines: list[str], room: int) -> list[str]:
    found = [*_pytest(lines), *_vitest(lines)]
    if not found:
        return [
            f"✗ {suite}：没有列出哪个测试，最后几行是",
            *(f"    {one[:WIDE]}" for one in [one for one in lines if one.strip()][-min(TAIL, room - 1) :]),
        ]
    told, shown = [f"✗ {suite}"], found[: max(1, room - 2)]
    each = min(LONGEST, (room - 2) // len(shown) - 1)
    for one in shown:
        told += [f"  {one.name[:WIDE]}", *(f"    {line[:WIDE]}" for line in _ends(one.why, max(0, each)))]
    return [*told, f"  … 还有 {len(found) - len(shown)} 个"] if len(found) > len(shown) else told


def _ends(why: Sequence[str], room: int) -> Sequence[str]:
    """The first lines and the last, which says where: what differs in the middle may be long (pytest shows it whole where CI is set)."""
    return why if len(why) <= room else [*why[: room - 1], *why[-1:]][:room]


def _pytest(lines: list[str]) -> Iterator[Failure]:
    """Of its short summary each line, with what stands under the heading of the same name, in the order of the summary."""
    whys: dict[str, list[str]] = {}
    under: list[str] = []
    for line in lines:
        if heading := HEADING.match(line):
            under = whys.setdefault(heading[1], [])
        elif BECAUSE.match(line) or PLACE.match(line):
            under.append(BECAUSE.sub("", line))
    for line in lines:
        if named := SUMMARY.match(line):
            path, test = named[1], (named[2] or "").replace("::", ".")
            yield Failure(line, tuple(one for one in whys.get(test or path, []) if one.strip()))


def _vitest(lines: list[str]) -> Iterator[Failure]:
    for at, line in enumerate(lines):
        if named := VITEST.match(line):
            end = next((n for n in range(at + 1, len(lines)) if RULE.match(lines[n])), len(lines))
            yield Failure(f"FAIL {named[1]}", tuple(one for one in lines[at + 1 : end] if one.strip()))
