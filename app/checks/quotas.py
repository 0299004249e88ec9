"""A quota for a car in a city that limits them: who may ask for one, whose month it is drawn in, what an old car that is gone gives."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from app.catalog.words import day
from app.checks.days import add_months
from app.checks.declare import check
from app.checks.facts import Fail, Pass, Verdict
from app.kernel import text
from app.kernel.ports import Row
from app.language.monthly import month_by

# What is chosen → what rules and applications call it.
KINDS = {"lottery": "普通车摇号", "bid": "普通车竞价", "saver": "节能车摇号", "nev": "新能源", "update": "更新"}
OPEN = ("待审核", "待摇号", "可竞价")
LATE_MONTHS = 12  # a driving licence that ran out is renewed within; later it is none


def rule_of(rules: Iterable[Row], kind: str, today: date) -> Row | None:
    """The rule for a kind that holds today, of all that a city has had."""
    known = [row for row in rules if row.columns.get("kind") == KINDS.get(kind)]
    begun = [row for row in known if (since := text.day(row.columns.get("from"))) and since <= today]
    return max(begun, key=lambda row: str(row.columns.get("from")), default=None)


@check("quota_kind", kind="answers.kind", rules="rows.rules")
def quota_kind(today: date, kind: str, rules: tuple[Row, ...]) -> Verdict:
    """The city has quotas of this kind."""
    return Pass() if rule_of(rules, kind, today) else Fail("这个城市没有这一种指标", "回去换一种")


@check("quota_dates", kind="answers.kind", rules="rows.rules", promise="form.promise")
def quota_dates(today: date, kind: str, rules: tuple[Row, ...], promise: bool) -> Verdict:
    """Always so; on record stands when it is decided. `promise`: the field it is told at."""
    rule = rule_of(rules, kind, today)
    month = month_by(rule.columns, today) if rule else None
    if month is None:
        return Pass()
    how = "竞价" if kind == "bid" else "摇号"
    return Pass(f"{day(month.closes, today, False)}24点截止，{day(month.tells, today, False)}出审核，{day(month.draws, today, False)}{how}")


@check("no_local_car", kind="answers.kind", rules="rows.rules", cars="rows.cars", quotas="rows.quotas")
def no_local_car(today: date, kind: str, rules: tuple[Row, ...], cars: tuple[Row, ...], quotas: tuple[Row, ...]) -> Verdict:
    """No car registered in the city where the rule looks at that, and no quota that is still good."""
    rule = rule_of(rules, kind, today)
    if rule is None:
        return Pass()
    looked = rule.columns.get("看本市车") is True
    for row in quotas:
        end = text.day(row.columns.get("止"))
        if row.columns.get("状态") == "有效" and end and end >= today and (looked or row.columns.get("类型") == "更新"):
            return Fail(f"您有一个有效的指标，到{day(end, today, False)}", "先用它上牌")
    if looked and cars:
        return Fail(f"您名下有 {cars[0].columns.get('plate')}，不能再申请增量指标", "这辆车报废或过户后，可以申请更新指标")
    return Pass()


@check("one_quota_application", kind="answers.kind", applications="rows.applications")
def one_quota_application(today: date, kind: str, applications: tuple[Row, ...]) -> Verdict:
    """No application of this kind is on its way."""
    for row in applications:
        if row.columns.get("kind") == KINDS.get(kind) and row.columns.get("结果") in OPEN:
            draws = text.day(row.columns.get("摇号日"))
            when = f"{day(draws, today, False)}{'竞价' if kind == 'bid' else '摇号'}" if draws else "正在办"
            return Fail(f"已有申请 {row.columns.get('code')}", f"{when}，不用再交一次")
    return Pass()


@check("quota_driver", licence="rows.licence")
def quota_driver(today: date, licence: tuple[Row, ...]) -> Verdict:
    """A driving licence that is good, or can still be renewed."""
    for row in licence:
        states, until = row.columns.get("状态"), text.day(row.columns.get("至"))
        late = until is not None and add_months(until, LATE_MONTHS) < today
        if isinstance(states, list) and {"正常", "逾期未换"} & {str(one) for one in states} and not late:
            return Pass()
    return Fail("要先有驾驶证", "刚拿到的，过一天再来")


@check("residence_ok", kind="answers.kind", rules="rows.rules", home="rows.home.区", permits="rows.permits", months="rows.months.医疗")
def residence_ok(
    today: date, city: str, kind: str, rules: tuple[Row, ...], home: str | None, permits: tuple[Row, ...], months: int | None
) -> Verdict:
    """In the household books of the city; or a residence permit of it, and as many months of medical insurance as the rule wants."""
    if (home or "")[:4] == city[:4]:
        return Pass()
    good = [
        row
        for row in permits
        if row.columns.get("状态") == "正常" and str(row.columns.get("区"))[:4] == city[:4]
        and (until := text.day(row.columns.get("签注至"))) and until >= today
    ]  # fmt: skip
    if not good:
        return Fail("不是本市户口的，要有本市有效的居住证", "先办居住证或者签注，再来")
    rule = rule_of(rules, kind, today)
    wanted, paid = (rule.columns.get("医保月") if rule else None), months or 0
    if isinstance(wanted, int) and paid < wanted:
        return Fail(f"居住证有效，医保 {paid} 个月，要 {wanted} 个月，还差 {wanted - paid} 个月", "交够了再来")
    return Pass()


@check(
    "old_car_gone",
    rules="rows.rules", plate="form.old_car.plate", gone="form.old_car.转让或注销日", local="rows.local.plate", quotas="rows.quotas",
)  # fmt: skip
def old_car_gone(
    today: date, rules: tuple[Row, ...], plate: str, gone: date, local: list[str], quotas: tuple[Row, ...]
) -> Verdict:  # fmt: skip
    """The car was of this city, left not too long ago, and has given no quota yet."""
    if plate not in local:
        return Fail(f"{plate} 不是这个城市的车", "选一辆本市已报废或过户的车")
    rule = rule_of(rules, "update", today)
    months = rule.columns.get("旧车月") if rule else None
    if isinstance(months, int) and add_months(gone, months) < today:
        return Fail(f"{plate} {day(gone, today, False)}就报废或过户了，超过了 {months} 个月", "选一辆别的，或者申请增量指标")
    if any(row.columns.get("旧车") == plate for row in quotas):
        return Fail(f"{plate} 已经换过一个指标", "选一辆别的")
    return Pass()
