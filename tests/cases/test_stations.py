"""上线年检, whole: a time at a station is held, booked with the case and over with it; what the station found decides."""

import time
from calendar import monthrange
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.appointments.models import appointment
from app.kernel import clock, db
from tests.cases.roads import Roads, ahead
from tests.errands import served, submit, take_slot
from tests.residents import drain

ITEM = "vehicle-inspection-book"
HUANG_CAR, ZHAO_CAR, HUANG_VIN, ZHAO_VIN = "粤A8K526", "粤A66M08", "LSGDEMA01DG000003", "LSGDEMA01LG000002"
TIANHE, BAIYUN = "广州天河示例检测站", "广州白云示例检测站"
HOUR = 3600


@pytest.fixture
def roads(app, sandbox, monkeypatch):
    with served(app, monkeypatch):
        sandbox.control("POST", "/settings", department_auto=True, department_delay=0)
        found = Roads(app, sandbox)
        due(found, HUANG_CAR, HUANG_VIN, 13)
        due(found, ZHAO_CAR, ZHAO_VIN, 6)
        yield found


def due(roads, plate, vin, years):
    """Its test of so many years is due by the end of this month, and it is insured."""
    today = clock.today()
    until = today.replace(day=monthrange(today.year, today.month)[1])
    roads.change("jj.vehicles", plate, 注册日=today.replace(year=today.year - years, day=1).isoformat(), 检验至=until.isoformat())
    roads.change("ins.cti", vin, 起=ahead(-30), 止=ahead(300))


def draft(roads, who, plate, station=BAIYUN):
    return roads.filled(who, ITEM, {}, {"car": plate, "station": station})


def rows():
    with db.reading() as tx:
        return [row._asdict() for row in tx.execute(select(appointment).order_by(appointment.c.made_at, appointment.c.id))]


def passes(roads, no, more=2 * HOUR):
    """Its time goes by at the station: the departments' clock stands after it."""
    (booked,) = [row for row in rows() if row["case_no"] == no and row["state"] == "booked"]
    late = (booked["starts_at"] - clock.now()).total_seconds() + more
    roads.sandbox.control("POST", "/clock", ahead=int(late))
    return booked


def waits(roads, who, no, why):
    """Until the case waits for this."""
    until = time.monotonic() + 20
    while (shown := who.get(f"/api/cases/{no}").json)["state"] != "special" or why not in str(shown):
        assert time.monotonic() < until, str(shown)
        drain()
        time.sleep(0.02)
    drain()  # what follows from the last word


def test_a_time_is_held_booked_and_followed_by_the_mark(roads):
    huang = roads.who("huang-guoqiang")
    no = draft(roads, huang, HUANG_CAR)
    (held,) = rows()
    assert (held["state"], held["turn"], held["hall"], held["case_no"]) == ("held", None, "JC440111", no)
    assert timedelta(minutes=9) < held["until"] - clock.now() <= timedelta(minutes=10)
    assert huang.get("/api/me/bookings").json["bookings"] == []
    submit(huang, no)
    (mine,) = huang.get("/api/me/bookings").json["bookings"]
    assert (mine["hall_name"], mine["case_no"], mine["may"], mine["code"], mine["word"]) == (BAIYUN, no, False, "", "约好了")
    assert mine["hint"] == "准时到，那里查得到您约的时间"
    drain()
    assert roads.wait(huang, no, "special") == "special"
    assert roads.row("jj.testbookings", VIN=HUANG_VIN)["状态"] == "约好"
    booked = passes(roads, no)
    roads.wait(huang, no, "done")
    drain()
    day = clock.china(booked["starts_at"]).date().isoformat()
    report = roads.row("jj.inspections", VIN=HUANG_VIN)
    assert (report["date"], report["站"], report["结论"], report["新能源专项"]) == (day, "JC440111", "合格", False)
    assert roads.row("jj.testbookings", VIN=HUANG_VIN)["状态"] == "来了"
    until = roads.row("jj.vehicles", plate=HUANG_CAR)["检验至"]
    today = clock.today()
    assert until == today.replace(year=today.year + 1, day=monthrange(today.year + 1, today.month)[1]).isoformat()
    mark = roads.card(huang, "ec-inspection-mark", 号牌号码=HUANG_CAR)
    assert (mark["检验有效期至"], mark["发证机关"]) == (until, "广州市公安局交通警察支队")


