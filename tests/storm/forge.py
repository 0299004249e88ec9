"""Notices nobody asked for: with WeChat Pay's own keys, taken from the sandbox, and with keys of our own.

`HOSTILE[kind](forger, order, dice)` → (headers, body): each is wrong in exactly one way, and must be refused with a 4xx.
An order is a row of payment_order with `openid` in plain.
"""

from __future__ import annotations

import base64
import json
import random
import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.storm.outside import Outside

Notice = tuple[dict[str, str], bytes]
PUBLIC_KEY = "wechatpay-public"


class Forger:
    """Seals and signs as WeChat Pay does for our main merchant."""

    def __init__(self, outside: Outside, openid: str) -> None:
        card = outside.credentials["pay"]
        self.mchid, self.appid, self.openid = card["mchid"], card["appid"], openid
        self.serial, self._apiv3 = card["public_key_id"], card["apiv3_key"]
        self.real = serialization.load_pem_private_key(outside.key(PUBLIC_KEY).encode(), None)
        self.own = rsa.generate_private_key(65537, 2048)

    def payment(self, order: dict[str, Any], **more: Any) -> dict[str, Any]:
        """What WeChat would say if this order had been paid."""
        amount = {"total": order["amount_fen"], "payer_total": order["amount_fen"], "currency": "CNY", **more.pop("amount", {})}
        plain = {
            "mchid": self.mchid,
            "appid": self.appid,
            "out_trade_no": order["order_no"],
            "transaction_id": f"4299{secrets.randbelow(10**24):024d}",
            "trade_type": "JSAPI",
            "trade_state": "SUCCESS",
            "success_time": datetime.now(UTC).isoformat(timespec="seconds"),
            "payer": {"openid": self.openid},
        }
        return {**plain, "amount": amount, **more}

    def seal(self, plain: Any, event: str = "TRANSACTION.SUCCESS", key: str = "", associated: str = "transaction") -> bytes:
        """The envelope. `plain`: anything JSON, or bytes."""
        raw, nonce = plain if isinstance(plain, bytes) else json.dumps(plain).encode(), secrets.token_hex(6)
        sealed = AESGCM((key or self._apiv3).encode()).encrypt(nonce.encode(), raw, associated.encode())
        resource = {
            "algorithm": "AEAD_AES_256_GCM",
            "ciphertext": base64.b64encode(sealed).decode(),
            "nonce": nonce,
            "associated_data": associated,
            "original_type": "transaction",
        }
        return json.dumps({"id": secrets.token_hex(16), "event_type": event, "resource": resource}).encode()

    def sign(self, body: bytes, key: rsa.RSAPrivateKey | None = None, serial: str = "", age: float = 0) -> dict[str, str]:
        """The headers over these bytes, `age` seconds old."""
        timestamp, nonce = str(int(time.time() - age)), secrets.token_hex(16)
        signature = (key or self.real).sign(f"{timestamp}\n{nonce}\n".encode() + body + b"\n", padding.PKCS1v15(), hashes.SHA256())
        return {
            "Wechatpay-Timestamp": timestamp,
            "Wechatpay-Nonce": nonce,
            "Wechatpay-Signature": base64.b64encode(signature).decode(),
            "Wechatpay-Serial": serial or self.serial,
            "Content-Type": "application/json",
        }

    def honest(self, plain: Any) -> Notice:
        """As WeChat sends it."""
        body = self.seal(plain)
        return self.sign(body), body


def _saying(**wrong: Any) -> Callable[[Forger, dict[str, Any], random.Random], Notice]:
    """Rightly signed, but not as in our record."""
    return lambda forger, order, dice: forger.honest(forger.payment(order, **wrong))


def _amount(change: Callable[[int], Any]) -> Callable[[Forger, dict[str, Any], random.Random], Notice]:
    return lambda forger, order, dice: forger.honest(forger.payment(order, amount={"total": change(order["amount_fen"])}))


def _aged(seconds: float) -> Callable[[Forger, dict[str, Any], random.Random], Notice]:
    def make(forger: Forger, order: dict[str, Any], dice: random.Random) -> Notice:
        body = forger.seal(forger.payment(order))
        return forger.sign(body, age=seconds), body

    return make


def _forged(forger: Forger, order: dict[str, Any], dice: random.Random) -> Notice:
    body = forger.seal(forger.payment(order))
    return forger.sign(body, key=forger.own), body


