"""`make bench-variants`: the catalogue as it would be if every place had its own variants of every situation (F18: 10,000 situations,
100,000 review points), beside the catalogue as it is. Loading, memory, guide and search, one after the other in processes of their own.

    python -m benchmarks.variants [--rounds 3]     # measures, prints, writes benchmarks/variants.json

A variant is written as whoever maintains an item would write it: one more question (which place), in each place each situation, and of each
place its own review points. It is compiled and cross-checked like any item, published, and read back from the database.
"""

from __future__ import annotations

import argparse
import copy
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Literal
from urllib.parse import quote

from flask import Flask
from rich.console import Console
from rich.table import Table

from app.kernel.jsons import Json, Object, a_list, an_object
from deploy.running import ROOT

Name = Literal["small", "large"]
Figures = dict[str, float]
PLACES = 25  # of 21 cities and 122 counties: 404 situations × 25 > 10,000
POINTS = 9  # of its own in each place for each point there is: 525 × 25 × 9 > 100,000
ASKED = 600  # guides, and searches, in each of which nothing is kept
LATEST = Path(__file__).with_name("variants.json")
QUESTION, CITY = "place_of", "440100"
TAIL = 0x4E00  # where Chinese characters begin
PREPARE, HITS = b'"prepare"', b'"hits"'


def varied(item: Mapping[str, Json]) -> Object:
    """The item with its situations and points in each place."""
    made = copy.deepcopy(dict(item))
    places = [f"p{number}" for number in range(PLACES)]
    ask: Object = {
        "id": QUESTION,
        "ask": "在哪个地方办？",
        "default": places[0],
        "options": [{"id": one, "text": f"第 {one[1:]} 处"} for one in places],
    }
    made["questions"] = [*a_list(made.get("questions") or []), ask]
    made["situations"] = [_at(an_object(one), place) for one in a_list(item["situations"]) for place in places]
    points = [an_object(one) for one in a_list(item.get("review") or [])]
    names = {str(one["id"]): _names(one, places) for one in points}
    made["review"] = [
        {**(_at(one, place) if place else one), "id": name} for one in points for name, place in names[str(one["id"])].items()
    ]
    if "course" in made:
        for office in map(an_object, a_list(an_object(made["course"])["offices"])):
            office["points"] = [name for one in a_list(office["points"]) for name in names[str(one)]]
    return made


def _names(point: Object, places: Sequence[str]) -> dict[str, str]:
    """What the points of places are called, each with its place; one that hangs on too much already stays the only one."""
    if "any" in an_object(point.get("when") or {}):
        return {str(point["id"]): ""}
    return {f"{point['id']}{place}n{n}": place for place in places for n in range(POINTS)}


def _at(one: Object, place: str) -> Object:
    """The same in one place only."""
    named: Object = {"name": f"{one['name']}（{place}）"} if "name" in one else {}
    return {**one, **named, "id": f"{one['id']}{place}", "when": {**an_object(one.get("when") or {}), QUESTION: place}}


def _house(database: str) -> Flask:
    """The product on this database, saying nothing."""
    import wsgi

    app = wsgi.create_app(
        database_url=f"sqlite:///{database}", data_dir=Path(database).parent, flood_limit=10**6, log_level="CRITICAL", hosts="*"
    )
    app.wsgi_app.write = lambda line: None  # type: ignore[attr-defined]
    return app


def published(name: Name, database: str) -> Figures:
    """This catalogue is put into a new database; how large it is."""
    from app.kernel import commands
    from app.language import load
    from app.publishing import service as publishing
    from app.publishing.commands import publish_contents

    _house(database)
    commands.upgrade()
    contents, sources = publishing.written()
    made = {key: load.compiled(one if name == "small" else {**one, "item": varied(one["item"])}) for key, one in sources.items()}
    publish_contents({**contents, **made}, "benchmark")
    return {
        "situations": sum(len(one["situations"]) for one in made.values()),
        "points": sum(len(one["points"]) for one in made.values()),
    }


