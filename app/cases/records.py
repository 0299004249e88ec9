"""Rows of cases: found by number and owner, locked for a move, their form sealed and opened."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from dataclasses import fields as dataclass_fields
from datetime import date, datetime
from typing import TypedDict

import orjson
from sqlalchemy import Connection, bindparam, select

from app.cases import rules
from app.cases.models import case, case_action, case_material
from app.checks.materials import Attached
from app.deadlines.rules import Dates
from app.forms.draft import Draft
from app.kernel import crypto
from app.kernel.errors import NotFound
from app.kernel.jsons import Json
from app.kernel.rows import Reader


@dataclass(frozen=True)
class Listed:
    """A case as far as a card shows it. `delivery`: in plain, as it was kept before it was sealed as `courier`."""

    id: str
    no: str
    version: str
    city: str
    district: str | None
    state: str
    outcome: str | None
    fee_fen: int
    promised_on: date | None
    provisional: bool
    paid_at: datetime | None
    correct_by: date | None
    delivery: dict[str, str] | None
    courier: bytes | None
    erase_on: date | None
    updated_at: datetime


@dataclass(frozen=True)
class Case(Listed):
    """A case as it is stored; the form is sealed. `owner_id`: the person; the account until the person is known."""

    owner_id: str
    account_id: str
    answers: dict[str, str]
    department: str
    form: bytes | None
    legal_on: date | None
    submitted_at: datetime | None
    accepted_at: datetime | None
    stopped_at: datetime | None
    pay_by: date | None
    clock_at: datetime | None
    corrections: int
    extended: bool
    certificate_id: str | None
    created_at: datetime

    @property
    def handed_in(self) -> datetime:
        """When it was submitted. Raises ValueError for a draft."""
        if self.submitted_at is None:
            raise ValueError("a draft was not handed in")
        return self.submitted_at

    @property
    def dates(self) -> Dates | None:
        """When it must be finished; None while no clock runs."""
        if self.promised_on is None or self.legal_on is None:
            return None
        return Dates(self.promised_on, self.legal_on, bool(self.provisional))


@dataclass(frozen=True)
class Action:
    """One move as it is stored; what was said with it is sealed. `unit`, `by`: in plain, as they were kept before."""

    id: str
    case_id: str
    to: str
    role: str
    unit: str
    by: str
    words: bytes | None
    at: datetime


class Fact(TypedDict):
    label: str
    text: str


class Head(TypedDict):
    head: str
    text: str


class Paper(TypedDict):
    """What a department hands the applicant with a step, in words: a decision. `number`: its own."""

    number: str
    title: str
    facts: list[Fact]
    parts: list[Head]


class Words(TypedDict, total=False):
    """What was said with a move."""

    unit: str
    by: str
    opinion: str | None
    reason: str | None
    result: dict[str, Json] | None
    days: int | None
    papers: list[Paper]
    office: str  # which of several offices said it, and with which node
    step: str
    status: str  # where the case stood, of a step that did not move it


CASES, LISTED, ACTIONS = Reader(Case, case), Reader(Listed, case.c), Reader(Action, case_action)
_BY_NUMBER = CASES.query.where(case.c.no == bindparam("wanted"))
_LOCKED = _BY_NUMBER.with_for_update()
_GIVEN = (case_material.c.material, case_material.c.file_id, case_material.c.ok.label("material_ok"))
_WITH_MATERIALS = (
    CASES.query.add_columns(*_GIVEN)
    .outerjoin(case_material, case_material.c.case_id == case.c.id)
    .where(case.c.no == bindparam("wanted"))
    .with_for_update()
)


_MATERIALS = select(case_material).where(case_material.c.case_id == bindparam("wanted"))

FORM = tuple(one.name for one in dataclass_fields(Draft))  # what another version of the code put there besides is left out


def get(tx: Connection, no: str, owners: Collection[str], lock: bool = False) -> Case:
    """The caller's case. Somebody else's is as absent as one that never was. `lock`: until commit."""
    found = find(tx, no, lock)
    if found is None or found.owner_id not in owners:
        raise absent()
    return found


def find(tx: Connection, no: str, lock: bool = False) -> Case | None:
    """A case whoever owns it, for departments and reactions."""
    if not rules.is_number(no):
        return None
    return CASES.first(tx, _LOCKED if lock else _BY_NUMBER, wanted=no)


def mark(tx: Connection, no: str, owners: Collection[str]) -> dict[str, object]:
    """Where the caller's case stands: {state, rev}."""
    row = get(tx, no, owners)
    return {"state": row.state, "rev": open_form(row).rev}


def with_materials(tx: Connection, no: str, owners: Collection[str]) -> tuple[Case, dict[str, Attached]]:
    """The caller's case, locked, and what is attached to it, in one statement."""
    if not rules.is_number(no):
        raise absent()
    rows = tx.execute(_WITH_MATERIALS, {"wanted": no}).all()
    if not rows or rows[0].owner_id not in owners:
        raise absent()
    return CASES.of(rows[0]), {row.material: Attached(row.file_id, bool(row.material_ok), []) for row in rows if row.material}


def materials(tx: Connection, case_id: str) -> dict[str, Attached]:
    """What is attached to a case, by material."""
    rows = tx.execute(_MATERIALS, {"wanted": case_id})
    return {row.material: Attached(row.file_id, bool(row.ok), row.findings) for row in rows}


def absent() -> NotFound:
    """The one answer for what is not there and for what is somebody else's."""
    return NotFound("case_not_found", "没有找到这件事", "到「办件」里看看")


def open_form(row: Case) -> Draft:
    """The form of a case."""
    plain = orjson.loads(crypto.unseal("case_record.form", row.id, row.form)) if row.form else {}
    return Draft(**{name: plain[name] for name in FORM if name in plain})


def delivery(row: Case) -> str:
    """How what is made comes to the person, as they chose where the form asked: mail, pickup, none."""
    return str(open_form(row).values.get("delivery") or "")


def seal_form(case_id: str, draft: Draft) -> bytes:
    """The form as one blob."""
    plain = {name: getattr(draft, name) for name in FORM}
    return crypto.seal("case_record.form", case_id, orjson.dumps(plain).decode())


def seal_words(action_id: str, words: Words) -> bytes | None:
    """What was said with a move; None when nothing was."""
    kept = {key: value for key, value in words.items() if value}
    return crypto.seal("case_action.words", action_id, orjson.dumps(kept).decode()) if kept else None


def open_words(row: Action) -> Words:
    """What was said with a move."""
    words: Words = orjson.loads(crypto.unseal("case_action.words", row.id, row.words)) if row.words else {}
    return {"unit": row.unit, "by": row.by, **words}


def seal_courier(case_id: str, courier: Mapping[str, str]) -> bytes:
    """company, waybill, phone as one blob."""
    return crypto.seal("case_record.courier", case_id, orjson.dumps(dict(courier)).decode())


def open_courier(row: Listed) -> dict[str, str]:
    """company, waybill, phone; empty while nothing was sent."""
    if row.courier:
        return dict(orjson.loads(crypto.unseal("case_record.courier", row.id, row.courier)))
    return dict(row.delivery or {})
