"""The PDF of an invoice: kept three days, longer once an invoice holds it."""

from __future__ import annotations

import base64

from flask import Blueprint, Response, request

from sandbox.documents import Doc
from sandbox.wechat.gate import WxError, text, wx
from sandbox.world import World, here

bp = Blueprint("wx_invoice_files", __name__)

MEDIA_LIFE, URL_LIFE = 3 * 86400, 7200
LARGEST = 4 * 1024 * 1024


@bp.route("/card/invoice/platform/setpdf", methods=["GET", "POST"])
@wx("POST", kind="service", body="form")
def set_pdf(world: World, app: Doc) -> Doc:
    """Keep an invoice's file."""
    file = request.files.get("pdf")
    if file is None:
        raise WxError(72031)
    raw = file.read(LARGEST + 1)
    if not raw.startswith(b"%PDF-") or len(raw) > LARGEST:
        raise WxError(72040)
    media_id = str(int(world.new_id(size=7), 16) + 10**15)
    world.tables["invoice_pdfs"][media_id] = {
        "appid": app["appid"],
        "at": world.clock.now(),
        "attached": False,
        "data": base64.b64encode(raw).decode(),
    }
    return {"s_media_id": media_id}


@bp.route("/card/invoice/platform/getpdf", methods=["GET", "POST"])
@wx("POST", kind="service")
def get_pdf(world: World, app: Doc, body: Doc) -> Doc:
    """Where an invoice's file can be fetched."""
    if request.args.get("action") != "get_url":
        raise WxError(72027)
    media_id = text(body, "s_media_id", code=72031)
    pdf_of(world, app["appid"], media_id)
    return {"pdf_url": pdf_url(world, media_id), "pdf_url_expire_time": URL_LIFE}


def pdf_of(world: World, appid: str, media_id: str) -> Doc:
    """The stored file; 72046 when there is none of this account, or it was dropped after three days without an invoice."""
    pdf = world.tables["invoice_pdfs"].get(media_id)
    if pdf is None or pdf["appid"] != appid or (not pdf["attached"] and world.clock.now() - pdf["at"] > MEDIA_LIFE):
        raise WxError(72046)
    result: Doc = pdf
    return result


def pdf_url(world: World, media_id: str) -> str:
    """A fresh address of a file, good for a while."""
    number = world.new_id(size=12)
    world.tables["pdf_urls"][number] = {"media_id": media_id, "ends": world.clock.now() + URL_LIFE}
    return f"{world.base}/card/invoice/pdf/{number}"


@bp.get("/card/invoice/pdf/<number>")
def download(number: str) -> Response:
    """The file behind an address."""
    world = here()
    with world.lock:
        found = world.tables["pdf_urls"].get(number)
        if found is None or world.clock.now() >= found["ends"]:
            return Response("expired", 404)
        raw = base64.b64decode(world.tables["invoice_pdfs"][found["media_id"]]["data"])
    return Response(raw, content_type="application/pdf")
