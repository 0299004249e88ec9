"""A year of events through the rules of ranking, hour by hour: what surfaces when, by which reason, and how good the order is. Pure.

The file is JSON lines. The first says what was planted and what stands on the screen at first:
`{"screen": ["a", …], "planted": [{"kind": "shock", "item": "b", "from": 495552, "to": 495600}]}` (hours from 1970, `to` not included).
Then days of the year before, `{"day": 20100, "counts": {"a": [found, opened, begun, done]}}`, and each hour of the year, with `hour`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypedDict, cast

import orjson

from app.demand import ranking
from app.demand.ranking import DAY, Day, Kind, Need, Watch

WITHIN: dict[str, int] = {"season": 24, "shock": 1}  # hours
NDCG = 0.95
FIRST = 28 * DAY  # hours before what is usual is known
TAIL = DAY  # a day that held a shock is still unlike others when it has just ended


Seed = TypedDict("Seed", {"kind": Literal["season", "shock"], "item": str, "from": int, "to": int})


class Head(TypedDict):
    """The first line."""

    screen: list[str]
    planted: list[Seed]


class Line(TypedDict, total=False):
    """Any other line."""

    day: int
    hour: int
    counts: dict[str, list[int]]


@dataclass(frozen=True)
class Surfaced:
    """What was planted, and after how many hours it stood in the proposed order by its own reason; None: never."""

    seed: Seed
    after: int | None

    @property
    def in_time(self) -> bool:
        """Whether it was soon enough."""
        return self.after is not None and self.after <= WITHIN[self.seed["kind"]]


@dataclass
class Report:
    """`ndcg`: of the proposed order of each day, by what was asked for in the next 24 hours; `false`: (hour, item) where a shock was named
    that was none."""

    surfaced: list[Surfaced] = field(default_factory=list)
    ndcg: list[float] = field(default_factory=list)
    false: list[tuple[int, str]] = field(default_factory=list)

    @property
    def mean(self) -> float:
        """NDCG of all days."""
        return sum(self.ndcg) / len(self.ndcg) if self.ndcg else 0.0

    @property
    def good(self) -> bool:
        """All in time, nothing named that was not, and the order right."""
        return all(one.in_time for one in self.surfaced) and not self.false and self.mean >= NDCG


def replay(lines: Iterable[str | bytes]) -> Report:
    """The whole file. Raises ValueError, KeyError or TypeError for what is no such file."""
    rows = iter(lines)
    head = cast(Head, orjson.loads(next(rows)))
    watches: dict[str, Watch] = {}
    screen, report = head["screen"], Report()
    waiting, found = list(head["planted"]), dict[int, int]()
    asked: list[dict[str, int]] = []
    orders: dict[int, list[str]] = {}
    for hour, counts in _hours(rows, watches):
        _push(watches, hour, counts)
        asked.append({key: sum(one[:3]) for key, one in counts.items()})
        if len(asked) < FIRST:
            continue
        needs = ranking.weigh(watches, hour)
        order = ranking.proposed(screen, needs, watches.keys(), len(screen))
        for at, seed in enumerate(waiting):
            if at not in found and seed["from"] <= hour < seed["to"] and _named(seed["item"], order, needs, seed["kind"]):
                found[at] = hour + 1 - seed["from"]
        report.false += [(hour, key) for key in needs if needs[key].reason.kind == "shock" and not _planted(waiting, key, hour)]
        if (hour + 1 + 8) % DAY == 0:  # midnight in China: taken over once a day
            screen = order
            orders[len(asked)] = order
    report.surfaced = [Surfaced(seed, found.get(at)) for at, seed in enumerate(waiting)]
    report.ndcg = [_ndcg(order, _sum(asked[at : at + DAY])) for at, order in orders.items() if at + DAY <= len(asked)]
    return report


def _hours(rows: Iterator[str | bytes], watches: dict[str, Watch]) -> Iterator[tuple[int, dict[str, Day]]]:
    for row in rows:
        line = cast(Line, orjson.loads(row))
        counts = {key: Day(*some) for key, some in line["counts"].items()}
        if "day" in line:
            for key, day in counts.items():
                watches.setdefault(key, Watch()).days[line["day"]] = day
        else:
            yield line["hour"], counts


def _push(watches: dict[str, Watch], hour: int, counts: Mapping[str, Day]) -> None:
    for key in counts:
        watches.setdefault(key, Watch())
    for key, watch in watches.items():
        watch.push(hour, counts.get(key, Day()))


def _named(item: str, order: Sequence[str], needs: Mapping[str, Need], kind: Kind) -> bool:
    return item in order and item in needs and needs[item].reason.kind == kind


def _planted(seeds: Sequence[Seed], item: str, hour: int) -> bool:
    return any(one["item"] == item and one["kind"] == "shock" and one["from"] <= hour < one["to"] + TAIL for one in seeds)


def _sum(hours: Sequence[Mapping[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for one in hours:
        for key, n in one.items():
            total[key] = total.get(key, 0) + n
    return total


def _ndcg(order: Sequence[str], asked: Mapping[str, int]) -> float:
    best = sorted(asked.values(), reverse=True)[: len(order)]
    ideal = sum(n / math.log2(at + 2) for at, n in enumerate(best))
    return sum(asked.get(key, 0) / math.log2(at + 2) for at, key in enumerate(order)) / ideal if ideal else 1.0
