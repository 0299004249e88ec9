"""What may be under a cashier's lens, told apart by its text (items/merchants.md §4)."""

from __future__ import annotations

import re
from dataclasses import dataclass
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


def invoice_no(text: str) -> str:
    """The number in the code on the face of a 数电票; empty for none."""
    parts = text.split(",")
    good = len(parts) >= 7 and parts[0] == "01" and parts[1] in ("31", "32") and re.fullmatch(r"\d{20}", parts[3])
    return parts[3] if good else ""
