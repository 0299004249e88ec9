"""Signed calls to and from departments and data sources (HMAC-SHA256; the form is in docs/protocols.md)."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import Connection, delete

from app.kernel import clock, writes
from app.kernel.errors import SignedOut
from app.kernel.http import Headers
from app.kernel.models import seen_nonce

WINDOW_S = 300
# As docs/protocols.md has them. [0-9], not isdigit: "²" is a digit to Python and no number.
_NONCE, _SIGNATURE, _MOMENT = re.compile("[!-~]{16,64}"), re.compile("[0-9a-f]{64}"), re.compile("[0-9]{1,12}")


def sign(key: str, who: str, method: str, path: str, body: bytes) -> dict[str, str]:
    """Headers for one call. `path` as sent, with its query."""
    timestamp, nonce = str(int(clock.now().timestamp())), secrets.token_hex(16)
    return {
        "X-Shengshi-Department": who,
        "X-Shengshi-Timestamp": timestamp,
        "X-Shengshi-Nonce": nonce,
        "X-Shengshi-Signature": _mac(key, method, path, timestamp, nonce, body),
    }


def look(keys: Mapping[str, str], headers: Headers) -> str:
    """Whose key it must be, from the headers alone, before any of the body is read. Raises as verify."""
    who, timestamp = headers.get("X-Shengshi-Department", ""), headers.get("X-Shengshi-Timestamp", "")
    if not (
        keys.get(who)
        and _NONCE.fullmatch(headers.get("X-Shengshi-Nonce", ""))
        and _SIGNATURE.fullmatch(headers.get("X-Shengshi-Signature", ""))
        and _MOMENT.fullmatch(timestamp)
    ):
        raise SignedOut("bad_signature", "签名对不上", "检查密钥和签名方法")
    if abs(clock.now().timestamp() - int(timestamp)) > WINDOW_S:
        raise SignedOut("stale_signature", "时间差太多", "校准时钟后重发")
    return who


def verify(keys: Mapping[str, str], headers: Headers, method: str, path: str, body: bytes) -> str:
    """Who signed this. Raises SignedOut `bad_signature` or `stale_signature` when it is nobody we know, altered, or old."""
    who = look(keys, headers)
    timestamp, nonce = headers.get("X-Shengshi-Timestamp", ""), headers.get("X-Shengshi-Nonce", "")
    good = hmac.compare_digest(_mac(keys[who], method, path, timestamp, nonce, body), headers.get("X-Shengshi-Signature", ""))
    if not good:
        raise SignedOut("bad_signature", "签名对不上", "检查密钥和签名方法")
    return who


def use_nonce(tx: Connection, who: str, nonce: str) -> None:
    """Let a nonce pass once; it travels with the COMMIT. Raises SignedOut `replayed`, then or before, the second time."""
    digest = hashlib.sha256(f"{who}\n{nonce}".encode()).digest()
    replayed = SignedOut("replayed", "这条消息已经收到过", "换一个随机数重发")
    writes.first(tx, seen_nonce, {"nonce": digest, "at": clock.now()}, replayed)


def forget_old(tx: Connection) -> int:
    """Delete nonces whose messages would be refused as stale by now. Returns how many."""
    return tx.execute(delete(seen_nonce).where(seen_nonce.c.at < clock.now() - timedelta(seconds=4 * WINDOW_S))).rowcount


def _mac(key: str, method: str, path: str, timestamp: str, nonce: str, body: bytes) -> str:
    message = f"{method}\n{path}\n{timestamp}\n{nonce}\n{hashlib.sha256(body).hexdigest()}\n"
    return hmac.new(key.encode(), message.encode(), hashlib.sha256).hexdigest()
