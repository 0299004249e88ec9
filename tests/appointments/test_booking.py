"""A place at a hall: booked, moved, given up, missed. On every refusal nothing is stored."""

from datetime import date

import pytest
from sqlalchemy import insert

from app.appointments import service
from app.appointments.models import appointment, appointment_miss
from app.kernel import clock, crypto, db
from app.kernel.ids import new_id
from tests.appointments.conftest import HALL, at, book, china, refused, somebody, stored
from tests.cases.test_statements import said  # noqa: F401 - a fixture
from tests.residents import count, drain


def slots(who, hall=HALL, **query):
    asked = "&".join(f"{key}={value}" for key, value in query.items())
    return who.get(f"/api/booking/halls/{hall}?{asked}").json


def slot(who, day, time, hall=HALL, **query):
    days = {one["date"]: one for one in slots(who, hall, **query)["days"]}
    return next((one["left"] for one in days[day]["slots"] if one["say"] == time), None)


def fill(hall, when, places):
    """Others have these places."""
    with db.transaction() as tx:
        for place in places:
            new = new_id()
            row = {"id": new, "person_id": new_id(), "hall": hall, "starts_at": china(when), "ends_at": china(when[:11] + "12:00")}
            row |= {"place": place, "turn": 1, "code": new[-8:], "green": False, "errands": ["idcard-renew"], "state": "booked"}
            tx.execute(insert(appointment), {**row, "why": "", "made_at": clock.now(), "needs": crypto.seal("appointment.needs", new, "")})


def miss(who, *days):
    person = person_of(who)
    with db.transaction() as tx:
        for day in days:
            tx.execute(
                insert(appointment_miss), {"appointment_id": new_id(), "person_id": person, "day": date.fromisoformat(day), "late": False}
            )


def person_of(who):
    from app.identity import queries

    with db.reading() as tx:
        return queries.find_by_number(tx, who.id_number)


def test_a_place_is_booked_and_one_less_is_left(lin):
    assert slot(lin, "2026-11-24", "9:30") == 17
    made = book(lin)
    assert made.status_code == 201, made.text
    told = made.json
    assert (told["state"], told["word"], told["say"]) == ("booked", "约好了", "11月24日（周二）9:30")
    assert (told["hall_name"], told["green"], told["may"]) == ("天河区政务服务中心", False, True)
    assert len(told["code"]) == 8 and told["hint"] == "9:00 到 9:45 之间到门口扫码，这个号都给您留着"
    assert told["costs"] == "7:30 前改和取消都不算次数"
    assert [one["short"] for one in told["errands"]] == ["换身份证"] and told["errands"][0]["case_no"] is None
    assert slot(lin, "2026-11-24", "9:30") == 16
    mine = lin.get("/api/me/bookings").json
    assert (
        [one["id"] for one in mine["bookings"]] == [told["id"]] and mine["past"] == [] and mine["misses"] == "" and mine["paused"] is None
    )
    assert lin.get(f"/api/me/bookings/{told['id']}").json == told


def test_told_twice_booked_once(lin):
    body = {"hall": HALL, "at": clock.rfc3339(china("2026-11-24T09:30")), "errands": ["idcard-renew"]}
    first, again = (lin.post("/api/me/bookings", body, key="the-same-tap-twice") for _ in range(2))
    assert first.json == again.json and count("appointment") == 1


@pytest.mark.parametrize(
    ("when", "status", "code", "say"),
    [
        ("2026-11-23T09:00", 422, "slot_past", "这个时间已过，选后面的时间"),
        ("2026-11-20T09:30", 422, "slot_past", "这个时间已过，选后面的时间"),
        ("2026-11-28T09:30", 422, "hall_closed", "周末和节假日不开，换一天"),
        ("2026-12-01T09:30", 422, "not_open_yet", "这天还没有放号，11月24日 8:00 开始约"),
        ("2026-11-24T12:00", 422, "slot_unknown", "没有这个时段，重新选一个时间"),
        ("2026-11-24T09:31", 422, "slot_unknown", "没有这个时段，重新选一个时间"),
    ],
)
def test_a_time_that_is_not_to_be_had_is_refused(lin, when, status, code, say):
    before = stored()
    refused(book(lin, when), status, code, say)
    assert stored() == before


