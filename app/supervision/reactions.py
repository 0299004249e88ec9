"""A case is late: its department is told. An office elsewhere is reminded, whose days are not counted."""

from __future__ import annotations

from app.cases import passing, pinned, records
from app.cases.rules import ENDED
from app.events.cases import OfficeAwaited
from app.events.late import CaseLate
from app.kernel import db
from app.kernel.events import Happened
from app.kernel.ports import outside as world
from app.kernel.relay import outside
from app.supervision import queries, rules, service


@outside
def urge(happened: Happened[CaseLate]) -> None:
    """The department, or each office that has it, hears of it as long as it still works on the case; that one did is written down."""
    with db.reading() as tx:
        row, entry = records.find(tx, happened.event.case_no), queries.entry(tx, happened.event.entry)
    if row is None or entry is None or row.state in ENDED or entry.told_at is not None:
        return
    with db.reading() as tx:
        whom = [(one.department, one.office) for one in passing.at_work(tx, row)]
    if pinned.of(row.version).course is None:
        whom = [(row.department, "")]
    missed = entry.due_on.isoformat()
    heard = [world().departments.urge(department, row.no, entry.light, missed, office) for department, office in whom]
    if any(heard):
        db.in_transaction(service.told, entry.id)


@outside
def remind(happened: Happened[OfficeAwaited]) -> None:
    """As long as it has the case."""
    no, office = happened.event.case_no, happened.event.office
    with db.reading() as tx:
        row = records.find(tx, no)
        stand = next((one for one in passing.at_work(tx, row) if one.office == office), None) if row else None
    if row is not None and row.state not in ENDED and stand is not None and stand.due_on is not None:
        world().departments.urge(stand.department, no, rules.YELLOW, stand.due_on.isoformat(), office)
