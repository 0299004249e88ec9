"""What may be taken out of a housing fund account, counted in months and fen. Pure; the figures are the city's (gjj.rules)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.kernel.jsons import Json


@dataclass(frozen=True)
class Due:
    """Months of rent not yet taken, `first` to `last` (2026-07), so much for each, and what they come to: no more than there is."""

    first: str
    last: str
    months: int
    each: int
    fen: int


def rent_due(start: str, taken: str, today: date, each: int, most: int, balance: int, paid: str = "") -> Due | None:
    """From the month lived there, or the one after the last taken, to the last month (`paid`: or the last that was paid), the newest
    `most` of them; `start` and `taken` are days or months, empty for never. None where there is none. Sums in fen."""
    last = number(today.isoformat()) - 1
    if paid:
        last = min(last, number(paid))
    first = max(number(start), number(taken) + 1 if taken else 0, last - most + 1)
    if first > last:
        return None
    months = last - first + 1
    return Due(name(first), name(last), months, each, min(balance, months * each))


def buy_limit(price: int, share: int, taken: int, balance: int) -> int:
    """What a household's account may still give for a house: its share of the price (whole per cent), less what its buyers took; in fen."""
    return max(0, min(balance, price * share // 100 - taken))


def number(day_or_month: str) -> int:
    """2026-10 → months since year 0."""
    return int(day_or_month[:4]) * 12 + int(day_or_month[5:7]) - 1


def name(month: int) -> str:
    """The month of a number."""
    return f"{month // 12}-{month % 12 + 1:02d}"


def fen(value: Json) -> int:
    """A sum of a row. Raises TypeError for what is none: what cannot be read is never taken as nothing."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError("no sum")
    return value
