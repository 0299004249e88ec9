"""A day, a month, a year, between bounds that may move with today."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from typing import Literal

from app.kernel import text as texts
from app.language.content import Said, Written
from app.language.declare import Field
from app.language.kinds.base import Faults, Kind, Rows, Sight, Undeclared, text
from app.language.values import Value

_MOVING = re.compile("today(?:([+-])([0-9]{1,5})([dmy]))?")
_MONTH = re.compile("[0-9]{4}-(?:0[1-9]|1[0-2])")
_YEAR = re.compile("[0-9]{4}")
LENGTHS = {"date": 10, "month": 7, "year": 4}


def is_month(said: str) -> bool:
    """Whether this is a month of our time: 2026-11."""
    return bool(_MONTH.fullmatch(said)) and texts.FIRST_YEAR <= int(said[:4]) <= texts.LAST_YEAR


def is_year(said: str) -> bool:
    """Whether this is a year of our time: 2026."""
    return bool(_YEAR.fullmatch(said)) and texts.FIRST_YEAR <= int(said) <= texts.LAST_YEAR


def bound(said: str, today: date) -> str:
    """2026-11-23 for itself, today, today-30d, today+6m, today-18y. Raises ValueError."""
    found = _MOVING.fullmatch(said)
    if not found:
        return said
    sign, n, unit = found.groups()
    if n is None:
        return today.isoformat()
    step = int(n) if sign == "+" else -int(n)
    if unit == "d":
        return (today + timedelta(days=step)).isoformat()
    months = today.year * 12 + today.month - 1 + (step if unit == "m" else step * 12)
    year, month = months // 12, months % 12 + 1
    return date(year, month, min(today.day, monthrange(year, month)[1])).isoformat()


def _made(field: Field, raw: object) -> Value:
    return texts.compact(text(raw))


def _day_word(said: str, today: date) -> str:
    return "今天" if said == today.isoformat() else f" {said}"


def _between(good: Callable[[str], bool], say: str, length: int) -> Callable[[Field, Value, Sight], Faults]:
    def faults(field: Field, value: Value, sight: Sight) -> Faults:
        said = str(value)
        if not good(said):
            yield "", say
            return
        earliest, latest = bound(field.earliest, sight.today)[:length], bound(field.latest, sight.today)[:length]
        if earliest and said < earliest:
            yield "", f"不能早于{_day_word(earliest, sight.today)}。"
        elif latest and said > latest:
            yield "", f"不能晚于{_day_word(latest, sight.today)}。"

    return faults


def _declared(kind: Literal["date", "month", "year"]) -> Callable[[Written], Said]:
    good = {"date": lambda said: texts.day(said) is not None, "month": is_month, "year": is_year}[kind]

    def declare(row: Written) -> Said:
        found: Said = {}
        key: Literal["earliest", "latest"]
        for key in ("earliest", "latest"):
            if key in row:
                said = row[key]
                if not isinstance(said, str) or not (_MOVING.fullmatch(said) or good(said)):
                    raise Undeclared(key, f"写日期或 today、today-30d、today+6m，要加引号：{said}")
                found[key] = said
        return found

    return declare


def _month_words(field: Field, value: Value, rows: Rows) -> str:
    said = str(value)
    return f"{said[:4]}年{int(said[5:])}月" if is_month(said) else said


def _year_words(field: Field, value: Value, rows: Rows) -> str:
    return f"{value}年" if is_year(str(value)) else str(value)


BOUNDS = frozenset({"earliest", "latest"})
DATE = Kind(
    _made,
    _between(lambda said: texts.day(said) is not None, "日期不对，像 2026-11-24 这样。", LENGTHS["date"]),
    lambda field, value, rows: str(value),
    "date",
    BOUNDS,
    _declared("date"),
)
MONTH = Kind(_made, _between(is_month, "年月不对，像 2026-11 这样。", LENGTHS["month"]), _month_words, "month", BOUNDS, _declared("month"))
YEAR = Kind(_made, _between(is_year, "年份不对，像 2026 这样。", LENGTHS["year"]), _year_words, "year", BOUNDS, _declared("year"))
