"""高龄津贴: what the table gives by age and district, from when, and what is refused."""

from datetime import date

import pytest

from app.checks import elders
from sandbox.registers.declared import registers
from tests.rules.checking import PASS, Fail, Off, facts, off, rows, verdict, waits

TABLE = list(registers()["mz.eldertable"].rows.values())
XIUYING, GUIFANG, GUOQIANG = "440199194405170049", "440199195512240027", "440199196809030033"
ELSEWHERE = Fail("津贴由户口所在地发", "打户口所在地的 12345 问，或者把户口迁过来以后再来")
CARD = {"bank": "示例银行", "number": "6222020000000007", "owner": "黄秀英"}
ALIVE, MONTHS = {"状态": "作废"}, {"months": 3}


def mine(number, district="440104", day=None, table=TABLE, **more):
    there = rows(home=[{"区": district}], table=table) | more
    return facts(day=day, picked={"mine": ({"id": number},)}, form={"mine": "1"}, rows=there)


def parent(number, table=TABLE):
    return facts(picked={"elder": ({"对方": number},)}, form={"elder": "1"}, rows=rows(table=table))


CASES = [
    ("elder_due", MONTHS, mine(XIUYING), PASS),
    ("elder_due", MONTHS, mine(GUOQIANG), Fail("2038年6月3日起可以确认，2038 年 9 月起发", "到时候再来")),
    ("elder_due", MONTHS, mine(GUOQIANG, day="2038-06-02"), Fail("6月3日起可以确认，2038 年 9 月起发", "到时候再来")),
    ("elder_due", MONTHS, mine(XIUYING, "430104"), ELSEWHERE),
    ("elder_due", MONTHS, mine(XIUYING, "440604"), ELSEWHERE),
    ("elder_due", MONTHS, mine(XIUYING, table=[{**one, "from": "2027-01-01"} for one in TABLE]), ELSEWHERE),
    ("elder_due", MONTHS, mine(XIUYING, home=Off("gat.households")), off("gat.households")),
    ("elder_due", MONTHS, facts(picked={"mine": ({"id": XIUYING},)}, form={"mine": "1"}), waits("rows.home")),
    ("elder_of_age", MONTHS, parent(XIUYING), PASS),  # of a parent the number alone is looked at
    ("elder_of_age", MONTHS, parent(GUOQIANG), Fail("2038年6月3日起可以确认", "到时候再来")),
    ("elder_of_age", MONTHS, parent(XIUYING, []), ELSEWHERE),
    ("elder_of_age", MONTHS, facts(), waits("form.elder")),
    ("elder_new", None, facts(rows=rows(drawn=[])), PASS),
    ("elder_new", None, facts(rows=rows(drawn=[{"状态": "停发", "元": 3000}])), PASS),
    ("elder_new", None, facts(rows=rows(drawn=[{"状态": "发放", "元": 10000}])),
     Fail("已经在领了，每月 100 元", "不用再办，到了岁数自己会涨。没收到的打 12345 问")),
    ("elder_new", None, facts(rows={"drawn": Off("mz.elders")}), off("mz.elders")),
    ("elder_alive", None, facts(rows=rows(deaths=[ALIVE])), PASS),
    ("elder_alive", None, facts(rows=rows(deaths=[{"状态": "有效"}])),
     Fail("登记里这位老人已经去世", "登记错了的，带证件到户口所在的街道说明")),
    ("elder_alive", None, facts(rows={"deaths": Off("wj.deaths")}), off("wj.deaths")),
    ("account_known", None, facts(form={"account": CARD}, rows=rows(cards=[{"尾号": "0007"}])), PASS),
    ("account_known", None, facts(form={"account": CARD}, rows=rows(cards=[{"尾号": "8821"}])),
     Fail("银行登记里没有查到这个账户", "核对一下卡号")),
    ("account_known", None, facts(form={"account": CARD}, rows={"cards": Off("yh.cards")}), off("yh.cards")),
    ("own_account", "elder", facts(form={"account": CARD}), Fail("账户户名要是老人本人", "子女不能代收，换一个老人自己的账户")),
]  # fmt: skip


@pytest.mark.parametrize(("name", "arg", "given", "expected"), CASES)
def test_what_a_check_of_an_elder_answers(name, arg, given, expected):
    assert verdict(name, arg, given) == expected


@pytest.mark.parametrize(
    ("number", "district", "day", "note"),
    [
        (XIUYING, "440104", None, "82 岁，每月 100 元，2026 年 11 月起发"),
        (XIUYING, "440112", None, "82 岁，每月 150 元，2026 年 11 月起发"),
        (GUIFANG, "440103", None, "70 岁，每月 30 元，2026 年 11 月起发"),
        (GUOQIANG, "440104", "2038-06-03", "69 岁，每月 30 元，2038 年 9 月起发"),
        (XIUYING, "440104", "2034-05-01", "89 岁，每月 200 元，2034 年 5 月起发"),
        (XIUYING, "440104", "2034-04-30", "89 岁，每月 100 元，2034 年 4 月起发"),
        (XIUYING, "440104", "2044-05-17", "100 岁，每月 300 元，2044 年 5 月起发，敬老月再发 1,000 元"),
    ],
)
def test_the_sum_is_the_district_s_for_the_age_and_starts_this_month_or_with_the_birthday(number, district, day, note):
    found = verdict("elder_due", MONTHS, mine(number, district, day))
    assert found == PASS and found.note == note


def test_a_newer_table_holds_from_its_day():
    newer = [*TABLE, {"city": "440100", "区": None, "from": "2027-01-01", "年龄起": 65, "元": 5000, "敬老月元": None}]
    (row,) = rows(table=newer).values()
    assert [one.age for one in elders.steps(row, "440104", date(2026, 12, 31))] == [70, 80, 90, 100]
    assert [(one.age, one.fen) for one in elders.steps(row, "440104", date(2027, 1, 1))] == [(65, 5000)]
