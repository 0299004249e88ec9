"""Refunds in direct and partner mode: apply, query, send an abnormal one elsewhere."""

from __future__ import annotations

import hashlib

import orjson
from flask import Blueprint, request

from sandbox.documents import Doc
from sandbox.pay import party, refund_book
from sandbox.pay.errors import PayError, bad_field, bad_request
from sandbox.pay.fields import REFUND_NO, Box, Number, Rows, Text, Url, check
from sandbox.pay.gate import json_body, signed
from sandbox.pay.platform import opened
from sandbox.world import World

bp = Blueprint("pay_refunds", __name__)

GOODS = Box(
    {
        "merchant_goods_id": Text(32, True),
        "wechatpay_goods_id": Text(32),
        "goods_name": Text(256),
        "unit_price": Number(True),
        "refund_amount": Number(True),
        "refund_quantity": Number(True),
    }
)
APPLY = {
    "sub_mchid": Text(32),
    "transaction_id": Text(32),
    "out_trade_no": Text(32, least=6),
    "out_refund_no": Text(64, True, pattern=REFUND_NO),
    "reason": Text(80),
    "notify_url": Url(256),
    "funds_account": Text(32, among=("AVAILABLE",)),
    "amount": Box(
        {
            "refund": Number(True),
            "total": Number(True),
            "currency": Text(16, True, among=("CNY",)),
            "from": Rows(Box({"account": Text(32, True, among=("AVAILABLE", "UNAVAILABLE")), "amount": Number(True)})),
        },
        True,
    ),
    "goods_detail": Rows(GOODS),
}
ELSEWHERE = {
    "sub_mchid": Text(32),
    "out_refund_no": Text(64, True, pattern=REFUND_NO),
    "type": Text(32, True, among=("USER_BANK_CARD", "MERCHANT_BANK_CARD")),
    "bank_type": Text(32),
    "bank_account": Text(1024),
    "real_name": Text(1024),
}


@bp.post("/v3/refund/domestic/refunds")
@signed()
def apply(world: World, merchant: Doc) -> object:
    """200 means accepted. The same number with the same words answers the same refund, however often."""
    body = check(json_body(), APPLY)
    if ("transaction_id" in body) == ("out_trade_no" in body):
        raise bad_field("/transaction_id", None, "transaction_id和out_trade_no二选一")
    sub_mchid = party.acting_for(world, merchant, body.get("sub_mchid"), "refund")
    digest = hashlib.sha256(orjson.dumps(body, option=orjson.OPT_SORT_KEYS)).hexdigest()
    known = refund_book.find(world, merchant["mchid"], body["out_refund_no"])
    if known is not None:
        if known["digest"] != digest:
            raise bad_request("订单金额或退款金额与之前请求不一致，请核实后再试", 268498688)
        return refund_book.shown(world, known)
    order = refund_book.order_of(world, merchant["mchid"], sub_mchid, body)
    refund_book.allow(world, order, body)
    return refund_book.shown(world, refund_book.accept(world, order, body, digest))


@bp.get("/v3/refund/domestic/refunds/<number>")
@signed()
def query(world: World, merchant: Doc, number: str) -> object:
    """A refund by our number."""
    sub_mchid = party.acting_for(world, merchant, request.args.get("sub_mchid"))
    return refund_book.shown(world, mine(world, merchant, sub_mchid, number))


@bp.post("/v3/refund/domestic/refunds/<refund_id>/apply-abnormal-refund")
@signed()
def elsewhere(world: World, merchant: Doc, refund_id: str) -> object:
    """An abnormal refund goes to another card of the user, or to the merchant's bank account."""
    body = check(json_body(), ELSEWHERE)
    row = mine(world, merchant, party.acting_for(world, merchant, body.get("sub_mchid"), "refund"), body["out_refund_no"])
    if row["refund_id"] != refund_id:
        raise nothing()
    if row["status"] != "ABNORMAL":
        raise bad_request("退款单状态不是退款异常，不能发起异常退款")
    account = "商户结算银行账户"
    if body["type"] == "USER_BANK_CARD":
        for name in ("bank_type", "bank_account", "real_name"):
            if name not in body:
                raise bad_field(f"/{name}", None, "退款到用户银行卡时必填")
        opened(world, "/real_name", body["real_name"])
        account = f"银行卡{opened(world, '/bank_account', body['bank_account'])[-4:]}"
    refund_book.send_elsewhere(world, row, account)
    return refund_book.shown(world, row)


def mine(world: World, merchant: Doc, sub_mchid: str | None, number: str) -> Doc:
    """The refund. Raises PayError 404."""
    row = refund_book.find(world, merchant["mchid"], number)
    if row is None or row["sub_mchid"] != sub_mchid:
        raise nothing()
    result: Doc = row
    return result


def nothing() -> PayError:
    """404 RESOURCE_NOT_EXISTS; to be raised."""
    return PayError(404, "RESOURCE_NOT_EXISTS", "退款单不存在")
