"""电子发票 into a person's card wallet, and what the issuer does with it later."""

from __future__ import annotations

from flask import Blueprint

from sandbox import people
from sandbox.documents import Doc
from sandbox.wechat.gate import WxError, text, wx
from sandbox.wechat.invoice_data import check_data
from sandbox.wechat.invoice_files import pdf_of
from sandbox.world import World

bp = Blueprint("wx_invoice", __name__)

INIT, LOCK, CLOSURE, CANCEL = (f"INVOICE_REIMBURSE_{name}" for name in ("INIT", "LOCK", "CLOSURE", "CANCEL"))


@bp.route("/card/invoice/insert", methods=["GET", "POST"])
@wx("POST", kind="service")
def insert(world: World, app: Doc, body: Doc) -> Doc:
    """One invoice into the wallet of whoever authorised the order. Only the platform's own account may."""
    order_id, card_id, merchant_app = (text(body, name, code=72031) for name in ("order_id", "card_id", "appid"))
    ext = body.get("card_ext")
    if not isinstance(ext, dict) or not isinstance(ext.get("user_card"), dict):
        raise WxError(72031)
    text(ext, "nonce_str", code=72031)
    card = world.tables["invoice_cards"].get(card_id)
    if card is None or card["appid"] != app["appid"]:
        raise WxError(40078)
    auth = insertable(world, app, order_id, merchant_app)
    data = check_data(world, ext["user_card"].get("invoice_user_data"))
    trip = [text(data, "s_trip_pdf_media_id", code=72040)] if data.get("s_trip_pdf_media_id") else []
    files = [pdf_of(world, app["appid"], media_id) for media_id in (text(data, "s_pdf_media_id", code=72040), *trip)]
    for pdf in files:
        pdf["attached"] = True
    code = str(int(world.new_id(size=5), 16) + 10**11)[:12]
    person = people.owner_of(world, auth["appid"], auth["openid"])
    world.tables["invoices"][code] = {
        "code": code,
        "encrypt_code": world.new_id(size=20),
        "card_id": card_id,
        "appid": app["appid"],
        "openid": auth["openid"],
        "person": person["id"],
        "order_id": order_id,
        "data": data,
        "status": INIT,
        "locked_by": "",
        "at": world.clock.now(),
    }
    auth["state"] = "inserted"
    return {"code": code, "openid": auth["openid"], "unionid": people.unionid(person["id"])}


def insertable(world: World, app: Doc, order_id: str, merchant_app: str) -> Doc:
    """The authorisation an insert may use: 72015, 72038, 72037, 72035, 72018 otherwise."""
    asked = [one for one in world.tables["invoice_auths"].values() if one["order_id"] == order_id]
    if not asked:
        raise WxError(72038)
    own = [one for one in asked if world.tables["pappids"][one["platform"]] == app["appid"]]
    if not own:
        raise WxError(72015)
    auth = own[0]
    if auth["appid"] != merchant_app:
        raise WxError(72037)
    refusals = {"new": 72038, "rejected": 72035, "inserted": 72018}
    if auth["state"] in refusals:
        raise WxError(refusals[auth["state"]])
    result: Doc = auth
    return result


@bp.route("/card/invoice/platform/updatestatus", methods=["GET", "POST"])
@wx("POST", kind="service")
def platform_update(world: World, app: Doc, body: Doc) -> Doc:
    """The issuer red-flushes: CANCEL, once, unless somebody is reimbursing the invoice."""
    invoice = world.tables["invoices"].get(text(body, "code", code=72031))
    if invoice is None or invoice["card_id"] != body.get("card_id") or invoice["appid"] != app["appid"]:
        raise WxError(72037)
    wanted = text(body, "reimburse_status", code=72031)
    still_open(invoice)
    if wanted != CANCEL:
        raise WxError(72024)
    if invoice["status"] == LOCK:
        raise WxError(72023)
    invoice["status"] = CANCEL
    return {}


def still_open(invoice: Doc) -> None:
    """72060 or 72061 once nothing can happen to the invoice any more."""
    if invoice["status"] == CANCEL:
        raise WxError(72060)
    if invoice["status"] == CLOSURE:
        raise WxError(72061)
