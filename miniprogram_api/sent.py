"""What was handed in, as it was: the form, the photos and papers, the signature with its moment. For its owner alone, who is shown what
registers say only once the face was shown."""

from __future__ import annotations

from app.cases import moves, records
from app.cases.pinned import Standing
from app.checks import materials as needs
from app.files import queries as files
from app.files.queries import File
from app.forms import prefill
from app.forms.draft import Draft
from app.kernel import clock
from app.kernel.db import Connection
from app.kernel.web import Answer
from edge.shapes import many, moment, said, yes
from edge.shapes import one as one_
from miniprogram_api import case_pages as pages
from miniprogram_api import filed
from miniprogram_api.case_view import View
from miniprogram_api.paper_shapes import PickedRow

TICKED = (True, "yes")


class SentLine(Answer):
    """One field as it was filled in; `rows`: what was picked, once the face was shown; `ticked`: a sentence that was agreed to."""

    field = said()
    label = said()
    text = said()
    rows = many(PickedRow)
    ticked = yes()


class SentFile(Answer):
    """A photo, a paper or the signature, behind the login; `at`: when it was given."""

    material = said()
    name = said()
    url = said()
    mime = said()
    at = moment()


class Sent(Answer):
    """What was handed in, and when first; nothing before that. `veiled`: something is read whole only once the face was shown."""

    at = moment(none=True)
    lines = many(SentLine)
    files = many(SentFile)
    signature = one_(SentFile, none=True)
    veiled = yes()


def sent(tx: Connection, at: Standing, proved: bool) -> View:
    """The whole of it. Two statements more than the case itself."""
    row = at.case
    if row.submitted_at is None:
        return {"at": None, "lines": [], "files": [], "signature": None, "veiled": False}
    draft, sign = records.open_form(row), needs.signature(at.checklist)
    attached, kept = records.materials(tx, row.id), files.of_subject(tx, moves.subject(row.no))
    given = [
        (one, kept[attached[one.id].file_id])
        for one in needs.given(at.checklist)
        if one.id in attached and attached[one.id].file_id in kept
    ]
    signed = next((file for one, file in given if sign and one.id == sign.id), None)
    return {
        "at": clock.rfc3339(row.submitted_at),
        "lines": _lines(at, draft, proved),
        "files": [_file(one.id, one.name, file) for one, file in given if not sign or one.id != sign.id],
        "signature": _file(sign.id, sign.name, signed) if sign and signed else None,
        "veiled": not proved and (bool(prefill.hidden(draft, at.checklist.fields)) or any(draft.rows.values())),
    }


def _lines(at: Standing, draft: Draft, proved: bool) -> list[View]:
    counts = at.checklist.counted(draft.values)
    shown = draft if proved else prefill.veiled(draft, {}, at.checklist.fields)[0]
    return [
        {
            "field": one.id,
            "label": one.label,
            "text": pages.read(one, shown, proved),
            "rows": filed.rows(at, one, draft) if proved else [],
            "ticked": one.kind == "check" and draft.values.get(one.id) in TICKED,
        }
        for one in at.checklist.fields
        if one.id in counts and one.id in draft.values
    ]


def _file(material: str, name: str, one: File) -> View:
    return {"material": material, "name": name, "url": f"/api/files/{one.id}", "mime": one.mime, "at": clock.rfc3339(one.at)}
