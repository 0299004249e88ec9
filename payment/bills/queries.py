"""Show me: days that were compared, a number's rows in all bills."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, or_

from app.kernel import clock, paging
from app.kernel.rows import Reader
from payment.bills.models import bill_day, bill_row

Told = dict[str, str | int]  # a row or a day by the names of its columns


@dataclass(frozen=True)
class Day:
    """One merchant's day, as it was last compared."""

    mchid: str
    day: str
    sha1: str
    rows: int
    paid_fen: int
    refunded_fen: int
    differences: int
    fetched_at: datetime


@dataclass(frozen=True)
class Billed:
    """A row of the channel's bill."""

    mchid: str
    day: str
    line: int
    kind: str
    at: str
    sub_mchid: str
    transaction_id: str
    order_no: str
    refund_no: str
    refund_id: str
    currency: str
    fen: int
    status: str
    slip: str


DAYS, BILLED = Reader(Day, bill_day), Reader(Billed, bill_row)


def days(tx: Connection, after: str | None = None) -> tuple[list[Told], str | None]:
    """A page of days that were compared, merchant by merchant, latest first; and `day.merchant` of its last row when there are more."""
    query = DAYS.query.order_by(bill_day.c.day.desc(), bill_day.c.mchid).limit(paging.PAGE + 1)
    if after:
        day, _, mchid = after.partition(".")
        query = query.where(or_(bill_day.c.day < day, and_(bill_day.c.day == day, bill_day.c.mchid > mchid)))
    rows = DAYS.all(tx, query)
    shown = rows[: paging.PAGE]
    following = f"{shown[-1].day}.{shown[-1].mchid}" if len(rows) > paging.PAGE else None
    return [{**vars(row), "fetched_at": clock.rfc3339(row.fetched_at)} for row in shown], following


def of_order(tx: Connection, order_no: str) -> list[Told]:
    """An order's rows in the channel's bills."""
    mine = BILLED.query.where(bill_row.c.order_no == order_no).order_by(bill_row.c.day, bill_row.c.line)
    return [dict(vars(row)) for row in BILLED.all(tx, mine)]
