"""WeChat Pay v3: orders, the pay sheet, notifications, for a direct merchant or a service provider with its sub-merchants.

Amounts are integer fen. Errors are those of Caller.call. Repeating a call with the same numbers is always safe.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

import orjson

from app.kernel import guard
from app.kernel import text as texts
from app.kernel.errors import Refused
from app.kernel.http import Headers
from app.kernel.jsons import Json, Object, a_text, an_object
from payment.channels.caller import Caller
from payment.rules import REFUND_STATES, Paid, Refunded


@dataclass(frozen=True)
class Answer:
    """What a query said: `paid` when it is, the state's word, and the raw body as evidence."""

    paid: Paid | None
    state: str
    raw: str


class WeChatPay(Caller):
    """One merchant. `connect` gives it its card of the credentials file. `sub_mchid`: on behalf of that sub-merchant."""

    def __init__(self, given: Mapping[str, Json], notify_url: str) -> None:
        super().__init__(given)
        self.notify_url = notify_url

    def prepay(self, order_no: str, amount_fen: int, description: str, openid: str, sub_mchid: str = "", attach: str = "") -> str:
        """JSAPI order. The same number and values again give a prepay_id again. `attach` comes back with the payment."""
        body = {
            **self._party(sub_mchid, with_app=True),
            "description": description,
            "out_trade_no": order_no,
            "notify_url": self.notify_url,
            "amount": {"total": amount_fen, "currency": "CNY"},
            "payer": {"sp_openid" if sub_mchid else "openid": openid},
            **({"attach": attach} if attach else {}),
        }
        try:
            return word(an_object(self.call("POST", f"{_orders(sub_mchid)}/jsapi", body))["prepay_id"], 64)
        except (KeyError, TypeError, ValueError):
            raise Refused("wechat_pay_unreadable", "微信支付的回答读不懂", "过一会儿再试一次") from None

    def sheet(self, prepay_id: str) -> dict[str, str]:
        """What wx.requestPayment needs (and the sandbox's pay sheet)."""
        timestamp, nonce, package = str(int(time.time())), secrets.token_hex(16), f"prepay_id={prepay_id}"
        sign = self.sign(f"{self.appid}\n{timestamp}\n{nonce}\n{package}\n")
        values = {"appId": self.appid, "timeStamp": timestamp, "nonceStr": nonce, "package": package}
        return {**values, "signType": "RSA", "paySign": sign}

    def query(self, order_no: str, sub_mchid: str = "") -> Answer:
        """Ask about one order. An order WeChat has never seen is NOTPAY."""
        asked = "&".join(f"{key}={quote(value)}" for key, value in self._party(sub_mchid).items())
        try:
            answer = self.call("GET", f"{_orders(sub_mchid)}/out-trade-no/{quote(order_no)}?{asked}")
        except Refused as refusal:
            if refusal.code == "wechat_pay_order_not_exist":
                return Answer(None, "NOTPAY", "{}")
            raise
        try:
            told = an_object(answer)
            state = str(told.get("trade_state"))
            paid = read_paid(told) if state in ("SUCCESS", "REFUND") else None
        except (KeyError, TypeError, ValueError, AttributeError):
            raise Refused("wechat_pay_unreadable", "微信支付的回答读不懂", "过一会儿再试一次") from None
        return Answer(paid, state, orjson.dumps(told).decode())

    def close(self, order_no: str, sub_mchid: str = "") -> bool:
        """Close an unpaid order. False when WeChat says it is paid."""
        try:
            self.call("POST", f"{_orders(sub_mchid)}/out-trade-no/{quote(order_no)}/close", self._party(sub_mchid))
        except Refused as refusal:
            if refusal.code in ("wechat_pay_orderpaid", "wechat_pay_order_paid"):
                return False
            raise
        return True

    def read_notice(self, headers: Headers, body: bytes) -> tuple[Paid | Refunded | None, str]:
        """Verify and decrypt a notification: what was paid or refunded (None for other events) and the plain text.

        Raises SignedOut `notify_*` for what is not WeChat's, Refused for what cannot be read.
        """
        self.verify(headers, body)
        try:
            message = an_object(guard.told(body))  # WeChat's own by its signature; each value is still taken for what it must be
            sealed = an_object(message["resource"])
            plain = self.decrypt(a_text(sealed["nonce"]), a_text(sealed["ciphertext"]), a_text(sealed.get("associated_data") or ""))
            event, told = str(message["event_type"]), an_object(guard.told(plain))
            if event == "TRANSACTION.SUCCESS":
                return read_paid(told), plain.decode()
            if event.startswith("REFUND."):
                return read_refunded(told, str(told["refund_status"])), plain.decode()
            return None, plain.decode()
        except (KeyError, TypeError, ValueError, AttributeError):
            raise Refused("notify_unreadable", "消息的格式不对", "按文档重发") from None

    def _party(self, sub_mchid: str, with_app: bool = False) -> dict[str, str]:
        if sub_mchid:
            return {**({"sp_appid": self.appid} if with_app else {}), "sp_mchid": self.mchid, "sub_mchid": sub_mchid}
        return {**({"appid": self.appid} if with_app else {}), "mchid": self.mchid}


