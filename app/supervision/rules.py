"""How a clock stands, and when a draft has lain too long. Pure."""

from __future__ import annotations

from datetime import date, timedelta

from app.deadlines.rules import Dates
from app.kernel.workdays import calendar

GREEN, YELLOW, ORANGE, RED = "green", "yellow", "orange", "red"
DRAFT_LIVES, DRAFT_WARNING = timedelta(days=90), timedelta(days=7)  # untouched that long, a draft is erased; told so much before


def light(today: date, start: date, dates: Dates) -> str:
    """green: more than a third of the promise left; yellow: less; orange: past the promise; red: past the law."""
    if today > dates.legal:
        return RED
    if today > dates.promised:
        return ORANGE
    whole, left = calendar().between(start, dates.promised), calendar().between(today, dates.promised)
    return GREEN if left * 3 > whole else YELLOW


def draft_due(touched: date, erase_on: date | None, today: date) -> str | None:
    """What a draft last touched on `touched` is due for: tell | erase | None. `erase_on`: the day its owner was told."""
    told = erase_on is not None and erase_on >= touched + DRAFT_LIVES  # told since it was touched
    if not told:
        return "tell" if today >= touched + DRAFT_LIVES - DRAFT_WARNING else None
    return "erase" if erase_on is not None and today >= erase_on else None
