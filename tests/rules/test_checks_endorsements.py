"""What may be written into a permit for Hong Kong and Macau: whose it is, how long the card must last, what is left; what it costs."""

import pytest

from app.checks.facts import Facts
from app.prices import rules
from tests import written
from tests.rules.checking import PASS, TODAY, Fail, Off, facts, held, off, rows, verdict, waits

GUANGZHOU, SHENZHEN, ZHUHAI = "广东省广州市天河区体育东路100号1201房", "广东省深圳市南山区科苑路1号", "广东省珠海市横琴新区天羽道1号"
ELSEWHERE = "湖南省长沙市岳麓区示例路10号"
OTHERWISE = "换一种签注，或者在本人户口所在地的窗口问一问"
SZ, ZH, HQ, PILOT = "深圳户口或居住证", "珠海户口", "横琴户口或居住证", "试点城市户口"


def of(home, stay=""):
    """Somebody with this household register, and this residence permit."""
    permit = held("2027-05-01", "ec-residence", 居住地址=stay) if stay else {}
    return facts(held=held("长期", "ec-hukou", 住址=home) | permit)


def left(kind="个人旅游", **row):
    known = {"place": "HK", "kind": "个人旅游", "times": "2", "used": 1, "until": "2027-02-10"}
    return facts(rows=rows(left=[known | row]), picked={"hk": ({"kind": kind},)})


def card(until, months):
    return facts(rows=rows(cards=[{"until": until}] if until else []), picked={"hk": ({"months": months},)})


def kin(relation, who="配偶、父母、子女"):
    return facts(form={"kin": [{"relation": relation}]}, picked={"hk": ({"who": who},)})


LEFT = {"left": "rows.left", "place": "HK", "kind": "form.hk.kind"}
COVERED = {"cards": "rows.cards", "months": "form.hk.months"}
NEAR = {"who": "form.hk.who"}
CASES = [
    ("endorse_open", {"who": PILOT}, of(GUANGZHOU), PASS),
    ("endorse_open", {"who": PILOT}, of(ELSEWHERE), Fail("个人旅游签注要看户口，您的户口不在广东", OTHERWISE)),
    ("endorse_open", {"who": PILOT}, of(ELSEWHERE, GUANGZHOU), PASS),
    ("endorse_open", {"who": SZ}, of(GUANGZHOU), Fail("一签多行只给深圳户籍和居住证", OTHERWISE)),
    ("endorse_open", {"who": SZ}, of(SHENZHEN), PASS),
    ("endorse_open", {"who": SZ}, of(GUANGZHOU, SHENZHEN), PASS),
    ("endorse_open", {"who": ZH}, of(ZHUHAI), PASS),
    ("endorse_open", {"who": ZH}, of(GUANGZHOU, ZHUHAI), Fail("一周一行只给珠海户籍", OTHERWISE)),  # the permit alone is not enough
    ("endorse_open", {"who": HQ}, of(GUANGZHOU, ZHUHAI), PASS),
    ("endorse_open", {"who": HQ}, of("广东省珠海市香洲区示例路1号"), Fail("一签多行只给横琴户籍和居住证", OTHERWISE)),
    ("endorse_open", {"who": "所有人"}, facts(), PASS),
    ("endorse_open", {"who": SZ}, facts(), waits("held", "ec-hukou")),
    ("endorse_open", {"who": SZ}, facts(held={"ec-hukou": Off("ec-hukou")}), off("ec-hukou")),
    ("endorse_left", LEFT, left(), Fail("上次办的还有 1 次，到2027年2月10日", "用完再办")),
    ("endorse_left", LEFT, left(times="many", used=40), Fail("上次办的还能用，到2027年2月10日", "用完再办")),
    ("endorse_left", LEFT, left(used=2), PASS),
    ("endorse_left", LEFT, left(until="2026-11-22"), PASS),
    ("endorse_left", LEFT, left(place="MO"), PASS),
    ("endorse_left", LEFT, left(kind="商务"), PASS),
    ("endorse_left", LEFT, facts(rows={"left": Off("crj.endorsements")}, picked={"hk": ({"kind": "商务"},)}), off("crj.endorsements")),
    ("endorse_covered", COVERED, card("2027-11-22", 12), PASS),
    (
        "endorse_covered",
        COVERED,
        card("2027-11-21", 12),
        Fail("通行证2027年11月21日就到期了，不够用 12 个月", "选短一些的，或者先办“换港澳通行证”"),
    ),
    ("endorse_covered", COVERED, card("2027-02-22", 3), PASS),
    *(
        (
            "endorse_covered",
            COVERED,
            card(until, 3),
            Fail("没有查到有效的港澳通行证", "没办过的办“办港澳通行证”，过期了、丢了的办“换港澳通行证”"),
        )
        for until in ("", "2026-11-22")
    ),
    ("endorse_grown", "form.hk_kind", facts(form={"hk_kind": "个人旅游"}), PASS),
    ("endorse_grown", "form.hk_kind", facts(form={"hk_kind": "商务"}), Fail("不满 16 周岁不办商务签注", "换一种签注")),
    ("endorse_grown", "form.hk_kind", facts(form={"hk_kind": "人才"}), Fail("不满 16 周岁不办人才签注", "换一种签注")),
    ("endorse_near", NEAR, kin("spouse"), PASS),
    ("endorse_near", NEAR, kin("other"), Fail("三个月多次只给看配偶、父母、子女的人", "改选去一次的")),
    ("endorse_near", NEAR, kin("other", who="亲属"), PASS),
    ("endorse_covered", COVERED, facts(rows={"cards": Off("crj.documents")}, picked={"hk": ({"months": 3},)}), off("crj.documents")),
    ("endorse_grown", "form.hk_kind", facts(), waits("form", "hk_kind")),
    ("endorse_near", NEAR, facts(picked={"hk": ({"who": "配偶、父母、子女"},)}), waits("form", "kin")),
]


