"""The time that a form chooses (a field of the kind slot): at the place it picks from a register, or at a hall that does this. Held while
the form is filled in, booked with the case, over with it; the department says whether anybody came."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from app import reference
from app.appointments import queries, service, slots
from app.appointments.queries import Appointment
from app.appointments.rules import BOOKED, HELD
from app.cases import records
from app.cases.pinned import Standing
from app.cases.rules import REASONED
from app.forms.draft import Draft
from app.kernel import clock
from app.kernel.errors import NotFound, Refused
from app.language.checklist import Item
from app.language.declare import Field
from app.language.kinds.given import slot_value
from app.reference.shapes import Hall

KIND = "slot"
# By these a department says that it saw what it waited for.
SEEN = ("reviewing", "to_correct", "approving", "approved", "denied")


@dataclass(frozen=True)
class Choice:
    """What a field stands at. `hall`: where, None while that has not been chosen; `halls`: those there are to choose from; `chosen`: the
    time, held or booked."""

    field: Field
    rev: int
    hall: Hall | None
    halls: tuple[Hall, ...]
    chosen: Appointment | None


def fields(item: Item) -> list[Field]:
    """The times an item's form asks for."""
    return [one for one in item.fields if one.kind == KIND]


def declared(at: Standing, field: str) -> Field:
    """Raises NotFound `slot_not_found` for what is no time of this form now."""
    counted = at.checklist.counted(records.open_form(at.case).values)
    found = next((one for one in at.checklist.fields if one.id == field and one.kind == KIND and one.id in counted), None)
    if found is None:
        raise NotFound("slot_not_found", "这件事没有这一项", "回到表里看看")
    return found


def look(tx: Connection, at: Standing, draft: Draft, field: str, hall: str = "") -> Choice:
    """Where one can go, and what was chosen. `hall`: one of several that one wants to see. Raises NotFound `slot_not_found`,
    `hall_not_found`; Refused `not_done_there`."""
    of = declared(at, field)
    found = queries.of_case(tx, at.case.no)
    chosen = found if found is not None and _kept(at, found) and draft.values.get(field) == value(found) else None
    halls = () if of.of else _halls(at, of)
    where = _picked(draft, of) if of.of else _hall(at, of, hall or (chosen.hall if chosen else ""), halls)
    return Choice(of, draft.rev, where, halls, chosen)


def seconds() -> int:
    """How long a time that is chosen is held before it is handed in."""
    return int(slots.until().total_seconds())


def value(one: Appointment) -> str:
    """What stands in the field."""
    return slot_value(clock.china(one.starts_at), one.where["name"])


def would(tx: Connection, at: Standing, draft: Draft, field: str, said: str, hall: str) -> Draft:
    """The draft as it would be with this time. Nothing is stored. Raises as `look`, Refused `slot_unknown`."""
    where = look(tx, at, draft, field, hall).hall
    if where is None:
        return draft
    return replace(draft, values=draft.values | {field: slot_value(clock.china(service.moment(said)), where["name"])})


def standing(tx: Connection, at: Standing, draft: Draft) -> Draft:
    """The draft as far as its time is still held or booked for it: what lapsed is a gap again. No statement where none was chosen."""
    named = [one.id for one in fields(at.item) if one.id in draft.values]
    if not named:
        return draft
    found = queries.of_case(tx, at.case.no)
    moved = at.case.state != "draft" and found is not None and found.venue is None
    if found is not None and _kept(at, found) and (moved or draft.values[named[0]] == value(found)):
        return draft
    return replace(draft, values={key: said for key, said in draft.values.items() if key not in named})


def changed(tx: Connection, at: Standing, draft: Draft, moved: Collection[str]) -> Draft:
    """After these fields changed: what was held at the place that stood there goes back."""
    gone = [one.id for one in fields(at.item) if set(one.of) & set(moved)]
    if not gone:
        return draft
    slots.give_up(tx, at.case.no)
    return replace(draft, values={key: said for key, said in draft.values.items() if key not in gone})


def handed_in(tx: Connection, at: Standing, draft: Draft) -> None:
    """What the form chose is booked. Raises as slots.book; again in a correction that chose another time."""
    if not any(one.id in draft.values for one in fields(at.item)):
        return
    found = queries.of_case(tx, at.case.no)
    if at.case.state == "draft" or (found is not None and found.state == HELD):
        slots.book(tx, at.case.no)


def booked(tx: Connection, at: Standing, draft: Draft) -> Appointment | None:
    """What is booked with a form and has not begun; None where it chose nothing, or has it no more."""
    if not any(one.id in draft.values for one in fields(at.item)):
        return None
    found = queries.of_case(tx, at.case.no)
    return found if found is not None and found.state == BOOKED and found.starts_at > clock.now() else None


def gone(tx: Connection, at: Standing, draft: Draft) -> bool:
    """Whether the time that a form says is booked no more, or has begun."""
    counted = at.checklist.counted(draft.values)
    return any(one.id in counted and one.id in draft.values for one in fields(at.item)) and booked(tx, at, draft) is None


def told(tx: Connection, no: str, item: Item, to: str) -> None:
    """The department has said something: whether whoever had a time was there, and what becomes of it where the case ends."""
    if not fields(item):
        return
    if to == "terminated":
        slots.missed(tx, no)
    elif to in SEEN:
        slots.came(tx, no)
    if to in REASONED or to == "approved":
        slots.end(tx, no)


def released(tx: Connection, no: str, item: Item, by_person: bool = False) -> None:
    """The case has ended without a grant."""
    if fields(item):
        slots.end(tx, no, by_person)


def _kept(at: Standing, one: Appointment) -> bool:
    """Whether a draft still has it: what was given back is nobody's. What a department has been told stands as it was told."""
    return at.case.state != "draft" or one.state in (HELD, BOOKED)


def _picked(draft: Draft, of: Field) -> Hall | None:
    pick = of.of[0]
    row = draft.rows.get(pick, {}).get(str(draft.values.get(pick)))
    return slots.venue(row) if row is not None else None


def _halls(at: Standing, of: Field) -> tuple[Hall, ...]:
    """The halls of the city that do this; those of the district first."""
    found = reference.halls_of(at.case.city, of.theme)
    return tuple(sorted(found, key=lambda one: (one["region"] != at.case.district, one["id"])))


def _hall(at: Standing, of: Field, wanted: str, halls: tuple[Hall, ...]) -> Hall | None:
    if not wanted:
        return halls[0] if len(halls) == 1 else None
    found = service.hall_named(wanted)
    if found not in halls:
        service.require_done_there(found, [of.theme], at.item.short)
        raise Refused("not_done_there", f"{found['name']}不在{reference.cities()[at.case.city]['name']}", "选给出的大厅")
    return found


def label(at: Standing, of: Field) -> str:
    wanted = of.of[0] if of.of else ""
    return next((one.label for one in at.checklist.fields if one.id == wanted), "大厅")
