"""What must be given with a form from the phone, how each is looked at, and what is still lacking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.checks.form import Errors
from app.files.rules import Frame, Look
from app.language.checklist import Checklist
from app.language.declare import Material
from app.reference import photo_of, photo_specs, things_photographed

AT = {"sign": "signature"}  # the page where a material is given


@dataclass(frozen=True)
class Attached:
    """A file given for a material."""

    file_id: str
    ok: bool
    findings: list[dict[str, object]]


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
    return Frame(spec["mm"], spec["px"], tuple(spec["grounds"])) if spec else None


def missing(checklist: Checklist, attached: Mapping[str, Attached]) -> list[Material]:
    """What must still be given, or given again."""
    needed = given(checklist)
    good = {material for material, file in attached.items() if file.ok}
    bad = {material for material, file in attached.items() if not file.ok}
    return [one for one in needed if (one.need == "must" and one.id not in good) or one.id in bad]


def lacking(checklist: Checklist, attached: Mapping[str, Attached]) -> Errors:
    """What must still be given, each with where it is given."""
    return [
        {"field": one.id, "say": f"{one.name}还没传好。" if one.how != "sign" else "还没签名。", "at": AT.get(one.how, "materials")}
        for one in missing(checklist, attached)
    ]
