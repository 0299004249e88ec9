"""查医保 as it is read: the demo people of the specification, what a year without payment says, and a statement that adds up."""

from datetime import date
from functools import lru_cache

import pytest

from app.kernel import text
from app.language.checklist import Item
from app.language.showing import Seen, yuan
from sandbox.registers.declared import names, registers
from scenes.medical import query, remote
from tests import written
from tests.rules.test_social_page import page

TODAY = date(2026, 11, 23)
LOOKUPS = {"insured": "ybj.insured", "account": "ybj.account", "log": "ybj.accountlog", "visits": "ybj.visits", "family": "ybj.family"}
LOOKUPS |= {"records": "ybj.remote", "claims": "ybj.claims"}
OPEN = {"windows": "ybj.windows", "retire": "ybj.retire"}


def seen(who, today=TODAY, **rows):
    """What the registers of the sandbox say of one of the demo people; `rows` instead of theirs."""
    number = names()[who]
    known = {name: _rows(register, "owner" if name == "family" else "id", number) for name, register in LOOKUPS.items()}
    tables = {name: _rows(register, "city", "440100") for name, register in OPEN.items()}
    return Seen(today, "440100", known | tables | rows, who, text.birth_date(number), "男" if int(number[16]) % 2 else "女")


def _rows(register, column, value):
    return tuple(one for one in registers()[register].rows.values() if one[column] == value)


@lru_cache
def declared():
    return Item(written.contents()["medical-query"], "v")


def read(who, off=(), **given):
    return page(declared(), seen(who, **given), off)


READ = {
    "wu-haiyan": {
        "参保": [
            "现在*: 职工医保（参保中，2019 年 11 月 1 日起，广州海珠示例服装有限公司）",
            "退休不用缴: 还差 13 年（缴了 7 年，退休时满 20 年就不用再缴）",
        ],
        "个人账户": [
            "余额*: 341260 fen（看病、买药，也能给家里人用）",
            "今年划入: 136000 fen（去年剩下 2,402.60 元）",
            "今年花了: 35000 fen",
            "家里人共用: 1 个人能用（周子轩（子女）今年还没用）",
        ],
        "看病": ["最近一次*: 2026 年 6 月 3 日（海珠示例社区医院 门诊，统筹 80.00 元，个人账户 350.00 元）"],
    },
    "zhou-zixuan": {
        "参保": [
            "现在*: 居民医保（参保中，2014 年 6 月 11 日起）",
            "今年: 交了",
            "明年: 还没交（400.00 元，2026 年 12 月 31 日前交，元旦起能报销）",
        ],
        "看病": ["最近一次*: 2026 年 11 月 2 日（海珠示例社区医院 门诊，现金 86.00 元）"],
    },
    "lin-muyang": {"参保": ["现在*: 没有参保（看病要自己全付）"]},
    "liang-junjie": {
        "参保": [
            "现在*: 职工医保（2026 年 11 月 1 日起停了，停的时候看病不能报）",
            "退休不用缴: 还差 23 年 8 个月（缴了 1 年 4 个月，退休时满 25 年就不用再缴）",
        ],
        "个人账户": [
            "余额*: 64000 fen（看病、买药，也能给家里人用）",
            "今年划入: 40000 fen（去年剩下 240.00 元）",
            "今年花了: 0 fen（今年还没用过）",
        ],
    },
}


@pytest.mark.parametrize("who", READ)
def test_what_is_read(who):
    assert read(who)["cards"] == READ[who]


def test_a_pensioner_reads_nothing_of_years_and_the_account_goes_on():
    shown = read("huang-xiuying")["cards"]
    assert shown["参保"] == ["现在*: 职工医保（退休）（参保中，1999 年 6 月 1 日起）"]
    assert shown["个人账户"][0] == "余额*: 840360 fen（看病、买药，也能给家里人用）"
    assert shown["看病"] == [
        "最近一次*: 2025 年 10 月 20 日（东山示例社区医院 门诊，统筹 141.00 元，个人账户 47.00 元）",
        "手工报销: 2025 年 10 月 30 日（越秀区示例医院 门诊，一共 1,320.50 元，报了 1,122.43 元，自己付 198.07 元）",
    ]


def test_a_statement_is_offered_of_the_years_the_account_moved_in():
    assert read("huang-xiuying")["papers"] == ["医保对账单（2026 年）"] and read("zhou-zixuan")["papers"] == []


def test_who_has_paid_long_enough_reads_so():
    assert query.until_retired(seen("huang-guoqiang"), "").text == "缴够了"


@pytest.mark.parametrize(
    ("who", "following"),
    [
        ("wu-haiyan", []),
        ("zhou-zixuan", ["medical-resident-pay 2027 年的还没交", "medical-reimburse 2026 年 11 月 2 日自己付了 86.00 元，看能不能报"]),
        ("lin-muyang", ["medical-resident-insured 没有参保，给他办居民医保"]),
        ("chen-xiaotong", ["medical-reimburse 2026 年 10 月 10 日自己付了 4,860.00 元，看能不能报"]),
    ],
)
def test_what_comes_next(who, following):
    assert read(who)["next"] == following


