"""Show me: the receipt of an order."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from app.kernel.rows import Reader
from payment.receipts.models import receipt


@dataclass(frozen=True)
class Receipt:
    """A fiscal receipt. `state`: issued | cancelled."""

    order_no: str
    code: str
    number: str
    check_code: str
    payee: str
    amount_fen: int
    state: str
    issued_at: datetime


RECEIPTS = Reader(Receipt, receipt)


def of_orders(tx: Connection, order_nos: Collection[str]) -> dict[str, Receipt]:
    """Those there are, by order."""
    mine = RECEIPTS.query.where(receipt.c.order_no.in_(list(order_nos)))
    return {row.order_no: row for row in RECEIPTS.all(tx, mine)} if order_nos else {}


def of_order(tx: Connection, order_no: str) -> Receipt | None:
    """None when there is none (yet)."""
    return RECEIPTS.first(tx, RECEIPTS.query.where(receipt.c.order_no == order_no))
