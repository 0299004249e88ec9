"""Show me: an order's refunds, those that wait for a second person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from app.kernel import paging
from app.kernel.rows import Reader
from payment.models import order
from payment.refunds.models import extra_payment, refund


@dataclass(frozen=True)
class Refund:
    """A refund. `account`: whose money, or suspense; `asked_by`, `approved_by`: staff; `fault`: the code WeChat refused it with."""

    refund_no: str
    order_no: str
    transaction_id: str
    account: str
    amount_fen: int
    reason: str
    state: str
    asked_by: str | None
    approved_by: str | None
    refund_id: str | None
    fault: str | None
    created_at: datetime
    sent_at: datetime | None
    settled_at: datetime | None


@dataclass(frozen=True)
class Held:
    """A refund and what its order says: whose, through whom, of how much, how much is back already."""

    refund_no: str
    order_no: str
    transaction_id: str
    account: str
    amount_fen: int
    reason: str
    state: str
    sent_at: datetime | None
    checks: int
    mchid: str
    sub_mchid: str
    payee: str
    subject: str
    refunded_fen: int
    order_fen: int


@dataclass(frozen=True)
class Extra:
    """A further payment of an order that was paid already."""

    transaction_id: str
    order_no: str
    amount_fen: int
    paid_at: datetime


@dataclass(frozen=True)
class Numbers:
    """A refund's number as it is stored, and the order it gives back."""

    refund_no: str
    order_no: str


REFUNDS, EXTRAS, NUMBERS = Reader(Refund, refund), Reader(Extra, extra_payment), Reader(Numbers, refund.c)
_OF_ORDER = {name: order.c[name] for name in ("mchid", "sub_mchid", "payee", "subject", "refunded_fen")}
HELD = Reader(Held, refund.c, **_OF_ORDER, order_fen=order.c.amount_fen.label("order_fen"))


def of_order(tx: Connection, order_no: str) -> list[Refund]:
    """All refunds of an order, oldest first."""
    return REFUNDS.all(tx, REFUNDS.query.where(refund.c.order_no == order_no).order_by(refund.c.created_at, refund.c.refund_no))


def extras(tx: Connection, order_no: str) -> list[Extra]:
    """Further payments of an order that was paid already."""
    return EXTRAS.all(tx, EXTRAS.query.where(extra_payment.c.order_no == order_no).order_by(extra_payment.c.at))


def find(tx: Connection, refund_no: str) -> Held | None:
    """One refund with its order, or None."""
    whole = HELD.query.join(order, order.c.order_no == refund.c.order_no)
    return HELD.first(tx, whole.where(refund.c.refund_no == refund_no))


def get(tx: Connection, refund_no: str) -> Numbers:
    """A refund that exists."""
    return NUMBERS.one(tx, NUMBERS.query.where(refund.c.refund_no == refund_no))


def waiting(tx: Connection, after: str | None = None) -> tuple[Sequence[Refund], str | None]:
    """A page of those that a second person has to decide, oldest first, and the mark of the next."""
    query = REFUNDS.query.where(refund.c.state == "asked")
    mark = paging.read(after, hex_id=False)
    rows = REFUNDS.all(tx, paging.beyond(query, mark, refund.c.created_at, refund.c.refund_no, oldest_first=True))
    return paging.cut(rows, lambda row: paging.Mark(row.created_at, row.refund_no))
