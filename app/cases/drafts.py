"""Drafts: saved as one types, resumed on any device; files given for materials. How one is begun: beginning."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TypeAlias, TypedDict

from sqlalchemy import Connection, delete, insert, select, update

from app.cases import early, holding, pinned, pricing, records, rules
from app.cases.models import case, case_material
from app.cases.moves import subject
from app.cases.pricing import Owed
from app.cases.records import Case
from app.checks import form as checks
from app.checks import materials
from app.corrections import queries as corrections
from app.corrections import rules as mending
from app.corrections.service import settle_fields, settle_material
from app.files import service as files
from app.forms import prefill, reading
from app.forms.draft import Draft, shown
from app.forms.draft import editable as may_type
from app.kernel import clock
from app.kernel.errors import Conflict, NotFound, Refused
from app.language import forms
from app.language.checklist import Checklist, Item
from app.language.declare import Field, Material
from app.language.forms import Picked
from app.language.kinds.given import HELD_ELSEWHERE, SLOT_ELSEWHERE
from app.language.values import Value
from app.words import cases as words


class Theirs(TypedDict):
    """A field somebody else has changed: what stands there now, and in words."""

    id: str
    value: Value | None
    text: str


class Saved(TypedDict):
    """What became of a save. `others`: what else changed since the caller looked; `found`: what follows from it and is not asked;
    `bill`: what it comes to, where a function says so; `judged`: the fields that were looked at beside what the form says."""

    saved_at: str
    rev: int
    gaps: list[str]
    errors: checks.Errors
    others: list[Theirs]
    found: list[Theirs]
    bill: Owed | None
    judged: list[early.Noted]


CHOSEN = {"held": HELD_ELSEWHERE, "slot": SLOT_ELSEWHERE}  # put there by whoever holds it, never typed


def editable(row: Case) -> None:
    """Raises Conflict once the case is with the department; `state` says where it is."""
    if row.state not in rules.EDITABLE:
        raise Conflict("case_closed", words.NOW[row.state], "现在不能改，有要改的审核人会告诉您", state=row.state)


def save(
    tx: Connection, no: str, owners: Collection[str], account_id: str, person_id: str | None, values: Mapping[str, object],
    base: int | None = None, rows: Picked | None = None, known: early.Settled = early.NOTHING, *, whole: bool,
) -> Saved:  # fmt: skip
    """Keep what is right, say what is not: {saved_at, rev, gaps, errors, others}. Refuses the whole when a field is not in the form
    (`unknown_field`), not to be corrected (`not_asked`) or a value of another type than its field (`refused`).

    `base`: the `rev` the caller has seen. What somebody else changed since and this call would overwrite is a Conflict
    `draft_conflict` and nothing is stored; `others` is what else changed since. Without it the last word stands. `rows`: those just
    asked for, behind each pick: an id that is neither among them nor among those the draft keeps is refused. `known`: what these
    values settle (early.settled), told beside what was kept. `whole`: nothing is veiled for the caller.
    """
    row = records.get(tx, no, owners, lock=True)
    editable(row)
    item = pinned.of(row.version)
    checklist = pinned.needed(item, row)
    fields = checklist.fields
    named = {field.id: field for field in fields}
    strange = [{"field": str(key)[:60], "say": "表里没有这一项。"} for key in values if key not in named]
    if strange:
        raise Refused("unknown_field", "有一项不在这张表里", "退出来重新进一次", errors=strange)
    if misfits := forms.misfits(fields, values):
        raise Refused("refused", "有的地方填得不对", "按提示改一改", errors=misfits)
    if given := [{"field": field.id, "say": CHOSEN[field.kind]} for field in fields if field.id in values and field.kind in CHOSEN]:
        raise Refused("refused", "有的地方填得不对", "按提示改一改", errors=given)
    points = corrections.points(tx, row.id) if row.state == "to_correct" else []
    if points:
        mending.only_asked(values, mending.open_fields(points, fields))
    draft = records.open_form(row)
    if draft.person != person_id or (row.state == "draft" and checklist.gaps(draft.values)):
        # The wallet may have learnt since what was a gap when the draft began.
        before, draft = draft, prefill.merged(draft, *prefill.known(tx, fields, account_id, person_id), fields, person_id)
        draft = reading.taken_up(before, draft, fields, whole)
    if rows:
        draft = replace(draft, rows=draft.rows | {key: {one: dict(row) for one, row in of.items()} for key, of in rows.items()})
    values = {key: value for key, value in values.items() if not prefill.unseen(draft, named[key], value)}
    changed, errors = _sift(checklist, draft, values)
    if base is not None:
        _unseen(named, draft, changed, base)
    changed, errors = _checked(item, checklist, row, draft, changed, errors)
    others = _others(named, draft, values, base)
    at = pinned.Standing(row, item, checklist)
    draft = holding.changed(tx, at, _changed(draft, changed), moved(draft, changed))
    draft, found = _followed(item, checklist, draft)
    verdicts = early.judged(at, draft, known)
    now = clock.now()
    owner = {"owner_id": person_id} if person_id and row.owner_id != person_id else {}
    tx.execute(update(case).where(case.c.id == row.id).values(form=records.seal_form(row.id, draft), updated_at=now, **owner))
    settle_fields(tx, points, draft, changed)
    return {
        "saved_at": clock.rfc3339(now),
        "rev": draft.rev,
        "gaps": checklist.gaps(draft.values),
        "errors": [*errors, *early.errors(verdicts)],
        "others": others,
        "found": found,
        "bill": pricing.shown(pricing.lines(at, draft)),
        "judged": early.noted([*verdicts, *early.of_form(at, draft, changed)]),
    }


def would(at: pinned.Standing, values: Mapping[str, object], rows: Picked) -> tuple[Draft, list[str]]:
    """The draft as it would be with those of these values that are good, and the fields that are other then. `rows`: those just asked
    for, behind each pick. Nothing is stored."""
    draft = records.open_form(at.case)
    draft = replace(draft, rows=draft.rows | {key: {one: dict(row) for one, row in of.items()} for key, of in rows.items()})
    changed, _ = _sift(at.checklist, draft, values)
    new, _ = _followed(at.item, at.checklist, _changed(draft, changed))
    return new, [key for key in new.values if key in changed or new.values[key] != draft.values.get(key)]


Changed: TypeAlias = "dict[str, Value | None]"


def _changed(draft: Draft, changed: Changed) -> Draft:
    """The draft with these values (None clears one), each marked as the person's own."""
    if not changed:
        return draft
    kept = {key: value for key, value in draft.values.items() if key not in changed} | {k: v for k, v in changed.items() if v is not None}
    sources = {key: source for key, source in draft.sources.items() if kept.get(key) == draft.values.get(key)}
    rev = draft.rev + 1
    return replace(draft, values=kept, sources=sources, rev=rev, marks=draft.marks | dict.fromkeys(changed, rev))


