"""The refund book: which refunds are allowed, how they end, who is told, and where the money is meanwhile.

Money leaves the payee's balance when a refund is accepted and comes back only when it is closed.
"""

from __future__ import annotations

from sandbox import clock
from sandbox.documents import Doc, Maybe
from sandbox.pay import book, notices, purse, sheet
from sandbox.pay.errors import PayError, bad_request
from sandbox.world import World

MOST = 50
YEAR = 365 * 86400
COUNTED = ("PROCESSING", "SUCCESS", "ABNORMAL")
ENDS = {"PROCESSING": ("SUCCESS", "ABNORMAL", "CLOSED"), "ABNORMAL": ("SUCCESS", "CLOSED")}
SUMMARY = {"SUCCESS": "退款成功", "ABNORMAL": "退款异常", "CLOSED": "退款关闭"}


class CannotEnd(Exception):
    """A refund that has ended does not end again."""


def install(world: World) -> None:
    """Let the scheduler end refunds."""
    world.scheduler.on("refund", lambda **payload: by_itself(world, **payload))


def find(world: World, mchid: str, number: str) -> Maybe:
    """The refund of this number, or None."""
    return world.tables["refunds"].get(book.name(mchid, number))


def of_order(world: World, order: Doc) -> list[Doc]:
    """Refunds of an order that took money, oldest first."""
    rows = (world.tables["refunds"][name] for name in order.get("refunds", []))
    return [row for row in rows if row["status"] in COUNTED]


def order_of(world: World, mchid: str, sub_mchid: str | None, body: Doc) -> Doc:
    """The paid order to refund; 404 when there is none, 403 when it is somebody else's."""
    if "transaction_id" in body:
        name = world.tables["transactions"].get(body["transaction_id"], "")
    else:
        name = book.name(mchid, body["out_trade_no"])
    order = world.tables["orders"].get(name)
    if order is None or order["state"] not in ("SUCCESS", "REFUND"):
        raise PayError(404, "RESOURCE_NOT_EXISTS", "订单不存在或订单未支付，请检查后再试")
    if order["mchid"] != mchid or order["sub_mchid"] != sub_mchid:
        raise PayError(403, "NO_AUTH", "商户号无权操作该订单", number=268447843)
    result: Doc = order
    return result


def allow(world: World, order: Doc, body: Doc) -> None:
    """Raise unless one more refund of this amount may be made now."""
    amount, before = body["amount"], of_order(world, order)
    now = world.clock.now()
    if amount["total"] != order["total"]:
        raise bad_request("订单金额或退款金额与之前请求不一致，请核实后再试")
    if "from" in amount and sum(one["amount"] for one in amount["from"]) != amount["refund"]:
        raise bad_request("出资账户金额之和与退款金额不一致")
    if now - order["paid_at"] > YEAR:
        raise bad_request("订单已经超过可退款的最大期限")
    if len(before) >= MOST:
        raise bad_request("订单部分退款次数已超过50次")
    if sum(row["amount"] for row in before) + amount["refund"] > order["total"]:
        raise bad_request("申请退款金额超过订单剩余可退金额")
    spacing = world.settings["refund_spacing"] / max(world.clock.rate, 1e-9)
    if before and 0 <= now - before[-1]["created"] < spacing:
        raise PayError(429, "FREQUENCY_LIMITED", "同一订单两次退款间隔不能少于1分钟，请稍后重试")
    if purse.balance(world, purse.holder(order)) < amount["refund"]:
        raise PayError(403, "NOT_ENOUGH", "基本账户余额不足，请充值后重新发起")


