"""What is handed in by a day of a month is decided in it, else in the next. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.kernel.jsons import Json


@dataclass(frozen=True)
class Month:
    """The days of one month's draw: handed in until, looked through, drawn."""

    closes: date
    tells: date
    draws: date


def month_of(handed_in: date, closes: int, tells: int, draws: int) -> Month:
    """The draw that an application of this day is in: this month's until its last day for handing in, else the next one's."""
    first = handed_in.replace(day=1)
    if handed_in.day > closes:
        first = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return Month(first.replace(day=closes), first.replace(day=tells), first.replace(day=draws))


def month_by(rule: Mapping[str, Json], today: date) -> Month | None:
    """By a row with the days 截止日, 审核日 and 摇号日; None for what is not drawn."""
    closes, tells, draws = (rule.get(name) for name in ("截止日", "审核日", "摇号日"))
    if isinstance(closes, int) and isinstance(tells, int) and isinstance(draws, int):
        return month_of(today, closes, tells, draws)
    return None
