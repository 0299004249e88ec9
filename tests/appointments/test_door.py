"""At the door and in the line: a number, who is before me, called, passed over, done."""

import pytest
from sqlalchemy import insert

from app.appointments import line
from app.appointments.models import ticket
from app.kernel import clock, db
from app.kernel.ids import new_id
from tests.applications import filled, submitted
from tests.appointments.conftest import HALL, at, book, refused, somebody, stored
from tests.console.conftest import desk  # noqa: F401 - a fixture
from tests.residents import count, drain

TIANHE = "天河区政务服务中心"


def door(hall=HALL):
    return line.door_code(hall, clock.today())


def scan(who, errands=(), hall=HALL, code=None, **more):
    return who.post("/api/me/tickets", {"hall": hall, "door": code or door(hall), "errands": list(errands), **more})


def stand(hall, number, state="waiting", **more):
    """Somebody else who came before."""
    row = {"id": new_id(), "hall": hall, "day": clock.today(), "number": number, "letter": "B", "person_id": new_id(), "line": 1}
    row |= {"appointment_id": None, "errands": ["idcard-renew"], "green": False, "rank_at": clock.now(), "state": state, "desk": None}
    with db.transaction() as tx:
        tx.execute(insert(ticket), {**row, "came_at": clock.now(), "called_at": None, "ended_at": None, **more})
    return row["id"]


@pytest.fixture
def window(desk):  # noqa: F811
    """A member of the hall's own unit at a window."""
    return desk("window", unit=TIANHE)


def test_who_booked_and_comes_in_time_keeps_the_number(lin):
    booked = book(lin).json
    with at("2026-11-24T08:59"):
        before = stored()
        refused(scan(lin), 409, "came_early", "来早了，09:00 起可以取号")
        assert stored() == before
    with at("2026-11-24T09:45"):
        stand(HALL, 1)  # came before, without a booking
        got = scan(lin)
        assert got.status_code == 201, got.text
        assert (got.json["no"], got.json["word"], got.json["ahead"], got.json["say"]) == ("A002", "排队中", 0, "下一个就是您")
        assert lin.get(f"/api/me/bookings/{booked['id']}").json["state"] == "arrived"
        assert lin.get("/api/me/bookings").json["ticket"]["id"] == got.json["id"]


def test_who_comes_a_quarter_late_stands_at_the_end_and_is_not_counted(lin):
    booked = book(lin).json
    with at("2026-11-24T09:46"):
        stand(HALL, 1)
        got = scan(lin).json
        assert (got["no"], got["ahead"], got["minutes"], got["say"]) == ("B002", 1, 1, "前面 1 人，约 1 分钟")
        assert lin.get(f"/api/me/bookings/{booked['id']}").json["word"] == "迟到了"
        assert count("appointment_miss") == 0


def test_who_has_not_booked_says_what_for_and_gets_a_number(lin):
    before = stored()
    refused(scan(lin), 422, "errands_many", "选要办的事，一次最多 3 件，选好再取号")
    assert stored() == before
    got = scan(lin, ["idcard-renew", "idcard-lost"]).json
    assert (got["no"], [one["short"] for one in got["errands"]]) == ("B001", ["换身份证", "身份证丢了"])
    again = scan(lin, ["idcard-renew"]).json
    assert again["id"] == got["id"] and count("ticket") == 1


def test_a_pause_does_not_keep_anybody_from_a_number_at_the_door(app, sandbox):
    from tests.appointments.test_booking import miss

    zhao = somebody(app, sandbox, "zhao-dawei")
    miss(zhao, "2026-06-10", "2026-09-02", "2026-11-20")
    refused(book(zhao), 403, "booking_paused")
    assert scan(zhao, ["idcard-renew"]).status_code == 201


@pytest.mark.parametrize(
    ("when", "hall", "code", "status", "refusal"),
    [
        ("2026-11-23T09:00", HALL, "000000", 422, "door_code_wrong"),
        ("2026-11-28T10:00", HALL, None, 409, "hall_shut"),
        ("2026-11-23T12:30", HALL, "early", 201, None),
        ("2026-11-23T12:10", HALL, None, 409, "hall_shut"),
        ("2026-11-23T18:00", HALL, None, 409, "hall_shut"),
        ("2026-11-23T09:00", "hall-440106-bank", None, 422, "not_done_there"),
    ],
)
def test_the_door_is_open_when_the_hall_is_for_who_stands_there(lin, when, hall, code, status, refusal):
    with at(when):
        before = stored()
        reply = scan(lin, ["idcard-renew"], hall, None if code == "early" else code)
        assert (reply.status_code, reply.json.get("code")) == (status, refusal), reply.text
        assert (stored() == before) is (status != 201)


