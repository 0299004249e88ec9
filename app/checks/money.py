"""Invoices and bills: what may be taken back, who may use one. Money is integer fen."""

from __future__ import annotations

from app.checks.declare import check
from app.checks.facts import Fail, Pass, Verdict
from app.kernel.ports import Row


@check("red_amount_lte", blue="rows.blue", reds="rows.reds", amount="form.amount")
def red_amount_lte(blue: tuple[Row, ...], reds: tuple[Row, ...], amount: int) -> Verdict:
    """What was taken back and is taken back now is no more than the invoice."""
    left = sum(_whole(row, "金额") for row in blue) - sum(_whole(row, "金额") for row in reds)
    return Pass() if amount <= left else Fail(f"最多还能冲红 {left / 100:,.2f} 元")


@check("red_full", why="form.why", amount="form.amount", blue="rows.blue")
def red_full(why: str, amount: int, blue: tuple[Row, ...]) -> Verdict:
    """What was wrong when it was made is taken back whole."""
    whole = sum(_whole(row, "金额") for row in blue)
    return Fail("开票有误要整张冲红") if why == "开票有误" and amount != whole else Pass()


@check("invoice_lock", invoice="rows.invoice", company="form.company")
def invoice_lock(invoice: tuple[Row, ...], company: str) -> Verdict:
    """One locker at a time; what was reimbursed or taken back is nobody's any more."""
    if not invoice:
        return Fail("没有查到这张发票", "核对一下号码")
    state, locker = invoice[0].columns.get("状态"), invoice[0].columns.get("锁定单位")
    if state in ("CLOSURE", "CANCEL"):
        return Fail("这张发票已经报销过了" if state == "CLOSURE" else "这张发票已经冲红了")
    return Fail("这张发票被别的单位锁定了", "请他们先解锁") if state == "LOCK" and locker != company else Pass()


@check("invoice_verify", face="rows.face", amount="form.amount", on="form.date")
def invoice_verify(face: tuple[Row, ...], amount: int, on: str) -> Verdict:
    """The stub has it, with this sum and day."""
    if not face:
        return Fail("查无此票", "核对一下号码和日期")
    same = _whole(face[0], "价税合计") == amount and face[0].columns.get("开票日期") == on
    return Pass() if same else Fail("和存根不一致", "看看金额和日期是不是抄错了")


@check("paid", order="rows.order")
def paid(order: tuple[Row, ...]) -> Verdict:
    """The order is paid."""
    return Pass() if order and order[0].columns.get("状态") == "paid" else Fail("还没交钱", "先交了再办")


def _whole(row: Row, column: str) -> int:
    value = row.columns[column]
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(column)
    return value
