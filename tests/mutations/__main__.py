"""`make mutations` (SEED=, COUNT=): one value of one of the six exemplary items is changed, and a test must turn red. About half an hour.

Each mutant is a copy of the scenes beside links to everything else. First the tests of behaviour run, then whether the item still reads
as its department approved it (tests/scenes/test_approved.py); the two are counted apart. Exits 1 below 95 of 100.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import yaml
from rich.progress import Progress

from deploy.running import ROOT

COMMON = ("tests/scenes/test_every_scene.py", "tests/catalog/test_forms.py", "tests/catalog/test_every_item.py")
PASSPORT = (
    "tests/participants/test_passport.py",
    "tests/cases/test_child_passport.py",
    "tests/cases/test_deciding.py",
    "tests/cases/test_delivery.py",
)
# The six of docs/decisions: scene, and the tests that walk the item.
SIX = {
    "social-query": ("social", ("tests/rules/test_social.py", "tests/api/test_views.py")),
    "violation-handle": ("vehicle", ("tests/cases/test_violations.py",)),
    "vehicle-number-select": ("vehicle", ("tests/cases/test_plates.py",)),
    "birth-registration": ("household", ("tests/cases/test_baby.py",)),
    "passport-first": ("exit_entry", PASSPORT),
    "passport-renew": ("exit_entry", PASSPORT),
}
APPROVED = "tests/scenes/test_approved.py"
AIM = 0.95


@dataclass(frozen=True)
class Mutant:
    """`path`: where in the item; `old` became `new`."""

    item: str
    path: tuple[str | int, ...]
    old: object
    new: object

    def __str__(self) -> str:
        return f"{self.item}.{'.'.join(map(str, self.path))}：{self.old!r} → {self.new!r}"


def leaves(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], object]]:
    """Every value that is no list or mapping, with the way to it; ids are names and no values."""
    if isinstance(value, dict):
        for key, one in value.items():
            if key != "id":
                yield from leaves(one, (*path, key))
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from leaves(one, (*path, number))
    elif value is not None:
        yield path, value


def changed(value: object, chance: random.Random) -> object:
    """Another value of the same type."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + chance.choice((1, 2, 10))
    text = str(value)
    if text.isdigit():
        return str(int(text) + 1).zfill(len(text))
    at = chance.randrange(len(text))
    return text[:at] + text[at + 1 :] if len(text) > 1 else text + text


def mutants(items: dict[str, dict[str, object]], seed: int, count: int) -> list[Mutant]:
    """As many of each item, drawn by the seed."""
    chance = random.Random(seed)
    made = []
    for number in range(count):
        item = list(SIX)[number % len(SIX)]
        path, old = chance.choice(list(leaves(items[item])))
        made.append(Mutant(item, path, old, changed(old, chance)))
    return made


def outcome(mutant: Mutant) -> str:
    """`behaviour`, `approval` or `survived`."""
    with tempfile.TemporaryDirectory(prefix="shengshi-mutant-") as folder:
        house = Path(folder)
        for one in ROOT.iterdir():
            if one.name not in ("scenes", ".git", "var"):
                (house / one.name).symlink_to(one)
        shutil.copytree(ROOT / "scenes", house / "scenes", ignore=shutil.ignore_patterns("__pycache__"))
        scene, walks = SIX[mutant.item]
        file = house / "scenes" / scene / "items.yaml"
        written = yaml.safe_load(file.read_text("utf-8"))
        inner = next(one for one in written["items"] if one["id"] == mutant.item)
        for key in mutant.path[:-1]:
            inner = inner[key]
        inner[mutant.path[-1]] = mutant.new
        file.write_text(yaml.safe_dump(written, allow_unicode=True, sort_keys=False, width=1000), "utf-8")
        if red(house, *COMMON, *walks):
            return "behaviour"
        return "approval" if red(house, APPROVED) else "survived"


def red(house: Path, *tests: str) -> bool:
    """Whether one of these fails in this house."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", f"--rootdir={house}", *tests]
    environment = {**os.environ, "PYTHONPATH": str(house), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=house, env=environment, capture_output=True, text=True)
    if done.returncode not in (0, 1, 2):
        raise SystemExit(done.stdout[-3000:] + done.stderr[-3000:])
    return done.returncode != 0


def main() -> None:
    """Ends with an error when a test is red without a mutant, or too many mutants live."""
    options = argparse.ArgumentParser(prog="python -m tests.mutations")
    options.add_argument("--seed", type=int, default=20261127)
    options.add_argument("--count", type=int, default=100)
    given = options.parse_args()
    items = {}
    for item, (scene, _) in SIX.items():
        rows = yaml.safe_load((ROOT / "scenes" / scene / "items.yaml").read_text("utf-8"))["items"]
        items[item] = next(one for one in rows if one["id"] == item)
    if red(ROOT, *COMMON, *{test for _, walks in SIX.values() for test in walks}, APPROVED):
        raise SystemExit("没有改动时就有测试不通过")
    drawn = mutants(items, given.seed, given.count)
    with Progress() as bar, ThreadPoolExecutor(os.cpu_count()) as pool:
        task = bar.add_task("突变", total=len(drawn))
        found = []
        for one, how in zip(drawn, pool.map(outcome, drawn), strict=True):
            bar.advance(task)
            found.append((one, how))
    for one, how in found:
        if how != "behaviour":
            print(f"  {'活下来' if how == 'survived' else '只有认可书看出来'}  {one}")
    counted = Counter(how for _, how in found)
    caught = len(found) - counted["survived"]
    said = (f"{name} {counted[how]}" for how, name in (("behaviour", "行为测试发现"), ("approval", "认可书发现"), ("survived", "活下来")))
    print(f"{len(found)} 个突变（种子 {given.seed}）：{'，'.join(said)}")
    sys.exit(0 if caught >= AIM * len(found) else 1)


if __name__ == "__main__":
    main()