def test_yesterdays_door_opens_nothing_and_whoever_guesses_is_stopped(lin):
    yesterday = door()
    with at("2026-11-24T09:00"):
        for _ in range(10):
            refused(
                scan(lin, ["idcard-renew"], code=yesterday),
                422,
                "door_code_wrong",
                "这不是今天门口的码，看大厅门口屏幕上的 6 位数字，或者重新扫一次",
            )
        assert scan(lin, ["idcard-renew"], code=yesterday).status_code == 429 and count("ticket") == 0


def test_a_hall_that_is_full_lets_nobody_in(lin):
    for number in range(1, 201):
        stand(HALL, number)
    before = stored()
    refused(scan(lin, ["idcard-renew"]), 409, "hall_full", "厅里人满了，请在外面等，约 31 分钟后再扫")
    assert stored() == before


def test_one_waits_in_one_line_only_and_may_go_home(lin):
    got = scan(lin, ["idcard-renew"]).json
    refused(scan(lin, ["idcard-renew"], "hall-440104"), 409, "waits_elsewhere", "您正在另一个大厅排队，先退掉那个号")
    left = lin.post(f"/api/me/tickets/{got['id']}/leaving").json
    assert (left["word"], left["may_leave"]) == ("退号了", False)
    assert scan(lin, ["idcard-renew"], "hall-440104").json["no"] == "B001"


def test_nobody_waits_overnight(lin):
    got = scan(lin, ["idcard-renew"]).json
    with at("2026-11-24T09:00"):
        assert lin.get("/api/me/bookings").json["ticket"] is None
        db.in_transaction(line.end_days)
        assert lin.get(f"/api/me/tickets/{got['id']}").json["word"] == "退号了"
        assert scan(lin, ["idcard-renew"]).json["no"] == "B001"


def test_a_number_of_somebody_else_is_absent(app, sandbox, lin):
    got = scan(lin, ["idcard-renew"]).json
    chen = somebody(app, sandbox, "chen-xiaotong")
    assert chen.get(f"/api/me/tickets/{got['id']}").json["code"] == "ticket_not_found"
    assert chen.post(f"/api/me/tickets/{got['id']}/leaving").status_code == 404


def test_the_window_calls_the_next_sees_what_was_handed_in_and_finishes(app, sandbox, lin, window):
    with clock.held_at(clock.now()):
        no = submitted(lin)  # a passport, handed in online
    drain()
    got = scan(lin, ["passport-renew", "hkm-endorse"]).json
    passport, other = got["errands"]
    assert passport["case_no"] == no and "电子签名" not in passport["left"] and passport["given"]
    assert passport["say"] == f"网上交过{'、'.join(passport['given'])}，窗口看得到，不用再交"
    assert (other["case_no"], other["given"], other["say"]) == (None, [], "网上还没有交过材料，要带什么点开看")
    called = window.post(f"/halls/{HALL}/calls", {"desk": 5}).json
    told = called["ticket"]
    assert (told["no"], told["desk"], told["name"], called["waiting"]) == ("B001", 5, "林*豪", 0)
    assert (told["errands"][0]["case_no"], told["errands"][0]["handed_in"], told["errands"][0]["given"]) == (no, True, passport["given"])
    drain()
    mine = lin.get(f"/api/me/tickets/{got['id']}").json
    assert (mine["word"], mine["say"], mine["may_leave"]) == ("叫到您了", "请到 5 号窗口", False)
    assert "B001 请到 5 号窗口" in [one["title"] for one in lin.get("/api/messages").json["messages"]]
    seen = [one for one in lin.get("/api/me/uses").json["uses"] if one["unit"] == TIANHE]
    assert [(one["what"], one["why"], one["case_no"]) for one in seen] == [(["姓名（部分遮住）", "网上交过哪些材料"], "在窗口给您办事", no)]
    refused(lin.post(f"/api/me/tickets/{got['id']}/leaving"), 409, "ticket_over")
    assert window.post(f"/halls/{HALL}/tickets/{got['id']}/finish").json["state"] == "done"
    assert window.post(f"/halls/{HALL}/tickets/{got['id']}/finish").json["code"] == "ticket_over"
    assert window.get(f"/halls/{HALL}/tickets/{got['id']}").status_code == 404
    assert window.post(f"/halls/{HALL}/calls", {"desk": 5}).json == {"ticket": None, "waiting": 0}