def test_a_new_day_opens_at_eight(lin):
    with at("2026-11-24T07:59"):
        refused(book(lin, "2026-12-01T09:30"), 422, "not_open_yet")
    with at("2026-11-24T08:00"):
        assert book(lin, "2026-12-01T09:30").status_code == 201


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"hall": "hall-nowhere"}, 404, "hall_not_found"),
        ({"at": "tomorrow"}, 422, "slot_unknown"),
        ({"errands": []}, 422, "errands_many"),
        ({"errands": ["idcard-renew", "idcard-lost", "hukou-info-correct", "idcard-first"]}, 422, "errands_many"),
        ({"errands": ["idcard-renew", "passport-renew"]}, 422, "errands_many"),
        ({"errands": ["no-such-item"]}, 404, "item_not_found"),
        ({"errands": ["social-query"]}, 422, "not_at_window"),
        ({"errands": ["hall-checkin"]}, 422, "not_at_window"),
        ({"needs": ["wings"]}, 422, "form_invalid"),
    ],
)
def test_what_cannot_be_is_refused(lin, body, status, code):
    before = stored()
    wish = {"hall": HALL, "at": clock.rfc3339(china("2026-11-24T09:30")), "errands": ["idcard-renew"]}
    reply = lin.post("/api/me/bookings", {**wish, **body})
    assert reply.status_code == status and (code == "form_invalid" or reply.json["code"] == code), reply.text
    assert stored() == before


def test_a_hall_that_does_not_do_it_is_refused_and_another_named(lin):
    before = stored()
    refused(book(lin, hall="hall-440106-bank"), 422, "not_done_there", "天河北路银行政务便民点不办换身份证，改约天河区政务服务中心")
    assert stored() == before
    there = slots(lin, "hall-440106-bank", errands="idcard-renew")
    assert (there["here"], there["nearest"]) == (False, "hall-440106")


def test_the_same_errand_twice_the_same_half_day_twice_and_a_third_are_refused(lin):
    first = book(lin).json
    before = stored()
    refused(book(lin, "2026-11-26T14:00"), 409, "booked_twice", "这件事已经约了 11月24日 09:30，要换时间，点那次预约改期")
    refused(book(lin, "2026-11-24T11:00", ["passport-renew"]), 409, "booked_twice", "这半天您已经约了一次，换个半天，或者改那次预约")
    assert stored() == before
    assert book(lin, "2026-11-24T14:00", ["passport-renew"]).status_code == 201
    before = stored()
    refused(book(lin, "2026-11-26T14:00", ["hkm-endorse"]), 409, "booked_enough", "最多同时约 2 个，先取消一个，再约新的")
    assert stored() == before
    assert lin.post(f"/api/me/bookings/{first['id']}/cancellation").json["state"] == "cancelled"
    assert book(lin, "2026-11-26T14:00", ["hkm-endorse"]).status_code == 201


def test_a_full_slot_is_refused_and_the_next_one_named(lin):
    fill(HALL, "2026-11-24T10:00", range(1, 18))
    assert slot(lin, "2026-11-24", "10:00") == 0
    fill(HALL, "2026-11-24T10:30", [])
    before = stored()
    refused(book(lin, "2026-11-24T10:00"), 409, "slot_full", "10:00 约满，最近 10:30，还有 17 个，选别的时间")
    assert stored() == before


def test_the_last_place_is_booked_once(app, sandbox, lin):
    fill(HALL, "2026-11-24T10:00", range(1, 17))
    chen = somebody(app, sandbox, "chen-xiaotong")
    assert slot(lin, "2026-11-24", "10:00") == 1
    assert book(chen, "2026-11-24T10:00").status_code == 201
    refused(book(lin, "2026-11-24T10:00"), 409, "slot_full")
    assert count("appointment") == 17


