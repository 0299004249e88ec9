"""Calendars: working days, months, terms."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from sandbox.world import data


def works(day: date) -> bool:
    """Is this a working day, by the published calendar where there is one?"""
    rules = data("holidays")
    text = day.isoformat()
    return text in rules["work"] or (day.weekday() < 5 and text not in rules["rest"])


def workdays_after(day: date, count: int) -> date:
    """The day so many working days later."""
    while count:
        day += timedelta(days=1)
        count -= works(day)
    return day


def or_next_workday(day: date) -> date:
    """The day, or the first working day after it."""
    while not works(day):
        day += timedelta(days=1)
    return day


def add_months(day: date, count: int) -> date:
    """The same day so many months on; the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def term(issued: date, years: int) -> date:
    """The last day of a paper that lives so many years: the day before."""
    return add_months(issued, years * 12) - timedelta(days=1)


def chinese(day: date) -> str:
    """3月9日."""
    return f"{day.month}月{day.day}日"
