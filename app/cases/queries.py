"""Show me: my cases, one case with its history, whose a subject is. What pages make of it is the API's."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, false, func, select
from sqlalchemy import case as when

from app.cases import collecting, holding, parcels, passing, pinned, records, rules
from app.cases.holding import Voucher
from app.cases.models import case, case_action
from app.cases.passing import Stand as Office
from app.cases.pinned import Standing
from app.cases.records import Action, Case, Listed, Words
from app.catalog import finding
from app.catalog import words as plain
from app.certificates.kinds import kinds
from app.corrections import queries as corrections
from app.corrections.queries import Stored
from app.deadlines import rules as deadlines
from app.identity import queries as identity
from app.identity.queries import Person
from app.kernel import clock, paging
from app.kernel.rows import Query
from app.language.checklist import Checklist, Item
from app.participants import queries as participants
from app.participants.queries import Stored as Asked
from app.participants.rules import Who
from app.publishing import current
from app.words import cases as words
from app.words.cases import AFTER

TURNS = ("to_correct", "to_pay")
NO = "denied"

# Built once: asked on every visit. A draft that was thrown away was never an application: it is not shown.
_SHOWN = case.c.owner_id.in_(bindparam("owners", expanding=True)) & ((case.c.state != "withdrawn") | case.c.submitted_at.is_not(None))
_COUNTED = select(case.c.state, func.count()).where(_SHOWN).group_by(case.c.state)
_LISTED = records.LISTED.query.where(_SHOWN)
_STAMP = select(func.count(), func.max(case.c.updated_at)).where(case.c.owner_id.in_(bindparam("owners", expanding=True)))
_TURN = when((case.c.state.in_(TURNS), 1), else_=0)


def stamp(tx: Connection, owners: Collection[str]) -> str:
    """Another one whenever anything about my cases has changed: how many there are and when one last moved, from the index alone."""
    number, last = tx.execute(_STAMP, {"owners": list(owners)}).one()
    return f"{number}-{last.timestamp():.6f}" if last else "0"


def refused(row: Listed) -> bool:
    """Closed, and answered with a no before."""
    return row.state in AFTER and row.outcome == NO


class One(NamedTuple):
    """A case of a page. `points`: of its latest notice, while it waits to be corrected; `refused`: closed after a no; `collect`: what
    lies ready, in a sentence: where it is fetched, with what, when."""

    case: Listed
    points: list[Stored]
    refused: bool
    collect: str


class Sought(NamedTuple):
    """What somebody looks for among their cases: those of these items, and those whose number holds these characters."""

    items: frozenset[str]
    number: str


class Page(NamedTuple):
    """`counts` are of all, of all that were sought: open, done, draft; `following`: the mark of the next page."""

    cases: list[One]
    counts: dict[str, int]
    following: str | None


def mine(tx: Connection, owners: Collection[str], group: str | None, after: str | None = None, sought: Sought | None = None) -> Page:
    """A page of my cases of one group (all without), those that wait for me first, then the latest; and how many there are of each."""
    counts = {"open": 0, "done": 0, "draft": 0}
    for state, number in tx.execute(_only(_COUNTED, sought), {"owners": list(owners)}):
        counts[rules.group_of(state)] += number
    query = _only(_first_page(group) if after is None else _page(group, after), sought)
    found = [records.LISTED.of(row) for row in tx.execute(query, {"owners": list(owners)})]
    rows, following = paging.cut(found, _mark)
    points = corrections.latest(tx, [row.id for row in rows if row.state == "to_correct"])
    there = _ready(tx, [row.no for row in rows if row.state == "delivering" and collecting.ready(row)])
    return Page([One(row, points.get(row.id, []), refused(row), there.get(row.no, "")) for row in rows], counts, following)


def _ready(tx: Connection, numbers: Sequence[str]) -> dict[str, str]:
    """Where what lies ready is fetched, by case: their forms say it, which no other card needs."""
    found: dict[str, str] = {}
    for row in records.CASES.all(tx, records.CASES.query.where(case.c.no.in_(numbers))) if numbers else ():
        at = pinned.standing(row)
        if there := collecting.place(row, at.item, at.checklist):
            found[row.no] = there.say
    return found


def seek(words: str) -> Sought | None:
    """What these words look for; nothing is not looked for. Of a number four digits are enough, with whatever spaces."""
    typed = " ".join(words.split())
    digits = "".join(typed.split())
    number = digits if len(digits) >= 4 and digits.isascii() and digits.isdigit() else ""
    return Sought(finding.meant(current(), typed), number) if typed else None


def _only(query: Query, sought: Sought | None) -> Query:
    if sought is None:
        return query
    number = case.c.no.contains(sought.number, autoescape=True) if sought.number else false()
    return query.where(case.c.item.in_(sought.items) | number)


@lru_cache
def _first_page(group: str | None) -> Query:
    """Put together once: what nearly everybody asks for."""
    return _page(group, None)


def _page(group: str | None, after: str | None) -> Query:
    query = _LISTED.where(case.c.state.in_(rules.GROUPS[group])) if group in rules.GROUPS else _LISTED
    return paging.beyond(query, paging.read(after), case.c.updated_at, case.c.id, _TURN)


def _mark(row: Listed) -> paging.Mark:
    return paging.Mark(row.updated_at, row.id, int(row.state in TURNS))


def owners(tx: Connection, subjects: Collection[str]) -> dict[str, tuple[str, str]]:
    """Whose cases these subjects are: person and case number of each that is one and was handed in. One statement."""
    wanted = {one.removeprefix("case:") for one in subjects if one.startswith("case:")}
    query = select(case.c.no, case.c.owner_id).where(case.c.no.in_(wanted), case.c.submitted_at.is_not(None))
    return {f"case:{row.no}": (row.owner_id, row.no) for row in tx.execute(query)} if wanted else {}


@dataclass(frozen=True)
class HandedOver:
    """A file as a department fetches it: whose, which of the materials, of which case, and who may ask."""

    departments: frozenset[str]
    person_id: str
    no: str
    unit: str
    material: str
    why: str


def handed_over(tx: Connection, subject: str, file_id: str) -> HandedOver | None:
    """What a file was handed over as; None while it was not."""
    row = records.find(tx, subject.removeprefix("case:"))
    if row is None or row.submitted_at is None:
        return None
    item = pinned.of(row.version)
    given = {attached.file_id: material for material, attached in records.materials(tx, row.id).items()}
    names = {one.id: one.name for one in pinned.needed(item, row).materials}
    name = names.get(given.get(file_id, ""), "改之前传的材料")
    reached = [one.department for one in passing.of_case(tx, row.id) if one.began_at] if item.course else [row.department]
    return HandedOver(frozenset(reached), row.owner_id, row.no, pinned.unit(row, item), name, f"办{item.short}")


def count_turns(tx: Connection, person: Person, proved: bool) -> int:
    """How much waits for this person: their cases, and once the face was shown what others ask them. One statement."""
    query = select(func.count()).select_from(case).where(case.c.owner_id == person.id, case.c.state.in_(TURNS))
    if not proved:
        return int(tx.execute(query).scalar() or 0)
    asked = participants.waiting(Who(person.name, person.id_number))
    return int(tx.execute(select(query.scalar_subquery() + asked)).scalar() or 0)


@dataclass(frozen=True)
class Whole:
    """A case with all that happened, latest first. `said`: the words of each move, by its id; `noted`: what each asked to be put
    right; `applicant`: their name, once it was handed in; `asked`: who must agree, or had to; `vouchers`:
    what is kept for them since it was granted; `offices`: those it passes, where they are several; `way`: how far a parcel is."""

    standing: Standing
    actions: list[Action]
    said: dict[str, Words]
    noted: dict[str, list[Stored]]
    applicant: str
    asked: list[Asked]
    vouchers: Sequence[Voucher]
    offices: Sequence[Office]
    way: parcels.Way


def one(tx: Connection, no: str, owners: Collection[str]) -> Whole:
    """One case in full."""
    row = records.get(tx, no, owners)
    actions = records.ACTIONS.all(tx, records.ACTIONS.query.where(case_action.c.case_id == row.id).order_by(case_action.c.id.desc()))
    said = {action.id: records.open_words(action) for action in actions}
    noted = corrections.noted(tx, row.id) if row.corrections else {}
    person = identity.get_person(tx, row.owner_id).name if row.submitted_at else ""
    at = pinned.standing(row)
    asked = participants.of_case(tx, no) if at.item.participants else []
    offices = passing.of_case(tx, row.id) if at.item.course else []
    return Whole(at, actions, said, noted, person, asked, holding.vouchers(tx, at), offices, _way(tx, row))


def _way(tx: Connection, row: Case) -> parcels.Way:
    """How far the parcel is; no statement where nothing was sent."""
    courier = records.open_courier(row)
    company, waybill = courier.get("company", ""), courier.get("waybill", "")
    return parcels.way(tx, row.no, company, waybill) if company and waybill else parcels.NOWHERE


def after_paying(row: Case, checklist: Checklist) -> str:
    """How long it takes from the day its fee is paid, while it waits for that; empty where no day runs."""
    if row.state != "to_pay" or row.promised_on is None:
        return ""
    since = clock.china(row.stopped_at).date() if row.stopped_at else clock.today()
    return words.after_paying(deadlines.left(row.promised_on, since, checklist.promise), checklist.promise.unit)


class Stand(NamedTuple):
    """Where a case stands and since when, what it is called, what making its result is called, whether a function says what it costs,
    whether that grows, until when it waits for its fee, how long it takes from then, from when its days count, and whether it came to
    nothing, closed afterwards or not."""

    state: str
    moved: datetime
    short: str
    making: str
    priced: bool
    grows: bool
    pay_by: date | None
    after: str
    starts: str
    nothing: bool


def standing(tx: Connection, subject: str, owners: Collection[str]) -> Stand | None:
    """Where the caller's case stands that this subject (case:<no>) is; None for none, or somebody else's."""
    row = records.find(tx, subject.removeprefix("case:"))
    if row is None or row.owner_id not in owners:
        return None
    item = pinned.of(row.version)
    need = pinned.needed(item, row) if row.state == "to_pay" else None
    after, starts = (after_paying(row, need), plain.clock_starts(item, need)) if need else ("", "")
    priced, more = bool(item.price), grows(row, item)
    nothing = row.outcome in rules.FEE_BACK
    return Stand(row.state, row.updated_at, item.short, pinned.making(row, item), priced, more, row.pay_by, after, starts, nothing)


def grows(row: Case, item: Item) -> bool:
    """Whether what is owed is more the later it is paid."""
    return bool(item.price) and any(one.get("until") for one in records.open_form(row).bill)


class Brief(NamedTuple):
    """A case as a desk reads it that is no business of its owner's."""

    item: str
    state: str
    outcome: str | None


