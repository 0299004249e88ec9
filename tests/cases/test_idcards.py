"""身份证, whole: renewed on the phone with the prints kept, stopped when it is reported lost; the register before and after."""

import pytest

from app.kernel import clock
from tests.errands import fill, hand_over, pay, start, take_slot
from tests.residents import PEOPLE, count, drain
from tests.world import World, decided, only, save, submitted, times

PHONE = {"why": "due", "way": "phone", "hukou": "local"}
LOST = {"why": "lost", "way": "phone", "hukou": "local"}


class Cards(World):
    """With the register of id cards."""

    def cards(self, name):
        """[(order, state)] of somebody's cards, the newest last."""
        return sorted((row["序"], row["状态"]) for row in self.rows("gat.idcards", id=PEOPLE[name][1]))


@pytest.fixture
def world(app, sandbox, monkeypatch):
    with decided(app, sandbox, monkeypatch):
        yield Cards(app, sandbox)


def test_a_card_that_ends_soon_is_renewed_on_the_phone_and_the_old_one_is_void_only_then(world):
    ou = world.who("ou-jiayi")
    no = start(ou, "idcard-renew", PHONE)
    assert save(ou, no, card=only(ou, no, "cards"))["errors"] == []
    form = {one["id"]: one for one in ou.get(f"/api/cases/{no}/form").json["fields"]}
    assert (form["years"]["text"], form["years"]["editable"]) == ("20 年", False)
    fill(ou, no, {"photo": "receipt", "receipt": next(iter_good(ou, no)), "delivery": "pickup"})
    hand_over(ou, no)
    assert world.cards("ou-jiayi") == [(1, "有效")]
    submitted(ou, no)
    world.wait(ou, no, "to_pay")
    assert world.cards("ou-jiayi") == [(1, "有效"), (2, "制证中")]
    pay(ou, world.sandbox, no)
    done = world.wait(ou, no, "done")
    assert world.cards("ou-jiayi") == [(1, "作废"), (2, "有效")]
    (new,) = world.rows("gat.idcards", id=ou.id_number, 序=2)
    today = clock.today()
    until = today.replace(year=today.year + 20).isoformat()
    assert (new["有效期至"], new["机关"], new["指纹采集日"]) == (until, "广州市公安局荔湾分局", "2017-01-12")
    assert (done["word"], done["fee_text"], done["certificate"]["name"]) == ("办好了", "20 元", "居民身份证")
    (card,) = [one for one in ou.get("/api/certificates").json["certificates"] if one["type"] == "ec-idcard"]
    face = {one["label"]: one["text"] for one in card["fields"]}
    assert face["有效期限"] == f"{today.isoformat()}至{until}"


def iter_good(who, no):
    """The photo taken four days ago, before that of more than a year."""
    rows = who.get(f"/api/cases/{no}/lookups/photos").json["rows"]
    assert len(rows) == 2
    return (row["id"] for row in sorted(rows, key=lambda row: row["title"], reverse=True))


def test_a_photo_of_more_than_a_year_ago_is_said_where_it_is_chosen(world):
    ou = world.who("ou-jiayi")
    no = start(ou, "idcard-renew", PHONE)
    save(ou, no, photo="receipt")
    *_, old = iter_good(ou, no)
    saved = save(ou, no, receipt=old)
    assert [one["field"] for one in saved["errors"]] == ["receipt"]
    assert saved["errors"][0]["say"].startswith("相片要 12 个月内拍的，这张是2025年9月20日拍的")


@pytest.mark.parametrize(
    ("name", "say"),
    [
        ("lin-zhihao", "还没到换证时间，2027年9月5日起可以换"),
        ("huang-xiuying", "您的身份证长期有效，不用换"),
    ],
)
def test_who_need_not_renew_is_told_at_the_first_tap_and_nothing_is_stored(world, name, say):
    who = world.who(name)
    answers = ",".join(f"{key}:{value}" for key, value in PHONE.items())
    stands = who.get(f"/api/items/idcard-renew/known?city=440100&answers={answers}").json["stands"]
    assert stands["say"] == say
    body = {"item": "idcard-renew", "city": "440100", "answers": PHONE}
    assert (who.post("/api/cases", body).status_code, count("case_record")) == (409, 0)
    no = start(who, "idcard-renew", {**PHONE, "way": "window"})  # in spite of it
    saved = save(who, no, card=only(who, no, "cards"))
    assert {one["field"] for one in saved["errors"]} == {"card"} and saved["errors"][0]["say"].startswith(say)
    assert "card" in saved["gaps"] and world.sandbox.control("GET", "/cases") == []


