"""A hall closed for a whole day by its staff: whoever booked is moved or told, nothing counts, nothing is given twice."""

import pytest
from sqlalchemy import select

from app.appointments import closures
from app.appointments.models import appointment
from app.kernel import clock, db
from tests.appointments.conftest import HALL, at, book, china, refused, somebody, stored
from tests.appointments.test_booking import fill, slots
from tests.appointments.test_door import window  # noqa: F401 - a fixture
from tests.console.conftest import desk  # noqa: F401 - a fixture
from tests.residents import count, drain

TUESDAY, WHY = "2026-11-24", "停电检修，这天不开"


@pytest.fixture
def close(window):  # noqa: F811
    def done(day=TUESDAY, why=WHY, hall=HALL):
        return window.post(f"/halls/{hall}/closures", {"day": day, "reason": why})

    return done


def told(who):
    drain()
    return [(one["title"], one["say"]) for one in who.get("/api/messages").json["messages"] if "预约" in one["title"]]


def test_who_had_booked_comes_the_next_day_at_the_same_time_and_is_told(lin, close):
    booked = book(lin).json
    done = close()
    assert (done.status_code, done.json) == (200, {"day": TUESDAY, "say": WHY, "moved": 1, "struck": 0})
    (mine,) = lin.get("/api/me/bookings").json["bookings"]
    assert (mine["id"], mine["say"], mine["may"], mine["code"]) == (booked["id"], "11月25日（周三）9:30", True, booked["code"])
    assert told(lin) == [("您的预约改到了 11月25日 09:30", f"天河区政务服务中心：{WHY}。时间不合适就改期或取消，提前 2 小时都不算次数。")]
    assert lin.post(f"/api/me/bookings/{booked['id']}/cancellation").json["state"] == "cancelled"
    assert count("appointment_miss") == 0


def test_who_cannot_be_moved_is_struck_out_and_no_place_is_given_twice(lin, close, monkeypatch):
    monkeypatch.setattr(closures, "AHEAD", 1)
    book(lin)
    with db.reading() as tx:
        held = tx.execute(select(appointment.c.id)).scalar_one()
    for hour in ("09:00", "09:30", "10:00", "10:30", "11:00", "11:30", *(f"{n}:{m}" for n in range(13, 17) for m in ("00", "30"))):
        fill(HALL, f"2026-11-25T{hour}", range(1, 18))
    before = count("appointment")
    assert close().json["struck"] == 1
    shown = lin.get(f"/api/me/bookings/{held}").json
    assert (shown["word"], shown["hint"]) == ("大厅取消了", f"{WHY}。不算爽约。")
    assert count("appointment") == before and count("appointment_miss") == 0
    assert told(lin)[0][0] == "天河区政务服务中心取消了 11月24日 09:30 的预约"


def test_two_of_the_same_time_are_moved_to_two_places(lin, app, sandbox, close):
    chen = somebody(app, sandbox, "chen-xiaotong")
    book(lin)
    book(chen)
    fill(HALL, "2026-11-25T09:30", range(2, 18))  # one is left there
    assert close().json == {"day": TUESDAY, "say": WHY, "moved": 2, "struck": 0}
    says = [who.get("/api/me/bookings").json["bookings"][0]["say"] for who in (lin, chen)]
    assert says == ["11月25日（周三）9:30", "11月25日（周三）10:00"]  # whoever booked first has the first


def test_a_slot_of_that_day_is_refused_in_words_and_the_page_says_why(lin, close):
    assert close().status_code == 200
    before = stored()
    refused(book(lin), 422, "hall_closed", f"{WHY}，换一天")
    assert stored() == before
    (day,) = [one for one in slots(lin)["days"] if one["date"] == TUESDAY]
    assert (day["open"], day["say"], day["why"], day["slots"]) == (False, "不开", WHY, [])
    assert book(lin, "2026-11-24T09:30", hall="hall-440104").status_code == 201  # other halls are open


def test_nobody_comes_in_that_day(lin, close):
    from tests.appointments.test_door import scan

    with at("2026-11-24T09:10"):
        lin.face()
        with db.transaction() as tx:
            closures.close(tx, _hall(), clock.today(), WHY)
        refused(scan(lin, ["idcard-renew"]), 409, "hall_shut")


def test_told_twice_it_is_closed_once_and_open_again_it_can_be_booked(lin, window, close):  # noqa: F811
    book(lin)
    assert close().json["moved"] == 1
    assert close(why="台风，这天不开").json == {"day": TUESDAY, "say": "台风，这天不开", "moved": 0, "struck": 0}
    assert window.post(f"/halls/{HALL}/reopenings", {"day": TUESDAY}).json == {"day": TUESDAY}
    assert window.post(f"/halls/{HALL}/reopenings", {"day": TUESDAY}).json["code"] == "closure_not_found"
    assert book(lin, errands=["passport-renew"]).status_code == 201


@pytest.mark.parametrize(
    ("day", "code", "say"),
    [("2026-11-20", "day_past", "这一天已经过了"), ("2026-11-28", "closed_anyway", "这天本来就不开：周末和节假日不开")],
)
def test_a_day_that_cannot_be_closed_is_said(close, day, code, say):
    before = count("hall_closure")
    reply = close(day)
    assert (reply.json["code"], reply.json["say"]) == (code, say) and count("hall_closure") == before


def test_only_the_hall_s_own_staff_close_it(close):
    assert close(hall="hall-440104").json["code"] == "hall_not_found" and count("hall_closure") == 0


def test_who_booked_in_the_very_second_is_moved_by_the_clock(lin, close):
    close()
    fill(HALL, "2026-11-24T09:30", [1])
    closures.sweep()
    with db.reading() as tx:
        assert list(tx.execute(select(appointment.c.starts_at)).scalars()) == [china("2026-11-25T09:30")]


def _hall():
    from app import reference

    return reference.hall(HALL)
