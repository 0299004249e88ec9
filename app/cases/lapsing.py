"""What the clock does to a case: it reminds of what is nearly over, ends what is over, and tells once more what lies ready.

app/supervision says when; whoever comes while it does so waits for the row, and finds the case as it is then.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import Connection, func, select, update

from app.cases import collecting, holding, moves, nodes, passing, pinned, rules
from app.cases.models import case, case_action
from app.cases.pinned import Standing
from app.cases.records import Case
from app.deadlines.timers import WORKING, Clock, Due
from app.events.cases import CaseWithdrawn, OfficeAwaited
from app.kernel import clock
from app.kernel.events import Event, emit_all
from app.words import clock as words

UNIT = "省事"
WAITS = {"to_correct": "to_correct", "to_pay": "pay_soon"}  # which message a reminder is: the page it opens, the template it uses


def due(tx: Connection, now: datetime, after: tuple[datetime, str] | None, most: int) -> list[tuple[datetime, str, str]]:
    """(moment, id, number) of so many cases whose moment has come, the longest due first."""
    query = select(case.c.clock_at, case.c.id, case.c.no).where(case.c.clock_at <= now)
    if after is not None:
        at, last = after
        query = query.where((case.c.clock_at > at) | ((case.c.clock_at == at) & (case.c.id > last)))
    rows = tx.execute(query.order_by(case.c.clock_at, case.c.id).limit(most))
    return [(row.clock_at, row.id, row.no) for row in rows]


def clock_of(tx: Connection, row: Case) -> Clock:
    """What the clock looks at."""
    if row.state in ("to_correct", "to_pay"):
        return Clock(row.state, by=row.correct_by if row.state == "to_correct" else row.pay_by)
    if row.state == "delivering" and collecting.ready(row):
        sent = select(func.max(case_action.c.at)).where(case_action.c.case_id == row.id, case_action.c.to == "delivering")
        return Clock(row.state, ready=tx.execute(sent).scalar())
    return Clock(row.state, row.dates, away=row.stopped_at if row.state in WORKING else None)


def looked_at(tx: Connection, row: Case, next_at: datetime | None) -> None:
    """When it is looked at next."""
    tx.execute(update(case).where(case.c.id == row.id).values(clock_at=next_at))


def payable_until(tx: Connection, row: Case, by: date) -> Case:
    """The time of a fee that was asked for before fees had one. Returns the case as it is then."""
    tx.execute(update(case).where(case.c.id == row.id).values(pay_by=by))
    return replace(row, pay_by=by)


def remind(tx: Connection, row: Case, of: Clock, one: Due) -> None:
    """So many days are left. Raises ValueError where no time runs."""
    if of.by is None:
        raise ValueError("no time runs")
    said = words.reminds(row.state, one.left, of.by, clock.today())
    emit_all(tx, moves.message(row, pinned.of(row.version), WAITS[row.state], said))


def lies_ready(tx: Connection, row: Case) -> None:
    """It was made and nobody came for it: nothing ends for that."""
    at = pinned.standing(row)
    there = collecting.place(row, at.item, at.checklist)
    emit_all(tx, moves.message(row, at.item, "ready", words.lies_ready(there.say if there else "", pinned.unit(row, at.item))))


def nudge(tx: Connection, row: Case) -> None:
    """An office elsewhere has had it for weeks: it hears so; nothing ends for that."""
    emit_all(tx, *(OfficeAwaited(row.no, one.office) for one in passing.at_work(tx, row)))


def lapse(tx: Connection, row: Case, of: Clock) -> None:
    """The time is over: the case ends. Nothing is taken; what somebody pays in this very moment goes back whole. Raises Conflict when
    the case has moved on."""
    at: Standing = pinned.standing(row)
    why = words.over(row.state, of.by, clock.today())
    moves.make(tx, row, "lapsed", rules.CLOCK, UNIT, "", said={"reason": why}, stopped_at=None)
    told: list[Event] = [CaseWithdrawn(row.no, words.TO_DEPARTMENT[row.state])]
    if row.fee_fen > 0 and (row.state == "to_pay" or row.paid_at is not None):
        told.append(nodes.released(row, "lapsed"))
    moves.tell(tx, row, at.item, "lapsed", moves.facts_of(row, at.item, "lapsed", reason=why), *told)
    holding.released(tx, row.no, at.item)
