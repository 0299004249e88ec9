"""Runs in the product's environment: moves of many cases to be told, and some that nobody can tell.

    python -m tests.storm.events TEMPLATE_NO CASES MOVES POISONED     # prints [case numbers]

The moves of the cases are mixed, as they come in life; what a poisoned one says cannot be opened.
"""

from __future__ import annotations

import json
import sys

from sqlalchemy import select

from app.cases.models import case
from app.events.cases import CaseMoved
from app.kernel import db
from app.kernel.events import emit_all


def main() -> None:
    from wsgi import create_app

    create_app()
    template, cases, moves, poisoned = sys.argv[1], *map(int, sys.argv[2:5])
    with db.reading() as tx:
        row = tx.execute(select(case).where(case.c.no == template)).one()
    about = {"person_id": row.owner_id, "account_id": row.account_id, "short": "换护照", "to": "reviewing", "tone": "brand"}
    numbers = [f"9{number:014d}" for number in range(cases)]
    bad = {number * moves * cases // poisoned: number for number in range(poisoned)}
    events, place = [], 0
    for move in range(moves):
        for no in numbers:
            told = {**about, "title": f"第{move}步", "page": f"/pages/case/index?no={no}"}
            events.append(CaseMoved(case_no=no, say="在办", **told))
            if place in bad:
                events.append(CaseMoved(case_no=f"poison{bad[place]}", sealed="AAAA", **told))
            place += 1
    for start in range(0, len(events), 500):
        db.in_transaction(lambda tx, some: emit_all(tx, *some), events[start : start + 500])
    print(json.dumps(numbers))


if __name__ == "__main__":
    main()
