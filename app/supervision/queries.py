"""Show me how a case stands against its dates, and what was late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, func, select

from app.cases import queries as cases
from app.cases.passing import Stand
from app.cases.records import Case
from app.cases.rules import ENDED, STOPPED
from app.deadlines.rules import Dates
from app.kernel import clock, paging
from app.kernel.rows import Reader
from app.offices.track import OVER, TO_CORRECT
from app.supervision import rules
from app.supervision.models import late


@dataclass(frozen=True)
class Late:
    """What was late, as it was written down. `told_at`: when the department was told."""

    id: str
    case_no: str
    light: str
    due_on: date
    department: str
    at: datetime
    told_at: datetime | None


LATE = Reader(Late, late)


def light(row: Case) -> str | None:
    """green | yellow | orange | red while the clock runs."""
    if row.dates is None or row.state in ENDED | STOPPED or row.state == "draft" or row.stopped_at is not None:
        return None
    start = clock.china(row.accepted_at or row.handed_in).date()
    return rules.light(clock.today(), start, row.dates)


def office_light(one: Stand, row: Case) -> str | None:
    """The same of one office's part: its own clock, and the law's for the whole."""
    if one.state in OVER or one.state == TO_CORRECT or one.began_at is None or one.due_on is None:
        return None
    legal = max(row.legal_on or one.due_on, one.due_on)
    return rules.light(clock.today(), clock.china(one.began_at).date(), Dates(one.due_on, legal, False))


def urged_on(tx: Connection, row: Case) -> date | None:
    """The day its department was told last that it is late; None while it was not. No statement for one that is not late."""
    if light(row) not in (rules.ORANGE, rules.RED):
        return None
    told = tx.execute(select(func.max(late.c.told_at)).where(late.c.case_no == row.no)).scalar()
    return clock.china(told).date() if told else None


def entry(tx: Connection, entry_id: str) -> Late | None:
    """One line of the record."""
    return LATE.first(tx, LATE.query.where(late.c.id == entry_id))


@dataclass(frozen=True)
class Line:
    """A line of the record, and where its case stands now."""

    late: Late
    stand: cases.Brief | None


def listed(tx: Connection, light: str | None, department: str | None, after: str | None) -> tuple[list[Line], str | None]:
    """A page of what was late (of one light, of one department), latest first, and the mark of the next page. Two statements."""
    asked = [column == value for column, value in ((late.c.light, light), (late.c.department, department)) if value]
    rows = LATE.all(tx, paging.beyond(LATE.query.where(*asked), paging.read(after), late.c.at, late.c.id))
    shown, following = paging.cut(rows, lambda row: paging.Mark(row.at, row.id))
    stands = cases.briefly(tx, [one.case_no for one in shown])
    return [Line(one, stands.get(one.case_no)) for one in shown], following
