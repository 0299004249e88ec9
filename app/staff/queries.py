"""Show me: a member's name, who did what about a number."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from sqlalchemy import Connection, select

from app.kernel import clock, crypto, paging
from app.kernel.jsons import Json
from app.kernel.rows import Reader
from app.staff.models import staff, staff_action


class Done(TypedDict):
    """Who did what about which number. `by`: a name."""

    by: str
    what: str
    about: str
    detail: Json
    at: str


@dataclass(frozen=True)
class Stored:
    """The row of what was done."""

    id: str
    staff_id: str
    what: str
    about: str
    detail: Json
    at: datetime


STORED = Reader(Stored, staff_action)


def names(tx: Connection, ids: Collection[str]) -> dict[str, str]:
    """Names by id, of those that exist."""
    rows = tx.execute(select(staff.c.id, staff.c.name).where(staff.c.id.in_([one for one in ids if one])))
    return {row.id: crypto.unseal("staff.name", row.id, row.name) for row in rows}


def trail(tx: Connection, about: Collection[str], after: str | None = None) -> tuple[list[Done], str | None]:
    """A page of what was done about any of these numbers, and the mark of the page before it: the last page first, each oldest first."""
    query = STORED.query.where(staff_action.c.about.in_(list(about)))
    found = STORED.all(tx, paging.beyond(query, paging.read(after), staff_action.c.at, staff_action.c.id))
    rows, earlier = paging.cut(found, lambda row: paging.Mark(row.at, row.id))
    known = names(tx, {row.staff_id for row in rows})
    return [
        {"by": known.get(row.staff_id, ""), "what": row.what, "about": row.about, "detail": row.detail, "at": clock.rfc3339(row.at)}
        for row in reversed(rows)
    ], earlier