def accept(world: World, order: Doc, body: Doc, digest: str) -> Doc:
    """The row of a new refund; it ends by itself after `refund_delay`, unless a person decides."""
    now, amount = world.clock.now(), body["amount"]["refund"]
    row = {
        "mchid": order["mchid"],
        "sub_mchid": order["sub_mchid"],
        "order": book.name(order["mchid"], order["number"]),
        "number": body["out_refund_no"],
        "refund_id": refund_id(now),
        "digest": digest,
        "amount": amount,
        "fee": purse.fee_back(order, amount, sum(one["fee"] for one in of_order(world, order))),
        "from": body["amount"].get("from", []),
        "reason": body.get("reason", ""),
        "notify_url": body.get("notify_url"),
        "funds_account": body.get("funds_account") or ("AVAILABLE" if body["amount"].get("from") else "UNSETTLED"),
        "account": "支付用户零钱",
        "channel": "ORIGINAL",
        "status": "PROCESSING",
        "created": now,
        "ended": None,
    }
    name = book.name(row["mchid"], row["number"])
    world.tables["refunds"][name] = row
    order.setdefault("refunds", []).append(name)
    order["state"] = "REFUND"
    order["refunded"] += amount
    purse.pay_out(world, order, row)
    schedule(world, name)
    return row


def refund_id(now: float) -> str:
    """A fresh id of WeChat's own."""
    return f"5030{sheet.transaction_id(now)[4:]}"


def schedule(world: World, name: str) -> None:
    """Let it end after a while, where refunds end by themselves."""
    if world.settings["refund_auto"]:
        world.scheduler.after(world.settings["refund_delay"], "refund", name=name)


def by_itself(world: World, name: str) -> None:
    """It succeeds, unless somebody has ended it meanwhile."""
    with world.lock:
        row = world.tables["refunds"].get(name)
        if row and row["status"] == "PROCESSING":
            end(world, row, "SUCCESS")


def end(world: World, row: Doc, status: str) -> None:
    """SUCCESS, ABNORMAL or CLOSED; tells the merchant. Raises CannotEnd."""
    if status not in ENDS.get(row["status"], ()):
        raise CannotEnd(f"a refund that is {row['status']} cannot become {status}")
    order = world.tables["orders"][row["order"]]
    row |= {"status": status, "ended": world.clock.now()}
    if status == "CLOSED":
        order["refunded"] -= row["amount"]
        purse.put_back(world, order, row)
    url = row["notify_url"] or world.tables["consoles"].get(row["mchid"], {}).get("refund_notify_url")
    if url:
        notices.tell(world, row["mchid"], url, f"REFUND.{status}", "refund", SUMMARY[status], told(world, row))


def send_elsewhere(world: World, row: Doc, account: str) -> None:
    """Try again, to another account."""
    row |= {"status": "PROCESSING", "ended": None, "account": account, "channel": "OTHER_BANKCARD"}
    schedule(world, book.name(row["mchid"], row["number"]))


def shown(world: World, row: Doc) -> Doc:
    """The refund as apply and query answer it."""
    order = world.tables["orders"][row["order"]]
    success = {"success_time": clock.beijing(row["ended"])} if row["status"] == "SUCCESS" else {}
    return {
        "refund_id": row["refund_id"],
        "out_refund_no": row["number"],
        "transaction_id": order["transaction"],
        "out_trade_no": order["number"],
        "channel": row["channel"],
        "user_received_account": row["account"],
        **success,
        "create_time": clock.beijing(row["created"]),
        "status": row["status"],
        "funds_account": row["funds_account"],
        "amount": {
            "total": order["total"],
            "refund": row["amount"],
            "from": row["from"],
            "payer_total": order["total"],
            "payer_refund": row["amount"],
            "settlement_refund": row["amount"],
            "settlement_total": order["total"],
            "discount_refund": 0,
            "currency": "CNY",
            "refund_fee": 0,
        },
        "promotion_detail": [],
    }


def told(world: World, row: Doc) -> Doc:
    """The plain text of the notification: neither appid nor currency in it."""
    order = world.tables["orders"][row["order"]]
    parties = {"mchid": row["mchid"]} if row["sub_mchid"] is None else {"sp_mchid": row["mchid"], "sub_mchid": row["sub_mchid"]}
    success = {"success_time": clock.beijing(row["ended"])} if row["status"] == "SUCCESS" else {}
    return {
        **parties,
        "transaction_id": order["transaction"],
        "out_trade_no": order["number"],
        "refund_id": row["refund_id"],
        "out_refund_no": row["number"],
        "refund_status": row["status"],
        **success,
        "user_received_account": row["account"],
        "amount": {"total": order["total"], "refund": row["amount"], "payer_total": order["total"], "payer_refund": row["amount"]},
    }