LOST = {"why": "lost", "way": "phone", "hukou": "local"}


def test_what_was_reported_lost_stays_so_after_a_no_and_is_not_asked_about_again(world):
    ou = world.who("ou-jiayi")
    world.sandbox.control("POST", "/settings", department_auto=False)
    no = start(ou, "idcard-lost", LOST)
    save(ou, no, card=only(ou, no, "cards"))
    asked = {one["id"]: one for one in ou.get(f"/api/cases/{no}/form").json["fields"]}
    assert asked["stopped"]["text"] == "否" and "sure" in asked
    fill(ou, no, {"lost_on": clock.today().isoformat(), "lost_at": "地铁三号线", "sure": True, "prints": True})
    fill(ou, no, {"photo": "receipt", "receipt": next(iter_good(ou, no)), "delivery": "pickup"})
    hand_over(ou, no)
    submitted(ou, no)
    drain()
    assert world.cards("ou-jiayi")[0] == (1, "挂失") and ou.get(f"/api/cases/{no}").json["stays"] == ""
    for node in ("pre_check", "accepted", "reviewing", "approving", "denied"):
        said = {"reason": "人像比对不通过"} if node == "denied" else {}
        world.sandbox.control("POST", f"/departments/dept-gat-hz/cases/{no}/nodes", node=node, **said)
        shown = world.wait(ou, no, node)
    assert world.cards("ou-jiayi") == [(1, "挂失")]
    said = "您报失的居民身份证，交上来时就作废了。这件事没办成，它也不恢复，找回来也不能用。"
    said += "要用证，再申请一次。交上去了，急用可以办“临时身份证”。"
    assert shown["stays"] == said and [one["title"] for one in shown["papers"]] == ["不予批准决定书"]
    again = start(ou, "idcard-lost", LOST)
    save(ou, again, card=only(ou, again, "cards"))
    fields = {one["id"]: one for one in ou.get(f"/api/cases/{again}/form").json["fields"]}
    assert fields["stopped"]["text"] == "是"
    fill(ou, again, {"lost_on": clock.today().isoformat(), "lost_at": "地铁三号线", "prints": True})
    fill(ou, again, {"photo": "receipt", "receipt": next(iter_good(ou, again)), "delivery": "pickup"})
    hand_over(ou, again)
    assert ou.get(f"/api/cases/{again}/confirm").json["gaps"] == []


def test_prints_of_more_than_ten_years_ago_send_one_to_the_window(world):
    zhao = world.who("zhao-dawei")
    body = {"item": "idcard-renew", "city": "440100", "answers": {**PHONE, "why": "info"}, "anyway": True}
    said = zhao.post("/api/cases", body)
    assert (said.status_code, said.json["code"], said.json["do"]) == (409, "not_for_you", "改成到窗口办")
    assert (said.json["say"], count("case_record")) == ("留的指纹超过 10 年了，要到窗口按一次", 0)


def test_a_lost_card_is_stopped_as_soon_as_it_is_handed_in_whether_paid_or_not(world):
    liang = world.who("liang-junjie")
    no = start(liang, "idcard-lost", LOST)
    save(liang, no, card=only(liang, no, "cards"))
    assert save(liang, no, lost_at="路")["errors"][0]["field"] == "lost_at"
    day = clock.today().isoformat()
    assert save(liang, no, lost_on=clock.today().replace(year=clock.today().year + 1).isoformat())["errors"][0]["field"] == "lost_on"
    fill(liang, no, {"lost_on": day, "lost_at": "地铁三号线", "sure": True, "photo": "shot", "delivery": "mail"})
    hand_over(liang, no)
    assert world.cards("liang-junjie") == [(1, "有效")]
    submitted(liang, no)
    world.wait(liang, no, "to_pay")
    assert world.cards("liang-junjie") == [(1, "挂失"), (2, "制证中")]
    assert "ec-idcard" not in {one["type"] for one in liang.get("/api/certificates").json["certificates"] if one["can_show"]}
    again = liang.post("/api/cases", {"item": "idcard-renew", "city": "440100", "answers": {**PHONE, "why": "info"}, "anyway": True})
    assert (again.status_code, again.json["code"], count("case_record")) == (409, "already_running", 1)
    pay(liang, world.sandbox, no)
    done = world.wait(liang, no, "done")
    assert (done["fee_text"], world.cards("liang-junjie")) == ("40 元", [(1, "作废"), (2, "有效")])


