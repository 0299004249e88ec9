"""The order book: one row per mchid and out_trade_no, and how a row is shown."""

from __future__ import annotations

import secrets

from sandbox import clock
from sandbox.documents import Doc, Maybe
from sandbox.pay.errors import no_order
from sandbox.world import World

STATES = {"SUCCESS": "支付成功", "REFUND": "转入退款", "NOTPAY": "订单未支付", "CLOSED": "订单已关闭"}
UNPAID_LIFE = 7 * 86400


def name(mchid: str, number: str) -> str:
    """What an order is called in the table."""
    return f"{mchid}/{number}"


def open_order(world: World, merchant: Doc, body: Doc, digest: str, extra: Doc) -> Doc:
    """The row of a new order; nothing is paid yet."""
    return {
        "mchid": merchant["mchid"],
        "number": body["out_trade_no"],
        "digest": digest,
        "state": "NOTPAY",
        "total": body["amount"]["total"],
        "description": body["description"],
        "attach": body.get("attach", ""),
        "notify_url": body["notify_url"],
        "expire": body.get("time_expire"),
        "created": world.clock.now(),
        "sub_appid": body.get("sub_appid"),
        "sp_appid": body.get("sp_appid"),
        "payer_field": "sub_openid" if body["payer"].get("sub_openid") else "sp_openid",
        "device_id": body.get("scene_info", {}).get("device_id", ""),
        "refunded": 0,
        "prepays": [],
        "support_fapiao": bool(body.get("support_fapiao")),
        **extra,
    }


def prepay(world: World, order: Doc, life: float) -> str:
    """A prepay_id that can be paid with: the last one while it lives, else a new one."""
    known = world.tables["prepays"]
    last = known.get(order["prepays"][-1]) if order["prepays"] else None
    if last and world.clock.now() - last["at"] < last["life"]:
        result: str = order["prepays"][-1]
        return result
    stamp = clock.beijing(world.clock.now())
    made = "wx" + "".join(char for char in stamp[:19] if char.isdigit()) + secrets.token_hex(10)
    known[made] = {"order": name(order["mchid"], order["number"]), "at": world.clock.now(), "life": life}
    order["prepays"].append(made)
    return made


def refresh(world: World, order: Doc) -> Doc:
    """Unpaid orders close by themselves after seven days."""
    if order["state"] == "NOTPAY" and world.clock.now() - order["created"] > UNPAID_LIFE:
        order["state"] = "CLOSED"
    return order


def find(world: World, mchid: str, number: str) -> Maybe:
    """The order of this number, closed by now if its time is over. Raises PayError 404."""
    order = world.tables["orders"].get(name(mchid, number))
    if order is None:
        raise no_order()
    return refresh(world, order)


def find_paid(world: World, mchid: str, transaction: str) -> Maybe:
    """The order of this transaction. Raises PayError 404."""
    order = world.tables["orders"].get(world.tables["transactions"].get(transaction, ""))
    if order is None or order["mchid"] != mchid:
        raise no_order()
    return order


def shown(world: World, order: Doc) -> Doc:
    """The order as query replies and notifications show it; unpaid ones lack all about the payment."""
    paid = order["state"] in ("SUCCESS", "REFUND")
    body = {
        **parties(order),
        "out_trade_no": order["number"],
        "trade_state": order["state"],
        "trade_state_desc": STATES[order["state"]],
        "promotion_detail": [],
    }
    amount = {"total": order["total"], "currency": "CNY"}
    if paid:
        amount |= {"payer_total": order["total"], "payer_currency": "CNY"}
        body |= {
            "transaction_id": order["transaction"],
            "trade_type": "JSAPI",
            "bank_type": order["bank"],
            "attach": order["attach"],
            "success_time": clock.beijing(order["paid_at"]),
            "payer": payer(order),
        }
        if order["device_id"]:
            body["scene_info"] = {"device_id": order["device_id"]}
    return {**body, "amount": amount}


def parties(order: Doc) -> Doc:
    """Who it is paid to, by the names the mode uses."""
    if order["sub_mchid"] is None:
        return {"appid": order["appid"], "mchid": order["mchid"]}
    sub_appid = {"sub_appid": order["sub_appid"]} if order["sub_appid"] else {}
    return {"sp_appid": order["sp_appid"], "sp_mchid": order["mchid"], **sub_appid, "sub_mchid": order["sub_mchid"]}


def payer(order: Doc) -> Doc:
    """Who paid, by the name the mode uses."""
    field = "openid" if order["sub_mchid"] is None else order["payer_field"]
    return {field: order["payer"]["openid"]}
