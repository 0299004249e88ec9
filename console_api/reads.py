"""Whoever's data a desk sees is told: by which unit, what, and what for. Written in the transaction that reads.

Payment knows an order's subject and no person; cases know whose case a subject is; here the two are joined.
"""

from __future__ import annotations

from collections.abc import Iterable

from flask import g

from app.cases import queries as cases
from app.kernel import audit, db
from payment import queries as payment
from payment.rules import bill_of

# What an order may be opened for: the desk says which, the person reads it.
PURPOSES = {
    "check": "核对缴费",
    "refund": "办退款",
    "question": "回答您来问的事",
    "difference": "查账单差异",
    "audit": "监督检查",
}
SEARCH, DECIDE, HANDLE = "按编号查找订单", "复核退款", "处理差异工单"
MONEY, STORY = ("缴费和退费记录",), ("姓名（部分遮住）", "缴费和退费记录")


def note(tx: db.Connection, what: tuple[str, ...], why: str, order_nos: Iterable[str | None]) -> None:
    """This desk has seen `what` of these orders, for `why`: one trace for each case."""
    known = payment.subjects(tx, {one for one in order_nos if one})
    owners = cases.owners(tx, {bill_of(one) for one in known.values()})
    for person_id, no in sorted(owners.values()):
        audit.note_read(tx, person_id, g.staff.unit, what, why, no)
