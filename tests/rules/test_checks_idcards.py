"""An id card instead of an earlier one: when it is time, whose prints still serve, which photo can be used; how long it is good for."""

from datetime import date

import pytest

from app.checks.idcards import renew_from
from app.language.derived import card_term
from tests.rules.checking import PASS, Fail, Off, facts, held, off, rows, verdict, waits

CARD = {"序": 1, "有效期至": "2027-01-12", "状态": "有效", "指纹": True, "指纹采集日": "2017-01-12"}
PHOTO = {"合格": True, "原因": None, "拍摄日": "2026-11-20"}
OTHERWISE = "姓名、地址变了，或者样子变化大的，改一下回答"
FOREVER = Fail("您的身份证长期有效，不用换", "丢了、坏了，请办“身份证丢了”")
MAKING = Fail("新证正在做，不用再申请", "做到哪一步了，到“办件”里看")
WINDOW = "改成到窗口办"
OTHER = "选另一张，或者用手机拍一张"


def wallet(until):
    return facts(held=held(until, "ec-idcard"))


def card(*states, **more):
    return facts(
        picked={"card": (CARD | more,)}, rows=rows(cards=[CARD | more | {"状态": one} for one in states or (more.get("状态", "有效"),)])
    )


def photo(**more):
    return facts(picked={"receipt": (PHOTO | more,)})


CHILD = {"姓名": "周子轩", "child": "440199201406110016"}
INSTEAD = "快到期的办“换身份证”，丢了、坏了办“身份证丢了”"
AT_HOME = "回户口所在的市办；急着坐车、住店，用手机里的电子身份证"
STILL = Fail("您手里的身份证还能用，不用办临时的", "新证做好前，旧的照样用")


def child(*cards):
    return facts(picked={"for": (CHILD,)}, rows=rows(childcards=cards))


def temporary(*ends):
    """A card is being made; in hand are those good until these days."""
    return facts(picked={"card": (CARD | {"序": 2, "状态": "制证中"},)}, rows=rows(cards=[{"有效期至": one} for one in ends]))


def going(office, home):
    return facts(picked={"office": ({"区": office},)}, rows=rows(home=[{"区": home}]))


RENEW = {"cert": "ec-idcard", "months": 6}
CASES = [
    ("card_due", RENEW, wallet("2027-01-12"), PASS),
    ("card_due", RENEW, wallet("2027-05-23"), PASS),  # six months to the day
    ("card_due", RENEW, wallet("2027-05-24"), Fail("还没到换证时间，11月24日起可以换", OTHERWISE)),
    ("card_due", RENEW, wallet("2028-03-05"), Fail("还没到换证时间，2027年9月5日起可以换", OTHERWISE)),
    ("card_due", RENEW, wallet("2026-01-01"), PASS),  # over already
    ("card_due", RENEW, wallet("长期"), FOREVER),
    ("card_due", RENEW, facts(), waits("cert")),
    ("card_due", RENEW, facts(held={"ec-idcard": Off("ec-idcard")}), off("ec-idcard")),
    ("card_row_due", 6, card(), PASS),
    ("card_row_due", 6, card(有效期至="2029-07-01"), Fail("还没到换证时间，2029年1月1日起可以换", OTHERWISE)),
    ("card_row_due", 6, card(有效期至="长期"), FOREVER),
    ("card_row_due", 6, facts(unpicked={"card": Off("gat.idcards")}), off("gat.idcards")),
    ("card_usable", None, card(), PASS),
    ("card_usable", None, card("挂失", 状态="挂失"), Fail("这张身份证挂失过了，不能换", "请办“身份证丢了”补一张")),
    ("card_usable", None, card("有效", "制证中"), MAKING),
    ("card_usable", None, facts(rows=rows(cards=[CARD])), waits("form", "card")),
    ("card_lost", None, card("挂失", 状态="挂失"), PASS),
    ("card_lost", None, card("挂失", "制证中", 状态="挂失"), MAKING),
    ("card_lost", None, facts(rows=rows(cards=[CARD])), waits("form", "card")),
    ("card_prints", 10, facts(), waits("rows", "cards")),
    ("photo_receipt", 12, facts(), waits("form", "receipt")),
    ("card_prints", 10, card(), PASS),
    ("card_prints", 10, card(指纹采集日="2016-11-23"), PASS),  # ten years to the day
    ("card_prints", 10, card(指纹采集日="2014-12-01"), Fail("留的指纹超过 10 年了，要到窗口按一次", WINDOW)),
    ("card_prints", 10, card(指纹=False, 指纹采集日=None), Fail("以前没留过指纹，要到窗口按一次", WINDOW)),
    ("card_first", None, child(), PASS),
    ("card_first", None, child({"状态": "作废", "有效期至": "2029-07-01"}), Fail("周子轩已经有身份证，到期 2029年7月1日", INSTEAD)),
    ("card_first", None, child({"状态": "有效", "有效期至": "长期"}), Fail("周子轩已经有身份证，长期", INSTEAD)),
    ("card_first", None, child({"状态": "制证中", "有效期至": "2031-11-23"}), MAKING),
    ("card_first", None, facts(picked={"for": (CHILD,)}, rows={"childcards": Off("gat.idcards")}), off("gat.idcards")),
    ("card_first", None, facts(rows=rows(childcards=[])), waits("form", "for")),
    ("card_in_hand", None, temporary(), PASS),
    ("card_in_hand", None, temporary("2026-11-22"), PASS),
    ("card_in_hand", None, temporary("2026-11-23"), STILL),
    ("card_in_hand", None, temporary("长期"), STILL),
    ("card_in_hand", None, facts(rows=rows(cards=[])), waits("form", "card")),
    ("temp_here", None, going("440113", "440113"), PASS),
    ("temp_here", None, going("440106", "440113"), PASS),
    ("temp_here", None, going("440604", "440113"), Fail("外地户口请在户籍地办临时证", "选一家户口所在市的派出所")),
    (
        "temp_here",
        None,
        going("440106", "430104"),
        Fail("外地户口请在户籍地办临时证", AT_HOME),
    ),
    ("temp_here", None, facts(rows=rows(home=[{"区": "440113"}])), waits("form", "office")),
    ("photo_receipt", 12, photo(), PASS),
    ("photo_receipt", 12, photo(拍摄日="2025-11-23"), PASS),
    ("photo_receipt", 12, photo(拍摄日="2025-09-20"), Fail("相片要 12 个月内拍的，这张是2025年9月20日拍的", OTHER)),
    ("photo_receipt", 12, photo(合格=False, 原因="背景有阴影"), Fail("这张相片不合格：背景有阴影", OTHER)),
]


@pytest.mark.parametrize(("name", "arg", "given", "said"), CASES)
def test_what_a_check_says(name, arg, given, said):
    assert verdict(name, arg, given) == said


@pytest.mark.parametrize(("until", "first"), [("2027-01-12", "2026-07-12"), ("2029-07-01", "2029-01-01")])
def test_from_which_day_on_a_card_is_renewed(until, first):
    assert renew_from(date.fromisoformat(until), 6).isoformat() == first


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("440199201406110016", "5 年"),
        ("440199200304050038", "10 年"),
        ("440199199902140046", "20 年"),
        ("440199196809030033", "长期"),
    ],
)
def test_how_long_a_card_issued_today_is_good_for(number, said):
    assert card_term([{"id": number}], {"facts.today": "2026-12-01"}) == said


def test_without_a_number_nobody_says_how_long():
    assert card_term([{"序": 1}], {"facts.today": "2026-12-01"}) is None and card_term([None], {}) is None
