"""Housing fund: who may take money out for rent, and how much."""

from __future__ import annotations

from datetime import date

from app.catalog.words import day
from app.checks.declare import check
from app.checks.facts import Fail, Pass, Verdict
from app.kernel.ports import Row
from app.language.funds import Due, fen, rent_due
from app.language.showing import yuan
from app.reference import cities, city_of

PAYS = "正常"


def _city(code: str) -> str:
    known = cities().get(city_of(code))
    return known["short"] if known else "外省"


@check("fund_paying", accounts="rows.accounts", rules="rows.rules")
def fund_paying(city: str, accounts: tuple[Row, ...], rules: tuple[Row, ...]) -> Verdict:
    """An account in this city that is paid into, for as many months in a row as its rule wants."""
    if not accounts:
        return Fail(f"您在{_city(city)}没有公积金账户", "在给您缴公积金的城市办")
    one = accounts[0].columns
    if one["状态"] != PAYS:
        return Fail(f"账户已{one['状态']}（{one['状态起']}）", "正常缴存才能租房提取")
    if not rules:
        return Fail(f"没有查到{_city(city)}的提取规定", "打 12329 问一问")
    wanted, paid = rules[0].columns["连续月"], int(str(one["连续月数"]))
    if isinstance(wanted, int) and paid < wanted:
        return Fail(f"连续缴存 {paid} 个月", f"满 {wanted} 个月再来")
    return Pass()


@check("no_own_house", mine="rows.homes", children="rows.child_homes")
def no_own_house(today: date, mine: tuple[Row, ...], children: tuple[Row, ...]) -> Verdict:
    """No house in the city is the person's or their child's who is under age."""
    for whose, rows in (("您", mine), ("孩子", children)):
        if rows:
            row = rows[0].columns
            share = "" if row["共有"] == "单独" else f"（{float(str(row['份额'])):g}%）"
            since = str(row["取得日"])
            return Fail(f"{since} 起{whose}名下有{row['坐落']}{share}，不能租房提取", "在还房贷的，看“还贷提取”")
    return Pass()


@check("no_fund_loan", loans="rows.loans")
def no_fund_loan(loans: tuple[Row, ...]) -> Verdict:
    """No fund loan is open."""
    left = sum(fen(row.columns["余额"]) for row in loans)
    return Fail(f"您的公积金贷款还欠 {yuan(left)}，不能租房提取", "看“还贷提取”") if left else Pass()


@check("lease_good", place="form.lease.市", end="form.lease.止", state="form.lease.状态")
def lease_good(today: date, city: str, place: str, end: date, state: str) -> Verdict:
    """The lease picked is of this city and runs."""
    if place[:4] != city[:4]:
        return Fail(f"{_city(place)}的租约，{_city(city)}公积金不能用", "选本市的一处")
    if state == "注销":
        return Fail("这份租约已经注销", "选另一处，或者按没有备案的填")
    return Fail(f"租约{day(end, today, False)}到期", "先续租约、再备案") if end < today else Pass()


@check(
    "rent_within",
    take="form.take", amount="form.amount", rent="form.lease.月租", start="form.lease.起", paid="form.lease.付至", since="form.since",
    accounts="rows.accounts", rules="rows.rules", uses="rows.uses.已取到",
)  # fmt: skip
def rent_within(
    today: date, take: str, amount: int | None, rent: int | None, start: str | None, paid: str | None, since: str | None,
    accounts: tuple[Row, ...], rules: tuple[Row, ...], uses: list[str],
) -> Verdict:  # fmt: skip
    """No more than the months not yet taken come to: the rent of a registered lease, else the city's sum for each. On record: how the sum
    comes about and what is left after it."""
    begun = start or since
    if not accounts or not rules or not begun:
        return Pass()  # said already: without an account or a rule nothing is taken, and without a month the form is not whole
    balance, rule = fen(accounts[0].columns["余额"]), rules[0].columns
    each = rent if rent is not None else fen(rule["月限额"])
    taken = max(uses, default="")
    due = rent_due(begun, taken, today, each, int(str(rule["最多月数"])), balance, paid or "")
    if due is None:
        return Fail(f"房租已经取到 {taken}" if taken else "还没住满一个月", "下个月再来")
    if not balance:
        return Fail("账户里没有钱", "缴了再来")
    said = _said(due, balance)
    wanted = amount if take == "part" and amount is not None else due.fen
    if wanted > due.fen:
        return Fail(f"本次最多 {yuan(due.fen)}", "少写一点，或者选全取", said)
    return Pass(f"{said}，取后余额 {yuan(balance - wanted)}，批下来后下一个工作日到账")


def _said(due: Due, balance: int) -> str:
    whole = due.months * due.each
    short = f"，账户里只有 {yuan(balance)}" if whole > balance else ""
    return f"{due.first} 到 {due.last}，{due.months} 个月，每月 {yuan(due.each)}{short}，本次最多 {yuan(due.fen)}"
