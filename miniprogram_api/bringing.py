"""Invoices that were issued elsewhere, put with mine: by the code on one, by its file, all that are to my number."""

from __future__ import annotations

import hashlib

from flask import Response, g, request
from marshmallow import fields, validate

from app.files import service as judging
from app.identity.rules import REAL_NAME
from app.invoices import scanned
from app.invoices.scanned import OnFace
from app.kernel import db, once
from app.kernel.errors import Refused
from app.kernel.once import Reply
from app.kernel.plain import Day, Line, Number
from app.kernel.ports import outside
from app.kernel.web import Answer, Body, Loaded, reply
from app.merchants import bringing, rules
from edge.shapes import number, said, yes
from miniprogram_api.auth import require_proved, signed_in
from miniprogram_api.case_shapes import Nothing
from miniprogram_api.edge import Blueprint, answer_once, key, keyed
from miniprogram_api.merchants import who

bp = Blueprint("bringing", __name__, url_prefix="/api/invoices", description="收发票")
MOST_FEN = 10**13


class InvoiceCode(Body):
    """The text of the code on an invoice."""

    code = Line(required=True, validate=lambda value: 10 <= len(value) <= 300)


class ReadInvoice(Body):
    """Which invoice: the text of the code on it, or number, day and total with tax as they stand there."""

    code = Line(load_default="", validate=validate.Length(max=300))
    number = Number(load_default="", validate=validate.Length(max=30))
    day = Day(load_default="", also=("",))
    amount_fen = fields.Integer(load_default=0, strict=True, validate=validate.Range(-MOST_FEN, MOST_FEN))


class KeptInvoice(Answer):
    """`again`: it lay there already, so that nothing was added."""

    number = said()
    again = yes()


class Gathered(Answer):
    """`found`: how many the bureau has to my number; `more`: how many of them were not there yet."""

    found = number()
    more = number()


@bp.post("")
@signed_in(level=REAL_NAME)
@bp.arguments(ReadInvoice)
@bp.alt_response(201, schema=KeptInvoice)
def keep(body: Loaded) -> Response:
    """Put an invoice with mine, once; only as the bureau has it."""
    keyed()
    found = read(body["code"]) if body["code"] else OnFace(body["number"], body["day"], body["amount_fen"])
    face = bringing.face(found.number, found.day, found.total)

    def work(tx: db.Connection) -> Reply:
        more = bringing.bring(tx, face, g.me.person, rules.BROUGHT)
        return 201, {"number": found.number, "again": not more}

    return answer_once(work)


def read(code: str) -> OnFace:
    """What the code on an invoice says. Raises Refused `invoice_code_wrong`."""
    found = scanned.on_face(code)
    if found is None:
        raise Refused("invoice_code_wrong", "这不是数电发票上的码", "对准发票左上角的码再扫一次")
    return found


@bp.post("/files")
@signed_in(level=REAL_NAME)
@bp.alt_response(201, schema=KeptInvoice)
def bring_file() -> Response:
    """Put the invoice of this file with mine: PDF, OFD or XML as the bureau sealed it. The file itself is not kept. A refusal stores
    nothing; the same key and content get the first answer."""
    upload = request.files.get("file")
    if upload is None:
        raise Refused("file_missing", "没有收到文件", "重新选一次")
    told = f"{request.method} {request.path}\n".encode() + hashlib.file_digest(upload.stream, "sha256").digest()  # type: ignore[arg-type]
    keyed()
    named = key() or ""
    before = once.recall(g.me.account, named, told)
    if before:
        return reply(before[1], before[0])
    found = judging.judge(upload.stream, outside().tax.seal, g.me.person)
    face = bringing.face(found.number, found.day, found.total)

    def work(tx: db.Connection) -> Reply:
        more = bringing.bring(tx, face, g.me.person, rules.FILED)
        return 201, {"number": found.number, "again": not more}

    status, body = once.once(g.me.account, named, told, work)
    return reply(body, status)


@bp.post("/gathering")
@signed_in(level=REAL_NAME)
@bp.arguments(Nothing)
@bp.alt_response(200, schema=Gathered)
def gather(body: Loaded) -> Response:
    """Every invoice to my number that the bureau has is put with mine."""
    keyed()
    require_proved()
    found = bringing.mine(who())

    def work(tx: db.Connection) -> Reply:
        more = [bringing.bring(tx, one, g.me.person, rules.NUMBERED) for one in found]
        return 200, {"found": len(found), "more": sum(more)}

    return answer_once(work)
