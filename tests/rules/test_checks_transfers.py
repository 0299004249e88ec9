"""养老转移: whose months are joined and whose wait; what comes with them, and how the page says it."""

from dataclasses import replace
from datetime import date

import pytest

from app.checks.transfers import short
from app.language.showing import Said, Seen
from scenes.social import moving
from tests.rules.checking import LIN, PASS, Fail, Off, facts, off, rows, verdict, waits

WU = replace(LIN, name="吴海燕", id_number="440199197907300089", birth=date(1979, 7, 30), sex="女")
HERE = {"险种": "养老", "city": "440100", "单位": "W", "单位名称": "广州荔湾示例文化传播有限公司", "状态": "已缴"}
OU = HERE | {"from": "2021-07", "to": "2026-10", "基数": 1_200_000}
WU_HERE = HERE | {"from": "2019-11", "to": "2026-10", "基数": 680_000}
SHANGHAI = {"省外城市": "上海市", "起": "2020-07", "止": "2021-06", "月数": 12, "基数": 800_000}
CHANGSHA = {"省外城市": "湖南省长沙市", "起": "2006-03", "止": "2018-12", "月数": 154, "基数": None}
RULE = {"个人率": 0.08, "统筹率": 0.12, "男": 50, "女": 40}
RUNNING = {"转出地": "湖南省长沙市", "状态": "在办", "月数": 154, "步骤": [{"名": "发接收函", "日": "2026-11-16"}]}
STAYS = Fail(
    "您首次在广东参保时已满 40 岁、户籍在湖南，关系留在长沙",
    "广东缴的 84 个月退休时会一起归集，现在不用办",
)


def wu(home="430104", first="2019-11", **more):
    known = {"persons": [{"首次参保月": first}], "home": [{"区": home}], "elsewhere": [CHANGSHA], "pays": [WU_HERE], "rules": [RULE]}
    return facts(person=more.pop("person", WU), rows=rows(**known))


CASES = [
    ("transfer_drawing", facts(rows={"pension": Off("rst.pension")}), off("rst.pension")),
    ("transfer_running", facts(unpicked={"from": Off("rst.elsewhere")}), off("rst.elsewhere")),
    ("transfer_place", facts(), waits("form", "place")),
    ("transfer_overlap", facts(unpicked={"from": Off("rst.elsewhere")}), off("rst.elsewhere")),
    ("transfer_insured", facts(rows=rows(pays=[OU], pension=[])), PASS),
    ("transfer_insured", facts(rows=rows(pays=[OU | {"to": "2026-08"}], pension=[])), Fail("您现在没有在广东参保", "先在广东参保，再转")),
    ("transfer_insured", facts(rows=rows(pays=[], pension=[])), Fail("您现在没有在广东参保", "先在广东参保，再转")),
    ("transfer_insured", facts(rows=rows(pays=[], pension=[{"状态": "发放"}])), PASS),
    ("transfer_insured", facts(rows={"pays": Off("rst.pays")}), off("rst.pays")),
    ("transfer_drawing", facts(rows=rows(pension=[{"状态": "发放"}])), Fail("您在领养老金，不再转", "领养老金的不用办这一件")),
    ("transfer_drawing", facts(rows=rows(pension=[{"状态": "终止"}])), PASS),
    ("transfer_drawing", facts(rows=rows(pension=[])), PASS),
    ("transfer_ok", wu(), STAYS),
    ("transfer_ok", wu(home="440105"), PASS),
    ("transfer_ok", wu(first="2019-06"), PASS),  # a month before she was forty
    ("transfer_ok", wu(first="2019-07"), STAYS),
    ("transfer_ok", wu(person=replace(WU, sex="男")), PASS),  # of men fifty counts
    ("transfer_ok", facts(person=WU, rows=rows(elsewhere=[], pays=[], rules=[RULE], home=[])), waits("rows", "persons")),
    (
        "transfer_running",
        facts(picked={"from": (CHANGSHA,)}, rows=rows(running=[RUNNING])),
        Fail("长沙的转移正在办", "办到哪一步，看“看哪些能转”"),
    ),
    ("transfer_running", facts(picked={"from": (CHANGSHA,)}, rows=rows(running=[RUNNING | {"状态": "终止"}])), PASS),
    ("transfer_running", facts(picked={"from": (SHANGHAI,)}, rows=rows(running=[RUNNING])), PASS),
    ("transfer_place", facts(form={"place": "440600"}), Fail("省内不用转，已经合并", "选外省的那个地方")),
    ("transfer_place", facts(form={"place": "310000"}), PASS),
    ("transfer_overlap", facts(picked={"from": (SHANGHAI,)}, rows=rows(pays=[OU])), PASS),
    (
        "transfer_overlap",
        facts(picked={"from": (SHANGHAI | {"止": "2021-08"},)}, rows=rows(pays=[OU])),
        Fail("有 2 个月两边都缴了", "重复的由人核，后缴的退给您"),
    ),
]


@pytest.mark.parametrize(("name", "given", "expected"), CASES)
def test_whose_months_are_joined(name, given, expected):
    assert verdict(name, None, given) == expected


@pytest.mark.parametrize(
    ("place", "called"),
    [("湖南省长沙市", "长沙"), ("上海市", "上海"), ("广西壮族自治区", "广西"), ("湖南省", "湖南"), ("新疆维吾尔自治区", "新疆")],
)
def test_places_are_called_as_people_do(place, called):
    assert short(place) == called


def seen(**found):
    return Seen(date(2026, 11, 23), "440100", {name: tuple(some) for name, some in found.items()})


def test_what_comes_with_a_year_in_shanghai():
    assert moving.transfer_sum(SHANGHAI, RULE) == (768_000, 1_152_000)
    told = "上海市 2020 年 7 月到 2021 年 6 月，12 个月，个人账户 7,680.00 元，统筹 11,520.00 元，利息由对方算"
    assert moving.movable(seen(elsewhere=[SHANGHAI], rules=[RULE]), "") == Said("", told, "", 1_920_000)


def test_months_of_a_temporary_account_wait_and_those_of_the_province_are_one():
    waiting = moving.movable(seen(elsewhere=[CHANGSHA], rules=[RULE], persons=[{"账户": "临时"}]), "")
    assert (waiting.text, waiting.fen) == ("到退休时再归集", None) and "154 个月，金额由对方算" in waiting.note
    meizhou = OU | {"city": "441400", "from": "2010-07", "to": "2012-12"}
    here = moving.here(seen(pays=[meizhou, OU | {"from": "2013-01", "to": "2023-12"}, OU | {"from": "2024-04"}]), "")
    assert here == Said("已经合并", "梅州 30 个月、广州 163 个月，不用转", "done")
    assert moving.movable(seen(elsewhere=[CHANGSHA], rules=[RULE], pension=[{"状态": "发放"}]), "") is None
    assert moving.steps(seen(running=[RUNNING]), "").note == "湖南省长沙市 154 个月：2026 年 11 月 16 日发接收函"


def test_who_leaves_takes_a_paper_of_what_was_paid_here():
    paper = moving.leaving(seen(pays=[OU | {"from": "2025-07", "单位名称": "广州番禺示例软件有限公司"}]), 2026)
    assert dict(paper.facts)["缴费起止"] == "2025-07 到 2026-10" and dict(paper.facts)["累计缴费"] == "16 个月（1 年 4 个月）"
    assert paper.rows == (("2025 年", "6 个月", "广州番禺示例软件有限公司"), ("2026 年", "10 个月", "广州番禺示例软件有限公司"))
    assert moving.leaving(seen(pays=[]), 2026) is None