def _altered(forger: Forger, order: dict[str, Any], dice: random.Random) -> Notice:
    headers, body = forger.honest(forger.payment(order))
    at = dice.randrange(len(body))
    return headers, body[:at] + bytes([body[at] ^ 1]) + body[at + 1 :]


def _probe(forger: Forger, order: dict[str, Any], dice: random.Random) -> Notice:
    headers, body = forger.honest(forger.payment(order))
    return {**headers, "Wechatpay-Signature": "WECHATPAY/SIGNTEST/" + headers["Wechatpay-Signature"][19:]}, body


def _unknown_serial(forger: Forger, order: dict[str, Any], dice: random.Random) -> Notice:
    body = forger.seal(forger.payment(order))
    return forger.sign(body, key=forger.own, serial=f"{dice.getrandbits(156):040X}"), body


def _half_signed_whole(forger: Forger, order: dict[str, Any], dice: random.Random) -> Notice:
    headers, body = forger.honest(forger.payment(order))
    return headers, body[: len(body) // 2]


def _half(forger: Forger, order: dict[str, Any], dice: random.Random) -> Notice:
    body = forger.seal(forger.payment(order))
    body = body[: dice.randrange(len(body))]
    return forger.sign(body), body


def _huge(forger: Forger, order: dict[str, Any], dice: random.Random) -> Notice:
    # The signature would be right; one in forty has the ten megabytes, the others are just above what is read.
    size = 10 * 1024 * 1024 if dice.random() < 0.025 else 66 * 1024
    body = b" " * size + forger.seal(forger.payment(order))
    return forger.sign(body), body


def _other_seal(forger: Forger, order: dict[str, Any], dice: random.Random) -> Notice:
    body = forger.seal(forger.payment(order), key=secrets.token_hex(16))
    return forger.sign(body), body


def _junk(forger: Forger, order: dict[str, Any], dice: random.Random) -> Notice:
    junk = (b"null", b"[]", b'"x"', b'{"out_trade_no": 1}', b"\xff\xfe", b'{"a":' * 500, b'{"amount": {"total": NaN}}')
    body = forger.seal(dice.choice(junk))
    return forger.sign(body), body


def _bare(forger: Forger, order: dict[str, Any], dice: random.Random) -> Notice:
    headers, body = forger.honest(forger.payment(order))
    headers.pop(dice.choice([name for name in headers if name.startswith("Wechatpay")]))
    return headers, body


def _refund_first(forger: Forger, order: dict[str, Any], dice: random.Random) -> Notice:
    amount = {"total": order["amount_fen"], "refund": order["amount_fen"], "payer_total": order["amount_fen"], "payer_refund": 1}
    plain = {
        "mchid": forger.mchid,
        "out_trade_no": order["order_no"],
        "transaction_id": f"4299{secrets.randbelow(10**24):024d}",
        "out_refund_no": f"R{secrets.randbelow(10**20)}",
        "refund_id": f"5030{secrets.randbelow(10**20)}",
        "refund_status": "SUCCESS",
        "success_time": datetime.now(UTC).isoformat(timespec="seconds"),
        "amount": amount,
    }
    body = forger.seal(plain, event="REFUND.SUCCESS", associated="refund")
    return forger.sign(body), body


HOSTILE: dict[str, Callable[[Forger, dict[str, Any], random.Random], Notice]] = {
    "forged": _forged,
    "altered": _altered,
    "probe": _probe,
    "replayed at 301 s": _aged(302),  # a second is lost in rounding
    "from the future": _aged(-302),
    "unknown serial": _unknown_serial,
    "header missing": _bare,
    "truncated": _half_signed_whole,
    "truncated and signed": _half,
    "huge": _huge,
    "sealed with another key": _other_seal,
    "junk inside": _junk,
    "unknown order": _saying(out_trade_no="20200101000000000000000000"),
    "amount a fen less": _amount(lambda fen: fen - 1),
    "amount a fen more": _amount(lambda fen: fen + 1),
    "amount negative": _amount(lambda fen: -fen),
    "amount fractional": _amount(lambda fen: fen + 0.0),
    "amount in words": _amount(str),
    "wrong currency": _saying(amount={"currency": "USD"}),
    "wrong mchid": _saying(mchid="1900000117"),
    "wrong appid": _saying(appid="wx8c2e7d1f4b6a9035"),
    "wrong openid": _saying(payer={"openid": "oSomebodyElse"}),
    "refund before payment": _refund_first,
}


def late(seconds: float) -> str:
    """A success_time so long ago."""
    return (datetime.now(UTC) - timedelta(seconds=seconds)).isoformat(timespec="seconds")
