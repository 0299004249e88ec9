"""Where a point leads: to one field or one material that can be changed; only those open. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NotRequired, TypedDict

from app.checks import materials
from app.checks.materials import Attached, signature, uploads
from app.forms.draft import Draft
from app.forms.draft import free as free_to_type
from app.kernel.errors import Refused
from app.language.checklist import Checklist
from app.language.conditions import keys
from app.language.declare import Field, Material, ReviewPoint
from app.reference import photo_of

FIELD, MATERIAL = "field", "material"
FILE = "m:"  # before a material's name, among what was returned
OF_A_PHOTO = ("照片", "背景", "重拍")  # what a reviewer says of a photo without calling it one


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
class Point:
    """One thing to put right."""

    id: str
    kind: str
    target: str
    text: str
    fixed: bool


def target(point: ReviewPoint | None, checklist: Checklist, draft: Draft, one: Told, said: str) -> tuple[str, str]:
    """Where it is put right: where the department says, or what the point and its words speak of."""
    free = {field.id for field in checklist.fields if free_to_type(field, draft)}
    if one.get("material"):
        if one["material"] not in {piece.id for piece in materials.given(checklist)}:
            raise Refused("target_unknown", f"申请人没有要传的「{one['material']}」", "material 写申请人在手机上交的材料")
        return MATERIAL, str(one["material"])
    if one.get("field"):
        labels = {field.id: field.label for field in checklist.fields}
        if one["field"] not in labels:
            raise Refused("target_unknown", f"表里没有「{one['field']}」这一项", "field 写表里的项")
        if one["field"] not in free:
            raise _locked(labels[one["field"]], draft.sources.get(one["field"]))
        return FIELD, str(one["field"])
    found = target_of(point, checklist, said, free) if point else None
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


def target_of(point: ReviewPoint, checklist: Checklist, said: str, free: Collection[str]) -> tuple[str, str] | None:
    """Where a review point is put right: ("material", id) or ("field", id); None when nothing is meant. `free`: the fields one can change.

    By the point's rule first, then by what the reviewer said, then by the words of the point itself. Where they speak of a
    field that cannot be changed more than of anything else, that is the answer: the caller refuses it with the reason.
    """
    if point.fn == "photo_spec":
        found = next((one.id for one in checklist.materials if photo_of().get(one.id) == point.arg), None)
        if found:
            return "material", found
    return _named(said, checklist, free, True) or _named(point.text, checklist, free, False)


def _named(words: str, checklist: Checklist, free: Collection[str], fixed_too: bool) -> tuple[str, str] | None:
    """The material or field these words speak of most, or None. What can be changed goes first among equals; `fixed_too`: also what
    cannot."""
    if "签名" in words and (sign := signature(checklist)):
        return "material", sign.id
    if any(one in words for one in OF_A_PHOTO) and (photo := next((one for one in uploads(checklist) if one.name.endswith("照")), None)):
        return "material", photo.id
    said = _pairs(words)
    places = [("material", one.id, one.name) for one in uploads(checklist)]
    places += [("field", field.id, field.label + ("" if field.source else field.hint)) for field in checklist.fields if field.id in free]
    places += [("field", field.id, field.label) for field in checklist.fields if fixed_too and field.id not in free]
    scored = [(len(said & _pairs(name)), kind, target) for kind, target, name in places]
    score, kind, target = max(scored, key=lambda one: one[0], default=(0, "", ""))
    return (kind, target) if score else None


def _pairs(text: str) -> set[str]:
    """Neighbouring characters: what two Chinese phrases about one thing have in common."""
    return {text[n : n + 2] for n in range(len(text) - 1)}


def mendable(checklist: Checklist, draft: Draft) -> list[Mendable]:
    """Everything a correction may name: the fields the applicant may type in as the form stands, and the materials they give."""
    counts = checklist.counted(draft.values)
    free = {field.id: field.label for field in checklist.fields if free_to_type(field, draft) and field.id in counts}
    points: dict[tuple[str, str], str] = {}
    for point in checklist.points:
        found = target_of(point, checklist, "", free)
        if found:
            points.setdefault(found, point.id)
    named = [(FIELD, id_, label) for id_, label in free.items()] + [(MATERIAL, one.id, one.name) for one in materials.given(checklist)]
    return [{"to": kind, "id": id_, "name": name, "point": points.get((kind, id_))} for kind, id_, name in named]


def name_of(checklist: Checklist, kind: str, target: str) -> str:
    """What the form or the checklist calls a target; its id where neither knows it."""
    named = {one.id: one.label for one in checklist.fields} if kind == FIELD else {one.id: one.name for one in materials.given(checklist)}
    return named.get(target, target)


def returned(draft: Draft, given: Mapping[str, Attached]) -> Draft:
    """The draft with what stands in it today remembered as what was returned. `given`: the files, by material."""
    was = {**draft.values, **{f"{FILE}{material}": one.file_id for material, one in given.items()}}
    return replace(draft, returned=was)


def changed(draft: Draft) -> set[str]:
    """Ids of the fields that say something else than what was returned; none where that is not known."""
    was = {key: value for key, value in draft.returned.items() if not key.startswith(FILE)}
    return {key for key in {*was, *draft.values} if draft.values.get(key, "") != was.get(key, "")} if was else set()


def sign_again(sign: Material | None, given: Mapping[str, Attached], draft: Draft) -> bool:
    """Whether what was signed is no longer what the form says: the signature stands under another text, and is written anew."""
    if sign is None or sign.id not in given or not changed(draft):
        return False
    return draft.returned.get(f"{FILE}{sign.id}") == given[sign.id].file_id


def open_fields(found: Iterable[Point], fields: Iterable[Field]) -> set[str]:
    """The fields that may be changed: those the points name, and those that another choice there asks for."""
    named = {point.target for point in found if point.kind == FIELD}
    return named | {field.id for field in fields if named & set(keys(field.when))}


def open_materials(found: Iterable[Point]) -> set[str]:
    """The materials that may be given again."""
    return {point.target for point in found if point.kind == MATERIAL}


def only_asked(values: Mapping[str, object], open_: Collection[str]) -> None:
    """Raises Refused `not_asked` when anything else is to be changed."""
    errors = [{"field": key, "say": "这一项没说要改，改不了。"} for key in values if key not in open_]
    if errors:
        raise Refused("not_asked", "只改要您改的那几处", "回到「改一改」看看是哪几处", errors=errors)
