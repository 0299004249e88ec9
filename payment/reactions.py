"""Something happened: a fee is due, or owed no more; a refund may be sent."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from app.events.money import FeeReleased, PaymentDue, PaymentSettled, RefundRequested, RefundSettled
from app.kernel.events import Happened
from app.kernel.relay import outside
from payment import service
from payment.receipts import service as receipts
from payment.refunds import service as refunds


def open_order(tx: Connection, happened: Happened[PaymentDue]) -> None:
    """The order of a fee that is due."""
    due = happened.event
    until = datetime.fromisoformat(due.until)
    service.open_order(tx, due.subject, due.payee, due.amount_fen, due.description, due.lines, until)


@outside
def release(happened: Happened[FeeReleased]) -> None:
    """What is unpaid is closed, what is paid goes back, unless it is to be kept."""
    fee = happened.event
    service.release(fee.subject, happened.id, fee.reason, fee.keep_paid)


@outside
def send_refund(happened: Happened[RefundRequested]) -> None:
    """The sweeper would send it too; this is sooner."""
    refunds.send(happened.event.refund_no)


def issue_receipt(tx: Connection, happened: Happened[PaymentSettled]) -> None:
    """The receipt of what was paid."""
    receipts.issue(tx, happened.event.order_no)


def cancel_receipt(tx: Connection, happened: Happened[RefundSettled]) -> None:
    """A receipt for a fee that has gone back whole says nothing true any more."""
    if happened.event.whole:
        receipts.cancel(tx, happened.event.order_no)
