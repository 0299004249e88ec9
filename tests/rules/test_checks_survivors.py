"""领抚恤金: every vector of the sums, in the product and in the department; who is told no, and how the page says it."""

from datetime import date

import pytest

from app.language.checklist import Item
from app.language.derived import FINDERS
from app.language.showing import Said, Seen
from app.language.survivors import lines, months_said, owed, survivor_months
from sandbox.departments.decide.survivors import reckoned
from scenes.social import survivors
from tests import written
from tests.rules.checking import LIN, PASS, Fail, Off, facts, off, rows, verdict, waits
from tests.rules.test_social_page import page

INCOME = 460_000
XIUYING = {
    "死者": "440199194405170049", "姓名": "黄秀英", "去世日": "2026-11-20", "类别": "退休", "缴费月数": 300, "领取月数": 329,
    "月均收入": INCOME, "定额": 500_000, "个人账户": 0, "本人缴费": 0, "多领月数": 0, "多领": 0, "已申领": None,
}  # fmt: skip
LATE = XIUYING | {"多领月数": 1, "多领": 435_000}
WORKED = XIUYING | {"类别": "在职", "领取月数": 0}
LIN_ROW = WORKED | {"姓名": "林志豪", "缴费月数": 148, "个人账户": 9_711_647, "本人缴费": 8_480_000}
ZHAO = WORKED | {"缴费月数": 206, "个人账户": 8_588_658, "本人缴费": 7_482_240}
LIANG = WORKED | {"缴费月数": 16, "个人账户": 836_160, "本人缴费": 832_000}
HUANG = WORKED | {"缴费月数": 334}
FARMER = XIUYING | {"类别": "居民", "缴费月数": 0, "个人账户": 120_000}

SUMS = [
    (XIUYING, "9 个月", 920_000, 4_140_000, 5_060_000),
    (LATE, "9 个月", 920_000, 4_140_000, 4_625_000),
    (LIN_ROW, "9 个月", 920_000, 4_140_000, 14_771_647),
    (ZHAO, "11 又 2/12 个月", 920_000, 5_136_667, 14_645_325),
    (LIANG, "3 个月", 832_000, 0, 1_668_160),
    (HUANG, "21 又 10/12 个月", 920_000, 10_043_333, 10_963_333),
    (FARMER, "0 个月", 500_000, 0, 620_000),
]


@pytest.mark.parametrize(("row", "months", "funeral", "pension", "total"), SUMS)
def test_what_a_family_is_owed(row, months, funeral, pension, total):
    found = owed(row)
    assert (months_said(found.twelfths), found.funeral, found.pension, found.total) == (months, funeral, pension, total)
    said, *theirs = reckoned(row)
    assert theirs == [funeral, pension] and said in (months, "")


@pytest.mark.parametrize(
    ("state", "paid", "years", "twelfths"),
    [
        ("在职", 59, 0, 36), ("在职", 60, 0, 72), ("在职", 119, 0, 72), ("在职", 120, 0, 108), ("在职", 180, 0, 108),
        ("在职", 181, 0, 109), ("在职", 206, 0, 134), ("在职", 360, 0, 288), ("在职", 400, 0, 288),
        ("退休", 300, 27, 108), ("退休", 360, 2, 264), ("退休", 360, 0, 288), ("退休", 100, 0, 108),
    ],
)  # fmt: skip
def test_months_grow_with_the_years_paid_and_shrink_with_those_received(state, paid, years, twelfths):
    assert survivor_months(state, paid, years) == twelfths


def test_both_sums_of_who_paid_less_than_five_years_stay_below_their_own():
    assert [(name, fen) for name, fen in lines(owed(LIANG))] == [("丧葬补助金", 832_000), ("个人账户", 836_160)]
    rich = owed(LIANG | {"本人缴费": 1_000_000})
    assert (rich.funeral, rich.pension) == (920_000, 80_000)


def test_the_form_says_it_in_words():
    sums, over = FINDERS["survivor_sums"].find, FINDERS["overpaid"].find
    assert sums([LATE], {}) == "丧葬补助金 9,200.00 元，抚恤金（9 个月） 41,400.00 元，扣回多领的 -4,350.00 元，一共 46,250.00 元"
    assert (over([LATE], {}), over([XIUYING], {}), sums([None], {}), over([None], {})) == ("是", "否", None, None)


OTHERS = [{"name": "黄国强", "id_number": "440199196809030019"}]
PARTS = [{"name": "黄国强", "percent": 60}, {"name": "李文静", "percent": 40}]


