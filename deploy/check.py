"""`make test` after setting up: the same tests on SQLite and on a real MariaDB with a real Redis, then the front end.

Says at the end how many tests ran on which; exits 1 when one failed or a suite ran nothing.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

from deploy.servers import mariadb, redis_server

COUNT = re.compile(r"(\d+) passed")


def main() -> None:
    """Run all suites, one after the other, and print the table."""
    results = [("SQLite、进程内缓存", *pytest())]
    with mariadb(durable=False) as database, redis_server() as cache:
        results.append(("MariaDB、Redis", *pytest(TEST_DATABASE_URL=database, TEST_REDIS_URL=cache)))
    if Path("frontend/package.json").exists():
        results.append(("前端与微信小程序包", *run(["npm", "--prefix", "frontend", "run", "--silent", "test"])))
    if Path("tests/e2e").is_dir():
        results.append(("Chromium 全程", *pytest("tests/e2e")))
    print()
    for name, code, passed, seconds in results:
        print(f"  {'通过' if code == 0 and passed else '失败'}  {passed:5d} 个测试  {seconds:6.1f} s  {name}")
    bad = [name for name, code, passed, _ in results if code or not passed]
    total = sum(passed for _, _, passed, _ in results)
    print(f"\n{total} passed, {len(bad)} failed", flush=True)
    sys.exit(1 if bad else 0)


def pytest(*args: str, **env: str) -> tuple[int, int, float]:
    """Run pytest; returns exit code, how many passed, seconds."""
    return run([sys.executable, "-m", "pytest", *args], **env)


def run(command: list[str], **env: str) -> tuple[int, int, float]:
    """Run a suite, showing what it prints."""
    print(f"\n· {' '.join(command[-3:])}  {' '.join(env)}", flush=True)
    started, passed = time.monotonic(), 0
    process = subprocess.Popen(command, env={**os.environ, **env}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout
    for line in process.stdout:
        print(line, end="", flush=True)
        found = COUNT.search(line)
        # vitest prints files and tests, the tests last; pytest prints one line
        passed = int(found[1]) if found else passed
    return process.wait(), passed, time.monotonic() - started


if __name__ == "__main__":
    main()
