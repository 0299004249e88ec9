"""A case that passes through several departments (`course:` of its item): each office's track and clock, who gets it next, who ends it.

Whoever comes here holds the case's row: of two offices that decide at once the second sees what the first has done. The case itself is
moved by nodes, from the one table of moves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple, TypedDict

import orjson
from sqlalchemy import Connection

from app.cases import moves, rules
from app.cases.deciding import Told as Verdict
from app.cases.models import case, case_office
from app.cases.pinned import Standing
from app.cases.records import Case
from app.corrections.rules import Told, mendable
from app.deadlines import rules as deadlines
from app.deadlines import timers
from app.deadlines.rules import Dates
from app.events.cases import CaseCorrected, CaseSubmitted, OfficeCorrected, OfficeLeft, OfficeReached
from app.forms.draft import Draft
from app.kernel import clock, crypto, writes
from app.kernel.errors import Conflict, NotFound, Refused
from app.kernel.events import Event, emit_all
from app.kernel.rows import Reader
from app.language.checklist import Checklist
from app.language.courses import Course, Office
from app.language.values import Values
from app.offices import track
from app.words import offices as words

DECIDED = rules.ENDED | {"approved", "denied", "delivering"}
FORWARD = ("pre_check", "accepted", "reviewing", "approving")  # where another office may have brought the case already


class Sends(TypedDict):
    """What an office passes on to those after it: facts in words, and the department's own seal over them. It is handed on as it came."""

    facts: dict[str, str]
    seal: str


class Said(TypedDict, total=False):
    """What an office said last. `action`: the move whose result is the certificate."""

    unit: str
    by: str
    opinion: str
    reason: str
    sends: Sends | None
    action: str


@dataclass(frozen=True)
class Stand:
    """An office's part of a case, as it is stored; what it said is sealed."""

    case_id: str
    office: str
    place: int
    department: str
    state: str
    began_at: datetime | None
    due_on: date | None
    stopped_at: datetime | None
    decided_at: datetime | None
    words: bytes | None

    @property
    def said(self) -> Said:
        """Empty while it has said nothing."""
        if not self.words:
            return {}
        said: Said = orjson.loads(crypto.unseal("case_office.words", f"{self.case_id}:{self.office}", self.words))
        return said


STANDS = Reader(Stand, case_office)


def of_case(tx: Connection, case_id: str) -> list[Stand]:
    """All offices of a case, in their order."""
    return STANDS.all(tx, STANDS.query.where(case_office.c.case_id == case_id).order_by(case_office.c.place))


def handed_in(tx: Connection, at: Standing, values: Values) -> tuple[Event, ...]:
    """What follows when a case is handed in: its department hears of it; of a course the first office, or all of them. One INSERT."""
    row, course = at.case, at.item.course
    if course is None:
        return (CaseSubmitted(row.no),)
    offices = course.passing({**values, **at.checklist.given})
    first = 1 if course.order == "row" else len(offices)
    rows = [_row(row.id, place, one, place < first) for place, one in enumerate(offices)]
    writes.insert(tx, case_office, *rows)
    return (CaseSubmitted(row.no), *(OfficeReached(row.no, one.id) for one in offices[:first]))


def mended(tx: Connection, at: Standing) -> tuple[Event, ...]:
    """What follows when it is put right: whoever is not through gets it as it is now, and the clock of who asked for it runs on."""
    row = at.case
    if at.item.course is None:
        return (CaseCorrected(row.no),)
    stands = of_case(tx, row.id)
    if any(one.began_at and one.state not in track.OVER and _remote(at.item.course, one) for one in stands):
        _turn(tx, at, "corrected", away=True)
    for one in stands:
        if one.state == track.TO_CORRECT and one.stopped_at and one.due_on:
            later = deadlines.after_stop(one.due_on, clock.china(one.stopped_at).date(), clock.today())
            _change(tx, one, state=track.CORRECTED, stopped_at=None, due_on=later)
    return tuple(OfficeCorrected(row.no, one.office) for one in stands if one.state not in track.OVER)


def at_work(tx: Connection, row: Case) -> list[Stand]:
    """The offices that have it now."""
    return [one for one in of_case(tx, row.id) if one.began_at and one.state not in track.OVER]


def ended(tx: Connection, row: Case) -> None:
    """It is over without a grant, whoever ended it: nothing is left to those who have not said no themselves, and whoever was given it
    hears so."""
    stands = [one for one in of_case(tx, row.id) if one.state not in track.ENDS | {track.CLOSED}]
    for one in stands:
        if one.state != track.APPROVED:
            _change(tx, one, state=track.CLOSED, stopped_at=None)
    if left := [OfficeLeft(row.no, one.office) for one in stands if one.began_at]:
        emit_all(tx, *left)


