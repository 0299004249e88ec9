"""年检领标、补行驶证车牌、改车主信息, whole: a car as the traffic police has it, before and after."""

from datetime import timedelta

import pytest

from app.kernel import clock
from tests.cases.roads import Roads, ahead
from tests.errands import served
from tests.residents import count

LI_CAR, A_CAR, HUANG_CAR, ZHAO_CAR = "粤A32K71", "粤AD00192", "粤A8K526", "粤A66M08"


@pytest.fixture
def roads(app, sandbox, monkeypatch):
    with served(app, monkeypatch):
        sandbox.control("POST", "/settings", department_auto=True, department_delay=0)
        yield Roads(app, sandbox)


def insure(roads, vin, until=None):
    roads.change("ins.cti", vin, 起="2025-12-10", 止=until or ahead(300))


def test_a_clean_car_gets_its_mark_at_once_and_its_next_day(roads):
    li = roads.who("li-wenjing")
    insure(roads, "LSGDEMA00NG000012")
    roads.change("jj.vehicles", LI_CAR, 注册日="2022-11-05", 检验至="2026-11-30")
    no = roads.filled(li, "vehicle-inspection-sticker", {}, {"car": LI_CAR})
    shown = roads.done(li, no)
    assert (shown["word"], shown["fee_text"]) == ("办好了", "不收费")
    assert roads.row("jj.vehicles", plate=LI_CAR)["检验至"] == "2028-11-30"
    mark = roads.card(li, "ec-inspection-mark", 号牌号码=LI_CAR)
    assert (mark["号牌号码"], mark["检验有效期至"], mark["发证机关"]) == (LI_CAR, "2028-11-30", "广州市公安局交通警察支队")
    assert li.get(f"/api/certificates/{mark['id']}").json["number_text"].endswith("11")
    assert roads.card(li, "ec-vehicle-license", 号牌号码=LI_CAR)["检验有效期"] == "2028-11-30"
    other = roads.card(li, "ec-vehicle-license", 号牌号码="粤E6K318")  # her second car's are as they were
    assert (other["name"], other["检验有效期"]) == ("机动车行驶证（粤E6K318）", "2027-09-30")
    assert {one["号牌号码"]: one["检验有效期至"] for one in roads.cards(li, "ec-inspection-mark")} == {
        LI_CAR: "2028-11-30",
        "粤E6K318": "2027-09-30",
    }


def test_the_company_s_car_that_gets_no_mark_hears_every_reason_and_nothing_is_handed_in(roads):
    li = roads.who("li-wenjing")
    no = roads.filled(li, "vehicle-inspection-sticker", {})
    rows = li.get(f"/api/cases/{no}/lookups/cars").json["rows"]
    assert [one["title"] for one in rows] == [LI_CAR, "粤E6K318", A_CAR]
    assert roads.save(li, no, car=next(one["id"] for one in rows if one["title"] == A_CAR))["gaps"] == []
    reply = li.post(f"/api/cases/{no}/submission")
    assert (reply.status_code, reply.json["code"]) == (422, "points_failed")
    assert {one["say"] for one in reply.json["errors"]} == {
        "有 1 条违法没处理，罚款 200 元、记 1 分，先办“交罚款”，处理完马上能接着办。",
        "交强险10月31日到期了，续保后再来。",
    }
    assert roads.row("jj.vehicles", plate=A_CAR)["检验至"] == "2026-11-30"
    assert roads.sandbox.control("GET", "/cases") == []


def test_a_year_of_testing_is_said_at_the_car(roads):
    zhao = roads.who("zhao-dawei")
    no = roads.begin(zhao, "vehicle-inspection-sticker").json["no"]
    (row,) = zhao.get(f"/api/cases/{no}/lookups/cars").json["rows"]
    saved = roads.save(zhao, no, car=row["id"])
    assert "第 6 年要上线检测，去预约检测。" in {one["say"] for one in saved["errors"]}