def moved(draft: Draft, changed: Changed) -> list[str]:
    """The fields that have another value now."""
    return [key for key, value in changed.items() if value != draft.values.get(key)]


def _followed(item: Item, checklist: Checklist, draft: Draft) -> tuple[Draft, list[Theirs]]:
    """The draft with what follows from it, the rows it rests on and no others; and what has come out differently."""
    before, draft = draft.values, prefill.proposed(draft, checklist.fields, item)
    values = forms.followed(checklist.fields, draft.values, checklist.given, draft.rows)
    rows = {key: of for key, of in draft.rows.items() if key in values}
    new = replace(draft, values=values, rows=rows)
    found = [one for one in checklist.fields if one.kind == "derived" or str(one.source).startswith("form.")]
    return new, [_told(one, new) for one in found if values.get(one.id) != before.get(one.id)]


def _sift(checklist: Checklist, draft: Draft, values: Mapping[str, object]) -> tuple[Changed, checks.Errors]:
    """Values to keep (None to clear) and what is wrong with the others."""
    known = {field.id: field for field in checklist.fields}
    good, errors = forms.fill(known.values(), values, clock.today(), whole=False, given=checklist.given, rows=draft.rows)
    changed: Changed = {key: None for key, value in values.items() if forms.blank(value)}
    for key, value in (changed | good).items():
        source = draft.sources.get(key)
        if source and not may_type(known[key]) and value != draft.values.get(key):
            errors.append({"field": key, "say": f"这一项来自{source}，不能改。不对的话打热线问一问。"})
            continue
        changed[key] = value
    refused = {forms.field_of(error["field"]) for error in errors}
    return {key: value for key, value in changed.items() if key not in refused}, errors


