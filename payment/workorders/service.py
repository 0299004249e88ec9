"""Open one, take it, note what was found, resolve it. The same key opened again is the same work order."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, insert, select, update

from app.kernel import clock, crypto
from app.kernel.errors import Conflict, NotFound, Refused
from app.kernel.ids import new_id
from payment.workorders.models import work_order, work_order_step

# Refunds that WeChat will not carry out by itself, beside the differences of a bill (payment.bills.rules.KINDS).
REFUND_KINDS = ("refund_refused", "refund_abnormal", "refund_closed")


def open_one(
    tx: Connection,
    kind: str,
    about: str,
    evidence: Mapping[str, object],
    *,
    role: str = "finance",
    order_no: str | None = None,
    day: str = "",
) -> str | None:
    """Store a work order about `about` (a number). Returns its id, or None when it is known already."""
    key = f"{kind}:{about}"[:120]
    if tx.execute(select(work_order.c.id).where(work_order.c.key == key)).scalar():
        return None
    new, now = new_id(), clock.now()
    about_it = {"kind": kind, "order_no": order_no, "day": day or None, "role": role, "evidence": dict(evidence)}
    tx.execute(insert(work_order), {"id": new, "key": key, "state": "open", "created_at": now, **about_it})
    _step(tx, new, None, "opened")
    return new


def take(tx: Connection, work_order_id: str, staff: str) -> None:
    """`staff` answers for it from now on. Raises NotFound, Conflict when it is resolved."""
    _change(tx, work_order_id, ("open", "taken"), state="taken", owner=staff)
    _step(tx, work_order_id, staff, "taken")


def note(tx: Connection, work_order_id: str, staff: str, text: str) -> None:
    """Write down what was found."""
    _change(tx, work_order_id, ("open", "taken"))
    _step(tx, work_order_id, staff, "noted", _said(text))


def resolve(tx: Connection, work_order_id: str, staff: str, text: str) -> None:
    """It is explained: `text` says how. Only who has taken it resolves it."""
    said = _said(text)
    owner = tx.execute(select(work_order.c.owner).where(work_order.c.id == work_order_id)).scalar()
    if owner is not None and owner != staff:
        raise Conflict("work_order_of_another", "这张工单由别人处理", "请经办人办结，或先转给自己")
    _change(tx, work_order_id, ("taken",), state="resolved", resolved_at=clock.now())
    _step(tx, work_order_id, staff, "resolved", said)


def _said(text: str) -> str:
    if not text.strip():
        raise Refused("note_empty", "要写明查到了什么", "写一句话")
    return text.strip()[:1000]


def _change(tx: Connection, work_order_id: str, states: tuple[str, ...], **changed: object) -> None:
    row = tx.execute(select(work_order.c.state).where(work_order.c.id == work_order_id).with_for_update()).first()
    if row is None:
        raise NotFound()
    if row.state not in states:
        code = "work_order_resolved" if row.state == "resolved" else "work_order_not_taken"
        raise Conflict(code, "这张工单现在不能这样做", "刷新看看最新情况", state=row.state)
    if changed:
        tx.execute(update(work_order).where(work_order.c.id == work_order_id).values(**changed))


def _step(tx: Connection, work_order_id: str, by: str | None, what: str, text: str | None = None) -> None:
    new = new_id()
    sealed = crypto.seal("work_order_step.note", new, text) if text else None
    row = {"id": new, "work_order_id": work_order_id, "by": by, "what": what, "note": sealed, "at": clock.now()}
    tx.execute(insert(work_order_step), row)
