"""The pay sheet on the phone: it opens only for a right paySign, and the user pays or does not."""

from __future__ import annotations

import secrets

from sandbox import accounts, clock, people
from sandbox.documents import Doc
from sandbox.pay import book, notices, purse
from sandbox.pay.caller import verifies
from sandbox.world import World


class NoSheet(Exception):
    """wx.requestPayment fails; the text is what the phone would show."""


def open_sheet(world: World, args: Doc) -> Doc:
    """Check what the mini-program was given; returns what the sheet shows. Raises NoSheet."""
    for name in ("appId", "timeStamp", "nonceStr", "package", "paySign"):
        if not isinstance(args.get(name), str) or not args[name]:
            raise NoSheet(f"调用支付JSAPI缺少参数：{name}")
    if args.get("signType") != "RSA":
        raise NoSheet("signType 必须是 RSA")
    prepay_id = args["package"].removeprefix("prepay_id=")
    order = payable(world, prepay_id)
    message = "\n".join([args["appId"], args["timeStamp"], args["nonceStr"], args["package"], ""])
    if not verifies(accounts.merchant_key(world, order["mchid"]), message.encode(), args["paySign"]):
        raise NoSheet("支付验证签名失败")
    if args["appId"] != order["appid"]:
        raise NoSheet("appId 与下单时不一致")
    return {
        "prepay_id": prepay_id,
        "amount_fen": order["total"],
        "description": order["description"],
        "payee": payee(world, order),
        "payer": people.person(world, order["payer"]["person"])["name"],
    }


def payable(world: World, prepay_id: str) -> Doc:
    """The unpaid order behind a living prepay_id; NoSheet otherwise."""
    prepay = world.tables["prepays"].get(prepay_id)
    if prepay is None:
        raise NoSheet("prepay_id 无效")
    order = book.refresh(world, world.tables["orders"][prepay["order"]])
    if order["state"] in ("SUCCESS", "REFUND"):
        raise NoSheet("订单已支付")
    if order["state"] == "CLOSED":
        raise NoSheet("订单已关闭")
    if over(world, order, prepay):
        raise NoSheet("订单已过期")
    return order


def over(world: World, order: Doc, prepay: Doc) -> bool:
    """Whether this prepay_id's time is up, or its order's."""
    now = world.clock.now()
    return now - prepay["at"] > prepay["life"] or bool(order["expire"] and now >= clock.parse(order["expire"]))


def expired(world: World, order: Doc) -> bool:
    """Whether an unpaid order cannot be paid with the last sheet it was given."""
    last = world.tables["prepays"].get(order["prepays"][-1]) if order["prepays"] else None
    return order["state"] == "NOTPAY" and last is not None and over(world, order, last)


def payee(world: World, order: Doc) -> str:
    """Who the payer reads that they pay."""
    merchant = accounts.merchant(world, order["mchid"])
    for department, mchid in merchant.get("sub_mchids", {}).items():
        if mchid == order["sub_mchid"]:
            return accounts.unit_of(department)
    return str(merchant["name"])


def confirm(world: World, prepay_id: str, action: str) -> str:
    """pay | cancel | fail | timeout -> the order's state after it; only paying changes it. Timing out ends the prepay_id."""
    order = payable(world, prepay_id)
    if action == "timeout":
        world.tables["prepays"][prepay_id]["life"] = -1
    if action != "pay":
        result: str = order["state"]
        return result
    now = world.clock.now()
    order |= {"state": "SUCCESS", "paid_at": now, "bank": "OTHERS", "transaction": transaction_id(now)}
    world.tables["transactions"][order["transaction"]] = book.name(order["mchid"], order["number"])
    order["fee"], order["fee_share"] = purse.fee_of(world, order)
    purse.take_in(world, order)
    notices.tell(world, order["mchid"], order["notify_url"], "TRANSACTION.SUCCESS", "transaction", "支付成功", book.shown(world, order))
    return str(order["state"])


def transaction_id(now: float) -> str:
    """A fresh id of WeChat's own."""
    day = clock.day_of(now).replace("-", "")
    return f"4200{secrets.randbelow(10**6):06d}{day}{secrets.randbelow(10**10):010d}"
