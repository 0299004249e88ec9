"""What registers say of a case that is handed in: what its picks, its review points and whoever must agree rest on, asked once and all
together, with no transaction open. Each look is told to the person; the rows are frozen as they stand now."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection, update

from app.cases import records, whose
from app.cases.models import case
from app.cases.pinned import Standing
from app.checks import gather, rules
from app.checks.facts import Off
from app.checks.gather import Gathered
from app.forms.draft import Draft
from app.identity import queries as identity
from app.kernel import clock, db
from app.kernel.errors import Conflict, Unavailable
from app.kernel.jsons import Json
from app.kernel.ports import Row
from app.language import conditions, facts, forms
from app.language.checklist import Checklist, Item
from app.language.declare import Field, ReviewPoint
from app.language.forms import Picked
from app.language.kinds.base import Rows
from app.language.lookups import Lookup, with_those_before
from app.language.participants import Participant
from app.lookups import service as lookups
from app.lookups import words
from app.lookups.rules import Asking, Subject
from app.lookups.service import Found

KEPT = "您填的都留着。"
BLOCK = "block"


def wanted(at: Standing, draft: Draft, picks: bool = True) -> list[Lookup]:
    """The lookups that must be asked before it is handed in, in the order of the item; none, where it asks none. `picks`: those behind
    what was picked too. Whom the person goes on without is not asked who must agree."""
    names = set(rules.gathered(rules.decided(at.checklist.points), "rows"))
    names |= {one.lookup for one in chosen(at, draft)} if picks else set()
    names |= {name for one in agreeing(at, draft) for name in one.lookups if name not in draft.off}
    return with_those_before(names, at.item.lookups)


def chosen(at: Standing, draft: Draft) -> list[Field]:
    """The pick fields in which something stands."""
    return [one for one in at.checklist.fields if one.kind == "pick" and one.id in draft.values]


def agreeing(at: Standing, draft: Draft) -> list[Participant]:
    """Whose yes these answers need."""
    counts = at.checklist.counted(draft.values) if at.item.participants else frozenset[str]()
    said = {**{key: value for key, value in draft.values.items() if key in counts}, **at.checklist.given}
    return [one for one in at.item.participants if conditions.holds(one.when, said)]


def asking(at: Standing, draft: Draft, person: identity.Person) -> Asking:
    """The person asks for the form of a case, with what is in it: about themselves, or the child whom it names."""
    me = Subject(person.name, person.id_number)
    about = whose.child(at.item, draft, person.id) or me
    rows = {key: tuple(of.values()) for key, of in draft.rows.items() if key in draft.values}
    return Asking(me, about, at.case.city, person.paper, at.case.answers, draft.values, rows, at.case.no)


def ask(at: Standing, draft: Draft, person_id: str, wanted: Collection[Lookup]) -> Mapping[str, Found]:
    """What they say now; what waits for a value that is not there is left out. Told to the person."""
    if not wanted:
        return {}
    with db.reading() as tx:
        person = identity.get_person(tx, person_id)
    about = asking(at, draft, person)
    found = lookups.gather_ready(at.item.id, about, person_id, wanted)
    db.in_transaction(lookups.note, person_id, found.values(), about.about, at.case.no)
    return found


def beforehand(item: Item, checklist: Checklist, person_id: str, points: Collection[ReviewPoint]) -> Mapping[str, tuple[Row, ...] | Off]:
    """What the registers say that these points rest on, of whoever begins, before there is a form. Told to the person."""
    names = rules.gathered(points, "rows")
    if not names:
        return {}
    with db.reading() as tx:
        person = identity.get_person(tx, person_id)
    me = Subject(person.name, person.id_number)
    answers = {key: value for key, value in checklist.given.items() if isinstance(value, str)}
    about = Asking(me, me, answers[f"{conditions.FACTS}city"], person.paper, answers)
    found = lookups.gather_ready(item.id, about, person_id, with_those_before(names, item.lookups))
    db.in_transaction(lookups.note, person_id, found.values(), me)
    return _said(found)


def _said(found: Mapping[str, Found]) -> dict[str, tuple[Row, ...] | Off]:
    return {name: Off(one.lookup.register.id, one.lookup.off) if one.off else one.rows for name, one in found.items()}


def gathered(at: Standing, draft: Draft, person_id: str, found: Mapping[str, Found], known: Gathered) -> Gathered:
    """`known` with what registers said. A pick whose row is gone has none."""
    rows = _said(found)
    there = [(one, found[one.lookup]) for one in chosen(at, draft) if one.lookup in found and not found[one.lookup].off]
    picked = {field.id: lookups.pick(at.item, person_id, of, _ids(draft.values[field.id])) for field, of in there}
    return replace(known, rows=rows, picked=picked)


def _ids(value: object) -> list[str]:
    several = value if isinstance(value, list) else [value]
    return [one for one in several if isinstance(one, str)]


class RowsChanged(Conflict):
    """What stands behind a pick says something else than what was read: the new `rows` are kept (`renew`), and read before they are
    signed."""

    def __init__(self, fields: Sequence[Field], rows: Picked) -> None:
        self.rows = rows
        names = "、".join(one.label for one in fields)
        super().__init__("rows_changed", f"「{names}」登记的内容刚刚变了", "看一遍新的，没错再交")


def renew(tx: Connection, no: str, owners: Collection[str], rows: Picked) -> None:
    """These rows from now on, where the same are still picked."""
    row = records.get(tx, no, owners, lock=True)
    draft = records.open_form(row)
    fresh = {key: {one: dict(of[one]) for one in of} for key, of in rows.items() if of.keys() == draft.rows.get(key, {}).keys()}
    if row.state == "draft" and fresh:
        new = replace(draft, rows=draft.rows | fresh, rev=draft.rev + 1)
        tx.execute(update(case).where(case.c.id == row.id).values(form=records.seal_form(row.id, new), updated_at=clock.now()))


def frozen(at: Standing, draft: Draft, found: Gathered) -> Draft:
    """The draft with the rows behind its picks as they stand now. Raises Unavailable while one of them cannot be asked for."""
    for field in chosen(at, draft):
        if field.id not in found.picked:
            off = found.rows.get(field.lookup)
            if isinstance(off, Off):
                gather.off(off.code, BLOCK)
            lookup = next(one for one in at.item.lookups if one.id == field.lookup)
            own = field.lookup in at.item.by_hand
            do = "过一会儿再试，或者回到表里点“自己填”" if own else words.otherwise(at.item, lookup.way)
            raise Unavailable(*lookups.NOT_NOW, do, kept=KEPT)
    fresh = {field.id: {one: dict(row) for one, row in found.picked[field.id].items()} for field in chosen(at, draft)}
    return replace(draft, rows=fresh) if fresh else draft


def as_read(at: Standing, read: Draft, now: Draft) -> None:
    """Raises RowsChanged where the rows of `now` say something else than those that were `read` on the page that was signed."""
    changed = [one for one in chosen(at, now) if _reads_otherwise(at, one, read.rows.get(one.id, {}), now.rows.get(one.id, {}))]
    if changed:
        raise RowsChanged(changed, {one.id: now.rows[one.id] for one in changed})


def _reads_otherwise(at: Standing, field: Field, before: Rows, now: Rows) -> bool:
    """Whether a person would read something else of the rows that are still there; one that is gone is said as that."""
    lookup = next(one for one in at.item.lookups if one.id == field.lookup)
    names = {lookup.title, *lookup.signed} - {""}
    there = [one for one in before if one in now]
    return before.keys() == now.keys() and any(before[one].get(name) != now[one].get(name) for one in there for name in names)


def columns(found: Gathered, names: Collection[str]) -> Mapping[str, tuple[Mapping[str, Json], ...]]:
    """The rows of these lookups. Raises Unavailable when one could not be asked: who must agree is not guessed."""
    told: dict[str, tuple[Mapping[str, Json], ...]] = {}
    for name in names:
        rows = found.rows.get(name)
        if rows is None or isinstance(rows, Off):
            what = rules.source_name(rows.code) if rows else "登记"
            raise Unavailable("register_off", f"{what}暂时连不上，还不能确认要谁同意", "过一会儿再交；急的话一起到窗口办", kept=KEPT)
        told[name] = tuple(one.columns for one in rows)
    return told


def by_hand(at: Standing, draft: Draft, found: Gathered) -> list[Lookup]:
    """The lookups that should have said who must agree, did not answer, and without which one may go on by hand."""
    asked = {name for one in agreeing(at, draft) for name in one.lookups if name not in draft.off} & at.item.by_hand
    return [one for one in at.item.lookups if one.id in asked and isinstance(found.rows.get(one.id), Off)]


def silent(at: Standing, draft: Draft, person_id: str) -> list[str]:
    """The lookups without which one may go on by hand, that do not answer now, and those that cannot be asked without them. No register is
    asked that these answers have no use for."""
    needed = _used(at) & at.item.by_hand
    declared = with_those_before(needed, at.item.lookups)
    off = [name for name, one in ask(at, draft, person_id, declared).items() if one.off and name in at.item.by_hand]
    return [one for one in without(at.item, off) if one in needed]


def _used(at: Standing) -> set[str]:
    """The lookups that these answers pick from, were none of them off, and those that may say who must agree."""
    given = {key: value for key, value in at.checklist.given.items() if key != facts.OFF}
    picks = {one.lookup for one in forms.asked(at.item.fields, given) if one.kind == "pick"}
    return picks.union(*(one.lookups for one in at.item.participants))


def without(item: Item, off: Collection[str]) -> list[str]:
    """These lookups, and those that cannot be asked without them, as far as one may go on by hand; in the order of the item."""
    picks = {one.id: one.lookup for one in item.fields if one.kind == "pick"}
    gone = set(off)
    while more := {one.id for one in item.lookups if one.id not in gone and gone & {*one.after, *one.picked(picks)}}:
        gone |= more
    return [one.id for one in item.lookups if one.id in gone & item.by_hand]


def unpicked(at: Standing, draft: Draft) -> dict[str, Off]:
    """The pick fields that the person filled in by hand, since their register did not answer."""
    asked = {one.id: one for one in at.item.lookups if one.id in draft.off}
    picks = [one for one in at.item.fields if one.kind == "pick" and one.lookup in asked]
    return {one.id: Off(asked[one.lookup].register.id, asked[one.lookup].off) for one in picks}


def registers(at: Standing) -> dict[str, str]:
    """Which register each lookup and each pick is of, by what a check needs of it."""
    of = {one.id: one.register.id for one in at.item.lookups}
    picks = {f"form:{one.id}": of[one.lookup] for one in at.item.fields if one.kind == "pick"}
    return {f"rows:{name}": register for name, register in of.items()} | picks
