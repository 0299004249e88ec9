"""The code of an order that a customer scans later: signed by the shop, good for thirty days (items/merchants.md §9).

`https://<host>/i?s=<shop>&o=<order>&a=<fen>&t=<paid at, ms>&g=<sig>`; sig: the first 16 bytes of HMAC-SHA256(key, `s|o|a|t`), base64url.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode, urlsplit

PATH = "/i"
LIFE_MS = 30 * 24 * 3600 * 1000
_ORDER, _SHOP = re.compile(r"[A-Za-z0-9-]{1,32}"), re.compile(r"S\d{4,6}")
WRONG, LATE, USED = "开票码不对", "超过 30 天", "已经开过票"


class BadCode(ValueError):
    """Why a code opens nothing, in words."""


@dataclass(frozen=True)
class Code:
    """What a code says; nothing of it is believed before `verify`."""

    shop: str
    order: str
    fen: int
    paid_ms: int
    sig: str


def signature(key: bytes, shop: str, order: str, fen: int, paid_ms: int) -> str:
    """22 characters."""
    mac = hmac.new(key, f"{shop}|{order}|{fen}|{paid_ms}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(mac[:16]).decode().rstrip("=")


def link(site: str, key: bytes, shop: str, order: str, fen: int, paid_ms: int) -> str:
    """What stands in the QR code."""
    sig = signature(key, shop, order, fen, paid_ms)
    return f"{site}{PATH}?{urlencode({'s': shop, 'o': order, 'a': fen, 't': paid_ms, 'g': sig})}"


def taken_apart(text: str) -> Code | None:
    """The parts of a link, or None when it is none."""
    parts = urlsplit(text.strip())
    said = {name: values[0] for name, values in parse_qs(parts.query).items()}
    if parts.path != PATH or set(said) != {"s", "o", "a", "t", "g"}:
        return None
    if not (_SHOP.fullmatch(said["s"]) and _ORDER.fullmatch(said["o"]) and said["a"].isdecimal() and said["t"].isdecimal()):
        return None
    return Code(said["s"], said["o"], int(said["a"]), int(said["t"]), said["g"])


def verify(code: Code, keys: list[bytes], now_ms: int) -> None:
    """Raises BadCode when no key of the shop signed it, or its thirty days are over; the last millisecond still counts."""
    if not any(hmac.compare_digest(signature(key, code.shop, code.order, code.fen, code.paid_ms), code.sig) for key in keys):
        raise BadCode(WRONG)
    if code.fen <= 0 or now_ms > code.paid_ms + LIFE_MS:
        raise BadCode(LATE if code.fen > 0 else WRONG)
