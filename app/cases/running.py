"""One result, one application at a time: what is on its way is found by a key that only open cases carry.

The key is unique in the table, so of two who hand in at once one is told, whatever was looked at before.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
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


def key(item: Item, person_id: str | None, answers: Mapping[str, str]) -> bytes | None:
    """What an open case of this person and this result carries; None where several may run side by side."""
    return _key(item, person_id, "".join(f"\n{one}:{answers[one]}" for one in item.result.get("apart", ())))


def _key(item: Item, person_id: str | None, apart: str) -> bytes | None:
    how = item.result.get("at_once", RESULT) if item.result.get("cert") else EACH
    if person_id is None or how == EACH:
        return None
    what = item.result["cert"] if how == RESULT else item.id
    return crypto.blind("case_record.running_key", f"{person_id}\n{what}{apart}")


def _keys(item: Item, person_id: str | None, answers: Mapping[str, str]) -> list[bytes]:
    """All that may be meant: where a question that tells results apart is not answered yet, each of its answers; and what was handed in
    before they were told apart, which is any of them."""
    apart = item.result.get("apart", ())
    asked = [[answers[one.id]] if one.id in answers else [each.id for each in one.options] for one in item.questions if one.id in apart]
    said = [one.id for one in item.questions if one.id in apart]
    found = [key(item, person_id, dict(zip(said, given, strict=True))) for given in product(*asked)]
    return [one for one in (*found, _key(item, person_id, "") if apart else None) if one is not None]


def find(tx: Connection, item: Item, person_id: str | None, answers: Mapping[str, str]) -> Running | None:
    """What already runs towards this item's result, as far as it is answered which; None when nothing does."""
    wanted = _keys(item, person_id, answers)
    if not wanted:
        return None
    row = records.CASES.first(tx, records.CASES.query.where(case.c.running_key.in_(wanted)).order_by(case.c.id).limit(1))
    if row is None:
        return None
    own = pinned.of(row.version)
    word, tone, title, say = words.card(moves.facts_of(row, own, row.state, paid=row.paid_at is not None))
    apart = [one["text"] for one in pinned.answers(own, row) if one["id"] in own.result.get("apart", ())]
    short = f"{own.short}（{'、'.join(apart)}）" if apart else own.short
    return {"no": row.no, "short": short, "word": word, "tone": tone, "say": WAITS.get(row.state) or say or title}


def refuse(tx: Connection, item: Item, person_id: str | None, answers: Mapping[str, str]) -> None:
    """Raises Conflict `already_running`, with its number as `running`, while one runs."""
    found = find(tx, item, person_id, answers)
    if found:
        say = f"「{found['short']}」已经在办了" if found["short"] != item.short else "这件事已经在办了"
        raise Conflict("already_running", say, "看看办到哪了，不用再交一份", running=found["no"])
