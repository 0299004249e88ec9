"""Rows of cases: found by number and owner, locked for a move, their form sealed and opened."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from dataclasses import fields as dataclass_fields
from typing import Any

import orjson
from sqlalchemy import Connection, Row, bindparam, select

from app.cases import rules
from app.cases.models import case, case_material
from app.kernel import crypto
from app.kernel.errors import NotFound

Case = Row[Any]

_GIVEN = (case_material.c.material, case_material.c.file_id, case_material.c.ok.label("material_ok"))
_WITH_MATERIALS = (
    select(case, *_GIVEN)
    .outerjoin(case_material, case_material.c.case_id == case.c.id)
    .where(case.c.no == bindparam("wanted"))
    .with_for_update()
)


@dataclass(frozen=True)
class Draft:
    """The form: values by field, where each came from (来自…), and the person they were filled in for.

    `rev` grows with each save that changed something; `marks` says at which one the person last set or cleared a field: what
    is marked is their choice, and nothing we know goes over it. `returned`: what stood there when the department sent it
    back, by field, and by `m:` material the id of the file: put right is what differs from that.
    """

    values: dict[str, str] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    person: str | None = None
    rev: int = 0
    marks: dict[str, int] = field(default_factory=dict)
    returned: dict[str, str] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"Draft({len(self.values)})"


@dataclass(frozen=True)
class Attached:
    """A file given for a material."""

    file_id: str
    ok: bool
    findings: list[dict[str, Any]]


FORM = tuple(one.name for one in dataclass_fields(Draft))  # what another version of the code put there besides is left out


def get(tx: Connection, no: str, owners: Collection[str], lock: bool = False) -> Case:
    """The caller's case. Somebody else's is as absent as one that never was. `lock`: until commit."""
    found = find(tx, no, lock)
    if found is None or found.owner_id not in owners:
        raise absent()
    return found


def find(tx: Connection, no: str, lock: bool = False) -> Case | None:
    """Any case, for departments and reactions."""
    if not rules.is_number(no):
        return None
    query = select(case).where(case.c.no == no)
    return tx.execute(query.with_for_update() if lock else query).first()


def mark(tx: Connection, no: str, owners: Collection[str]) -> dict[str, Any]:
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
    return rows[0], {row.material: Attached(row.file_id, bool(row.material_ok), []) for row in rows if row.material}


def materials(tx: Connection, case_id: str) -> dict[str, Attached]:
    """What is attached to a case, by material."""
    rows = tx.execute(select(case_material).where(case_material.c.case_id == case_id))
    return {row.material: Attached(row.file_id, bool(row.ok), row.findings) for row in rows}


def absent() -> NotFound:
    """The one answer for what is not there and for what is somebody else's."""
    return NotFound("case_not_found", "没有找到这件事", "到「办件」里看看")


def open_form(row: Case) -> Draft:
    """The form of a case."""
    plain = orjson.loads(crypto.unseal("case_record.form", row.id, row.form)) if row.form else {}
    return Draft(**{name: plain[name] for name in FORM if name in plain})


def seal_form(case_id: str, draft: Draft) -> bytes:
    """The form as one blob."""
    plain = {name: getattr(draft, name) for name in FORM}
    return crypto.seal("case_record.form", case_id, orjson.dumps(plain).decode())


def seal_words(action_id: str, words: dict[str, Any]) -> bytes | None:
    """What was said with a move; None when nothing was."""
    kept = {key: value for key, value in words.items() if value}
    return crypto.seal("case_action.words", action_id, orjson.dumps(kept).decode()) if kept else None


def open_words(row: Any) -> dict[str, Any]:
    """unit, by, opinion, reason, result, days of a move."""
    words = orjson.loads(crypto.unseal("case_action.words", row.id, row.words)) if row.words else {}
    return {"unit": row.unit, "by": row.by, **words}


def seal_courier(case_id: str, courier: Mapping[str, str]) -> bytes:
    """company, waybill, phone as one blob."""
    return crypto.seal("case_record.courier", case_id, orjson.dumps(dict(courier)).decode())


def open_courier(row: Case) -> dict[str, str]:
    """company, waybill, phone; empty while nothing was sent."""
    if row.courier:
        return dict(orjson.loads(crypto.unseal("case_record.courier", row.id, row.courier)))
    return dict(row.delivery or {})
