"""换驾照、驾照丢了, whole: what the registers say before the first field, the licence as it is afterwards."""

import pytest

from app.kernel import clock
from tests.cases.roads import Roads, ahead
from tests.errands import pay, served, submit
from tests.residents import count, drain

V4 = "440111300000204"


@pytest.fixture
def roads(app, sandbox, monkeypatch):
    with served(app, monkeypatch):
        sandbox.control("POST", "/settings", department_auto=True, department_delay=0)
        yield Roads(app, sandbox)


def paid(roads):
    roads.change("jj.violations", V4, 状态="已缴", 缴款日=clock.today().isoformat())


def test_a_fine_that_is_not_paid_stops_a_renewal_before_the_first_field(roads):
    zhao = roads.who("zhao-dawei")
    reply = roads.begin(zhao, "drive-license-renew", age="under70")
    said = ("有 1 张罚单没交，罚款 200 元", "先办“交罚款”，交完马上能接着办")
    assert (reply.status_code, reply.json["code"], reply.json["say"], reply.json["do"]) == (409, "not_for_you", *said)
    assert count("case_record") == 0
    looks = [one for one in zhao.get("/api/me/uses").json["uses"] if one["unit"] == "公安车管"]
    assert {what for one in looks for what in one["what"]} >= {"驾驶证", "交通违法", "驾驶证记分"}


def test_everything_that_stands_against_it_is_said_at_once(roads):
    zhao = roads.who("zhao-dawei")
    roads.sandbox.control("DELETE", f"/registers/wj.driverhealth/rows?row_id={zhao.id_number}|2026-11-02")
    reply = roads.begin(zhao, "drive-license-renew", age="under70")
    assert reply.json["say"] == "有 2 条不符合"
    assert [one["say"] for one in reply.json["errors"]] == [
        "没有查到体检结果，先到体检医院体检，做完再来。",
        "有 1 张罚单没交，罚款 200 元，先办“交罚款”，交完马上能接着办。",
    ]


def test_a_licence_is_renewed_from_its_old_end_for_good(roads):
    zhao = roads.who("zhao-dawei")
    paid(roads)
    roads.change("jj.drivers", zhao.id_number, 自="2017-01-20", 至="2027-01-20")
    no = roads.filled(zhao, "drive-license-renew", {"own_word": "none", "lower": "keep", "delivery": "pickup"}, age="under70")
    shown = roads.done(zhao, no)
    assert (shown["word"], shown["fee_text"]) == ("办好了", "10 元")
    row = roads.row("jj.drivers", id=zhao.id_number)
    assert (row["自"], row["至"], row["准驾"], row["初领"], row["档案编号"]) == ("2027-01-20", "长期", "B2", "2011-01-20", "440100045678")
    card = roads.card(zhao, "ec-drive")
    assert (card["准驾车型"], card["初次领证日期"], card["档案编号"], card["有效期限"]) == (
        "B2",
        "2011-01-20",
        "440100045678",
        "2027-01-20至长期",
    )


def test_whoever_wants_a_lower_class_gets_it(roads):
    zhao = roads.who("zhao-dawei")
    paid(roads)
    no = roads.filled(zhao, "drive-license-renew", {"own_word": "none", "lower": "C1", "delivery": "pickup"}, age="under70")
    assert roads.save(zhao, no, lower="B1")["errors"] == [{"field": "lower", "say": "B2 不能换成 B1，选一个更低的，或者选“不降”。"}]
    roads.save(zhao, no, lower="C1")
    assert roads.done(zhao, no)["word"] == "办好了"
    assert roads.row("jj.drivers", id=zhao.id_number)["准驾"] == "C1"


def test_from_seventy_on_the_test_counts_before_anything_is_filled_in(roads):
    he = roads.who("he-guifang")
    reply = roads.begin(he, "drive-license-renew", age="over70")
    assert (reply.status_code, reply.json["say"]) == (409, "三力测试 85 分，90 分才合格")
    roads.switch("ability-of-he-guifang")
    assert roads.begin(he, "drive-license-renew", age="over70").status_code == 201


def test_too_early_is_said_with_the_day(roads):
    reply = roads.begin(roads.who("lin-zhihao"), "drive-license-renew", age="under70")
    assert (reply.status_code, reply.json["errors"][0]["say"]) == (409, "还早，2030年4月10日起能办，到时提醒您。")


def test_one_of_the_illnesses_goes_to_a_person(roads):
    paid(roads)
    zhao = roads.who("zhao-dawei")
    no = roads.begin(zhao, "drive-license-renew", age="under70").json["no"]
    say = "有其中一种的，手机上办不了。请打 12123 或到车管所问一问。"
    assert roads.save(zhao, no, own_word="some")["errors"] == [{"field": "own_word", "say": say}]


def test_a_lost_licence_is_void_at_once_and_comes_again_with_its_dates(roads):
    lin = roads.who("lin-zhihao")
    before = roads.card(lin, "ec-drive")
    no = roads.filled(lin, "drive-license-lost", {"delivery": "mail"}, why="lost")
    submit(lin, no)
    drain()
    assert [one for one in lin.get("/api/certificates").json["certificates"] if one["type"] == "ec-drive"] == []
    roads.wait(lin, no, "to_pay")
    pay(lin, roads.sandbox, no)
    roads.wait(lin, no, "done")
    drain()
    shown = lin.get(f"/api/cases/{no}").json
    assert (shown["word"], shown["fee_text"]) == ("办好了", "10 元")
    card = roads.card(lin, "ec-drive")
    assert (card["有效期限"], card["档案编号"], card["初次领证日期"]) == ("2020-07-09至2030-07-09", before["档案编号"], "2014-07-09")
    assert roads.row("jj.drivers", id=lin.id_number)["补证日"] == clock.today().isoformat()


def test_a_licence_that_is_withheld_or_over_is_not_given_again(roads):
    lin, zhao = roads.who("lin-zhihao"), roads.who("zhao-dawei")
    roads.change("jj.drivers", lin.id_number, 状态=["暂扣"])
    reply = roads.begin(lin, "drive-license-lost", why="lost")
    assert (reply.status_code, reply.json["say"], reply.json["do"]) == (
        409,
        "驾驶证现在是“暂扣”，不能办",
        "处理完再来，不清楚的打 12123 问",
    )
    roads.change("jj.drivers", zhao.id_number, 至=ahead(-1))
    assert roads.begin(zhao, "drive-license-lost", why="damaged").json["do"] == "办“换驾照”，新证一起发"
    reply = roads.begin(roads.who("liang-junjie"), "drive-license-lost", why="lost")
    assert (reply.status_code, reply.json["say"]) == (409, "您名下没有驾驶证")
    assert count("case_record") == 0
