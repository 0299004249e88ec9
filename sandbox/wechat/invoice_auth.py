"""May an invoice come: the page a person answers, what he said, and refusing him."""

from __future__ import annotations

from flask import Blueprint

from sandbox import people
from sandbox.documents import Doc
from sandbox.wechat import push
from sandbox.wechat.gate import WxError, text, whole, wx
from sandbox.wechat.invoice_setup import holds_ticket
from sandbox.world import World

bp = Blueprint("wx_invoice_auth", __name__)

INVOICE_APP = "wx9e0d3b7a5c1f8264"  # the mini-program that authorisation pages for `wxa` live in
STATUSES = {"new": "never auth", "authorized": "auth success", "rejected": "reject insert", "inserted": "insert success"}


@bp.route("/card/invoice/getauthurl", methods=["GET", "POST"])
@wx("POST", kind="service")
def auth_url(world: World, app: Doc, body: Doc) -> Doc:
    """Where the user says yes to an invoice."""
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
    if not holds_ticket(world, app, body.get("ticket", "")):
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


def is_digits(value: object) -> bool:
    """Whether a value is a short text of digits."""
    return isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 16


@bp.route("/card/invoice/getauthdata", methods=["GET", "POST"])
@wx("POST", kind="service")
def auth_data(world: World, app: Doc, body: Doc) -> Doc:
    """What the user has said."""
    auth = auth_of(world, body)
    answer = {"invoice_status": STATUSES[auth["state"]], "auth_time": auth["auth_time"]}
    return {**answer, "user_auth_info": auth["fields"]} if auth["fields"] else answer


def auth_of(world: World, body: Doc) -> Doc:
    """The authorisation of this order, asked for or given; 72038 when nobody ever asked."""
    auth = world.tables["invoice_auths"].get(f"{text(body, 's_pappid', code=72031)}/{text(body, 'order_id', code=72031)}")
    if auth is None:
        raise WxError(72038)
    result: Doc = auth
    return result


@bp.route("/card/invoice/rejectinsert", methods=["GET", "POST"])
@wx("POST", kind="service")
def reject_insert(world: World, app: Doc, body: Doc) -> Doc:
    """There will be no invoice, and why."""
    auth = auth_of(world, body)
    text(body, "reason", code=72031)
    if auth["state"] == "new":
        raise WxError(72038)
    if auth["state"] == "inserted":
        raise WxError(72018)
    auth["state"] = "rejected"
    return {}


def authorise(world: World, auth: Doc, person: Doc, fields: Doc, agree: bool) -> str:
    """The person answered the authorisation page; the merchant's account is told. Returns the push."""
    auth["openid"] = people.openid(auth["appid"], person["id"])
    name = "SuccOrderId" if agree else "FailOrderId"
    if agree:
        auth |= {"state": "authorized", "fields": fields, "auth_time": int(world.clock.now())}
    told = {name: auth["order_id"], "AuthorizeAppId": auth["appid"], "Source": auth["source"]}
    return push.event(world, auth["appid"], auth["openid"], "user_authorize_invoice", told)
