"""Medical insurance: whether it holds, where somebody is treated away from home (items of 医保)."""

from __future__ import annotations

from datetime import date

from app.catalog.words import day
from app.checks.days import add_months
from app.checks.declare import check
from app.checks.facts import Fail, Pass, Verdict
from app.kernel import text as texts
from app.kernel.ports import Row

LONG = "长期"
EMERGENCY = "急诊不用备案，跟医院说“急诊”"


def in_force(row: Row, today: date) -> bool:
    """Whether a record of treatment elsewhere still runs."""
    until = texts.day(row.columns["止"])
    return row.columns["状态"] == "生效" and (until is None or until >= today)


@check("medical_insured", insured="rows.insured", me="person.id_number")
def medical_insured(today: date, insured: tuple[Row, ...], me: str) -> Verdict:
    """Who asks is insured, and it is not stopped."""
    return _insured(today, insured, me)


@check("medical_child_insured", insured="rows.insured", child="form.for.child")
def medical_child_insured(today: date, insured: tuple[Row, ...], child: str) -> Verdict:
    """The child is insured, and it is not stopped."""
    return _insured(today, insured, child)


def _insured(today: date, insured: tuple[Row, ...], number: str) -> Verdict:
    own = next((row.columns for row in insured if row.columns["id"] == number), None)
    if own is None or own["状态"] == "未参保":
        return Fail("没有参保", "先参加医保；在别的省参保的，在那边备案")
    if own["状态"] == "正常":
        return Pass()
    since = texts.day(own["自"])
    return Fail(f"{since.month} 月起停保" if since else "已经停保", "先续保")


@check("remote_elsewhere", to="form.to.city", home="rows.insured.参保地")
def remote_elsewhere(to: str, home: str) -> Verdict:
    """It is another city than the one whose insurance pays."""
    return Fail("本市看病不用备案", "直接刷医保") if to == home else Pass()


@check("remote_once", short="kind", to="form.to.city", records="rows.records")
def remote_once(today: date, to: str, records: tuple[Row, ...], kind: str) -> Verdict:
    """No record of this kind runs there already."""
    for row in records:
        if in_force(row, today) and row.columns["就医地"] == to and row.columns["类型"] == kind:
            until = texts.day(row.columns["止"])
            ends = f"，到{day(until, today, False)}" if until else "，长期有效"
            return Fail(f"在{row.columns['就医地名']}已经备过案{ends}", "不用再办，直接去看病")
    return Pass()


@check("remote_free", records="rows.records", months="rows.rules.长期满月")
def remote_free(today: date, records: tuple[Row, ...], months: int) -> Verdict:
    """A record for the long term that runs is changed once it has run so many months."""
    return next((_locked(row, today, months) for row in records if in_force(row, today)), Pass())


@check("remote_may_end", kind="form.record.类型", since="form.record.起", until="form.record.止", months="rows.rules.长期满月")
def remote_may_end(today: date, kind: str, since: date, until: date | None, months: int) -> Verdict:
    """The record picked still runs, and one for the long term has run its months."""
    if until is not None and until < today:
        return Fail(f"这条备案{day(until, today, False)}已经到期了", "不用取消")
    return _lock(kind, since, today, months)


def _locked(row: Row, today: date, months: int) -> Verdict:
    since = texts.day(row.columns["起"])
    return _lock(str(row.columns["类型"]), since, today, months) if since else Pass()


def _lock(kind: str, since: date, today: date, months: int) -> Verdict:
    free = add_months(since, months)
    if kind != LONG or free <= today:
        return Pass()
    return Fail(
        f"长期备案 {since.isoformat()} 起，满 {months} 个月（{free.isoformat()}）后可改",
        f"这之前要去别的地方看病，选“临时去”；{EMERGENCY}",
    )


@check("remote_letter", to="form.to.city", sent="form.letter.转往", where="form.letter.转往名")
def remote_letter(to: str, sent: str, where: str) -> Verdict:
    """The hospital's letter sends one there."""
    return Pass() if to == sent else Fail(f"转诊单是转到{where}的", "改一下去哪里，或者请医院重开一张")
