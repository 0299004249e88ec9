"""What a page of a household book says of somebody: married, degree, work, nation; and when it may say something else."""

from __future__ import annotations

from datetime import date

from app.checks.days import times_in
from app.checks.declare import check
from app.checks.facts import Fail, Pass, Verdict
from app.identity.rules import age
from app.kernel import text as texts
from app.kernel.ports import Row

MARRIED = {"结婚": "有配偶", "离婚": "离婚", "丧偶": "丧偶", "未婚": "未婚"}
GROWN, SETTLED = 18, 20  # years: from the first one asks oneself, from the second nobody may
LEAVE = "不用改，把这一项去掉"
NATION, HEAD = "民族", "户主"
FIRST_BOOK, YEAR = "立户", 365


@check("info_marriage", written="form.mine.婚姻", found="form.marriage.状态")
def info_marriage(written: str, found: str) -> Verdict:
    """The register of marriages says something else than the page."""
    return Fail(f"户口簿上的婚姻状况已经是“{written}”", LEAVE) if MARRIED.get(found) == written else Pass()


@check("info_degree", found="form.degree.学历", written="form.mine.文化程度")
def info_degree(found: str, written: str | None) -> Verdict:
    """The register of degrees says something else than the page."""
    return Fail(f"户口簿上的文化程度已经是“{written}”", LEAVE) if found == written else Pass()


@check("info_work", found="form.work.单位名称", written="form.mine.服务处所")
def info_work(found: str, written: str | None) -> Verdict:
    """Who pays the insurance is somebody else than the page names."""
    return Fail(f"户口簿上的工作单位已经是“{written}”", LEAVE) if found == written else Pass()


@check("book_times", short="most", books="form.home.簿")
def book_times(today: date, books: object, most: int) -> Verdict:
    """Not more books than these within 365 days. `books`: 发簿日 and 原因 of each; the first of a household does not count."""
    rows = [one for one in books if isinstance(one, dict) and one.get("原因") != FIRST_BOOK] if isinstance(books, list) else []
    days = [day for one in rows if (day := texts.day(one.get("发簿日")))]
    found = times_in(YEAR, days, today)
    return Pass() if found < most else Fail(f"一年内第 {found + 1} 次领户口本了", "要人工核实")


@check("death_certified", state="form.deceased.状态")
def death_certified(state: str) -> Verdict:
    """The certificate of death holds."""
    return Pass() if state == "有效" else Fail("这张死亡证明已经作废", "请用新的那张")


@check("death_open", state="form.page.状态")
def death_open(state: str) -> Verdict:
    """The page has not been closed yet."""
    return Fail("户口已经注销", "注销证明在卡包里") if state == "死亡" else Pass()


@check("death_new_head", chosen="form.new_head.id", page="form.page.与户主关系", others="rows.adults")
def death_new_head(today: date, chosen: str | None, page: str, others: object) -> Verdict:
    """Who was head is followed by somebody of the household who is grown up, where there is one."""
    stay = [str(one.columns["id"]) for one in others if isinstance(one, Row)] if isinstance(others, tuple | list) else []
    if page != HEAD or not stay:
        return Pass()
    grown = [one for one in stay if (day := texts.birth_date(one)) and age(day, today) >= GROWN]
    if not grown:
        return Fail("留下的都是孩子，要先定谁照顾他们", "带户口簿到户籍派出所办")
    return Pass() if chosen in grown else Fail("逝者是户主，选一下谁当新户主", "在“谁当新户主”里选一位成年人")


@check("nation_age", born="person.birth")
def nation_age(today: date, born: date) -> Verdict:
    """One asks oneself between eighteen and twenty; before that the parents do, after that nobody."""
    years = age(born, today)
    if years >= SETTLED:
        return Fail(f"满 {SETTLED} 周岁后民族不能再改", "登记时写错了的，带原始材料到户籍派出所问")
    return Pass() if years >= GROWN else Fail(f"未满 {GROWN} 周岁的，由爸爸妈妈来办", "爸爸妈妈带户口簿到户籍派出所办")


@check("nation_parent", found="form.parent.民族", written="form.mine.民族")
def nation_parent(found: str, written: str) -> Verdict:
    """That of a parent, and another than the page's."""
    return Fail(f"您的民族已经是“{written}”", "选民族不同的那一位；都一样的不能改") if found == written else Pass()


@check("nation_once", mine="form.mine.户号", changes="form.mine.变更")
def nation_once(mine: str, changes: object) -> Verdict:
    """It has not been changed before."""
    rows = changes if isinstance(changes, list) else []
    earlier = next((one for one in rows if isinstance(one, dict) and one.get("项") == NATION), None)
    return Fail(f"民族 {earlier['日']} 改过一次了", "只能改一次") if earlier else Pass()
