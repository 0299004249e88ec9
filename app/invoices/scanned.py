"""What may be under a cashier's lens, told apart by its text (items/merchants.md §4)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from app.invoices import orders

TITLE, WECHAT, ORDER, INVOICE, PAYMENT, TAX_NO, OTHER = "title", "wechat", "order", "invoice", "payment", "tax_no", "other"
WORDS = {
    ORDER: "这是开票码，要客人扫",
    PAYMENT: "这是付款码，我们不收款，请删掉",
    OTHER: "不是抬头码",
}
_WECHAT = ("mp.weixin.qq.com", "/intp/invoice/usertitlewxa")
_SHOWN = "/bizmall/invoicetitle"  # of the older page of titles
SEEN = 12  # signs of an unknown text that are shown again


@dataclass(frozen=True)
class Seen:
    """`kind`; `words`: what is said instead; `invoice_no`: of an invoice's own code."""

    kind: str
    words: str = ""
    invoice_no: str = ""


def look(text: str) -> Seen:
    """What this is. A payment code's digits are never kept."""
    text = text.strip()
    if re.fullmatch(r"\$\d\d[^$]+\$", text):
        return Seen(TITLE)
    parts = urlsplit(text) if text.startswith("https://") else None
    if parts and parts.netloc == _WECHAT[0] and parts.path in (_WECHAT[1], _SHOWN):
        return Seen(WECHAT)
    if orders.taken_apart(text) is not None:
        return Seen(ORDER, WORDS[ORDER])
    if number := invoice_no(text):
        return Seen(INVOICE, invoice_no=number)
    if re.fullmatch(r"1[0-5]\d{16}", text):
        return Seen(PAYMENT, WORDS[PAYMENT])
    if re.fullmatch(r"[0-9A-HJ-NP-RT-UW-Y]{18}", text.upper()):
        return Seen(TAX_NO)
    return Seen(OTHER, f"{WORDS[OTHER]}：{text[:SEEN]}" if text else WORDS[OTHER])


@dataclass(frozen=True)
class OnFace:
    """What the code on the face of a 数电票 says: number, day (2026-11-20) and total with tax, fen."""

    number: str
    day: str
    total: int


def on_face(text: str) -> OnFace | None:
    """The code on an invoice; its last part has no published check and is not looked at. None for anything else, or one cut short."""
    parts = [one.strip() for one in text.strip().split(",")]
    if len(parts) < 7 or parts[0] != "01" or parts[1] not in ("31", "32") or not re.fullmatch(r"[0-9]{20}", parts[3]):
        return None
    sums = re.fullmatch(r"(-?)([0-9]{1,12})(?:\.([0-9]{1,2}))?", parts[4])
    try:
        day = date.fromisoformat(parts[5] if re.fullmatch("[0-9]{8}", parts[5]) else "")
    except ValueError:
        return None
    if sums is None:
        return None
    fen = int(sums[2]) * 100 + int((sums[3] or "").ljust(2, "0"))
    return OnFace(parts[3], day.isoformat(), -fen if sums[1] else fen)


def invoice_no(text: str) -> str:
    """The number in the code on the face of a 数电票; empty for none."""
    parts = text.split(",")
    good = len(parts) >= 7 and parts[0] == "01" and parts[1] in ("31", "32") and re.fullmatch(r"\d{20}", parts[3])
    return parts[3] if good else ""
