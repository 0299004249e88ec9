"""A child enters a household: every check with what passes, what fails and what nobody knows yet."""

import pytest

from tests.rules.checking import PASS, Fail, facts, verdict, waits

LIN, CHEN, ZHAO = "440199199208200010", "440199199503120021", "44019919851119005X"
BIRTH = {"状态": "未用", "母": CHEN, "父": LIN, "姓名": "林沐阳", "出生时间": "2026-10-08 09:26"}
HOME = {"状态": "正常", "类别": "家庭户", "户主": LIN}
ELSEWHERE = "带出生医学证明、户口簿和身份证到户籍派出所办"


def picked(form=None, day=None, baby=None, follow=None, **rows):
    found = {"baby": ({**BIRTH, **(baby or {})},), "follow": ({**HOME, **(follow or {})},)} | {key: (row,) for key, row in rows.items()}
    parents = {"father": ({"姓名": "林志豪", "民族": "汉族"},), "mother": ({"姓名": "陈晓彤", "民族": "汉族"},)}
    return facts(day=day, picked={**parents, **found}, form=form or {})


WED = picked(marriage={"对方": [{"name": "陈晓彤", "id": CHEN}]})
ALONE = facts(picked={"marriage": ({"对方": []},), "baby": (BIRTH,)})
MOTHER = "form.mother_by_hand.id_number"


def typed(born, mother=CHEN):
    return facts(form={"baby_born": born, "mother_by_hand": {"name": "陈晓彤", "id_number": mother}})


CASES = [
    ("birth_order", MOTHER, typed("2026-10-08"), PASS),
    ("birth_order", MOTHER, typed("1995-03-13"), PASS),
    ("birth_order", MOTHER, typed("1995-03-12"), Fail("宝宝比爸爸妈妈还大", "看看出生日期和身份证号是不是填反了")),
    ("birth_order", MOTHER, typed("1990-01-01"), Fail("宝宝比爸爸妈妈还大", "看看出生日期和身份证号是不是填反了")),
    ("birth_order", MOTHER, facts(form={"baby_born": "2026-10-08"}), waits("form", "mother_by_hand")),
    ("birth_unused", None, picked(), PASS),
    ("birth_unused", None, picked(baby={"状态": "已用"}), Fail("这张出生证已经入过户了", "要宝宝的户口页，办“补户口本”")),
    ("birth_unused", None, picked(baby={"状态": "作废"}), Fail("这张出生证已经作废", "请用新的那张")),
    ("birth_unused", None, facts(), waits("form", "baby")),
    ("birth_parent", None, picked(), PASS),
    ("birth_parent", None, picked(baby={"父": None, "母": LIN}), PASS),
    ("birth_parent", None, picked(baby={"父": ZHAO}), Fail("出生证上不是您的孩子", "请孩子的爸爸或妈妈来办")),
    ("birth_parent", None, facts(), waits("form", "baby")),
    ("birth_within", 1, picked(), PASS),
    ("birth_within", 1, picked(day="2027-10-07"), PASS),
    ("birth_within", 1, picked(day="2027-10-08"), Fail("宝宝满 1 周岁了，要说明为什么现在才办", ELSEWHERE)),
    ("birth_within", 1, facts(), waits("form", "baby")),
    ("birth_household", None, picked(), PASS),
    ("birth_household", None, picked(follow={"户主": CHEN}), PASS),
    ("birth_household", None, picked(follow={"状态": "冻结"}), Fail("这一户的户口目前动不了", "打户籍派出所电话问清楚")),
    (
        "birth_household",
        None,
        picked(follow={"类别": "单位集体户", "户主": None}),
        Fail("落集体户要管理单位同意", f"开好同意落户的证明，{ELSEWHERE}"),
    ),
    ("birth_household", None, picked(follow={"户主": ZHAO}), Fail("户主不是爸爸或妈妈，要户主本人同意", f"和户主一起，{ELSEWHERE}")),
    ("birth_household", None, facts(), waits("form", "follow")),
    ("birth_married", None, WED, PASS),
    (
        "birth_married",
        None,
        picked(marriage={"对方": [{"name": "别人", "id": ZHAO}]}),
        Fail("没有查到爸爸妈妈互相的结婚登记", f"没登记结婚也能上户口：{ELSEWHERE}"),
    ),
    ("birth_married", None, ALONE, Fail("没有查到爸爸妈妈互相的结婚登记", f"没登记结婚也能上户口：{ELSEWHERE}")),
    ("birth_married", None, picked(), waits("form", "marriage")),
    ("birth_surname", None, picked({"baby_name": "林沐阳"}), PASS),
    ("birth_surname", None, picked({"baby_name": "陈沐阳"}), PASS),
    ("birth_surname", None, picked({"baby_name": "林陈沐"}), PASS),
    ("birth_surname", None, picked({"baby_name": "黄沐阳"}), Fail("姓要随爸爸或妈妈", "用别的姓，带上理由的证明到户籍派出所办")),
    ("birth_surname", None, picked(), waits("form", "baby_name")),
    ("birth_name_agreed", None, picked({"baby_name": "林沐阳"}), PASS),
    ("birth_name_agreed", None, picked({"baby_name": "陈沐阳", "differs": True}), PASS),
    (
        "birth_name_agreed",
        None,
        picked({"baby_name": "陈沐阳"}),
        Fail("名字和出生证“林沐阳”不同，请勾选确认", "或者改回出生证上的名字"),
    ),
    ("birth_name_agreed", None, picked(), waits("form", "baby_name")),
    ("birth_nation", None, picked({"nation": "汉族"}), PASS),
    ("birth_nation", None, picked({"nation": "汉"}), PASS),
    ("birth_nation", None, picked({"nation": "满族"}, mother={"姓名": "陈晓彤", "民族": "满族"}), PASS),
    ("birth_nation", None, picked({"nation": "满族"}), Fail("民族要随爸爸或妈妈", "写“汉族”")),
    (
        "birth_nation",
        None,
        picked({"nation": "苗族"}, mother={"姓名": "陈晓彤", "民族": "满族"}),
        Fail("民族要随爸爸或妈妈", "写“汉族”或“满族”"),
    ),
    ("birth_nation", None, picked(), waits("form", "nation")),
]


@pytest.mark.parametrize(("name", "arg", "given", "answer"), CASES)
def test_a_check_of_a_birth_decides(name, arg, given, answer):
    assert verdict(name, arg, given) == answer
