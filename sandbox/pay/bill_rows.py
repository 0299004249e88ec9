"""The rows of bills, {column: text}: what a day's orders, refunds and moves of money look like there."""

from __future__ import annotations

from datetime import datetime

from sandbox.clock import BEIJING, day_of
from sandbox.documents import Doc
from sandbox.pay import yuan
from sandbox.pay.bill_text import COLUMNS
from sandbox.world import World

KEPT = [*COLUMNS["ALL"], "退款申请时间", "退款成功时间"]
# How 退款状态 says what a refund has come to; every refund that was accepted is in the bill of its day, whatever became of it.
STATUS = {"PROCESSING": "PROCESSING", "SUCCESS": "SUCCESS", "CLOSED": "FAIL", "ABNORMAL": "CHANGE"}
NOTHING = {"微信退款单号": "0", "商户退款单号": "0", "退款金额": "0.00", "充值券退款金额": "0.00", "申请退款金额": "0.00"}
EMPTY = {
    **NOTHING,
    "特约商户号": "0",
    "交易类型": "JSAPI",
    "交易状态": "SUCCESS",
    "付款银行": "OTHERS",
    "货币种类": "CNY",
    "应结订单金额": "0.00",
    "代金券金额": "0.00",
    "手续费": "0.00000",
    "费率": "0.00%",
    "订单金额": "0.00",
}


def stamp(seconds: float) -> str:
    """2026-01-02 10:11:12, Beijing time."""
    return datetime.fromtimestamp(seconds, BEIJING).strftime("%Y-%m-%d %H:%M:%S")


def trade(world: World, mchid: str, day: str) -> list[dict[str, str]]:
    """Payments that succeeded and refunds that were accepted on this day, in order of time."""
    orders = [one for one in world.tables["orders"].values() if one["mchid"] == mchid]
    found = [(one["paid_at"], paid(one)) for one in orders if "paid_at" in one and day_of(one["paid_at"]) == day]
    for row in world.tables["refunds"].values():
        if row["mchid"] == mchid and day_of(row["created"]) == day:
            found.append((row["created"], refunded(world.tables["orders"][row["order"]], row)))
    return [row for _, row in sorted(found, key=lambda one: one[0])]


def common(order: Doc) -> dict[str, str]:
    """What the lines of a payment and of a refund share."""
    return {
        **dict.fromkeys(KEPT, ""),
        "公众账号ID": order["appid"] if order["sub_mchid"] is None else order["sp_appid"],
        "商户号": order["mchid"],
        "特约商户号": order["sub_mchid"] or "0",
        "设备号": order["device_id"],
        "微信订单号": order["transaction"],
        "商户订单号": order["number"],
        "用户标识": order["payer"]["openid"],
        "交易类型": "JSAPI",
        "付款银行": order["bank"],
        "货币种类": "CNY",
        "代金券金额": "0.00",
        "商品名称": order["description"],
        "商户数据包": order["attach"],
        "费率": f"{order['fee_share'] / 100:.2f}%",
    }


def paid(order: Doc) -> dict[str, str]:
    """The line of a payment."""
    money = yuan.shown(order["total"])
    return common(order) | {
        **NOTHING,
        "交易时间": stamp(order["paid_at"]),
        "交易状态": "SUCCESS",
        "应结订单金额": money,
        "手续费": yuan.fee(order["fee"]),
        "订单金额": money,
    }


def refunded(order: Doc, row: Doc) -> dict[str, str]:
    """The line of a refund."""
    money = yuan.shown(row["amount"])
    return common(order) | {
        "交易时间": stamp(row["created"]),
        "退款申请时间": stamp(row["created"]),
        "退款成功时间": stamp(row["ended"]) if row["status"] == "SUCCESS" else "",
        "交易状态": "REFUND",
        "应结订单金额": "0.00",
        "微信退款单号": row["refund_id"],
        "商户退款单号": row["number"],
        "退款金额": money,
        "充值券退款金额": "0.00",
        "退款类型": row["channel"],
        "退款状态": STATUS[row["status"]],
        "手续费": yuan.fee(0 if row["status"] == "CLOSED" else -row["fee"]),
        "订单金额": "0.00",
        "申请退款金额": money,
    }


def flow(world: World, mchid: str, day: str) -> list[dict[str, str]]:
    """What moved in the account of a merchant or sub-merchant on this day."""
    return [
        {
            "记账时间": stamp(one["at"]),
            "微信支付业务单号": one["number"],
            "资金流水单号": one["order"],
            "业务名称": one["business"],
            "业务类型": one["kind"],
            "收支类型": "收入" if one["fen"] > 0 else "支出",
            "收支金额(元)": yuan.shown(abs(one["fen"])),
            "账户结余(元)": yuan.shown(one["after"]),
            "资金变更提交申请人": one["by"],
            "备注": one["note"],
            "业务凭证号": one["voucher"],
        }
        for one in world.tables["flows"].get(mchid, [])
        if day_of(one["at"]) == day
    ]
