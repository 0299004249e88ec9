"""Who used whose data, for what. Written with the use itself, shown to the person in full, page by page.

A use that happens once (a hand-over, a certificate put into the wallet) is a row of its own: note_use. Looking at something again
and again is one row that counts, as long as the same unit looks at the same for the same purpose: note_read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypedDict

from sqlalchemy import Connection, func, insert, select, update

from app.kernel import clock, crypto, paging, writes
from app.kernel.ids import new_id
from app.kernel.models import data_use
from app.kernel.rows import Reader

TOGETHER = timedelta(minutes=10)  # looks of one unit within these, counted from the first, are one row


class Use(TypedDict):
    """One use as the person reads it. `at`: of the first look; `what`: names of fields."""

    unit: str
    what: list[str]
    why: str
    case_no: str | None
    at: str
    last_at: str
    times: int


@dataclass(frozen=True)
class Stored:
    """A use's row. `unit`: in plain, of rows from before it was sealed."""

    id: str
    unit: str
    unit_sealed: bytes | None
    what: list[str]
    why: str
    case_no: str | None
    at: datetime
    last_at: datetime | None
    times: int


USES = Reader(Stored, data_use)


def note_use(tx: Connection, person_id: str, unit: str, what: Sequence[str], why: str, case_no: str | None = None) -> None:
    """Store one use. `what` are names of fields (身份证信息), never their values."""
    writes.insert(tx, data_use, _row(person_id, unit, what, why, case_no))


def note_read(tx: Connection, person_id: str, unit: str, what: Sequence[str], why: str, case_no: str | None = None) -> None:
    """Store one look, or count it on the row of the same look a moment ago. Call it in the transaction that reads."""
    now = clock.now()
    same = _same(unit, what, why, case_no)
    mine = (data_use.c.person_id == person_id, data_use.c.at > now - TOGETHER, data_use.c.same == same)
    # Of several rows that looks at once have made, one counts on. (The derived table is for MySQL, which else refuses the subquery.)
    first = select(func.min(data_use.c.id).label("id")).where(*mine).subquery()
    counted = update(data_use).where(data_use.c.id == select(first.c.id).scalar_subquery())
    if not tx.execute(counted.values(times=data_use.c.times + 1, last_at=now)).rowcount:
        tx.execute(insert(data_use), {**_row(person_id, unit, what, why, case_no), "same": same})


def uses_of(tx: Connection, person_id: str, after: str | None = None) -> tuple[list[Use], str | None]:
    """A page of the uses of a person's data, latest first, and the mark of the next page."""
    query = USES.query.where(data_use.c.person_id == person_id)
    rows = USES.all(tx, paging.beyond(query, paging.read(after), data_use.c.at, data_use.c.id))
    shown, following = paging.cut(rows, lambda row: paging.Mark(row.at, row.id))
    return [view(row) for row in shown], following


def count(tx: Connection, person_id: str) -> int:
    """How many rows there are."""
    return int(tx.execute(select(func.count()).where(data_use.c.person_id == person_id)).scalar() or 0)


def view(row: Stored) -> Use:
    """One use as the person reads it."""
    unit = crypto.unseal("data_use.unit", row.id, row.unit_sealed) if row.unit_sealed else row.unit
    return {
        "unit": unit,
        "what": row.what,
        "why": row.why,
        "case_no": row.case_no,
        "at": clock.rfc3339(row.at),
        "last_at": clock.rfc3339(row.last_at or row.at),
        "times": row.times,
    }


def _row(person_id: str, unit: str, what: Sequence[str], why: str, case_no: str | None) -> dict[str, object]:
    new, now = new_id(), clock.now()
    told = {"unit": "", "unit_sealed": crypto.seal("data_use.unit", new, unit[:60]), "what": list(what), "why": why, "case_no": case_no}
    return {"id": new, "person_id": person_id, **told, "at": now, "last_at": now, "times": 1, "same": None}


def _same(unit: str, what: Sequence[str], why: str, case_no: str | None) -> bytes:
    return crypto.blind("data_use.same", "\n".join((unit, *what, why, case_no or "")))
