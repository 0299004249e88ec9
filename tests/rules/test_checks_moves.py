"""A household register that moves: every check with what passes, what fails and what nobody knows yet."""

import pytest

from tests.rules.checking import PASS, Fail, facts, rows, verdict, waits

ME, OTHER, CHILD = "440199199208200010", "440199199503120021", "440199201406110016"
FOSHAN = [
    {"reason": "合法住所", "allowed": True, "社保月": None, "婚龄年": None, "学历": None, "年龄上限": None, "说明": "房子就行"},
    {"reason": "就业", "allowed": True, "社保月": 6, "婚龄年": None, "学历": None, "年龄上限": None, "说明": None},
    {"reason": "夫妻投靠", "allowed": True, "社保月": None, "婚龄年": 2, "学历": None, "年龄上限": None, "说明": None},
    {"reason": "学历", "allowed": True, "社保月": None, "婚龄年": None, "学历": "大专", "年龄上限": 30, "说明": None},
    {"reason": "积分入户", "allowed": False, "社保月": None, "婚龄年": None, "学历": None, "年龄上限": None, "说明": None},
]
HOME = {"区": "440106", "状态": "正常", "户主": ME}
COUNTER = "带上证明到迁入地派出所办"


def asked(why="house", to="440600", day=None, home=None, mine="正常", movers=(ME,), **more):
    picked = {"home": ({**HOME, **(home or {})},), "mine": ({"状态": mine},), "movers": tuple({"id": one} for one in movers)}
    picked |= more.pop("picked", {})
    found = {"rules": FOSHAN, **more.pop("rows", {})}
    return facts(day=day, answers={"why": why}, form={"to": to}, picked=picked, rows=rows(**found))


def kin(why="spouse", book=None, near=None):
    found = {"target": [{"区": "440604", "状态": "正常", **(book or {})}], "near": [{"配偶": [OTHER], "父母": [], **(near or {})}]}
    return asked(why, picked={"kin": ({"id": OTHER, "姓名": "陈晓彤"},)}, rows=found)


