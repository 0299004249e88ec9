"""查公积金 as it is read: the demo people of the specification, a unit that stopped paying, and a statement that adds up."""

from datetime import date
from functools import lru_cache

import pytest

from app.kernel import text
from app.language.checklist import Item
from app.language.showing import Seen, yuan
from sandbox.registers.declared import names, registers
from scenes.housing_fund import query
from tests import written
from tests.rules.test_social_page import page

TODAY = date(2026, 11, 23)
LOOKUPS = {"accounts": "gjj.accounts", "flows": "gjj.flows", "loans": "gjj.loans", "pension": "rst.pension"}


def seen(who, today=TODAY, **rows):
    """What the registers of the sandbox say of one of the demo people; `rows` instead of theirs."""
    number = names()[who]
    known = {name: _rows(register, number) for name, register in LOOKUPS.items()}
    known["pension"] = known["pension"] if known["accounts"] else ()
    return Seen(today, "440100", known | rows, who, text.birth_date(number), "男" if int(number[16]) % 2 else "女")


def _rows(register, number):
    return tuple(one for one in registers()[register].rows.values() if number in (one["id"], one.get("共同借款人")))


@lru_cache
def declared():
    return Item(written.contents()["fund-query"], "v")


def read(who, off=(), **given):
    return page(declared(), seen(who, **given), off)


LOAN = [
    "还欠*: 91264000 fen（公积金贷款，体育东路100号1201房）",
    "月供: 415000 fen",
    "下次扣款: 2026 年 12 月 10 日",
    "还剩: 295 期（到 2051 年 6 月）",
    "最近一期: 2026 年 11 月 10 日（本金 2,167.92 元，利息 1,982.08 元）",
]
READ = {
    "lin-zhihao": {
        "公积金": [
            "余额*: 5231866 fen（广州，广州天河示例汽配有限公司）",
            "每月存: 160000 fen（单位 8%，个人 8%，基数 10,000.00 元）",
            "缴到: 2026 年 10 月（连续 148 个月（12 年 4 个月））",
        ],
        "公积金贷款": LOAN,
    },
    "wu-haiyan": {
        "公积金": [
            "余额*: 2791430 fen（广州，广州海珠示例服装有限公司）",
            "每月存: 68000 fen（单位 5%，个人 5%，基数 6,800.00 元）",
            "缴到: 2026 年 10 月（连续 42 个月（3 年 6 个月））",
            "别的城市: 1 个账户（长沙 18,630.27 元，2019 年 1 月起封存）",
        ],
    },
    "liang-junjie": {
        "公积金": [
            "余额*: 1043680 fen（广州，广州番禺示例软件有限公司）",
            "每月存: 65000 fen（单位 5%，个人 5%，基数 6,500.00 元）",
            "缴到: 2026 年 10 月（连续 16 个月（1 年 4 个月））",
        ],
    },
    "he-guifang": {
        "公积金": [
            "余额*: 128640 fen（广州，2005 年 12 月封存，没结的利息 3.21 元）",
            "缴到: 2005 年 12 月",
            "现在能取: 全部（您已退休，可以全部取出）",
        ],
    },
}


@pytest.mark.parametrize("who", READ)
def test_what_is_read(who):
    assert read(who)["cards"] == READ[who]


def test_whoever_borrowed_together_reads_the_same_loan():
    assert read("chen-xiaotong")["cards"]["公积金贷款"] == LOAN


def test_who_has_no_account_reads_so_though_a_pension_is_drawn():
    shown = read("huang-xiuying")
    assert (shown["empty"], shown["cards"], shown["papers"], shown["next"]) == ("没有公积金账户", {}, [], [])


@pytest.mark.parametrize(
    ("who", "following"),
    [
        ("wu-haiyan", ["fund-transfer 长沙的 18,630.27 元可以转过来"]),
        ("he-guifang", ["fund-retire 您已退休，公积金可以全部取出"]),
        ("lin-zhihao", ["fund-repay 公积金可以取来还房贷"]),
        ("liang-junjie", []),
    ],
)
def test_what_comes_next(who, following):
    assert read(who)["next"] == following


@pytest.mark.parametrize(
    ("today", "text", "note", "tone"),
    [
        (date(2026, 11, 23), "2026 年 10 月", "连续 16 个月（1 年 4 个月）", ""),
        (date(2026, 12, 31), "2026 年 10 月", "连续 16 个月（1 年 4 个月）", ""),
        (date(2027, 1, 1), "2026 年 10 月", "2 个月没缴。单位没缴的，打 12329 投诉", "near"),
    ],
)
def test_a_unit_that_stopped_is_said_when_a_second_month_is_missing(today, text, note, tone):
    said = query.paid(seen("liang-junjie", today), "")
    assert (said.text, said.note, said.tone) == (text, note, tone)


def test_a_month_within_that_nobody_paid_is_named():
    flows = tuple(one for one in seen("liang-junjie").of("flows") if one["日"] not in ("2026-02-15", "2026-03-15"))
    said = query.gaps(seen("liang-junjie", flows=flows), "")
    assert (said.text, said.note, said.tone) == ("2 个月", "2026 年 2 月、2026 年 3 月", "near")
    assert query.gaps(seen("liang-junjie"), "") is None


