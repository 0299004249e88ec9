"""`course:` of an item, read strictly: what contradicts itself is refused with file, item and place."""

import copy

import pytest
import yaml

from app.language import courses
from app.language.checklist import Item
from app.language.load import Mistake, compiled

ITEM = yaml.safe_load("""
id: two-offices
name: 两处都要同意的事
short: 两处同意
icon: household
plain: 想象的
dept: dept-gat-hz
object: [person]
kind: promise
legal: {n: 20, unit: workday}
promise: {n: 10, unit: workday}
trust: 3
fees: []
result: {at_once: item}
questions:
  - {id: why, ask: 为什么, options: [{id: house, text: 房子}, {id: work, text: 工作}]}
situations:
  - {id: s1, name: 都一样, online: full, visits: 0}
materials:
  - {m: m-idcard, need: must}
review:
  - {id: r1, text: 房子是他的, check: manual}
  - {id: r2, text: 户口正常, check: manual}
form:
  - {id: phone, label: 手机号, kind: phone, from: account.phone}
  - {id: house, label: 房子, kind: text, when: {why: house}}
course:
  order: row
  offices:
    - {id: in, name: 派出所（迁入地）, department: dept-gat-hz, days: 8, points: [r1], asks: [house], when: {why: house}}
    - {id: out, name: 派出所（迁出地）, department: dept-gat-hz, days: 1, points: [r2], asks: []}
    - {id: check, name: 不动产, department: dept-zrzy, days: 2}
""")


def made(**changes):
    """The item's content with its course changed: offices by id, or the whole."""
    item = copy.deepcopy(ITEM)
    for key, value in changes.pop("course", {}).items():
        item["course"][key] = value
    for office, values in changes.pop("offices", {}).items():
        next(one for one in item["course"]["offices"] if one["id"] == office).update(values)
    item.update(changes)
    return compiled({"scene": "household", "theme": "household", "item": item})


def test_a_course_is_read_as_it_is_written():
    course = Item(made(), "v").course
    assert (course.order, [one.id for one in course.offices]) == ("row", ["in", "out", "check"])
    into, out, check = course.offices
    assert (into.department, into.days, into.owns("two-offices.r1"), into.owns("two-offices.r2")) == ("dept-gat-hz", 8, True, False)
    assert (into.may_ask("house"), out.may_ask("house"), check.may_ask("house"), check.owns("two-offices.r1")) == (True, False, True, True)
    assert [one.id for one in course.passing({"why": "house"})] == ["in", "out", "check"]
    assert [one.id for one in course.passing({"why": "work"})] == ["out", "check"]


def test_offices_that_share_out_every_answer_leave_nobody_without_one():
    """Into the province and out of it other offices decide: one of them is passed whatever is answered."""
    shared = {"in": {"when": {"why": "house"}}, "out": {"when": {"why": ["work", "house"]}, "remote": True}}
    shared["check"] = {"when": {"why": "work"}}
    course = Item(made(offices=shared), "v").course
    assert [[one.id for one in course.passing({"why": why})] for why in ("house", "work")] == [["in", "out"], ["out", "check"]]
    assert [one.remote for one in course.offices] == [False, True, False]


def test_a_version_without_offices_has_none():
    content = made()
    del content["course"]
    assert Item(content, "v").course is None and courses.of_content({}) is None


@pytest.mark.parametrize(
    ("changes", "field", "say"),
    [
        ({"offices": {"in": {"department": "dept-nobody"}}}, "course.offices.in.department", "没有这个部门：dept-nobody"),
        ({"course": {"offices": []}}, "course.offices", "至少写两个；只有一个部门办的，整个 course 不写"),
        ({"course": {"offices": ITEM["course"]["offices"][:1]}}, "course.offices", "至少写两个；只有一个部门办的，整个 course 不写"),
        ({"offices": {"out": {"id": "in"}}}, "course.offices", "编号重复：in"),
        ({"course": {"order": "circle"}}, "course.order", "不认识：circle"),
        ({"course": {"offices": "派出所"}}, "course.offices", "要写成列表：[甲, 乙]"),
        ({"course": {"speed": "fast"}}, "course.speed", "不认识这个字段"),
        ({"offices": {"in": {"days": "8"}}}, "course.offices.in.days", "写 0 到 365 的整数：8"),
        ({"offices": {"in": {"days": -1}}}, "course.offices.in.days", "写 0 到 365 的整数：-1"),
        ({"offices": {"in": {"days": 366}}}, "course.offices.in.days", "写 0 到 365 的整数：366"),
        ({"offices": {"in": {"points": ["r9"]}}}, "course.offices.in.points", "没有这条审查要点：r9"),
        ({"offices": {"in": {"asks": ["garden"]}}}, "course.offices.in.asks", "表里和材料里都没有：garden"),
        ({"offices": {"in": {"name": ""}}}, "course.offices.in.name", "没有写"),
        ({"offices": {"in": {"id": "x" * 21}}}, f"course.offices.{'x' * 21}.id", f"最多 20 个字母：{'x' * 21}"),
        ({"offices": {"in": {"when": {"why": "love"}}}}, "course.offices.in.when", None),
        (
            {"offices": {one: {"when": {"why": "house"}} for one in ("in", "out", "check")}},
            "course.offices",
            "至少有一个是谁都要经过的：不写 when",
        ),
        (
            {"fees": [{"id": "f1", "name": "费", "yuan": 1, "per": "件", "status": "confirmed"}]},
            "course",
            "几个部门办的，还不能在手机上收费",
        ),
    ],
)
def test_what_contradicts_itself_is_refused_at_its_place(changes, field, say):
    with pytest.raises(Mistake) as wrong:
        made(**changes)
    assert (wrong.value.file, wrong.value.item, wrong.value.field) == ("household/items.yaml", "two-offices", field)
    assert say is None or wrong.value.say == say
