"""Issue a receipt, once per order; cancel it when nothing of the fee is left."""

from __future__ import annotations

from collections.abc import Callable, Collection

from sqlalchemy import Connection, insert, select, update

from app.events.money import ReceiptIssued
from app.kernel import clock, crypto
from app.kernel.events import emit
from payment.models import order
from payment.orders import ORDERS
from payment.receipts import rules
from payment.receipts.models import receipt, series
from payment.rules import bill_of

_issuers: frozenset[str] | None = None


def _nowhere(tx: Connection, subject: str) -> bool:
    return False


_elsewhere: Callable[[Connection, str], bool] = _nowhere


def issue_for(payees: Collection[str], elsewhere: Callable[[Connection, str], bool]) -> None:
    """Whose fees are public revenue (wsgi.py): partners such as a courier give invoices of their own. `elsewhere`: whether somebody else
    gives the receipt for what is paid for a subject; for one payment there is one."""
    global _issuers, _elsewhere
    _issuers, _elsewhere = frozenset(payees), elsewhere


def issue(tx: Connection, order_no: str) -> str | None:
    """The receipt of a paid order; asked again, the same one. Returns its number, or None for what gets none."""
    row = ORDERS.one(tx, ORDERS.query.where(order.c.order_no == order_no))
    if row.state != "paid" or (_issuers is not None and row.payee not in _issuers):
        return None
    known = tx.execute(select(receipt.c.number).where(receipt.c.order_no == order_no)).scalar()
    if known:
        return str(known)
    if _elsewhere(tx, bill_of(row.subject)):
        return None
    code = rules.code_of(clock.today())
    number = rules.number_text(_next(tx, code))
    stored = {"order_no": order_no, "code": code, "number": number, "payee": row.payee, "amount_fen": row.amount_fen}
    check = rules.check_code(crypto.blind("fiscal_receipt.check", f"{code}{number}{row.amount_fen}"))
    tx.execute(insert(receipt), {**stored, "check_code": check, "state": "issued", "issued_at": clock.now()})
    emit(tx, ReceiptIssued(order_no, row.subject, row.amount_fen))
    return number


def cancel(tx: Connection, order_no: str) -> bool:
    """The fee has gone back whole. False when there was no receipt, or it is cancelled already."""
    mine = update(receipt).where(receipt.c.order_no == order_no, receipt.c.state == "issued")
    return tx.execute(mine.values(state="cancelled", cancelled_at=clock.now())).rowcount == 1


def _next(tx: Connection, code: str) -> int:
    """The next number: the row is locked until commit, so that no number is lost or given twice."""
    if tx.execute(update(series).where(series.c.code == code).values(last=series.c.last + 1)).rowcount != 1:
        tx.execute(insert(series), {"code": code, "last": 1})
    return int(tx.execute(select(series.c.last).where(series.c.code == code)).scalar() or 0)
