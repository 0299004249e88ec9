"""An errand for a child whose guardian applies: who the child is, who acts for them, and the passport they have."""

from __future__ import annotations

from datetime import date

from app.catalog.words import day
from app.checks.days import add_months
from app.checks.declare import check
from app.checks.facts import Fail, Pass, Verdict
from app.identity.rules import age, born
from app.kernel import text as texts
from app.kernel.ports import Row

EXPIRING, EXPIRED, PAGES = "expiring", "expired", "pages"  # why a passport is renewed
VOID, LOST = "遗失作废", ("lost", "stolen")
DOCUMENTS = {"护照": "护照", "港澳": "港澳通行证", "台湾": "台湾通行证"}  # by the kind in the register


@check("child_under", short="years", child="form.for.child", name="form.for.姓名")
def child_under(today: date, child: str, name: str, years: int) -> Verdict:
    """The child has a number by now, and is younger than so many years on this day."""
    if texts.id_number_fault(child, today):
        return Fail(f"{name}还没上户口", "先办“给宝宝上户口”")
    return Pass() if age(born(child), today) < years else Fail(f"{name}满 {years} 周岁了", "请本人用自己的手机办")


@check("child_younger", short="years", child="form.child_by_hand.id_number", me="person.birth")
def child_younger(today: date, child: str, me: date, years: int) -> Verdict:
    """Of a child typed by hand: younger than who applies, and than so many years. `me`: the applicant's day of birth."""
    day_ = texts.birth_date(child)
    if day_ is None or day_ <= me:
        return Fail("孩子比您还大", "看看两个身份证号是不是填反了")
    return Pass() if age(day_, today) < years else Fail(f"孩子满 {years} 周岁了", "请本人用自己的手机办")


@check("child_guardian", me="person.id_number", guardian="form.for.监护人")
def child_guardian(me: str, guardian: str) -> Verdict:
    """Who applies is a guardian in the register."""
    return Pass() if me == guardian else Fail("登记的监护人不是您", "请孩子的爸爸妈妈或者法院指定的监护人来办")


@check(
    "child_book",
    owner="form.book.owner",
    child="form.for.child",
    until="form.book.until",
    pages="form.book.pages_left",
    why="answers.why",
)
def child_book(today: date, owner: str, child: str, until: date, pages: int | None, why: str, months: int, few: int) -> Verdict:
    """The child's own passport, and it is time for a new one: `months` before the end, or no more than so many pages left."""
    if owner != child:
        return Fail("这本护照不是这个孩子的", "重新选一次")
    ends = day(until, today, False)
    if why == EXPIRING and until > add_months(today, months):
        return Fail(f"孩子的护照{ends}才到期，还没到换的时候", "到时候再来；别的原因要换，改一下回答")
    if why == EXPIRED and until >= today:
        return Fail(f"孩子的护照{ends}才到期，还没过期", "快到期的，改一下回答")
    if why == PAGES and pages is not None and pages > few:
        return Fail(f"签证页还有 {pages} 页，不用换", f"剩 {few} 页以内再换")
    return Pass()


@check(
    "child_document",
    owner="form.book.owner",
    child="form.for.child",
    kind="form.book.kind",
    until="form.book.until",
    state="form.book.state",
    issued="form.book.issued",
    books="rows.childbooks",
    why="answers.why",
)
def child_document(
    today: date,
    owner: str,
    child: str,
    kind: str,
    until: date,
    state: str,
    issued: date,
    books: tuple[Row, ...],
    why: str,
    due: str,
    months: int,
) -> Verdict:  # fmt: skip
    """The child's own document: for who says `due` it ends within so many months, for who lost or spoiled it it is in force, or it was
    reported lost by an application that came to nothing and nothing has taken its place."""
    name, ends = DOCUMENTS[kind], day(until, today, False)
    if owner != child:
        return Fail(f"这本{name}不是这个孩子的", "重新选一次")
    if state == VOID:
        if any(row.columns["state"] != VOID or str(row.columns["issued"]) > issued.isoformat() for row in books):
            return Fail(f"这本{name}早就作废了", "选现在用的那本")
        return Pass() if why in LOST else Fail(f"这本{name}报失作废了", "改一下回答，选丢失")
    if why == due:
        return (
            Pass()
            if until <= add_months(today, months)
            else Fail(f"孩子的{name}{ends}才到期，还没到换的时候", f"到期前 {months} 个月内再来")
        )
    return (
        Pass()
        if until >= today
        else Fail(f"孩子的{name}{ends}已经过期了", "改一下回答，选快到期的" if kind != "护照" else "去办“换护照”，选已经过期")
    )


@check("child_without", had="rows.had")
def child_without(today: date, had: tuple[Row, ...]) -> Verdict:
    """The child has none of that kind."""
    for row in had:
        until = texts.day(str(row.columns["until"]))
        ends = f"，{day(until, today, False)}到期" if until else ""
        return Fail(f"孩子已经有{DOCUMENTS[str(row.columns['kind'])]}了{ends}")
    return Pass()


@check("child_may_leave", marks="rows.marks")
def child_may_leave(marks: tuple[Row, ...]) -> Verdict:
    """Nothing on file keeps the child here. Who is not on file is kept by nothing."""
    return Fail() if any(row.columns["exit_ban"] for row in marks) else Pass()
