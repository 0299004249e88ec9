"""Drafts: begun once, saved as one types, resumed on any device; files given for materials."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import orjson
from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.cases import pinned, prefill, records, rules
from app.cases.models import case, case_material, case_point
from app.cases.moves import subject
from app.cases.records import Case, Draft
from app.catalog import forms
from app.catalog.checklist import Checklist, Item
from app.catalog.declare import Material
from app.files import service as files
from app.kernel import clock, crypto
from app.kernel.errors import Conflict, NotFound, Refused, Unavailable
from app.kernel.ids import new_id


def begin(tx: Connection, account_id: str, person_id: str | None, item: Item, city: str, answers: Mapping[str, str]) -> str:
    """A new draft, or the open one with the same item and answers. Returns its number."""
    checklist = pinned.plan(item, answers, city)
    if checklist.ability not in pinned.STARTABLE:
        raise Refused("cannot_start", "这种情况手机上办不了", "看看要带什么、去哪里")
    known = orjson.dumps(dict(answers), option=orjson.OPT_SORT_KEYS).decode()
    key = crypto.blind("case_record.draft_key", f"{account_id}\n{item.id}\n{city}\n{known}")
    open_one = select(case.c.no).where(case.c.draft_key == key)
    found = tx.execute(open_one).scalar()
    if found:
        return str(found)
    values, sources = prefill.known(tx, checklist.fields, account_id, person_id)
    row = _new_row(account_id, person_id, item, city, dict(answers), checklist, key)
    row["form"] = records.seal_form(row["id"], Draft(values, sources, person_id))
    for _ in range(5):
        try:
            with tx.begin_nested():
                tx.execute(insert(case), {**row, "no": rules.new_number(city, clock.today())})
        except IntegrityError:
            # The same draft begun twice at once, or one number in a hundred million drawn twice.
            found = tx.execute(open_one.with_for_update()).scalar()
            if found:
                return str(found)
            continue
        return str(tx.execute(open_one).scalar())
    raise Unavailable("no_number")


def _new_row(
    account_id: str, person_id: str | None, item: Item, city: str, answers: Any, checklist: Checklist, key: bytes
) -> dict[str, Any]:
    now = clock.now()
    return {
        "id": new_id(),
        "owner_id": person_id or account_id,
        "account_id": account_id,
        "draft_key": key,
        "item": item.id,
        "version": item.version,
        "city": city,
        "answers": answers,
        "department": item.department,
        "state": "draft",
        "fee_fen": checklist.fee_fen,
        "provisional": False,
        "corrections": 0,
        "extended": False,
        "created_at": now,
        "updated_at": now,
    }


def editable(row: Case) -> None:
    """Raises Conflict once the case is with the department."""
    if row.state not in rules.EDITABLE:
        raise Conflict("case_closed", "已经交上去了，现在不能改", "有要改的，等审核人告诉您")


def save(
    tx: Connection, no: str, owners: Collection[str], account_id: str, person_id: str | None, values: Mapping[str, Any]
) -> dict[str, Any]:
    """Keep what is right, say what is not: {saved_at, gaps, errors}. A field the form does not have refuses the whole."""
    row = records.get(tx, no, owners, lock=True)
    editable(row)
    fields = pinned.plan(pinned.of(row.version), row.answers, row.city).fields
    known = {field.id: field for field in fields}
    strange = [{"field": str(key)[:60], "say": "表里没有这一项。"} for key in values if key not in known]
    if strange:
        raise Refused("unknown_field", "有一项不在这张表里", "退出来重新进一次", errors=strange)
    draft = records.open_form(row)
    if draft.person != person_id or (row.state == "draft" and forms.gaps(fields, draft.values)):
        # The wallet may have learnt since what was a gap when the draft began.
        draft = prefill.merged(draft, *prefill.known(tx, fields, account_id, person_id), fields, person_id)
    changed, errors = _sift(known, draft, values)
    kept = {key: value for key, value in draft.values.items() if key not in changed} | {k: v for k, v in changed.items() if v}
    sources = {key: source for key, source in draft.sources.items() if kept.get(key) == draft.values.get(key)}
    now = clock.now()
    form = records.seal_form(row.id, Draft(kept, sources, draft.person))
    owner = {"owner_id": person_id} if person_id and row.owner_id != person_id else {}
    tx.execute(update(case).where(case.c.id == row.id).values(form=form, updated_at=now, **owner))
    if row.state == "to_correct":
        fix(tx, row, "field", changed)
    return {"saved_at": clock.rfc3339(now), "gaps": forms.gaps(fields, kept), "errors": errors}


def _sift(known: Mapping[str, Any], draft: Draft, values: Mapping[str, Any]) -> tuple[dict[str, str | None], list[dict[str, str]]]:
    """Values to keep (None to clear) and what is wrong with the others."""
    good, errors = forms.fill(known.values(), values, clock.today(), whole=False)
    changed: dict[str, str | None] = {key: None for key, value in values.items() if forms.blank(value)}
    for key, value in (changed | good).items():
        source = draft.sources.get(key)
        if source and not pinned.editable(known[key]) and value != draft.values.get(key):
            errors.append({"field": key, "say": f"这一项来自{source}，不能改。不对的话打热线问一问。"})
            continue
        changed[key] = value
    refused = {error["field"] for error in errors}
    return {key: value for key, value in changed.items() if key not in refused}, errors


def material_of(row: Case, material: str) -> Material:
    """The material of this name that the applicant gives from the phone. Raises NotFound."""
    checklist = pinned.plan(pinned.of(row.version), row.answers, row.city)
    for one in pinned.given(checklist):
        if one.id == material:
            return one
    raise NotFound("material_not_found", "这件事不用传这个", "回到材料页看看")


def attach(tx: Connection, no: str, owners: Collection[str], material: str, stored: files.Stored) -> str | None:
    """Give a file for a material, in place of the one before. Returns the id of a file to erase after commit."""
    row = records.get(tx, no, owners, lock=True)
    editable(row)
    material_of(row, material)
    old = _detach(tx, row, material)
    files.link(tx, stored, subject(no))
    given = {"case_id": row.id, "material": material, "file_id": stored.id, "ok": stored.ok, "findings": list(stored.findings)}
    tx.execute(insert(case_material), {**given, "at": clock.now()})
    tx.execute(update(case).where(case.c.id == row.id).values(updated_at=clock.now()))
    if stored.ok and row.state == "to_correct":
        fix(tx, row, "material", [material])
    return old


def detach(tx: Connection, no: str, owners: Collection[str], material: str) -> str | None:
    """Take a file back. Absent is fine. Returns the id of a file to erase after commit."""
    row = records.get(tx, no, owners, lock=True)
    editable(row)
    return _detach(tx, row, material)


def fix(tx: Connection, row: Case, kind: str, targets: Collection[str]) -> None:
    """Correction points about these are put right."""
    about = (case_point.c.case_id == row.id, case_point.c.kind == kind, case_point.c.target.in_(list(targets)))
    if targets:
        tx.execute(update(case_point).where(*about, case_point.c.fixed_at.is_(None)).values(fixed_at=clock.now()))


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
