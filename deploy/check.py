"""`make test` after setting up: the same tests on SQLite and on a real MariaDB with a real Redis, the front end and Chromium.

Two suites run side by side, the longest first: when one ends the next begins, so that no core waits for another. Each line has its
suite's name before it. Says at the end how many tests ran on which; exits 1 when one failed or a suite ran nothing.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from deploy.servers import mariadb, redis_server

COUNT = re.compile(r"(\d+) passed")
# These ask no database of ours: once is enough. Elsewhere `--asks-database` leaves out the tests that ask none.
ONCE = ("tests/sandbox", "tests/rules", "tests/deploy")
# Half of the time in Chromium: every page in every dress, and what needs people with cases in every state. The other half is the rest.
PAGES = tuple(f"tests/e2e/test_{name}.py" for name in ("axe", "every_page", "answers", "codes", "first_screen", "first_time", "scan"))
AT_ONCE = 2


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

    @property
    def good(self) -> bool:
        """Whether it passed, and anything ran."""
        return self.code == 0 and self.passed > 0


def main() -> None:
    """Run all suites, the longest first, and print the table."""
    with mariadb(durable=False, options=("--log-bin", "--binlog-format=ROW")) as database, redis_server() as cache:
        servers = {"TEST_DATABASE_URL": database, "TEST_REDIS_URL": cache}
        results = side_by_side(
            Suite("SQLite、进程内缓存", pytest()),
            Suite("MariaDB、Redis", pytest("--asks-database", *(f"--ignore={folder}" for folder in ONCE)), servers),
            Suite("Chromium 各页", pytest(*PAGES)),
            Suite("Chromium 全程", pytest("tests/e2e", *(f"--ignore={file}" for file in PAGES))),
            Suite("前端与微信小程序包", ["npm", "--prefix", "frontend", "run", "--silent", "check"]),
        )
    print()
    for one in results:
        print(f"  {'通过' if one.good else '失败'}  {one.passed:5d} 个测试  {one.seconds:6.1f} s  {one.name}")
    bad = [one.name for one in results if not one.good]
    print(f"\n{sum(one.passed for one in results)} passed, {len(bad)} failed", flush=True)
    sys.exit(1 if bad else 0)


def pytest(*args: str) -> list[str]:
    """Its command line."""
    return [sys.executable, "-m", "pytest", *args]


def side_by_side(*suites: Suite) -> list[Result]:
    """Begun in this order, as many at once as there are cores, and in this order in what comes back."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, suites))


def run(suite: Suite) -> Result:
    """Run a suite, showing what it prints."""
    print(f"· {suite.name}：{' '.join(suite.command[1:])}", flush=True)
    started, passed = time.monotonic(), 0
    process = subprocess.Popen(suite.command, env={**os.environ, **suite.env}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout
    for line in process.stdout:
        print(f"{suite.name} | {line}", end="", flush=True)
        found = COUNT.search(line)
        # vitest prints files and tests, the tests last; pytest prints one line
        passed = int(found[1]) if found else passed
    return Result(suite.name, process.wait(), passed, time.monotonic() - started)


if __name__ == "__main__":
    main()
