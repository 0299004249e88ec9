"""非税缴费: ask what a payment notice costs, order its payment, see whether it was paid.

Field names and states are those of the published pages; no page lists refusals, so all of them are 40097 here.
"""

from __future__ import annotations

from flask import Blueprint

from sandbox import clock, people
from sandbox.documents import Doc
from sandbox.pay.sheet import transaction_id
from sandbox.wechat.gate import WxError, text, whole, wx
from sandbox.world import World

bp = Blueprint("wx_nontax", __name__)

UNPAID, PAID = 1, 3
PAY_APP = "wx3c7f1a9e5d2b8046"  # the mini-program that takes the payment
SCENES = ("biz", "cityservice", "ctiyservice", "miniprogram")  # the published page misspells one
KEPT = ("user_name", "fee", "items", "department_code", "department_name", "region_code")
NOTICE = (*KEPT, "payment_notice_no", "payment_notice_type", "payment_notice_create_time", "payment_expire_date")


@bp.route("/nontax/queryfee", methods=["GET", "POST"])
@wx("POST", kind="service")
def query_fee(world: World, app: Doc, body: Doc) -> Doc:
    """What a payment notice asks for."""
    own(app, body)
    whole(body, "service_id", 1)
    notice = notice_of(world, body)
    return {name: notice[name] for name in NOTICE}


@bp.route("/nontax/unifiedorder", methods=["GET", "POST"])
@wx("POST", kind="service")
def unified_order(world: World, app: Doc, body: Doc) -> Doc:
    """One living order for a payment notice or an own number; another amount than the notice's is refused."""
    own(app, body)
    openid = text(body, "openid")
    if people.owner_of(world, app["appid"], openid) is None:
        raise WxError(40003)
    for name in ("desc", "ip", "department_name"):
        text(body, name)
    fee, scene = whole(body, "fee", 1), text(body, "scene")
    if scene not in SCENES or (scene != "miniprogram" and not text(body, "return_url", required=False)):
        raise WxError(40097, "invalid args: scene or return_url")
    number = numbered(world, body, fee)
    living = next((one for one in world.tables["nontax_orders"].values() if one["number"] == number), None)
    if living and (living["status"] == PAID or living["openid"] != openid or living["fee"] != fee):
        raise WxError(40097, "invalid args: this notice was ordered or paid")
    order = living or place(world, app, body, openid, number)
    query = f"order_id={order['order_id']}"
    return {
        "order_id": order["order_id"],
        "pay_url": f"https://mp.weixin.qq.com/intp/nontax/pay?{query}",
        "miniprogram": {"appid": PAY_APP, "pagepath": "pages/pay/index", "query_string": query},
    }


@bp.route("/nontax/getorder", methods=["GET", "POST"])
@wx("POST", kind="service")
def get_order(world: World, app: Doc, body: Doc) -> Doc:
    """An order of public revenue. Raises WxError."""
    own(app, body)
    order = world.tables["nontax_orders"].get(text(body, "order_id"))
    if order is None or order["appid"] != app["appid"]:
        raise WxError(40097, "invalid args: order_id")
    return {name: value for name, value in order.items() if name != "number"}


def own(app: Doc, body: Doc) -> None:
    """Raises WxError unless the body names the app that calls."""
    if text(body, "appid") != app["appid"]:
        raise WxError(40013)


def notice_of(world: World, body: Doc) -> Doc:
    """The payment notice of this number, unit and region, while it may be paid."""
    notice = world.tables["payment_notices"].get(text(body, "payment_notice_no"))
    if notice is None or any(notice[name] != text(body, name) for name in ("department_code", "region_code")):
        raise WxError(40097, "invalid args: no such payment notice")
    if clock.day_of(world.clock.now()).replace("-", "") > notice["payment_expire_date"]:
        raise WxError(40097, "invalid args: the payment notice has expired")
    result: Doc = notice
    return result


def numbered(world: World, body: Doc, fee: int) -> str:
    """What the order is for: payment_notice_no or order_no, never both. The items must add up to the fee."""
    notice_no, order_no = text(body, "payment_notice_no", required=False), text(body, "order_no", required=False)
    if bool(notice_no) == bool(order_no):
        raise WxError(40097, "invalid args: payment_notice_no or order_no, one of them")
    items = body.get("items")
    if not isinstance(items, list) or not items or not all(isinstance(item, dict) for item in items):
        raise WxError(40097, "invalid args: items")
    if sum(whole(item, "fee", 1) for item in items) != fee:
        raise WxError(40097, "invalid args: items do not add up to fee")
    if notice_no and notice_of(world, body)["fee"] != fee:
        raise WxError(40097, "invalid args: fee is not the notice's")
    return f"notice/{notice_no}" if notice_no else f"own/{text(body, 'appid')}/{order_no}"


def place(world: World, app: Doc, body: Doc, openid: str, number: str) -> Doc:
    """Open an order of public revenue."""
    order_id = world.new_id("N", 14)
    named = ("desc", "fee", "items", "payment_notice_no", "order_no", "department_code", "department_name", "region_code")
    order = {
        "appid": app["appid"],
        "openid": openid,
        "order_id": order_id,
        "number": number,
        "create_time": int(world.clock.now()),
        "status": UNPAID,
        "fee_type": 1,
        **{name: body[name] for name in named if body.get(name) is not None},
    }
    world.tables["nontax_orders"][order_id] = order
    return order


def give_notice(world: World, person: Doc, department: Doc, items: dict[str, int]) -> Doc:
    """A department asks this person for money: {name: fen}. The notice, to be paid within thirty days."""
    now = world.clock.now()
    number = clock.day_of(now).replace("-", "") + f"{len(world.tables['payment_notices']) + 1:08d}"
    rows = [
        {"no": no, "item_id": f"{no:06d}", "item_name": name, "overdue": 0, "penalty": 0, "fee": fee}
        for no, (name, fee) in enumerate(items.items(), 1)
    ]
    world.tables["payment_notices"][number] = {
        "payment_notice_no": number,
        "payment_notice_type": 1,
        "user_name": person["name"],
        "fee": sum(items.values()),
        "items": rows,
        "department_code": department["uscc"],
        "department_name": department["name"],
        "region_code": "440100",
        "payment_notice_create_time": int(now),
        "payment_expire_date": clock.day_of(now + 30 * 86400).replace("-", ""),
    }
    result: Doc = world.tables["payment_notices"][number]
    return result


def pay(world: World, order: Doc) -> Doc:
    """It is paid now."""
    order |= {"status": PAID, "pay_finish_time": int(world.clock.now()), "trans_id": transaction_id(world.clock.now())}
    return order
