"""Calendar and counting: ages, windows, how often. Months are calendar months; a day that does not exist is the month's last."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from app.catalog.words import day
from app.checks.declare import check
from app.checks.facts import Earlier, Fail, Held, Pass, Unknown, Verdict
from app.identity.rules import age
from app.kernel import text as texts
from app.kernel.workdays import add_months as add_months

GONE = ("withdrawn", "lapsed")  # what never came to a decision does not count as asked for


def times_in(days: int, earlier: Iterable[date], today: date) -> int:
    """How many of these lie inside the last `days`."""
    return sum(today - timedelta(days=days) <= one <= today for one in earlier)


@check("age_gte", short="years", birth="person.birth")
def age_gte(today: date, birth: date, years: int) -> Verdict:
    """At least so many full years."""
    return Pass() if age(birth, today) >= years else Fail(f"要满 {years} 周岁才能办")


@check("age_lt", short="years", birth="person.birth")
def age_lt(today: date, birth: date, years: int) -> Verdict:
    """Younger than so many years."""
    return Pass() if age(birth, today) < years else Fail(f"满 {years} 周岁就不能这样办了")


@check("age_on_date", short="at", birth="form.birth")
def age_on_date(today: date, birth: date, at: str) -> Verdict:
    """`at`: years@MM-DD, of this year."""
    years, _, of_year = at.partition("@")
    on = date(today.year, int(of_year[:2]), int(of_year[3:]))
    full = age(birth, on) >= int(years)
    return Pass() if full else Fail(f"到 {on.month}月{on.day}日 还不满 {years} 周岁", "满了再来")


@check("marriage_age", his="form.his_birth", her="form.her_birth", on="form.slot_day")
def marriage_age(today: date, his: date, her: date, on: date) -> Verdict:
    """22 and 20 on the day of registration, full from the day after the birthday."""
    for who, birth, years in (("男方", his, 22), ("女方", her, 20)):
        if age(birth, on - timedelta(days=1)) < years:
            return Fail(f"{who}{day(add_months(birth, 12 * years) + timedelta(days=1), today, False)}起才到法定婚龄", "选那天以后的时间")
    return Pass()


@check("days_since_lte", short="days")
def days_since_lte(today: date, since: date, days: int) -> Verdict:
    """Not more days than these since."""
    gone = (today - since).days
    return Pass() if gone <= days else Fail(f"已经过了 {gone} 天，超过 {days} 天了")


@check("days_since_gte", short="days")
def days_since_gte(today: date, since: date, days: int) -> Verdict:
    """Not fewer days than these since."""
    return (
        Pass() if (today - since).days >= days else Fail(f"还没满 {days} 天", f"{day(since + timedelta(days=days), today, False)}起可以办")
    )


@check("expires_within_months", short="months")
def expires_within_months(today: date, cert: Held | None, months: int) -> Verdict:
    """It ends within so many calendar months, or has ended."""
    if cert is None:
        return Unknown("wait for cert")
    until = texts.day(cert.valid_until or "")
    if until is not None and until <= add_months(today, months):
        return Pass()
    do = "到时候再来；别的原因要换，改一下回答"
    when = f"{day(until, today, False)}才到期" if until else "长期有效"
    return Fail(f"您的{cert.name}{when}，还没到换的时候", do)


@check("count_in_days_lte", short="times", whole=("earlier",), earlier="earlier", item="")
def count_in_days_lte(today: date, earlier: tuple[Earlier, ...], times: str, item: str | None) -> Verdict:
    """`times`: most/days; this one not counted. `item`: of another item than this one."""
    most, _, days = times.partition("/")
    counted = [one.on for one in earlier if one.outcome not in GONE and (not item or one.item == item)]
    found = times_in(int(days), counted, today)
    within = "一年内" if days == "365" else "一天内" if days == "1" else f"{days} 天内"
    return Pass() if found < int(most) else Fail(f"{within}第 {found + 1} 次了", "要人工核实")


@check("confirm_within_hours", short="hours", asked="rows.confirmation.asked_s", answered="rows.confirmation.answered_s")
def confirm_within_hours(asked: int, answered: int, hours: int) -> Verdict:
    """The other side answered within so many hours of wall time. Both in seconds since the epoch."""
    late = answered - asked > hours * 3600
    return Fail(f"对方没有在 {hours} 小时内确认，已经作废", "重新发起一次") if late else Pass()
