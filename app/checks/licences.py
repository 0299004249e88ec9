"""Driving licences: when one is renewed and for how long, what the doctor, the test and the points say of who drives."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from app.catalog.words import day, yuan
from app.checks.days import add_months
from app.checks.declare import check
from app.checks.facts import Fail, Pass, Verdict
from app.identity.rules import age
from app.kernel import text
from app.kernel.ports import Row
from app.reference import cities

EARLY_DAYS = 90
TERMS = {6: 10, 10: None}  # years, and the next ones when no cycle was full; None: for good
LATER = "到时提醒您"
# What each class may be lowered to.
BELOW = {
    "A1": ("A3", "B1", "B2", "C1", "C2"),
    "A2": ("B1", "B2", "C1", "C2"),
    "A3": ("C1", "C2"),
    "B1": ("C1", "C2"),
    "B2": ("C1", "C2"),
}


@check("licence_there", licence="rows.licence")
def licence_there(licence: tuple[Row, ...]) -> Verdict:
    """The person has a driving licence."""
    return Pass() if licence else Fail("您名下没有驾驶证", "刚拿到的，过一天再看")


@check("licence_free", short="states", licence="rows.licence")
def licence_free(licence: tuple[Row, ...], states: list[str]) -> Verdict:
    """It is in none of these states. Who has none is told so elsewhere."""
    now = [one for row in licence for one in _states(row) if one in states]
    return Fail(f"驾驶证现在是“{now[0]}”，不能办", "处理完再来，不清楚的打 12123 问") if now else Pass()


@check("license_window", licence="rows.licence")
def license_window(today: date, licence: tuple[Row, ...]) -> Verdict:
    """Renewed from ninety days before the end to a year after it; one for good is never."""
    if not licence:
        return Pass()
    until = text.day(licence[0].columns.get("至"))
    if until is None:
        return Fail("您的驾驶证长期有效，不用换", "丢了坏了的，办“驾照丢了”")
    opens, closes = until - timedelta(days=EARLY_DAYS), add_months(until, 12)
    if today < opens:
        return Fail(f"还早，{day(opens, today, False)}起能办", LATER)
    if today <= closes:
        return Pass()
    if today <= add_months(until, 36):
        return Fail("过期超过一年，驾驶证已经注销", "先考科目一，考过了恢复")
    return Fail("过期超过三年，不能恢复了", "要重新考")


@check("licence_not_over", licence="rows.licence")
def licence_not_over(today: date, licence: tuple[Row, ...]) -> Verdict:
    """It has not run out: then a card alone is of no use."""
    until = text.day(licence[0].columns.get("至")) if licence else None
    return Fail(f"驾驶证{day(until, today, False)}过期了", "办“换驾照”，新证一起发") if until and until < today else Pass()


def next_term(years: int, full_cycles: int) -> int | None:
    """The term after one of so many years; None is for good. Any full cycle: the same again."""
    return years if full_cycles else TERMS.get(years, years)


@check("license_term", licence="rows.licence", cycles="rows.cycles")
def license_term(licence: tuple[Row, ...], cycles: tuple[Row, ...]) -> Verdict:
    """A longer term than before: no cycle of the running one was full."""
    since = text.day(licence[0].columns.get("自")) if licence else None
    until = text.day(licence[0].columns.get("至")) if licence else None
    if since is None or until is None:
        return Pass()
    years = round((until - since).days / 365.25)
    full = sum(row.columns.get("满分") is True and str(row.columns.get("start", "9")) >= since.isoformat() for row in cycles)
    return Fail(f"有 {full} 个周期记满过 12 分，还是换 {years} 年的") if next_term(years, full) == years else Pass()


@check("full_score", cycles="rows.cycles")
def full_score(today: date, cycles: tuple[Row, ...]) -> Verdict:
    """The twelve months that run are not full of points."""
    running = [row for row in cycles if str(row.columns.get("start", "")) <= today.isoformat() <= str(row.columns.get("止", "9"))]
    full = any(row.columns.get("满分") is True for row in running)
    return Fail("这个记分周期记满了 12 分", "先学习、考科目一，考过了再来") if full else Pass()


@check("driver_clear", bills="rows.bills")
def driver_clear(bills: tuple[Row, ...]) -> Verdict:
    """Nothing decided in the person's own name is unpaid or under review. What lateness adds is said where it is paid."""
    if appealed := [row for row in bills if row.columns.get("状态") == "申诉中"]:
        return Fail(f"有 {len(appealed)} 条违法正在申诉", "等有了结果再来")
    if not bills:
        return Pass()
    return Fail(f"有 {len(bills)} 张罚单没交，罚款 {yuan(_sum(bills, '罚款'))}", "先办“交罚款”，交完马上能接着办")


