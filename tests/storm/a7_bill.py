"""A7: a bill of ten thousand rows with fourteen kinds of difference; sixteen operators giving back the same money at once."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from typing import Any

from tests.storm.desks import COUNT
from tests.storm.ledgers import KINDS, OURS, REFUNDED, Books
from tests.storm.storm import Storm

CHINA = timezone(timedelta(hours=8))
ROWS, AT_ONCE, TRIES, MOST = 10_000, 2000, 12, 50


def run(storm: Storm) -> dict[str, Any]:
    """The bill, then the operators on a clean house."""
    found = bill(storm, storm.size(ROWS))
    storm.house.wipe()
    return {**found, **operators(storm), **fifty_first(storm)}


def bill(storm: Storm, rows: int) -> dict[str, Any]:
    """What is found is what was seeded, nothing more; a second run finds nothing."""
    house = storm.house
    mchid = house.outside.credentials["pay"]["mchid"]
    day = datetime.now(CHINA).date() - timedelta(days=2)
    books = Books(mchid, day, storm.dice)
    books.agree(max(rows, 400))
    seeded = books.disagree(lambda: storm.dice.randint(1, 3 if rows < ROWS else 9))
    house.outside.control("POST", f"/bills/{mchid}/{day}", {})
    for start in range(0, len(books.bill), AT_ONCE):
        part = books.bill[start : start + AT_ONCE]
        house.outside.control("POST", f"/bills/{mchid}/{day}/rows", {"action": "add", "rows": part})
    store(storm, books)
    house.flask("money", "reconcile", "--date", str(day), good=(1, 2))
    found = house.db.rows("SELECT kind, order_no FROM work_order")
    assert {(row["kind"], row["order_no"]) for row in found} == books.seeded, f"A7: {difference(found, books)}"
    assert Counter(row["kind"] for row in found) == Counter(seeded), f"A7: found {Counter(row['kind'] for row in found)}, seeded {seeded}"
    house.flask("money", "reconcile", "--date", str(day))  # exit code 0: nothing new
    again = house.db.rows("SELECT COUNT(*) n FROM work_order")[0]["n"]
    assert again == len(found), f"A7: a second run made {again - len(found)} more work orders"
    return {"rows": len(books.bill), "kinds": len(KINDS), "seeded": len(books.seeded), "found": len(found), "false": 0}


def store(storm: Storm, books: Books) -> None:
    """Our side of the books, as if each had been settled that day."""
    for one in books.ours:
        at = datetime.fromisoformat(one["china"]).replace(tzinfo=CHINA).astimezone(timezone.utc)  # noqa: UP017
        one["at"] = at.replace(tzinfo=None)
        one["paid_at"] = one["at"] - timedelta(days=2 if one["early"] else 0)
        if one["state"] != "paid":
            one |= {"paid_at": None, "transaction": None}
    with storm.house.db.connect() as wire, wire.cursor() as cursor:
        cursor.executemany(OURS, books.ours)
        cursor.executemany(REFUNDED, [one for one in books.ours if one["refund"]])


def difference(found: list[dict[str, Any]], books: Books) -> str:
    got = {(row["kind"], row["order_no"]) for row in found}
    return f"missed {sorted(books.seeded - got)[:5]}, false {sorted(got - books.seeded)[:5]}"


def operators(storm: Storm) -> dict[str, Any]:
    """Sixteen operators ask for parts of the same ten orders, sixteen others approve: never more than was paid."""
    cases = storm.resident.cases(10, storm.seed)
    orders = [(storm.resident.pay(case["no"]), case["fen"]) for case in cases]
    storm.until(lambda: all(storm.resident.state(no) == "paid" for no, _ in orders), 30, "ten orders paid")
    asked: list[list[tuple[str, int]]] = [
        [(no, storm.dice.randrange(1, fen // 3)) for no, fen in storm.dice.choices(orders, k=storm.size(TRIES))] for _ in range(COUNT)
    ]
    bar = storm.bar("refunds at once", sum(len(one) for one in asked))

    def sit(number: int) -> Counter[int]:
        answers: Counter[int] = Counter()
        for order_no, fen in asked[number]:
            reply = storm.desks.ask(order_no, fen, number)
            answers[reply.status_code] += 1
            if reply.status_code == 201:
                storm.desks.approve(reply.json()["refund_no"], number)
            bar()
        return answers

    with ThreadPoolExecutor(COUNT) as pool:
        answers = sum(pool.map(sit, range(COUNT)), Counter())
    assert set(answers) <= {201, 409}, f"A7: refunds were answered {answers}"
    return {"operators": COUNT, "refunds_given": answers[201], "refunds_above_the_rest": answers[409]}


def fifty_first(storm: Storm) -> dict[str, Any]:
    """Fifty parts of one fen go back; the fifty-first is refused, and nothing of it stored."""
    (case,) = storm.resident.cases(1, storm.seed)
    order_no = storm.resident.pay(case["no"])
    storm.until(lambda: storm.resident.state(order_no) == "paid", 30, "one order paid")
    with ThreadPoolExecutor(COUNT) as pool:
        list(pool.map(lambda number: storm.desks.refund(order_no, 1, number % COUNT), range(MOST)))
    reply = storm.desks.ask(order_no, 1)
    assert (reply.status_code, reply.json()["code"]) == (409, "refund_too_many"), f"A7: the 51st refund: {reply.text[:200]}"
    storm.until(lambda: storm.desks.refunded(order_no) == MOST, 60, "fifty fen back")
    return {"parts": MOST}