class Step(NamedTuple):
    """An office's node, judged: `leads`: what the case becomes by it; None: the case stays as it is."""

    office: Office
    stand: Stand
    others: list[Stand]
    leads: str | None

    @property
    def role(self) -> str:
        """As whom the case is moved: a no of one office ends it wherever the others are."""
        return rules.OFFICE if self.leads == track.DENIED else rules.DEPARTMENT


def theirs(row: Case, course: Course | None, department: str, office: str | None) -> None:
    """Whether a department has a part in a case. Raises NotFound `unknown_case`, Refused `office_unknown` for an office where there is one
    department."""
    if row.department != department if course is None else all(one.department != department for one in course.offices):
        raise unknown()
    if course is None and office:
        raise Refused("office_unknown", "这件事只有一个部门办", "不用写是哪一环")


def unknown() -> NotFound:
    """The one answer for a case that is not theirs and one that never was."""
    return NotFound("unknown_case", "没有这个办件", "核对办件编号")


def step(tx: Connection, at: Standing, department: str, name: str | None, to: str, points: Sequence[Told]) -> Step:
    """What a node of one of the offices means. Nothing is stored yet.

    Raises NotFound `unknown_case` for a department that has no part in it, Refused `office_unknown`, `not_your_point`, Conflict
    `impossible_move` for what this office may not say now."""
    course = at.item.course
    if course is None:
        raise ValueError("a case of one department has no offices")
    stands = of_case(tx, at.case.id)
    stand = _own(stands, department, name)
    office, others = course.office(stand.office), [one for one in stands if one is not stand]
    if office is None:
        raise LookupError("office")
    if to in track.AFTER:
        spoke = sorted((one.decided_at, one.place) for one in stands if one.decided_at)
        if not spoke or spoke[-1] != (stand.decided_at, stand.place):
            raise _impossible(stand, to)
        return Step(office, stand, others, to)
    if at.case.state in DECIDED or not track.may(stand.state, to):
        raise _impossible(stand, to)
    if to == track.TO_CORRECT:
        _only_own(office, points)
    leads = track.leads_to(to, [one.state for one in others])
    if leads in FORWARD and not rules.may(at.case.state, leads, rules.DEPARTMENT):
        leads = None
    return Step(office, stand, others, leads)


def take(tx: Connection, at: Standing, made: Step, to: str, said: Said) -> list[Event]:
    """The office has said it. Returns what follows when it has agreed and others are left: the next one gets it."""
    if to in track.AFTER:
        return []
    now, stand = clock.now(), made.stand
    decided = now if to == track.APPROVED or to in track.ENDS else None
    words_ = crypto.seal("case_office.words", f"{stand.case_id}:{stand.office}", orjson.dumps({**stand.said, **said}).decode())
    _change(tx, stand, state=to, decided_at=decided, stopped_at=now if to == track.TO_CORRECT else None, words=words_)
    return _on(tx, at, made) if to == track.APPROVED and made.leads is None else []


def granting(tx: Connection, row: Case) -> str | None:
    """The step that brought the certificate, where it was not the last one's."""
    return next((action for one in of_case(tx, row.id) if (action := one.said.get("action"))), None)


def part(
    course: Course, stands: Sequence[Stand], name: str, verdicts: Sequence[Verdict], checklist: Checklist, draft: Draft
) -> dict[str, object]:
    """What of an application is one office's: who it is among how many, by when; its own points, the verdicts on them and what it may want
    put right; what those before it decided. Raises LookupError for an office the case does not pass."""
    office, stand = course.office(name), next((one for one in stands if one.office == name), None)
    if office is None or stand is None:
        raise LookupError("office")
    due = stand.due_on.isoformat() if stand.due_on else None
    places = mendable(checklist, draft)
    return {
        "unit": office.name,
        "office": {"id": office.id, "name": office.name, "place": stand.place + 1, "of": len(stands), "order": course.order, "due": due},
        "facts": [one for one in verdicts if office.owns(one["id"])],
        "points": [{"id": one.id, "text": one.text} for one in checklist.points if office.owns(one.id)],
        "mendable": [one for one in places if office.may_ask(one["id"]) and (one["point"] is None or office.owns(one["point"]))],
        "before": before(course, stands),
    }


