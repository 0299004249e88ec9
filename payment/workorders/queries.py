"""Show me: the list, one with its trail."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from app.kernel import clock, crypto, paging
from app.kernel.errors import NotFound
from payment.workorders.models import work_order, work_order_step


def listed(
    tx: Connection, state: str | None = None, kind: str | None = None, day: str | None = None, after: str | None = None
) -> tuple[list[dict[str, Any]], str | None]:
    """A page of work orders, latest first, and the mark of the next."""
    query = select(work_order)
    for column, value in ((work_order.c.state, state), (work_order.c.kind, kind), (work_order.c.day, day)):
        if value:
            query = query.where(column == value)
    rows = tx.execute(paging.beyond(query, paging.read(after), work_order.c.created_at, work_order.c.id)).all()
    shown, following = paging.cut(rows, lambda row: paging.Mark(row.created_at, row.id))
    return [view(row) for row in shown], following


def of_order(tx: Connection, order_no: str) -> list[dict[str, Any]]:
    """Those about one order, with their trails."""
    rows = tx.execute(select(work_order).where(work_order.c.order_no == order_no).order_by(work_order.c.id)).all()
    return [{**view(row), "trail": trail(tx, row.id)} for row in rows]


def get(tx: Connection, work_order_id: str) -> dict[str, Any]:
    """One with its trail. Raises NotFound."""
    row = tx.execute(select(work_order).where(work_order.c.id == work_order_id)).first()
    if row is None:
        raise NotFound()
    return {**view(row), "trail": trail(tx, row.id)}


def view(row: Any) -> dict[str, Any]:
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


def trail(tx: Connection, work_order_id: str) -> list[dict[str, Any]]:
    """Who did what about it, oldest first."""
    rows = tx.execute(select(work_order_step).where(work_order_step.c.work_order_id == work_order_id).order_by(work_order_step.c.id))
    return [
        {
            "by": row.by,
            "what": row.what,
            "note": crypto.unseal("work_order_step.note", row.id, row.note) if row.note else "",
            "at": clock.rfc3339(row.at),
        }
        for row in rows
    ]
