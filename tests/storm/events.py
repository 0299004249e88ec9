"""Runs in the product's environment: moves of many cases to be told, and some that nobody can tell.

    python -m tests.storm.events TEMPLATE_NO CASES MOVES POISONED     # prints [case numbers]

The moves of the cases are mixed, as they come in life; a poisoned one lacks what its reaction reads.
"""

from __future__ import annotations

import json
import sys

from sqlalchemy import select

from app.cases.models import case
from app.kernel import db
from app.kernel.events import Event, emit_all


def main() -> None:
    from wsgi import create_app

    create_app()
    template, cases, moves, poisoned = sys.argv[1], *map(int, sys.argv[2:5])
    with db.reading() as tx:
        row = tx.execute(select(case).where(case.c.no == template)).one()
    about = {"person_id": row.owner_id, "account_id": row.account_id, "short": "换护照", "to": "reviewing", "tone": "brand", "say": "在办"}
    numbers = [f"9{number:014d}" for number in range(cases)]
    bad = {number * moves * cases // poisoned: number for number in range(poisoned)}
    events, place = [], 0
    for move in range(moves):
        for no in numbers:
            told = {**about, "case_no": no, "title": f"第{move}步", "page": f"/pages/case/index?no={no}"}
            events.append((Event.CASE_MOVED, f"case:{no}", told))
            if place in bad:
                events.append((Event.CASE_MOVED, f"case:poison{bad[place]}", {"case_no": "poison", "say": "在办"}))
            place += 1
    for start in range(0, len(events), 500):
        db.in_transaction(lambda tx, some: emit_all(tx, *some), events[start : start + 500])
    print(json.dumps(numbers))


if __name__ == "__main__":
    main()