def test_who_is_seventy_has_a_green_place_when_the_others_are_gone(app, sandbox):
    old = somebody(app, sandbox, "huang-xiuying")
    fill(HALL, "2026-11-24T10:00", range(1, 18))
    assert old.get("/api/me/bookings").json["green"] == "您满 70 岁，走绿色通道"
    assert (slot(old, "2026-11-24", "10:00"), slot(old, "2026-11-24", "10:00", green="yes")) == (0, 2)
    made = book(old, "2026-11-24T10:00")
    assert made.json["green"] is True
    assert slot(old, "2026-11-24", "10:00", green="yes") == 1


def test_who_says_what_makes_coming_hard_is_on_the_green_way_and_it_is_sealed(lin):
    made = book(lin, needs=["pregnant", "wheelchair"])
    assert (made.json["green"], made.json["needs"]) == (True, ["怀孕", "要轮椅"])
    with db.reading() as tx:
        kept = tx.execute(appointment.select()).one()
    assert b"pregnant" not in bytes(kept.needs) and crypto.unseal("appointment.needs", kept.id, kept.needs) == "pregnant,wheelchair"


def test_a_booking_is_moved_and_its_place_is_free_again(lin):
    made = book(lin).json
    moved = lin.post(f"/api/me/bookings/{made['id']}/time", {"at": clock.rfc3339(china("2026-11-25T14:00"))})
    assert (moved.status_code, moved.json["say"], moved.json["code"]) == (200, "11月25日（周三）14:00", made["code"])
    assert (slot(lin, "2026-11-24", "9:30"), slot(lin, "2026-11-25", "14:00")) == (17, 16)
    assert count("appointment") == 1 and count("appointment_miss") == 0


@pytest.mark.parametrize(
    ("when", "code"), [("2026-11-23T08:00", "slot_past"), ("2026-11-29T09:30", "hall_closed"), ("2026-12-01T09:30", "not_open_yet")]
)
def test_a_booking_is_not_moved_to_where_none_is_booked(lin, when, code):
    made = book(lin).json
    before = stored()
    refused(lin.post(f"/api/me/bookings/{made['id']}/time", {"at": clock.rfc3339(china(when))}), 422, code)
    assert stored() == before


def test_a_booking_is_not_moved_into_a_slot_that_is_full(lin):
    made = book(lin).json
    fill(HALL, "2026-11-24T10:00", range(1, 18))
    before = stored()
    refused(lin.post(f"/api/me/bookings/{made['id']}/time", {"at": clock.rfc3339(china("2026-11-24T10:00"))}), 409, "slot_full")
    assert stored() == before


def test_giving_it_up_in_time_costs_nothing_and_later_counts(lin):
    first, second = book(lin).json, book(lin, "2026-11-24T14:00", ["passport-renew"]).json
    with at("2026-11-24T07:30"):
        assert lin.post(f"/api/me/bookings/{first['id']}/cancellation").json["state"] == "cancelled"
        assert count("appointment_miss") == 0
    with at("2026-11-24T12:01"):
        shown = lin.get(f"/api/me/bookings/{second['id']}").json
        assert shown["costs"] == "离开始不到 2 小时，取消和改期记一次，满 3 次算爽约 1 次"
        assert lin.post(f"/api/me/bookings/{second['id']}/cancellation").json["word"] == "取消了"
        assert count("appointment_miss") == 1 and lin.get("/api/me/bookings").json["misses"] == ""
        again = lin.post(f"/api/me/bookings/{second['id']}/cancellation")
        assert again.json["state"] == "cancelled" and count("appointment_miss") == 1
    assert slot(lin, "2026-11-24", "14:00") == 17


def test_once_its_time_has_come_it_is_neither_moved_nor_given_up(lin):
    made = book(lin).json
    with at("2026-11-24T09:30"):
        before = stored()
        refused(lin.post(f"/api/me/bookings/{made['id']}/cancellation"), 409, "booking_begun")
        refused(lin.post(f"/api/me/bookings/{made['id']}/time", {"at": clock.rfc3339(china("2026-11-25T14:00"))}), 409, "booking_begun")
        assert stored() == before


