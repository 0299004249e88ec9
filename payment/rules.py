"""What an order may do, what a payment posts, which word of the channel is believed. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NotRequired, TypedDict

from app.kernel.charges import Charge

MOVES = {
    "open": ("paying", "paid", "closed"),
    "paying": ("paid", "closed"),
    "paid": (),
    "closed": ("paid",),  # paid after closing: booked, then refunded
}
LIVE = ("open", "paying")  # an order that can be paid
CHECK_EVERY, LIVELY = timedelta(seconds=40), timedelta(minutes=15)
REFUND_STATES = {"SUCCESS": "done", "CLOSED": "closed", "PROCESSING": "sent", "ABNORMAL": "abnormal"}
ASK_EVERY = timedelta(seconds=5)  # a page that polls makes us ask the channel no more often
SHEET_AGAIN = timedelta(seconds=1)  # a sheet that did not open is replaced no more often
PREPAY_LIVES, PREPAY_GONE = timedelta(minutes=110), timedelta(minutes=130)  # WeChat says two hours


DESCRIPTION_BYTES = 127


def cut(description: str) -> str:
    """What WeChat takes as description: 127 bytes of UTF-8, no character beyond three of them. A longer one would make a bill that
    nobody can pay."""
    plain = "".join(char for char in description if ord(char) <= 0xFFFF)
    return plain.encode()[:DESCRIPTION_BYTES].decode(errors="ignore")


class Kept(TypedDict):
    """A charge as an order keeps it: in fen, or, before that was kept, as text: 1,286.40 元."""

    name: str
    amount_fen: NotRequired[int]
    text: NotRequired[str]
    why: NotRequired[str]


def charges(lines: Iterable[Kept]) -> list[Charge]:
    """What an order's sum is made of."""
    return [_charge(one) for one in lines]


def _charge(one: Kept) -> Charge:
    found: Charge = {"name": one["name"], "amount_fen": one["amount_fen"] if "amount_fen" in one else _fen(one["text"])}
    return {**found, "why": one["why"]} if one.get("why") else found


def _fen(text: str) -> int:
    whole, _, part = text.removesuffix(" 元").replace(",", "").partition(".")
    return int(whole) * 100 + int(part or 0)


@dataclass(frozen=True)
class Paid:
    """What a verified message says. Every field is compared with our own record before anything is believed."""

    order_no: str
    transaction_id: str
    mchid: str
    appid: str
    openid: str
    amount_fen: int
    currency: str
    at: datetime
    sub_mchid: str = ""
    attach: str = ""  # our slip (payment/slips.py), as it came back


@dataclass(frozen=True)
class Refunded:
    """What WeChat says of a refund: `state` is one of ours (sent, done, abnormal, closed)."""

    refund_no: str
    refund_id: str
    order_no: str
    transaction_id: str
    mchid: str
    sub_mchid: str
    amount_fen: int
    total_fen: int
    state: str
    sent_at: datetime | None
    at: datetime | None


@dataclass(frozen=True)
class Record:
    """What our own order says."""

    mchid: str
    sub_mchid: str
    appid: str
    amount_fen: int
    openid: str | None


@dataclass(frozen=True)
class Posting:
    """One line of the ledger, in fen; one of the two is zero."""

    account: str
    debit_fen: int
    credit_fen: int


def postings(payee: str, amount_fen: int, owed: bool = True) -> tuple[Posting, Posting]:
    """A payment: the channel owes us what the payee is owed, or what nobody is (suspense). Raises ValueError for what is no amount."""
    if amount_fen <= 0:
        raise ValueError("an amount is a positive number of fen")
    return Posting("channel:wechat", amount_fen, 0), Posting(account(payee, owed), 0, amount_fen)


def account(payee: str, owed: bool = True) -> str:
    """Where a payee's money stands; what nobody owed stands apart until it is back."""
    return f"payee:{payee}" if owed else f"suspense:{payee}"


def disagreement(paid: Paid, ours: Record) -> str | None:
    """The stable code of the first thing that is not as in our record, or None."""
    if (paid.mchid, paid.sub_mchid) != (ours.mchid, ours.sub_mchid):
        return "notify_wrong_mchid"
    if paid.appid != ours.appid:
        return "notify_wrong_appid"
    if paid.currency != "CNY":
        return "notify_wrong_currency"
    if paid.amount_fen != ours.amount_fen:
        return "notify_wrong_amount"
    if ours.openid is not None and paid.openid != ours.openid:
        return "notify_wrong_payer"
    return None


def is_over(state: str, reserved_fen: int, amount_fen: int) -> bool:
    """Whether an order neither can be paid nor stands for money we keep: closed, or all of it asked back."""
    return state == "closed" or (state == "paid" and reserved_fen >= amount_fen)


def next_check(checks: int, started: datetime, now: datetime) -> datetime:
    """When to ask again: every 40 s for a quarter of an hour after somebody saw the sheet, then after 1, 2, 4 … at most ten
    minutes, and once a day when the prepay can no longer be paid."""
    if checks < LIVELY // CHECK_EVERY:
        return now + CHECK_EVERY
    if now - started > PREPAY_GONE:
        return now + timedelta(days=1)
    return now + min(timedelta(minutes=2 ** min(checks - LIVELY // CHECK_EVERY, 4)), timedelta(minutes=10))


def replaced(subject: str, order_no: str) -> str:
    """What an order's subject becomes when another number takes its place."""
    return f"{bill_of(subject)}~{order_no[-12:]}"


def bill_of(subject: str) -> str:
    """What an order is for, also when its number was replaced."""
    return subject.partition("~")[0]
