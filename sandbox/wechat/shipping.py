"""发货信息: payments of managed mini-programs settle once shipping was told, a single time for each order."""

from __future__ import annotations

from flask import Blueprint

from sandbox import clock, people
from sandbox.documents import Doc
from sandbox.pay import book
from sandbox.wechat.gate import WxError, text, whole, wx
from sandbox.world import World

bp = Blueprint("wx_shipping", __name__)

EXPRESS = 1


@bp.route("/wxa/sec/order/is_trade_managed", methods=["GET", "POST"])
@wx("POST")
def is_managed(world: World, app: Doc, body: Doc) -> Doc:
    """Whether WeChat wants to hear how an app's goods come."""
    if text(body, "appid") != app["appid"]:
        raise WxError(48001)
    return {"is_trade_managed": bool(world.tables["managed"].get(app["appid"]))}


@bp.route("/wxa/sec/order/upload_shipping_info", methods=["GET", "POST"])
@wx("POST")
def upload(world: World, app: Doc, body: Doc) -> Doc:
    """How what was paid came to the payer."""
    order = paid_order(world, body)
    payer = body.get("payer")
    openid = text(payer if isinstance(payer, dict) else {}, "openid")
    if people.owner_of(world, app["appid"], openid) is None or order["payer"]["openid"] != openid:
        raise WxError(10060001)
    kind = whole(body, "logistics_type", 1, 4)
    whole(body, "delivery_mode", 1, 2)
    try:
        clock.parse(text(body, "upload_time"))
    except ValueError:
        raise WxError(40097, "invalid args: upload_time") from None
    parcels = body.get("shipping_list")
    if not isinstance(parcels, list) or not 1 <= len(parcels) <= 15:
        raise WxError(40097, "invalid args: shipping_list")
    for parcel in parcels:
        text(parcel, "item_desc", most=120)
        if kind == EXPRESS:
            text(parcel, "tracking_no", most=128), text(parcel, "express_company", most=128)
    if order.get("shipped"):
        raise WxError(10060003, "订单已发货，不能重复上传")
    order["shipped"] = True
    return {}


def paid_order(world: World, body: Doc) -> Doc:
    """By mchid and out_trade_no (1) or transaction_id (2); partner orders go by the sub-merchant. 10060001 when absent."""
    key = body.get("order_key")
    if not isinstance(key, dict):
        raise WxError(40097, "invalid args: order_key")
    if whole(key, "order_number_type", 1, 2) == 2:
        order = world.tables["orders"].get(world.tables["transactions"].get(text(key, "transaction_id"), ""))
    else:
        mchid, number = text(key, "mchid"), text(key, "out_trade_no")
        wanted = [one for one in world.tables["orders"].values() if one["number"] == number]
        order = next((one for one in wanted if (one["sub_mchid"] or one["mchid"]) == mchid), None)
    if order is None or book.refresh(world, order)["state"] not in ("SUCCESS", "REFUND"):
        raise WxError(10060001)
    result: Doc = order
    return result
