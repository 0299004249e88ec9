"""Runs in the product's environment: many cases that wait for their fee, made from one real one.

    python -m tests.storm.seed TEMPLATE_NO COUNT SEED     # prints [{"no", "order_no", "fen"}]

Each is a case of the same resident with its own number and fee, known to its department, with an open order.
"""

from __future__ import annotations

import json
import random
import sys
from datetime import timedelta

from sqlalchemy import insert, select

from app.cases import records, rules
from app.cases.models import case
from app.kernel import clock, db
from app.kernel.ids import new_id
from app.kernel.ports import outside
from payment import service


def main() -> None:
    template, count, dice = sys.argv[1], int(sys.argv[2]), random.Random(int(sys.argv[3]))
    from wsgi import create_app

    settings = create_app().config["SETTINGS"]
    with db.reading() as tx:
        row = tx.execute(select(case).where(case.c.no == template)).one()._asdict()
        form = records.open_form(records.find(tx, template))
    made = []
    for _ in range(count):
        fen = dice.randrange(100, 50_000)
        no = rules.new_number(row["city"], clock.today())
        id_ = new_id()
        fresh = {
            **row,
            "id": id_,
            "no": no,
            "form": records.seal_form(id_, form),  # sealed to its row: a copy of the bytes could not be opened
            "draft_key": None,
            "running_key": None,  # many towards one result, as before that was asked for once at a time
            "state": "to_pay",
            "fee_fen": fen,
            "paid_at": None,
        }
        order_no = db.in_transaction(opened, fresh)
        outside().departments.hand_over(row["department"], handed_over(fresh, settings.public_url))
        made.append({"no": no, "order_no": order_no, "fen": fen})
    print(json.dumps(made))


def opened(tx, fresh) -> str:
    tx.execute(insert(case), fresh)
    lines = [{"name": "工本费", "amount_fen": fresh["fee_fen"]}]
    until = clock.now() + timedelta(days=30)
    return service.open_order(tx, f"case:{fresh['no']}", fresh["department"], fresh["fee_fen"], "护照换发", lines, until)


def handed_over(fresh, public_url: str) -> dict:
    return {
        "case_no": fresh["no"],
        "item": fresh["item"],
        "item_name": "护照换发",
        "submitted_at": clock.rfc3339(clock.now()),
        "applicant": {},
        "form": {},
        "fee_fen": fresh["fee_fen"],
        "materials": [],
        "callback": f"{public_url}/department/v1",
    }


if __name__ == "__main__":
    main()
