"""Signatures and ciphers of WeChat Pay v3 (wechat.md 4.2, 4.3, 4.7, 4.8)."""

from __future__ import annotations

import base64
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from time import monotonic

import structlog
from cryptography import x509
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from app.kernel import clock
from app.kernel.errors import SignedOut
from app.kernel.http import Headers

WINDOW_S = 300
log = structlog.get_logger("wechat_pay")


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


@dataclass(frozen=True)
class Stored:
    """A platform certificate as it is kept. `listed`: WeChat's last answer still had it; one it left out, it signs with no more."""

    pem: str
    ends_at: datetime
    listed: bool = True


@dataclass(frozen=True)
class Known:
    """One read for use, from its first moment to its last."""

    stored: Stored
    key: RSAPublicKey
    begins_at: datetime

    def holds(self, now: datetime) -> bool:
        """Whether it is valid at a moment."""
        return self.begins_at <= now < self.stored.ends_at


class Verifier:
    """Knows the platform's keys by serial. An unknown serial is refused: it never causes a call of ours.

    `reload` gives {serial: certificate} as stored by whoever fetched them last. It is asked at most once in RELOAD_S, however
    many calls we make and however many strangers knock: so every process names, and believes, what any of them has learnt a
    second ago. A certificate counts from its beginning to its end by the clock, whether anybody has looked since or not.
    """

    RELOAD_S = 1.0

    def __init__(self, keys: Mapping[str, str], reload: Callable[[], Mapping[str, Stored]] | None = None) -> None:
        self._keys = {serial: public_key(serial, pem) for serial, pem in keys.items()}
        self._fetched: dict[str, Known] = {}
        self._reload, self._reloaded = reload, -self.RELOAD_S

    @property
    def serials(self) -> list[str]:
        """Every key that holds now, certificates last, the newest that WeChat lists at the end."""
        return [*self._keys, *self._holding()]

    @property
    def certificates(self) -> bool:
        """Whether any that was fetched holds now."""
        return bool(self._holding())

    def refresh(self) -> None:
        """Take what is stored now: new certificates come, ended ones go."""
        if self._reload:
            self._reloaded = monotonic()
            self._fetched = {serial: _read(serial, one, self._fetched.get(serial)) for serial, one in self._reload().items()}

    def catch_up(self) -> None:
        """Take what is stored, when the last look is a second old. A store that does not answer changes nothing."""
        if self._reload and monotonic() - self._reloaded >= self.RELOAD_S:
            try:
                self.refresh()
            except Exception as fault:
                log.warning("certificates_not_read", error=type(fault).__name__)

    def look(self, headers: Headers, now: float | None = None) -> RSAPublicKey:
        """The key that must have signed it, by the headers alone. Raises SignedOut notify_stale, notify_unknown_serial or
        notify_bad_signature (none was sent)."""
        timestamp = headers.get("Wechatpay-Timestamp", "")
        if not (timestamp.isascii() and timestamp.isdigit()) or abs((now or time.time()) - int(timestamp[:20])) > WINDOW_S:
            raise SignedOut("notify_stale", "消息的时间不对", "校准时钟")
        key = self._key(headers.get("Wechatpay-Serial", ""))
        if key is None:
            raise SignedOut("notify_unknown_serial", "不认识这把钥匙", "更新平台公钥")
        if not headers.get("Wechatpay-Signature", ""):
            raise SignedOut("notify_bad_signature", "签名对不上", "检查消息来源")
        return key

    def verify(self, headers: Headers, body: bytes, now: float | None = None) -> None:
        """Raises as look, and notify_bad_signature."""
        key = self.look(headers, now)
        timestamp, nonce = headers.get("Wechatpay-Timestamp", ""), headers.get("Wechatpay-Nonce", "")
        check(key, f"{timestamp}\n{nonce}\n".encode() + body + b"\n", headers.get("Wechatpay-Signature", ""))

    def _key(self, serial: str) -> RSAPublicKey | None:
        if serial in self._keys:
            return self._keys[serial]
        if serial not in self._fetched:
            self.catch_up()
        found = self._fetched.get(serial)
        return found.key if found and found.holds(clock.now()) else None

    def _holding(self) -> list[str]:
        now = clock.now()
        holding = [(one.stored.listed, one.begins_at, serial) for serial, one in self._fetched.items() if one.holds(now)]
        return [serial for _, _, serial in sorted(holding)]


def _read(serial: str, one: Stored, known: Known | None) -> Known:
    if known and known.stored.pem == one.pem:
        return replace(known, stored=one)
    return Known(one, public_key(serial, one.pem), x509.load_pem_x509_certificate(one.pem.encode()).not_valid_before_utc)


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
