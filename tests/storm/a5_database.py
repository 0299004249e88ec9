"""A5: the database is killed, frozen, cut off in the middle of COMMIT, slowed, read-only, without room, while people pay."""

from __future__ import annotations

import signal
import time
from datetime import datetime
from typing import Any

from tests.storm.load import Load
from tests.storm.storm import Storm

KILLS, CASES, BACK_S = 20, 360, 5.0
WIRE = (  # what our proxy does to the connections, and for how long
    ({"cut_commit": 0.05}, 12.0),
    ({"delay": 0.05}, 3.0),
    ({"rate": 20_000}, 3.0),
    ({"cut_after": 3000}, 3.0),
    ({"black_hole": True}, 3.0),
)


def run(storm: Storm) -> dict[str, Any]:
    """Returns how fast it came back and what was cut; raises AssertionError for a lost payment or a slow return."""
    house = storm.house
    kills = storm.size(KILLS)
    cases = storm.resident.cases(max(20, storm.size(CASES)), storm.seed)
    probe = cases.pop()["no"]
    bar = storm.bar("database faults", kills + len(WIRE) + 4)
    with Load(storm, cases) as load:
        back = []
        for _ in range(kills):
            time.sleep(storm.dice.uniform(0.5, 1.5))
            with house.fault():
                house.db.kill_and_restart()
            back.append(until_a_write(storm, probe))
            bar()
        for rule, seconds in WIRE:
            with house.fault():
                house.db_wire.say(dict(rule))
                time.sleep(seconds * max(storm.scale, 0.3))
                house.db_wire.say({"reset": True} if "black_hole" in rule else {})
            until_a_write(storm, probe)
            bar()
        freeze(storm, probe)
        bar()
        reads = read_only(storm, load, probe)
        bar()
        full = full_disk(storm, load, probe)
        bar()
        for _ in range(5):
            with house.fault():
                house.db_wire.say({"reset": True})
            time.sleep(0.5)
        bar()
    counts = house.db_wire.say({"count": True})
    assert counts["commits_cut"], "A5: no reply to COMMIT was cut"
    assert max(back) <= BACK_S, f"A5: back after {max(back):.1f} s"
    return {
        "kills": kills,
        "back_worst_s": round(max(back), 2),
        "commits_cut": counts["commits_cut"],
        "of_them_never_arrived": counts["commits_dropped"],
        "reads_while_read_only": reads,
        **full,
        "requests": len(load.answers),
        "requests_per_s": round(load.per_second()),
    }


def until_a_write(storm: Storm, probe: str) -> float:
    """Seconds until the house stores something again: a sheet that is shown is one commit."""

    def writes() -> bool:
        reply = storm.resident.ask("POST", f"/api/cases/{probe}/payment")
        return reply is not None and reply.status_code == 200

    return storm.until(writes, 20, "the house writes again")


def freeze(storm: Storm, probe: str) -> None:
    """SIGSTOP for eight seconds."""
    house = storm.house
    with house.fault():
        house.db.process.send(signal.SIGSTOP)
        time.sleep(8 * max(storm.scale, 0.3))
        house.db.process.send(signal.SIGCONT)
    assert until_a_write(storm, probe) <= BACK_S, "A5: slow after the database was frozen"


def read_only(storm: Storm, load: Load, probe: str) -> int:
    """Reads go on; a write is refused with 503, not with a page of surprise. Returns how many reads were answered."""
    house = storm.house
    with house.fault():
        house.db.read_only(True)
        since = time.time()
        time.sleep(4)
        refused = storm.resident.ask("POST", f"/api/cases/{probe}/payment")
        until = time.time()
        house.db.read_only(False)
    assert refused is not None and refused.status_code == 503, f"A5: a write on a read-only database: {refused and refused.text[:200]}"
    reads = load.between(since, until, "home") + load.between(since, until, "state")
    assert reads and set(reads) == {200}, f"A5: reads while read-only: {sorted(set(reads))}"
    return len(reads)


def full_disk(storm: Storm, load: Load, probe: str) -> dict[str, Any]:
    """What needs no database is answered, no write is half kept; with room again all goes on by itself. MariaDB refuses
    writes then, or dies, and is started again. Nothing where no disk can be mounted."""
    house = storm.house
    if not house.db.disk.there:
        return {}
    with house.fault():
        house.db.squeeze()
        since = time.time()
        try:
            time.sleep(10 * max(storm.scale, 0.5))
        finally:
            until = time.time()
            died = house.db.relieve()
    assert until_a_write(storm, probe) <= BACK_S, "A5: slow after the disk was full"
    reads = load.between(since, until, "home") + ([] if died else load.between(since, until, "state"))
    assert reads and set(reads) == {200}, f"A5: reads while the disk is full: {sorted(set(reads))}"
    told = [one["status"] for one in house.requests() if since <= datetime.fromisoformat(one["at"]).timestamp() <= until]
    assert set(told) <= {200, 204, 503}, f"A5: answers while the disk is full: {sorted(set(told))}"
    assert 503 in told, "A5: the disk was not full enough for a write to be refused"
    return {"reads_while_full": len(reads), "refused_while_full": told.count(503), "died_of_it": died}
