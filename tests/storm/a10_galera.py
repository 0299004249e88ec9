"""A10: three nodes that are one database, a web and a relay on each; one dies and rejoins while people pay.

What holds on one server holds here: every payment booked once, every event told, nobody reads less than they wrote, and the
three nodes hold the same rows when it is over.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from typing import Any

import requests

from tests.storm import invariants
from tests.storm.house import REPORT
from tests.storm.load import Load
from tests.storm.payer import Resident
from tests.storm.storm import Storm
from tests.storm.three import Three

CASES, RACES, READS = 240, 40, 120
ITEM = {"item": "passport-renew", "city": "440100"}


def run(storm: Storm) -> dict[str, Any]:
    """Returns the figures; raises AssertionError for whatever did not hold, with what the three houses wrote kept."""
    with Three(storm.seed) as house:
        try:
            return lived(storm, house)
        except Exception:
            house.keep_logs(REPORT / "logs-a10")
            raise


def lived(storm: Storm, house: Three) -> dict[str, Any]:
    """The node dies, comes back, and everything holds."""
    resident = Resident(house)
    house.token = resident.token
    inner = Storm(house, resident, storm.seed, storm.scale, storm.bar)
    cases = resident.cases(max(24, storm.size(CASES)), storm.seed)
    with Load(inner, cases, payers=6, pause=0.3) as load:
        inner.until(lambda: len(load.told_paid) > len(cases) // 4, 120, "a quarter is paid")
        with house.fault():
            house.cluster.nodes[2].kill()
            out = house.until_ready(2, False)
        alone = len(load.told_paid)
        inner.until(lambda: len(load.told_paid) > min(alone + len(cases) // 6, len(cases) - 2), 120, "two nodes go on")
        house.relays[0].kill()
        with house.fault():
            back = house.cluster.rejoin(house.cluster.nodes[2])
            house.until_ready(2, True)
    figures = {
        "orders": len(cases),
        "seconds_until_left_out": round(out, 1),
        "seconds_to_rejoin": round(back, 1),
        "relay_deaths": house.relays[0].deaths,
        "p99_s": round(load.p99(), 2),
        **races(inner, house),
        **own_writes(inner, house),
    }
    figures |= {f"inner_{name}": value for name, value in invariants.check(house).items()}
    same_rows(inner, house)
    return figures


def races(storm: Storm, house: Three) -> dict[str, Any]:
    """The same thing begun on three nodes at once, under one key and under three: one case each time."""
    given_up = 0
    for _ in range(storm.size(RACES)):
        key = str(uuid.uuid4())
        answers = together([lambda web=web, key=key: begin(house, web, key) for web in house.webs])
        given_up += sum(reply.status_code >= 500 for reply in answers)
        numbers = {reply.json()["no"] for reply in answers if reply.status_code == 201}
        assert len(numbers) == 1, f"A10: one key, {len(numbers)} cases: {[reply.text[:120] for reply in answers]}"
        other = together([lambda web=web: begin(house, web, str(uuid.uuid4())) for web in house.webs])
        given_up += sum(reply.status_code >= 500 for reply in other)
        assert {reply.json()["no"] for reply in other if reply.status_code == 201} == numbers, "A10: one draft begun twice"
        no = numbers.pop()
        gone = house_call(house, house.webs[0], "POST", f"/api/cases/{no}/withdrawal", {"reason": ""})
        assert gone.status_code == 200, f"A10: {gone.text[:200]}"
    return {"races": storm.size(RACES) * 2, "given_up_cleanly": given_up}


def own_writes(storm: Storm, house: Three) -> dict[str, Any]:
    """What was written at one node is read at another at once."""
    for number in range(storm.size(READS)):
        city = ("440100", "440300")[number % 2]
        here, there = house.webs[number % 3], house.webs[(number + 1) % 3]
        assert house_call(house, here, "PATCH", "/api/me", {"city": city}).status_code == 200
        seen = house_call(house, there, "GET", "/api/me").json()["city"]
        assert seen == city, f"A10: wrote {city}, read {seen} at another node"
    return {"own_writes_read_elsewhere": storm.size(READS)}


def same_rows(storm: Storm, house: Three) -> None:
    """Every table has the same rows on every node."""
    tables = [next(iter(row.values())) for row in house.db.rows("SHOW TABLES")]
    statement = f"CHECKSUM TABLE {', '.join(f'`{table}`' for table in tables)}"
    sums: Callable[[], list[Any]] = lambda: [node.rows(statement) for node in house.cluster.nodes]  # noqa: E731
    storm.until(lambda: all(one == sums()[0] for one in sums()), 20, "the three nodes hold the same rows")


def begin(house: Three, web: str, key: str) -> requests.Response:
    return house_call(house, web, "POST", "/api/cases", {**ITEM, "answers": {"why": "pages", "age": "adult", "hukou": "pilot"}}, key)


def house_call(house: Three, web: str, method: str, path: str, body: Any = None, key: str = "") -> requests.Response:
    """One call at one web, as the resident of the house."""
    headers = {"Authorization": f"Bearer {house.token}", **({"Idempotency-Key": key} if key or method == "POST" else {})}
    if method == "POST" and not key:
        headers["Idempotency-Key"] = str(uuid.uuid4())
    return requests.request(method, web + path, json=body, headers=headers, timeout=15)


def together(work: list[Callable[[], requests.Response]]) -> list[requests.Response]:
    """All at the same moment."""
    gate, answers = threading.Barrier(len(work)), []

    def one(do: Callable[[], requests.Response]) -> None:
        gate.wait(10)
        answers.append(do())

    threads = [threading.Thread(target=one, args=(do,)) for do in work]
    [thread.start() for thread in threads]
    [thread.join(30) for thread in threads]
    assert len(answers) == len(work), "A10: a call never came back"
    return answers