def test_a_lost_card_stays_stopped_when_the_new_one_is_wanted_no_more(world):
    liang = world.who("liang-junjie")
    no = start(liang, "idcard-lost", {**LOST, "why": "stolen", "way": "window"})
    fill(liang, no, {"lost_on": clock.today().isoformat(), "lost_at": "地铁三号线", "delivery": "pickup"})
    hand_over(liang, no)
    submitted(liang, no)
    world.wait(liang, no, "to_pay")
    assert liang.post(f"/api/cases/{no}/withdrawal").status_code == 200
    drain()
    assert world.cards("liang-junjie") == [(1, "挂失")]


def test_a_spoilt_card_serves_until_the_new_one_is_there(world):
    huang = world.who("huang-xiuying")
    no = start(huang, "idcard-lost", {**LOST, "why": "damaged", "way": "window"})
    fill(huang, no, {"delivery": "pickup"})
    hand_over(huang, no)
    submitted(huang, no)
    world.wait(huang, no, "to_pay")
    assert world.cards("huang-xiuying") == [(1, "有效"), (2, "制证中")]
    pay(huang, world.sandbox, no)
    world.wait(huang, no, "done")
    (new,) = world.rows("gat.idcards", id=huang.id_number, 序=2)
    assert (new["有效期至"], new["指纹采集日"]) == ("长期", clock.today().isoformat())
    assert world.cards("huang-xiuying") == [(1, "作废"), (2, "有效")]


def test_a_child_s_card_is_not_renewed_by_its_mother_before_its_time(world):
    mother = world.who("wu-haiyan")
    no = start(mother, "idcard-renew", {**PHONE, "way": "child"})
    assert save(mother, no, **{"for": only(mother, no, "wards")})["errors"] == []
    saved = save(mother, no, child_card=only(mother, no, "childcards"))
    told = [(one["field"], one["say"].partition("，姓")[0]) for one in saved["errors"]]
    assert told == [("child_card", "还没到换证时间，2029年1月1日起可以换")]


CHILD = {"who": "child", "hukou": "local"}
TIANHE, DONGHUA = "天河区体育东派出所", "越秀区东华派出所"


def at(who, no, station):
    """The row of this police station."""
    return next(row["id"] for row in who.get(f"/api/cases/{no}/lookups/offices").json["rows"] if row["title"] == station)


def test_a_child_s_first_card_is_good_for_five_years_and_lies_in_the_child_s_wallet(world):
    mother, zixuan = world.who("wu-haiyan"), PEOPLE["zhou-zixuan"][1]
    no = start(mother, "idcard-first", CHILD)
    saved = save(mother, no, **{"for": only(mother, no, "wards")})
    assert [(one["field"], one["say"].partition("，快")[0]) for one in saved["errors"]] == [
        ("for", "周子轩已经有身份证，到期 2029年7月1日")
    ]
    assert world.sandbox.control("GET", "/cases") == []
    world.sandbox.control("DELETE", f"/registers/gat.idcards/rows?row_id={zixuan}|1")
    assert save(mother, no, **{"for": only(mother, no, "wards"), "office": at(mother, no, TIANHE)})["errors"] == []
    fill(mother, no, {"with": "me", "photo": "window", "delivery": "pickup"})
    hand_over(mother, no)
    submitted(mother, no)
    waits = world.wait(mother, no, "special")
    assert f"到{TIANHE}按指纹、拍照，去过了接着办" in str(waits) and world.rows("gat.idcards", id=zixuan) == []
    (seen,) = world.rows("gat.visits", 办件=no)
    (mine,) = mother.get("/api/me/bookings").json["bookings"]
    assert (seen["派出所"], seen["状态"], mine["hall_name"], mine["may"]) == ("440106-ty", "约好", TIANHE, False)
    assert [one["say"] for one in mine["errands"]] == ["表交过了，到那里不用再填"]
    today = clock.china(world.passes(no)).date()
    done = world.wait(mother, no, "done")
    assert world.rows("gat.visits", 办件=no)[0]["状态"] == "来了"
    (card,) = world.rows("gat.idcards", id=zixuan)
    until = today.replace(year=today.year + 5).isoformat()
    assert (card["序"], card["状态"], card["有效期至"], card["指纹"], card["机关"]) == (1, "有效", until, True, "广州市公安局海珠分局")
    assert (done["word"], done["fee_text"]) == ("办好了", "不收费")
    held = [one["holder"] for one in mother.get("/api/certificates").json["certificates"] if one["type"] == "ec-idcard"]
    assert sorted(held) == ["吴海燕", "周子轩"]


