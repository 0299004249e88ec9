"""A year of what people look for, with seasons and shocks planted in it: `python -m deploy.a_year --seed 7 > year.jsonl`, for
`flask demand replay`. It knows nothing of the rules that are to find them."""

from __future__ import annotations

import argparse
import math
import random
from collections.abc import Iterator, Sequence
from typing import TypedDict

import orjson

HOUR0 = (20454 * 24) - 8  # 2026-01-01 00:00 in China, from 1970 in UTC
DAYS, PLACES = 365, 8
OF_DAY = (0.2, 0.12, 0.1, 0.1, 0.12, 0.2, 0.5, 0.9, 1.5, 2.0, 2.0, 1.7, 1.2, 1.4, 1.9, 1.9, 1.6, 1.2, 1.0, 1.1, 1.2, 1.0, 0.7, 0.4)
Planted = TypedDict("Planted", {"kind": str, "item": str, "from": int, "to": int})


class Kind(TypedDict):
    """An item: a day's openings; how many search, begin and get it, of those who open."""

    daily: float
    found: float
    begun: float
    done: float


def year(seed: int, items: int = 12, seasons: int = 4, shocks: int = 6) -> Iterator[bytes]:
    """Its lines."""
    chance = random.Random(seed)  # noqa: S311 - the same year for the same seed
    kinds = {f"item-{at:02}": _kind(chance, at) for at in range(items)}
    names = list(kinds)
    spring = [_season(chance, names[PLACES + at % (items - PLACES)], at, seasons) for at in range(seasons)]
    sudden = _shocks(chance, names, spring, shocks)
    shift = {one["item"]: chance.randint(-1, 1) * 24 for one in spring}
    screen = names[:PLACES]
    chance.shuffle(screen)
    yield orjson.dumps({"screen": screen, "planted": [*spring, *sudden]})
    for day in range(-DAYS, 0):
        ago = [_earlier(one, 364 * 24 - shift[one["item"]]) for one in spring]
        hour = HOUR0 + day * 24 + 12
        yield orjson.dumps({"day": (HOUR0 + 8) // 24 + day, "counts": _counts(chance, kinds, hour, ago, 24.0)})
    for hour in range(HOUR0, HOUR0 + DAYS * 24):
        yield orjson.dumps({"hour": hour, "counts": _counts(chance, kinds, hour, [*spring, *sudden], OF_DAY[(hour + 8) % 24])})


def _earlier(one: Planted, hours: int) -> Planted:
    return {"kind": one["kind"], "item": one["item"], "from": one["from"] - hours, "to": one["to"] - hours}


def _kind(chance: random.Random, at: int) -> Kind:
    return {
        "daily": 6000 * 0.75**at,
        "found": chance.uniform(0.3, 0.6),
        "begun": chance.uniform(0.2, 0.3),
        "done": chance.uniform(0.7, 0.98),
    }


def _season(chance: random.Random, item: str, at: int, of: int) -> Planted:
    start = HOUR0 + (50 + at * (DAYS - 90) // of + chance.randint(0, 10)) * 24
    return {"kind": "season", "item": item, "from": start, "to": start + chance.randint(20, 35) * 24}


def _shocks(chance: random.Random, names: Sequence[str], seasons: Sequence[Planted], n: int) -> list[Planted]:
    found: list[Planted] = []
    while len(found) < n:
        start = HOUR0 + chance.randint(35, DAYS - 10) * 24 + chance.randint(7, 21)
        one: Planted = {"kind": "shock", "item": chance.choice(names[3:]), "from": start, "to": start + chance.randint(12, 72)}
        near = [*seasons, *found]
        if all(one["item"] != other["item"] or start > other["to"] + 40 * 24 or one["to"] < other["from"] - 10 * 24 for other in near):
            found.append(one)
    return found


def _counts(chance: random.Random, kinds: dict[str, Kind], hour: int, planted: Sequence[Planted], part: float) -> dict[str, list[int]]:
    weekend = 0.6 if ((hour + 8) // 24 + 3) % 7 >= 5 else 1.0
    counts = {}
    for item, kind in kinds.items():
        mean = kind["daily"] / 24 * part * weekend
        for one in planted:
            if one["item"] == item and one["from"] <= hour < one["to"]:
                mean *= (7 if one["kind"] == "season" else 10) * (2 if item > "item-09" else 1)
        opened = _poisson(chance, mean)
        begun = _poisson(chance, mean * kind["begun"])
        counts[item] = [_poisson(chance, mean * kind["found"]), opened, begun, round(begun * kind["done"])]
    return counts


def _poisson(chance: random.Random, mean: float) -> int:
    if mean > 30:
        return max(0, round(chance.gauss(mean, math.sqrt(mean))))
    left, n = math.exp(-mean), 0
    product = chance.random()
    while product > left:
        product *= chance.random()
        n += 1
    return n


def main() -> None:
    """Writes it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=7)
    for line in year(parser.parse_args().seed):
        print(line.decode())


if __name__ == "__main__":
    main()
