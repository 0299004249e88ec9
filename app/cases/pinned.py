"""What a case knows of its item: always the version it began with, whatever has been published since."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TypedDict

from app import publishing
from app.cases.records import Case, Draft, Listed
from app.files.rules import Frame, Look
from app.kernel.errors import Refused
from app.kernel.masks import mask_document, mask_id, mask_phone
from app.language.checklist import Checklist, Item, WrongAnswers
from app.language.declare import Field, Material, ReviewPoint, matches
from app.reference import cities, decided_in, photo_of, photo_specs, things_photographed, unit_of

STARTABLE = frozenset({"full", "part", "query"})

OF_A_PHOTO = ("照片", "背景", "重拍")  # what a reviewer says of a photo without calling it one


@dataclass(frozen=True)
class Standing:
    """A case with the item it began with, and what its answers need."""

    case: Case
    item: Item
    checklist: Checklist


def latest(item_id: str) -> Item:
    """The item as published now. Raises NotFound."""
    return publishing.current().item(item_id)


def of(version: str) -> Item:
    """The item a case began with."""
    return publishing.version(version)


def plan(item: Item, answers: Mapping[str, str], city: str) -> Checklist:
    """What these answers need. Raises Refused `city_not_found`, `answers_wrong`."""
    if city not in cities():
        raise Refused("city_not_found", "没有这个城市", "重新选一次城市", errors=[{"field": "city", "say": "广东没有这个城市。"}])
    try:
        return item.checklist(answers, city)
    except WrongAnswers as wrong:
        raise Refused("answers_wrong", "有一问没答对上", "回去再选一次", errors=wrong.errors) from None


def standing(row: Case) -> Standing:
    """A case and what it rests on."""
    item = of(row.version)
    return Standing(row, item, plan(item, row.answers, row.city))


class Answered(TypedDict):
    """A question and what the case goes by, in words; `usual`: it is what is taken when nobody says otherwise."""

    id: str
    ask: str
    option: str
    text: str
    usual: bool


def answers(item: Item, row: Case) -> list[Answered]:
    """All that was asked, in the order it is asked in."""
    found: list[Answered] = []
    for one in item.questions:
        given = row.answers[one.id]
        text = next(option.text for option in one.options if option.id == given)
        found.append({"id": one.id, "ask": one.ask, "option": given, "text": text, "usual": one.default_in(row.city) == given})
    return found


def unit(row: Listed, item: Item) -> str:
    """广州公安出入境, 天河区公安户政: where the application belongs, and where it was begun for a district, that district's."""
    return unit_of(item.department, place(row, item))


def place(row: Listed, item: Item) -> str:
    """The city or district whose office decides."""
    return decided_in(item.level, row.city, row.district)


def uploads(checklist: Checklist) -> list[Material]:
    """What the applicant sends from the phone: photos and papers; the signature has its own page."""
    return [one for one in checklist.materials if one.how == "upload"]


def signs(checklist: Checklist) -> list[Material]:
    """What is signed: one signature stands under all of it."""
    return [one for one in checklist.materials if one.how == "sign"]


def signature(checklist: Checklist) -> Material | None:
    """The handwritten signature, when one is needed."""
    signed = signs(checklist)
    return next((one for one in signed if one.id == "m-signature"), signed[0] if signed else None)


def given(checklist: Checklist) -> list[Material]:
    """Everything the applicant gives from the phone."""
    sign = signature(checklist)
    return uploads(checklist) + ([sign] if sign else [])


def look(material: Material) -> Look:
    """How a file given for it is looked at."""
    if material.how == "sign":
        return Look("signature")
    if frame := frame_of(material):
        return Look("portrait", frame)
    return Look("scene" if material.id in things_photographed() else "paper")


def frame_of(material: Material) -> Frame | None:
    """What a portrait must be, when it is one."""
    spec = photo_specs().get(photo_of().get(material.id, ""))
    return Frame(tuple(spec["mm"]), tuple(spec["px"]), tuple(spec["grounds"])) if spec else None


def target_of(point: ReviewPoint, checklist: Checklist, said: str, free: Collection[str]) -> tuple[str, str] | None:
    """Where a review point is put right: ("material", id) or ("field", id); None when nothing is meant. `free`: the fields one can change.

    By the point's rule first, then by what the reviewer said, then by the words of the point itself. Where they speak of a
    field that cannot be changed more than of anything else, that is the answer: the caller refuses it with the reason.
    """
    rule = point.rule or {}
    if rule.get("fn") == "photo_spec":
        found = next((one.id for one in checklist.materials if photo_of().get(one.id) == rule.get("arg")), None)
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


def editable(field: Field) -> bool:
    """What a certificate proves is not typed over; addresses and phone numbers are the person's to choose."""
    proved = bool(field.source) and not str(field.source).startswith("account")
    return not proved or field.kind in ("address", "phone")


def free(field: Field, draft: Draft) -> bool:
    """Whether the person may type here: what nothing filled in, and what is theirs to choose."""
    return field.id not in draft.sources or editable(field)


def applies(field: Field, values: Mapping[str, str]) -> bool:
    """Whether a field counts, given the other values."""
    return matches(field.when, values)


def shown(field: Field, value: str | None) -> str:
    """A value as it stands on the page: numbers masked, choices in words."""
    if not value:
        return ""
    if field.kind == "choice":
        return next((one[1] for one in field.options if one[0] == value), value)
    if field.kind == "idnumber":
        return mask_id(value)
    if field.kind == "phone":
        return mask_phone(value)
    if field.source and field.source.endswith(".number"):
        return mask_document(value)
    return value