@pytest.mark.parametrize(
    ("today", "text", "note"),
    [
        (date(2026, 8, 31), None, ""),
        (date(2026, 9, 1), "还没交", "400.00 元，2026 年 12 月 31 日前交，元旦起能报销"),
        (date(2026, 12, 31), "还没交", "400.00 元，2026 年 12 月 31 日前交，元旦起能报销"),
        (date(2027, 1, 1), "还没交", "集中缴费 2026 年 12 月 31 日结束了，现在交要等待期"),
    ],
)
def test_the_next_year_is_said_from_the_day_its_window_opens(today, text, note):
    said = query.next_year(seen("zhou-zixuan", today), "")
    assert (said and said.text, said.note if said else "") == (text, note)


def test_a_year_that_was_paid_is_said_so_and_asks_nothing():
    paid = {**seen("zhou-zixuan").of("insured")[0], "居民已缴年度": ["2026", "2027"]}
    who = seen("zhou-zixuan", insured=(paid,))
    assert query.next_year(who, "").text == "交了" and query.to_pay(who, "") is None


def test_whose_insurance_is_of_another_city_reads_that_city_s_years_or_none():
    moved = {**seen("wu-haiyan").of("insured")[0], "参保地": "440300"}
    assert query.until_retired(seen("wu-haiyan", insured=(moved,)), "") is None


@pytest.mark.parametrize("who", ["lin-zhihao", "chen-xiaotong", "huang-guoqiang", "huang-xiuying", "wu-haiyan", "zhao-dawei"])
def test_a_statement_ends_with_what_the_account_holds(who):
    """Carried over, every move with what was left after it, and at the end the balance of the page."""
    account = seen(who).of("account")[0]
    sheet = query.statement(seen(who), 2026)
    assert sheet.facts == (
        ("上年结转", yuan(account["上年结转"])),
        ("划入", yuan(account["划入"])),
        ("支出", yuan(account["支出"])),
        ("余额", yuan(account["余额"])),
    )
    assert sheet.rows[-1][-1] == yuan(account["余额"]) and len(sheet.rows) == len(
        [one for one in seen(who).of("log") if one["日"] > "2026"]
    )
    assert query.statement(seen(who), 2024) is None


def test_the_chart_has_the_last_twelve_months_and_says_those_without_a_move():
    bars = query.spent(seen("wu-haiyan"))
    assert [bars[0].id, bars[-1].id, len(bars)] == ["2025-12", "2026-11", 12]
    june = next(one for one in bars if one.id == "2026-06")
    assert (june.height, june.text) == (35000, "2026 年 6 月，花了 350.00 元，划入 136.00 元")
    assert bars[-1].text == "2026 年 11 月没有进出" and query.spent(seen("zhou-zixuan")) == ()


def test_each_visit_says_who_paid_what_newest_first():
    lines = query.visits(seen("chen-xiaotong"))
    assert [(one.title, one.fen, one.note, one.tone) for one in lines] == [
        ("广州市妇女儿童医疗中心", 486000, "10 月 10 日，现金 4,860.00 元", "near"),
        ("广州市妇女儿童医疗中心", 80000, "5 月 20 日，个人账户 800.00 元", ""),
    ]
    for one in lines:
        told = dict(one.facts)
        assert told["一共"] == told["统筹"] + told["个人账户"] + told["现金"]


@pytest.mark.parametrize(
    ("off", "changed"),
    [
        ("retire", {"参保": ["现在*: 职工医保（参保中，2019 年 11 月 1 日起，广州海珠示例服装有限公司）", "退休不用缴: 暂时看不到"]}),
        ("account", {"个人账户": "医保系统暂时连不上"}),
        ("visits", {"看病": "医保系统暂时连不上"}),
    ],
)
def test_what_hangs_on_a_source_that_is_off_says_so_and_nothing_is_guessed(off, changed):
    shown = read("wu-haiyan", (off,))
    assert {**READ["wu-haiyan"], **changed} == shown["cards"]
    assert off != "account" or (shown["chart"], shown["papers"]) == (None, [])


def test_with_everything_off_nothing_is_said_to_be_absent():
    shown = read("wu-haiyan", tuple({**LOOKUPS, **OPEN}))
    assert shown["empty"] == "" and shown["off"] and shown["next"] == []


def test_where_one_is_treated_away_from_home_stands_beside_the_insurance():
    journey = {"类型": "临时", "就医地名": "北京市", "起": "2026-11-23", "止": "2027-05-23", "双向": False, "状态": "生效"}
    long = {"类型": "长期", "就医地名": "长沙市", "起": "2026-04-01", "止": None, "双向": True, "状态": "生效"}
    over = [{**journey, "止": "2026-11-22"}, {**long, "状态": "终止"}]
    shown = read("huang-guoqiang", records=(long, journey, *over))["cards"]["参保"]
    told = (
        "北京市临时备案，2026 年 11 月 23 日起，到 2027 年 5 月 23 日；长沙市长期备案，2026 年 4 月 1 日起，长期有效，回参保地看病也照常报"
    )
    assert shown[-1] == f"异地就医: 北京市、长沙市（{told}）"
    assert remote.remote(seen("huang-guoqiang", records=tuple(over)), "running") is None
    assert remote.remote(seen("huang-guoqiang", records=()), "").text == "没有备案"
