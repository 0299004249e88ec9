"""`make storm`: all scenarios, one after the other, each followed by the invariants; report in var/storm/.

--seed 7 throws other dice (printed, so that a failure can be repeated), --scenario a1,a5 chooses, --scale 0.1 does a tenth.
"""

from __future__ import annotations

import argparse
import importlib
import signal
import subprocess
import sys
import time
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from tests.storm import invariants, report
from tests.storm.house import REPORT, ROOT, House
from tests.storm.payer import Resident
from tests.storm.storm import Storm

SCENARIOS = {
    "a1": ("a1_deaths", "deaths at every place of paying and giving back"),
    "a2": ("a2_two_deaths", "two deaths for each order"),
    "a3": ("a3_notices", "hostile and odd notices"),
    "a4": ("a4_prepay", "taps at once, spoilt prepays, lapsed bills, old sheets"),
    "a5": ("a5_database", "the database dies, freezes, loses replies to COMMIT"),
    "a6": ("a6_redis", "Redis forgets, dies, hangs"),
    "a7": ("a7_bill", "a bill that disagrees in 14 ways, 16 operators at once"),
    "a8": ("a8_mutants", "mutants are caught"),
    "a9": ("a9_strangers", "strangers' files: a thousand, hostile and harmless, sixteen at a time"),
    "a10": ("a10_galera", "three nodes are one database; one dies and rejoins"),
    "a11": ("a11_relay", "relays with many events in hand die"),
}


def main() -> None:
    """Run, print, write the report; exit 1 when anything did not hold."""
    seed, wanted, scale = options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # what was started is stopped also then
    console, began = Console(), time.monotonic()
    console.print(f"storm: seed {seed}, commit {commit()}, scenarios {' '.join(wanted)}" + (f", scale {scale}" if scale != 1 else ""))
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    results: dict[str, dict[str, Any]] = {}
    with Progress(*columns, console=console) as progress, House(seed) as house:
        resident = Resident(house)
        for name in wanted:
            results[name] = scenario(name, Storm(house, resident, seed, scale, bar_of(progress, name)))
            console.print(report.line(name, results[name]))
    figures = report.whole(seed, commit(), time.monotonic() - began, results)
    console.print(report.write(REPORT, figures))
    sys.exit(0 if figures["passed"] else 1)


def options() -> tuple[int, list[str], float]:
    """Seed, scenarios in order, scale."""
    parser = argparse.ArgumentParser(prog="make storm", description=__doc__)
    parser.add_argument("--seed", type=int, default=int(time.time()) % 100_000)
    parser.add_argument("--scenario", default=",".join(SCENARIOS), help=f"some of {', '.join(SCENARIOS)}, with commas between")
    parser.add_argument("--scale", type=float, default=1.0, help="0.1: a tenth of every number")
    given = parser.parse_args()
    wanted = [one.strip().lower() for one in given.scenario.split(",")]
    if unknown := [one for one in wanted if one not in SCENARIOS]:
        parser.error(f"no scenario {', '.join(unknown)}; there are {', '.join(SCENARIOS)}")
    return given.seed, wanted, given.scale


def scenario(name: str, storm: Storm) -> dict[str, Any]:
    """One scenario and what holds afterwards: {passed, seconds, what, figures, invariants} or {…, failed}."""
    file, what = SCENARIOS[name]
    began, told = time.monotonic(), {"what": what}
    try:
        storm.house.wipe()
        with invariants.Watch(storm.house):
            told["figures"] = importlib.import_module(f"tests.storm.{file}").run(storm)
            told["invariants"] = invariants.check(storm.house)
        told["passed"] = True
    except Exception as failed:
        told |= {"passed": False, "failed": f"{type(failed).__name__}: {failed}"[:2000]}
        storm.house.keep_logs(REPORT / f"logs-{name}")
    return {**told, "seconds": round(time.monotonic() - began, 1)}


def bar_of(progress: Progress, name: str) -> Any:
    """Storm.bar that draws."""

    def bar(what: str, total: int) -> Any:
        task = progress.add_task(f"{name} {what}", total=total)
        return lambda: progress.advance(task)

    return bar


def commit() -> str:
    found = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True)
    return found.stdout.strip() or "none"


if __name__ == "__main__":
    main()