def test_a_lost_card_comes_again_with_what_the_register_says(roads):
    huang = roads.who("huang-guoqiang")
    said = {"where_when": "上周在东山口丢的", "delivery": "pickup"}
    shown = roads.done(huang, roads.filled(huang, "vehicle-license-reissue", said, what="license", why="lost"))
    assert (shown["word"], shown["fee_text"]) == ("办好了", "10 元")
    made = roads.row("jj.reissues", plate=HUANG_CAR)
    today = clock.today().isoformat()
    assert (made["补"], made["日"], made["原因"], made["在哪"], made["临时号牌至"]) == ("行驶证", today, "丢了", "上周在东山口丢的", None)
    card = roads.card(huang, "ec-vehicle-license")
    assert (card["号牌号码"], card["车辆识别代号"], card["所有人"], card["检验有效期"]) == (
        HUANG_CAR,
        "LSGDEMA01DG000003",
        "黄国强",
        "2026-08-31",
    )


def test_two_stolen_plates_cost_a_hundred_and_a_temporary_one_bridges_fifteen_days(roads):
    zhao = roads.who("zhao-dawei")
    said = {"where_when": "昨晚在机场路停车场", "report_no": "粤公2026001", "temp": "yes", "delivery": "pickup"}
    shown = roads.done(zhao, roads.filled(zhao, "vehicle-license-reissue", said, what="plate", why="stolen"))
    assert (shown["word"], shown["fee_text"]) == ("办好了", "100 元")
    made = roads.row("jj.reissues", plate=ZHAO_CAR)
    assert (made["补"], made["块"], made["原因"], made["报警回执"]) == ("号牌", 2, "被偷", "粤公2026001")
    assert made["临时号牌至"] == (clock.today() + timedelta(days=15)).isoformat()


def test_a_picture_is_asked_only_of_a_car_whose_picture_is_not_on_file(roads):
    wanted = {}
    for name in ("huang-guoqiang", "zhao-dawei"):
        who = roads.who(name)
        no = roads.filled(who, "vehicle-license-reissue", {"delivery": "pickup"}, what="license", why="damaged")
        wanted[name] = [one["material"] for one in who.get(f"/api/cases/{no}/materials").json["materials"] if one["how"] == "upload"]
    assert wanted == {"huang-guoqiang": [], "zhao-dawei": ["m-vehicle-photo"]}


def test_a_locked_car_gets_nothing(roads):
    huang = roads.who("huang-guoqiang")
    roads.change("jj.vehicles", HUANG_CAR, 状态=["锁定"])
    no = roads.begin(huang, "vehicle-license-reissue", what="license", why="lost").json["no"]
    (row,) = huang.get(f"/api/cases/{no}/lookups/cars").json["rows"]
    saved = roads.save(huang, no, car=row["id"])
    assert [one["say"] for one in saved["errors"]] == ["粤A8K526 现在是“锁定”，不能办，解除了再来，不清楚的打 12123 问。"]
    assert roads.rows("jj.reissues") == []


def test_a_mark_is_electronic_and_never_lost(roads):
    reply = roads.begin(roads.who("li-wenjing"), "vehicle-license-reissue", what="mark", why="lost")
    assert (reply.status_code, reply.json["say"]) == (422, "这样办不了：检验标志是电子的，丢不了也坏不了，到“我的”里的证照看")
    assert count("case_record") == 0


def test_a_new_phone_goes_where_the_old_one_was_wrong(roads):
    huang = roads.who("huang-guoqiang")
    assert roads.row("jj.vehicles", plate=HUANG_CAR)["手机"] == "13800138004"
    no = roads.filled(huang, "vehicle-owner-info-change", {}, {"cars": HUANG_CAR}, what="phone", of="both")
    shown = roads.done(huang, no)
    assert (shown["word"], roads.row("jj.vehicles", plate=HUANG_CAR)["手机"]) == ("办好了", "13800138005")
    assert any("改好了 1 条" in (one["say"] or "") for one in shown["timeline"])