def test_a_good_test_waits_for_the_violations_and_goes_on_by_itself(roads):
    zhao = roads.who("zhao-dawei")
    no = draft(roads, zhao, ZHAO_CAR, TIANHE)
    (car,) = zhao.get(f"/api/cases/{no}/lookups/cars").json["rows"]
    (told,) = [one for one in roads.save(zhao, no, car=car["id"])["judged"] if one["field"] == "car"]
    assert f"{ZHAO_CAR} 检测可以做，领标前要处理 4 条违法。" in told["say"]
    take_slot(zhao, no, "slot")
    submit(zhao, no)
    roads.wait(zhao, no, "special")
    passes(roads, no)
    waits(roads, zhao, no, "检测合格，就差有 4 条违法没处理")
    assert roads.row("jj.vehicles", plate=ZHAO_CAR)["检验至"] != ahead(0)
    for row in roads.rows("jj.violations", plate=ZHAO_CAR):
        roads.change("jj.violations", row["no"], 状态="已缴")
    roads.sandbox.control("POST", "/clock", forward=86400)
    roads.wait(zhao, no, "done")


def test_what_was_found_wrong_is_listed_and_only_another_time_is_asked(roads):
    huang = roads.who("huang-guoqiang")
    no = draft(roads, huang, HUANG_CAR)
    submit(huang, no)
    roads.wait(huang, no, "special")
    (booked,) = rows()
    day = clock.china(booked["starts_at"]).date().isoformat()
    bad = {"VIN": HUANG_VIN, "date": day, "站": "JC440111", "结论": "不合格", "报告号": "1" * 16, "新能源专项": False}
    bad["不合格项"] = ["前轮制动", "远光灯"]
    roads.sandbox.control("PUT", "/registers/jj.inspections/rows", row=bad)
    passes(roads, no)
    roads.wait(huang, no, "to_correct")
    form = huang.get(f"/api/cases/{no}/form").json
    assert [one["id"] for one in form["fields"] if one["editable"]] == ["slot"]
    assert "检测不合格：前轮制动、远光灯。修好后选个时间复检" in str(form)
    free = huang.get(f"/api/cases/{no}/slots/slot").json["hall"]["days"]
    later = [one["at"] for day in free for one in day["slots"]][-1]
    take_slot(huang, no, "slot", at=later)
    assert huang.post(f"/api/cases/{no}/resubmission").status_code == 200
    roads.wait(huang, no, "special")
    passes(roads, no)
    roads.wait(huang, no, "done")
    assert [one["结论"] for one in roads.rows("jj.inspections", VIN=HUANG_VIN)] == ["不合格", "合格"]


def test_who_did_not_come_ends_it_and_has_no_mark(roads):
    huang = roads.who("huang-guoqiang")
    no = draft(roads, huang, HUANG_CAR)
    submit(huang, no)
    roads.wait(huang, no, "special")
    row = roads.row("jj.testbookings", VIN=HUANG_VIN)
    roads.change("jj.testbookings", f"{HUANG_VIN}|{row['时段']}", 状态="没来")
    passes(roads, no)
    assert roads.wait(huang, no, "terminated") == "terminated"
    assert roads.rows("jj.inspections", VIN=HUANG_VIN) == [] and "没有来，要检再约一次" in str(huang.get(f"/api/cases/{no}").json)


def test_taken_back_the_place_is_free_and_the_station_knows(roads):
    huang = roads.who("huang-guoqiang")
    no = draft(roads, huang, HUANG_CAR)
    submit(huang, no)
    roads.wait(huang, no, "special")
    (booked,) = huang.get("/api/me/bookings").json["bookings"]
    refused = huang.post(f"/api/me/bookings/{booked['id']}/cancellation")
    assert (refused.status_code, refused.json["code"]) == (409, "booking_of_case")
    assert huang.post(f"/api/cases/{no}/withdrawal", {"reason": "不去了"}).status_code == 200
    drain()
    ((state, place),) = {(row["state"], row["place"]) for row in rows()}
    assert (state, place) == ("cancelled", None)
    assert roads.row("jj.testbookings", VIN=HUANG_VIN)["状态"] == "取消"


