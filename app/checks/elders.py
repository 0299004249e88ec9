"""高龄津贴: from what age, how much a month, from which month (item of 民政)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.catalog.words import day, yuan
from app.checks.days import add_months
from app.checks.declare import check
from app.checks.facts import Fail, Pass, Verdict
from app.identity.rules import born
from app.kernel.ports import Row

PAID = "发放"
ELSEWHERE = Fail("津贴由户口所在地发", "打户口所在地的 12345 问，或者把户口迁过来以后再来")


@dataclass(frozen=True)
class Step:
    """What is paid from an age on: fen a month, and once a year in the month for the old."""

    age: int
    fen: int
    yearly: int


def steps(table: tuple[Row, ...], district: str, on: date) -> list[Step]:
    """The steps of a district on a day, the youngest first: its own, or those of all districts that have none; none of another city."""
    rows = [one.columns for one in table if str(one.columns["from"]) <= on.isoformat() and str(one.columns["city"])[:4] == district[:4]]
    own = [one for one in rows if one["区"] == district] or [one for one in rows if not one["区"]]
    newest = max((str(one["from"]) for one in own), default="")
    found = [Step(_int(one["年龄起"]), _int(one["元"]), _int(one["敬老月元"] or 0)) for one in own if one["from"] == newest]
    return sorted(found, key=lambda one: one.age)


def reached(birth: date, years: int) -> date:
    """The birthday on which somebody is so old; of the 29th of February the 28th."""
    return add_months(birth, 12 * years)


def first_month(birth: date, least: int, today: date) -> date:
    """The first month that is paid: this one, or that of the birthday which is still to come."""
    return max(today.replace(day=1), reached(birth, least).replace(day=1))


def step_in(found: list[Step], birth: date, month: date) -> Step:
    """What is paid in a month: a birthday counts in its own."""
    return next(one for one in reversed(found) if reached(birth, one.age).replace(day=1) <= month)


@check("elder_due", number="form.mine.id", homes="rows.home.区", table="rows.table")
def elder_due(today: date, number: str, homes: list[str], table: tuple[Row, ...], months: int) -> Verdict:
    """Old enough for the district of the household, or `months` before; how much, and from when."""
    birth = born(number)
    found = steps(table, homes[0], today) if homes else []
    if not found:
        return ELSEWHERE
    opens = add_months(reached(birth, found[0].age), -months)
    since = first_month(birth, found[0].age, today)
    if today < opens:
        return Fail(f"{day(opens, today, False)}起可以确认，{since.year} 年 {since.month} 月起发", "到时候再来")
    step = step_in(found, birth, since)
    yearly = f"，敬老月再发 {yuan(step.yearly)}" if step.yearly else ""
    return Pass(f"{_age(birth, today)} 岁，每月 {yuan(step.fen)}，{since.year} 年 {since.month} 月起发{yearly}")


@check("elder_of_age", number="form.elder.对方", table="rows.table")
def elder_of_age(today: date, city: str, number: str, table: tuple[Row, ...], months: int) -> Verdict:
    """Of an elder whose own registers a child does not read: old enough by the number alone. The rest the department says at once."""
    found = steps(table, city, today)
    if not found:
        return ELSEWHERE
    birth = born(number)
    opens = add_months(reached(birth, found[0].age), -months)
    if today < opens:
        return Fail(f"{day(opens, today, False)}起可以确认", "到时候再来")
    return Pass(f"{_age(birth, today)} 岁，到岁数了。户口在哪个区、每月多少钱，交上去马上告诉您")


@check("elder_new", drawn="rows.drawn")
def elder_new(drawn: tuple[Row, ...]) -> Verdict:
    """Nobody is paid twice."""
    row = next((one.columns for one in drawn if one.columns["状态"] == PAID), None)
    if row is None:
        return Pass()
    return Fail(f"已经在领了，每月 {yuan(_int(row['元']))}", "不用再办，到了岁数自己会涨。没收到的打 12345 问")


@check("elder_alive", deaths="rows.deaths")
def elder_alive(deaths: tuple[Row, ...]) -> Verdict:
    """No register says that the person has died."""
    gone = any(one.columns["状态"] == "有效" for one in deaths)
    return Fail("登记里这位老人已经去世", "登记错了的，带证件到户口所在的街道说明") if gone else Pass()


@check("account_known", number="form.account.number", cards="rows.cards")
def account_known(number: str, cards: tuple[Row, ...]) -> Verdict:
    """The account that was typed is one the bank knows as the person's."""
    known = any(number.endswith(str(one.columns["尾号"])) for one in cards)
    return Pass() if known else Fail("银行登记里没有查到这个账户", "核对一下卡号")


def _age(birth: date, today: date) -> int:
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))


def _int(value: object) -> int:
    return int(str(value))
