"""Corrections: points are stored all at once, and put right is what differs from what was returned."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Connection, delete, insert, update

from app.corrections.models import case_point
from app.corrections.rules import FIELD, FILE, MATERIAL, Point, Told, name_of, target
from app.files import queries as files
from app.forms.draft import Draft
from app.kernel import clock, crypto
from app.kernel.errors import NotFound, Refused
from app.kernel.ids import new_id
from app.language.checklist import Checklist


def note(tx: Connection, case_id: str, checklist: Checklist, draft: Draft, action_id: str, given: Sequence[Told]) -> tuple[str, ...]:
    """Store what must be corrected. Returns what each of it is called. Raises Refused `points_needed`, `unknown_point` (only what is
    published counts, no discretion: a review point, or a field or material by name), `not_correctable`, `target_unknown`; then nothing is
    stored."""
    published = {point.id.rpartition(".")[2]: point for point in checklist.points}
    if not given:
        raise Refused("points_needed", "要补正就得一次说全改哪里", "在 points 里列出审查要点")
    rows, names = [], []
    for one in given:
        named = str(one.get("point") or "")
        point = published.get(named.rpartition(".")[2])
        if point is None and (named or not (one.get("field") or one.get("material"))):
            raise Refused("unknown_point", "公布的审查要点里没有这一条", "只能按公布的要点提出，或者写明要改表里哪一项、换哪样材料")
        said = str(one.get("text") or "")
        kind, place = target(point, checklist, draft, one, said)
        point_id = new_id()
        text = crypto.seal(
            "case_point.text", point_id, (said or (point.text if point else f"「{name_of(checklist, kind, place)}」要改"))[:200]
        )
        about = {"point": point.id if point else "", "text": text, "kind": kind, "target": place, "fixed_at": None}
        names.append(name_of(checklist, kind, place))
        rows.append({"id": point_id, "case_id": case_id, "action_id": action_id, **about})
    tx.execute(update(case_point).where(case_point.c.case_id == case_id, case_point.c.fixed_at.is_(None)).values(fixed_at=clock.now()))
    tx.execute(insert(case_point), rows)
    return tuple(names)


def settle_fields(tx: Connection, found: Iterable[Point], draft: Draft, changed: Collection[str]) -> None:
    """A field is put right while it differs from what was returned (where that is not known: once it was changed)."""
    for point in found:
        if point.kind != FIELD:
            continue
        if draft.returned:
            fixed = draft.values.get(point.target, "") != draft.returned.get(point.target, "")
        else:
            fixed = point.fixed or point.target in changed
        if fixed != point.fixed:
            _mark(tx, point, fixed)


def settle_material(tx: Connection, found: Iterable[Point], draft: Draft, material: str, sha256: bytes | None) -> None:
    """A material is put right by a good file (its `sha256`) that is not the one that was returned; None: it was taken away."""
    was = draft.returned.get(f"{FILE}{material}")
    fixed = sha256 is not None and not (isinstance(was, str) and _same(tx, was, sha256))
    for point in found:
        if (point.kind, point.target) == (MATERIAL, material) and point.fixed != fixed:
            _mark(tx, point, fixed)


def _same(tx: Connection, file_id: str, sha256: bytes) -> bool:
    try:
        return files.get(tx, file_id).sha256 == sha256.hex()
    except NotFound:
        return False


def _mark(tx: Connection, point: Point, fixed: bool) -> None:
    tx.execute(update(case_point).where(case_point.c.id == point.id).values(fixed_at=clock.now() if fixed else None))


def erase(tx: Connection, case_id: str) -> None:
    """All points of a case go with it."""
    tx.execute(delete(case_point).where(case_point.c.case_id == case_id))
