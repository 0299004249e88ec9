"""What a page of a household book says of somebody: every check with what passes, what fails and what nobody knows yet."""

from datetime import date

import pytest

from app.checks.facts import Person
from tests.rules.checking import PASS, Fail, facts, rows, verdict, waits

GROWN, CHILD = "440199196809030033", "440199201406110016"
LEAVE = "不用改，把这一项去掉"


def page(picked=None, **columns):
    mine = {"婚姻": "未婚", "文化程度": "高中", "服务处所": None, "民族": "汉族", "户号": "440113078901", "变更": [], **columns}
    return facts(picked={"mine": (mine,), **{name: (row,) for name, row in (picked or {}).items()}})


def born(day):
    return facts(person=Person("区嘉怡", "440199199902140046", "111", date.fromisoformat(day), "女", 4))


def died(state="正常", relation="户主", others=(GROWN,), chosen=None):
    picked = {"page": ({"状态": state, "与户主关系": relation},)} | ({"new_head": ({"id": chosen},)} if chosen else {})
    return facts(picked=picked, rows=rows(adults=[{"id": one} for one in others]))


def books(*days, why="丢了"):
    return facts(picked={"home": ({"簿": [{"发簿日": "2001-03-01", "原因": "立户"}, *({"发簿日": day, "原因": why} for day in days)]},)})


def called(name, parents=(), **picked):
    found = {"mine": ({"姓名": "区嘉怡"},), **{key: ({"姓名": one},) for key, one in picked.items()}}
    return facts(form={"new_name": name}, picked=found, rows=rows(parents=[{"姓名": one} for one in parents]))


THIRD = Fail("姓要随爸爸或妈妈", "用别的姓，带上理由的证明到户籍派出所办")
NEW_HEAD = Fail("逝者是户主，选一下谁当新户主", "在“谁当新户主”里选一位成年人")
CASES = [
    ("book_times", books(), PASS),
    ("book_times", books("2025-11-20", "2026-01-05", "2026-05-06"), PASS),
    ("book_times", books("2026-01-05", "2026-05-06", "2026-09-08"), Fail("一年内第 4 次领户口本了", "要人工核实")),
    ("book_times", facts(), waits("form", "home")),
    ("death_certified", facts(), waits("form", "deceased")),
    ("death_open", facts(), waits("form", "page")),
    ("death_new_head", facts(rows=rows(adults=[])), waits("form", "page")),
    ("nation_age", facts(person=None), waits("person")),
    ("nation_once", facts(), waits("form", "mine")),
    ("death_certified", facts(picked={"deceased": ({"状态": "有效"},)}), PASS),
    ("death_certified", facts(picked={"deceased": ({"状态": "作废"},)}), Fail("这张死亡证明已经作废", "请用新的那张")),
    ("death_open", died(), PASS),
    ("death_open", died("死亡"), Fail("户口已经注销", "注销证明在卡包里")),
    ("death_new_head", died(relation="子"), PASS),
    ("death_new_head", died(others=()), PASS),
    ("death_new_head", died(), NEW_HEAD),
    ("death_new_head", died(chosen=GROWN), PASS),
    ("death_new_head", died(others=(GROWN, CHILD), chosen=CHILD), NEW_HEAD),
    ("death_new_head", died(others=(CHILD,)), Fail("留下的都是孩子，要先定谁照顾他们", "带户口簿到户籍派出所办")),
    ("info_marriage", page({"marriage": {"状态": "结婚"}}), PASS),
    ("info_marriage", page({"marriage": {"状态": "结婚"}}, 婚姻="有配偶"), Fail("户口簿上的婚姻状况已经是“有配偶”", LEAVE)),
    ("info_marriage", page({"marriage": {"状态": "未婚"}}), Fail("户口簿上的婚姻状况已经是“未婚”", LEAVE)),
    ("info_marriage", page(), waits("form", "marriage")),
    ("info_degree", page({"degree": {"学历": "大学本科"}}), PASS),
    ("info_degree", page({"degree": {"学历": "大学本科"}}, 文化程度=None), PASS),
    ("info_degree", page({"degree": {"学历": "大学本科"}}, 文化程度="大学本科"), Fail("户口簿上的文化程度已经是“大学本科”", LEAVE)),
    ("info_degree", page(), waits("form", "degree")),
    ("info_work", page({"work": {"单位名称": "示例学校"}}), PASS),
    ("info_work", page({"work": {"单位名称": "示例学校"}}, 服务处所="示例学校"), Fail("户口簿上的工作单位已经是“示例学校”", LEAVE)),
    ("info_work", page(), waits("form", "work")),
    ("name_new", called("区嘉宜"), PASS),
    ("name_new", called("区嘉怡"), Fail("新名字和现在一样", "换一个再填")),
    ("name_new", facts(form={"new_name": "区嘉宜"}), waits("form", "mine")),
    ("name_surname", facts(rows=rows(parents=[])), waits("form", "new_name")),
    ("name_birth", facts(), waits("form", "new_name")),
    ("name_surname", called("区嘉宜"), PASS),
    ("name_surname", called("陈嘉宜", ["区永康", "陈美玲"]), PASS),
    ("name_surname", called("黄嘉宜", ["区永康", "陈美玲"]), THIRD),
    ("name_surname", called("黄嘉宜"), THIRD),
    ("name_birth", called("区嘉仪", birth="区嘉仪"), PASS),
    ("name_birth", called("区嘉宜", birth="区嘉仪"), Fail("出生医学证明上是“区嘉仪”", "写成一样的；想改别的名字，改一下回答")),
    ("nation_age", born("2008-11-23"), PASS),
    ("nation_age", born("2006-11-24"), PASS),
    ("nation_age", born("2006-11-23"), Fail("满 20 周岁后民族不能再改", "登记时写错了的，带原始材料到户籍派出所问")),
    ("nation_age", born("2008-11-24"), Fail("未满 18 周岁的，由爸爸妈妈来办", "爸爸妈妈带户口簿到户籍派出所办")),
    ("nation_parent", page({"parent": {"民族": "满族"}}), PASS),
    ("nation_parent", page({"parent": {"民族": "汉族"}}), Fail("您的民族已经是“汉族”", "选民族不同的那一位；都一样的不能改")),
    ("nation_parent", page(), waits("form", "parent")),
    ("nation_once", page(), PASS),
    ("nation_once", page(变更=[{"项": "姓名", "原": "何桂", "新": "何桂芳", "日": "1985-03-02"}]), PASS),
    (
        "nation_once",
        page(变更=[{"项": "民族", "原": "满族", "新": "汉族", "日": "2025-03-02"}]),
        Fail("民族 2025-03-02 改过一次了", "只能改一次"),
    ),
]


@pytest.mark.parametrize(("name", "given", "expected"), CASES, ids=[f"{one[0]}-{n}" for n, one in enumerate(CASES)])
def test_each_answers_as_it_is_said(name, given, expected):
    assert verdict(name, 3 if name == "book_times" else None, given) == expected