def test_a_car_has_one_time_and_the_second_draft_hears_which(roads):
    huang = roads.who("huang-guoqiang")
    no = draft(roads, huang, HUANG_CAR)
    submit(huang, no)
    roads.wait(huang, no, "special")
    second = huang.post("/api/cases", {"item": ITEM, "city": "440100", "answers": {}, "anyway": True}).json["no"]
    (car,) = huang.get(f"/api/cases/{second}/lookups/cars").json["rows"]
    said = [one["say"] for one in roads.save(huang, second, car=car["id"])["errors"]]
    assert len(said) == 1 and said[0].startswith(f"{HUANG_CAR} 已经约了") and said[0].endswith("要换时间，先取消那一次。")


def test_a_car_that_only_needs_its_mark_and_one_that_was_never_tested_are_sent_where_they_belong(roads):
    huang = roads.who("huang-guoqiang")
    no = roads.begin(huang, ITEM).json["no"]
    today = clock.today()

    def said(years, until_years):
        until = today.replace(year=today.year + until_years, day=monthrange(today.year + until_years, today.month)[1])
        registered = today.replace(year=today.year - years, day=1)
        roads.change("jj.vehicles", HUANG_CAR, 注册日=registered.isoformat(), 检验至=until.isoformat())
        (row,) = huang.get(f"/api/cases/{no}/lookups/cars").json["rows"]
        return [one["say"] for one in roads.save(huang, no, car=row["id"])["errors"]]

    assert said(8, 0) == ["今年不用上线，直接领标，去办“年检领标”，一点就好。"]
    assert said(15, -4) == ["连续 3 个周期没检，只能报废，去办“车辆报废”。"]
    assert said(13, 0) == []


def test_who_comes_second_for_the_last_place_hears_the_next_and_nothing_is_stored(roads):
    huang, zhao = roads.who("huang-guoqiang"), roads.who("zhao-dawei")
    first = draft(roads, huang, HUANG_CAR)
    at = clock.rfc3339(rows()[0]["starts_at"])
    roads.change("jj.stations", "JC440111", 名额=1)
    other = draft(roads, zhao, ZHAO_CAR)
    before = rows()
    mine, theirs = ([row["starts_at"] for row in before if row["case_no"] == no] for no in (first, other))
    assert mine != theirs
    full = zhao.post(f"/api/cases/{other}/slots/slot", {"at": at})
    assert (full.status_code, full.json["code"]) == (409, "slot_full") and "约满，最近" in full.json["say"]
    assert rows() == before


def test_a_time_that_lapsed_is_a_gap_again_and_its_place_another_s(roads):
    huang, zhao = roads.who("huang-guoqiang"), roads.who("zhao-dawei")
    roads.change("jj.stations", "JC440111", 名额=1)
    no = draft(roads, huang, HUANG_CAR)
    (held,) = rows()
    with db.transaction() as tx:
        tx.execute(appointment.update().values(until=clock.now() - timedelta(seconds=1)))
    assert huang.get(f"/api/cases/{no}/form").json["gaps"] == ["slot"]
    refused = huang.post(f"/api/cases/{no}/submission")
    assert (refused.status_code, refused.json["errors"]) == (422, [{"field": "slot", "say": "什么时候去还没选定。"}])
    other = draft(roads, zhao, ZHAO_CAR)
    (now,) = rows()
    assert (now["case_no"], now["starts_at"], now["place"]) == (other, held["starts_at"], 1)


def test_bad_times_are_refused_in_words_and_change_nothing(roads):
    huang = roads.who("huang-guoqiang")
    no = draft(roads, huang, HUANG_CAR)
    before = rows()
    path = f"/api/cases/{no}/slots/slot"
    assert [huang.post(path, {"at": said}).json["say"] for said in ("2020-01-06T01:00:00Z", "gestern")] == ["这个时间已过", "没有这个时段"]
    roads.save(huang, no, call="13800138005")
    typed = huang.call("PATCH", f"/api/cases/{no}/draft", {"values": {"slot": "2026-11-30 09:00 家门口"}})
    assert (typed.status_code, typed.json["errors"]) == (422, [{"field": "slot", "say": "时间在给出的里面点一个，不用填。"}])
    nobody = roads.who("lin-zhihao").get(path)
    assert (nobody.status_code, nobody.json["code"]) == (404, "case_not_found")
    assert rows() == before


def test_another_station_gives_the_time_back(roads):
    huang = roads.who("huang-guoqiang")
    no = draft(roads, huang, HUANG_CAR)
    other = next(one["id"] for one in huang.get(f"/api/cases/{no}/lookups/stations").json["rows"] if one["title"] == TIANHE)
    assert roads.save(huang, no, station=other)["gaps"] == ["slot"]
    assert rows() == []
