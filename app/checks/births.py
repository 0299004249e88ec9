"""A child enters a household: the certificate it comes with, its parents, the book it goes to."""

from __future__ import annotations

from datetime import date

from app.checks.declare import check
from app.checks.facts import Fail, Pass, Verdict
from app.checks.names import HAN, surname
from app.identity.rules import age
from app.kernel import text as texts

ELSEWHERE = "带出生医学证明、户口簿和身份证到户籍派出所办"


@check("birth_unused", state="form.baby.状态")
def birth_unused(state: str) -> Verdict:
    """The birth certificate has not brought anybody into a household yet."""
    if state == "未用":
        return Pass()
    return Fail("这张出生证已经入过户了", "要宝宝的户口页，办“补户口本”") if state == "已用" else Fail("这张出生证已经作废", "请用新的那张")


@check("birth_parent", me="person.id_number", mother="form.baby.母", father="form.baby.父")
def birth_parent(me: str, mother: str, father: str | None) -> Verdict:
    """Who applies is the mother or the father on it."""
    return Pass() if me in (mother, father) else Fail("出生证上不是您的孩子", "请孩子的爸爸或妈妈来办")


@check("birth_within", short="years", born="form.baby.出生时间")
def birth_within(today: date, born: str, years: int) -> Verdict:
    """Not yet so many years old. `born`: 2026-10-08 09:26."""
    day = texts.day(born[:10])
    if day is not None and age(day, today) < years:
        return Pass()
    return Fail(f"宝宝满 {years} 周岁了，要说明为什么现在才办", ELSEWHERE)


@check("birth_order", short="parent", born="form.baby_born")
def birth_order(born: date, parent: str) -> Verdict:
    """Of what is typed by hand: nobody is older than a parent. `parent`: the parent's id number."""
    older = texts.birth_date(parent)
    return Pass() if older and older < born else Fail("宝宝比爸爸妈妈还大", "看看出生日期和身份证号是不是填反了")


@check(
    "birth_household",
    state="form.follow.状态",
    kind="form.follow.类别",
    head="form.follow.户主",
    mother="form.baby.母",
    father="form.baby.父",
)
def birth_household(state: str, kind: str, head: str | None, mother: str, father: str | None) -> Verdict:
    """A family's book that is in order, and its head is a parent, who agrees anyway."""
    if state != "正常":
        return Fail("这一户的户口目前动不了", "打户籍派出所电话问清楚")
    if kind != "家庭户":
        return Fail("落集体户要管理单位同意", f"开好同意落户的证明，{ELSEWHERE}")
    return Pass() if head in (mother, father) else Fail("户主不是爸爸或妈妈，要户主本人同意", f"和户主一起，{ELSEWHERE}")


@check("birth_married", spouses="form.marriage.对方", me="person.id_number", mother="form.baby.母", father="form.baby.父")
def birth_married(spouses: object, me: str, mother: str, father: str | None) -> Verdict:
    """The parents are married to each other."""
    other = father if me == mother else mother
    wed = any(isinstance(one, dict) and one.get("id") == other for one in (spouses if isinstance(spouses, list) else []))
    return Pass() if wed else Fail("没有查到爸爸妈妈互相的结婚登记", f"没登记结婚也能上户口：{ELSEWHERE}")


@check("birth_surname", name="form.baby_name", father="form.father.姓名", mother="form.mother.姓名")
def birth_surname(name: str, father: str, mother: str) -> Verdict:
    """A parent's surname."""
    return Fail("姓要随爸爸或妈妈", "用别的姓，带上理由的证明到户籍派出所办") if surname(name, father, mother) == "third" else Pass()


@check("birth_name_agreed", agreed="form.differs", name="form.baby_name", written="form.baby.姓名")
def birth_name_agreed(agreed: bool | None, name: str, written: str) -> Verdict:
    """Another name than the certificate's is meant."""
    return Pass() if name == written or agreed else Fail(f"名字和出生证“{written}”不同，请勾选确认", "或者改回出生证上的名字")


@check("birth_nation", nation="form.nation", father="form.father.民族", mother="form.mother.民族")
def birth_nation(nation: str, father: str, mother: str) -> Verdict:
    """That of a parent."""
    if nation in (father, mother) or (nation in HAN and {father, mother} & set(HAN)):
        return Pass()
    return Fail("民族要随爸爸或妈妈", f"写“{father}”" if father == mother else f"写“{father}”或“{mother}”")
