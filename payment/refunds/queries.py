"""Show me: an order's refunds, those that wait for a second person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from app.kernel import paging
from payment.models import order
from payment.refunds.models import extra_payment, refund


def of_order(tx: Connection, order_no: str) -> Sequence[Any]:
    """All refunds of an order, oldest first."""
    return tx.execute(select(refund).where(refund.c.order_no == order_no).order_by(refund.c.created_at, refund.c.refund_no)).all()


def extras(tx: Connection, order_no: str) -> Sequence[Any]:
    """Further payments of an order that was paid already."""
    return tx.execute(select(extra_payment).where(extra_payment.c.order_no == order_no).order_by(extra_payment.c.at)).all()


def find(tx: Connection, refund_no: str) -> Any | None:
    """One refund with its order's subject, or None."""
    query = select(refund, order.c.subject).join(order, order.c.order_no == refund.c.order_no)
    return tx.execute(query.where(refund.c.refund_no == refund_no)).first()


def get(tx: Connection, refund_no: str) -> Any:
    """A refund that exists: its number as it is stored, and the order it gives back."""
    return tx.execute(select(refund.c.refund_no, refund.c.order_no).where(refund.c.refund_no == refund_no)).one()


def waiting(tx: Connection, after: str | None = None) -> tuple[Sequence[Any], str | None]:
    """A page of those that a second person has to decide, oldest first, and the mark of the next."""
    query = select(refund).where(refund.c.state == "asked")
    mark = paging.read(after, hex_id=False)
    rows = tx.execute(paging.beyond(query, mark, refund.c.created_at, refund.c.refund_no, oldest_first=True)).all()
    return paging.cut(rows, lambda row: paging.Mark(row.created_at, row.refund_no))