def _orders(sub_mchid: str) -> str:
    return "/v3/pay/partner/transactions" if sub_mchid else "/v3/pay/transactions"


def read_paid(plain: Object) -> Paid:
    """A transaction as WeChat tells it. Raises KeyError, TypeError or ValueError for what is not one."""
    amount, payer, sp = an_object(plain["amount"]), an_object(plain["payer"]), "sp_" if "sp_mchid" in plain else ""
    return Paid(
        order_no=number(plain["out_trade_no"], 32),
        transaction_id=number(plain["transaction_id"], 32),
        mchid=word(plain[f"{sp}mchid"], 128),
        appid=word(plain[f"{sp}appid"], 128),
        openid=word(payer[f"{sp}openid"], 128),
        amount_fen=fen(amount["total"]),
        currency=word(amount.get("currency", "CNY"), 16),
        at=moment(plain["success_time"]),
        sub_mchid=word(plain["sub_mchid"], 32) if sp else "",
        attach=word(plain.get("attach"), 128) if plain.get("attach") else "",
    )


def read_refunded(plain: Object, status: str, mchid: str = "", sub_mchid: str = "") -> Refunded:
    """A refund as WeChat tells it. Answers to our own calls do not say whose it is: give `mchid`. Raises as read_paid."""
    amount = an_object(plain["amount"])
    partner = "sp_mchid" in plain
    whose = mchid or word(plain["sp_mchid"] if partner else plain["mchid"], 32)
    accepted, success = plain.get("create_time"), plain.get("success_time")
    return Refunded(
        refund_no=word(plain["out_refund_no"], 64),
        refund_id=number(plain["refund_id"], 64),
        order_no=word(plain["out_trade_no"], 32),
        transaction_id=word(plain["transaction_id"], 32),
        mchid=whose,
        sub_mchid=sub_mchid if mchid else (word(plain["sub_mchid"], 32) if partner else ""),
        amount_fen=fen(amount["refund"]),
        total_fen=fen(amount["total"]),
        state=REFUND_STATES[status],
        sent_at=moment(accepted) if accepted else None,
        at=moment(success) if success else None,
    )


def fen(value: Json) -> int:
    """An amount: an integer, never a float or true. Raises ValueError."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError("an amount is an integer")
    return value


def word(value: Json, most: int) -> str:
    """One of WeChat's texts: never a number, a list or nothing turned into words. Raises ValueError."""
    if not isinstance(value, str) or not 0 < len(value) <= most or not value.isprintable():
        raise ValueError("not one of WeChat's words")
    return value


def number(value: Json, most: int) -> str:
    """One of WeChat's own numbers. Raises ValueError for what is none, or does not fit where it is kept."""
    if not isinstance(value, str) or not 0 < len(value) <= most or not value.isascii() or not value.isalnum():
        raise ValueError("not one of WeChat's numbers")
    return value


def moment(text: Json) -> datetime:
    """A moment with its zone, of this century. Raises ValueError or TypeError."""
    at = texts.moment(a_text(text))
    if at is None or not 2000 < at.year < 2100:
        raise ValueError("not a moment of this century")
    return at
