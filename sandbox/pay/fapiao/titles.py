"""Titles: what a user filled in for an invoice, and what may be invoiced on it."""

from __future__ import annotations

from sandbox import accounts, people
from sandbox.documents import Doc
from sandbox.pay import aead
from sandbox.pay.errors import PayError, bad_request
from sandbox.pay.fapiao import book
from sandbox.world import World

LINK_LIFE = 1800


def find(world: World, mchid: str, sub_mchid: str | None, apply_id: str) -> Doc:
    """The title of an application. Raises PayError 404."""
    found = world.tables["fapiao_titles"].get(book.key(mchid, apply_id))
    if found is None or found["sub_mchid"] != sub_mchid or "title" not in found:
        raise PayError(404, "RESOURCE_NOT_EXISTS", "用户未填写抬头")
    result: Doc = found
    return result


def user_applies(world: World, mchid: str, apply_id: str, given: Doc | None) -> Doc:
    """The user asks for an invoice: on the pay slip of an order with support_fapiao, or behind a title link."""
    known = world.tables["fapiao_titles"].get(book.key(mchid, apply_id))
    if known is None:
        order = world.tables["orders"].get(world.tables["transactions"].get(apply_id, ""))
        if order is None or order["mchid"] != mchid:
            raise bad_request("no paid transaction and no title link has this number")
        if not order["support_fapiao"] and not book.config(world, mchid).get("show_fapiao_cell"):
            raise bad_request("the pay slip has no invoice entry: order with support_fapiao, or set show_fapiao_cell")
        known = {
            "sub_mchid": order["sub_mchid"],
            "amount": order["total"],
            "out_trade_no": order["number"],
            "person": order["payer"]["person"],
        }
    if world.clock.now() > known.get("until", float("inf")):
        raise bad_request("the title link has expired")
    person = people.person(world, known["person"])
    known["title"] = given or {"type": "INDIVIDUAL", "name": person["name"], "phone": person["phone"]}
    world.tables["fapiao_titles"][book.key(mchid, apply_id)] = known
    sub = {"sub_mchid": known["sub_mchid"]} if known["sub_mchid"] else {}
    book.tell(world, mchid, "FAPIAO.USER_APPLIED", {"mchid": mchid, **sub, "fapiao_apply_id": apply_id, "apply_time": book.stamp(world)})
    result: Doc = known["title"]
    return result


def shown(world: World, merchant: Doc, found: Doc) -> Doc:
    """The title as the merchant may read it: phone and e-mail only with its private key."""
    secret = accounts.merchant_key(world, merchant["mchid"]).public_key()
    sealed = {name: aead.hide(secret, found["title"][name]) for name in ("phone", "email") if found["title"].get(name)}
    trade = {"out_trade_no": found["out_trade_no"]} if found.get("out_trade_no") else {}
    return {**found["title"], **sealed, "amount": found["amount"], **trade, "fapiao_bill_type": "COMM_FAPIAO"}


def paid_amount(world: World, mchid: str, sub_mchid: str | None, scene: str, apply_id: str) -> int:
    """The most that may be invoiced: what was paid less refunds, or what the title link said."""
    if scene == "WITH_WECHATPAY":
        order = book.order_of(world, mchid, sub_mchid, apply_id)
        result: int = order["total"] - order["refunded"]
        return result
    return int(find(world, mchid, sub_mchid, apply_id)["amount"])
