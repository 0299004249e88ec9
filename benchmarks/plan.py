"""What is run, in which order. Every product figure stands beside its floor of the same round; odd rounds run backwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from benchmarks import notices, paths, seed
from benchmarks.capture import captured, retold
from benchmarks.floors import Floors, Notice, Statement
from benchmarks.house import House, connection
from benchmarks.load import Call, Timing, cycle, once, paced
from benchmarks.sample import Sample

CONNECTIONS = (1, 32)
READS = ("home", "home_unchanged", "item", "guide", "guide_new", "search", "search_new")
WRITES = ("my_cases", "submit", "notify")
Told = Callable[[str], object]


@dataclass(frozen=True)
class Size:
    """How much of everything. `calls`: of a write at one connection; at 32 it is three times as many."""

    rounds: int
    seconds: float
    calls: int
    small: int
    large: int
    people: int
    paced_seconds: int
    paths: tuple[str, ...] = READS + WRITES

    @property
    def reads(self) -> list[str]:
        return [path for path in READS if path in self.paths]

    @property
    def writes(self) -> list[str]:
        return [path for path in WRITES if path in self.paths]

    def count(self, connections: int) -> int:
        return self.calls * (1 if connections == 1 else 3)

    @property
    def steps(self) -> int:
        """Of the progress bar."""
        reads = (len(self.reads) + 3) * len(CONNECTIONS) if self.reads else 0
        return self.rounds * (reads + 2 * len(self.writes) * (len(CONNECTIONS) + 1)) + 1


FULL = Size(rounds=5, seconds=1.5, calls=500, small=10_000, large=1_000_000, people=1000, paced_seconds=20)
QUICK = Size(rounds=2, seconds=0.5, calls=150, small=10_000, large=100_000, people=300, paced_seconds=5)


@dataclass
class Pair:
    """A path and its floor in one round."""

    product: Timing
    floor: Timing

    @property
    def ratio(self) -> float:
        return self.product.rate / self.floor.rate


@dataclass
class Found:
    """All timings. `pairs`: (path, connections) → one a round; `grown`: path → (small, large) a round."""

    pairs: dict[tuple[str, int], list[Pair]] = field(default_factory=dict)
    grown: dict[str, list[tuple[Timing, Timing]]] = field(default_factory=dict)
    statements: dict[str, float] = field(default_factory=dict)
    open_loop: Timing | None = None
    generator_us: float = 0.0

    def keep(self, path: str, connections: int, product: Timing, floor: Timing) -> None:
        self.pairs.setdefault((path, connections), []).append(Pair(product, floor))


class Plan:
    """`Plan(house, sample, size, people, told).run(floors)` → Found. `people`: database → residents with cases, residents who hand in."""

    def __init__(self, house: House, sample: Sample, size: Size, people: dict[str, tuple[Any, Any]], told: Told) -> None:
        self.house, self.sample, self.size, self.people, self.told = house, sample, size, people, told
        self.urls = {"small": house.small, "large": house.large}
        self.pay = house.credentials["pay"]
        self.found = Found()
        self.said: dict[str, tuple[list[Statement], dict[str, Any]]] = {}

    def run(self, floors: Floors) -> Found:
        """Everything."""
        self._warm_up()
        self._count_statements()
        for number in range(self.size.rounds):
            backwards = number % 2 == 1
            for connections in CONNECTIONS if self.size.reads else ():
                self._reads(connections, backwards)
            for path in reversed(self.size.writes) if backwards else self.size.writes:
                for connections in CONNECTIONS:
                    self._write(floors, path, connections, backwards)
                self._growth(path, backwards)
        calls = paths.notify(self.pay, seed.orders(self.house.small, self.sample, 150 * self.size.paced_seconds))
        self.told("150 payment notifications a second")
        self.found.open_loop = paced(self.house.ports["small"], calls, 150)
        return self.found

    def calls(self, path: str, count: int, where: str = "small") -> list[Call]:
        """Fresh calls of a path."""
        if path == "home_unchanged":
            return paths.unchanged(self.house.ports[where])
        if path == "my_cases":
            some = paths.mine(self.people[where][0])
            return [some[place % len(some)] for place in range(count)]
        if path == "submit":
            return paths.submit(seed.drafts(self.urls[where], self.sample, self.people[where][1], count))
        if path == "notify":
            return paths.notify(self.pay, seed.orders(self.urls[where], self.sample, count))
        return getattr(paths, path)()

    def _reads(self, connections: int, backwards: bool) -> None:
        bare, seconds = [self._bare(connections)], self.size.seconds
        rates: dict[str, Timing] = {}
        for place, path in enumerate(reversed(self.size.reads) if backwards else self.size.reads):
            if place == len(self.size.reads) // 2:
                bare.append(self._bare(connections))
            self.told(f"{path}, {connections}")
            rates[path] = cycle(self.house.ports["small"], self.calls(path, 0), connections, seconds)
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
        count = self.size.count(connections)

        def product() -> Timing:
            calls = self.calls(path, count)
            self.told(f"{path}, {connections}")
            return once(self.house.ports["small"], calls, connections)

        def floor() -> Timing:
            jobs = self.jobs(path, count)
            self.told(f"{path}, bare driver, {connections}")
            if path == "notify":
                return floors.notices(jobs, connections)
            return floors.sql(jobs, connections, path != "my_cases")

        first, second = (product, floor) if backwards else (floor, product)
        one, other = first(), second()
        self.found.keep(path, connections, *((one, other) if backwards else (other, one)))

    def jobs(self, path: str, count: int) -> list[Any]:
        """What the bare driver has to do for the same work on other rows."""
        said, was = self.said[path]
        if path == "my_cases":
            people = self.people["small"][0]
            some = [retold(said, {was["person"]: person, was["account"]: account}) for _, person, account in people]
            return [some[place % len(some)] for place in range(count)]
        if path == "submit":
            drafts = seed.drafts(self.house.small, self.sample, self.people["small"][1], count)
            return [retold(said, {was["no"]: no, was["id"]: case_id, **_ids(was["who"], who)}) for no, case_id, who in drafts]
        made = []
        for order_no in seed.orders(self.house.small, self.sample, count):
            headers, body = notices.notice(self.pay, order_no, 12000)
            known = {was["order_no"]: order_no, was["transaction"]: f"42000{order_no[-23:]}"}
            made.append(Notice(headers, body, retold(said, known)))
        return made

    def _growth(self, path: str, backwards: bool) -> None:
        timings = {}
        for where in ("large", "small") if backwards else ("small", "large"):
            calls = self.calls(path, self.size.calls, where)
            self.told(f"{path}, {where}")
            timings[where] = once(self.house.ports[where], calls, 1)
        self.found.grown.setdefault(path, []).append((timings["small"], timings["large"]))

    def _warm_up(self) -> None:
        """Fill what is kept, open the connections, and hear once in this process what is said to the database."""
        for path in self.size.reads:
            once(self.house.ports["small"], self.calls(path, 0) * 4, 8)
        for where in self.urls:
            for path in WRITES:
                once(self.house.ports[where], self.calls(path, 100, where), 16)
        client = self._client()
        token, person, account = self.people["small"][0][0]
        self._hear(client, "my_cases", paths.mine([(token, person, account)])[0], {"person": person, "account": account})
        no, case_id, who = seed.drafts(self.house.small, self.sample, self.people["small"][1], 1)[0]
        self._hear(client, "submit", paths.submit([(no, case_id, who)])[0], {"no": no, "id": case_id, "who": who})
        order_no = seed.orders(self.house.small, self.sample, 1)[0]
        call = paths.notify(self.pay, [order_no])[0]
        self._hear(client, "notify", call, {"order_no": order_no, "transaction": f"42000{order_no[-23:]}"})
        said, was = self.said["notify"]
        booked = [one for one in said if one[0].startswith(("INSERT INTO channel_message", "UPDATE payment_order"))]
        if len(booked) != 2:
            raise SystemExit(f"the floor of notify is one INSERT and one UPDATE, not {[sql[:60] for sql, *_ in booked]}")
        self.said["notify"] = booked, was

    def _client(self) -> Any:
        from flask import current_app

        return current_app.test_client()

    def _hear(self, client: Any, path: str, call: Call, was: dict[str, Any]) -> None:
        head, body = call.raw.split(b"\r\n\r\n", 1)
        line, *lines = head.decode().split("\r\n")
        method, target, _ = line.split(" ")
        headers = [tuple(one.split(": ", 1)) for one in lines if not one.startswith("Content-Length")]
        ask = lambda: client.open(target, method=method, headers=headers, data=body)  # noqa: E731
        if path == "my_cases":
            ask()  # the login is looked up in the database once in a minute: not part of the path
        with captured() as said:
            reply = ask()
        if str(reply.status_code).encode() != call.status:
            raise SystemExit(f"{path} in this process: {reply.status_code} {reply.text[:300]}")
        self.said[path] = [one for one in said if "FROM login" not in one[0]], was

    def _count_statements(self) -> None:
        """From the server's own counter, COMMIT included; the workers' look at the release once a second is a fraction."""
        count = 200
        with connection(self.house.small) as database, database.cursor() as cursor:

            def asked() -> int:
                cursor.execute("SHOW GLOBAL STATUS LIKE 'Questions'")
                return int(cursor.fetchone()[1])

            for path in self.size.paths:
                calls = self.calls(path, count)
                calls = [calls[place % len(calls)] for place in range(count)]
                before = asked()
                once(self.house.ports["small"], calls, 1)
                self.found.statements[path] = round((asked() - before - 1) / count, 1)


def _ids(was: Any, now: Any) -> dict[Any, Any]:
    """Person and account of one → of another, as bytes and as text."""
    pairs = {was[place]: now[place] for place in (1, 2)}
    return {**pairs, **{old.hex(): new.hex() for old, new in pairs.items()}}
