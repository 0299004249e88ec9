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


def test_a_lost_licence_comes_again_with_its_dates_and_its_electronic_one_is_good_meanwhile(roads):
    lin = roads.who("lin-zhihao")
    before = roads.card(lin, "ec-drive")
    no = roads.filled(lin, "drive-license-lost", {"delivery": "mail"}, why="lost")
    submit(lin, no)
    drain()
    assert roads.card(lin, "ec-drive") == before and lin.get(f"/api/cases/{no}").json["stays_if_withdrawn"] == ""
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


def test_a_licence_of_elsewhere_comes_here_with_its_dates_and_its_file(roads):
    wu = roads.who("wu-haiyan")
    roads.change("jj.drivers", wu.id_number, 自=ahead(-3000), 至=ahead(600))
    shown = roads.done(wu, roads.filled(wu, "drive-license-transfer-in", {"own_word": "none", "reason": "live", "delivery": "pickup"}))
    assert (shown["word"], shown["fee_text"]) == ("办好了", "10 元")
    row = roads.row("jj.drivers", id=wu.id_number)
    assert (row["发证机关"], row["至"], row["档案编号"]) == ("广州市公安局交通警察支队", ahead(600), "430100301122")
    assert roads.card(wu, "ec-drive")["档案编号"] == "430100301122"


def test_one_that_ends_soon_is_renewed_as_it_comes(roads):
    wu = roads.who("wu-haiyan")
    ends = ahead(60)
    roads.change("jj.drivers", wu.id_number, 自=f"{int(ends[:4]) - 10}{ends[4:]}", 至=ends)
    said = {"own_word": "none", "reason": "hukou", "delivery": "pickup"}
    no = roads.begin(wu, "drive-license-transfer-in").json["no"]
    (row,) = wu.get(f"/api/cases/{no}/lookups/licence").json["rows"]
    assert roads.save(wu, no, licence=row["id"], **said)["gaps"] == []
    reply = wu.post(f"/api/cases/{no}/submission")
    assert reply.status_code == 422 and roads.row("jj.drivers", id=wu.id_number)["至"] == ends
    report = {"id": wu.id_number, "date": ahead(-5), "医院": "示例医院", "指定机构": True, "结论": "合格", "至": ahead(170)}
    roads.sandbox.control("PUT", "/registers/wj.driverhealth/rows", row=report)
    no = roads.filled(wu, "drive-license-transfer-in", said)
    assert roads.done(wu, no)["word"] == "办好了"
    row = roads.row("jj.drivers", id=wu.id_number)
    assert (row["发证机关"], row["自"], row["至"]) == ("广州市公安局交通警察支队", ends, "长期")


def test_a_licence_of_this_city_or_with_a_fine_does_not_come(roads):
    reply = roads.begin(roads.who("lin-zhihao"), "drive-license-transfer-in")
    assert (reply.status_code, reply.json["say"]) == (409, "您的驾驶证就是广州发的，不用转")
    wu = roads.who("wu-haiyan")
    roads.change("jj.violations", V4, 处理人=wu.id_number)
    assert roads.begin(wu, "drive-license-transfer-in").json["say"] == "有 1 张罚单没交，罚款 200 元"
    assert count("case_record") == 0


def ended(days, year):
    """A day of first issue by which a cycle of points ended so many days ago."""
    return f"{year}{ahead(1 - days)[4:]}"


def test_an_old_driver_s_report_is_taken_and_the_next_is_said(roads):
    he = roads.who("he-guifang")
    roads.switch("ability-of-he-guifang")
    roads.sandbox.control("DELETE", f"/registers/wj.driverhealth/rows?row_id={he.id_number}|2026-10-12")
    roads.change("jj.drivers", he.id_number, 初领=ended(11, 2011), 体检至=ahead(-11))
    no = roads.filled(he, "drive-health-report", {"own_word": "none"})
    reply = he.post(f"/api/cases/{no}/submission")
    assert (reply.status_code, reply.json["say"]) == (422, "没有查到体检结果")
    report = {"id": he.id_number, "date": ahead(-40), "医院": "示例医院", "指定机构": True, "结论": "合格", "至": ahead(140)}
    roads.sandbox.control("PUT", "/registers/wj.driverhealth/rows", row=report)
    shown = roads.done(he, roads.filled(he, "drive-health-report", {"own_word": "none"}))
    assert shown["word"] == "办好了" and any((one["say"] or "").startswith("下次 ") for one in shown["timeline"])
    until = roads.row("jj.drivers", id=he.id_number)["体检至"]
    assert until == f"{int(ahead(-11)[:4]) + 1}{ahead(-11)[4:]}"
    assert roads.begin(he, "drive-health-report").json["say"] == "今年的已经收到，办好了"


def test_a_lorry_driver_with_points_studies_three_hours_and_one_without_does_nothing(roads):
    zhao = roads.who("zhao-dawei")
    roads.change("jj.drivers", zhao.id_number, 初领=ended(11, 2011))
    assert roads.begin(zhao, "drive-health-report").json["say"] == "上个记分周期没有记分，免审验"
    cycle = {"id": zhao.id_number, "start": ahead(-375), "止": ahead(-11), "记分": 3, "已减": 0, "满分": False, "学习小时": 2}
    roads.sandbox.control("PUT", "/registers/jj.cycles/rows", row=cycle)
    assert roads.begin(zhao, "drive-health-report").json["say"] == "审验学习还差 1 小时"
    roads.change("jj.cycles", f"{zhao.id_number}|{ahead(-375)}", 学习小时=3)
    assert roads.done(zhao, roads.filled(zhao, "drive-health-report", {"own_word": "none"}))["word"] == "办好了"
    assert roads.begin(roads.who("lin-zhihao"), "drive-health-report").json["say"] == "您不用交"
