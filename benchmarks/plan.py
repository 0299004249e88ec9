"""What is run, in which order. Every product figure stands beside its floor of the same round; odd rounds run backwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from benchmarks import paths, whole
from benchmarks.floors import Floors
from benchmarks.house import House, connection
from benchmarks.load import Timing, cycle, once, paced
from benchmarks.looks import KEPT, LOOKS, Looks
from benchmarks.sample import Sample
from benchmarks.whole import Job, Pace
from benchmarks.work import People, Work

CONNECTIONS = (1, 32)
READS = ("home", "home_unchanged", "item", "guide", "guide_new", "search", "search_new")
WRITES = ("my_cases", "submit", "notify")
ASKING = "submit_asking"  # the same submits beside a floor that asks the data sources too
WHOLE = ("relay", "whole")
GROWTH = ("growth",)  # every write on ten thousand cases and on a million: a run of its own, most of it filling the tables
Told = Callable[[str], object]


@dataclass(frozen=True)
class Size:
    """How much of everything. `calls`: of a write at one connection; at 32 it is three times as many; `looks`: of a look into a
    department's register; at 32 it is four times as many; `look_rounds`: in so many of the rounds."""

    rounds: int
    seconds: float
    calls: int
    looks: int
    look_rounds: int
    small: int
    large: int
    people: int
    paced_seconds: int
    jobs: int  # whole jobs at a time
    events: int  # of the relay alone
    paths: tuple[str, ...] = READS + WRITES + LOOKS + WHOLE

    @property
    def reads(self) -> list[str]:
        """Paths that read, of those that are measured."""
        return [path for path in READS if path in self.paths]

    @property
    def writes(self) -> list[str]:
        """Paths that write, of those that are measured."""
        return [path for path in WRITES if path in self.paths]

    @property
    def measured(self) -> list[str]:
        """All that stands beside a floor, in the order of the table."""
        return [*self.reads, *self.writes, *([ASKING] if "submit" in self.writes else []), *self.looked]

    @property
    def looked(self) -> list[str]:
        """Paths that ask departments, of those that are measured."""
        return [path for path in LOOKS if path in self.paths]

    @property
    def grows(self) -> bool:
        """Whether growth is measured."""
        return "growth" in self.paths

    @property
    def applicants(self) -> int:
        """Residents who hand in: each one application at a time."""
        return max(self.count(32), self.jobs, 200)

    def count(self, connections: int) -> int:
        """How many calls of a write a round makes."""
        return self.calls * (1 if connections == 1 else 3)

    def count_looks(self, connections: int) -> int:
        """How many looks a round makes."""
        return self.looks * (1 if connections == 1 else 4)

    @property
    def steps(self) -> int:
        """Of the progress bar."""
        reads = (len(self.reads) + 3) * len(CONNECTIONS) if self.reads else 0
        grown = 2 * len(WRITES) if self.grows else 0
        looks = self.look_rounds * 2 * len(self.looked) * len(CONNECTIONS)
        return self.rounds * (reads + 2 * len(self.writes) * len(CONNECTIONS) + grown) + looks + 1


FULL = Size(
    rounds=5, seconds=1.5, calls=500, looks=20, look_rounds=3, small=10_000, large=1_000_000, people=1000, paced_seconds=20, jobs=300,
    events=8000,
)  # fmt: skip
QUICK = Size(
    rounds=2, seconds=0.3, calls=100, looks=6, look_rounds=2, small=10_000, large=50_000, people=200, paced_seconds=3, jobs=40, events=1500
)


@dataclass
class Pair:
    """A path and its floor in one round."""

    product: Timing
    floor: Timing

    @property
    def ratio(self) -> float:
        """The product's rate over its floor's."""
        return self.product.rate / self.floor.rate


@dataclass
class Found:
    """All timings. `pairs`: (path, connections) → one a round; `grown`: path → (small, large) a round."""

    pairs: dict[tuple[str, int], list[Pair]] = field(default_factory=dict)
    grown: dict[str, list[tuple[Timing, Timing]]] = field(default_factory=dict)
    statements: dict[str, float] = field(default_factory=dict)
    open_loop: Timing | None = None
    jobs: list[Job] = field(default_factory=list)
    relay: list[Pace] = field(default_factory=list)
    generator_us: float = 0.0

    def keep(self, path: str, connections: int, product: Timing, floor: Timing) -> None:
        """Another round of a path."""
        self.pairs.setdefault((path, connections), []).append(Pair(product, floor))


