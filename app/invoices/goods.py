"""Which rate goods may have, by who sells them (items/merchants.md §5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.invoices.sums import FREE, percent

GENERAL, SMALL = "一般纳税人", "小规模纳税人"
SPECIAL, PLAIN = "31", "32"
REDUCED, REDUCED_UNTIL = "0.01", date(2027, 12, 31)  # announcement 2026 No. 10, as read


@dataclass(frozen=True)
class Goods:
    """A line of the tax classification (sw.goods)."""

    code: str
    short: str
    name: str
    general: Sequence[str]
    small: Sequence[str]
    free: bool


def rates(goods: Goods, payer: str, day: date, kind: str = PLAIN) -> list[str]:
    """The rates to choose from, the usual one first."""
    every = list(goods.small if payer == SMALL else goods.general)
    if payer == SMALL and day > REDUCED_UNTIL:
        every = [one for one in every if one != REDUCED]
    return [*every, *([FREE] if goods.free and kind == PLAIN else [])]


def rate_fault(goods: Goods, payer: str, rate: str, day: date, kind: str = PLAIN) -> str | None:
    """Why this rate cannot be, in a cashier's words."""
    allowed = rates(goods, payer, day, kind)
    if rate in allowed:
        return None
    if payer == SMALL and rate in goods.general:
        return f"小规模纳税人没有 {percent(rate)}"
    if rate == FREE and kind == SPECIAL:
        return "免税的不能开专票"
    return f"“{goods.name}”的税率是 {'、'.join(map(percent, allowed))}"


def buyer_fault(kind: str, natural: bool, tax_no: str, seller: str) -> tuple[str, str] | None:
    """(field, words): who cannot be given this invoice, before anybody is asked."""
    if kind == SPECIAL and natural:
        return "kind", "个人抬头不能开专票"
    if kind == SPECIAL and not tax_no:
        return "tax_no", "专票要有税号"
    if tax_no == seller:
        return "tax_no", "不能给自己开票"
    return None
