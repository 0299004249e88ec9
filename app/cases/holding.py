"""Scarce things a form holds (`holds:` of its item): kept while the case runs and for some days after it was granted; in every other
end all of it goes back. How one is chosen is in choosing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypedDict

from sqlalchemy import Connection

from app.cases import slotting
from app.cases.moves import subject
from app.cases.pinned import Standing
from app.cases.records import Case
from app.cases.rules import EDITABLE
from app.catalog.words import day
from app.forms.draft import Draft
from app.holds import queries
from app.holds import service as holds
from app.holds.rules import HELD, KEPT, SHOWN, drawn, keep_until
from app.kernel import clock
from app.kernel.errors import NotFound
from app.language.checklist import Item
from app.language.holdings import Holding
from app.language.lookups import Path

FIRST = 1  # there is one draw of a pool for each that may have one unit only
NOTHING, OVER = "none", "over"
GRANTED = ("approved", "delivering", "done")
STATES = (NOTHING, SHOWN, HELD, KEPT, OVER)


class View(TypedDict):
    """What is shown, held or kept. `units`: all that is shown, in the order drawn; `seconds_left`: None where no clock runs."""

    field: str
    rev: int
    state: str
    units: list[str]
    unit: str | None
    seconds_left: int | None
    seconds: int
    draw: int
    until: str | None
    say: str
    do: str


@dataclass(frozen=True)
class Place:
    """Where a form's units come from. `wanted`: columns a unit has; `one`: what may have one unit only."""

    pool: str
    wanted: Mapping[str, str]
    one: str

    def __repr__(self) -> str:
        return f"Place({self.pool})"

    @property
    def single(self) -> bytes:
        """What may have one unit only, as the holds keep it."""
        return holds.single(self.one)


def declared(at: Standing, field: str) -> Holding:
    """Raises NotFound."""
    known = {one.id for one in at.checklist.fields}
    found = next((one for one in at.item.holds if one.field == field and field in known), None)
    if found is None:
        raise NotFound("hold_not_found", "这件事没有这一项", "回到表里看看")
    return found


def place(at: Standing, draft: Draft, holding: Holding) -> Place | None:
    """None while what it is for has not been picked."""
    one = _column(draft, holding.one)
    parts = {name: by.is_.get(_column(draft, by.of) or "") for name, by in holding.by.items()}
    if one is None or any(part is None for part in parts.values()):
        return None
    wanted = {name: part for name, part in parts.items() if part is not None}
    return Place(":".join((holding.thing, at.case.city, *wanted.values())), wanted, one)


def _column(draft: Draft, path: Path) -> str | None:
    field, column = path.names
    row = draft.rows.get(field, {}).get(str(draft.values.get(field)), {})
    return str(row[column]) if row.get(column) is not None else None


def view(tx: Connection, at: Standing, draft: Draft, field: str) -> View:
    """What is shown, held or kept for a form now."""
    holding = declared(at, field)
    return seen(tx, at, draft, holding, place(at, draft, holding))


def seen(tx: Connection, at: Standing, draft: Draft, holding: Holding, where: Place | None) -> View:
    """The same, where it comes from being known."""
    now = clock.now()
    mine = queries.of_errand(tx, subject(at.case.no), now, where.pool) if where else ()
    state = mine[0].state if mine else OVER if where and queries.turn(tx, where.pool, where.single)[0] else NOTHING
    over = state == OVER
    return {
        "field": holding.field,
        "rev": draft.rev,
        "state": state,
        "units": drawn([one.unit for one in mine], where.one, FIRST) if where and state == SHOWN else [],
        "unit": mine[0].unit if state in (HELD, KEPT) else None,
        "seconds_left": min((left for one in mine if (left := one.seconds_left(now)) is not None), default=None) if mine else None,
        "seconds": holding.minutes * 60,
        "draw": holding.draw,
        "until": clock.rfc3339(mine[0].until) if mine and mine[0].until else None,
        "say": f"时间到了，这 {holding.draw} 个已放回" if over else "",
        "do": holding.lapsed if over else "",
    }


def standing(tx: Connection, at: Standing, draft: Draft) -> Draft:
    """The draft as far as it still has what it says it holds: what lapsed is a gap again. No statement where nothing is held."""
    draft = slotting.standing(tx, at, draft) if at.case.state in EDITABLE else draft
    named = [one.field for one in at.item.holds if one.field in draft.values]
    if not named or at.case.state != "draft":
        return draft
    mine = {one.unit for one in queries.of_errand(tx, subject(at.case.no), clock.now()) if one.state != SHOWN}
    return replace(draft, values={key: value for key, value in draft.values.items() if key not in named or value in mine})


def changed(tx: Connection, at: Standing, draft: Draft, fields: Collection[str]) -> Draft:
    """After these fields changed: what was shown or held for what stood there goes back. The draw stays spent."""
    draft = slotting.changed(tx, at, draft, fields)
    gone = [one.field for one in at.item.holds if one.fields & set(fields)]
    if not gone:
        return draft
    holds.give_back(tx, subject(at.case.no))
    return replace(draft, values={key: value for key, value in draft.values.items() if key not in gone})


def handed_in(tx: Connection, at: Standing, draft: Draft) -> None:
    """What the form holds stays until the case is decided, however long that takes; the time it chose is booked. Raises Conflict
    `hold_over`, `booked_twice`, `booked_enough`."""
    slotting.handed_in(tx, at, draft)
    for holding in at.item.holds:
        where, unit = place(at, draft, holding), draft.values.get(holding.field)
        if where is not None and isinstance(unit, str):
            holds.keep(tx, where.pool, unit, subject(at.case.no), None)


def granted(tx: Connection, row: Case, item: Item) -> None:
    """What was granted stays so many days more, for what comes next; what is in use with the grant nobody holds any more."""
    if item.holds and (keep := item.holds[0].keep).n == 0:
        holds.give_back(tx, subject(row.no))
    elif item.holds:
        holds.keep_all(tx, subject(row.no), keep_until(clock.today(), keep.n, keep.unit))


def released(tx: Connection, no: str, item: Item, by_person: bool = False) -> None:
    """The case has ended without a grant: all of it goes back. `by_person`: they took it back themselves."""
    slotting.released(tx, no, item, by_person)
    if item.holds:
        holds.give_back(tx, subject(no))


class Voucher(TypedDict):
    """What is kept for a granted case, and until when."""

    label: str
    unit: str
    until: str | None
    say: str


def vouchers(tx: Connection, at: Standing) -> Sequence[Voucher]:
    """What was granted: the unit with the last day it is kept. Empty for an item that holds nothing."""
    if not at.item.holds or at.case.state not in GRANTED:
        return ()
    labels = {one.id: one.label for one in at.item.fields}
    mine = queries.of_errand(tx, subject(at.case.no), clock.now())
    return [_voucher(labels[at.item.holds[0].field], one.unit, one.until) for one in mine if one.state == KEPT]


def _voucher(label: str, unit: str, until: datetime | None) -> Voucher:
    last = clock.china(until).date() if until else None
    say = f"给您留到 {day(last, clock.today(), False)}" if last else "给您留着"
    return {"label": label, "unit": unit, "until": last.isoformat() if last else None, "say": say}
