"""二手车过户, whole: the buyer asks and books the look at the car, the seller says yes on their own phone, the registers of both
afterwards."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.appointments.models import appointment_miss
from app.cases import agreeing
from app.kernel import clock, db
from app.participants.models import participant
from sandbox.departments.decide.days import add_months
from tests.errands import hand_over, pay, start, take_slot
from tests.residents import count, drain
from tests.world import World, decided, only, save, submitted, times

ITEM, VIN, OLD, HALL = "vehicle-transfer", "LSGDEMA00NG000012", "粤A32K71", "hall-440106"


@pytest.fixture
def world(app, sandbox, monkeypatch):
    with decided(app, sandbox, monkeypatch):
        world = World(app, sandbox)
        sandbox.control("POST", "/switches/car-of-li-wenjing-is-in-order", on=True)
        yield world


def bought(world, who, seller, vin, number="26442000000000000299"):
    row = {"number": number, "卖方": seller.id_number, "卖方姓名": seller.name, "买方": who.id_number, "VIN": vin, "价": 3_000_000}
    world.sandbox.control(
        "PUT", "/registers/sw.usedinvoices/rows", row={**row, "市场": "广州示例二手车市场", "开票日": clock.today().isoformat()}
    )


def picked(who, city="440100", vin=VIN):
    """A draft with invoice and car: what is said against them."""
    no = start(who, ITEM, {"how": "sale"}, city)
    rows = who.get(f"/api/cases/{no}/lookups/invoices").json["rows"]
    save(who, no, invoice=next(one["id"] for one in rows if one["title"] == vin))
    return no, save(who, no, car=only(who, no, "cars"))["errors"]


def filled(who):
    no, errors = picked(who)
    assert errors == []
    shown = who.post(f"/api/cases/{no}/holds/number/draw").json["units"]
    assert who.post(f"/api/cases/{no}/holds/number", {"unit": shown[0]}).status_code == 200
    assert save(who, no, handed=clock.today().isoformat(), delivery="pickup", sure=True)["errors"] == []
    take_slot(who, no, "slot", HALL)
    hand_over(who, no)
    return no, shown[0]


def only_time(no):
    (found,) = times(no)
    return found


def left(who, at):
    """Places that anybody may have at this time of the hall."""
    days = who.get(f"/api/booking/halls/{HALL}").json["days"]
    return next(one["left"] for day in days for one in day["slots"] if one["at"] == clock.rfc3339(at))


def said(at):
    there = clock.china(at)
    return f"{there.month}月{there.day}日 {there:%H:%M}"


def answer(who, agree):
    drain()
    (card,) = who.get("/api/me/consents").json["consents"]
    shown = who.get(f"/api/consents/{card['id']}").json["document"]
    body = {"agree": agree, "hash": shown["hash"]} | ({} if agree else {"reason": "钱还没有收到"})
    assert who.post(f"/api/consents/{card['id']}/answer", body).status_code == 200
    drain()
    return shown


def cars(who):
    return [one["number_text"] for one in who.get("/api/certificates").json["certificates"] if one["type"] == "ec-vehicle-license"]


def test_a_car_changes_hands_with_the_word_of_both(world):
    li, ou = world.who("li-wenjing"), world.who("ou-jiayi")
    before = len(cars(li))
    no, plate = filled(ou)
    assert submitted(ou, no)["waits"]
    assert world.sandbox.control("GET", "/cases") == []
    shown = answer(li, agree=True)
    assert OLD in str(shown) and "60,000" in str(shown) and "什么时候去查验" in str(shown)
    waits = world.wait(ou, no, "special")
    booked = only_time(no)
    assert "到天河区政务服务中心查验，去过了接着办" in str(waits) and booked["state"] == "booked"
    assert world.rows("jj.vehicles", VIN=VIN)[0]["所有人"] == li.id_number
    (mine,) = ou.get("/api/me/bookings").json["bookings"]
    (errand,) = mine["errands"]
    assert (mine["case_no"], errand["short"]) == (no, "二手车过户") and errand["say"].startswith("网上交过")
    world.passes(no)
    world.wait(ou, no, "to_pay")
    assert ou.get(f"/api/cases/{no}").json["fee_text"] == "110 元"
    pay(ou, world.sandbox, no)
    done = world.wait(ou, no, "done")
    (car,) = world.rows("jj.vehicles", VIN=VIN)
    assert (car["plate"], car["所有人"], car["登记地"]) == (plate, ou.id_number, "440100")
    (kept,) = world.rows("jj.plates", plate=OLD)
    looked = clock.china(booked["starts_at"]).date()
    assert (kept["状态"], kept["VIN"], kept["至"][:10]) == ("原主保留", None, add_months(looked, 24).isoformat())
    (used,) = world.rows("jj.plates", plate=plate)
    assert (used["状态"], used["VIN"]) == ("在用", VIN)
    (quota,) = world.rows("jt.quotas", 人=ou.id_number)
    assert (quota["状态"], quota["VIN"]) == ("已用", VIN)
    assert done["vouchers"] == [] and count("hold") == 0
    mine = ou.get(f"/api/certificates/{done['certificate']['id']}").json
    assert plate in str(mine) and VIN in str(mine)
    assert len(cars(li)) == before - 1
    gone = start(li, "car-quota", {"kind": "update"})
    assert save(li, gone, old_car=only(li, gone, "gone"))["errors"] == []


def test_a_seller_who_says_no_keeps_the_car_and_the_buyer_has_the_draft_again(world):
    li, ou = world.who("li-wenjing"), world.who("ou-jiayi")
    no, _ = filled(ou)
    at = only_time(no)["starts_at"]
    before = left(ou, at)
    submitted(ou, no)
    answer(li, agree=False)
    world.wait(ou, no, "draft")
    assert "先和卖车的人商量好，再交一次。" in ou.get("/api/messages").text and world.sandbox.control("GET", "/cases") == []
    assert world.rows("jj.vehicles", VIN=VIN)[0]["所有人"] == li.id_number
    gone = only_time(no)
    assert (gone["state"], gone["place"], gone["turn"], left(ou, at)) == ("cancelled", None, None, before + 1)
    assert f"约的 {said(at)} 退回去了，不算您没来，要再选。" in ou.get("/api/messages").text
    assert f"约的 {said(at)}（天河区政务服务中心）退回去了，不用去。" in li.get("/api/messages").text
    (past,) = ou.get("/api/me/bookings").json["past"]
    assert (past["word"], past["hint"]) == ("取消了", "要同意的人没有同意。不算爽约。")
    assert ou.get(f"/api/cases/{no}/form").json["gaps"] == ["slot"]
    assert ou.get(f"/api/cases/{no}/slots/slot").json["state"] == "none" and count("appointment_miss") == 0


def test_a_seller_who_says_nothing_is_not_waited_for_longer_than_the_time_that_was_booked(world):
    li, ou = world.who("li-wenjing"), world.who("ou-jiayi")
    no, _ = filled(ou)
    at = only_time(no)["starts_at"]
    submitted(ou, no)
    with db.reading() as tx:
        until = tx.execute(select(participant.c.until).where(participant.c.case_no == no)).scalar_one()
    wanted = at - timedelta(hours=2) if at - timedelta(hours=2) > clock.now() else at
    assert wanted - timedelta(minutes=2) <= until <= wanted
    with db.transaction() as tx:
        over = clock.now() - timedelta(seconds=1)
        tx.execute(update(participant).where(participant.c.case_no == no).values(until=over, next_at=over))
    assert agreeing.sweep() == (0, 1)
    drain()
    assert ou.get(f"/api/cases/{no}").json["state"] == "draft" and only_time(no)["state"] == "cancelled"
    assert f"约的 {said(at)} 退回去了" in ou.get("/api/messages").text and f"约的 {said(at)}" in li.get("/api/messages").text


def test_a_buyer_who_changes_something_keeps_the_time_for_minutes_and_books_it_again(world):
    li, ou = world.who("li-wenjing"), world.who("ou-jiayi")
    no, _ = filled(ou)
    at = only_time(no)["starts_at"]
    submitted(ou, no)
    ((errand,),) = [one["errands"] for one in ou.get("/api/me/bookings").json["bookings"]]
    assert (errand["given"], errand["say"]) == ([], "网上填好了，到窗口不用再填")
    assert ou.post(f"/api/cases/{no}/reopening").status_code == 200
    held = only_time(no)
    assert (held["state"], held["turn"], held["starts_at"]) == ("held", None, at) and held["until"] > clock.now() + timedelta(minutes=9)
    assert ou.get("/api/me/bookings").json["bookings"] == [] and ou.get(f"/api/cases/{no}/form").json["gaps"] == []
    submitted(ou, no)
    assert only_time(no)["state"] == "booked"
    answer(li, agree=True)
    world.wait(ou, no, "special")


def test_a_buyer_who_gives_it_up_before_the_seller_answers_gives_the_time_back(world):
    ou = world.who("ou-jiayi")
    no, _ = filled(ou)
    submitted(ou, no)
    assert ou.post(f"/api/cases/{no}/withdrawal", {"reason": "不买了"}).status_code == 200
    gone = only_time(no)
    assert (gone["state"], gone["place"]) == ("cancelled", None)


def test_a_yes_to_a_time_that_was_given_up_meanwhile_hands_nothing_in(world):
    li, ou = world.who("li-wenjing"), world.who("ou-jiayi")
    no, _ = filled(ou)
    submitted(ou, no)
    (mine,) = ou.get("/api/me/bookings").json["bookings"]
    assert ou.post(f"/api/me/bookings/{mine['id']}/cancellation").status_code == 200
    answer(li, agree=True)
    assert ou.get(f"/api/cases/{no}").json["state"] == "draft" and world.sandbox.control("GET", "/cases") == []
    assert "约的时间已经不在了，退回草稿了。选个新的时间再交" in ou.get("/api/messages").text
    with db.reading() as tx:
        assert tx.execute(select(appointment_miss.c.late)).scalars().all() in ([], [True])  # only where it was given up late


def test_a_car_that_is_not_tested_hears_so_when_it_is_picked(world):
    huang, ou = world.who("huang-guoqiang"), world.who("ou-jiayi")
    bought(world, ou, huang, "LSGDEMA01DG000003")
    _, errors = picked(ou, vin="LSGDEMA01DG000003")
    assert {"field": "car", "say": "检验8月31日过期了，请车主先去检测，检测过了再来。"} in errors


def test_what_the_car_was_seen_doing_is_the_owner_s_to_settle_first(world):
    zhao, ou = world.who("zhao-dawei"), world.who("ou-jiayi")
    bought(world, ou, zhao, "LSGDEMA01LG000002")
    no, errors = picked(ou, vin="LSGDEMA01LG000002")
    say = "粤A66M08 有 4 条违法没处理，罚款 2,100 元、记 21 分，请车主先办“交罚款”，处理完马上能接着办。"
    assert {"field": "car", "say": say} in errors
    refused = ou.post(f"/api/cases/{no}/holds/number/draw")
    assert (refused.status_code, refused.json["code"]) == (422, "points_failed") and count("hold") == count("hold_turn") == 0


def test_a_buyer_without_a_quota_hears_so_in_guangzhou_and_goes_on_in_foshan(world):
    li, liang = world.who("li-wenjing"), world.who("liang-junjie")
    bought(world, liang, li, VIN)
    _, errors = picked(liang)
    assert errors == [{"field": "car", "say": "在广州上牌要先有指标，先去申请小客车指标。"}]
    assert picked(liang, "440600")[1] == []


def test_whoever_bought_nothing_sees_nobody_s_car(world):
    liang = world.who("liang-junjie")
    no = start(liang, ITEM, {"how": "sale"})
    shown = liang.get(f"/api/cases/{no}/lookups/invoices").json
    assert (shown["rows"], shown["empty"]) == ([], "没有查到您的二手车发票。市场开出后约 1 小时能查到")