def briefly(tx: Connection, numbers: Collection[str]) -> dict[str, Brief]:
    """These cases, by number. One statement."""
    query = select(case.c.no, case.c.item, case.c.state, case.c.outcome).where(case.c.no.in_(list(numbers)))
    return {no: Brief(item, state, outcome) for no, item, state, outcome in tx.execute(query)} if numbers else {}


def owns(tx: Connection, subject: str, owners: Collection[str]) -> bool:
    """Whether the caller may see what belongs to this subject."""
    return standing(tx, subject, owners) is not None


def brings_receipt(tx: Connection, subject: str) -> bool:
    """Whether what this subject ends in says itself what was paid for it: its department gives the one receipt there is."""
    row = records.find(tx, subject.removeprefix("case:"))
    kind = kinds().get(str(pinned.of(row.version).result.get("cert"))) if row else None
    return kind is not None and kind.receipt


class Charged(NamedTuple):
    """A case that cost something: what it is called, and whether it came to nothing."""

    short: str
    nothing: bool


def charged(tx: Connection, owners: Collection[str], after: str | None) -> tuple[dict[str, Charged], str | None]:
    """A page of my cases that cost something, latest first, by their subjects; and the mark of the next page."""
    query = records.LISTED.query.where(case.c.owner_id.in_(list(owners)), case.c.fee_fen > 0, case.c.submitted_at.is_not(None))
    found = records.LISTED.all(tx, paging.beyond(query, paging.read(after), case.c.updated_at, case.c.id))
    shown, following = paging.cut(found, lambda row: paging.Mark(row.updated_at, row.id))
    return {f"case:{row.no}": Charged(pinned.of(row.version).short, row.outcome in rules.FEE_BACK) for row in shown}, following


def awaits_payment(tx: Connection, subject: str) -> bool:
    """Whether the department has asked for the fee and it has not come yet."""
    row = records.find(tx, subject.removeprefix("case:"))
    return row is not None and row.state == "to_pay"