STAYS = [{"id": ME}, {"id": OTHER}]
CASES = [
    ("move_row", None, asked(), PASS),
    ("move_row", None, asked(home={"状态": "冻结"}), Fail("您的户口目前被冻结", "打户籍派出所电话问清楚")),
    ("move_row", None, asked(mine="迁出"), Fail("您的户口现在不是正常状态", "打户籍派出所电话问清楚")),
    ("move_row", None, facts(), waits("form", "mine")),
    ("move_way", None, asked(), PASS),
    ("move_way", None, asked(to="440100"), Fail("户口就在这个市", "同城搬家请办“搬家改地址”")),
    ("move_way", None, asked(to="430100"), Fail("迁出、迁入有一头不在广东", "请办“跨省迁户口”")),
    ("move_way", None, asked(home={"区": "430104"}), Fail("迁出、迁入有一头不在广东", "请办“跨省迁户口”")),
    ("move_way", None, facts(), waits("form", "to")),
    ("move_reason", None, asked(), PASS),
    ("move_reason", None, asked("child"), Fail("佛山没有这一种入户", "可用的理由：合法住所、就业、夫妻投靠、学历，回去重选")),
    ("move_reason", None, asked(rows={"rules": []}), Fail("佛山的条件还没有接上", COUNTER)),
    (
        "move_reason",
        None,
        asked(rows={"rules": [{**FOSHAN[0], "allowed": False, "说明": "没有“买房入户”"}, FOSHAN[1]]}),
        Fail("没有“买房入户”", "可用的理由：就业，回去重选"),
    ),
    ("move_reason", None, facts(form={"to": "440600"}, answers={"why": "house"}), waits("rows", "rules")),
    ("move_job", None, asked("job", rows={"months": [{"养老": 6}]}), PASS),
    ("move_job", None, asked("job", rows={"months": [{"养老": 5}]}), Fail("佛山的社保还差 1 个月", "交满了再来办")),
    ("move_job", None, asked("job", rows={"months": []}), Fail("佛山没有查到您的社保，差 6 个月", "交满了再来办")),
    ("move_job", None, asked("job"), waits("rows", "months")),
    ("move_spouse", None, asked("spouse", rows={"marriage": [{"登记日": "2024-11-23"}]}), PASS),
    ("move_spouse", None, asked("spouse", rows={"marriage": [{"登记日": "2024-11-24"}]}), Fail("佛山要结婚满 2 年", "满了再来办")),
    ("move_spouse", None, asked("spouse", rows={"marriage": []}), Fail("没有查到您的结婚登记", f"带结婚证，{COUNTER}")),
    ("move_spouse", None, asked("spouse"), waits("rows", "marriage")),
    ("move_degree", None, asked("degree", day="2022-08-20", picked={"degree": ({"学历": "大专"},)}), PASS),
    (
        "move_degree",
        None,
        asked("degree", day="2023-08-20", picked={"degree": ({"学历": "博士"},)}),
        Fail("佛山的学历入户要 30 岁以下", "换一种理由再办"),
    ),
    (
        "move_degree",
        None,
        asked("degree", picked={"degree": ({"学历": "高中"},)}),
        Fail("佛山要大专以上学历", "换一个学历，或者换一种理由"),
    ),
    ("move_degree", None, asked("degree"), waits("form", "degree")),
    ("move_kin", None, kin(), PASS),
    ("move_kin", None, kin("child"), Fail("陈晓彤不是您的父母", "要投靠父母，重选一次")),
    ("move_kin", None, kin("child", near={"父母": [OTHER]}), PASS),
    ("move_kin", None, kin(book={"区": "440106"}), Fail("陈晓彤的户口不在佛山", "重选迁到哪个市")),
    ("move_kin", None, kin(book={"状态": "冻结"}), Fail("陈晓彤那一户现在动不了", "请户主打户籍派出所电话问清楚")),
    ("move_kin", None, asked("spouse"), waits("form", "kin")),
    ("move_house", None, asked(picked={"house": ({"市": "440600"},)}), PASS),
    ("move_house", None, asked(picked={"house": ({"市": "440300"},)}), Fail("这套房子不在佛山", "换一套房子，或者重选迁到哪个市")),
    ("move_house", None, asked(), waits("form", "house")),
    ("move_with_me", None, asked(), PASS),
    ("move_with_me", None, asked(movers=(OTHER,)), Fail("一起迁的人里至少有本人", "把自己也选上")),
    ("move_with_me", None, facts(), waits("form", "movers")),
    ("move_grown", None, facts(), waits("form", "movers")),
    ("move_grown", None, asked(movers=(ME, OTHER)), PASS),
    (
        "move_grown",
        None,
        asked(movers=(ME, CHILD)),
        Fail("未成年的孩子一起迁，要爸爸妈妈都签字", "带孩子的出生证、结婚证到迁入地派出所办"),
    ),
    ("move_left_head", None, asked(rows={"members": STAYS[:1]}), PASS),
    ("move_left_head", None, asked(home={"户主": OTHER}, rows={"members": STAYS}), PASS),
    (
        "move_left_head",
        None,
        asked(rows={"members": STAYS}),
        Fail("您是户主，选一下留下的人谁当户主", "在“留下的人谁当户主”里选一位成年人"),
    ),
    ("move_left_head", None, asked(rows={"members": STAYS}, picked={"left_head": ({"id": OTHER},)}), PASS),
    (
        "move_left_head",
        None,
        asked(rows={"members": [{"id": ME}, {"id": CHILD}]}),
        Fail("留下的都是孩子，要一起迁或者先换户主", "到户籍派出所问一问"),
    ),
    ("move_left_head", None, asked(), waits("rows", "members")),
]


@pytest.mark.parametrize(("name", "arg", "given", "expected"), CASES, ids=[f"{one[0]}-{n}" for n, one in enumerate(CASES)])
def test_each_answers_as_it_is_said(name, arg, given, expected):
    assert verdict(name, arg, given) == expected
