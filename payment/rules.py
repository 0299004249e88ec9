"""What an order may do, what a payment posts, which word of the channel is believed. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

MOVES = {
    "open": ("paying", "paid", "closed"),
    "paying": ("paid", "closed"),
    "paid": (),
    "closed": ("paid",),  # paid after closing: booked, then refunded (a later issue)
}
FIRST_CHECK = timedelta(seconds=60)
PREPAY_LIVES = timedelta(minutes=110)  # WeChat says two hours


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


@dataclass(frozen=True)
class Posting:
    """One line of the ledger, in fen; one of the two is zero."""

    account: str
    debit_fen: int
    credit_fen: int


def postings(payee: str, amount_fen: int) -> tuple[Posting, Posting]:
    """A payment: the channel owes us what the payee is owed. Raises ValueError for what is no amount."""
    if amount_fen <= 0:
        raise ValueError("an amount is a positive number of fen")
    return Posting("channel:wechat", amount_fen, 0), Posting(f"payee:{payee}", 0, amount_fen)


def disagreement(paid: Paid, mchid: str, appid: str, amount_fen: int, openid: str | None) -> str | None:
    """The stable code of the first thing that is not as in our record, or None."""
    if paid.mchid != mchid:
        return "notify_wrong_mchid"
    if paid.appid != appid:
        return "notify_wrong_appid"
    if paid.currency != "CNY":
        return "notify_wrong_currency"
    if paid.amount_fen != amount_fen:
        return "notify_wrong_amount"
    if openid is not None and paid.openid != openid:
        return "notify_wrong_payer"
    return None


def next_check(checks: int, now: datetime) -> datetime:
    """When to ask again: after 20 s, 40 s, 80 s … at most every ten minutes."""
    return now + timedelta(seconds=min(20 * 2**checks, 600))
