"""The signed calls between platform, departments and data sources (HMAC-SHA256 over the request)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import struct
import time
from urllib.parse import urlsplit

import orjson

from sandbox.documents import Doc, Headers

WINDOW = 300


class BadSignature(Exception):
    """The call is not from whom it says, or not fresh."""


def signature(secret: str, method: str, target: str, timestamp: str, nonce: str, body: bytes) -> str:
    """Lowercase hex over method, path with query as sent, timestamp, nonce and body digest."""
    message = "\n".join([method, target, timestamp, nonce, hashlib.sha256(body).hexdigest(), ""])
    return hmac.new(secret.encode(), message.encode(), hashlib.sha256).hexdigest()


def headers_for(caller: str, secret: str, method: str, url: str, body: bytes = b"", timestamp: float | None = None) -> dict[str, str]:
    """The four X-Shengshi headers for a call to `url`."""
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    stamp, nonce = str(int(timestamp or time.time())), secrets.token_hex(16)
    return {
        "X-Shengshi-Department": caller,
        "X-Shengshi-Timestamp": stamp,
        "X-Shengshi-Nonce": nonce,
        "X-Shengshi-Signature": signature(secret, method, target, stamp, nonce, body),
    }


def check(headers: Headers, secret: str, method: str, target: str, body: bytes, seen: dict[str, float]) -> None:
    """Raise BadSignature unless the call verifies. `seen` remembers nonces: {nonce: unix seconds}."""
    timestamp, nonce = headers.get("X-Shengshi-Timestamp", ""), headers.get("X-Shengshi-Nonce", "")
    now = time.time()
    if not timestamp.isdigit() or abs(now - int(timestamp)) > WINDOW:
        raise BadSignature("timestamp is more than 300 s away")
    if not 16 <= len(nonce) <= 64:
        raise BadSignature("nonce must have 16 to 64 characters")
    wanted = signature(secret, method, target, timestamp, nonce, body)
    if not hmac.compare_digest(wanted, headers.get("X-Shengshi-Signature", "")):
        raise BadSignature("signature does not match")
    for old in [key for key, at in seen.items() if now - at > 2 * WINDOW]:
        del seen[old]
    if nonce in seen:
        raise BadSignature("nonce was used before")
    seen[nonce] = now


def seal(secret: str, register: str, as_of: str, rows: list[Doc]) -> str:
    """Lowercase hex HMAC-SHA256 over register, time and the digest of the rows as JSON with sorted keys."""
    digest = hashlib.sha256(orjson.dumps(rows, option=orjson.OPT_SORT_KEYS)).hexdigest()
    return hmac.new(secret.encode(), f"{register}\n{as_of}\n{digest}\n".encode(), hashlib.sha256).hexdigest()


def totp(secret: str, moment: float) -> str:
    """The six digits that an authenticator shows for a base32 secret in this half minute (RFC 6238)."""
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", int(moment) // 30), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(int.from_bytes(digest[at : at + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06d}"
