"""Housing fund: who may take money out for rent or for a house, and how much."""

from __future__ import annotations

from datetime import date

from app.catalog.words import day
from app.checks.days import add_months
from app.checks.declare import check
from app.checks.facts import Fail, Pass, Verdict
from app.kernel.ports import Row
from app.language.funds import Due, buy_limit, fen, rent_due
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
def lease_good(today: date, city: str, place: str | None, end: date | None, state: str | None) -> Verdict:
    """The lease picked is of this city and runs; that none is registered is nothing wrong."""
    if place is None or end is None:
        return Pass()
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


@check("fund_held", accounts="rows.accounts")
def fund_held(city: str, accounts: tuple[Row, ...]) -> Verdict:
    """An account in this city that is not closed and has something in it."""
    if not accounts:
        return Fail(f"您在{_city(city)}没有公积金账户", "在给您缴公积金的城市办")
    one = accounts[0].columns
    if one["状态"] == "销户":
        return Fail(f"账户已经销户（{one['状态起']}）", "没有可以取的了")
    return Pass() if fen(one["余额"]) else Fail("账户里没有钱", "缴了再来")


@check(
    "contract_good",
    state="form.house.状态", place="form.house.市", named="form.house.城市", signed="form.house.签订日",
    rules="rows.rules.年限", home="rows.home.区",
)  # fmt: skip
def contract_good(
    today: date, city: str, state: str | None, place: str | None, named: str | None, signed: date | None, rules: list[int], home: str | None
) -> Verdict:  # fmt: skip
    """The contract stands, the house is where one is registered or where the fund is paid, and it was not signed too long ago. Without a
    contract on record a person looks at the papers."""
    if place is None or signed is None:
        return Pass()
    if state == "已注销":
        return Fail("这份合同已撤销", "选另一份")
    if place[:4] not in (city[:4], (home or "")[:4]):
        return Fail(f"{named}不是您的户籍地或缴存地，不能提取", "选户籍地或缴存地的房")
    ends = [add_months(signed, 12 * years) for years in rules]
    if ends and ends[0] < today:
        return Fail(f"已过 {rules[0]} 年（{ends[0]}）", "只能还贷提取")
    return Pass()


@check("seller_account", pay="form.pay", supervised="form.house.监管账号")
def seller_account(pay: str, supervised: str | None) -> Verdict:
    """What is paid to the seller goes to the supervised account of the contract."""
    return Fail("这份合同没有登记监管账户", "选“打给我”") if pay == "seller" and not supervised else Pass()


@check("sold_often", times="form.house.一年内")
def sold_often(times: int | None) -> Verdict:
    """The house was not sold twice within a year, as far as contracts are on record."""
    return Fail(f"这套房一年里卖过 {times} 回", "由人核") if times is not None and times >= 2 else Pass()


@check(
    "buy_within",
    take="form.take", amount="form.amount", price="form.house.成交价", share="form.house.家庭份额", taken="form.house.已提取",
    typed="form.price", accounts="rows.accounts",
)  # fmt: skip
def buy_within(
    take: str, amount: int | None, price: int | None, share: int | None, taken: int | None, typed: int | None, accounts: tuple[Row, ...]
) -> Verdict:  # fmt: skip
    """No more than is left of the household's share of the price, and than there is. On record: what that is, and what stays."""
    whole = price if price is not None else typed
    if not accounts or whole is None:
        return Pass()  # said already, or not whole yet
    balance = fen(accounts[0].columns["余额"])
    most = buy_limit(whole, 100 if share is None else share, taken or 0, balance)
    if not most:
        return Fail("这套房的房款已经取完了", "选另一份")
    wanted = amount if take == "part" and amount is not None else most
    said = f"本次最多 {yuan(most)}"
    left = buy_limit(whole, 100 if share is None else share, taken or 0, whole)
    if left < balance:
        said = f"这套房还能取 {yuan(left)}，{said}"
    if wanted > most:
        return Fail(f"最多 {yuan(most)}", "少写一点，或者选全取", said)
    return Pass(f"{said}，取后余额 {yuan(balance - wanted)}，批下来后下一个工作日到账")
