"""Show me: the list, one with its trail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NotRequired, TypedDict

from sqlalchemy import Connection

from app.kernel import clock, crypto, paging
from app.kernel.errors import NotFound
from app.kernel.jsons import Object
from app.kernel.rows import Reader
from payment.workorders.models import work_order, work_order_step


class Step(TypedDict):
    """What was done about a work order. `by`: an id of staff; none: the system."""

    by: str | None
    what: str
    note: str
    at: str


class WorkOrder(TypedDict):
    """A work order as staff see it. `owner`: an id; `evidence`: their side and ours."""

    id: str
    kind: str
    order_no: str | None
    day: str | None
    role: str
    owner: str | None
    evidence: Object
    state: str
    created_at: str
    resolved_at: str | None
    trail: NotRequired[list[Step]]


@dataclass(frozen=True)
class Stored:
    """A work order's row."""

    id: str
    kind: str
    order_no: str | None
    day: str | None
    role: str
    owner: str | None
    evidence: Object
    state: str
    created_at: datetime
    resolved_at: datetime | None


@dataclass(frozen=True)
class StoredStep:
    """A step's row; the note is sealed."""

    id: str
    by: str | None
    what: str
    note: bytes | None
    at: datetime


STORED, STEPS = Reader(Stored, work_order), Reader(StoredStep, work_order_step)


def listed(
    tx: Connection, state: str | None = None, kind: str | None = None, day: str | None = None, after: str | None = None
) -> tuple[list[WorkOrder], str | None]:
    """A page of work orders, latest first, and the mark of the next."""
    query = STORED.query
    for column, value in ((work_order.c.state, state), (work_order.c.kind, kind), (work_order.c.day, day)):
        if value:
            query = query.where(column == value)
    rows = STORED.all(tx, paging.beyond(query, paging.read(after), work_order.c.created_at, work_order.c.id))
    shown, following = paging.cut(rows, lambda row: paging.Mark(row.created_at, row.id))
    return [view(row) for row in shown], following


def of_order(tx: Connection, order_no: str) -> list[WorkOrder]:
    """Those about one order, with their trails."""
    rows = STORED.all(tx, STORED.query.where(work_order.c.order_no == order_no).order_by(work_order.c.id))
    return [{**view(row), "trail": trail(tx, row.id)} for row in rows]


def get(tx: Connection, work_order_id: str) -> WorkOrder:
    """One with its trail. Raises NotFound."""
    row = STORED.first(tx, STORED.query.where(work_order.c.id == work_order_id))
    if row is None:
        raise NotFound()
    return {**view(row), "trail": trail(tx, row.id)}


def view(row: Stored) -> WorkOrder:
    """A work order as staff see it."""
    return {
        "id": row.id,
        "kind": row.kind,
        "order_no": row.order_no,
        "day": row.day,
        "role": row.role,
        "owner": row.owner,
        "evidence": row.evidence,
        "state": row.state,
        "created_at": clock.rfc3339(row.created_at),
        "resolved_at": clock.rfc3339(row.resolved_at) if row.resolved_at else None,
    }


def trail(tx: Connection, work_order_id: str) -> list[Step]:
    """Who did what about it, oldest first."""
    rows = STEPS.all(tx, STEPS.query.where(work_order_step.c.work_order_id == work_order_id).order_by(work_order_step.c.id))
    return [
        {
            "by": row.by,
            "what": row.what,
            "note": crypto.unseal("work_order_step.note", row.id, row.note) if row.note else "",
            "at": clock.rfc3339(row.at),
        }
        for row in rows
    ]
