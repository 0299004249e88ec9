"""Before the first invoice: ticket, invoicing platform id, merchant, contact, authorisation page, card template."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, request

from sandbox import accounts
from sandbox.documents import Doc
from sandbox.wechat.gate import WxError, text, whole, wx
from sandbox.world import World

bp = Blueprint("wx_invoice_setup", __name__)

TICKET_LIFE, OVERLAP = 7200, 300
# What a page may show; a field may also be required by require_… (no document says so, old clients send it).
USER_SHOWS = ("title", "phone", "email")
BIZ_SHOWS = ("title", "phone", "tax_no", "addr", "bank_type", "bank_no")


@bp.route("/cgi-bin/ticket/getticket", methods=["GET", "POST"])
@wx("GET")
def get_ticket(world: World, app: Doc) -> Doc:
    """A ticket for the phone's calls, the same while it is good."""
    kind = request.args.get("type", "")
    if kind not in ("wx_card", "jsapi"):
        raise WxError(40097, "invalid args: type")
    name, now = f"{kind}/{app['appid']}", world.clock.now()
    current = world.tables["tickets"].get(name)
    if current is None or current["ends"] - now <= OVERLAP:
        current = {"ticket": world.new_id(size=32), "ends": now + TICKET_LIFE}
        world.tables["tickets"][name] = current
    return {"ticket": current["ticket"], "expires_in": int(current["ends"] - now)}


def holds_ticket(world: World, app: Doc, ticket: str) -> bool:
    """Whether this is the ticket that is good now."""
    found = world.tables["tickets"].get(f"wx_card/{app['appid']}")
    return found is not None and found["ticket"] == ticket and world.clock.now() < found["ends"]


@bp.route("/card/invoice/seturl", methods=["GET", "POST"])
@wx("POST", kind="service")
def set_url(world: World, app: Doc, body: Doc) -> Doc:
    """The id of this account's invoicing platform stands in the address."""
    return {"invoice_url": f"https://mp.weixin.qq.com/bizmall/authinvoice?action=list&s_pappid={pappid(world, app['appid'])}"}


def pappid(world: World, appid: str) -> str:
    """The app's name as a platform of invoices."""
    made = world.identity.secret(f"pappid:{appid}", 32)
    world.tables["pappids"][made] = appid
    return made


@bp.route("/card/invoice/setbizattr", methods=["GET", "POST"])
@wx("POST", kind="service")
def set_biz_attr(world: World, app: Doc, body: Doc) -> Doc:
    """72027 for an action nobody knows."""
    kept = world.tables["invoice_setup"].setdefault(app["appid"], {})
    action = request.args.get("action", "")
    setters = {"set_pay_mch": pay_mch, "set_contact": contact, "set_auth_field": auth_field}
    if action in setters:
        kept[action.removeprefix("set_")] = setters[action](world, app, body)
        return {}
    missing = {"get_pay_mch": ("paymch_info", 72028), "get_contact": ("contact", 72063), "get_auth_field": ("auth_field", 72029)}
    if action not in missing:
        raise WxError(72027)
    name, code = missing[action]
    found = kept.get(action.removeprefix("get_"))
    if found is None:
        raise WxError(code)
    return {name: found}


def pay_mch(world: World, app: Doc, body: Doc) -> Doc:
    """Which merchant's payments get invoices."""
    info = body.get("paymch_info")
    if not isinstance(info, dict):
        raise WxError(72031)
    mchid, platform = text(info, "mchid", code=72030), text(info, "s_pappid", code=72031)
    if accounts.merchant(world, mchid) is None or app["appid"] not in accounts.merchant(world, mchid)["appids"]:
        raise WxError(72030)
    if platform not in world.tables["pappids"]:
        raise WxError(72031)
    return {"mchid": mchid, "s_pappid": platform}


def contact(world: World, app: Doc, body: Doc) -> Doc:
    """Whom a user may call, and how long making may take."""
    info = body.get("contact")
    if not isinstance(info, dict):
        raise WxError(72031)
    return {"phone": text(info, "phone", code=72031, most=32), "time_out": whole(info, "time_out", 1, code=72031)}


def auth_field(world: World, app: Doc, body: Doc) -> Doc:
    """What the user is asked for."""
    info = body.get("auth_field")
    if not isinstance(info, dict) or not all(isinstance(info.get(name), dict) for name in ("user_field", "biz_field")):
        raise WxError(72031)
    return {"user_field": shown_fields(info["user_field"], USER_SHOWS), "biz_field": shown_fields(info["biz_field"], BIZ_SHOWS)}


def shown_fields(given: Doc, names: Sequence[str]) -> Doc:
    """The fields that are shown, 0 or 1 each, and those of one's own. Raises WxError."""
    custom = given.get("custom_field") or []
    if not isinstance(custom, list) or not all(isinstance(one, dict) and isinstance(one.get("key"), str) for one in custom):
        raise WxError(72031)
    shows = {f"show_{name}": whole(given, f"show_{name}", 0, 1, required=False, code=72031) or 0 for name in names}
    asked = (f"require_{name}" for name in names)
    needs = {name: whole(given, name, 0, 1, code=72031) for name in asked if name in given}
    return {**shows, **needs, "custom_field": [{"key": one["key"]} for one in custom]}


@bp.route("/card/invoice/platform/createcard", methods=["GET", "POST"])
@wx("POST", kind="service")
def create_card(world: World, app: Doc, body: Doc) -> Doc:
    """The card that invoices are put into."""
    info = body.get("invoice_info")
    if not isinstance(info, dict) or not isinstance(info.get("base_info"), dict):
        raise WxError(72031)
    base = info["base_info"]
    text(base, "logo_url", code=72031)
    text(base, "title", code=72031, most=9)
    text(base, "custom_url_name", required=False, code=72031, most=5)
    payee, kind = text(info, "payee", code=72031), text(info, "type", code=72031)
    card_id = "p" + world.new_id(size=14)[:27]
    world.tables["invoice_cards"][card_id] = {"appid": app["appid"], "payee": payee, "type": kind, "detail": info.get("detail") or ""}
    return {"card_id": card_id}
