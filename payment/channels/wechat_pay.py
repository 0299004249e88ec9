"""WeChat Pay v3, a thin client of our own: why not a library is in wechat.md 7.3 and docs/decisions/0004.

Amounts are integer fen. Errors: Unavailable when WeChat did not answer or its answer is not signed by it; Refused with
WeChat's code otherwise. Repeating a call with the same numbers is always safe.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

import orjson
import structlog

from app.kernel.errors import Refused, SignedOut, Unavailable
from app.kernel.http import Peer, Reply
from payment.channels.signing import Signer, Verifier, decrypt
from payment.rules import Paid

log = structlog.get_logger("wechat_pay")


@dataclass(frozen=True)
class Answer:
    """What a query said: `paid` when it is, the state's word, and the raw body as evidence."""

    paid: Paid | None
    state: str
    raw: str


class WeChatPay:
    """One direct merchant. `connect` gives it the `pay` part of the credentials file."""

    def __init__(self, given: Mapping[str, Any], notify_url: str) -> None:
        self.mchid, self.appid = str(given["mchid"]), str(given["appid"])
        self._signer = Signer(self.mchid, str(given["serial"]), str(given["private_key"]))
        keys = {str(given["public_key_id"]): str(given["public_key"]), **given.get("platform_keys", {})}
        self._verifier = Verifier(keys)
        self._apiv3_key = str(given["apiv3_key"])
        self._peer = Peer("wechat_pay", str(given["base"]))
        self._key_id = str(given["public_key_id"])
        self._notify_url = notify_url

    def prepay(self, order_no: str, amount_fen: int, description: str, openid: str) -> str:
        """JSAPI order. The same number and values again give a prepay_id again."""
        body = {
            "appid": self.appid,
            "mchid": self.mchid,
            "description": description,
            "out_trade_no": order_no,
            "notify_url": self._notify_url,
            "amount": {"total": amount_fen, "currency": "CNY"},
            "payer": {"openid": openid},
        }
        return str(self._call("POST", "/v3/pay/transactions/jsapi", body)["prepay_id"])

    def sheet(self, prepay_id: str) -> dict[str, str]:
        """What wx.requestPayment needs (and the sandbox's pay sheet)."""
        timestamp, nonce, package = str(int(time.time())), secrets.token_hex(16), f"prepay_id={prepay_id}"
        sign = self._signer.sign(f"{self.appid}\n{timestamp}\n{nonce}\n{package}\n")
        values = {"appId": self.appid, "timeStamp": timestamp, "nonceStr": nonce, "package": package}
        return {**values, "signType": "RSA", "paySign": sign}

    def query(self, order_no: str) -> Answer:
        """Ask about one order. An order WeChat has never seen is NOTPAY."""
        path = f"/v3/pay/transactions/out-trade-no/{quote(order_no)}?mchid={self.mchid}"
        try:
            answer = self._call("GET", path)
        except Refused as refusal:
            if refusal.code == "wechat_pay_order_not_exist":
                return Answer(None, "NOTPAY", "{}")
            raise
        state = str(answer.get("trade_state"))
        paid = read_paid(answer) if state in ("SUCCESS", "REFUND") else None
        return Answer(paid, state, orjson.dumps(answer).decode())

    def close(self, order_no: str) -> bool:
        """Close an unpaid order. False when WeChat says it is paid."""
        try:
            self._call("POST", f"/v3/pay/transactions/out-trade-no/{quote(order_no)}/close", {"mchid": self.mchid})
        except Refused as refusal:
            if refusal.code in ("wechat_pay_orderpaid", "wechat_pay_order_paid"):
                return False
            raise
        return True

    def read_notice(self, headers: Mapping[str, str], body: bytes) -> tuple[Paid | None, str]:
        """Verify and decrypt a notification: what was paid (None for other events) and the plain text.

        Raises SignedOut `notify_*` for what is not WeChat's, Refused for what cannot be read.
        """
        self._verifier.verify(headers, body)
        try:
            message = orjson.loads(body)
            resource = message["resource"]
            plain = decrypt(self._apiv3_key, resource["nonce"], resource["ciphertext"], resource.get("associated_data"))
            if message["event_type"] != "TRANSACTION.SUCCESS":
                return None, plain.decode()
            return read_paid(orjson.loads(plain)), plain.decode()
        except (KeyError, TypeError, ValueError, AttributeError):
            raise Refused("notify_unreadable", "消息的格式不对", "按文档重发") from None

    def _call(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        raw = orjson.dumps(body) if body is not None else b""
        headers = {
            "Authorization": self._signer.authorization(method, self._peer.path_of(path), raw.decode()),
            "Accept": "application/json",
            "User-Agent": "shengshi/1",
            "Wechatpay-Serial": self._key_id,
        }
        if raw:
            headers["Content-Type"] = "application/json"
        reply = self._peer.call(method, path, raw, headers)
        if reply.status >= 300:
            raise self._refused(reply)
        try:
            self._verifier.verify(reply.headers, reply.body)
        except SignedOut as bad:
            # A reply that is not WeChat's says nothing about what happened there.
            log.warning("reply_not_believed", code=bad.code)
            raise Unavailable("wechat_pay_down") from None
        return orjson.loads(reply.body) if reply.body else {}

    @staticmethod
    def _refused(reply: Reply) -> Exception:
        try:
            code = str(orjson.loads(reply.body).get("code", ""))
        except orjson.JSONDecodeError:
            code = ""
        log.warning("wechat_pay_refused", status=reply.status, code=code, request=reply.headers.get("Request-ID", ""))
        if reply.status == 429:
            return Unavailable("wechat_pay_busy", "微信支付正忙")
        return Refused(f"wechat_pay_{code.lower() or reply.status}", "微信支付没有收下这笔", "过一会儿再试一次")


def read_paid(plain: Mapping[str, Any]) -> Paid:
    """A transaction as WeChat tells it. Raises KeyError, TypeError or ValueError for what is not one."""
    amount = plain["amount"]
    total = amount["total"]
    if not isinstance(total, int) or isinstance(total, bool):
        raise ValueError("an amount is an integer")
    at = datetime.fromisoformat(plain["success_time"])
    values = (plain["out_trade_no"], plain["transaction_id"], plain["mchid"], plain["appid"], plain["payer"]["openid"])
    return Paid(*(str(value) for value in values), amount_fen=total, currency=str(amount.get("currency", "CNY")), at=at)