def before(course: Course, stands: Sequence[Stand]) -> list[dict[str, object]]:
    """What those who agreed already said, as the next office is told of it; what they pass on goes with their own seal."""
    found: list[dict[str, object]] = []
    for one in stands:
        office = course.office(one.office)
        if office is None or one.state != track.APPROVED or one.decided_at is None:
            continue
        said = one.said
        told = {"office": one.office, "name": office.name, "department": one.department, "unit": said.get("unit", "")}
        found.append({**told, "at": clock.rfc3339(one.decided_at), "opinion": said.get("opinion", ""), "sends": said.get("sends")})
    return found


def _on(tx: Connection, at: Standing, made: Step) -> list[Event]:
    """One has agreed and others are left: in a row the next gets it; the resident reads of it."""
    stands = sorted([made.stand, *made.others], key=lambda one: one.place)
    next_ = track.following([track.APPROVED if one is made.stand else one.state for one in stands])
    course, row, item = at.item.course, at.case, at.item
    office = course.office(stands[next_].office) if course and next_ is not None else None
    if office is None or next_ is None:
        say = words.agreed(made.office.name, None, None, clock.today())
        return [moves.message(row, item, "office", (words.TITLE, "brand", say))]
    due = deadlines.in_workdays(clock.today(), office.days)
    _change(tx, stands[next_], state=track.REACHED, began_at=clock.now(), due_on=due)
    if office.remote is not made.office.remote:
        _turn(tx, at, row.state, away=office.remote)
    say = words.agreed(made.office.name, office.name, None if office.remote else due, clock.today())
    return [OfficeReached(row.no, office.id), moves.message(row, item, "office", (words.TITLE, "brand", say))]


def _remote(course: Course, stand: Stand) -> bool:
    office = course.office(stand.office)
    return office is not None and office.remote


def _turn(tx: Connection, at: Standing, state: str, away: bool) -> None:
    """The case's own clock stands still while an office elsewhere has it (`away`), and runs on once it is back. One UPDATE."""
    now, row = clock.now(), at.case
    changes: moves.Changes = {"stopped_at": now} if away else moves.resumed(at, clock.today())
    dates = row.dates and Dates(changes.get("promised_on") or row.dates.promised, changes.get("legal_on") or row.dates.legal, False)
    look = timers.first(timers.Clock(state, dates, away=now if away else None), now)
    lost = Conflict("impossible_move", "这件事刚刚有了变化", "重新取一次最新状态再发")
    writes.update(tx, case, {"id": row.id, "state": state}, {**changes, "clock_at": look}, lost)


def _own(stands: Sequence[Stand], department: str, name: str | None) -> Stand:
    """The office that speaks; a department that has one only need not name it."""
    theirs = [one for one in stands if one.department == department]
    if not theirs:
        raise unknown()
    named = [one for one in theirs if name in (None, "", one.office)]
    if len(named) != 1:
        own = [one.office for one in theirs]
        raise Refused("office_unknown", "要写明是哪一环说的", "写明是哪一环再发", offices=own)
    return named[0]


def _only_own(office: Office, points: Sequence[Told]) -> None:
    """A correction names what is this office's to look at. Raises Refused `not_your_point`."""
    for one in points:
        point, place = one.get("point"), one.get("field") or one.get("material")
        full = f"{point}" if not point or "." in point else next((own for own in office.points or () if own.endswith(f".{point}")), point)
        if (full and not office.owns(full)) or (place and not office.may_ask(place)):
            raise Refused("not_your_point", f"「{point or place}」不归{office.name}看", "只说自己看的那几条")


def _impossible(stand: Stand, to: str) -> Conflict:
    allowed = sorted(track.TRACK[stand.state])
    return Conflict("impossible_move", *words.desk(stand.state, to, allowed), state=stand.state, allowed=allowed)


def _row(case_id: str, place: int, office: Office, first: bool) -> dict[str, object]:
    due = deadlines.in_workdays(clock.today(), office.days) if first else None
    began: Mapping[str, object] = {"state": track.REACHED if first else track.WAITING, "began_at": clock.now() if first else None}
    named = {"case_id": case_id, "office": office.id, "place": place, "department": office.department}
    return {**named, **began, "due_on": due, "stopped_at": None, "decided_at": None, "words": None}


def _change(tx: Connection, stand: Stand, **values: date | str | bytes | None) -> None:
    """Its row, while it still stands as it was read."""
    lost = Conflict("impossible_move", "这一环刚刚有了变化", "重新取一次最新状态再发")
    where: dict[str, object] = {"case_id": stand.case_id, "office": stand.office, "state": stand.state}
    writes.update(tx, case_office, where, values, lost)
