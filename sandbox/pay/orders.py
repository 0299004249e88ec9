"""JSAPI orders in direct and partner mode: prepay, query, close."""

from __future__ import annotations

import hashlib

import orjson
from flask import Blueprint, request

from sandbox import clock, people
from sandbox.documents import Doc
from sandbox.pay import book, party
from sandbox.pay.errors import PayError, bad_field, bad_request, no_order
from sandbox.pay.fields import ORDER_NO, Box, Flag, Moment, Number, Rows, Text, Url, check
from sandbox.pay.gate import json_body, signed
from sandbox.world import World

bp = Blueprint("pay_orders", __name__)

PREPAY_LIFE = 7200
IDENTITIES = (
    "IDCARD",
    "HONGKONG_MACAO",
    "HONGKONG_MACAO_RESIDENT",
    "TAIWAN_RESIDENT",
    "FOREIGN_RESIDENT",
    "OVERSEA_PASSPORT",
    "PHONE_NUMBER",
)
IDENTITY = Box({"type": Text(32, True, among=IDENTITIES), "number": Text(1024), "name": Text(1024)})
COMMON = {
    "description": Text(127, True),
    "out_trade_no": Text(32, True, 6, ORDER_NO),
    "time_expire": Moment(),
    "attach": Text(128),
    "notify_url": Url(255, True),
    "goods_tag": Text(32),
    "support_fapiao": Flag(),
    "limit_pay": Rows(Text(32, among=("no_balance", "no_credit", "no_debit", "balance_only"))),
    "amount": Box({"total": Number(True), "currency": Text(16, among=("CNY",))}, True),
    "detail": Box(
        {
            "cost_price": Number(),
            "invoice_id": Text(32),
            "goods_detail": Rows(
                Box(
                    {
                        "merchant_goods_id": Text(32, True),
                        "wechatpay_goods_id": Text(32),
                        "goods_name": Text(256),
                        "quantity": Number(True),
                        "unit_price": Number(True),
                    }
                )
            ),
        }
    ),
    "scene_info": Box(
        {
            "payer_client_ip": Text(45, True),
            "device_id": Text(32),
            "store_info": Box({"id": Text(32, True), "name": Text(256), "area_code": Text(32), "address": Text(512)}),
        }
    ),
    "settle_info": Box({"profit_sharing": Flag()}),
}
DIRECT = {"appid": Text(32, True), "mchid": Text(32, True), **COMMON, "payer": Box({"openid": Text(128, True), "identity": IDENTITY}, True)}
PARTNER = {
    "sp_appid": Text(32, True),
    "sp_mchid": Text(32, True),
    "sub_appid": Text(32),
    "sub_mchid": Text(32, True),
    **COMMON,
    "payer": Box({"sp_openid": Text(128), "sub_openid": Text(128), "identity": IDENTITY}, True),
}


@bp.post("/v3/pay/transactions/jsapi")
@signed()
def direct_order(world: World, merchant: Doc) -> object:
    """Open an order of a merchant's own."""
    body = check(json_body(), DIRECT)
    party.direct(merchant, body["mchid"])
    party.bound(merchant, body["appid"])
    payer = known_payer(world, body["appid"], body["payer"]["openid"])
    return place(world, merchant, body, {"appid": body["appid"], "payer": payer, "sub_mchid": None})


@bp.post("/v3/pay/partner/transactions/jsapi")
@signed()
def partner_order(world: World, merchant: Doc) -> object:
    """Open an order for a sub-merchant."""
    body = check(json_body(), PARTNER)
    party.partner(world, merchant, body["sp_mchid"], body["sub_mchid"], "pay")
    party.bound(merchant, body["sp_appid"])
    appid, openid = body["sp_appid"], body["payer"].get("sp_openid")
    if not openid:
        appid, openid = body.get("sub_appid"), body["payer"].get("sub_openid")
        if not openid or not appid:
            raise bad_field("/payer/sp_openid", None, "sp_openid和sub_openid至少传一个，传sub_openid时sub_appid必填")
    return place(world, merchant, body, {"appid": appid, "payer": known_payer(world, appid, openid), "sub_mchid": body["sub_mchid"]})


def known_payer(world: World, appid: str, openid: str) -> Doc:
    """Who pays. Raises PayError when the openid is not the app's."""
    owner = people.owner_of(world, appid, openid)
    if owner is None:
        raise PayError(500, "OPENID_MISMATCH", "appid和openid不匹配，请确认openid是否正确")
    return {"person": owner["id"], "openid": openid}


