"""Show me: an order; whether the ledger is in balance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from payment.models import entry, order


@dataclass(frozen=True)
class Balance:
    """Sums over everything, in fen, and what does not fit: orders without their postings, postings without an order."""

    debit_fen: int
    credit_fen: int
    paid_fen: int
    paid_without_postings: int
    postings_without_paid: int

    @property
    def sound(self) -> bool:
        """Every fen is accounted for."""
        even = self.debit_fen == self.credit_fen == self.paid_fen
        return even and not self.paid_without_postings and not self.postings_without_paid


def get_order(tx: Connection, order_no: str) -> Any | None:
    """order_no, subject, payee, amount_fen, description, lines, state, expires_at, paid_at; None when there is none."""
    return tx.execute(select(order).where(order.c.order_no == order_no)).first()


def of_subject(tx: Connection, subject: str) -> Any | None:
    """The order of a subject, or None."""
    return tx.execute(select(order).where(order.c.subject == subject)).first()


def paid_at(tx: Connection, subject: str) -> datetime | None:
    """When it was paid."""
    return tx.execute(select(order.c.paid_at).where(order.c.subject == subject)).scalar()


def balance(tx: Connection) -> Balance:
    """Recompute everything from the entries."""
    sums = tx.execute(select(func.coalesce(func.sum(entry.c.debit_fen), 0), func.coalesce(func.sum(entry.c.credit_fen), 0))).one()
    paid = tx.execute(select(func.coalesce(func.sum(order.c.amount_fen), 0)).where(order.c.state == "paid")).scalar()
    posted = select(entry.c.order_no).group_by(entry.c.order_no)
    bare = tx.execute(select(func.count()).where(order.c.state == "paid", order.c.order_no.not_in(posted))).scalar()
    settled = select(order.c.order_no).where(order.c.state == "paid")
    loose = tx.execute(select(func.count()).select_from(entry).where(entry.c.order_no.not_in(settled))).scalar()
    return Balance(int(sums[0]), int(sums[1]), int(paid or 0), int(bare or 0), int(loose or 0))