def form(**values):
    return facts(
        form=values, picked={"dead": (XIUYING,)}, rows=rows(heirs=[{"id": OTHERS[0]["id_number"]}], near=[{"对方": XIUYING["死者"]}])
    )


CASES = [
    ("survivors_first", facts(unpicked={"dead": Off("rst.funerals")}), off("rst.funerals")),
    ("survivors_cause", facts(), waits("form", "cause")),
    ("survivors_once", facts(), waits("rows", "heirs")),
    ("survivors_account", facts(), waits("form", "account")),
    ("survivors_kin", form(), PASS),
    ("survivors_kin", facts(picked={"dead": (XIUYING,)}, rows=rows(near=[])), Fail("登记里他不是您的亲属", "请他的配偶、父母或子女来办")),
    ("survivors_kin", facts(unpicked={"dead": Off("rst.funerals")}, rows=rows(near=[])), off("rst.funerals")),
    ("survivors_first", form(), PASS),
    (
        "survivors_first",
        facts(picked={"dead": (XIUYING | {"已申领": "黄国强"},)}),
        Fail("已由黄国强申领", "一位逝者只领一次，家里人问一问"),
    ),
    ("survivors_cause", form(cause="ill"), PASS),
    ("survivors_cause", form(cause="work"), Fail("因工去世的走工伤待遇", "请单位申报工伤，打 12333 问")),
    ("survivors_shares", form(shares=PARTS), PASS),
    ("survivors_shares", form(shares=[PARTS[0], PARTS[1] | {"percent": 50}]), Fail("合计要 100%", "现在合计 110%")),
    ("survivors_shares", form(shares=[PARTS[0], PARTS[0] | {"percent": 40}]), Fail("黄国强写了两次", "删掉一行")),
    ("survivors_once", form(others=[{"name": "李文静", "id_number": "440199198801260081"}]), PASS),
    ("survivors_once", form(others=OTHERS), Fail("黄国强写了两次", "登记里有的遗属不用再写")),
    ("survivors_once", form(others=[{"name": "林志豪", "id_number": LIN.id_number}]), Fail("您自己不用写", "删掉这一行")),
    ("survivors_account", form(account={"owner": "林志豪"}), PASS),
    ("survivors_account", form(account={"owner": "黄秀英"}), Fail("不能用逝者的账户", "换成您自己的")),
    ("survivors_account", form(account={"owner": "黄国强"}), Fail("户名和您的名字对不上", "换一个您自己的账户")),
]


@pytest.mark.parametrize(("name", "given", "expected"), CASES)
def test_who_is_told_no(name, given, expected):
    assert verdict(name, None, given) == expected


def seen(*dead):
    return Seen(date(2026, 12, 20), "440100", {"dead": dead})


def test_the_page_says_the_sum_and_of_what_it_is_made_up():
    assert survivors.passed(seen(XIUYING), "") == Said("黄秀英", "2026 年 11 月 20 日，领养老金的退休人员，缴了 300 个月（25 年）")
    assert survivors.sums(seen(XIUYING), "") == Said("", "丧葬补助金 9,200.00 元，抚恤金（9 个月） 41,400.00 元", fen=5_060_000)
    assert survivors.back(seen(XIUYING), "") is None
    assert survivors.back(seen(LATE), "") == Said("1 个月", "去世以后还发了 4,350.00 元，从里面扣回", "near")
    claimed = seen(LATE | {"已申领": "黄国强"})
    assert (survivors.sums(claimed, ""), survivors.back(claimed, "")) == (Said("已经领了", "由黄国强申领", "done"), None)
    assert survivors.sums(seen(XIUYING | {"已申领": "黄国强"}, LIN_ROW), "").fen == 14_771_647  # the one that is left
    assert survivors.passed(seen(), "") is None


def test_who_has_kin_and_nobody_of_them_died_reads_that_nothing_was_found():
    """Kin are rows too: without a word the page stood empty."""
    item, kin = Item(written.contents()["funeral-pension"], "v"), {"对方": XIUYING["死者"], "关系": "母亲"}
    told = page(item, Seen(date(2026, 11, 23), "440100", {"near": (kin,)}))
    assert (told["cards"], told["empty"]) == ({}, "没有查到去世的亲属")
    told = page(item, Seen(date(2026, 11, 23), "440100", {"near": (kin,), "dead": (XIUYING,)}))
    assert (told["cards"]["遗属待遇"][1], told["empty"]) == (
        "能领*: 5060000 fen（丧葬补助金 9,200.00 元，抚恤金（9 个月） 41,400.00 元）",
        "",
    )
