"""What somebody has handed in online for what they come to a window for: there it is seen, and not asked again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection

from app.cases import pinned, records, rules
from app.cases.models import case
from app.catalog import bring

RUNNING = frozenset({*rules.GROUPS["open"], *rules.GROUPS["draft"]})


@dataclass(frozen=True)
class Brought:
    """`handed_in`: the case went off; `given`: names of what is there already; `left`: of what is still to be brought."""

    item: str
    no: str
    handed_in: bool
    given: tuple[str, ...]
    left: tuple[str, ...]


def of(tx: Connection, owners: Collection[str], items: Collection[str]) -> dict[str, Brought]:
    """By item: the latest case of it that is not over. Each costs a statement for its materials."""
    mine = (case.c.owner_id.in_(list(owners)), case.c.item.in_(list(items)), case.c.state.in_(list(RUNNING)))
    found: dict[str, Brought] = {}
    for row in records.CASES.all(tx, records.CASES.query.where(*mine).order_by(case.c.updated_at.desc())) if items else ():
        at = pinned.standing(row)
        if at.item.id not in found:
            found[at.item.id] = _brought(tx, at)
    return found


def _brought(tx: Connection, at: pinned.Standing) -> Brought:
    row, attached = at.case, records.materials(tx, at.case.id)
    prepared, fetched = bring.materials(at.checklist)
    handed = row.submitted_at is not None
    there = [one["name"] for one in fetched] if handed else []
    given = [one["name"] for one in prepared if one["material"] in attached or (handed and one["how"] in ("write", "sign"))]
    left = [one["name"] for one in prepared if one["name"] not in given]
    return Brought(at.item.id, row.no, handed, (*there, *given), tuple(left))
