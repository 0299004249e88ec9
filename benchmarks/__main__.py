"""`make bench`, `make bench-million`, `python -m benchmarks [--quick] [--only …]`: start it all, seed, measure, print; what a whole run
finds is written to benchmarks/latest.json."""

from __future__ import annotations

import argparse
import time
from dataclasses import replace

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from app.kernel.ids import new_id
from benchmarks import looks, report, sample, seed
from benchmarks.floors import Floors
from benchmarks.house import House, house
from benchmarks.looks import LOOKS
from benchmarks.plan import FULL, GROWTH, QUICK, READS, WHOLE, WRITES, Found, Plan, Size


def main() -> None:
    """Ends with an error as soon as one answer is not the right one."""
    options = argparse.ArgumentParser(prog="python -m benchmarks")
    options.add_argument("--quick", action="store_true", help="two minutes, to see that it runs; nothing is written")
    options.add_argument("--worker-class", default="gevent", choices=("gevent", "gthread"), help="as in compose.yaml, or the demo's")
    options.add_argument("--only", help="some paths; nothing is written then either, but by `growth` alone")
    given = options.parse_args()
    paths = tuple(given.only.split(",")) if given.only else READS + WRITES + LOOKS + WHOLE + (GROWTH if given.quick else ())
    size = replace(QUICK if given.quick else FULL, paths=paths)
    started = time.monotonic()
    with house(given.worker_class) as running, _bar() as bar:
        found = _measure(running, size, bar)
        memory = report.memory(running.workers("small"))
    command = "python -m benchmarks" + (" --quick" if given.quick else "") + (f" --only {given.only}" if given.only else "")
    result = report.figures(found, size, memory, given.worker_class, command)
    report.show(result)
    if not given.quick and size.paths in (READS + WRITES + LOOKS + WHOLE, GROWTH):
        report.write(result)
    Console().print(f"  {time.monotonic() - started:.0f} s, every answer checked")


def _measure(running: House, size: Size, bar: Progress) -> Found:
    task = bar.add_task("schema and catalogue")
    app = sample.prepare(running)
    running.serve("small", "wsgi:create_app()", DATABASE_URL=running.small)
    bar.update(task, description="a resident fills in, hands in and pays")
    one = sample.make(running)
    bar.update(task, description="six people come to the pages of the six items")
    pages = looks.come(running) if size.looked else {}
    people = {}
    databases = [("small", running.small, size.small), *([("large", running.large, size.large)] if size.grows else [])]
    for name, url, cases in databases:
        bar.reset(task, total=cases, description=f"{cases:,} cases")
        seed.crowd(url, one, cases, lambda done: bar.advance(task, done))
        followers = seed.residents(url, one.draft, seed.of_crowd(cases, size.people))
        applicants = seed.residents(url, one.draft, [bytes.fromhex(new_id()) for _ in range(size.applicants)])
        people[name] = followers, applicants
    if size.grows:
        running.serve("large", "wsgi:create_app()", DATABASE_URL=running.large, REDIS_URL=running.redis[:-1] + "1")
    running.serve("bare", "benchmarks.bare:create_app()")
    bar.reset(task, total=size.steps, description="warming up")

    def told(text: str) -> None:
        bar.update(task, advance=1, description=text, refresh=True)

    pay = running.credentials["pay"]
    with Floors(running.small, pay["public_key"], pay["apiv3_key"]) as floors, app.app_context():
        asked = looks.Looks(running, one, pages, size.count_looks(32))
        return Plan(running, one, size, people, asked, told).run(floors)


def _bar() -> Progress:
    # No thread of its own: it would stand in the way of the generator.
    columns = (TextColumn("{task.description:<42}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, auto_refresh=False, transient=True)


if __name__ == "__main__":
    main()
