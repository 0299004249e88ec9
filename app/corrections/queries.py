"""The points of cases, as they were given: of the latest notice, or of all."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from app.corrections.models import case_point
from app.corrections.rules import Point
from app.kernel import crypto
from app.kernel.rows import Reader


@dataclass(frozen=True)
class Stored:
    """A point's row; what the reviewer says is sealed."""

    id: str
    case_id: str
    action_id: str
    kind: str
    target: str
    text: bytes
    fixed_at: datetime | None

    @property
    def say(self) -> str:
        """What is to be put right, in plain."""
        return crypto.unseal("case_point.text", self.id, self.text)


STORED = Reader(Stored, case_point)


def all_of(tx: Connection, case_ids: Collection[str]) -> list[Stored]:
    """Every point of these cases, in order."""
    return STORED.all(tx, STORED.query.where(case_point.c.case_id.in_(case_ids)).order_by(case_point.c.id)) if case_ids else []


def noted(tx: Connection, case_id: str) -> dict[str, list[Stored]]:
    """The points of every notice of a case, by the move that gave it: what was asked stays readable after it was mended."""
    found: dict[str, list[Stored]] = {}
    for row in all_of(tx, [case_id]):
        found.setdefault(row.action_id, []).append(row)
    return found


def latest(tx: Connection, case_ids: Collection[str]) -> dict[str, list[Stored]]:
    """The points of each case's latest notice."""
    rows = all_of(tx, case_ids)
    last = {row.case_id: row.action_id for row in rows}
    found: dict[str, list[Stored]] = {}
    for row in rows:
        if row.action_id == last[row.case_id]:
            found.setdefault(row.case_id, []).append(row)
    return found


def points(tx: Connection, case_id: str) -> list[Point]:
    """The points of the latest notice of a case, in order, opened."""
    asked: Sequence[Stored] = latest(tx, [case_id]).get(case_id, [])
    return [Point(row.id, row.kind, row.target, row.say, row.fixed_at is not None) for row in asked]