def measured(database: str) -> Figures:
    """What is published there, in a process that has only to serve it."""
    from app.publishing import release

    client = _house(database).test_client()
    before, started = _memory_mb(), time.perf_counter()
    release.refresh()
    loaded, chance = time.perf_counter() - started, random.Random(1)
    items = list(release.current().items.values())

    def asked(paths: Sequence[str], needle: bytes) -> float:
        began = time.perf_counter()
        for path in paths:
            reply = client.get(path)
            if reply.status_code != 200 or needle not in reply.data:
                raise SystemExit(f"{path}: {reply.status_code} {reply.data[:200]!r}")
        return len(paths) / (time.perf_counter() - began)

    guides, cases = [], []
    for number in range(ASKED):
        one = items[number % len(items)]
        answers = {question.id: chance.choice(question.options).id for question in one.questions}
        said = ",".join(f"{question}:{option}" for question, option in answers.items())
        guides.append(f"/api/items/{one.id}/checklist?answers={quote(said)}&city={CITY}&n={number}")
        cases.append((one, answers))
    words = [word for one in items for word in (one.short, *one.content["alias"])]
    searches = [f"/api/search?q={quote(chance.choice(words) + chr(TAIL + number))}&city={CITY}" for number in range(ASKED)]
    first = asked(guides[: len(items)], PREPARE)  # what is made of an item is made when somebody first asks
    asked([f"/api/search?q={quote(words[0])}&city={CITY}"], HITS)
    found = {
        "load_s": loaded,
        "first_guides_per_s": first,
        "guide_per_s": asked([f"{path}n" for path in guides], PREPARE),
        "search_per_s": asked(searches, HITS),
        "memory_mb": _memory_mb() - before,
        "whole_mb": _memory_mb(),
    }
    began = time.perf_counter()
    judged = sum(len(item.checklist(answers, CITY).points) for item, answers in cases)
    return {**found, "points_judged_per_s": judged / (time.perf_counter() - began), "memory_after_mb": _memory_mb() - before}


def _memory_mb() -> float:
    """What this process holds."""
    lines = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(lines["VmRSS"].split()[0]) / 1024


def compared(rounds: int) -> dict[Name, Figures]:
    """The median of some rounds, in turn."""
    with tempfile.TemporaryDirectory(prefix="shengshi-variants-") as folder:
        bases: dict[Name, str] = {"small": f"{folder}/small/catalogue.db", "large": f"{folder}/large/catalogue.db"}
        sizes: dict[Name, Figures] = {}
        for name, base in bases.items():
            Path(base).parent.mkdir()
            sizes[name] = _process("--publish", name, "--one", base)
        found: dict[Name, list[Figures]] = {"small": [], "large": []}
        for number in range(rounds):
            for name, base in list(bases.items())[:: 1 if number % 2 == 0 else -1]:
                found[name].append(_process("--one", base))
    return {name: {**sizes[name], **{key: median(one[key] for one in some) for key in some[0]}} for name, some in found.items()}


def _process(*options: str) -> Figures:
    command = [sys.executable, "-m", "benchmarks.variants", *options]
    done = subprocess.run(command, cwd=ROOT, env=os.environ, stdout=subprocess.PIPE, text=True, check=True)
    figures: Figures = json.loads(done.stdout.splitlines()[-1])
    return figures


def shown(found: Mapping[Name, Figures]) -> None:
    """A table: the catalogue as it is, the large one, one by the other."""
    table = Table("", "as it is", "with variants", "large ÷ small")
    for key, small in found["small"].items():
        large = found["large"][key]
        table.add_row(key, f"{small:,.1f}", f"{large:,.1f}", f"{large / small:.2f}" if small else "")
    Console().print(table)


def main() -> None:
    """Measure and print; without `--one`, write it down."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.variants")
    options.add_argument("--one", metavar="DATABASE", help="what is published there, in this process")
    options.add_argument("--publish", choices=("small", "large"), help="publish this catalogue there instead")
    options.add_argument("--rounds", type=int, default=3)
    given = options.parse_args()
    if given.one:
        print(json.dumps(published(given.publish, given.one) if given.publish else measured(given.one)))
        return
    found = compared(given.rounds)
    shown(found)
    LATEST.write_text(
        json.dumps({name: {key: round(one, 2) for key, one in some.items()} for name, some in found.items()}, indent=1) + "\n"
    )


if __name__ == "__main__":
    main()
