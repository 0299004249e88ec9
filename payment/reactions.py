"""Something happened: a fee is due, or owed no more; a refund may be sent."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from app.kernel.events import Happened
from app.kernel.relay import outside
from payment import service
from payment.receipts import service as receipts
from payment.refunds import service as refunds


def open_order(tx: Connection, happened: Happened) -> None:
    """PAYMENT_DUE: subject, payee, amount_fen, description, lines, until (RFC 3339)."""
    data = happened.data
    until = datetime.fromisoformat(data["until"])
    service.open_order(tx, data["subject"], data["payee"], data["amount_fen"], data["description"], data["lines"], until)


@outside
def release(happened: Happened) -> None:
    """FEE_RELEASED: subject, reason, keep_paid. What is unpaid is closed, what is paid goes back, unless it is to be kept."""
    data = happened.data
    service.release(data["subject"], happened.id, data.get("reason", "not_granted"), data.get("keep_paid", False))


@outside
def send_refund(happened: Happened) -> None:
    """REFUND_REQUESTED: refund_no. The sweeper would send it too; this is sooner."""
    refunds.send(happened.data["refund_no"])


def issue_receipt(tx: Connection, happened: Happened) -> None:
    """PAYMENT_SETTLED: order_no."""
    receipts.issue(tx, happened.data["order_no"])


def cancel_receipt(tx: Connection, happened: Happened) -> None:
    """REFUND_SETTLED: order_no, whole. A receipt for a fee that has gone back whole says nothing true any more."""
    if happened.data["whole"]:
        receipts.cancel(tx, happened.data["order_no"])