def test_who_did_not_come_by_the_end_of_the_half_day_did_not_come_and_is_told(lin):
    made = book(lin).json
    with at("2026-11-24T11:59"):
        service.sweep()
        assert lin.get(f"/api/me/bookings/{made['id']}").json["state"] == "booked"
    with at("2026-11-24T12:00"):
        service.sweep()
        service.sweep()
        drain()
        shown = lin.get("/api/me/bookings").json
        assert shown["bookings"] == [] and [one["word"] for one in shown["past"]] == ["没有来"]
        assert shown["misses"] == "半年内爽约 1 次，满 3 次停 30 天"
        told = [one["title"] for one in lin.get("/api/messages").json["messages"] if "没有来" in one["title"]]
        assert told == ["约的 11月24日 09:30 没有来"]


def test_the_fourth_try_of_who_did_not_come_three_times_is_refused_until_the_thirtieth_day(app, sandbox):
    zhao = somebody(app, sandbox, "zhao-dawei")
    miss(zhao, "2026-06-10", "2026-09-02", "2026-11-20")
    before = stored()
    refused(book(zhao), 403, "booking_paused", "爽约 3 次，2026-12-20 起可再约，现场取号不受影响，到大厅门口扫码")
    assert stored() == before
    assert zhao.get("/api/me/bookings").json["paused"] == "2026-12-20"
    with at("2026-12-19T09:00"):
        refused(book(zhao, "2026-12-21T09:30"), 403, "booking_paused")
    with at("2026-12-20T09:00"):
        assert book(zhao, "2026-12-21T09:30").status_code == 201


def test_what_lies_half_a_year_back_counts_no_more(app, sandbox):
    zhao = somebody(app, sandbox, "zhao-dawei")
    miss(zhao, "2026-05-20", "2026-09-02", "2026-11-20")
    assert zhao.get("/api/me/bookings").json["misses"] == "半年内爽约 2 次，满 3 次停 30 天"
    assert book(zhao).status_code == 201


def test_a_booking_nobody_swept_counts_all_the_same(lin):
    """The rule does not wait for the clock: whoever books again is judged by what is so now."""
    miss(lin, "2026-09-02", "2026-10-15")
    book(lin)
    with at("2026-11-24T12:00"):
        refused(book(lin, "2026-11-25T09:30"), 403, "booking_paused", "爽约 3 次，2026-12-24 起可再约，现场取号不受影响，到大厅门口扫码")


def test_the_evening_before_it_is_told_once(lin):
    book(lin)
    with at("2026-11-23T17:59"):
        service.sweep()
    with at("2026-11-23T18:00"):
        service.sweep()
        service.sweep()
        drain()
        told = [(one["title"], one["say"]) for one in lin.get("/api/messages").json["messages"] if "明天" in one["title"]]
    assert told == [("明天 09:30 去天河区政务服务中心", "办换身份证。提前半小时可以进，晚到 15 分钟内都留号。")]


def test_a_booking_of_somebody_else_is_absent(app, sandbox, lin):
    made = book(lin).json
    chen = somebody(app, sandbox, "chen-xiaotong")
    before = stored()
    for path, body in (("", None), ("/cancellation", {}), ("/time", {"at": clock.rfc3339(china("2026-11-25T14:00"))})):
        here, nowhere = (
            chen.call("GET" if body is None else "POST", f"/api/me/bookings/{id_}{path}", body) for id_ in (made["id"], "0" * 32)
        )
        assert here.status_code == nowhere.status_code == 404
        assert {**here.json, "request_id": ""} == {**nowhere.json, "request_id": ""}
    assert stored() == before