def first(world):
    """A first card of Zixuan's, everything in it but the time: (mother, number)."""
    mother = world.who("wu-haiyan")
    world.sandbox.control("DELETE", f"/registers/gat.idcards/rows?row_id={PEOPLE['zhou-zixuan'][1]}|1")
    no = start(mother, "idcard-first", CHILD)
    save(mother, no, **{"for": only(mother, no, "wards"), "office": at(mother, no, TIANHE)})
    save(mother, no, **{"with": "me"}, photo="window", delivery="pickup")
    return mother, no


def test_who_goes_to_the_station_for_a_new_card_keeps_the_old_one_until_it_is_there(world):
    ou = world.who("ou-jiayi")
    no = start(ou, "idcard-renew", {**PHONE, "way": "window"})
    fill(ou, no, {"card": only(ou, no, "cards"), "office": at(ou, no, DONGHUA), "delivery": "pickup"})
    hand_over(ou, no)
    submitted(ou, no)
    world.wait(ou, no, "special")
    assert world.cards("ou-jiayi") == [(1, "有效")]
    day = world.went(ou, no).isoformat()
    assert world.cards("ou-jiayi") == [(1, "有效"), (2, "制证中")]
    pay(ou, world.sandbox, no)
    world.wait(ou, no, "done")
    (new,) = world.rows("gat.idcards", id=ou.id_number, 序=2)
    assert (world.cards("ou-jiayi"), new["指纹采集日"]) == ([(1, "作废"), (2, "有效")], day)


def test_a_card_reported_lost_is_stopped_at_once_though_the_new_one_waits_for_its_time(world):
    liang = world.who("liang-junjie")
    no = start(liang, "idcard-lost", {**LOST, "way": "window"})
    save(liang, no, card=only(liang, no, "cards"), office=at(liang, no, DONGHUA))
    fill(liang, no, {"lost_on": clock.today().isoformat(), "lost_at": "地铁三号线", "delivery": "pickup"})
    hand_over(liang, no)
    submitted(liang, no)
    world.wait(liang, no, "special")
    assert world.cards("liang-junjie") == [(1, "挂失")]
    world.went(liang, no)
    assert world.cards("liang-junjie") == [(1, "挂失"), (2, "制证中")]


def test_who_did_not_come_to_the_station_has_no_card_in_the_making(world):
    mother, no = first(world)
    take_slot(mother, no, "slot")
    hand_over(mother, no)
    submitted(mother, no)
    world.wait(mother, no, "special")
    (row,) = world.rows("gat.visits", 办件=no)
    world.sandbox.control("PUT", "/registers/gat.visits/rows", row_id=f"{no}|{row['时段']}", set={"状态": "没来"})
    world.passes(no)
    ended = world.wait(mother, no, "terminated")
    assert "没有来，要办再约一次" in str(ended) and world.rows("gat.idcards", id=PEOPLE["zhou-zixuan"][1]) == []
    assert [one["place"] for one in times(no)] == [None]


def test_taken_back_the_place_at_the_station_is_another_s_and_the_station_knows(world):
    mother, no = first(world)
    world.sandbox.control("PUT", "/registers/gat.offices/rows", row_id="440106-ty", set={"名额": 1})
    save(mother, no, office=at(mother, no, DONGHUA))
    save(mother, no, office=at(mother, no, TIANHE))  # the place as its register has it now
    take_slot(mother, no, "slot")
    hand_over(mother, no)
    submitted(mother, no)
    world.wait(mother, no, "special")
    (booked,) = times(no)
    zhao = world.who("zhao-dawei")
    world.sandbox.control("POST", "/switches/card-in-the-making-of-zhao-dawei", on=True)
    other = start(zhao, "idcard-temp", {})
    save(zhao, other, card=only(zhao, other, "making"), office=at(zhao, other, TIANHE))
    path = f"/api/cases/{other}/slots/slot"
    full = zhao.post(path, {"at": clock.rfc3339(booked["starts_at"])})
    assert (full.status_code, full.json["code"], times(other)) == (409, "slot_full", [])
    assert mother.post(f"/api/cases/{no}/withdrawal", {"reason": "不去了"}).status_code == 200
    drain()
    assert world.rows("gat.visits", 办件=no)[0]["状态"] == "取消"
    assert zhao.post(path, {"at": clock.rfc3339(booked["starts_at"])}).json["state"] == "held"


