"""Driving licences: every check with what passes, what fails and what nobody knows yet."""

from datetime import date

import pytest

from app.checks import licences
from app.checks.facts import Person
from tests.rules.checking import PASS, Fail, Off, facts, off, rows, verdict, waits

LATER = "到时提醒您"
GONE = {"rows": {"licence": Off("jj.drivers")}}
HELD = {"states": ["扣留", "暂扣", "停止使用"]}
EXAMINED = "先到体检医院体检，做完再来"
TEST = {"years": 70, "points": 90, "tries": 5}
HE = Person("何桂芳", "440199195512240027", "111", date(1955, 12, 24), "女", 4)
BORN_ON_THE_DAY = Person("何桂芳", "440199195611230022", "111", date(1956, 11, 23), "女", 4)
A_DAY_LATER = Person("何桂芳", "440199195611240026", "111", date(1956, 11, 24), "女", 4)


def licence(since, until, full=0, grade="C1", **more):
    """A licence, its cycles one a year, the first `full` of them full."""
    cycles = [{"start": f"{int(since[:4]) + n}{since[4:]}", "满分": n < full} for n in range(3)]
    return facts(rows=rows(licence=[{"自": since, "至": until, "准驾": grade}], cycles=cycles), **more)


def state(*states):
    return facts(rows=rows(licence=[{"状态": list(states)}]))


def cycle(full, start="2026-01-20", end="2027-01-19", **more):
    return facts(rows=rows(cycles=[{"start": start, "止": end, "满分": full}]), **more)


def bills(*fen, state="已处理未缴"):
    return facts(rows=rows(bills=[{"罚款": one, "状态": state} for one in fen]))


def examined(*reports, grade="C1", **more):
    found = [{"结论": said, "至": until, "指定机构": named} for said, until, named in reports]
    return facts(rows=rows(health=found, licence=[{"准驾": grade}]), **more)


def scored(*scores, person=HE, **more):
    found = [{"date": on, "分数": points, "至": f"{int(on[:4]) + 1}{on[4:]}"} for on, points in scores]
    return facts(person=person, rows=rows(ability=found), **more)


def lower(held, wanted):
    form = {"lower": wanted} if wanted else {}
    return facts(picked={"licence": ({"准驾": held},)}, form=form)


