"""Invoices: issued by WeChat, or brought along as cards; asked for; made red."""

from __future__ import annotations

import orjson
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from flask import Blueprint, request

from sandbox import accounts
from sandbox.documents import Doc
from sandbox.pay import aead, party
from sandbox.pay.errors import PayError, bad_field, bad_request
from sandbox.pay.fapiao import book, files, shapes, titles
from sandbox.pay.fields import check
from sandbox.pay.gate import json_body, signed
from sandbox.pay.platform import opened
from sandbox.world import World

bp = Blueprint("pay_fapiao_issue", __name__, url_prefix="/v3/new-tax-control-fapiao")


def buyer_of(world: World, body: Doc) -> Doc:
    """The buyer with phone and e-mail opened; 400 when they were not sealed for us."""
    buyer = dict(body["buyer_information"])
    for name in ("phone", "email"):
        if name in buyer:
            buyer[name] = opened(world, f"/buyer_information/{name}", buyer[name])
    return buyer


def fresh(world: World, merchant: Doc, sub_mchid: str | None, apply_id: str, body: Doc) -> str | None:
    """The body's digest when this application is new, None when it is a repetition; 400 for other words."""
    digest = book.digest_of(orjson.dumps(body, option=orjson.OPT_SORT_KEYS))
    known = world.tables["fapiao"].get(book.key(merchant["mchid"], apply_id))
    if known is None:
        return digest
    if known["digest"] != digest:
        raise bad_request("该发票申请单已开票或已插卡，参数与首次请求时不一致", 268498688)
    return None


@bp.post("/fapiao-applications")
@signed()
def issue(world: World, merchant: Doc) -> object:
    """202; WeChat issues the invoices and puts them into the wallet."""
    body = check(json_body(), shapes.ISSUE)
    sub_mchid, apply_id = party.acting_for(world, merchant, body.get("sub_mchid")), body["fapiao_apply_id"]
    buyer = buyer_of(world, body)
    words = {**body, "buyer_information": buyer}  # a repetition is sealed anew
    digest = fresh(world, merchant, sub_mchid, apply_id, words)
    if digest is None:
        return None, 202
    rows = body["fapiao_information"]
    if sum(one["total_amount"] for one in rows) > titles.paid_amount(world, merchant["mchid"], sub_mchid, body["scene"], apply_id):
        raise bad_request("开票金额超过可开票金额")
    if len({one["fapiao_id"] for one in rows}) < len(rows):
        raise bad_request("fapiao_id重复")
    made = [issued(world, merchant, sub_mchid, apply_id, one, buyer) for one in rows]
    book.open_application(world, merchant, sub_mchid, apply_id, digest, made)
    return None, 202


def issued(world: World, merchant: Doc, sub_mchid: str | None, apply_id: str, one: Doc, buyer: Doc) -> Doc:
    """An invoice that WeChat issues. Raises PayError where the sums do not fit."""
    items = [taxed(row) for row in one["items"]]
    if sum(row["total_amount"] for row in items) != one["total_amount"]:
        raise bad_field("/fapiao_information/total_amount", one["total_amount"], "与各行金额合计不相等")
    return {
        "fapiao_id": one["fapiao_id"],
        "status": "ISSUE_ACCEPTED",
        "by_wechat": True,
        "card_information": book.card(world, merchant, sub_mchid, apply_id),
        "total_amount": one["total_amount"],
        "tax_amount": sum(row["tax_amount"] for row in items),
        "amount": sum(row["amount"] for row in items),
        "seller_information": book.seller(world, merchant, sub_mchid),
        "buyer_information": buyer,
        "extra_information": book.PEOPLE,
        "items": items,
        "remark": one.get("remark", ""),
    }


