"""An invoice handed in to be paid back: to whom it may be, and until when it lies there (items/invoice.md, invoice-wallet r3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

LOCKED, CLOSED = "locked", "closed"
WAITS = timedelta(days=7)  # for the company's answer; then whose it is may take it back
MOST_PURPOSE = 50
RETURNS = {"title": "抬头不对", "scope": "不在报销范围", "papers": "要补单据", "twice": "同一笔已经报过"}  # why a company gives it back


@dataclass(frozen=True)
class Facts:
    """Of an invoice what decides: its buyer, by number and name, what is left of it, fen; `red`: it takes back another."""

    buyer_no: str
    buyer: str
    natural: bool
    left: int
    red: bool


@dataclass(frozen=True)
class Person:
    """Who hands it in."""

    id_number: str
    name: str


def fault(one: Facts, by: Person, uscc: str) -> tuple[str, str] | None:
    """Why this person cannot hand it in to this company, and what then."""
    if one.red:
        return "红字发票不能报销", "看原来那一张"
    if one.left <= 0:
        return "这张已冲红，不能报销", "请商家重新开一张"
    if one.natural:
        theirs = one.buyer_no == by.id_number if one.buyer_no else one.buyer == by.name
        return None if theirs else (f"购买方是“{one.buyer[:1]}{'*' * (len(one.buyer) - 1)}”，先收着，不能报销", "请购买方本人交")
    if one.buyer_no != uscc:
        return f"购买方是“{one.buyer}”，交给别的单位不能报销", f"交给“{one.buyer}”"
    return None


def may_take_back(at: datetime, now: datetime) -> bool:
    """Whether the company was silent so long that whose it is may have it back; the seventh day is the company's to its end."""
    return now - at > WAITS