def _unseen(known: Mapping[str, Field], draft: Draft, changed: Changed, base: int) -> None:
    """Raises Conflict `draft_conflict` when somebody else wrote another value since `base`; `theirs` is what they wrote."""
    clash = {key for key, value in changed.items() if draft.marks.get(key, 0) > base and value != draft.values.get(key)}
    if not clash:
        return
    theirs = [_told(known[key], draft) for key in known if key in clash]
    errors = [{"field": one["id"], "say": _said(one["text"])} for one in theirs]
    raise Conflict(
        "draft_conflict", "另一台手机刚刚也在填这张表", "两边写的不一样，选一个留下", errors=errors, theirs=theirs, rev=draft.rev
    )


def _said(text: str) -> str:
    return f"另一台手机刚填的是「{text}」。" if text else "另一台手机刚把这一项清空了。"


def _others(known: Mapping[str, Field], draft: Draft, values: Mapping[str, object], base: int | None) -> list[Theirs]:
    """What somebody else changed since `base`, so that the caller has seen it before it says it has."""
    if base is None:
        return []
    return [_told(known[key], draft) for key, at in draft.marks.items() if at > base and key in known and key not in values]


def _told(field: Field, draft: Draft) -> Theirs:
    value = draft.values.get(field.id)
    text = value if isinstance(value, str) and not field.options else shown(field, value, draft.rows.get(field.id, forms.NO_ROWS))
    return {"id": field.id, "value": value, "text": text}


def _checked(
    item: Item, checklist: Checklist, row: Case, draft: Draft, changed: Changed, errors: checks.Errors
) -> tuple[Changed, checks.Errors]:
    """What the scene and the review points say of the form with these values: a value they refuse is not kept, another field they
    speak of is named."""
    said = checks.said(item, checklist, row.answers, row.city, _changed(draft, changed).values, draft.rows)
    blamed = {one["field"] for one in said if "at" not in one}
    kept = {key: value for key, value in changed.items() if key not in blamed or value is None}
    return kept, [*errors, *said]


def material_of(row: Case, material: str) -> Material:
    """The material of this name that the applicant gives from the phone. Raises NotFound."""
    checklist = pinned.needed(pinned.of(row.version), row)
    for one in materials.given(checklist):
        if one.id == material:
            return one
    raise NotFound("material_not_found", "这件事不用传这个", "回到材料页看看")


def attach(tx: Connection, no: str, owners: Collection[str], material: str, stored: files.Stored) -> str | None:
    """Give a file for a material, in place of the one before. Returns the id of a file to erase after commit."""
    row = records.get(tx, no, owners, lock=True)
    points = _open_for(tx, row, material)
    material_of(row, material)
    old = _detach(tx, row, material)
    files.link(tx, stored, subject(no))
    given = {"case_id": row.id, "material": material, "file_id": stored.id, "ok": stored.ok, "findings": list(stored.findings)}
    tx.execute(insert(case_material), {**given, "at": clock.now()})
    tx.execute(update(case).where(case.c.id == row.id).values(updated_at=clock.now()))
    if points:
        settle_material(tx, points, records.open_form(row), material, stored.sha256 if stored.ok else None)
    return old


def detach(tx: Connection, no: str, owners: Collection[str], material: str) -> str | None:
    """Take a file back. Absent is fine. Returns the id of a file to erase after commit."""
    row = records.get(tx, no, owners, lock=True)
    points = _open_for(tx, row, material)
    if points:
        settle_material(tx, points, records.open_form(row), material, None)
    return _detach(tx, row, material)


def _open_for(tx: Connection, row: Case, material: str) -> list[mending.Point]:
    """The points of a correction, none in a draft. Raises Refused `not_asked` for a material that is not among them, and is no signature
    under a form that has changed."""
    editable(row)
    points = corrections.points(tx, row.id) if row.state == "to_correct" else []
    if points and material not in mending.open_materials(points) and not _signs_anew(row, material):
        raise Refused("not_asked", "这一样没说要换", "回到「改一改」看看是哪几处")
    return points


def _signs_anew(row: Case, material: str) -> bool:
    sign = materials.signature(pinned.needed(pinned.of(row.version), row))
    return sign is not None and sign.id == material and bool(mending.changed(records.open_form(row)))


def _detach(tx: Connection, row: Case, material: str) -> str | None:
    mine = (case_material.c.case_id == row.id, case_material.c.material == material)
    old = tx.execute(select(case_material.c.file_id).where(*mine)).scalar()
    if old is None:
        return None
    tx.execute(delete(case_material).where(*mine))
    if row.state != "draft":
        return None  # what was handed over stays in the archive
    files.unlink(tx, old)
    return str(old)
