"""电子发票 into a person's card wallet: authorisation, file, insertion, and what the issuer does later."""

import base64

from flask import Blueprint, Response, request

from sandbox import people
from sandbox.wechat import push
from sandbox.wechat.gate import WxError, text, whole, wx
from sandbox.wechat.invoice_data import check_data
from sandbox.wechat.invoice_setup import holds_ticket
from sandbox.world import here

bp = Blueprint("wx_invoice", __name__)

INVOICE_APP = "wx9e0d3b7a5c1f8264"  # the mini-program that authorisation pages for `wxa` live in
MEDIA_LIFE, URL_LIFE = 3 * 86400, 7200
LARGEST = 4 * 1024 * 1024
INIT, LOCK, CLOSURE, CANCEL = (f"INVOICE_REIMBURSE_{name}" for name in ("INIT", "LOCK", "CLOSURE", "CANCEL"))
STATUSES = {"new": "never auth", "authorized": "auth success", "rejected": "reject insert", "inserted": "insert success"}


@bp.route("/card/invoice/getauthurl", methods=["GET", "POST"])
@wx("POST", kind="service")
def auth_url(world, app, body):
    setup = world.tables["invoice_setup"].get(app["appid"], {})
    if "contact" not in setup:
        raise WxError(72063)
    if "pay_mch" not in setup:
        raise WxError(72028)
    platform, order_id = text(body, "s_pappid", code=72031), text(body, "order_id", code=72031, most=64)
    # Published clients send these three as texts too.
    body = {**body, **{name: int(body[name]) for name in ("type", "money", "timestamp") if is_digits(body.get(name))}}
    kind, source = whole(body, "type", 0, 2, code=72031), text(body, "source", code=72031)
    money = whole(body, "money", 1, code=72031)
    whole(body, "timestamp", 1, code=72031)
    if platform not in world.tables["pappids"] or source not in ("app", "web", "wxa", "wap"):
        raise WxError(72031)
    if source == "web" and not text(body, "redirect_url", required=False, code=72031):
        raise WxError(72031, "invalid params: redirect_url")
    if not holds_ticket(world, app, body.get("ticket")):
        raise WxError(72025)
    if kind == 1 and "auth_field" not in setup:
        raise WxError(72029)
    known = world.tables["invoice_auths"].get(f"{platform}/{order_id}")
    if known and (known["state"] != "new" or known["appid"] != app["appid"]):
        raise WxError(72056)
    world.tables["invoice_auths"][f"{platform}/{order_id}"] = {
        "appid": app["appid"],
        "platform": platform,
        "order_id": order_id,
        "money": money,
        "source": source,
        "type": kind,
        "state": "new",
        "openid": "",
        "fields": {},
        "auth_time": 0,
    }
    query = f"action=list&s_pappid={platform}&appid={app['appid']}&order_id={order_id}&money={money}&type={kind}"
    if source == "wxa":
        return {"auth_url": f"pages/auth/auth?{query}", "appid": INVOICE_APP}
    return {"auth_url": f"https://mp.weixin.qq.com/bizmall/authinvoice?{query}", "appid": app["appid"]}


def is_digits(value):
    return isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 16


@bp.route("/card/invoice/getauthdata", methods=["GET", "POST"])
@wx("POST", kind="service")
def auth_data(world, app, body):
    auth = auth_of(world, body)
    answer = {"invoice_status": STATUSES[auth["state"]], "auth_time": auth["auth_time"]}
    return {**answer, "user_auth_info": auth["fields"]} if auth["fields"] else answer


def auth_of(world, body):
    """The authorisation of this order, asked for or given; 72038 when nobody ever asked."""
    auth = world.tables["invoice_auths"].get(f"{text(body, 's_pappid', code=72031)}/{text(body, 'order_id', code=72031)}")
    if auth is None:
        raise WxError(72038)
    return auth


@bp.route("/card/invoice/rejectinsert", methods=["GET", "POST"])
@wx("POST", kind="service")
def reject_insert(world, app, body):
    auth = auth_of(world, body)
    text(body, "reason", code=72031)
    if auth["state"] == "new":
        raise WxError(72038)
    if auth["state"] == "inserted":
        raise WxError(72018)
    auth["state"] = "rejected"
    return {}


@bp.route("/card/invoice/platform/setpdf", methods=["GET", "POST"])
@wx("POST", kind="service", body="form")
def set_pdf(world, app):
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
def get_pdf(world, app, body):
    if request.args.get("action") != "get_url":
        raise WxError(72027)
    media_id = text(body, "s_media_id", code=72031)
    pdf_of(world, app["appid"], media_id)
    return {"pdf_url": pdf_url(world, media_id), "pdf_url_expire_time": URL_LIFE}


def pdf_of(world, appid, media_id):
    """The stored file; 72046 when there is none of this account, or it was dropped after three days without an invoice."""
    pdf = world.tables["invoice_pdfs"].get(media_id)
    if pdf is None or pdf["appid"] != appid or (not pdf["attached"] and world.clock.now() - pdf["at"] > MEDIA_LIFE):
        raise WxError(72046)
    return pdf


def pdf_url(world, media_id):
    number = world.new_id(size=12)
    world.tables["pdf_urls"][number] = {"media_id": media_id, "ends": world.clock.now() + URL_LIFE}
    return f"{world.base}/card/invoice/pdf/{number}"


@bp.get("/card/invoice/pdf/<number>")
def download(number):
    world = here()
    with world.lock:
        found = world.tables["pdf_urls"].get(number)
        if found is None or world.clock.now() >= found["ends"]:
            return Response("expired", 404)
        raw = base64.b64decode(world.tables["invoice_pdfs"][found["media_id"]]["data"])
    return Response(raw, content_type="application/pdf")


@bp.route("/card/invoice/insert", methods=["GET", "POST"])
@wx("POST", kind="service")
def insert(world, app, body):
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
    person = people.owner_of(auth["appid"], auth["openid"])
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


def insertable(world, app, order_id, merchant_app):
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
    return auth


@bp.route("/card/invoice/platform/updatestatus", methods=["GET", "POST"])
@wx("POST", kind="service")
def platform_update(world, app, body):
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


def still_open(invoice):
    """72060 or 72061 once nothing can happen to the invoice any more."""
    if invoice["status"] == CANCEL:
        raise WxError(72060)
    if invoice["status"] == CLOSURE:
        raise WxError(72061)


def authorise(world, auth, person, fields, agree):
    """The person answered the authorisation page; the merchant's account is told. Returns the push."""
    auth["openid"] = people.openid(auth["appid"], person["id"])
    name = "SuccOrderId" if agree else "FailOrderId"
    if agree:
        auth |= {"state": "authorized", "fields": fields, "auth_time": int(world.clock.now())}
    told = {name: auth["order_id"], "AuthorizeAppId": auth["appid"], "Source": auth["source"]}
    return push.event(world, auth["appid"], auth["openid"], "user_authorize_invoice", told)
