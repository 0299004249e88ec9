"""The reimbursing company: read invoices a person handed in, lock them, close them, let them go."""

from __future__ import annotations

from flask import Blueprint

from sandbox.documents import Doc
from sandbox.wechat import push
from sandbox.wechat.gate import WxError, text, wx
from sandbox.wechat.invoice import CANCEL, CLOSURE, INIT, LOCK, still_open
from sandbox.wechat.invoice_files import pdf_url
from sandbox.world import World

bp = Blueprint("wx_reimburse", __name__)

MOST = 100
LIFE = 10 * 365 * 86400


@bp.route("/card/invoice/reimburse/getinvoiceinfo", methods=["GET", "POST"])
@wx("POST", kind="service")
def get_info(world: World, app: Doc, body: Doc) -> Doc:
    """One invoice by card and code."""
    return described(world, find(world, body))


@bp.route("/card/invoice/reimburse/getinvoicebatch", methods=["GET", "POST"])
@wx("POST", kind="service")
def get_batch(world: World, app: Doc, body: Doc) -> Doc:
    """Several invoices."""
    return {"item_list": [described(world, one) for one in rows(world, body, "item_list")]}


@bp.route("/card/invoice/reimburse/updateinvoicestatus", methods=["GET", "POST"])
@wx("POST", kind="service")
def update(world: World, app: Doc, body: Doc) -> Doc:
    """Set the state of an invoice."""
    invoice, wanted = find(world, body), status_of(body)
    may(app, invoice, wanted)
    move(world, app, invoice, wanted)
    return {}


@bp.route("/card/invoice/reimburse/updatestatusbatch", methods=["GET", "POST"])
@wx("POST", kind="service")
def update_batch(world: World, app: Doc, body: Doc) -> Doc:
    """All or nothing; all of one person."""
    openid, wanted = text(body, "openid", code=72031), status_of(body)
    found = rows(world, body, "invoice_list")
    for invoice in found:
        if invoice["openid"] != openid:
            raise WxError(72037)
        may(app, invoice, wanted)
    for invoice in found:
        move(world, app, invoice, wanted)
    return {}


def rows(world: World, body: Doc, name: str) -> list[Doc]:
    """The invoices that a list names. Raises WxError."""
    given = body.get(name)
    if not isinstance(given, list) or not 1 <= len(given) <= MOST or not all(isinstance(one, dict) for one in given):
        raise WxError(72031)
    return [find(world, one) for one in given]


def find(world: World, body: Doc) -> Doc:
    """The invoice of this card_id and encrypt_code; 40078 when they do not belong together."""
    card_id, sealed = text(body, "card_id", code=72031), text(body, "encrypt_code", code=72031)
    found = next((one for one in world.tables["invoices"].values() if one["encrypt_code"] == sealed), None)
    if found is None or found["card_id"] != card_id:
        raise WxError(40078)
    result: Doc = found
    return result


def status_of(body: Doc) -> str:
    """The state that is wanted. Raises WxError."""
    wanted = text(body, "reimburse_status", code=72031)
    if wanted not in (INIT, LOCK, CLOSURE, CANCEL):
        raise WxError(72031)
    return wanted


def may(app: Doc, invoice: Doc, wanted: str) -> None:
    """INIT → LOCK → CLOSURE, LOCK → INIT; only whoever locked it. Raises WxError."""
    still_open(invoice)
    if wanted == CANCEL:
        raise WxError(72024)
    if invoice["status"] == LOCK and invoice["locked_by"] != app["appid"]:
        raise WxError(72023)
    if invoice["status"] == INIT and wanted == CLOSURE:
        raise WxError(72039)


def move(world: World, app: Doc, invoice: Doc, wanted: str) -> None:
    """It has this state now, and its platform is told."""
    if invoice["status"] == wanted:
        return
    invoice |= {"status": wanted, "locked_by": app["appid"] if wanted == LOCK else ""}
    told = {"Status": wanted, "CardId": invoice["card_id"], "Code": invoice["code"]}
    push.event(world, invoice["appid"], invoice["openid"], "update_invoice_status", told)


def described(world: World, invoice: Doc) -> Doc:
    """The invoice in its parts, as the reimbursing side sees it."""
    card, data = world.tables["invoice_cards"][invoice["card_id"]], invoice["data"]
    files = {"pdf_url": data["s_pdf_media_id"], "trip_pdf_url": data.get("s_trip_pdf_media_id")}
    kept = {name: value for name, value in data.items() if name not in ("s_pdf_media_id", "s_trip_pdf_media_id")}
    return {
        "card_id": invoice["card_id"],
        "begin_time": int(invoice["at"]),
        "end_time": int(invoice["at"] + LIFE),
        "openid": invoice["openid"],
        "type": card["type"],
        "payee": card["payee"],
        "detail": card["detail"],
        "user_info": {
            **kept,
            "reimburse_status": invoice["status"],
            "order_id": invoice["order_id"],
            **{name: pdf_url(world, media_id) for name, media_id in files.items() if media_id},
        },
    }