@check("driver_health", reports="rows.health", licence="rows.licence")
def driver_health(today: date, reports: tuple[Row, ...], licence: tuple[Row, ...]) -> Verdict:
    """A doctor's word that is good today; for C5 from a hospital that is named for it."""
    do = "先到体检医院体检，做完再来"
    named = any(row.columns.get("准驾") == "C5" for row in licence)
    fit = [row for row in reports if row.columns.get("结论") == "合格" and (not named or row.columns.get("指定机构") is True)]
    if any(str(row.columns.get("至", "")) >= today.isoformat() for row in fit):
        return Pass()
    if fit:
        return Fail("体检已过期", do)
    if any(row.columns.get("结论") != "合格" for row in reports):
        return Fail("体检结果不合格", "打 12123 或到车管所问一问")
    return Fail("没有查到残疾人驾驶证指定医院的体检结果" if named and reports else "没有查到体检结果", do)


@check("driver_ability", scores="rows.ability", birth="person.birth")
def driver_ability(today: date, scores: tuple[Row, ...], birth: date, years: int, points: int, tries: int) -> Verdict:
    """From so many years on: a test of memory, judgement and reaction with so many points, within its year; so many tries a year."""
    if age(birth, today) < years:
        return Pass()
    good = [row for row in scores if str(row.columns.get("至", "")) >= today.isoformat()]
    best = max((_number(row, "分数") for row in good), default=None)
    if best is None:
        return Fail(f"{years} 岁以上要先做三力测试（记忆力、判断力、反应力）", "到车管所测，测完再来")
    if best >= points:
        return Pass()
    left = max(0, tries - sum(str(row.columns.get("date", ""))[:4] == str(today.year) for row in good))
    return Fail(f"三力测试 {best} 分，{points} 分才合格", f"今年还能测 {left} 次，到车管所再测")


@check("lower_class", held="form.licence.准驾", wanted="form.lower")
def lower_class(held: str, wanted: str | None) -> Verdict:
    """What one wants instead of a heavy class is below it."""
    if wanted in (None, "keep") or wanted in BELOW.get(held, ()):
        return Pass()
    return Fail(f"{held} 不能换成 {wanted}", "选一个更低的，或者选“不降”")


@check("licence_elsewhere", licence="rows.licence")
def licence_elsewhere(city: str, licence: tuple[Row, ...]) -> Verdict:
    """The file of the licence lies in another city than this."""
    short = cities()[city]["short"] if city in cities() else ""
    here = [row for row in licence if short and str(row.columns.get("发证机关", "")).startswith(short)]
    return Fail(f"您的驾驶证就是{short}发的，不用转", "在这里直接换证、补证就行") if here else Pass()


def _states(row: Row) -> list[str]:
    found = row.columns.get("状态")
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


def _sum(rows: Iterable[Row], name: str) -> int:
    return sum(_number(row, name) for row in rows)


def _number(row: Row, name: str) -> int:
    found = row.columns.get(name)
    return found if isinstance(found, int) else 0
