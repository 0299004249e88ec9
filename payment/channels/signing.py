"""Signatures and ciphers of WeChat Pay v3 (wechat.md 4.2, 4.3, 4.7, 4.8)."""

from __future__ import annotations

import base64
import secrets
import time
from collections.abc import Callable, Mapping

from cryptography import x509
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from app.kernel.errors import SignedOut

WINDOW_S = 300


class Signer:
    """Signs requests and pay sheets with the merchant's key."""

    def __init__(self, mchid: str, serial: str, private_key: str) -> None:
        key = load_pem_private_key(private_key.encode(), password=None)
        if not isinstance(key, RSAPrivateKey):
            raise ValueError("the merchant's private key must be an RSA key")
        self.mchid, self.serial, self._key = mchid, serial, key

    def sign(self, text: str) -> str:
        """base64 RSA-SHA256."""
        return base64.b64encode(self._key.sign(text.encode(), PKCS1v15(), SHA256())).decode()

    def authorization(self, method: str, path: str, body: str) -> str:
        """The Authorization header of one request; `path` as it goes on the wire."""
        timestamp, nonce = str(int(time.time())), secrets.token_hex(16)
        signature = self.sign(f"{method}\n{path}\n{timestamp}\n{nonce}\n{body}\n")
        values = {"mchid": self.mchid, "nonce_str": nonce, "timestamp": timestamp, "serial_no": self.serial, "signature": signature}
        return "WECHATPAY2-SHA256-RSA2048 " + ",".join(f'{key}="{value}"' for key, value in values.items())


class Verifier:
    """Knows the platform's keys by serial. An unknown serial is refused: it never causes a call of ours.

    `reload` gives {serial: certificate} as stored by whoever fetched them last; it is asked for an unknown serial, at
    most once in RELOAD_S however many strangers knock.
    """

    RELOAD_S = 1.0

    def __init__(self, keys: Mapping[str, str], reload: Callable[[], Mapping[str, str]] | None = None) -> None:
        self._keys = {serial: public_key(serial, pem) for serial, pem in keys.items()}
        self._fetched: dict[str, RSAPublicKey] = {}
        self._reload, self._reloaded = reload, 0.0

    @property
    def serials(self) -> list[str]:
        """Every key known now, certificates last, the newest of them at the end."""
        return [*self._keys, *self._fetched]

    @property
    def certificates(self) -> bool:
        """Whether any was fetched."""
        return bool(self._fetched)

    def refresh(self) -> None:
        """Take what is stored now: new certificates come, ended ones go."""
        if self._reload:
            self._reloaded = time.monotonic()
            self._fetched = {serial: public_key(serial, pem) for serial, pem in self._reload().items()}

    def look(self, headers: Mapping[str, str], now: float | None = None) -> RSAPublicKey:
        """The key that must have signed it, by the headers alone. Raises SignedOut notify_stale, notify_unknown_serial or
        notify_bad_signature (none was sent)."""
        timestamp = headers.get("Wechatpay-Timestamp", "")
        if not (timestamp.isascii() and timestamp.isdigit()) or abs((now or time.time()) - int(timestamp[:20])) > WINDOW_S:
            raise SignedOut("notify_stale", "消息的时间不对", "校准时钟")
        key = self._key(headers.get("Wechatpay-Serial", ""))
        if key is None:
            raise SignedOut("notify_unknown_serial", "不认识这把钥匙", "更新平台公钥")
        if not headers.get("Wechatpay-Signature"):
            raise SignedOut("notify_bad_signature", "签名对不上", "检查消息来源")
        return key

    def verify(self, headers: Mapping[str, str], body: bytes, now: float | None = None) -> None:
        """Raises as look, and notify_bad_signature."""
        key = self.look(headers, now)
        timestamp, nonce = headers["Wechatpay-Timestamp"], headers.get("Wechatpay-Nonce", "")
        check(key, f"{timestamp}\n{nonce}\n".encode() + body + b"\n", headers.get("Wechatpay-Signature", ""))

    def _key(self, serial: str) -> RSAPublicKey | None:
        found = self._keys.get(serial) or self._fetched.get(serial)
        if found is None and self._reload and time.monotonic() - self._reloaded > self.RELOAD_S:
            self.refresh()
            found = self._fetched.get(serial)
        return found


def check(key: RSAPublicKey, message: bytes, signature: str) -> None:
    """Raises SignedOut notify_bad_signature."""
    try:
        key.verify(base64.b64decode(signature, validate=True), message, PKCS1v15(), SHA256())
    except (InvalidSignature, ValueError):
        raise SignedOut("notify_bad_signature", "签名对不上", "检查消息来源") from None


def public_key(serial: str, pem: str) -> RSAPublicKey:
    """The key of a PEM public key or certificate. Raises ValueError."""
    raw = pem.encode()
    key = x509.load_pem_x509_certificate(raw).public_key() if b"CERTIFICATE" in raw else load_pem_public_key(raw)
    if not isinstance(key, RSAPublicKey):
        raise ValueError(f"the platform's key {serial} must be an RSA key")
    return key


def decrypt(apiv3_key: str, nonce: str, ciphertext: str, associated_data: str | None) -> bytes:
    """AEAD_AES_256_GCM with the APIv3 key. Raises SignedOut notify_undecryptable."""
    try:
        cipher = AESGCM(apiv3_key.encode())
        return cipher.decrypt(nonce.encode(), base64.b64decode(ciphertext, validate=True), (associated_data or "").encode() or None)
    except (InvalidTag, ValueError):
        raise SignedOut("notify_undecryptable", "内容解不开", "检查 APIv3 密钥") from None
