"""Show me: an order; whether the ledger is in balance; what each department is owed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TypedDict

from sqlalchemy import Connection, func, literal_column, or_, select

from app.kernel.rows import Query, Reader, Source, Where
from payment.models import entry, order
from payment.orders import ORDERS, Order, of_number, of_subject
from payment.refunds.models import extra_payment, refund

__all__ = ["of_number", "of_subject"]  # the rest is told by its name


@dataclass(frozen=True)
class Line:
    """A line of the ledger, in fen; one of the two is zero."""

    kind: str
    external_no: str
    account: str
    debit_fen: int
    credit_fen: int
    at: datetime


class Settled(TypedDict):
    """What a department collected, gave back and is owed for."""

    payee: str
    paid_fen: int
    refunded_fen: int
    net_fen: int


LINES = Reader(Line, entry)


@dataclass(frozen=True)
class Balance:
    """Sums over everything, in fen, and what does not fit."""

    debit_fen: int
    credit_fen: int
    paid_fen: int
    refunded_fen: int
    suspense_fen: int  # paid twice and not yet back
    channel_fen: int  # what WeChat holds for the payees
    payee_fen: int
    paid_without_postings: int  # paid orders whose posting is missing or of another amount
    postings_without_paid: int
    refunds_without_postings: int
    postings_without_refund: int
    refunded_wrong: int  # orders whose refunds do not add up to what stands on them, or to more than was paid

    @property
    def sound(self) -> bool:
        """Every fen is accounted for."""
        return not self.faults

    @property
    def faults(self) -> list[str]:
        """Names of what does not hold."""
        held = {
            "debits_are_credits": self.debit_fen == self.credit_fen,
            "payees_have_paid_less_refunded": self.payee_fen == self.paid_fen - self.refunded_fen,
            "channel_owes_payees_and_suspense": self.channel_fen == self.payee_fen + self.suspense_fen,
            "suspense_is_not_negative": self.suspense_fen >= 0,
        }
        counted = {name: value for name, value in asdict(self).items() if not name.endswith("_fen")}
        return [name for name, holds in held.items() if not holds] + [name for name, value in counted.items() if value]


def subjects(tx: Connection, order_nos: Collection[str]) -> dict[str, str]:
    """What these orders are for, by number, of those that exist."""
    query = select(order.c.order_no, order.c.subject).where(order.c.order_no.in_(list(order_nos)))
    return {row.order_no: row.subject for row in tx.execute(query)} if order_nos else {}


def count_paid(tx: Connection, case_numbers: Collection[str]) -> int:
    """How many orders of these cases were paid."""
    mine = (order.c.subject.in_([f"case:{no}" for no in case_numbers]), order.c.paid_at.is_not(None))
    return _number(tx, select(func.count()).select_from(order).where(*mine)) if case_numbers else 0


def paid_of(tx: Connection, subjects: Collection[str]) -> list[Order]:
    """What was paid for these subjects, latest first: under earlier numbers of a bill too."""
    mine = or_(order.c.subject.in_(list(subjects)), *(order.c.subject.like(f"{one}~%") for one in subjects))
    paid = ORDERS.query.where(mine, order.c.paid_at.is_not(None)).order_by(order.c.paid_at.desc(), order.c.order_no)
    return ORDERS.all(tx, paid) if subjects else []


def paid_at(tx: Connection, subject: str) -> datetime | None:
    """When it was paid."""
    return tx.execute(select(order.c.paid_at).where(order.c.subject == subject)).scalar()


def begun(tx: Connection, subject: str) -> bool:
    """Whether WeChat was asked for a sheet to pay it with: from then on it may be paid without our having heard of it."""
    row = of_subject(tx, subject)
    return row is not None and row.state in ("paying", "paid")


def lines(tx: Connection, order_no: str) -> list[Line]:
    """The ledger's lines of an order, oldest first."""
    return LINES.all(tx, LINES.query.where(entry.c.order_no == order_no).order_by(entry.c.id))


