"""Calendar and counting: every check with what passes, what fails and what nobody knows yet."""

from datetime import date

import pytest

from app.checks.days import add_months, times_in
from tests.rules.checking import PASS, ZHOU, Earlier, Fail, Off, facts, held, off, rows, verdict, waits

SIX = {"cert": "ec-passport", "months": 6}
SINCE = {"since": "form.day", "days": 30}
TWICE = (Earlier("passport-reissue", date(2026, 1, 5), "granted"), Earlier("passport-reissue", date(2026, 5, 6), "granted"))
AFTER = "到时候再来；别的原因要换，改一下回答"

CASES = [
    ("age_gte", {"years": 70, "birth": "form.b"}, facts(form={"b": "1956-11-23"}), PASS),
    ("age_gte", {"years": 70, "birth": "form.b"}, facts(form={"b": "1956-11-24"}), Fail("要满 70 周岁才能办")),
    ("age_gte", 16, facts(), PASS),
    ("age_gte", 16, facts(person=ZHOU), Fail("要满 16 周岁才能办")),
    ("age_gte", 16, facts(person=None), waits("person")),
    ("age_lt", 16, facts(person=ZHOU), PASS),
    ("age_lt", {"years": 16, "birth": "form.b"}, facts(form={"b": "2010-11-22"}), Fail("满 16 周岁就不能这样办了")),
    ("age_lt", {"years": 16, "birth": "form.b"}, facts(), waits("form", "b")),
    ("age_on_date", "6@08-31", facts(day="2033-06-01", form={"birth": "2026-10-08"}), PASS),
    ("age_on_date", "6@08-31", facts(day="2032-06-01", form={"birth": "2026-10-08"}), Fail("到 8月31日 还不满 6 周岁", "满了再来")),
    ("age_on_date", "6@08-31", facts(), waits("form", "birth")),
    ("marriage_age", None, facts(form={"his_birth": "2003-04-05", "her_birth": "1999-02-14", "slot_day": "2025-04-06"}), PASS),
    (
        "marriage_age",
        None,
        facts(form={"his_birth": "2003-04-05", "her_birth": "1999-02-14", "slot_day": "2025-04-05"}),
        Fail("男方2025年4月6日起才到法定婚龄", "选那天以后的时间"),
    ),
    ("marriage_age", None, facts(form={"his_birth": "2003-04-05", "her_birth": "1999-02-14"}), waits("form", "slot_day")),
    ("days_since_lte", SINCE, facts(form={"day": "2026-11-10"}), PASS),
    ("days_since_lte", SINCE, facts(form={"day": "2026-10-01"}), Fail("已经过了 53 天，超过 30 天了")),
    ("days_since_lte", SINCE, facts(), waits("form", "day")),
    ("days_since_gte", SINCE, facts(form={"day": "2026-10-24"}), PASS),
    ("days_since_gte", SINCE, facts(form={"day": "2026-10-25"}), Fail("还没满 30 天", "11月24日起可以办")),
    ("days_since_gte", SINCE, facts(form={"day": "明天"}), waits("form", "day")),
    # By the calendar, not 183 days: 2027-05-23 is the last day that is near enough.
    ("expires_within_months", SIX, facts(held=held("2027-03-17")), PASS),
    ("expires_within_months", SIX, facts(held=held("2027-05-23")), PASS),
    ("expires_within_months", SIX, facts(held=held("2027-05-24")), Fail("您的普通护照2027年5月24日才到期，还没到换的时候", AFTER)),
    ("expires_within_months", SIX, facts(held=held("2026-11-01")), PASS),
    ("expires_within_months", SIX, facts(held=held("2034-02-19")), Fail("您的普通护照2034年2月19日才到期，还没到换的时候", AFTER)),
    ("expires_within_months", SIX, facts(held=held("长期")), Fail("您的普通护照长期有效，还没到换的时候", AFTER)),
    ("expires_within_months", SIX, facts(), waits("cert")),
    ("expires_within_months", SIX, facts(held={"ec-passport": Off("ec-passport")}), off("ec-passport")),
    ("count_in_days_lte", "1/365", facts(), PASS),
    ("count_in_days_lte", "2/365", facts(earlier=TWICE[:1]), PASS),
    ("count_in_days_lte", "2/365", facts(earlier=TWICE), Fail("一年内第 3 次了", "要人工核实")),
    ("count_in_days_lte", "5/1", facts(earlier=(Earlier("x", date(2026, 11, 23), "granted"),) * 5), Fail("一天内第 6 次了", "要人工核实")),
    ("count_in_days_lte", "2/365", facts(earlier=(Earlier("x", date(2026, 5, 6), "withdrawn"),) * 3), PASS),
    ("confirm_within_hours", 72, facts(rows=rows(confirmation=[{"asked_s": 0, "answered_s": 72 * 3600 - 60}])), PASS),
    (
        "confirm_within_hours",
        72,
        facts(rows=rows(confirmation=[{"asked_s": 0, "answered_s": 72 * 3600 + 60}])),
        Fail("对方没有在 72 小时内确认，已经作废", "重新发起一次"),
    ),
    ("confirm_within_hours", 72, facts(rows=rows(confirmation=[{"asked_s": 0}])), waits("rows", "confirmation", "answered_s")),
]


@pytest.mark.parametrize(("name", "arg", "given", "expected"), CASES)
def test_what_a_check_of_days_answers(name, arg, given, expected):
    assert verdict(name, arg, given) == expected


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [("2026-11-23", 2, "2027-01-23"), ("2026-11-30", 3, "2027-02-28"), ("2027-01-12", -6, "2026-07-12"), ("2029-05-20", -12, "2028-05-20")],
)
def test_months_are_calendar_months(day, months, expected):
    assert add_months(date.fromisoformat(day), months) == date.fromisoformat(expected)


def test_how_many_earlier_days_lie_inside_the_last_year():
    earlier = [date(2025, 11, 20), date(2026, 1, 5), date(2026, 5, 6)]
    assert times_in(365, earlier, date(2026, 11, 23)) == 2 and times_in(365, [], date(2026, 11, 23)) == 0
