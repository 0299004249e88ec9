"""A11: relays that take many events at a time die in the middle of it; some events can never be told.

Every move is told once, those of one case in their order, and what cannot be told takes nobody along.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from typing import Any

from tests.storm.house import PYTHON
from tests.storm.storm import Storm

CASES, MOVES, POISONED, DEATHS = 60, 20, 6, 12
REST = "SELECT COUNT(*) n FROM outbox WHERE subject NOT LIKE 'notice:poison%%'"
UNTRIED = "SELECT COUNT(*) n FROM outbox WHERE tries = 0"
HURT = "SELECT COUNT(*) n FROM outbox WHERE tries > 0 AND subject NOT LIKE 'notice:poison%%'"


def run(storm: Storm, deaths: int = DEATHS) -> dict[str, Any]:
    """Two relays, killed again and again. Raises AssertionError for a move lost, told twice, out of order, or held back by another's."""
    house = storm.house
    cases, moves, poisoned = storm.size(CASES), MOVES, POISONED
    house.relay.stop()
    storm.resident._put_back()
    numbers = house.helper("events", storm.resident.template, str(cases), str(moves), str(poisoned))
    house.relay.start()
    second = house._start("relay2", [PYTHON, "-m", "flask", "--app", "wsgi", "relay"], kept=True)
    hurt, over = [], threading.Event()
    watcher = threading.Thread(target=_watch, args=(house, hurt, over), daemon=True)
    watcher.start()
    bar = storm.bar("relays killed", deaths)
    left: Any = lambda: house.db.rows(REST)[0]["n"]  # noqa: E731
    try:
        for number in range(deaths):
            before = left()
            storm.until(lambda before=before: left() < before or not left(), 20, "some are told")
            (house.relay, second)[number % 2].kill()
            house.end_leases()
            bar()
        storm.until(lambda: (house.end_leases(), not left())[1], 60, "all that can be told is told")
        storm.until(lambda: not house.db.rows(UNTRIED)[0]["n"], 20, "what cannot be told was tried")
    finally:
        over.set()
        watcher.join(10)
        second.stop()
        house.processes.remove(second)
    told = defaultdict(list)
    for row in house.db.rows("SELECT case_no, title FROM message WHERE case_no LIKE '9%%' ORDER BY id"):
        told[row["case_no"]].append(int(row["title"].rpartition("第")[2].removesuffix("步")))
    lost = [no for no in numbers if set(told[no]) != set(range(moves))]
    assert lost == [], f"A11: lost moves of {len(lost)} cases: {[(no, sorted(told[no])) for no in lost[:2]]}"
    mixed = [no for no in numbers if told[no] != sorted(told[no])]
    assert mixed == [], f"A11: out of order: {[(no, told[no]) for no in mixed[:2]]}"
    twice = [no for no in numbers if len(told[no]) != moves]
    assert twice == [], f"A11: told twice: {[(no, told[no]) for no in twice[:2]]}"
    assert hurt == [], f"A11: a poisoned event took {max(hurt)} neighbours along"
    kept = house.db.rows("SELECT COUNT(*) n FROM outbox WHERE tries > 0")[0]["n"]
    assert kept == poisoned, f"A11: {kept} of {poisoned} poisoned events are kept and counted"
    house.db.rows("DELETE FROM outbox WHERE subject LIKE 'notice:poison%%'")
    house.db.rows("DELETE FROM message WHERE case_no LIKE '9%%'")
    return {"moves": cases * moves, "poisoned": poisoned, "relay_deaths": house.relay.deaths + second.deaths}


def alone(storm: Storm) -> Any:
    """The same with few deaths, for the mutants."""
    return run(storm, deaths=4)


def quiet(storm: Storm) -> Any:
    """Nobody dies: what is left is order and neighbours."""
    return run(storm, deaths=0)


def _watch(house: Any, hurt: list[int], over: threading.Event) -> None:
    while not over.wait(0.02):
        try:
            found = int(house.db.rows(HURT)[0]["n"])
        except Exception:  # noqa: S112 - asked again at once
            continue
        if found:
            hurt.append(found)
