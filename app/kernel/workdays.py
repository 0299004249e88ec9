"""Working days by the State Council's holiday calendar (holidays.yaml).

A year whose arrangement is not published yet is never guessed: weekends count, holidays are not known, and the
answer says `provisional`.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TypedDict

from app.kernel import sheets, text

FILE = "holidays.yaml"


class Days(TypedDict):
    """Days off, and days of a weekend that are worked."""

    rest: list[str]
    work: list[str]


class Years(TypedDict):
    """By year, as published."""

    years: dict[str, Days]


@dataclass(frozen=True)
class Due:
    """A due date; `provisional` when a year on the way has no published holidays."""

    on: date
    provisional: bool


@dataclass(frozen=True)
class Calendar:
    """`rest`: weekdays off and holidays; `work`: weekend days worked; `years`: those published."""

    rest: frozenset[date]
    work: frozenset[date]
    years: frozenset[int]

    def is_workday(self, day: date) -> bool:
        """Monday to Friday unless off, or a weekend day that is worked."""
        return day in self.work or (day.weekday() < 5 and day not in self.rest)

    def after(self, start: date, days: int) -> Due:
        """The date `days` working days after `start`; the day after `start` is the first that can count."""
        day, left, provisional = start, days, False
        while left > 0:
            day += timedelta(days=1)
            provisional = provisional or day.year not in self.years
            left -= self.is_workday(day)
        return Due(day, provisional)

    def natural(self, start: date, days: int) -> Due:
        """`days` calendar days after `start`; ending on a rest day it moves to the next working day."""
        day = start + timedelta(days=days)
        while not self.is_workday(day):
            day += timedelta(days=1)
        return Due(day, day.year not in self.years)

    def between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end` (0 when end ≤ start)."""
        span = (end - start).days
        return sum(self.is_workday(start + timedelta(days=n)) for n in range(1, span + 1))


@lru_cache
def calendar() -> Calendar:
    """The published calendar."""
    path = Path(str(files("app.kernel").joinpath(FILE)))
    return published(sheets.read(path, FILE))


def published(said: object) -> Calendar:
    """What a file of holidays says. Raises Mistake that names year and day: one lost day moves every promise."""
    years = sheets.shaped(Years, said, FILE)["years"]
    rest = frozenset(_day(year, "rest", one) for year, days in years.items() for one in days["rest"])
    work = frozenset(_day(year, "work", one) for year, days in years.items() for one in days["work"])
    if both := rest & work:
        raise sheets.Mistake(FILE, str(min(both).year), "work", f"又放假又补班：{min(both)}")
    return Calendar(rest, work, frozenset(int(y) for y in years))


def _day(year: str, kind: str, said: str) -> date:
    day = text.day(said)
    if day is None or str(day.year) != year:
        raise sheets.Mistake(FILE, year, kind, f"要写成这一年的日子，像 {year}-01-01：{said}")
    return day


def add_months(start: date, months: int) -> date:
    """The same day so many months on, or back; a day that does not exist is the month's last."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


@lru_cache(4096)
def due(start: date, n: int, unit: str) -> Due:
    """When `n` units after `start` end. unit: workday | day | hour.

    Hours run on the wall clock, also at night and on days of rest. Begun late in the evening they reach into the next day:
    a date is never sooner than what was promised.
    """
    if unit == "workday":
        return calendar().after(start, n)
    return calendar().natural(start, n) if unit == "day" else Due(start + timedelta(days=-(-n // 24)), False)
