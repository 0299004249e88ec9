"""A merchant as tests need one: signs raw requests, verifies raw answers, opens notifications; no SDK, nothing of the sandbox."""

from __future__ import annotations

import base64
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import requests
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, OAEP, PKCS1v15
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key
from cryptography.x509 import load_pem_x509_certificate

DIRECT, PARTNER, BOTH = "1900000117", "1900000125", "1900000109"
PERSON = "lin-zhihao"


@lru_cache
def _read(pem: str) -> Any:
    """A private key; reading proves it, 33 ms."""
    return load_pem_private_key(pem.encode(), None)


class Merchant:
    """One merchant of the sandbox. Its calls return requests.Response; nothing is raised for 4xx."""

    def __init__(self, sandbox: Any, mchid: str) -> None:
        self.sandbox, self.url = sandbox, sandbox.url
        self.card = next(one for one in sandbox.control("GET", "/merchants") if one["mchid"] == mchid)
        self.mchid, self.appid = mchid, self.card["appid"]
        self.key = _read(self.card["private_key"])
        people = sandbox.control("GET", "/people")
        self.openid = next(one for one in people if one["id"] == PERSON)["openid"][self.appid]
        self.subs = list(self.card["sub_mchids"].values())

    # --- signed calls ---

    def sign(self, text: str | bytes) -> str:
        raw = text.encode() if isinstance(text, str) else text
        return base64.b64encode(self.key.sign(raw, PKCS1v15(), SHA256())).decode()

    def authorization(self, method: str, target: str, body: bytes, stamp: float | None = None, **other: str) -> str:
        timestamp, nonce = str(int(stamp or time.time())), secrets.token_hex(16)
        signature = self.sign(f"{method}\n{target}\n{timestamp}\n{nonce}\n".encode() + body + b"\n")
        values = {"mchid": self.mchid, "nonce_str": nonce, "signature": signature, "timestamp": timestamp, "serial_no": self.card["serial"]}
        return "WECHATPAY2-SHA256-RSA2048 " + ",".join(f'{key}="{value}"' for key, value in {**values, **other}.items())

    def call(self, method: str, target: str, body: Any = None, headers: dict[str, str] | None = None, **how: Any) -> requests.Response:
        """`body` is JSON-able or bytes; `target` is path and query exactly as they go on the wire."""
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
        given = {"Accept": "application/json", "User-Agent": "tests", "Authorization": self.authorization(method, target, raw)}
        if raw:
            given["Content-Type"] = "application/json"
        return requests.request(method, self.url + target, data=raw or None, headers={**given, **(headers or {})}, timeout=20, **how)

    # --- the usual calls ---

    def prepay(self, number: str, total: int, notify_url: str = "http://127.0.0.1:9/none", sub: str | None = None, **more: Any) -> Any:
        amount = {"total": total, "currency": "CNY"}
        common = {"description": "护照工本费", "out_trade_no": number, "notify_url": notify_url, "amount": amount, **more}
        if sub:
            who = {"sp_appid": self.appid, "sp_mchid": self.mchid, "sub_mchid": sub, "payer": {"sp_openid": self.openid}}
            return self.call("POST", "/v3/pay/partner/transactions/jsapi", {**common, **who})
        who = {"appid": self.appid, "mchid": self.mchid, "payer": {"openid": self.openid}}
        return self.call("POST", "/v3/pay/transactions/jsapi", {**common, **who})

    def sheet(self, prepay_id: str) -> dict[str, str]:
        """What wx.requestPayment is given."""
        timestamp, nonce, package = str(int(time.time())), secrets.token_hex(16), f"prepay_id={prepay_id}"
        pay_sign = self.sign(f"{self.appid}\n{timestamp}\n{nonce}\n{package}\n")
        values = {"appId": self.appid, "timeStamp": timestamp, "nonceStr": nonce, "package": package}
        return {**values, "signType": "RSA", "paySign": pay_sign}

    def paid(self, number: str, total: int, **more: Any) -> str:
        """Order and pay; returns the transaction id."""
        prepay_id = self.prepay(number, total, **more).json()["prepay_id"]
        self.sandbox.control("POST", "/pay/sheet", **self.sheet(prepay_id))
        assert self.sandbox.control("POST", "/pay/confirm", prepay_id=prepay_id, action="pay") == {"state": "SUCCESS"}
        return self.query(number, more.get("sub")).json()["transaction_id"]

    def query(self, number: str, sub: str | None = None) -> requests.Response:
        if sub:
            path = f"/v3/pay/partner/transactions/out-trade-no/{number}?sp_mchid={self.mchid}&sub_mchid={sub}"
        else:
            path = f"/v3/pay/transactions/out-trade-no/{number}?mchid={self.mchid}"
        return self.call("GET", path)

    def refund(self, number: str, refund_no: str, refund: int, total: int, **more: Any) -> requests.Response:
        amount = {"refund": refund, "total": total, "currency": "CNY"}
        body = {"out_refund_no": refund_no, "amount": amount, **more}
        return self.call("POST", "/v3/refund/domestic/refunds", body if "transaction_id" in more else {"out_trade_no": number, **body})

    # --- what comes back ---

    def platform_keys(self) -> dict[str, Any]:
        """{serial: public key}: the public key of the console, and the certificates where there are any."""
        keys: dict[str, Any] = {self.card["public_key_id"]: load_pem_public_key(self.card["public_key"].encode())}
        answer = self.call("GET", "/v3/certificates")
        for one in answer.json().get("data", []):
            pem = self.open(one["encrypt_certificate"])
            keys[one["serial_no"]] = load_pem_x509_certificate(pem).public_key()
        return keys

    def verifies(self, headers: Any, body: bytes, keys: dict[str, Any] | None = None) -> bool:
        """Are the four headers right for this body, by a key this merchant knows, within five minutes?"""
        key = (keys or self.platform_keys()).get(headers.get("Wechatpay-Serial", ""))
        stamp = headers.get("Wechatpay-Timestamp", "0")
        if key is None or abs(time.time() - int(stamp)) > 300:
            return False
        try:
            message = f"{stamp}\n{headers['Wechatpay-Nonce']}\n".encode() + body + b"\n"
            key.verify(base64.b64decode(headers["Wechatpay-Signature"]), message, PKCS1v15(), SHA256())
            return True
        except (InvalidSignature, ValueError):
            return False

    def open(self, sealed: dict[str, str]) -> bytes:
        """The plain bytes of an AEAD_AES_256_GCM resource."""
        associated = sealed.get("associated_data", "").encode()
        cipher = AESGCM(self.card["apiv3_key"].encode())
        return cipher.decrypt(sealed["nonce"].encode(), base64.b64decode(sealed["ciphertext"]), associated)

    def hidden(self, text: str) -> str:
        """A sensitive field, for the platform's public key."""
        key = load_pem_public_key(self.card["public_key"].encode())
        return base64.b64encode(key.encrypt(text.encode(), OAEP(MGF1(SHA1()), SHA1(), None))).decode()  # type: ignore[union-attr]

    def revealed(self, text: str) -> str:
        """A sensitive field that came back to us."""
        return self.key.decrypt(base64.b64decode(text), OAEP(MGF1(SHA1()), SHA1(), None)).decode()  # type: ignore[union-attr]


class Ear:
    """A merchant's server: keeps what it hears, answers what it is told."""

    def __init__(self) -> None:
        self.heard: list[tuple[dict[str, str], bytes]] = []
        self.status, self.pause = 200, 0.0
        ear = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                # Whoever sees the message arrive may change the next answer, not this one.
                status, pause = ear.status, ear.pause
                ear.heard.append((dict(self.headers.items()), body))
                time.sleep(pause)
                try:
                    self.send_response(status)
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                except OSError:
                    pass  # the caller did not wait

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/notify"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def wait(self, count: int, seconds: float = 5.0) -> list[tuple[dict[str, str], bytes]]:
        """The first `count` messages; fails when they do not come in time."""
        until = time.monotonic() + seconds
        while len(self.heard) < count and time.monotonic() < until:
            time.sleep(0.01)
        assert len(self.heard) >= count, f"{len(self.heard)} of {count} notifications came"
        return self.heard[:count]


@contextmanager
def listening() -> Iterator[Ear]:
    """An ear for the length of a test."""
    ear = Ear()
    try:
        yield ear
    finally:
        ear.server.shutdown()
        ear.server.server_close()
