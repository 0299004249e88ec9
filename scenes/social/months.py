"""Months of social insurance: counting them, their gaps, and the ages and years the law has. Pure (tests/rules/test_social.py)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from app.language.showing import Columns

PAID = ("已缴", "补缴")
Kind = Literal["m60", "f55", "f50"]


# A record of thirty years is some two thousand months of five insurances, counted for each figure of a page: the same few hundred names.
@lru_cache(4096)
def number(month: str) -> int:
    """2026-10 → months since year 0, to count with."""
    return int(month[:4]) * 12 + int(month[5:7]) - 1


@lru_cache(4096)
def name(months: int) -> str:
    """The way back."""
    return f"{months // 12:04d}-{months % 12 + 1:02d}"


@dataclass(frozen=True)
class Paid:
    """One month of one insurance: where, by whom, on which base (fen), and its state."""

    month: str
    insurance: str
    city: str
    unit: str
    base: int
    state: str


def each(rows: Iterable[Columns], insurance: str = "") -> Iterator[Paid]:
    """Segments as months, oldest first; of one insurance when it is named."""
    found = [
        Paid(name(one), str(row["险种"]), str(row["city"]), str(row["单位名称"]), int(str(row["基数"])), str(row["状态"]))
        for row in rows
        if insurance in ("", row["险种"])
        for one in range(number(str(row["from"])), number(str(row["to"])) + 1)
    ]
    yield from sorted(found, key=lambda one: (one.month, one.insurance))


def paid(rows: Iterable[Columns], insurance: str = "养老") -> list[int]:
    """The months that count, each once, as numbers, in order."""
    counted = (row for row in rows if row["险种"] == insurance and row["状态"] in PAID)
    return sorted({one for row in counted for one in range(number(str(row["from"])), number(str(row["to"])) + 1)})


def gaps(rows: Iterable[Columns], insurance: str = "养老") -> list[tuple[str, str, int]]:
    """Months without payment inside the history: from, to, how many."""
    months = paid(rows, insurance)
    between = ((before + 1, after - 1) for before, after in zip(months, months[1:], strict=False) if after - before > 1)
    return [(name(first), name(last), last - first + 1) for first, last in between]


# The decision of 2024 on retiring later: from which birth month on, one month later for each so many months, up to how many.
_BASE: Mapping[Kind, int] = {"m60": 60 * 12, "f55": 55 * 12, "f50": 50 * 12}
_SINCE: Mapping[Kind, str] = {"m60": "1965-01", "f55": "1970-01", "f50": "1975-01"}
_STEP: Mapping[Kind, int] = {"m60": 4, "f55": 4, "f50": 2}
_CAP: Mapping[Kind, int] = {"m60": 36, "f55": 36, "f50": 60}


def retire_age(kind: Kind, birth: date) -> tuple[int, int, date]:
    """Delay in months, age in months, the day."""
    since = number(birth.isoformat()) - number(_SINCE[kind])
    delay = 0 if since < 0 else min(_CAP[kind], since // _STEP[kind] + 1)
    age = _BASE[kind] + delay
    return delay, age, later(birth, age)


def earliest(kind: Kind, birth: date) -> date:
    """The first day somebody with enough months may choose: three years before, never below the age of old."""
    _, age, _ = retire_age(kind, birth)
    return later(birth, max(_BASE[kind], age - 36))


def min_months(year: int) -> int:
    """Months of pension insurance that are needed for retiring in a year: 180 until 2029, six more each year up to 240."""
    return min(240, 180 + 6 * max(0, year - 2029))


def unemployment_months(months: int, until: int) -> int:
    """Months of benefit for so many paid; `until`: whole months left before the legal age, beyond which nothing is paid."""
    earned = 0 if months < 12 else months // 12 if months < 48 else min(24, 4 + (months - 48) // 6)
    return max(0, min(earned, until))


def later(day: date, months: int) -> date:
    """So many calendar months later; the last of a month stays the last where the month is shorter."""
    first = number(day.isoformat()) + months
    year, month = first // 12, first % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - date(year, month, 1)).days
    return date(year, month, min(day.day, last))


def months_until(today: date, day: date) -> int:
    """Whole months from this one to the one before that of `day`."""
    return max(0, number(day.isoformat()) - number(today.isoformat()))


@lru_cache(1024)
def share(base: int, rate: float) -> int:
    """A rate of a base in fen, rounded half up to fen; the rate as it is written, never as a binary fraction."""
    millionths = int(f"{rate:.6f}".replace(".", ""))
    return (base * millionths + 500_000) // 1_000_000
