"""Who used whose data, for what. Written with the use itself, shown to the person in full."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, insert

from app.kernel import clock
from app.kernel.ids import new_id
from app.kernel.models import data_use


def note_use(tx: Connection, person_id: str, unit: str, what: Sequence[str], why: str, case_no: str | None = None) -> None:
    """Store one use. `what` are names of fields (身份证信息), never their values."""
    row = {"id": new_id(), "person_id": person_id, "unit": unit, "what": list(what), "why": why, "case_no": case_no, "at": clock.now()}
    tx.execute(insert(data_use), row)