def place(world: World, merchant: Doc, body: Doc, extra: Doc) -> Doc:
    """A new order, or the same prepay_id for the same words; other words under a known number are refused."""
    name = book.name(merchant["mchid"], body["out_trade_no"])
    order = world.tables["orders"].get(name)
    digest = hashlib.sha256(orjson.dumps(body, option=orjson.OPT_SORT_KEYS)).hexdigest()
    if order is None:
        expire = body.get("time_expire")
        if expire and clock.parse(expire) <= world.clock.now():
            raise bad_request("time_expire时间过短，刷卡至少1分钟，其他5分钟", 268435464)
        order = book.open_order(world, merchant, body, digest, extra)
        world.tables["orders"][name] = order
    book.refresh(world, order)
    if order["state"] in ("SUCCESS", "REFUND"):
        raise PayError(400, "ORDERPAID", "该订单已支付")
    if order["state"] == "CLOSED":
        raise PayError(400, "ORDER_CLOSED", "该订单已关闭，请重新下单")
    if order["digest"] != digest:
        raise bad_request("请求重入时，参数与首次请求时不一致，请确认订单号或参数", 268498688)
    return {"prepay_id": book.prepay(world, order, PREPAY_LIFE)}


@bp.get("/v3/pay/transactions/out-trade-no/<number>")
@signed()
def query_direct(world: World, merchant: Doc, number: str) -> object:
    """An order by our number."""
    party.direct(merchant, request.args.get("mchid", ""), "query")
    return book.shown(world, own(book.find(world, merchant["mchid"], number), None))


@bp.get("/v3/pay/transactions/id/<transaction>")
@signed()
def query_direct_paid(world: World, merchant: Doc, transaction: str) -> object:
    """An order by its transaction."""
    party.direct(merchant, request.args.get("mchid", ""), "query")
    return book.shown(world, own(book.find_paid(world, merchant["mchid"], transaction), None))


@bp.get("/v3/pay/partner/transactions/out-trade-no/<number>")
@signed()
def query_partner(world: World, merchant: Doc, number: str) -> object:
    """A sub-merchant's order by our number."""
    party.partner(world, merchant, request.args.get("sp_mchid", ""), request.args.get("sub_mchid", ""), None, "query")
    return book.shown(world, own(book.find(world, merchant["mchid"], number), request.args["sub_mchid"]))


@bp.get("/v3/pay/partner/transactions/id/<transaction>")
@signed()
def query_partner_paid(world: World, merchant: Doc, transaction: str) -> object:
    """A sub-merchant's order by its transaction."""
    party.partner(world, merchant, request.args.get("sp_mchid", ""), request.args.get("sub_mchid", ""), None, "query")
    return book.shown(world, own(book.find_paid(world, merchant["mchid"], transaction), request.args["sub_mchid"]))


@bp.post("/v3/pay/transactions/out-trade-no/<number>/close")
@signed()
def close_direct(world: World, merchant: Doc, number: str) -> object:
    """Close an order that is not paid."""
    body = check(json_body(), {"mchid": Text(32, True)})
    party.direct(merchant, body["mchid"])
    return close(world, merchant, number, None)


@bp.post("/v3/pay/partner/transactions/out-trade-no/<number>/close")
@signed()
def close_partner(world: World, merchant: Doc, number: str) -> object:
    """Close a sub-merchant's order that is not paid."""
    body = check(json_body(), {"sp_mchid": Text(32, True), "sub_mchid": Text(32, True)})
    party.partner(world, merchant, body["sp_mchid"], body["sub_mchid"], None)
    return close(world, merchant, number, body["sub_mchid"])


def close(world: World, merchant: Doc, number: str, sub_mchid: str | None) -> object:
    """204, also again and for numbers nobody ordered; a paid order refuses."""
    order = world.tables["orders"].get(book.name(merchant["mchid"], number))
    if order is None:
        return None
    own(order, sub_mchid)
    if order["state"] in ("SUCCESS", "REFUND"):
        raise PayError(400, "ORDERPAID", "该订单已支付，不能关闭")
    order["state"] = "CLOSED"
    return None


def own(order: Doc, sub_mchid: str | None) -> Doc:
    """The order, when it belongs to this sub-merchant."""
    if order["sub_mchid"] != sub_mchid:
        raise no_order()
    return order
