"""The bill of a subject: opened once, payable as long as somebody asks for it, and written anew when it is over.

At any moment one order carries the subject itself: the one that can be paid, or was. Those before it keep their number, and
carry the subject with a mark (rules.replaced), so that whatever is still heard of them finds its place.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from app.kernel import clock
from app.kernel.charges import Charge
from app.kernel.errors import Refused
from payment import channels, orders, rules
from payment.models import order
from payment.orders import Order


@dataclass(frozen=True)
class Bill:
    """What an order is written from: whose money, through whom, how much, what for, until when it can be paid."""

    subject: str
    payee: str
    mchid: str
    sub_mchid: str
    amount_fen: int
    description: str
    lines: Sequence[Charge]
    expires_at: datetime


def open_order(
    tx: Connection, subject: str, payee: str, amount_fen: int, description: str, lines: Sequence[Charge], until: datetime
) -> str:
    """The order to be paid for a subject. Returns its number. Asked again, the same one, payable until the later moment; one
    that is over (rules.is_over) makes room for a new one. Raises Refused for what is no amount."""
    if not isinstance(amount_fen, int) or isinstance(amount_fen, bool) or amount_fen <= 0:
        raise Refused("amount_invalid", "金额不对", "联系窗口")
    pay, sub_mchid = channels.collects_for(payee)
    fresh = Bill(subject, payee, pay.mchid, sub_mchid, amount_fen, description[:120], list(lines), until)
    found = tx.execute(select(order.c.order_no).where(order.c.subject == subject)).scalar()
    if found is None:
        return _insert(tx, fresh)
    row = _locked(tx, found)
    if row.subject == subject and rules.is_over(row.state, row.reserved_fen, row.amount_fen):
        return _replace(tx, row, fresh)
    if row.state in rules.LIVE and row.expires_at < until:
        tx.execute(update(order).where(order.c.order_no == found).values(expires_at=until))
    return str(found)


@dataclass(frozen=True)
class Again:
    """A bill that is over, to be paid until then. `lines`: of what it comes to now; None: it is as it was."""

    until: datetime
    amount_fen: int = 0
    lines: Sequence[Charge] | None = None


def anew(tx: Connection, order_no: str, again: Callable[[Connection], Again] | None = None) -> None:
    """The bill under a new number. With `again`, which is asked what it is now: one that is over. Without: one that WeChat takes no
    more under its old number. Of several at once, one does it."""
    row = _locked(tx, order_no)
    over = rules.is_over(row.state, row.reserved_fen, row.amount_fen)
    dead = row.state in rules.LIVE and row.expires_at >= clock.now()
    if not (over if again else dead) or row.subject != rules.bill_of(row.subject):
        return
    fresh = again(tx) if again else Again(row.expires_at)
    fen, lines = (row.amount_fen, row.charges) if fresh.lines is None else (fresh.amount_fen, list(fresh.lines))
    _replace(tx, row, Bill(row.subject, row.payee, row.mchid, row.sub_mchid, fen, row.description, lines, fresh.until))


def _replace(tx: Connection, old: Order, fresh: Bill) -> str:
    """The old one stays, closed or paid as it is, so that nothing paid under it could be lost."""
    gone: dict[str, str | None] = {"subject": rules.replaced(old.subject, old.order_no)}
    if old.state in rules.LIVE:
        gone |= {"state": "closed", "next_check": None}
    tx.execute(update(order).where(order.c.order_no == old.order_no).values(**gone))
    return _insert(tx, fresh)


def _insert(tx: Connection, bill: Bill) -> str:
    now = clock.now()
    order_no = f"{clock.china(now):%Y%m%d%H%M%S}{secrets.randbelow(10**12):012d}"
    fresh = {"state": "open", "created_at": now, "checks": 0, "reserved_fen": 0, "refunded_fen": 0, "refunds": 0}
    tx.execute(insert(order), {"order_no": order_no, **vars(bill), **fresh})
    return order_no


def _locked(tx: Connection, order_no: str) -> Order:
    """An order that exists."""
    found = orders.of_number(tx, order_no, lock=True)
    if found is None:
        raise LookupError("order")
    return found
