"""Photos, papers and the signature of a case."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from typing import IO

from flask import Response, g, request
from marshmallow import fields, validate

from app.cases import drafts, opening, queries, records
from app.cases.rules import MOVES as STATES
from app.checks import materials as needs
from app.files import queries as files
from app.files import service
from app.files.rules import MIME
from app.kernel import db, once
from app.kernel.errors import NotFound, Refused
from app.kernel.once import Reply
from app.kernel.web import Answer, Body, reply
from edge.shapes import a_file, many, number, one, one_of, said, texts, yes
from miniprogram_api import case_pages as pages
from miniprogram_api.auth import owners, signed_in
from miniprogram_api.catalog_shapes import HOW, NEED
from miniprogram_api.edge import Blueprint, key

bp = Blueprint("files", __name__, url_prefix="/api", description="材料")

# Shown, never run: whatever a browser may take it for.
AS_A_FILE = {
    "Cache-Control": "no-store",  # a phone is lent, a desk is shared: nothing of a person stays in a browser
    "Content-Disposition": "inline",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}


class Shape(Answer):
    """A portrait's size on paper, in millimetres."""

    width = fields.Float(required=True)
    height = fields.Float(required=True)


class Kept(Answer):
    """A file as it was kept; `size` in bytes, `url` behind the login."""

    id = said()
    name = said()
    size = number()
    mime = one_of(MIME.values())
    url = said()


class Finding(Answer):
    """What was looked at and what helps. `crop`: the box to cut where that helps, as parts of the picture: left, top, width, height."""

    ok = yes()
    say = said()
    do = said()
    crop = fields.List(fields.Float(), validate=validate.Length(equal=4))


class Material(Answer):
    """One thing to give, with what is good and what is not. `error`: what the reviewer says of it, in a correction."""

    material = said()
    name = said()
    note = said()
    how = said(*HOW)
    need = said(*NEED)
    state = said("missing", "ok", "bad")
    file = one(Kept, none=True)
    findings = many(Finding)
    say = said()
    pdf = yes()
    sample = yes()
    shape = one(Shape, none=True)
    rules = texts()
    editable = yes()
    error = said(none=True)


class Materials(Answer):
    """`missing`: how many that are needed are not there yet; `signs`: whether something is to be signed in the end."""

    no = said()
    state = one_of(STATES)
    materials = many(Material)
    missing = number()
    signs = yes()


class Cut(Body):
    """The part of the picture to keep, as parts of its width and height."""

    left = fields.Float(required=True, validate=validate.Range(-0.001, 1))
    top = fields.Float(required=True, validate=validate.Range(-0.001, 1))
    width = fields.Float(required=True, validate=validate.Range(0.02, 1.001))
    height = fields.Float(required=True, validate=validate.Range(0.02, 1.001))


@bp.get("/cases/<case:no>/materials")
@signed_in()
@bp.alt_response(200, schema=Materials)
def materials(no: str) -> Response:
    """What to give, what of it is good."""
    with db.reading() as tx:
        return reply(pages.materials(tx, opening.opened(tx, no, owners())))


# wx.uploadFile can only POST, so both are the same.
@bp.route("/cases/<case:no>/materials/<slug:material>", methods=["PUT", "POST"])
@signed_in()
@bp.alt_response(200, schema=Material)
def give(no: str, material: str) -> Response:
    """Give a file; one that was there is replaced."""
    return _take(no, material)


@bp.post("/cases/<case:no>/materials/<slug:material>/crop")
@signed_in()
@bp.arguments(Cut)
@bp.alt_response(200, schema=Material)
def cut(body: dict[str, float], no: str, material: str) -> Response:
    """Keep a part of the picture given before; it is looked at again."""
    with db.reading() as tx:
        row = records.get(tx, no, owners())
        given = records.materials(tx, row.id).get(material)
        if given is None:
            raise NotFound("file_not_found", "还没有传照片", "先传一张再裁")
        found = files.get(tx, given.file_id)
    if found.mime not in ("image/jpeg", "image/png"):
        raise Refused("photo_wanted", "这不是照片，裁不了", "传一张照片")
    box = [body["left"], body["top"], body["width"], body["height"]]
    # Which file and which part of it is what the key stands for.
    told = f"{request.method} {request.path}\n{found.id} {box}".encode()
    return _keep(row, material, io.BytesIO(files.content(found)), found.name, told, box)


@bp.delete("/cases/<case:no>/materials/<slug:material>")
@signed_in()
@bp.alt_response(204, description="拿掉了")
def remove(no: str, material: str) -> Response:
    """Take a file back."""
    service.erase(db.in_transaction(drafts.detach, no, owners(), material))
    return Response(status=204)


@bp.route("/cases/<case:no>/signature", methods=["PUT", "POST"])
@signed_in()
@bp.alt_response(200, schema=Material)
def sign(no: str) -> Response:
    """The handwritten signature, as a picture."""
    with db.reading() as tx:
        checklist = opening.opened(tx, no, owners()).checklist
    needed = needs.signature(checklist)
    if needed is None:
        raise NotFound("material_not_found", "这件事不用签名", "直接交就行")
    return _take(no, needed.id)


@bp.get("/files/<id:file_id>")
@signed_in()
@a_file(bp, MIME.values())
def show(file_id: str) -> Response:
    """One's own file."""
    with db.reading() as tx:
        found = files.get(tx, file_id)
        if not queries.owns(tx, found.subject, owners()):
            raise NotFound("file_not_found", "没有这个文件", "回到办件里重新打开")
    return Response(files.content(found), content_type=found.mime, headers=AS_A_FILE)


def _take(no: str, material: str) -> Response:
    """Check, store, link. A refusal stores nothing; the same key and content get the first answer."""
    upload = request.files.get("file")
    if upload is None:
        raise Refused("file_missing", "没有收到文件", "重新选一次")
    # A client makes a new multipart boundary each time, so the content speaks for the request.
    digest = hashlib.file_digest(upload.stream, "sha256").digest()  # type: ignore[arg-type]
    told = f"{request.method} {request.path}\n".encode() + digest
    with db.reading() as tx:
        row = records.get(tx, no, owners())
    return _keep(row, material, upload.stream, upload.filename or "", told)


def _keep(row: records.Case, material: str, content: IO[bytes], name: str, told: bytes, crop: Sequence[float] | None = None) -> Response:
    """Read it in a process of its own, then one transaction under the key."""
    named = key()
    before = once.recall(g.me.account, named, told) if named else None
    if before:
        return reply(before[1], before[0])
    drafts.editable(row)
    wanted = drafts.material_of(row, material)
    old: list[str | None] = []

    def work(stored: service.Stored) -> Reply:
        def attach(tx: db.Connection) -> Reply:
            old.append(drafts.attach(tx, row.no, owners(), material, stored))
            return 200, pages.given(tx, row, wanted)

        return once.once(g.me.account, named, told, attach) if named else once.untold(attach)

    status, body = service.accept(content, name, needs.look(wanted), work, who=g.me.person or g.me.account, crop=crop)
    for file_id in old:
        service.erase(file_id)
    return reply(body, status)
