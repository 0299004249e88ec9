"""An order's whole story on one page: what we booked, what the channel said, what came back, its bill rows, who looked into it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from sqlalchemy import Connection, select

from app.kernel import clock, paging
from app.kernel.errors import NotFound
from app.kernel.rows import Reader, Where
from payment import queries
from payment.bills import queries as bills
from payment.models import channel_message, order
from payment.orders import ORDERS, Order
from payment.receipts import queries as receipts
from payment.refunds import queries as refunds
from payment.refunds.models import extra_payment, refund
from payment.refunds.queries import Refund
from payment.workorders import queries as workorders

NUMBER = re.compile(r"[0-9A-Za-z]{6,64}")


class Head(TypedDict):
    """An order on one line."""

    order_no: str
    subject: str
    description: str
    payee: str
    mchid: str
    sub_mchid: str
    amount_fen: int
    reserved_fen: int
    refunded_fen: int
    state: str
    transaction_id: str | None
    created_at: str
    paid_at: str | None
    expires_at: str


class Line(TypedDict):
    """A line of the ledger."""

    kind: str
    external_no: str
    account: str
    debit_fen: int
    credit_fen: int
    at: str


class Heard(TypedDict):
    """When the channel said something, and how we came to hear it."""

    source: str
    at: str


class Extra(TypedDict):
    """A payment nobody owed."""

    transaction_id: str
    amount_fen: int
    paid_at: str | None


class RefundView(TypedDict):
    """A refund as staff see it; `asked_by`, `approved_by` are ids."""

    refund_no: str
    order_no: str
    transaction_id: str
    refund_id: str | None
    amount_fen: int
    reason: str
    state: str
    fault: str | None
    asked_by: str | None
    approved_by: str | None
    created_at: str
    sent_at: str | None
    settled_at: str | None


class Receipt(TypedDict):
    """The fiscal receipt of an order."""

    code: str
    number: str
    state: str
    at: str | None


class Story(TypedDict):
    """Everything about one order."""

    order: Head
    ledger: list[Line]
    messages: list[Heard]
    extra_payments: list[Extra]
    refunds: list[RefundView]
    receipt: Receipt | None
    bill_rows: list[bills.Told]
    work_orders: list[workorders.WorkOrder]


@dataclass(frozen=True)
class Message:
    """That the channel said something: what, stays sealed."""

    source: str
    at: datetime


MESSAGES = Reader(Message, channel_message.c)


def search(tx: Connection, text: str, after: str | None = None) -> tuple[list[Head], str | None]:
    """A page of the orders known by this number, whole: order, WeChat's transaction, refund (ours or WeChat's), case; latest first."""
    wanted = re.sub(r"\s", "", text)
    if not NUMBER.fullmatch(wanted):
        return [], None
    numbers = {wanted}
    for column, key in ((refund.c.order_no, refund.c.refund_no), (refund.c.order_no, refund.c.refund_id)):
        numbers |= set(tx.execute(select(column).where(key == wanted)).scalars())
    numbers |= set(tx.execute(select(extra_payment.c.order_no).where(extra_payment.c.transaction_id == wanted)).scalars())
    mark = paging.read(after, hex_id=False)
    found: dict[str, Order] = {}
    for which in (order.c.order_no.in_(numbers), order.c.transaction_id == wanted, order.c.subject == f"case:{wanted}", _replaced(wanted)):
        page = paging.beyond(ORDERS.query.where(which), mark, order.c.created_at, order.c.order_no)
        found |= {row.order_no: row for row in ORDERS.all(tx, page)}
    latest = sorted(found.values(), key=lambda row: (row.created_at, row.order_no), reverse=True)
    shown, following = paging.cut(latest, lambda row: paging.Mark(row.created_at, row.order_no))
    return [head(row) for row in shown], following


def _replaced(wanted: str) -> Where:
    """Earlier numbers of the same bill."""
    return order.c.subject.like(f"case:{wanted}~%")


def head(row: Order) -> Head:
    """An order on one line."""
    return {
        "order_no": row.order_no,
        "subject": row.subject,
        "description": row.description,
        "payee": row.payee,
        "mchid": row.mchid,
        "sub_mchid": row.sub_mchid,
        "amount_fen": row.amount_fen,
        "reserved_fen": row.reserved_fen,
        "refunded_fen": row.refunded_fen,
        "state": row.state,
        "transaction_id": row.transaction_id,
        "created_at": clock.rfc3339(row.created_at),
        "paid_at": _at(row.paid_at),
        "expires_at": clock.rfc3339(row.expires_at),
    }


def of_order(tx: Connection, order_no: str) -> Story:
    """Everything about one order. Raises NotFound."""
    row = queries.of_number(tx, order_no)
    if row is None:
        raise NotFound()
    order_no = row.order_no  # as it is stored
    receipt = receipts.of_order(tx, order_no)
    shown: Receipt | None = None
    if receipt:
        shown = {"code": receipt.code, "number": receipt.number, "state": receipt.state, "at": _at(receipt.issued_at)}
    return {
        "order": head(row),
        "ledger": [_line(one) for one in queries.lines(tx, order_no)],
        "messages": [{"source": one.source, "at": clock.rfc3339(one.at)} for one in _messages(tx, order_no)],
        "extra_payments": [
            {"transaction_id": one.transaction_id, "amount_fen": one.amount_fen, "paid_at": _at(one.paid_at)}
            for one in refunds.extras(tx, order_no)
        ],
        "refunds": [refund_view(one) for one in refunds.of_order(tx, order_no)],
        "receipt": shown,
        "bill_rows": bills.of_order(tx, order_no),
        "work_orders": workorders.of_order(tx, order_no),
    }


def refund_view(one: Refund) -> RefundView:
    """A refund as staff see it; `asked_by`, `approved_by` are ids."""
    return {
        "refund_no": one.refund_no,
        "order_no": one.order_no,
        "transaction_id": one.transaction_id,
        "refund_id": one.refund_id,
        "amount_fen": one.amount_fen,
        "reason": one.reason,
        "state": one.state,
        "fault": one.fault,
        "asked_by": one.asked_by,
        "approved_by": one.approved_by,
        "created_at": clock.rfc3339(one.created_at),
        "sent_at": _at(one.sent_at),
        "settled_at": _at(one.settled_at),
    }


def _messages(tx: Connection, order_no: str) -> Sequence[Message]:
    mine = MESSAGES.query.where(channel_message.c.order_no == order_no)
    return MESSAGES.all(tx, mine.order_by(channel_message.c.id))


def _line(one: queries.Line) -> Line:
    return {
        "kind": one.kind,
        "external_no": one.external_no,
        "account": one.account,
        "debit_fen": one.debit_fen,
        "credit_fen": one.credit_fen,
        "at": clock.rfc3339(one.at),
    }


def _at(moment: datetime | None) -> str | None:
    return clock.rfc3339(moment) if moment else None