def balance(tx: Connection) -> Balance:
    """Recompute everything from the entries."""
    accounts = _by_account(tx)
    sums = [sum(one[index] for one in accounts.values()) for index in (0, 1)]

    def net(prefix: str) -> int:
        return sum(credit - debit for name, (debit, credit) in accounts.items() if name.startswith(prefix))

    return Balance(
        debit_fen=sums[0],
        credit_fen=sums[1],
        paid_fen=_number(tx, select(func.sum(order.c.amount_fen)).where(order.c.state == "paid")),
        refunded_fen=_number(tx, select(func.sum(order.c.refunded_fen))),
        suspense_fen=net("suspense:"),
        channel_fen=-net("channel:"),
        payee_fen=net("payee:"),
        **_unmatched(tx),
        refunded_wrong=_refunded_wrong(tx),
    )


def settlement(tx: Connection, since: datetime, until: datetime) -> list[Settled]:
    """What each department collected, gave back and is owed for, from the ledger."""
    sums = select(entry.c.account, func.sum(entry.c.credit_fen), func.sum(entry.c.debit_fen)).where(
        entry.c.account.like("payee:%"), entry.c.at >= since, entry.c.at < until
    )
    rows = tx.execute(sums.group_by(entry.c.account).order_by(entry.c.account))
    return [
        {"payee": name.removeprefix("payee:"), "paid_fen": int(paid), "refunded_fen": int(back), "net_fen": int(paid - back)}
        for name, paid, back in rows
    ]


def _by_account(tx: Connection) -> dict[str, tuple[int, int]]:
    query = select(entry.c.account, func.sum(entry.c.debit_fen), func.sum(entry.c.credit_fen)).group_by(entry.c.account)
    return {name: (int(debit), int(credit)) for name, debit, credit in tx.execute(query)}


def _unmatched(tx: Connection) -> dict[str, int]:
    """Payments and refunds against their postings, each by its external number and amount, both ways."""
    owed = entry.c.account.like("payee:%") | entry.c.account.like("suspense:%")
    paid_line = (entry.c.kind == "payment", owed, entry.c.external_no == order.c.transaction_id, entry.c.credit_fen == order.c.amount_fen)
    extra_line = (entry.c.kind == "payment", owed, entry.c.external_no == extra_payment.c.transaction_id)
    back_line = (entry.c.kind == "refund", entry.c.external_no == refund.c.refund_id, entry.c.debit_fen == refund.c.amount_fen, owed)

    def bare(table: Source, line: tuple[Where, ...], *which: Where) -> int:
        return _number(tx, select(func.count()).select_from(table).where(*which, ~select(entry.c.id).where(*line).exists()))

    def loose(kind: str, *sources: tuple[Source, tuple[Where, ...]]) -> int:
        known = [~select(literal_column("1")).select_from(table).where(*line).exists() for table, line in sources]
        return _number(tx, select(func.count()).select_from(entry).where(entry.c.kind == kind, owed, *known))

    return {
        "paid_without_postings": bare(order, paid_line, order.c.state == "paid") + bare(extra_payment, extra_line),
        "postings_without_paid": loose("payment", (order, (order.c.state == "paid", *paid_line)), (extra_payment, extra_line)),
        "refunds_without_postings": bare(refund, back_line, refund.c.state == "done"),
        "postings_without_refund": loose("refund", (refund, (refund.c.state == "done", *back_line))),
    }


def _refunded_wrong(tx: Connection) -> int:
    """Orders whose own sums disagree with their refunds, or promise more than was paid."""
    over = (order.c.refunded_fen > order.c.reserved_fen) | (order.c.reserved_fen > order.c.amount_fen) | (order.c.refunds > 50)
    wrong = _number(tx, select(func.count()).select_from(order).where(over))
    for column, states in ((order.c.refunded_fen, ("done",)), (order.c.reserved_fen, ("asked", "ready", "sent", "abnormal", "done"))):
        mine = (refund.c.order_no == order.c.order_no, refund.c.account.like("payee:%"), refund.c.state.in_(states))
        total = select(func.coalesce(func.sum(refund.c.amount_fen), 0)).where(*mine).correlate(order).scalar_subquery()
        wrong += _number(tx, select(func.count()).select_from(order).where(column > 0, column != total))
    return wrong


def _number(tx: Connection, query: Query) -> int:
    return int(tx.execute(query).scalar() or 0)