@pytest.mark.parametrize(("today", "due", "left"), [(9, "2026 年 12 月 10 日", "295 期"), (10, "2027 年 1 月 10 日", "294 期")])
def test_an_instalment_is_due_until_its_day_has_come(today, due, left):
    who = seen("lin-zhihao", date(2026, 12, today))
    assert (query.next_due(who, "").text, query.terms_left(who, "").text) == (due, left)


def test_an_instalment_that_was_missed_comes_before_the_last():
    (loan,) = seen("lin-zhihao").of("loans")
    late = [{**one, "状态": "逾期"} if one["日"] == "2026-10-10" else one for one in loan["还款"]]
    said = query.last_repaid(seen("lin-zhihao", loans=({**loan, "还款": late},)), "")
    assert (said.text, said.tone) == ("2026 年 10 月 10 日", "near") and said.note.startswith("没还上：本金 ")


def test_who_is_retired_and_owes_is_told_to_settle_first():
    loans = seen("lin-zhihao").of("loans")
    assert query.retired(seen("he-guifang", loans=loans), "").text == "先结清贷款"
    assert query.to_retire(seen("he-guifang", loans=loans), "") is None


def test_a_closed_account_says_since_when():
    (one,) = seen("he-guifang").of("accounts")
    who = seen("he-guifang", accounts=({**one, "状态": "销户", "状态起": "2026-11", "余额": 0, "未结利息": 0},))
    assert (query.balance(who, "").text, query.balance(who, "").note) == ("已销户", "广州，2026 年 11 月")
    assert query.retired(who, "") is None and query.paid(who, "") is None


@pytest.mark.parametrize("who", ["lin-zhihao", "chen-xiaotong", "ou-jiayi", "liang-junjie", "zhao-dawei"])
def test_a_statement_ends_with_what_the_account_holds(who):
    (account,), sheet = seen(who).of("accounts"), query.statement(seen(who), 2026)
    assert sheet.rows[-1][-1] == yuan(account["余额"])
    earlier = query.statement(seen(who), 2025)
    first = next(one for one in seen(who).of("flows") if one["日"] == "2026-01-15")
    assert sheet.rows[0][-1] == yuan(_fen(earlier.rows[-1][-1]) + first["元"])
    assert query.statement(seen(who), 1990) is None


def _fen(said):
    return int(said.removesuffix(" 元").replace(",", "").replace(".", ""))


def test_two_accounts_stand_in_one_statement_each_with_its_own_balance():
    rows = query.statement(seen("wu-haiyan"), 2026).rows
    assert rows[-1] == ("长沙", "2026 年 6 月 30 日", "结息", "275.32 元", "18,630.27 元")
    assert rows[-2] == ("广州", "2026 年 10 月 15 日", "汇缴", "680.00 元", "27,914.30 元")


def test_the_chart_has_the_24_months_up_to_the_last_that_was_paid():
    bars = query.months(seen("lin-zhihao"))
    assert [bars[0].id, bars[-1].id, len(bars)] == ["2024-11", "2026-10", 24]
    assert all(one.height for one in bars)
    december = next(one for one in bars if one.id == "2025-12")
    assert (december.height, december.text) == (160000, "2025 年 12 月，进 1,600.00 元，出 20,000.00 元")


def test_a_month_without_payment_is_a_hole_also_when_interest_came():
    flows = tuple(one for one in seen("liang-junjie").of("flows") if one["日"] != "2026-06-15")
    bars = query.months(seen("liang-junjie", flows=flows))
    assert [(one.id, one.text) for one in bars if one.height is None] == [("2026-06", "2026 年 6 月没有缴")]
    assert (bars[0].id, bars[-1].id) == ("2025-07", "2026-10")  # not before it was opened


def test_a_month_is_a_hole_only_when_it_should_have_been_paid():
    assert query.months(seen("liang-junjie", date(2026, 12, 31)))[-1].id == "2026-10"
    assert [one.id for one in query.months(seen("liang-junjie", date(2027, 1, 1))) if one.height is None] == ["2026-11"]


def test_an_account_that_nobody_pays_into_has_no_chart():
    assert query.months(seen("he-guifang")) == ()


def test_accounts_are_tabs_and_moves_are_newest_first():
    lines = query.moves(seen("wu-haiyan"))
    assert {one.tab for one in lines} == {"广州", "长沙"} and lines[0].text == "10 月 15 日"
    assert read("wu-haiyan")["rows"].startswith("2026 广州 ")


@pytest.mark.parametrize(
    ("off", "changed"),
    [("pension", "现在能取: 暂时看不到"), ("loans", "现在能取: 暂时看不到"), ("accounts", "公积金系统暂时连不上")],
)
def test_what_hangs_on_a_source_that_is_off_says_so(off, changed):
    shown = read("he-guifang", (off,))
    assert changed in shown["cards"]["公积金"] and shown["next"] == []


def test_with_everything_off_nothing_is_said_to_be_absent():
    shown = read("huang-xiuying", tuple(LOOKUPS))
    assert shown["empty"] == "" and shown["off"]


def test_what_came_since_an_account_was_opened_is_what_it_holds():
    who = seen("liang-junjie")
    assert sum(one["元"] for one in who.of("flows")) == who.of("accounts")[0]["余额"]


def test_every_instalment_is_principal_and_interest_of_the_same_sum():
    (loan,) = seen("lin-zhihao").of("loans")
    assert {one["本"] + one["息"] for one in loan["还款"]} == {415000} and len(loan["还款"]) == 12