def test_what_is_known_of_a_visit_is_gone_after_thirty_days_and_the_day_stays_as_long_as_it_counts(lin):
    book(lin)
    with at("2026-11-24T12:00"):
        service.sweep()
    with at("2026-12-24T11:59"):
        assert db.in_transaction(service.forget_old) == 0
    with at("2026-12-24T12:00"):
        assert db.in_transaction(service.forget_old) == 1
        assert (count("appointment"), count("appointment_miss")) == (0, 1)
    with at("2027-06-22T12:00"):
        assert db.in_transaction(service.forget_old) == 0
    with at("2027-06-23T12:00"):
        assert db.in_transaction(service.forget_old) == 1


def test_who_leaves_has_no_place_any_more_and_the_file_had_it(lin):
    made = book(lin, needs=["baby"]).json
    assert lin.face().json["passed"]
    from tests.api.test_export import taken

    _, data, _ = taken(lin)
    assert [(one["hall"], one["code"], one["needs"], one["errands"]) for one in data["visits"]] == [
        ("天河区政务服务中心", made["code"], ["带婴儿"], ["居民身份证到期换领"])
    ]
    goes = lin.get("/api/me/closing").json["goes"]
    assert {"name": "大厅预约和取号 1 次", "say": "约着的也取消，号给别人"} in goes
    assert lin.post("/api/me/closing", {"agree": True}).status_code == 200
    assert count("appointment") == 0


def test_two_who_are_told_that_the_same_place_is_free_get_two(lin, app, sandbox, monkeypatch):
    """The unique key decides, not what was read: a place that was free a moment ago is somebody's, another one is taken."""
    chen = somebody(app, sandbox, "chen-xiaotong")
    seen = []
    monkeypatch.setattr(service.random, "choice", lambda free: seen.append(len(free)) or free[0])
    real, read = service.queries.places_taken, []

    def stale(tx, hall, start):
        read.append(1)
        return (frozenset(), []) if len(read) in (1, 2) else real(tx, hall, start)

    monkeypatch.setattr(service.queries, "places_taken", stale)
    assert book(lin).status_code == 201 and book(chen).status_code == 201
    assert seen == [17, 17, 16] and slot(lin, "2026-11-24", "9:30") == 15


def test_a_booking_is_a_fixed_number_of_statements(lin, said):  # noqa: F811
    with said() as statements:
        assert book(lin).status_code == 201
    assert statements == [
        "SELECT remembered",
        "SELECT person",  # how old, and what they hold: whether the green way is theirs
        "SELECT certificate",
        "SELECT hall_closure",  # whether staff have closed the hall that day
        "SELECT appointment",  # those of theirs that stand
        "SELECT appointment_miss",
        "SELECT appointment",  # the places of the slot that are gone
        "INSERT appointment",
        "SELECT case_record",  # what was handed in for it
        "INSERT remembered",
    ]


def test_what_one_can_come_for_is_told_by_what_goes_together(client):
    groups = {one["name"]: [each["id"] for each in one["errands"]] for one in client.get("/api/booking/errands").json["groups"]}
    assert list(groups)[:3] == ["户口身份证", "出入境", "车辆驾照"] and "idcard-renew" in groups["户口身份证"]
    every = [id_ for ids in groups.values() for id_ in ids]
    assert "hall-checkin" not in every and "social-query" not in every and len(every) == len(set(every)) > 40


def test_what_is_booked_at_a_hall_leads_to_a_time_there_and_what_no_hall_does_to_the_telephone(client):
    def shown(item, answers):
        found = client.get(f"/api/items/{item}/checklist?city=440100&answers={answers}").json
        return found["button"]["text"], found["button"]["act"], found["why_trip"], client.get(f"/api/halls?item={item}").json["books"]

    married = shown("marriage-register", "who:mainland,before:first")
    assert married == ("约时间", "book", "带齐下面的东西，先约好时间，再去一次窗口。", True)
    tested = shown("vehicle-inspection-book", "")  # at a station, whose time stands in the form
    assert tested[1:] == ("start", "带上行驶证和三角警示牌。按约好的时间去一次。", False)
    assert client.get("/api/halls").json["books"] is True  # what for is said there
