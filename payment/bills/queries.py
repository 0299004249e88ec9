"""Show me: days that were compared, a number's rows in all bills."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, and_, or_, select

from app.kernel import clock, paging
from payment.bills.models import bill_day, bill_row


def days(tx: Connection, after: str | None = None) -> tuple[list[dict[str, Any]], str | None]:
    """A page of days that were compared, merchant by merchant, latest first; and `day.merchant` of its last row when there are more."""
    query = select(bill_day).order_by(bill_day.c.day.desc(), bill_day.c.mchid).limit(paging.PAGE + 1)
    if after:
        day, _, mchid = after.partition(".")
        query = query.where(or_(bill_day.c.day < day, and_(bill_day.c.day == day, bill_day.c.mchid > mchid)))
    rows = tx.execute(query).all()
    shown = rows[: paging.PAGE]
    following = f"{shown[-1].day}.{shown[-1].mchid}" if len(rows) > paging.PAGE else None
    return [{**_plain(row), "fetched_at": clock.rfc3339(row.fetched_at)} for row in shown], following


def of_order(tx: Connection, order_no: str) -> list[dict[str, Any]]:
    """An order's rows in the channel's bills."""
    rows = tx.execute(select(bill_row).where(bill_row.c.order_no == order_no).order_by(bill_row.c.day, bill_row.c.line))
    return [_plain(row) for row in rows]


def _plain(row: Any) -> dict[str, Any]:
    # Names of columns are SQLAlchemy's own kind of text, which is no JSON key.
    return {str(name): value for name, value in row._mapping.items()}