CASES = [
    ("license_window", None, licence("2017-01-20", "2027-01-20"), PASS),
    ("license_window", None, licence("2017-01-20", "2027-01-20", day="2026-10-22"), PASS),
    ("license_window", None, licence("2017-01-20", "2027-01-20", day="2026-10-21"), Fail("还早，10月22日起能办", LATER)),
    ("license_window", None, licence("2020-07-09", "2030-07-09"), Fail("还早，2030年4月10日起能办", LATER)),
    ("license_window", None, licence("2017-01-20", "2027-01-20", day="2028-01-20"), PASS),
    (
        "license_window",
        None,
        licence("2017-01-20", "2027-01-20", day="2028-01-21"),
        Fail("过期超过一年，驾驶证已经注销", "先考科目一，考过了恢复"),
    ),
    (
        "license_window",
        None,
        licence("2017-01-20", "2027-01-20", day="2030-01-20"),
        Fail("过期超过一年，驾驶证已经注销", "先考科目一，考过了恢复"),
    ),
    (
        "license_window",
        None,
        licence("2017-01-20", "2027-01-20", day="2030-01-21"),
        Fail("过期超过三年，不能恢复了", "要重新考"),
    ),
    ("license_window", None, licence("2017-01-20", "长期"), Fail("您的驾驶证长期有效，不用换", "丢了坏了的，办“驾照丢了”")),
    ("license_window", None, facts(rows=rows(licence=[])), PASS),  # licence_there speaks of it
    ("license_window", None, facts(**GONE), off("jj.drivers")),
    ("license_term", None, licence("2021-01-10", "2027-01-10"), PASS),
    ("license_term", None, licence("2017-01-20", "2027-01-20"), PASS),
    ("license_term", None, licence("2017-01-20", "2027-01-20", full=1), Fail("有 1 个周期记满过 12 分，还是换 10 年的")),
    ("license_term", None, licence("2021-01-10", "2027-01-10", full=2), Fail("有 2 个周期记满过 12 分，还是换 6 年的")),
    ("license_term", None, facts(rows=rows(licence=[{"自": "2017-01-20", "至": "2027-01-20"}])), waits("rows", "cycles")),
    ("licence_there", None, facts(rows=rows(licence=[{}])), PASS),
    ("licence_there", None, facts(rows=rows(licence=[])), Fail("您名下没有驾驶证", "刚拿到的，过一天再看")),
    ("licence_there", None, facts(**GONE), off("jj.drivers")),
    ("licence_free", HELD, state("正常"), PASS),
    ("licence_free", HELD, state("逾期未换", "暂扣"), Fail("驾驶证现在是“暂扣”，不能办", "处理完再来，不清楚的打 12123 问")),
    ("licence_free", {"states": ["注销"]}, state("暂扣"), PASS),
    ("licence_free", HELD, facts(**GONE), off("jj.drivers")),
    ("licence_not_over", None, licence("2017-01-20", "2027-01-20", day="2027-01-20"), PASS),
    ("licence_not_over", None, licence("2017-01-20", "长期"), PASS),
    (
        "licence_not_over",
        None,
        licence("2017-01-20", "2026-11-20"),
        Fail("驾驶证11月20日过期了", "办“换驾照”，新证一起发"),
    ),
    ("licence_not_over", None, facts(**GONE), off("jj.drivers")),
    ("full_score", None, cycle(False), PASS),
    ("full_score", None, cycle(True), Fail("这个记分周期记满了 12 分", "先学习、考科目一，考过了再来")),
    ("full_score", None, cycle(True, day="2027-01-20"), PASS),  # the cycle after it
    ("full_score", None, facts(rows={"cycles": Off("jj.cycles")}), off("jj.cycles")),
    ("driver_clear", None, bills(), PASS),
    ("driver_clear", None, bills(20_000), Fail("有 1 张罚单没交，罚款 200 元", "先办“交罚款”，交完马上能接着办")),
    ("driver_clear", None, bills(20_000, 15_000), Fail("有 2 张罚单没交，罚款 350 元", "先办“交罚款”，交完马上能接着办")),
    ("driver_clear", None, bills(20_000, state="申诉中"), Fail("有 1 条违法正在申诉", "等有了结果再来")),
    ("driver_clear", None, facts(rows={"bills": Off("jj.violations")}), off("jj.violations")),
    ("driver_health", None, examined(("合格", "2027-05-02", True)), PASS),
    ("driver_health", None, examined(("合格", "2026-11-23", False)), PASS),
    ("driver_health", None, examined(("合格", "2026-11-22", True)), Fail("体检已过期", EXAMINED)),
    ("driver_health", None, examined(), Fail("没有查到体检结果", EXAMINED)),
    ("driver_health", None, examined(("不合格", "2027-05-02", True)), Fail("体检结果不合格", "打 12123 或到车管所问一问")),
    ("driver_health", None, examined(("合格", "2027-05-02", True), grade="C5"), PASS),
    (
        "driver_health",
        None,
        examined(("合格", "2027-05-02", False), grade="C5"),
        Fail("没有查到残疾人驾驶证指定医院的体检结果", EXAMINED),
    ),
    ("driver_health", None, facts(rows={"health": Off("wj.driverhealth"), **rows(licence=[{}])}), off("wj.driverhealth")),
    ("driver_ability", TEST, scored(("2026-11-10", 85), ("2026-11-20", 95)), PASS),
    ("driver_ability", TEST, scored(("2026-11-10", 85)), Fail("三力测试 85 分，90 分才合格", "今年还能测 4 次，到车管所再测")),
    (
        "driver_ability",
        TEST,
        scored(("2025-11-20", 95)),  # a year and three days old
        Fail("70 岁以上要先做三力测试（记忆力、判断力、反应力）", "到车管所测，测完再来"),
    ),
    (
        "driver_ability",
        TEST,
        scored(person=BORN_ON_THE_DAY),
        Fail("70 岁以上要先做三力测试（记忆力、判断力、反应力）", "到车管所测，测完再来"),
    ),
    ("driver_ability", TEST, scored(person=A_DAY_LATER), PASS),
    ("driver_ability", TEST, facts(person=HE, rows={"ability": Off("jj.ability")}), off("jj.ability")),
    ("lower_class", None, lower("B2", "C1"), PASS),
    ("lower_class", None, lower("B2", "keep"), PASS),
    ("lower_class", None, lower("B2", None), PASS),
    ("lower_class", None, lower("B2", "B1"), Fail("B2 不能换成 B1", "选一个更低的，或者选“不降”")),
    ("lower_class", None, facts(form={"lower": "C1"}), waits("form", "licence")),
]


@pytest.mark.parametrize(("name", "arg", "given", "expected"), CASES, ids=[f"{row[0]}-{place}" for place, row in enumerate(CASES)])
def test_what_a_check_of_a_licence_answers(name, arg, given, expected):
    assert verdict(name, arg, given) == expected


def test_a_term_grows_while_no_year_was_full():
    assert [licences.next_term(6, 0), licences.next_term(10, 0), licences.next_term(10, 1), licences.next_term(6, 2)] == [10, None, 10, 6]
