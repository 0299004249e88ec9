"""One result, one application at a time: what is on its way is found by a key that only open cases carry.

The key is unique in the table, so of two who hand in at once one is told, whatever was looked at before.
"""

from __future__ import annotations

from typing import TypedDict

from sqlalchemy import Connection

from app.cases import moves, pinned, records
from app.cases.models import case
from app.kernel import crypto
from app.kernel.errors import Conflict
from app.language.checklist import Item
from app.words import cases as words

WAITS = {"to_correct": "等您改", "to_pay": "等您交费"}  # how much is left is the case's own page to say
EACH, ITEM, RESULT = "each", "item", "result"  # how much of it may run at once: any number; one of the item; one that ends in this result


class Running(TypedDict):
    """What already runs towards a result."""

    no: str
    short: str
    word: str
    tone: str
    say: str


def key(item: Item, person_id: str | None) -> bytes | None:
    """What an open case of this person and this result carries; None where several may run side by side."""
    how = item.result.get("at_once", RESULT) if item.result.get("cert") else EACH
    if person_id is None or how == EACH:
        return None
    what = item.result["cert"] if how == RESULT else item.id
    return crypto.blind("case_record.running_key", f"{person_id}\n{what}")


def find(tx: Connection, item: Item, person_id: str | None) -> Running | None:
    """What already runs towards this item's result: {no, short, say, by}; None when nothing does."""
    wanted = key(item, person_id)
    if wanted is None:
        return None
    row = records.CASES.first(tx, records.CASES.query.where(case.c.running_key == wanted))
    if row is None:
        return None
    own = pinned.of(row.version)
    word, tone, title, say = words.card(moves.facts_of(row, own, row.state, paid=row.paid_at is not None))
    return {"no": row.no, "short": own.short, "word": word, "tone": tone, "say": WAITS.get(row.state) or say or title}


def refuse(tx: Connection, item: Item, person_id: str | None) -> None:
    """Raises Conflict `already_running`, with its number as `running`, while one runs."""
    found = find(tx, item, person_id)
    if found:
        say = f"「{found['short']}」已经在办了" if found["short"] != item.short else "这件事已经在办了"
        raise Conflict("already_running", say, "看看办到哪了，不用再交一份", running=found["no"])
