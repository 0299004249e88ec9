"""Balances and the flow of money through them: what a fund-flow bill is made of."""

from __future__ import annotations

import secrets

from sandbox import accounts, clock
from sandbox.documents import Doc
from sandbox.pay.yuan import shown
from sandbox.world import World


def holder(order: Doc) -> str:
    """Whose balance an order belongs to: the sub-merchant's in partner mode."""
    result: str = order["sub_mchid"] or order["mchid"]
    return result


def balance(world: World, mchid: str) -> int:
    """Fen in the account of a merchant or sub-merchant; a sub-merchant begins with as much as its provider."""
    result: int = world.tables["balances"].get(mchid, accounts.holder(world, mchid)["balance"])
    return result


def fee_of(world: World, order: Doc) -> tuple[int, int]:
    """(fen, share in 1/10000) that WeChat Pay keeps of a payment, to the nearest fen."""
    share = accounts.merchant(world, order["mchid"]).get("fee_share", 0)
    return (order["total"] * share + 5000) // 10000, share


def fee_back(order: Doc, amount: int, before: int) -> int:
    """The part of the fee that a refund of `amount` gives back; `before` fen of it came back with earlier ones."""
    result: int = max(0, order["fee"] * (order["refunded"] + amount) // order["total"] - before)
    return result


def take_in(world: World, order: Doc) -> None:
    """A payment arrives, less the fee."""
    move(world, order, order["total"], order["transaction"], "交易", "交易", "")
    if order["fee"]:
        move(world, order, -order["fee"], order["transaction"], "交易", "扣除交易手续费", "")


def pay_out(world: World, order: Doc, row: Doc) -> None:
    """A refund leaves the balance; its part of the fee stays."""
    note = f"退款总金额{shown(row['amount'])}元;含手续费{shown(row['fee'])}元"
    move(world, order, row["fee"] - row["amount"], row["refund_id"], "退款", "退款", note)


def put_back(world: World, order: Doc, row: Doc) -> None:
    """A closed refund returns to the balance."""
    move(world, order, row["amount"] - row["fee"], row["refund_id"], "退款", "退款失败退回", "")


def move(world: World, order: Doc, fen: int, number: str, business: str, kind: str, note: str) -> None:
    """Book a sum, in fen, below nothing when it leaves; the movement stands in the day's bill."""
    mchid, now = holder(order), world.clock.now()
    world.tables["balances"][mchid] = after = balance(world, mchid) + fen
    world.tables["flows"].setdefault(mchid, []).append(
        {
            "at": now,
            "number": number,
            "order": order["transaction"],
            "business": business,
            "kind": kind,
            "fen": fen,
            "after": after,
            "by": f"{order['mchid']}API" if business == "退款" else "system",
            "note": note,
            "voucher": f"S{clock.day_of(now).replace('-', '')}{secrets.randbelow(10**12):012d}",
        }
    )
