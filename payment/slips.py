"""The slip that goes with an order to WeChat and comes back with its payment (`attach`): whose money, what for, our seal.

    dept-gat-crj|case:264401000000019|q4k0m1zXcRk1v8bO3JwQ2g

The seal covers every word of an order that a payment must agree with. So a payment that brings its slip is compared with the
order as it was, and needs no look at it; and one that stands in a bill and not in our books says itself what it was for.
"""

from __future__ import annotations

import base64
import hmac
from dataclasses import dataclass

from app.kernel import crypto
from payment.rules import Paid

MOST = 128  # characters WeChat carries


@dataclass(frozen=True)
class Slip:
    """Of which order it is."""

    payee: str
    subject: str


def write(slip: Slip, *, order_no: str, mchid: str, sub_mchid: str, appid: str, openid: str, amount_fen: int) -> str:
    """The slip as WeChat carries it; empty when it is too long, and then the order is looked at."""
    words = (order_no, slip.payee, slip.subject, mchid, sub_mchid, appid, openid, str(amount_fen), "CNY")
    seal = base64.urlsafe_b64encode(crypto.blind("payment.slip", "\n".join(words))[:16]).decode().rstrip("=")
    text = f"{slip.payee}|{slip.subject}|{seal}"
    return text if len(text) <= MOST else ""


def read(paid: Paid) -> Slip | None:
    """The slip a payment brought, or None when there is none of ours, or a word is not as it was sealed."""
    payee, _, rest = paid.attach.partition("|")
    slip = Slip(payee, rest.rpartition("|")[0])
    same = {"order_no": paid.order_no, "mchid": paid.mchid, "sub_mchid": paid.sub_mchid, "appid": paid.appid}
    ours = write(slip, **same, openid=paid.openid, amount_fen=paid.amount_fen)
    return slip if paid.currency == "CNY" and ours and hmac.compare_digest(ours.encode(), paid.attach.encode()) else None
