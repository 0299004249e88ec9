"""What a refund may do, what it posts, which word of the channel is believed. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from payment.rules import Posting, Refunded

MOVES = {
    "asked": ("ready", "declined"),  # a second person decides
    "ready": ("sent", "done", "abnormal", "closed"),  # WeChat may be ahead of what we heard
    "sent": ("done", "abnormal", "closed"),
    "abnormal": ("sent", "done", "closed"),
    "done": (),
    "closed": (),
    "declined": (),
}
OPEN = ("ready", "sent", "abnormal")
MOST = 50

REASONS = {
    "not_granted": "没有办成，退还费用",
    "paid_late": "账单已关闭，退还费用",
    "paid_twice": "重复交费，退还多交的",
    "overcharged": "多收费用，退还差额",
    "asked_for": "申请退费",
}
BY_STAFF = ("overcharged", "asked_for", "not_granted")


def postings(account: str, amount_fen: int) -> tuple[Posting, Posting]:
    """A refund: what the payee was owed, the channel gives back. Raises ValueError for what is no amount."""
    if amount_fen <= 0:
        raise ValueError("an amount is a positive number of fen")
    return Posting(account, amount_fen, 0), Posting("channel:wechat", 0, amount_fen)


def disagreement(told: Refunded, order_no: str, transaction_id: str, mchid: str, sub_mchid: str, amount_fen: int) -> str | None:
    """The stable code of the first thing that is not as in our record, or None."""
    if (told.mchid, told.sub_mchid) != (mchid, sub_mchid):
        return "notify_wrong_mchid"
    if (told.order_no, told.transaction_id) != (order_no, transaction_id):
        return "notify_wrong_order"
    if told.amount_fen != amount_fen:
        return "notify_wrong_amount"
    return None


def next_check(checks: int, now: datetime) -> datetime:
    """When to try or ask again: after 1, 2, 4 … minutes, at most every six hours. WeChat wants a minute between two refunds."""
    return now + timedelta(minutes=min(2 ** min(checks, 9), 360))
