"""What somebody paid and got back, order by order, with the receipt; of these subjects."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, or_

from app.kernel import clock
from payment.models import order
from payment.orders import ORDERS, Order
from payment.receipts import queries as receipts
from payment.refunds import queries as refunds
from payment.refunds.rules import REASONS

STATES = {"open": "还没交", "paying": "正在交", "paid": "交了", "closed": "不用交了"}
REFUND_STATES = {
    "asked": "等第二个人复核",
    "ready": "准备退",
    "sent": "正在退",
    "abnormal": "正在人工处理",
    "done": "退到了",
    "closed": "没退成",
    "declined": "不退",
}


def orders(tx: Connection, subjects: Collection[str]) -> tuple[list[dict[str, object]], None]:
    """All orders of these subjects, earlier numbers of the same bill too."""
    if not subjects:
        return [], None
    mine = or_(order.c.subject.in_(list(subjects)), *(order.c.subject.like(f"{one}~%") for one in subjects))
    rows = ORDERS.all(tx, ORDERS.query.where(mine).order_by(order.c.created_at))
    return [_one(tx, row) for row in rows], None


def _one(tx: Connection, row: Order) -> dict[str, object]:
    return {
        "order_no": row.order_no,
        "for": row.description,
        "lines": row.charges,
        "amount_fen": row.amount_fen,
        "refunded_fen": row.refunded_fen,
        "order_state": STATES[row.state],
        "merchant": row.sub_mchid or row.mchid,
        "wechat_no": row.transaction_id,
        "openid": row.payer,
        "since": clock.rfc3339(row.created_at),
        "paid_at": _at(row.paid_at),
        "refunds": [
            {
                "refund_no": one.refund_no,
                "amount_fen": one.amount_fen,
                "reason": REASONS.get(one.reason, one.reason),
                "refund_state": REFUND_STATES[one.state],
                "since": _at(one.created_at),
                "settled_at": _at(one.settled_at),
            }
            for one in refunds.of_order(tx, row.order_no)
        ],
        "paid_twice": [
            {"wechat_no": one.transaction_id, "amount_fen": one.amount_fen, "paid_at": _at(one.paid_at)}
            for one in refunds.extras(tx, row.order_no)
        ],
        "receipt": _receipt(receipts.of_order(tx, row.order_no)),
    }


def _receipt(row: receipts.Receipt | None) -> dict[str, object] | None:
    if row is None:
        return None
    numbers = {"code": row.code, "number": row.number, "check_code": row.check_code}
    return {**numbers, "valid": row.state == "issued", "at": _at(row.issued_at)}


def _at(moment: datetime | None) -> str | None:
    return clock.rfc3339(moment) if moment else None
