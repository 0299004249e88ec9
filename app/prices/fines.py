"""Fines: what was decided, and what is added for each day after the day it was due (行政处罚法 72, 73)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from app.catalog.words import day, yuan
from app.checks.facts import Facts
from app.kernel import text
from app.kernel.jsons import Json
from app.kernel.workdays import due as day_due
from app.prices.declare import Line, price


@dataclass(frozen=True)
class Stay:
    """Days that do not count, the first and the last included: the department looks at an objection."""

    start: date
    end: date


def fine_due(served: date, days: int) -> date:
    """The last day to pay without anything added: so many days after the decision was served, a day of rest moves on."""
    return day_due(served, days, "day").on


def late_days(due: date, paid: date, stays: Iterable[Stay] = ()) -> int:
    """Days after the due day up to the one of payment, those of a stay left out."""
    late = (due + timedelta(days=n) for n in range(1, (paid - due).days + 1))
    stays = tuple(stays)
    return sum(not any(stay.start <= one <= stay.end for stay in stays) for one in late)


def late_fee(fine: int, due: date, paid: date, percent: int, stays: Iterable[Stay] = ()) -> int:
    """Fen added: `percent` of the fine for each late day, rounded half up to fen, never more than the fine."""
    return min(fine, (fine * percent * late_days(due, paid, stays) + 50) // 100)


@price("traffic_fines")
def traffic_fines(
    facts: Facts, *, picks: str, bills: str, due_days: int, late_percent: int, number: str = "", fine: str = "", served: str = ""
) -> tuple[Line, ...]:  # fmt: skip
    """`picks`: the field with what is decided now; `bills`: the one with what was decided before. Columns 罚款, 行为, 送达日. What is
    decided with the application is served on the day it is handed in. `number`, `fine`, `served`: the fields with what stands on a
    decision in hand, for whoever cannot pick it."""
    lines: list[Line] = []
    for field, of in ((picks, facts.handed_in or facts.today), (bills, None)):
        for row in facts.picked.get(field, ()):
            lines += _fine(row, of or text.day(row.get("送达日")) or facts.today, facts.today, due_days, late_percent)
    typed, day_ = facts.form.get(fine), text.day(facts.form.get(served))
    if type(typed) is int and day_:
        row = {"罚款": typed, "行为": f"决定书 {facts.form.get(number, '')}"}
        lines += _fine(row, day_, facts.today, due_days, late_percent)
    return tuple(lines)


def _fine(row: Mapping[str, Json], served: date, today: date, due_days: int, percent: int) -> list[Line]:
    fine, due = row["罚款"], fine_due(served, due_days)
    if type(fine) is not int:
        raise TypeError("罚款")
    act = str(row.get("行为") or "违法")
    said = f"{day(served, today, False)}送达决定书，{day(due, today, False)}前交不加钱"
    late = late_days(due, today)
    if not late:
        return [Line(f"罚款：{act}", fine, said, until=due)]
    added = late_fee(fine, due, today, percent)
    capped = added == fine
    how = f"{day(due, today, False)}到期，晚了 {late} 天，每天加罚款的 {percent}%"
    why = f"{how}，最多加到和罚款一样多" if capped else f"{how}：{yuan(fine)} × {percent}% × {late} 天"
    return [Line(f"罚款：{act}", fine, said), Line("逾期加处罚款", added, why, until=None if capped else today)]
