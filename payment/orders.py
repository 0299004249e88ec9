"""An order as it is stored, read in one place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam

from app.kernel import crypto
from app.kernel.charges import Charge
from app.kernel.rows import Reader
from payment import rules
from payment.models import order


@dataclass(frozen=True)
class Order:
    """One bill under one number. `openid`: whoever began to pay it, sealed."""

    order_no: str
    subject: str
    payee: str
    mchid: str
    sub_mchid: str
    amount_fen: int
    description: str
    lines: list[rules.Kept]
    state: str
    openid: bytes | None
    prepay_id: str | None
    transaction_id: str | None
    created_at: datetime
    started_at: datetime | None
    paid_at: datetime | None
    expires_at: datetime
    next_check: datetime | None
    reserved_fen: int
    refunded_fen: int
    refunds: int

    @property
    def charges(self) -> list[Charge]:
        """What the sum is made of."""
        return rules.charges(self.lines)

    @property
    def payer(self) -> str | None:
        """The openid in plain. Never log it."""
        return crypto.unseal("payment_order.openid", self.order_no, self.openid) if self.openid else None


@dataclass(frozen=True)
class Booked:
    """What settling compares and books, and no more: the driver's time grows with each further column."""

    order_no: str
    subject: str
    payee: str
    mchid: str
    sub_mchid: str
    amount_fen: int
    state: str
    openid: bytes | None
    transaction_id: str | None

    @property
    def payer(self) -> str | None:
        """As Order's."""
        return crypto.unseal("payment_order.openid", self.order_no, self.openid) if self.openid else None


ORDERS = Reader(Order, order)
_BOOKED = Reader(Booked, order.c)
_BY_NUMBER = _BOOKED.query.where(order.c.order_no == bindparam("wanted"))


def of_number(tx: Connection, order_no: str, lock: bool = False) -> Order | None:
    """The order of this number, or None. `lock`: until commit."""
    query = ORDERS.query.where(order.c.order_no == order_no)
    return ORDERS.first(tx, query.with_for_update() if lock else query)


def of_subject(tx: Connection, subject: str) -> Order | None:
    """The order that carries a subject itself: the one that can be paid, or was. None when there is none."""
    return ORDERS.first(tx, ORDERS.query.where(order.c.subject == subject))


def booked(tx: Connection, order_no: str) -> Booked | None:
    """What settling needs of an order, or None."""
    row = tx.execute(_BY_NUMBER, {"wanted": order_no}).first()
    return None if row is None else _BOOKED.of(row)
