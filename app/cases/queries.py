"""Show me: my cases, one case with its history, its form, materials, confirmation and correction."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, exists, func, select
from sqlalchemy import case as when

from app.cases import moves, pinned, records, remedies, rules, words
from app.cases.corrections import STORED, Stored
from app.cases.models import case, case_action, case_point
from app.cases.records import Action, Case, Listed, Words
from app.catalog import words as plain
from app.catalog.words import day
from app.identity import queries as identity
from app.kernel import clock, paging
from app.kernel.rows import Query
from app.language.checklist import Checklist, Item

View = dict[str, object]  # what is shown, as JSON: the API's schemas say what stands in it

ACTS = {
    "draft": ("接着填", "form"),
    "to_correct": ("去改", "correct"),
    "to_pay": ("去交费", "pay"),
}
TURNS = ("to_correct", "to_pay")
BEFORE_TRIP = ("draft", "submitted", "pre_check")  # once it is accepted, everything is there
DECIDED = ("approved", "delivering", "done")
WITHOUT_RESULT = ("denied", "rejected", "terminated", "withdrawn")

# Built once: asked on every visit. A draft that was thrown away was never an application: it is not shown.
_SHOWN = case.c.owner_id.in_(bindparam("owners", expanding=True)) & ((case.c.state != "withdrawn") | case.c.submitted_at.is_not(None))
_COUNTED = select(case.c.state, func.count()).where(_SHOWN).group_by(case.c.state)
_NO = exists().where(case_action.c.case_id == case.c.id, case_action.c.to == "denied")
_REFUSED = when((case.c.state.in_(words.AFTER), _NO), else_=False)  # closed, and answered with a no before: looked up only for these
_LISTED = records.LISTED.query.add_columns(_REFUSED).where(_SHOWN)
_STAMP = select(func.count(), func.max(case.c.updated_at)).where(case.c.owner_id.in_(bindparam("owners", expanding=True)))
_TURN = when((case.c.state.in_(TURNS), 1), else_=0)


def stamp(tx: Connection, owners: Collection[str]) -> str:
    """Another one whenever anything about my cases has changed: how many there are and when one last moved, from the index alone."""
    number, last = tx.execute(_STAMP, {"owners": list(owners)}).one()
    return f"{number}-{last.timestamp():.6f}" if last else "0"


def mine(tx: Connection, owners: Collection[str], group: str | None, after: str | None = None) -> View:
    """A page of my cases of one group (all without), those that wait for me first, then the latest; and how many there are of each."""
    counts = {"open": 0, "done": 0, "draft": 0}
    for state, number in tx.execute(_COUNTED, {"owners": list(owners)}):
        counts[rules.group_of(state)] += number
    query = _first_page(group) if after is None else _page(group, after)
    found = [(records.LISTED.of(row), bool(row[-1])) for row in tx.execute(query, {"owners": list(owners)})]
    rows, following = paging.cut(found, lambda one: _mark(one[0]))
    points = _points(tx, [row.id for row, _ in rows if row.state == "to_correct"])
    cards = [card(row, pinned.of(row.version), points.get(row.id, []), denied=refused) for row, refused in rows]
    return {"cases": cards, "counts": counts, "next": following}


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
    """A file as a department fetches it: whose, which of the materials, of which case, and who asks."""

    department: str
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
    names = {one.id: one.name for one in pinned.plan(item, row.answers, row.city).materials}
    name = names.get(given.get(file_id, ""), "改之前传的材料")
    return HandedOver(row.department, row.owner_id, row.no, pinned.unit(row, item), name, f"办{item.short}")


def count_turns(tx: Connection, person_id: str) -> int:
    """How many cases wait for this person."""
    query = select(func.count()).select_from(case).where(case.c.owner_id == person_id, case.c.state.in_(TURNS))
    return int(tx.execute(query).scalar() or 0)


def card(row: Listed, item: Item, points: list[Stored], reason: str = "", ended: date | None = None, denied: bool = False) -> View:
    """A case on one card: whose turn, what, until when."""
    left = sum(point.fixed_at is None for point in points)
    pickup = row.state == "delivering" and records.open_courier(row).get("way") == "pickup"
    shown: moves.Seen = {
        "points": len(points),
        "points_left": left,
        "reason": reason,
        "paid": row.paid_at is not None,
        "denied": denied,
        "pickup": pickup,
        "ended": ended or clock.china(row.updated_at).date(),
    }
    word, tone, title, say = words.card(moves.facts_of(row, item, row.state, **shown))
    if row.state == "draft" and row.erase_on and row.erase_on >= clock.china(row.updated_at).date() + rules.DRAFT_LIVES:
        say = words.draft_goes(row.erase_on, clock.today())
    act = ACTS.get(row.state)
    return {
        "no": row.no,
        "no_text": rules.number_text(row.no),
        "item": item.id,
        "short": item.short,
        "name": item.name,
        "icon": item.icon,
        "state": row.state,
        "turn": row.state in TURNS,
        "tone": tone,
        "word": word,
        "title": title,
        "say": say,
        "by": row.promised_on.isoformat() if row.promised_on else None,
        "act": {"text": act[0], "to": act[1]} if act else None,
        "updated_at": clock.rfc3339(row.updated_at),
    }


def one(tx: Connection, no: str, owners: Collection[str]) -> tuple[Case, View]:
    """One case in full (the order and the recommendations are the edge's to add)."""
    row = records.get(tx, no, owners)
    item = pinned.of(row.version)
    checklist = pinned.plan(item, row.answers, row.city)
    actions = records.ACTIONS.all(tx, records.ACTIONS.query.where(case_action.c.case_id == row.id).order_by(case_action.c.id.desc()))
    said = {action.id: records.open_words(action) for action in actions}
    noted = _noted(tx, row.id) if row.corrections else {}
    points = next((noted[action.id] for action in actions if action.id in noted), [])
    no_ = row.state in words.AFTER and any(action.to == "denied" for action in actions)
    decided = next((action for action in actions if action.to == "denied"), None) if no_ else actions[0] if actions else None
    reason = (said[decided.id].get("reason") or "") if decided else ""
    person = identity.get_person(tx, row.owner_id).name if row.submitted_at else ""
    due = words.due_text(row.promised_on, clock.today(), bool(row.provisional)) if row.state not in rules.ENDED else ""
    view = {
        **card(row, item, points, reason, denied=no_),
        "item_version": row.version,
        "unit": pinned.unit(row, item),
        "applicant": person,
        "promise": {
            "by": row.promised_on.isoformat() if row.promised_on else None,
            "text": due,
            "statutory_by": row.legal_on.isoformat() if row.legal_on else None,
            "provisional": bool(row.provisional),
        },
        "light": _light(row),
        "answers": pinned.answers(item, row),
        "fee_text": _fee(row, checklist, no_),
        "trip": plain.trip_text(checklist) if row.state in BEFORE_TRIP else None,
        "steps": _steps(
            plain.steps(item, checklist, records.fetched(row)), plain.trip_step(checklist), item.making, row.state, row.paid_at is not None
        ),
        "timeline": [_line(row, item, action, said[action.id], noted.get(action.id, [])) for action in actions],
        "delivery": _delivery(row),
        "payment": None,
        "certificate": {"id": row.certificate_id, "name": _cert_name(item)} if row.certificate_id else None,
        "can": _can(row),
        "hotline": item.hotline,
        "remedy": _remedy(row, item, no_),
        "next": [],
    }
    return row, view


def correction(tx: Connection, no: str, owners: Collection[str]) -> View:
    """What has to be put right, all of it at once."""
    row = records.get(tx, no, owners)
    item = pinned.of(row.version)
    points = _points(tx, [row.id]).get(row.id, [])
    left = sum(point.fixed_at is None for point in points)
    checklist = pinned.plan(item, row.answers, row.city)
    names = {field.id: field.label for field in checklist.fields} | {one.id: one.name for one in checklist.materials}
    until = f"{day(row.correct_by, clock.today())}前改好。{words.NOT_COUNTED}" if row.correct_by else ""
    return {
        "title": f"改 {len(points)} 处就能接着办" if points else "没有要改的",
        "until": row.correct_by.isoformat() if row.correct_by else None,
        "unit": pinned.unit(row, item),
        "state": row.state,
        "points": [{**_point(point), "name": names.get(point.target or "")} for point in points],
        "left": left,
        "say": until or "现在没有要改的。",
    }


class Stand(NamedTuple):
    """Where a case stands, and what making its result is called."""

    state: str
    making: str


def standing(tx: Connection, subject: str, owners: Collection[str]) -> Stand | None:
    """Where the caller's case stands that this subject (case:<no>) is; None for none, or somebody else's."""
    row = records.find(tx, subject.removeprefix("case:"))
    return Stand(row.state, pinned.of(row.version).making) if row is not None and row.owner_id in owners else None


def owns(tx: Connection, subject: str, owners: Collection[str]) -> bool:
    """Whether the caller may see what belongs to this subject."""
    return standing(tx, subject, owners) is not None


def awaits_payment(tx: Connection, subject: str) -> bool:
    """Whether the department has asked for the fee and it has not come yet."""
    row = records.find(tx, subject.removeprefix("case:"))
    return row is not None and row.state == "to_pay"


def _noted(tx: Connection, case_id: str) -> dict[str, list[Stored]]:
    """The points of every notice of a case, by the move that gave it: what was asked stays readable after it was mended."""
    found: dict[str, list[Stored]] = {}
    for row in STORED.all(tx, STORED.query.where(case_point.c.case_id == case_id).order_by(case_point.c.id)):
        found.setdefault(row.action_id, []).append(row)
    return found


def _points(tx: Connection, case_ids: list[str]) -> dict[str, list[Stored]]:
    """The points of each case's latest correction notice."""
    if not case_ids:
        return {}
    found: dict[str, list[Stored]] = {}
    rows = STORED.all(tx, STORED.query.where(case_point.c.case_id.in_(case_ids)).order_by(case_point.c.id))
    latest = {row.case_id: row.action_id for row in rows}
    for row in rows:
        if row.action_id == latest[row.case_id]:
            found.setdefault(row.case_id, []).append(row)
    return found


def _point(row: Stored) -> View:
    target = {"field": None, "material": None, row.kind: row.target or None}
    return {"id": row.id, "text": row.say, "to": row.kind, **target, "fixed": row.fixed_at is not None}


def _line(row: Case, item: Item, action: Action, said: Words, asked: list[Stored]) -> View:
    """One move as the resident reads it: the department's own words where there are any."""
    paid = action.role == rules.PAYMENT
    title, tone = words.MOVE[action.to]
    title = "收到您交的费" if paid else words.LONG.get(action.to, title)
    if action.to == "delivering" and records.open_courier(row).get("way") == "pickup":
        title = words.READY
    say = said.get("reason") or said.get("opinion") or ""
    if action.to == "accepted" and row.promised_on:
        say = say or "办理时间从这天算起"
    points = [{"text": one.say, "fixed": one.fixed_at is not None} for one in asked]
    return {
        "at": clock.rfc3339(action.at),
        "title": title,
        "say": say,
        "tone": tone,
        "unit": said["unit"],
        "by": said["by"],
        "points": points,
    }


def _light(row: Case) -> str | None:
    """green | yellow | orange | red while the clock runs."""
    if row.dates is None or row.state in rules.ENDED | rules.STOPPED or row.state == "draft":
        return None
    start = clock.china(row.accepted_at or row.handed_in).date()
    return rules.light(clock.today(), start, row.dates)


def _steps(names: list[str], trip: str | None, making: str, state: str, paid: bool) -> list[dict[str, str]]:
    """Where it stands: each step done, now or later. A fee that was not paid is no step behind anybody."""
    if not paid and state in DECIDED:
        names = [name for name in names if name != "交费"]
    now = _stage(names, trip, making, state, paid)
    return [{"name": name, "state": "done" if n < now else "now" if n == now else "later"} for n, name in enumerate(names)]


def _stage(names: list[str], trip: str | None, making: str, state: str, paid: bool) -> int:
    places = {name: n for n, name in enumerate(names)}
    review = places.get("审核", 0)
    if state == "draft":
        return 0
    if state == "done":
        return len(names)
    if trip and state in BEFORE_TRIP:
        return places[trip]
    if state == "to_pay":
        return places.get("交费", review)
    if state == "delivering":
        return len(names) - 1
    if state == "approved" or (state == "approving" and paid):
        return places.get(making, len(names) - 1)
    return review


def _remedy(row: Case, item: Item, denied: bool) -> dict[str, str] | None:
    """What can be done against a no."""
    found = remedies.of(item.department, pinned.place(row, item)) if denied or row.state in remedies.DECISIONS else None
    return asdict(found) if found else None


def _delivery(row: Case) -> View | None:
    courier = records.open_courier(row)
    if not courier or courier.get("way") == "pickup":
        return None
    company, waybill, phone = (courier.get(key, "") for key in ("company", "waybill", "phone"))
    state = "已经送到" if row.state == "done" else "在送，请留意电话"
    return {"company": company, "waybill": waybill, "phone": phone, "say": f"{company}{state}"}


def _fee(row: Case, checklist: Checklist, denied: bool) -> str:
    """What it costs, as long as it may still come; once it ended without a result, what was charged. Empty where a counter may have
    taken something that we know nothing of."""
    text = plain.fee_text(checklist.figures)
    if row.paid_at or not (denied or row.state in WITHOUT_RESULT) or text == plain.FREE:
        return text
    charged_here = row.fee_fen and not checklist.figures.price.unfixed
    return "没有收费" if charged_here or not row.submitted_at else ""


def _can(row: Case) -> dict[str, bool]:
    """`refund`: taking it back gives back a fee that was paid."""
    withdraw = rules.may(row.state, "withdrawn", rules.APPLICANT)
    return {
        "withdraw": withdraw,
        "refund": withdraw and row.paid_at is not None,
        "pay": row.state == "to_pay",
        "correct": row.state == "to_correct",
        "edit": row.state in rules.EDITABLE,
    }


def _cert_name(item: Item) -> str:
    from app.certificates.kinds import kinds

    kind = kinds().get(str(item.result.get("cert")))
    return kind.name if kind else item.name
