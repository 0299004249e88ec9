"""Corrections: each point leads to one field or one material that can be changed; only those open; put right is what differs
from what was returned."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NotRequired, TypedDict

from sqlalchemy import Connection, insert, update

from app.cases import pinned, records
from app.cases.models import case_point
from app.cases.records import Case, Draft
from app.files import queries as files
from app.kernel import clock, crypto
from app.kernel.errors import NotFound, Refused
from app.kernel.ids import new_id
from app.kernel.rows import Reader
from app.language.checklist import Checklist
from app.language.declare import Field, ReviewPoint

FIELD, MATERIAL = "field", "material"


class Told(TypedDict):
    """One thing a department asks to be put right: which published point, in its own words, and where. A field of the form and
    a material of the list are published too: naming one is enough."""

    point: NotRequired[str]
    text: NotRequired[str]
    field: NotRequired[str]
    material: NotRequired[str]


class Mendable(TypedDict):
    """What the applicant can put right: `to` field | material, what it is called, and the published point that speaks of it, if any."""

    to: str
    id: str
    name: str
    point: str | None


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
        return crypto.unseal("case_point.text", self.id, self.text)


STORED = Reader(Stored, case_point)


@dataclass(frozen=True)
class Point:
    """One thing to put right."""

    id: str
    kind: str
    target: str
    text: str
    fixed: bool


def note(tx: Connection, row: Case, checklist: Checklist, draft: Draft, action_id: str, given: Sequence[Told]) -> int:
    """Store what must be corrected. Raises Refused `points_needed`, `unknown_point` (only what is published counts, no discretion:
    a review point, or a field or material by name), `not_correctable`, `target_unknown`; then nothing is stored."""
    published = {point.id.rpartition(".")[2]: point for point in checklist.points}
    if not given:
        raise Refused("points_needed", "要补正就得一次说全改哪里", "在 points 里列出审查要点")
    rows = []
    for one in given:
        named = str(one.get("point") or "")
        point = published.get(named.rpartition(".")[2])
        if point is None and (named or not (one.get("field") or one.get("material"))):
            raise Refused("unknown_point", "公布的审查要点里没有这一条", "只能按公布的要点提出，或者写明要改表里哪一项、换哪样材料")
        said = str(one.get("text") or "")
        kind, target = _target(point, checklist, draft, one, said)
        point_id = new_id()
        text = crypto.seal(
            "case_point.text", point_id, (said or (point.text if point else f"「{_name(checklist, kind, target)}」要改"))[:200]
        )
        about = {"point": point.id if point else "", "text": text, "kind": kind, "target": target, "fixed_at": None}
        rows.append({"id": point_id, "case_id": row.id, "action_id": action_id, **about})
    tx.execute(update(case_point).where(case_point.c.case_id == row.id, case_point.c.fixed_at.is_(None)).values(fixed_at=clock.now()))
    tx.execute(insert(case_point), rows)
    return len(rows)


def _target(point: ReviewPoint | None, checklist: Checklist, draft: Draft, one: Told, said: str) -> tuple[str, str]:
    """Where it is put right: where the department says, or what the point and its words speak of."""
    free = {field.id for field in checklist.fields if pinned.free(field, draft)}
    if one.get("material"):
        if one["material"] not in {given.id for given in pinned.given(checklist)}:
            raise Refused("target_unknown", f"申请人没有要传的「{one['material']}」", "material 写申请人在手机上交的材料")
        return MATERIAL, str(one["material"])
    if one.get("field"):
        labels = {field.id: field.label for field in checklist.fields}
        if one["field"] not in labels:
            raise Refused("target_unknown", f"表里没有「{one['field']}」这一项", "field 写表里的项")
        if one["field"] not in free:
            raise _locked(labels[one["field"]], draft.sources.get(one["field"]))
        return FIELD, str(one["field"])
    found = pinned.target_of(point, checklist, said, free) if point else None
    if found is None:
        raise Refused("target_unknown", "看不出要改哪一项", "在 field 或 material 里写明")
    if found[0] == FIELD and found[1] not in free:
        label = next(field.label for field in checklist.fields if field.id == found[1])
        raise _locked(label, draft.sources.get(found[1]))
    return found


def _locked(label: str, source: str | None) -> Refused:
    return Refused(
        "not_correctable", f"「{label}」来自{source or '证照'}，申请人改不了", "要他换材料，在 material 里写明；不是本人的事，作别的决定"
    )


def mendable(checklist: Checklist, draft: Draft) -> list[Mendable]:
    """Everything a correction may name: the fields the applicant may type in as the form stands, and the materials they give."""
    free = {field.id: field.label for field in checklist.fields if pinned.free(field, draft) and pinned.applies(field, draft.values)}
    points: dict[tuple[str, str], str] = {}
    for point in checklist.points:
        found = pinned.target_of(point, checklist, "", free)
        if found:
            points.setdefault(found, point.id)
    named = [(FIELD, id_, label) for id_, label in free.items()] + [(MATERIAL, one.id, one.name) for one in pinned.given(checklist)]
    return [{"to": kind, "id": id_, "name": name, "point": points.get((kind, id_))} for kind, id_, name in named]


def _name(checklist: Checklist, kind: str, target: str) -> str:
    named = {one.id: one.label for one in checklist.fields} if kind == FIELD else {one.id: one.name for one in pinned.given(checklist)}
    return named.get(target, target)


def returned(tx: Connection, row: Case, draft: Draft) -> Draft:
    """The draft with what stands in it today remembered as what was returned."""
    given = records.materials(tx, row.id)
    was = {**draft.values, **{f"m:{material}": one.file_id for material, one in given.items()}}
    return replace(draft, returned=was)


def points(tx: Connection, case_id: str) -> list[Point]:
    """The points of the latest notice, in order."""
    rows = STORED.all(tx, STORED.query.where(case_point.c.case_id == case_id).order_by(case_point.c.id))
    latest = rows[-1].action_id if rows else None
    return [Point(row.id, row.kind, row.target, row.say, row.fixed_at is not None) for row in rows if row.action_id == latest]


def open_fields(found: Iterable[Point], fields: Iterable[Field]) -> set[str]:
    """The fields that may be changed: those the points name, and those that another choice there asks for."""
    named = {point.target for point in found if point.kind == FIELD}
    return named | {field.id for field in fields if named & set(field.when)}


def open_materials(found: Iterable[Point]) -> set[str]:
    """The materials that may be given again."""
    return {point.target for point in found if point.kind == MATERIAL}


def only_asked(values: Mapping[str, object], open_: Collection[str]) -> None:
    """Raises Refused `not_asked` when anything else is to be changed."""
    errors = [{"field": key, "say": "这一项没说要改，改不了。"} for key in values if key not in open_]
    if errors:
        raise Refused("not_asked", "只改要您改的那几处", "回到「改一改」看看是哪几处", errors=errors)


def settle_fields(tx: Connection, row: Case, found: Iterable[Point], draft: Draft, changed: Collection[str]) -> None:
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


def settle_material(tx: Connection, row: Case, found: Iterable[Point], material: str, sha256: bytes | None) -> None:
    """A material is put right by a good file (its `sha256`) that is not the one that was returned; None: it was taken away."""
    was = records.open_form(row).returned.get(f"m:{material}")
    fixed = sha256 is not None and not (was and _same(tx, was, sha256))
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