def test_a_draft_shows_what_is_there_and_what_is_still_to_be_given(lin):
    filled(lin)
    got = scan(lin, ["passport-renew"]).json["errands"][0]
    assert got["case_no"] and got["given"]


def test_who_is_called_and_not_there_is_passed_over_and_may_be_called_again(lin, window):
    got = scan(lin, ["idcard-renew"]).json
    assert window.post(f"/halls/{HALL}/tickets/{got['id']}/skipping").json["code"] == "ticket_over"  # not called yet
    window.post(f"/halls/{HALL}/calls", {"desk": 3})
    assert window.post(f"/halls/{HALL}/tickets/{got['id']}/skipping").json["state"] == "skipped"
    assert lin.get("/api/me/bookings").json["ticket"] is None
    back = window.post(f"/halls/{HALL}/tickets/{got['id']}/again", {"desk": 4}).json
    assert (back["state"], back["desk"]) == ("called", 4)
    assert lin.get("/api/me/bookings").json["ticket"]["say"] == "请到 4 号窗口"


def test_the_next_call_of_a_window_ends_the_last_one_and_the_green_come_first(app, sandbox, lin, window):
    scan(lin, ["idcard-renew"])
    old = somebody(app, sandbox, "huang-xiuying")
    assert scan(old, ["idcard-renew"]).json["ahead"] == 0
    assert window.post(f"/halls/{HALL}/calls", {"desk": 1}).json["ticket"]["name"] == "黄*英"
    assert window.post(f"/halls/{HALL}/calls", {"desk": 1}).json["ticket"]["name"] == "林*豪"
    shown = window.get(f"/halls/{HALL}/line").json
    assert [(one["no"], one["state"], one["desk"]) for one in shown["tickets"]] == [("B001", "called", 1)]
    assert (shown["waiting"], shown["inside"], shown["door"]) == (0, 1, door())
    assert shown["page"] == f"/pages/booking/index?hall={HALL}&door={door()}"


def test_whose_phone_cannot_scan_says_the_code_of_the_booking(lin, window):
    booked = book(lin, "2026-11-23T09:30").json
    other = book(lin, "2026-11-25T09:30", ["passport-renew"]).json
    assert window.post(f"/halls/{HALL}/arrivals", {"code": "00000000"}).status_code in (404, 409)
    assert window.post(f"/halls/{HALL}/arrivals", {"code": other["code"]}).json["code"] == "not_today"
    assert window.post(f"/halls/{HALL}/arrivals", {"code": booked["code"]}).json["no"] == "A001"
    assert lin.get("/api/me/bookings").json["ticket"]["no"] == "A001"


def test_what_the_hall_strikes_out_counts_for_nothing_and_is_told(lin, window):
    from app.appointments import service

    booked = book(lin).json
    with at("2026-11-24T12:00"):
        service.sweep()
        assert count("appointment_miss") == 1
        window.sign_in()
        assert window.post(f"/halls/{HALL}/bookings/{booked['id']}/striking", {"reason": "有病假条"}).json["state"] == "struck"
        drain()
        assert count("appointment_miss") == 0
        shown = lin.get(f"/api/me/bookings/{booked['id']}").json
        assert (shown["word"], shown["hint"]) == ("大厅取消了", "有病假条。不算爽约。")
        told = [one["say"] for one in lin.get("/api/messages").json["messages"] if "取消了" in one["title"]]
        assert told == ["有病假条。不算爽约，可以重新约。"]


def test_window_staff_see_their_own_hall_and_no_other(lin, window):
    got = scan(lin, ["idcard-renew"], "hall-440104").json
    for method, path, body in (
        ("GET", "/line", None),
        ("POST", "/calls", {"desk": 1}),
        ("GET", f"/tickets/{got['id']}", None),
        ("POST", f"/tickets/{got['id']}/finish", {}),
        ("POST", f"/tickets/{got['id']}/skipping", {}),
        ("POST", f"/tickets/{got['id']}/again", {"desk": 1}),
        ("POST", "/arrivals", {"code": "00000000"}),
    ):
        assert window.call(method, f"/halls/hall-440104{path}", body).json["code"] == "hall_not_found", path
    # nor a number of another hall under the own one's name
    assert window.get(f"/halls/{HALL}/tickets/{got['id']}").status_code == 404
    assert window.post(f"/halls/{HALL}/tickets/{got['id']}/finish").json["code"] == "ticket_over"
