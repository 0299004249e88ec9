"""Ten thousand attempts on a hundred numbers, and on a hundred places at halls; then the same with Redis killed halfway. Every one is
somebody's, none twice, none lost: what a caller was told is what the table says, row by row. Ends with 1 when anything else came out."""

from __future__ import annotations

import argparse
import http.client
import json
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from tests.rush.door import POOL
from tests.storm.house import PYTHON, House, answers

CALLERS = 32
TAPS = 2  # of each car, of each person: it may have one number only, they one place for an errand


@dataclass(frozen=True)
class Scarce:
    """A hundred of something. `wants`: what a tap may reach for; `path`: of a tap by whom on what; `units`: all there are; `table` is
    emptied before, `rows` says what is whose (`one`: what may have one only)."""

    name: str
    wants: Sequence[str]
    path: Callable[[int, str], str]
    units: frozenset[str]
    table: str
    rows: str
    refusals: frozenset[str]


PLATES = [f"粤A{number:04d}K" for number in range(1, 101)]
HALLS = {"hall-440100": 48, "hall-440100-crj": 28, "hall-440400": 24}  # places of one slot, green ones too: a hundred
NUMBERS = Scarce(
    "numbers",
    PLATES,
    lambda car, unit: f"/rush/{car}/{quote(unit)}?one=VIN{car}",
    frozenset(PLATES),
    "hold",
    f"SELECT unit, errand, HEX(single) AS one FROM hold WHERE pool = '{POOL}' AND state = 'held'",
    frozenset({"409 unit_taken", "409 one_only"}),
)
PLACES = Scarce(
    "places",
    list(HALLS),
    lambda person, hall: f"/rush/places/{person}/{hall}",
    frozenset(f"{hall} {place}" for hall, number in HALLS.items() for place in range(1, number + 1)),
    "appointment",
    "SELECT CONCAT(hall, ' ', place) AS unit, LOWER(HEX(person_id)) AS errand, HEX(person_id) AS one FROM appointment WHERE place > 0",
    frozenset({"409 slot_full", "409 booked_twice"}),
)


class Busy(House):
    """The storm's house with four workers and the door; nothing is delivered, so no relay."""

    def start_product(self, root: Path) -> None:
        self.env |= {"WORKERS": "4", "FLOOD_LIMIT": "1000000"}
        command = [PYTHON, "-m", "gunicorn", "--preload", "--config", "gunicorn.conf.py", "tests.rush.door:create_app()"]
        self.web = self._start("web", command, ready=lambda: answers(f"{self.url}/readyz"))


@dataclass
class Told:
    """What callers were told. `held`: unit → errands."""

    said: Counter[str] = field(default_factory=Counter)
    held: dict[str, set[str]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, code: str, unit: str, errand: str) -> None:
        with self.lock:
            self.said[code] += 1
            if code == "held":
                self.held.setdefault(unit, set()).add(errand)


def rush(house: Busy, of: Scarce, attempts: int, seed: int, killed: bool) -> list[str]:
    """One rush; what is wrong with its outcome, and a line of figures."""
    house.db.rows(f"DELETE FROM {of.table}")
    dice, told, turn = random.Random(seed), Told(), threading.Lock()
    # Each taps twice, on what they choose: the second tap may not get them a second one.
    taps = [(n // TAPS, dice.choice(of.wants)) for n in range(attempts)]
    dice.shuffle(taps)
    left = iter(enumerate(taps))
    host = house.url.removeprefix("http://")

    def caller() -> None:
        line = http.client.HTTPConnection(host, timeout=30)
        while True:
            with turn:
                n, (who, wanted) = next(left, (-1, (-1, "")))
            if n < 0:
                return
            if killed and n == attempts // 2:
                house.redis.process.kill()
            line.request("POST", of.path(who, wanted), headers={"Content-Length": "0"})
            reply = line.getresponse()
            body = json.loads(reply.read())
            told.note("held" if reply.status == 200 else f"{reply.status} {body.get('code')}", body.get("unit", ""), body.get("errand", ""))

    began = time.perf_counter()
    threads = [threading.Thread(target=caller) for _ in range(CALLERS)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    took = time.perf_counter() - began
    rows = house.db.rows(of.rows)
    print(f"{of.name}, {'Redis killed halfway' if killed else 'all well'}: {attempts} attempts in {took:.1f} s ({attempts / took:.0f}/s), "
          f"{len(rows)} held, {dict(sorted(told.said.items()))}")  # fmt: skip
    return faults(of, rows, told, attempts)


def faults(of: Scarce, rows: list[dict[str, str]], told: Told, attempts: int) -> list[str]:
    """What should not be."""
    wrong = []
    if {row["unit"] for row in rows} != of.units or len(rows) != len(of.units):
        wrong.append(f"{len(rows)} rows for {len(of.units)} {of.name}")
    if len({row["one"] for row in rows}) != len(rows):
        wrong.append("one has two")
    if twice := {unit for unit, errands in told.held.items() if len(errands) > 1}:
        wrong.append(f"told to two: {sorted(twice)}")
    if {row["unit"]: {row["errand"]} for row in rows} != told.held:
        wrong.append("what was told is not what is stored")
    if told.said.total() != attempts or set(told.said) - {"held"} - of.refusals:
        wrong.append(f"other answers: {dict(told.said)}")
    return wrong


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--attempts", type=int, default=10_000)
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    wrong: list[str] = []
    with Busy(given.seed) as house:
        for of, killed in ((NUMBERS, False), (PLACES, False), (NUMBERS, True)):
            wrong += rush(house, of, given.attempts, given.seed, killed)
    with Busy(given.seed) as house:  # with a Redis again
        wrong += rush(house, PLACES, given.attempts, given.seed, True)
    for say in wrong:
        print(f"WRONG: {say}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