def taxed(row: Doc) -> Doc:
    """A line with tax worked out of its total, to the nearest fen; in the words of the query's answer."""
    rate = row.get("tax_rate", 0)
    tax = (row["total_amount"] * rate + (10000 + rate) // 2) // (10000 + rate)
    amount = row["total_amount"] - tax
    kept: Doc = {name: row[name] for name in ("tax_code", "specification", "unit", "quantity", "total_amount", "discount") if name in row}
    return {
        **kept,
        "goods_name": row.get("goods_name", "服务"),
        "tax_prefer_mark": row.get("tax_prefer_mark", "NO_FAVORABLE"),
        "tax_rate": rate,
        "tax_amount": tax,
        "amount": amount,
        "unit_price": amount * 10**14 // row["quantity"],
    }


@bp.post("/fapiao-applications/<apply_id>/insert-cards")
@signed()
def insert_cards(world: World, merchant: Doc, apply_id: str) -> object:
    """202; invoices issued elsewhere go into the wallet of a user who has applied. Once for each application."""
    body = check(json_body(), shapes.INSERT)
    sub_mchid = party.acting_for(world, merchant, body.get("sub_mchid"))
    buyer = buyer_of(world, body)
    digest = fresh(world, merchant, sub_mchid, apply_id, {**body, "buyer_information": buyer})
    if digest is None:
        return None, 202
    titles.find(world, merchant["mchid"], sub_mchid, apply_id)
    made = [own(world, merchant, sub_mchid, apply_id, one, buyer) for one in body["fapiao_card_information"]]
    book.open_application(world, merchant, sub_mchid, apply_id, digest, made)
    return None, 202


def own(world: World, merchant: Doc, sub_mchid: str | None, apply_id: str, one: Doc, buyer: Doc) -> Doc:
    """An invoice that the merchant has issued and uploaded. Raises PayError where file or sums do not fit."""
    file = world.tables["fapiao_files"].get(one["fapiao_media_id"])
    if file is None or file["mchid"] != merchant["mchid"] or world.clock.now() - file["at"] > files.LIFE:
        raise bad_request("fapiao_media_id不存在或已过期")
    if one["amount"] + one["tax_amount"] != one["total_amount"]:
        raise bad_field("/fapiao_card_information/total_amount", one["total_amount"], "与金额、税额之和不相等")
    blue = {name: one[name] for name in ("fapiao_code", "fapiao_number", "check_code", "password", "fapiao_time")}
    kept = ("total_amount", "tax_amount", "amount", "seller_information", "extra_information", "items")
    return {
        "fapiao_id": one["fapiao_number"],
        "status": "ISSUED",
        "by_wechat": False,
        "blue_fapiao": blue,
        "card_information": book.card(world, merchant, sub_mchid, apply_id),
        **{name: one[name] for name in kept},
        "buyer_information": buyer,
        "remark": one.get("remark", ""),
    }


@bp.get("/fapiao-applications/<apply_id>")
@signed()
def query(world: World, merchant: Doc, apply_id: str) -> object:
    """The invoices of an application."""
    sub_mchid = party.acting_for(world, merchant, request.args.get("sub_mchid"))
    found = book.chosen(world, merchant["mchid"], sub_mchid, apply_id, request.args.get("fapiao_id"))
    secret = accounts.merchant_key(world, merchant["mchid"]).public_key()
    return {"total_count": len(found), "fapiao_information": [shown(secret, one) for one in found]}


def shown(secret: RSAPublicKey, one: Doc) -> Doc:
    """An invoice as the merchant reads it: the buyer's phone and address sealed."""
    buyer = {name: aead.hide(secret, value) if name in ("phone", "email") else value for name, value in one["buyer_information"].items()}
    return {name: value for name, value in one.items() if name != "by_wechat"} | {"buyer_information": buyer}


@bp.post("/fapiao-applications/<apply_id>/reverse")
@signed()
def reverse(world: World, merchant: Doc, apply_id: str) -> object:
    """202; red invoices are issued, and the cards leave the wallet."""
    body = check(json_body(), shapes.REVERSE)
    sub_mchid = party.acting_for(world, merchant, body.get("sub_mchid"))
    known = {one["fapiao_id"]: one for one in book.application(world, merchant["mchid"], sub_mchid, apply_id)["invoices"]}
    for wanted in body["fapiao_information"]:
        one = known.get(wanted["fapiao_id"])
        blue = (one or {}).get("blue_fapiao", {})
        if one is None or [blue.get("fapiao_code"), blue.get("fapiao_number")] != [wanted["fapiao_code"], wanted["fapiao_number"]]:
            raise PayError(404, "RESOURCE_NOT_EXISTS", "发票不存在")
        if one["status"] not in ("ISSUED", "REVERSE_ACCEPTED", "REVERSED"):
            raise bad_request("发票状态不允许冲红")
    for wanted in body["fapiao_information"]:
        if known[wanted["fapiao_id"]]["status"] == "ISSUED":
            book.reverse(known[wanted["fapiao_id"]])
    book.schedule(world, merchant["mchid"], apply_id)
    return None, 202