def test_a_station_gives_no_time_that_is_past_nor_one_of_a_day_it_is_closed(world):
    mother, no = first(world)
    days = mother.get(f"/api/cases/{no}/slots/slot").json["hall"]["days"]
    shut = next(day for day in days if day["slots"] and day["date"] > clock.today().isoformat())
    world.sandbox.control("PUT", "/registers/gat.offices/rows", row_id="440106-ty", set={"不开": [shut["date"]]})
    save(mother, no, office=at(mother, no, DONGHUA))
    save(mother, no, office=at(mother, no, TIANHE))
    said = [mother.post(f"/api/cases/{no}/slots/slot", {"at": one}).json["say"] for one in ("2020-01-06T01:00:00Z", shut["slots"][0]["at"])]
    assert said == ["这个时间已过", "这天不开"] and times(no) == []
    assert mother.get(f"/api/cases/{no}/form").json["gaps"] == ["slot"]
    (day,) = [one for one in mother.get(f"/api/cases/{no}/slots/slot").json["hall"]["days"] if one["date"] == shut["date"]]
    assert (day["open"], day["why"], day["slots"]) == (False, "这天不开", [])


def test_a_baby_without_a_household_gets_one_first(world):
    lin = world.who("lin-zhihao")
    no = start(lin, "idcard-first", CHILD)
    (error,) = save(lin, no, **{"for": only(lin, no, "wards")})["errors"]
    assert (error["field"], error["say"]) == ("for", "林沐阳还没上户口，先办“给宝宝上户口”。")


def test_a_temporary_card_is_had_while_the_real_one_is_made_and_void_when_that_is_there(world):
    liang = world.who("liang-junjie")
    none = start(liang, "idcard-temp", {})
    assert liang.get(f"/api/cases/{none}/lookups/making").json["empty"] == "您没有在办的身份证，先办“换身份证”或者“身份证丢了”"
    no = start(liang, "idcard-lost", {**LOST, "way": "window"})
    fill(liang, no, {"lost_on": clock.today().isoformat(), "lost_at": "地铁三号线", "delivery": "pickup"})
    hand_over(liang, no)
    submitted(liang, no)
    world.wait(liang, no, "to_pay")
    assert save(liang, none, card=only(liang, none, "making"))["errors"] == []
    (error,) = save(liang, none, office=at(liang, none, "禅城区祖庙派出所"))["errors"]
    assert error["say"] == "外地户口请在户籍地办临时证，选一家户口所在市的派出所。"
    assert save(liang, none, office=at(liang, none, "番禺区小谷围派出所"))["gaps"] == ["slot"]
    take_slot(liang, none, "slot")
    hand_over(liang, none)
    submitted(liang, none)
    world.wait(liang, none, "special")
    day = clock.china(world.passes(none)).date().isoformat()
    world.wait(liang, none, "to_pay")
    assert world.rows("gat.tempcards", id=liang.id_number) == []
    pay(liang, world.sandbox, none)
    assert world.wait(liang, none, "done")["fee_text"] == "10 元"
    (card,) = world.rows("gat.tempcards", id=liang.id_number)
    assert (card["状态"], card["办理处"], card["签发日"]) == ("有效", "番禺区小谷围派出所", day)
    pay(liang, world.sandbox, no)
    world.wait(liang, no, "done")
    (card,) = world.rows("gat.tempcards", id=liang.id_number)
    assert (card["状态"], world.cards("liang-junjie")) == ("作废", [(1, "作废"), (2, "有效")])


def test_whose_card_still_serves_needs_no_temporary_one(world):
    ou = world.who("ou-jiayi")
    row = {"id": ou.id_number, "序": 2, "签发日": "2026-11-23", "有效期至": "2046-11-23", "状态": "制证中", "机关": "广州市公安局荔湾分局"}
    world.sandbox.control("PUT", "/registers/gat.idcards/rows", row=row | {"指纹": True, "指纹采集日": "2017-01-12"})
    no = start(ou, "idcard-temp", {})
    (error,) = save(ou, no, card=only(ou, no, "making"))["errors"]
    assert error["say"] == "您手里的身份证还能用，不用办临时的，新证做好前，旧的照样用。"
    assert world.rows("gat.tempcards") == []
