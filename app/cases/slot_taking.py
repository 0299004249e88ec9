"""Taking a time for a form: held for minutes, in place of the one before."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import Connection, update

from app.appointments import slots
from app.appointments.slots import Wish
from app.cases import drafts, pinned, records, slotting
from app.cases.models import case
from app.cases.slotting import Choice
from app.corrections import queries as corrections
from app.corrections import rules as mending
from app.corrections.service import settle_fields
from app.kernel import clock
from app.kernel.errors import Refused


def hold(tx: Connection, no: str, owners: Collection[str], person_id: str, field: str, at_: str, hall: str, green: bool) -> Choice:
    """This time is held for the form for minutes, in place of the one before, and stands in the draft. Raises as `look` and
    `slots.hold`, Refused `slot_waits` while the place has not been picked, `not_asked` in a correction, Conflict `case_closed`; then
    nothing was stored."""
    at = pinned.standing(records.get(tx, no, owners, lock=True))
    draft = records.open_form(at.case)
    drafts.editable(at.case)
    points = corrections.points(tx, at.case.id) if at.case.state == "to_correct" else []
    if points:
        mending.only_asked({field: at_}, mending.open_fields(points, at.checklist.fields))
    seen = slotting.look(tx, at, draft, field, hall)
    if seen.hall is None:
        raise Refused("slot_waits", "还差前面一步", f"先选{slotting.label(at, seen.field)}，再选时间")
    made = slots.hold(tx, seen.hall, at_, Wish(person_id, at.item.id, no, green))
    if draft.values.get(field) == slotting.value(made):
        return replace(seen, chosen=made)
    rev = draft.rev + 1
    new = replace(draft, values=draft.values | {field: slotting.value(made)}, rev=rev, marks=draft.marks | {field: rev})
    tx.execute(update(case).where(case.c.id == at.case.id).values(form=records.seal_form(at.case.id, new), updated_at=clock.now()))
    settle_fields(tx, points, new, [field])
    return replace(seen, rev=rev, chosen=made)
