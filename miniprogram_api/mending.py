"""A correction as its owner sees it: what is to be put right, and before it goes what each thing was and what it is now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.cases import moves, pinned, records
from app.cases.pinned import Standing
from app.cases.rules import MOVES
from app.catalog.words import day
from app.checks import materials as needs
from app.checks.materials import Attached
from app.corrections import rules
from app.corrections.queries import Stored
from app.files import queries as files
from app.files.queries import File
from app.forms import draft as drafts
from app.forms import prefill
from app.forms.draft import Draft
from app.kernel import clock
from app.kernel.db import Connection
from app.kernel.masks import veil
from app.kernel.web import Answer
from app.language.declare import Field
from app.words import cases as words
from edge.shapes import day as a_day
from edge.shapes import many, number, one_of, said, texts, yes
from edge.shapes import one as one_
from miniprogram_api import case_pages as pages
from miniprogram_api.case_view import View
from miniprogram_api.form_shapes import Signature

EMPTY, NEEDLESS = "没填", "不用填了"


class CorrectionPoint(Answer):
    """One thing to put right: the field or the material it leads to, and what that is called."""

    id = said()
    text = said()
    name = said(none=True)
    to = said("field", "material")
    field = said(none=True)
    material = said(none=True)
    fixed = yes()


class GivenFile(Answer):
    """A picture or a paper, behind the login."""

    id = said()
    url = said()
    mime = said()


class Change(Answer):
    """One thing that was put right: what it was, and what it is now. Of a material the files."""

    id = said()
    name = said()
    was = said()
    now = said()
    was_file = one_(GivenFile, none=True)
    now_file = one_(GivenFile, none=True)


class Correction(Answer):
    """What has to be put right, all of it at once; `left` of it. `changes`: what is another now than what was returned; `veiled`:
    something of that can be read whole only once the face was shown (`whole`); `signature`: whether it has to be signed anew, and
    `signs`: what that stands under."""

    title = said()
    until = a_day(none=True)
    unit = said()
    points = many(CorrectionPoint)
    left = number()
    say = said()
    state = one_of(MOVES)
    changes = many(Change)
    veiled = yes()
    signature = one_(Signature)
    signs = texts()


def correction(tx: Connection, at: Standing, points: Sequence[Stored], whole: bool) -> View:
    """What has to be put right, all of it at once, and what has been. Not `whole`: what registers say is veiled, as on the form."""
    row, item, checklist = at.case, at.item, at.checklist
    left = sum(point.fixed_at is None for point in points)
    names = {field.id: field.label for field in checklist.fields} | {one.id: one.name for one in checklist.materials}
    until = f"{day(row.correct_by, clock.today())}前{'改好' if left else '交上去'}。{words.NOT_COUNTED}" if row.correct_by else ""
    draft = records.open_form(row)
    open_ = row.state == "to_correct"
    given = records.materials(tx, row.id) if open_ else {}
    kept = files.of_subject(tx, moves.subject(row.no)) if open_ else {}
    hidden = prefill.hidden(draft, checklist.fields) if not whole else set()
    changed = rules.changed(draft) if open_ else set()
    sign = needs.signature(checklist)
    return {
        "title": words.to_mend(len(points), left),
        "until": row.correct_by.isoformat() if row.correct_by else None,
        "unit": pinned.unit(row, item),
        "state": row.state,
        "points": [{**_point(point), "name": names.get(point.target or "")} for point in points],
        "left": left,
        "say": until or "现在没有要改的。",
        "changes": [*_fields(at, draft, changed, whole), *_files(at, draft, points, given, kept)] if open_ else [],
        "veiled": any(one.id in hidden and one.id in changed for one in checklist.fields),
        "signature": {"needed": open_ and rules.sign_again(sign, given, draft), "file": None},
        "signs": [one.name for one in needs.signs(checklist)],
    }


def _point(row: Stored) -> View:
    target = {"field": None, "material": None, row.kind: row.target or None}
    return {"id": row.id, "text": row.say, "to": row.kind, **target, "fixed": row.fixed_at is not None}


def _fields(at: Standing, draft: Draft, changed: set[str], whole: bool) -> list[View]:
    """The fields that say something else than what was returned, in the order of the form."""
    fields = at.checklist.fields
    before = replace(draft, values={key: value for key, value in draft.returned.items() if not key.startswith(rules.FILE)})
    now = draft if whole else prefill.veiled(draft, {}, fields)[0]
    counts = at.checklist.counted(draft.values)
    return [_field(one, before, now, one.id in counts, whole) for one in fields if one.id in changed]


def _field(one: Field, before: Draft, now: Draft, counts: bool, whole: bool) -> View:
    was = drafts.shown(one, before.values.get(one.id), before.rows.get(one.id, {}))
    told = was if whole or not prefill.secret(one) else veil(was)
    text = (pages.read(one, now, whole) or EMPTY) if counts else NEEDLESS
    return {"id": one.id, "name": one.label, "was": told or EMPTY, "now": text, "was_file": None, "now_file": None}


def _files(
    at: Standing, draft: Draft, points: Sequence[Stored], given: Mapping[str, Attached], kept: Mapping[str, File]
) -> list[View]:  # fmt: skip
    """What was given anew because it was asked for, in the order of the list."""
    asked = {one.target for one in points if one.kind == rules.MATERIAL}
    found: list[View] = []
    for one in needs.given(at.checklist):
        was, now = draft.returned.get(f"{rules.FILE}{one.id}"), given.get(one.id)
        if one.id in asked and now is not None and now.file_id != was:
            files_ = {"was_file": _file(kept.get(str(was))), "now_file": _file(kept.get(now.file_id))}
            found.append({"id": one.id, "name": one.name, "was": "" if was else "没传", "now": "换了一份", **files_})
    return found


def _file(one: File | None) -> View | None:
    return {"id": one.id, "url": f"/api/files/{one.id}", "mime": one.mime} if one else None