@pytest.mark.parametrize(("name", "arg", "given", "wanted"), CASES, ids=[f"{n}-{case[0]}" for n, case in enumerate(CASES)])
def test_what_stands_on_a_permit_is_decided_by_the_registers(name, arg, given, wanted):
    assert verdict(name, arg, given) == wanted


ROWS = {
    "1年2次": ("HK", "个人旅游", 3_000),
    "1年1次": ("MO", "个人旅游", 1_500),
    "3月多次": ("HK", "探亲", 8_000),
    "5年多次": ("HK", "人才", 24_000),
    "3月1次": ("HK", "个人旅游", 1_500),
}


def costs(item, **picked):
    """The lines for what is picked at each place."""
    chosen = {field: ({"place": ROWS[one][0], "kind": ROWS[one][1], "option": one, "fee": ROWS[one][2]},) for field, one in picked.items()}
    return [(one.name, one.fen, one.why) for one in rules.lines(written.contents()[item]["price"], Facts(TODAY, picked=chosen))]


@pytest.mark.parametrize(
    ("item", "picked", "fen"),
    [
        ("hkm-permit-first", {"hk": "1年2次", "mo": "1年1次"}, 10_500),
        ("hkm-permit-first", {}, 6_000),
        ("hkm-permit-first", {"hk": "3月多次"}, 14_000),
        ("hkm-permit-first", {"hk": "5年多次"}, 30_000),
        ("hkm-permit-first", {"hk": "3月1次"}, 7_500),
        ("hkm-endorse", {"mo": "1年1次"}, 1_500),
        ("hkm-endorse", {"hk": "1年2次", "mo": "1年1次"}, 4_500),
    ],
)
def test_the_card_and_each_endorsement_are_paid_for(item, picked, fen):
    assert sum(one[1] for one in costs(item, **picked)) == fen


def test_a_line_says_what_it_is_for():
    assert costs("hkm-permit-first", hk="1年2次") == [("通行证工本费", 6_000, ""), ("香港签注", 3_000, "个人旅游，1年2次")]
