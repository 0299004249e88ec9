"""Show me: days that were compared, a number's rows in all bills."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from app.kernel import clock
from payment.bills.models import bill_day, bill_row


def days(tx: Connection) -> list[dict[str, Any]]:
    """The last hundred days that were compared, latest first."""
    rows = tx.execute(select(bill_day).order_by(bill_day.c.day.desc(), bill_day.c.mchid).limit(100))
    return [{**_plain(row), "fetched_at": clock.rfc3339(row.fetched_at)} for row in rows]


def of_order(tx: Connection, order_no: str) -> list[dict[str, Any]]:
    """An order's rows in the channel's bills."""
    rows = tx.execute(select(bill_row).where(bill_row.c.order_no == order_no).order_by(bill_row.c.day, bill_row.c.line))
    return [_plain(row) for row in rows]


def _plain(row: Any) -> dict[str, Any]:
    # Names of columns are SQLAlchemy's own kind of text, which is no JSON key.
    return {str(name): value for name, value in row._mapping.items()}
