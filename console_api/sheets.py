"""Many items worded at once: everything out as a spreadsheet, the changed one looked at row by row, then sent to a second person."""

from __future__ import annotations

from flask import Response, g, request
from marshmallow import fields, validate

from app.editing import bulk, sheets
from app.kernel import db
from app.kernel.errors import Refused
from app.kernel.once import Reply
from app.kernel.plain import Exactly, Line
from app.kernel.web import Answer, Body, Loaded, reply
from app.staff import service as staff_service
from console_api.auth import staff
from console_api.edge import answer_once
from console_api.editing_shapes import WordsByPlace
from edge.requests import Blueprint
from edge.shapes import a_file, many, number, said, text_by_key, texts

bp = Blueprint("console_sheets", __name__, url_prefix="/console/v1", description="运营台：成批改字")
MOST_ITEMS = 200


class AsForm(Body):
    """xlsx, or csv."""

    form = fields.String(load_default="xlsx", validate=validate.OneOf(list(sheets.KINDS)))


class Worded(Body):
    """An item and what is to stand at its places."""

    item = fields.String(required=True, validate=Exactly("[a-z][a-z0-9-]{0,59}"))
    texts = WordsByPlace(least=1)


class ManyWorded(Body):
    """Items, each once, and why."""

    note = Line(required=True, validate=validate.Length(2, 200))
    items = fields.List(fields.Nested(Worded), required=True, validate=validate.Length(1, MOST_ITEMS))


class WouldChange(Answer):
    item = said()
    short = said()
    says = texts()
    texts = text_by_key()


class WrongRow(Answer):
    """`row`: as the spreadsheet counts."""

    row = number()
    item = said()
    say = said()


class SheetRead(Answer):
    """What the file would change; nothing is stored. `rows`: in which something is to be said otherwise."""

    rows = number()
    changes = many(WouldChange)
    wrong = many(WrongRow)


class SheetSent(Answer):
    sent = number()


@bp.get("/word-sheet")
@staff("items.read")
@bp.arguments(AsForm, location="query")
@a_file(bp, [one.partition(";")[0] for one in sheets.KINDS.values()], "所有事项能改的字")
def out(asked: Loaded) -> Response:
    """Every place of every item, with an empty column for what it is to say."""
    form: sheets.Form = asked["form"]
    with db.reading() as tx:
        made = sheets.write(bulk.table(tx), form)
    headers = {"Content-Disposition": f'attachment; filename="item-words.{form}"', "Cache-Control": "no-store"}
    return Response(made, content_type=sheets.KINDS[form], headers=headers)


@bp.post("/word-sheet")
@staff("items.edit")
@bp.alt_response(200, schema=SheetRead)
def look() -> Response:
    """What a changed spreadsheet would change, and which rows cannot be taken. Stores nothing."""
    upload = request.files.get("file")
    if upload is None:
        raise Refused("file_missing", "没有收到文件", "重新选一次")
    try:
        rows = sheets.read(upload.stream.read(sheets.MOST_BYTES + 1))
    except sheets.Unread as unread:
        raise Refused("sheet_unread", unread.say, unread.do) from None
    with db.reading() as tx:
        changes, wrong = bulk.look(tx, rows)
    return reply(
        {
            "rows": len(rows),
            "changes": [{"item": one.item, "short": one.short, "says": one.says, "texts": one.texts} for one in changes],
            "wrong": [{"row": one.number, "item": one.item, "say": one.say} for one in wrong],
        }
    )


@bp.post("/word-sheet/sending")
@staff("items.edit")
@bp.arguments(ManyWorded)
@bp.alt_response(200, schema=SheetSent)
def send(body: Loaded) -> Response:
    """All of it as drafts for a second person, or none of it."""

    def work(tx: db.Connection) -> Reply:
        found = bulk.send(tx, {one["item"]: one["texts"] for one in body["items"]}, body["note"], g.staff.id)
        for one in found:
            staff_service.note(tx, g.staff.id, "items.send", one.item, revision=one.revision)
        return 200, {"sent": len(found)}

    return answer_once(work)
