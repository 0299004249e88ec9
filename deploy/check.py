"""`make test` after setting up: the same tests on SQLite and on a real MariaDB with a real Redis, the front end and Chromium.

Each is cut in halves, and the halves run side by side, the longest first: when one ends the next begins, so that no core waits for
another. Each line has its suite's name before it. Says at the end which tests failed and why, then how many ran on which; exits 1 when
one failed or a suite ran nothing.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

from deploy.failures import report
from deploy.servers import mariadb, redis_server

COUNT = re.compile(r"(\d+) passed")
# These ask no database of ours: once is enough. Elsewhere `--asks-database` leaves out the tests that ask none.
ONCE = ("tests/sandbox", "tests/rules", "tests/deploy")
# Half of the time in Chromium: every page in every dress, and what needs people with cases in every state. The other half is the rest.
PAGES = tuple(f"tests/e2e/test_{name}.py" for name in ("axe", "every_page", "answers", "codes", "first_screen", "first_time", "scan"))
# Half of the time elsewhere: whole jobs and whole catalogues. The other half is whatever is not named here, so that no test is lost.
JOBS = tuple(f"tests/{name}" for name in ("cases", "catalog", "edge", "files", "kernel"))
# Each half of a suite has a database and a Redis of its own: tests empty both.
BINLOG = ("--log-bin", "--binlog-format=ROW")
# Four on two cores: whoever waits for a commit, a page or a department leaves its core to another.
AT_ONCE = (os.cpu_count() or 2) * 2


@dataclass(frozen=True)
class Suite:
    """What is run, in which environment, and how its row is called."""

    name: str
    command: list[str]
    env: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    """How it went; good only when something ran and nothing failed."""

    name: str
    code: int
    passed: int
    seconds: float
    lines: list[str]

    @property
    def good(self) -> bool:
        """Whether it passed, and anything ran."""
        return self.code == 0 and self.passed > 0


def main() -> None:
    """Run all suites, the longest first, and print the table."""
    with servers() as first, servers() as second:
        results = side_by_side(
            Suite("SQLite 其余", pytest(*but(*JOBS))),
            Suite("SQLite 办件", pytest(*JOBS)),
            Suite("MariaDB、Redis 办件", pytest("--asks-database", *JOBS), first),
            Suite("MariaDB、Redis 其余", pytest("--asks-database", *but(*ONCE, *JOBS)), second),
            Suite("Chromium 全程", pytest("tests/e2e", *but(*PAGES))),
            Suite("Chromium 各页", pytest(*PAGES)),
            Suite("前端与微信小程序包", ["npm", "--prefix", "frontend", "run", "--silent", "check"]),
        )
    bad = [one for one in results if not one.good]
    print("", *report([(one.name, one.lines) for one in bad]), "", sep="\n")
    for one in results:
        print(f"  {'通过' if one.good else '失败'}  {one.passed:5d} 个测试  {one.seconds:6.1f} s  {one.name}")
    print(f"\n{sum(one.passed for one in results)} passed, {len(bad)} failed", flush=True)
    sys.exit(1 if bad else 0)


@contextmanager
def servers() -> Iterator[dict[str, str]]:
    """A MariaDB and a Redis, as tests find them."""
    with mariadb(durable=False, options=BINLOG) as database, redis_server() as cache:
        yield {"TEST_DATABASE_URL": database, "TEST_REDIS_URL": cache}


def pytest(*args: str) -> list[str]:
    """Its command line."""
    return [sys.executable, "-m", "pytest", *args]


def but(*paths: str) -> list[str]:
    """All but these."""
    return [f"--ignore={path}" for path in paths]


def side_by_side(*suites: Suite) -> list[Result]:
    """Begun in this order, AT_ONCE of them together, and in this order in what comes back."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, suites))


def run(suite: Suite) -> Result:
    """Run a suite, showing what it prints."""
    print(f"· {suite.name}：{' '.join(suite.command[1:])}", flush=True)
    started, passed, lines = time.monotonic(), 0, list[str]()
    process = subprocess.Popen(suite.command, env={**os.environ, **suite.env}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout
    for line in process.stdout:
        print(f"{suite.name} | {line}", end="", flush=True)
        lines.append(line)
        found = COUNT.search(line)
        # vitest prints files and tests, the tests last; pytest prints one line
        passed = int(found[1]) if found else passed
    return Result(suite.name, process.wait(), passed, time.monotonic() - started, lines)


if __name__ == "__main__":
    main()
