"""Who used whose data, for what. Written with the use itself, shown to the person in full."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, insert, select

from app.kernel import clock
from app.kernel.ids import new_id
from app.kernel.models import data_use


def note_use(tx: Connection, person_id: str, unit: str, what: Sequence[str], why: str, case_no: str | None = None) -> None:
    """Store one use. `what` are names of fields (身份证信息), never their values."""
    row = {"id": new_id(), "person_id": person_id, "unit": unit, "what": list(what), "why": why, "case_no": case_no, "at": clock.now()}
    tx.execute(insert(data_use), row)


def uses_of(tx: Connection, person_id: str) -> list[dict[str, object]]:
    """Every use of a person's data, latest first: unit, what, why, case_no, at."""
    query = select(data_use).where(data_use.c.person_id == person_id).order_by(data_use.c.at.desc(), data_use.c.id.desc()).limit(500)
    rows = tx.execute(query).all()
    return [{"unit": r.unit, "what": r.what, "why": r.why, "case_no": r.case_no, "at": clock.rfc3339(r.at)} for r in rows]