class Plan:
    """`Plan(house, sample, size, people, looks, told).run(floors)` → Found. `people`: database → residents with cases, residents who
    hand in."""

    def __init__(self, house: House, sample: Sample, size: Size, people: People, looks: Looks, told: Told) -> None:
        self.house, self.sample, self.size, self.told = house, sample, size, told
        self.work = Work(house, sample, people, looks)
        self.found = Found()

    def run(self, floors: Floors) -> Found:
        """Everything."""
        self._warm_up()
        self._count_statements()
        for number in range(self.size.rounds):
            backwards = number % 2 == 1
            for connections in CONNECTIONS if self.size.reads else ():
                self._reads(connections, backwards)
            written = self.size.writes + (self.size.looked if number < self.size.look_rounds else [])
            for path in reversed(written) if backwards else written:
                for connections in CONNECTIONS:
                    self._write(floors, path, connections, backwards)
            for path in WRITES if self.size.grows else ():
                self._growth(path, backwards)
        if "notify" in self.size.paths:
            calls = self.work.calls("notify", 150 * self.size.paced_seconds)
            self.told("150 payment notifications a second")
            self.found.open_loop = paced(self.house.ports["small"], calls, 150)
        if "relay" in self.size.paths:
            for _ in range(3):
                self.told("the relay alone")
                self.found.relay.append(whole.relay_alone(self.house.small, self.sample, self.size.events))
        if "whole" in self.size.paths:
            self.found.jobs = whole.jobs(self.house, self.sample, self.work.people["small"][1], self.size.jobs, self.told)
        return self.found

    def _reads(self, connections: int, backwards: bool) -> None:
        bare, seconds = [self._bare(connections)], self.size.seconds
        rates: dict[str, Timing] = {}
        for place, path in enumerate(reversed(self.size.reads) if backwards else self.size.reads):
            if place == len(self.size.reads) // 2:
                bare.append(self._bare(connections))
            self.told(f"{path}, {connections}")
            rates[path] = cycle(self.house.ports["small"], self.work.calls(path, 0), connections, seconds)
        bare.append(self._bare(connections))
        middle = sorted(bare, key=lambda one: one.rate)[1]
        for path, timing in rates.items():
            self.found.keep(path, connections, timing, middle)

    def _bare(self, connections: int) -> Timing:
        self.told(f"bare Flask, {connections}")
        timing = cycle(self.house.ports["bare"], paths.bare(), connections, self.size.seconds)
        self.found.generator_us = timing.cost_us
        return timing

    def _write(self, floors: Floors, path: str, connections: int, backwards: bool) -> None:
        count = self.size.count_looks(connections) if path in LOOKS else self.size.count(connections)

        def product() -> Timing:
            calls = self.work.calls(path, count)
            self.told(f"{path}, {connections}")
            return once(self.house.ports["small"], calls, connections)

        def floor() -> Timing:
            jobs = self.work.jobs(path, count)
            self.told(f"{path}, bare driver, {connections}")
            if path in LOOKS:
                return floors.looks(jobs, connections, path not in KEPT)
            if path == "notify":
                return floors.notices(jobs, connections)
            return floors.sql(jobs, connections, path != "my_cases")

        def asking() -> Timing:
            jobs = self.work.asking(count)
            self.told(f"{path}, questions and driver, {connections}")
            return floors.looks(jobs, connections, True)

        turns = [floor, product, asking] if path == "submit" else [floor, product]
        found = {one: one() for one in (reversed(turns) if backwards else turns)}
        self.found.keep(path, connections, found[product], found[floor])
        if asking in found:
            self.found.keep(ASKING, connections, found[product], found[asking])

    def _growth(self, path: str, backwards: bool) -> None:
        timings = {}
        for where in ("large", "small") if backwards else ("small", "large"):
            calls = self.work.calls(path, self.size.calls, where)
            self.told(f"{path}, {where}")
            timings[where] = once(self.house.ports[where], calls, 1)
        self.found.grown.setdefault(path, []).append((timings["small"], timings["large"]))

    def _warm_up(self) -> None:
        """Fill what is kept, open the connections, and hear once in this process what is said to the database."""
        for path in self.size.reads:
            once(self.house.ports["small"], self.work.calls(path, 0) * 4, 8)
        for where in self.work.urls:
            for path in WRITES:
                once(self.house.ports[where], self.work.calls(path, 100, where), 16)
        for path in self.size.looked:
            once(self.house.ports["small"], self.work.calls(path, self.size.looks), 4)
        self.work.listen()

    def _count_statements(self) -> None:
        """From the server's own counter, COMMIT included; the workers' look at the release once a second is a fraction."""
        with connection(self.house.small) as database, database.cursor() as cursor:

            def asked() -> int:
                cursor.execute("SHOW GLOBAL STATUS LIKE 'Questions'")
                return int(cursor.fetchone()[1])

            for path in self.size.reads + self.size.writes + self.size.looked:
                count = self.size.looks if path in LOOKS else 200
                calls = self.work.calls(path, count)
                calls = [calls[place % len(calls)] for place in range(count)]
                before = asked()
                once(self.house.ports["small"], calls, 1)
                self.found.statements[path] = round((asked() - before - 1) / count, 1)
                if path == "submit":
                    self.found.statements[ASKING] = self.found.statements[path]