@pytest.mark.parametrize(("phone", "say"), [("13800138009", "和现在登记的一样"), ("13800138010", "这个号码不是您实名的")])
def test_a_phone_that_is_the_same_or_another_s_changes_nothing(roads, phone, say):
    zhao = roads.who("zhao-dawei")
    no = roads.begin(zhao, "vehicle-owner-info-change", what="phone", of="cars").json["no"]
    (row,) = zhao.get(f"/api/cases/{no}/lookups/cars").json["rows"]
    assert row["title"] == ZHAO_CAR
    roads.save(zhao, no, cars=[row["id"]], phone=phone)
    reply = zhao.post(f"/api/cases/{no}/submission")
    assert (reply.status_code, reply.json["code"]) == (422, "points_failed") and say in reply.text
    assert (roads.row("jj.vehicles", plate=ZHAO_CAR)["手机"], roads.sandbox.control("GET", "/cases")) == ("13800138009", [])


def test_a_car_that_the_recycler_has_is_struck_off_and_its_number_kept(roads):
    huang = roads.who("huang-guoqiang")
    no = roads.begin(huang, "vehicle-scrap", why="scrap").json["no"]
    (row,) = huang.get(f"/api/cases/{no}/lookups/cars").json["rows"]
    assert roads.save(huang, no, car=row["id"])["errors"] == []
    shown = huang.get(f"/api/cases/{no}/lookups/proof").json
    assert (shown["rows"], shown["empty"]) == ([], "回收企业还没上传证明。交车后约 1 天能查到，那时再来")
    roads.switch("scrap-of-huang-guoqiang")
    no = roads.filled(huang, "vehicle-scrap", {"keep": True, "delivery": "pickup"}, why="scrap")
    shown = roads.done(huang, no)
    assert (shown["word"], shown["fee_text"]) == ("办好了", "不收费")
    assert roads.row("jj.vehicles", plate=HUANG_CAR)["状态"] == ["注销"]
    kept = roads.row("jj.plates", plate=HUANG_CAR)
    assert (kept["状态"], kept["VIN"]) == ("原主保留", None)
    paper = roads.card(huang, "ec-vehicle-cancel")
    assert (paper["号牌号码"], paper["车辆识别代号"], paper["注销原因"]) == (HUANG_CAR, "LSGDEMA01DG000003", "报废")
    assert [one for one in huang.get("/api/certificates").json["certificates"] if one["type"] == "ec-vehicle-license"] == []


def test_a_paper_that_is_missing_is_declared_lost_first(roads):
    huang = roads.who("huang-guoqiang")
    roads.switch("scrap-of-huang-guoqiang")
    roads.change("ls.scrap", "LSGDEMA01DG000003", 牌证=["行驶证", "号牌"])
    no = roads.begin(huang, "vehicle-scrap", why="scrap").json["no"]
    (row,) = huang.get(f"/api/cases/{no}/lookups/cars").json["rows"]
    roads.save(huang, no, car=row["id"])
    (row,) = huang.get(f"/api/cases/{no}/lookups/proof").json["rows"]
    roads.save(huang, no, proof=row["id"], sure=True, delivery="pickup")
    reply = huang.post(f"/api/cases/{no}/submission")
    assert reply.status_code == 422 and "上没有登记证书" in reply.text
    assert roads.row("jj.vehicles", plate=HUANG_CAR)["状态"] == ["正常"]


def test_a_car_that_is_pledged_is_not_struck_off(roads):
    huang = roads.who("huang-guoqiang")
    roads.change("jj.vehicles", HUANG_CAR, 状态=["抵押"])
    no = roads.begin(huang, "vehicle-scrap", why="lost").json["no"]
    (row,) = huang.get(f"/api/cases/{no}/lookups/cars").json["rows"]
    saved = roads.save(huang, no, car=row["id"], gone_on=ahead(1))
    assert {one["field"]: one["say"] for one in saved["errors"]} == {
        "car": f"{HUANG_CAR} 现在是“抵押”，不能办，解除了再来，不清楚的打 12123 问。",
        "gone_on": "不能晚于今天。",
    }
