"""WeChat Pay v3: refunds. Asked again with the same number and values, WeChat answers the same refund."""

from __future__ import annotations

from urllib.parse import quote

import orjson

from app.kernel.errors import Refused
from app.kernel.jsons import Json, an_object
from payment.channels.wechat_pay import WeChatPay, read_refunded
from payment.rules import Refunded


def apply(
    pay: WeChatPay, refund_no: str, transaction_id: str, amount_fen: int, total_fen: int, reason: str, sub_mchid: str = ""
) -> tuple[Refunded, str]:
    """Ask for a refund: what became of it so far, and the raw answer. Accepted is not yet done."""
    body = {
        "transaction_id": transaction_id,
        "out_refund_no": refund_no,
        "reason": reason,
        "notify_url": pay.notify_url,
        "amount": {"refund": amount_fen, "total": total_fen, "currency": "CNY"},
        **({"sub_mchid": sub_mchid} if sub_mchid else {}),
    }
    return _read(pay, pay.call("POST", "/v3/refund/domestic/refunds", body), sub_mchid)


def query(pay: WeChatPay, refund_no: str, sub_mchid: str = "") -> tuple[Refunded, str] | None:
    """What became of a refund of ours; None when WeChat has never seen its number."""
    asked = f"?sub_mchid={quote(sub_mchid)}" if sub_mchid else ""
    try:
        answer = pay.call("GET", f"/v3/refund/domestic/refunds/{quote(refund_no)}{asked}")
    except Refused as refusal:
        if refusal.code == "wechat_pay_resource_not_exists":
            return None
        raise
    return _read(pay, answer, sub_mchid)


def _read(pay: WeChatPay, answer: Json, sub_mchid: str) -> tuple[Refunded, str]:
    try:
        told = an_object(answer)
        return read_refunded(told, str(told["status"]), pay.mchid, sub_mchid), orjson.dumps(told).decode()
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Refused("wechat_pay_unreadable", "微信支付的回答读不懂", "过一会儿再试一次") from None
