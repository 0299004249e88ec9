"""ID cards, residence permits and records by the specifications' vectors, and what the rows are afterwards."""

from datetime import date

import pytest

from sandbox.departments.decide import idcards, judge
from sandbox.departments.decide.verdict import carry_out
from sandbox.registers.store import Store
from sandbox.registers.switches import switches, turn
from tests.sandbox.deciding import NUMBERS, case, granted, of, on, refused, said


@pytest.fixture
def store():
    return Store({}, date(2026, 11, 23))


@pytest.mark.parametrize(
    ("birth", "until"), [("19990214", "2046-12-01"), ("20030405", "2036-12-01"), ("20140611", "2031-12-01"), ("19680903", "长期")]
)
def test_a_card_lives_by_the_age_at_its_issue(birth, until):
    assert idcards.card_until(f"440199{birth}0046", date(2026, 12, 1)) == until


def test_a_card_near_its_end_is_renewed_on_the_phone(store):
    verdict = granted(store, "idcard-renew", "ou-jiayi", prints=True, receipt="202611200000000002")
    assert (verdict.valid_until, verdict.fields["签发机关"]) == ("2046-11-23", "广州市公安局荔湾分局")
    assert of(store, "gat.idcards", f"{NUMBERS['ou-jiayi']}|1", "状态") == ("作废",)
    assert of(store, "gat.idcards", f"{NUMBERS['ou-jiayi']}|2", "状态", "有效期至") == ("有效", "2046-11-23")


@pytest.mark.parametrize(
    ("person", "form", "why"),
    [
        ("huang-xiuying", {}, "您的身份证长期有效，不用换。丢了、坏了请办“身份证丢了”"),
        ("wu-haiyan", {"for": NUMBERS["zhou-zixuan"]}, "还没到换证时间，2029-01-01 起可以换"),
        ("lin-zhihao", {}, "还没到换证时间，2027-09-05 起可以换"),
        ("ou-jiayi", {"receipt": "202611200000000003"}, ("receipt", "这张相片不是区嘉怡的")),
        ("ou-jiayi", {"receipt": "202509200000000005"}, ("receipt", "相片要 12 个月内拍的")),
    ],
)
def test_a_card_that_is_not_renewed_says_why(store, person, form, why):
    assert refused(store, "idcard-renew", person, prints=True, **form) == why


def test_a_lost_card_is_stopped_at_once_and_old_prints_go_to_the_window(store):
    verdict = judge(case("idcard-lost", "liang-junjie", prints=True), store)
    carry_out(store, verdict.on_receipt)
    assert of(store, "gat.idcards", f"{NUMBERS['liang-junjie']}|1", "状态") == ("挂失",)
    carry_out(store, verdict.effects)
    assert of(store, "gat.idcards", f"{NUMBERS['liang-junjie']}|2", "有效期至") == ("2036-11-23",)
    assert said(store, "idcard-lost", "zhao-dawei", prints=True) == "留的指纹超过 10 年或没有，要到窗口按一次"


@pytest.mark.parametrize(
    ("day", "until", "since"), [("2026-11-23", "2027-12-10", "2025-05-20"), ("2026-12-11", "2027-12-11", "2026-12-11")]
)
def test_a_residence_permit_gets_a_year_and_lateness_costs_the_years(store, day, until, since):
    granted(on(store, day), "residence-permit-endorse", "wu-haiyan", same="是")
    assert of(store, "gat.residence", NUMBERS["wu-haiyan"], "签注至", "连续自") == (until, since)


def test_a_residence_permit_too_early_or_none_says_so(store):
    assert said(on(store, "2026-11-09"), "residence-permit-endorse", "wu-haiyan", same="是") == "2026-11-10 起可签"
    assert said(store, "residence-permit-endorse", "zhao-dawei", same="是") == "没有居住证，请先申领"


def test_a_residence_permit_after_half_a_year_or_an_exception(store):
    verdict = granted(store, "residence-permit-first", "liang-junjie", region="440600", ground="住所")
    assert (verdict.machine, verdict.valid_until) == (True, "2027-11-23")
    assert of(store, "gat.residence", NUMBERS["liang-junjie"], "首次领证日", "连续自") == ("2026-11-23", "2026-04-20")
    early = "住满还差 69 天，2027-01-31 起可以办"
    assert said(store, "residence-permit-first", "zhao-dawei", region="441900", ground="住所") == early
    assert said(store, "residence-permit-first", "lin-zhihao", ground="住所") == "您是本市户口，不用办"
    assert said(store, "residence-permit-first", "wu-haiyan", ground="住所") == "您已有居住证，到期前办续签"


def test_a_record_is_said_for_its_period_and_only_when_there_is_none(store):
    assert granted(store, "no-crime-cert", "liang-junjie", purpose="找工作").fields["查询期间"] == "2003-04-05至2026-11-23"
    assert granted(store, "no-crime-cert", "wu-haiyan", purpose="找工作").fields["查询期间"] == "2025-12-10至2026-11-23"
    turn(store, switches()["criminal-record-of-liang-junjie"], True)
    assert said(store, "no-crime-cert", "liang-junjie", purpose="找工作") == "不能开具，请到户籍派出所了解"
