"""WeChat's side of the money for tests: its own key pair signs, ours verifies. Not a line is shared with payment/."""

from __future__ import annotations

import base64
import json
import os
import time
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

APIV3_KEY = "0123456789abcdef0123456789abcdef"
KEY_ID = "PUB_KEY_ID_0114000000000000000000000001"
MCHID, APPID, OPENID = "1900000109", "wxtest0000000001", "openid-of-nobody"


@lru_cache
def key(name: str) -> rsa.RSAPrivateKey:
    """A key pair by name, made once."""
    return rsa.generate_private_key(65537, 2048)


def pem(private: rsa.RSAPrivateKey) -> str:
    return private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).decode()


def public_pem(private: rsa.RSAPrivateKey) -> str:
    return private.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


def credentials(base: str = "") -> dict[str, Any]:
    """The `pay` part of a credentials file whose platform is this module. No base: any outbound call would fail."""
    return {
        "mchid": MCHID,
        "appid": APPID,
        "serial": "1" * 40,
        "private_key": pem(key("merchant")),
        "apiv3_key": APIV3_KEY,
        "base": base,
        "public_key_id": KEY_ID,
        "public_key": public_pem(key("platform")),
    }


def transaction(order_no: str, **more: Any) -> dict[str, Any]:
    """The plain text of a payment of 120 yuan."""
    amount = {"total": 12000, "payer_total": 12000, "currency": "CNY", "payer_currency": "CNY", **more.pop("amount", {})}
    return {
        "mchid": MCHID,
        "appid": APPID,
        "out_trade_no": order_no,
        "transaction_id": "4200000001202611240000000001",
        "trade_type": "JSAPI",
        "trade_state": "SUCCESS",
        "success_time": "2026-11-24T10:00:00+08:00",
        "payer": {"openid": OPENID},
        "amount": amount,
        **more,
    }


def notice(plain: Any, event: str = "TRANSACTION.SUCCESS", aad: str | None = "transaction", apiv3_key: str = APIV3_KEY) -> bytes:
    """The sealed envelope."""
    nonce = base64.b64encode(os.urandom(9)).decode()[:12]
    raw = plain if isinstance(plain, bytes) else json.dumps(plain).encode()
    sealed = AESGCM(apiv3_key.encode()).encrypt(nonce.encode(), raw, aad.encode() if aad else None)
    resource = {
        "algorithm": "AEAD_AES_256_GCM",
        "ciphertext": base64.b64encode(sealed).decode(),
        "nonce": nonce,
        "original_type": "transaction",
    }
    if aad is not None:
        resource["associated_data"] = aad
    return json.dumps({"id": "EV-1", "event_type": event, "resource_type": "encrypt-resource", "resource": resource}).encode()


def signed(body: bytes, serial: str = KEY_ID, at: float | None = None, with_key: str = "platform") -> dict[str, str]:
    """The four headers."""
    timestamp, nonce = str(int(at or time.time())), "n" * 32
    message = f"{timestamp}\n{nonce}\n".encode() + body + b"\n"
    signature = key(with_key).sign(message, padding.PKCS1v15(), hashes.SHA256())
    return {
        "Wechatpay-Timestamp": timestamp,
        "Wechatpay-Nonce": nonce,
        "Wechatpay-Serial": serial,
        "Wechatpay-Signature": base64.b64encode(signature).decode(),
        "Wechatpay-Signature-Type": "WECHATPAY2-SHA256-RSA2048",
        "Content-Type": "application/json",
    }
