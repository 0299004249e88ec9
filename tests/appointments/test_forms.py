"""A time that a form chose: booked with it, given back, come to; told by the department. Nothing is booked for two."""

from datetime import date

import pytest
from sqlalchemy import select

from app.appointments import closures, service, slots
from app.appointments.models import appointment, appointment_miss
from app.kernel import clock, db
from app.kernel.errors import Conflict, Refused
from app.reference import hall
from tests.appointments.conftest import HALL, at, book, china, refused
from tests.appointments.test_booking import fill, person_of, slot
from tests.appointments.test_door import scan
from tests.residents import drain

ITEM, NO = "vehicle-transfer", "264400000000001"
DAY, TIME = "2026-11-24", "2026-11-24T09:30"


def chosen(who, no=NO, when=TIME, item=ITEM, booked=True):
    """A time of this form, held or booked."""
    with db.transaction() as tx:
        slots.hold(tx, hall(HALL), clock.rfc3339(china(when)), slots.Wish(person_of(who), item, no))
        if booked:
            slots.book(tx, no)


def row(no=NO):
    with db.reading() as tx:
        return tx.execute(select(appointment).where(appointment.c.case_no == no)).one()


def misses():
    with db.reading() as tx:
        return tx.execute(select(appointment_miss.c.late)).scalars().all()


def test_the_last_place_is_one_form_s_and_the_second_hears_the_next(lin, app, sandbox):
    fill(HALL, TIME, range(1, 17))
    chosen(lin, booked=False)
    assert slot(lin, DAY, "9:30") == 0
    with pytest.raises(Conflict) as full:
        chosen(lin, no="264400000000002", item="vehicle-register")
    assert (full.value.code, full.value.say) == ("slot_full", "09:30 约满，最近 10:00，还有 17 个")
    with db.reading() as tx:
        places = tx.execute(select(appointment.c.place).where(appointment.c.starts_at == china(TIME))).scalars().all()
    assert sorted(places) == list(range(1, 18))


def test_what_is_given_back_for_another_s_reason_is_another_s_at_once_and_counts_for_nothing(lin):
    chosen(lin)
    with at("2026-11-24T09:00"):  # half an hour before: giving it up oneself would count
        with db.transaction() as tx:
            assert slots.give_back(tx, NO, "要同意的人没有同意").starts_at == china(TIME)
            assert slots.give_back(tx, NO, "要同意的人没有同意") is None
        assert (row().state, row().place, row().turn, row().why) == ("cancelled", None, None, "要同意的人没有同意")
        assert slot(lin, DAY, "9:30") == 17 and misses() == []


def test_what_is_taken_back_to_be_changed_is_held_for_ten_minutes_and_booked_again(lin):
    chosen(lin)
    with db.transaction() as tx:
        slots.hold_again(tx, NO)
    assert (row().state, row().turn, row().until) == ("held", None, clock.now() + slots.until())
    with at("2026-11-23T09:09"), db.transaction() as tx:
        assert slots.book(tx, NO).state == "booked"
    with db.transaction() as tx:
        slots.hold_again(tx, NO)
    with at("2026-11-23T09:11"), pytest.raises(Conflict) as over, db.transaction() as tx:
        slots.book(tx, NO)
    with at("2026-11-23T09:11"):
        assert over.value.code == "hold_over" and slot(lin, DAY, "9:30") == 17


def test_whom_the_department_saw_came_though_nobody_scanned_at_the_door(lin):
    chosen(lin)
    with at("2026-11-24T12:01"):
        service.sweep()
        drain()
        assert (row().state, misses()) == ("missed", [False])
        with db.transaction() as tx:
            slots.came(tx, NO)
        assert (row().state, misses()) == ("arrived", [])


def test_whom_the_department_did_not_see_is_noted_once(lin):
    chosen(lin)
    with db.transaction() as tx:
        slots.missed(tx, NO)
    assert row().state == "booked"  # its time is still to come
    with at("2026-11-24T10:00"), db.transaction() as tx:
        slots.missed(tx, NO)
        slots.missed(tx, NO)
    assert (row().state, misses()) == ("missed", [False])


def states():
    with db.reading() as tx:
        return [
            (one.case_no, one.state, one.turn) for one in tx.execute(select(appointment).order_by(appointment.c.made_at, appointment.c.id))
        ]


def family(who, *last, when=TIME):
    for n, item in enumerate(last, 1):
        chosen(who, f"26440000000001{n}", when, item)


def test_two_children_s_papers_and_one_s_own_are_one_visit_and_a_fourth_is_another(lin):
    family(lin, "passport-first", "passport-first", "hkm-permit-first")
    assert [turn for _, _, turn in states()] == [1, 3, 5] and slot(lin, DAY, "9:30") == 14
    with pytest.raises(Conflict) as many:
        chosen(lin, NO, TIME, "tw-permit")
    assert (many.value.code, many.value.say, many.value.do) == ("booked_enough", "一次最多办 3 件", "选别的时间")
    with pytest.raises(Conflict) as half:
        chosen(lin, NO, "2026-11-24T10:00", "tw-permit")
    assert (half.value.code, half.value.say) == ("booked_twice", "这半天您已经约了一次")
    chosen(lin, NO, "2026-11-24T13:00", "tw-permit")  # the second visit
    with pytest.raises(Conflict) as third:
        chosen(lin, "264400000000009", "2026-11-25T13:00", "hkm-endorse")
    assert (third.value.code, third.value.say) == ("booked_enough", "最多同时约 2 个")
    assert [turn for _, _, turn in states()] == [1, 3, 5, 2]
    refused(book(lin, "2026-11-26T09:30", ["hkm-endorse"]), 409, "booked_enough")


def test_what_is_booked_beside_a_form_is_booked_once(lin):
    assert book(lin, "2026-11-25T09:30", ["passport-first"]).status_code == 201
    with pytest.raises(Conflict) as again:
        chosen(lin, NO, TIME, "passport-first")
    assert (again.value.code, again.value.say) == ("booked_twice", "这件事已经约了 11月25日 09:30")


def test_when_the_first_of_a_visit_is_given_back_the_others_keep_it_and_its_turn(lin):
    family(lin, "passport-first", "hkm-permit-first")
    with db.transaction() as tx:
        slots.end(tx, "264400000000011", by_person=True)
    assert [(state, turn) for _, state, turn in states()] == [("cancelled", None), ("booked", 3)]
    chosen(lin, NO, "2026-11-25T09:30", "tw-permit")
    assert states()[-1] == (NO, "booked", 2)


def test_one_visit_comes_in_with_one_number_for_all_of_it(lin):
    family(lin, "passport-first", "hkm-permit-first")
    with at("2026-11-24T09:31"):
        got = scan(lin)
        assert got.status_code == 201, got.text
        assert [one["short"] for one in got.json["errands"]] == ["第一次办护照", "办港澳通行证"]
        assert [state for _, state, _ in states()] == ["arrived", "arrived"]
    with at("2026-11-24T12:01"):
        service.sweep()
    assert misses() == []


def test_a_closed_day_moves_a_visit_whole_and_its_places_are_nobody_s_twice(lin):
    family(lin, "passport-first", "hkm-permit-first")
    with db.transaction() as tx:
        done = closures.close(tx, hall(HALL), date(2026, 11, 24), "停电")
    assert (done.moved, done.struck) == (2, 0)
    with db.reading() as tx:
        found = tx.execute(select(appointment.c.starts_at, appointment.c.place)).all()
    assert {one.starts_at for one in found} == {china("2026-11-25T09:30")} and len({one.place for one in found}) == 2
    with pytest.raises(Refused) as shut:
        chosen(lin, NO, "2026-11-24T13:00", "tw-permit")
    assert (shut.value.code, shut.value.say) == ("hall_closed", "停电")


def test_a_time_that_is_past_is_no_form_s(lin):
    with pytest.raises(Refused) as past:
        chosen(lin, when="2026-11-23T09:00")
    assert (past.value.code, past.value.say, past.value.do, states()) == ("slot_past", "这个时间已过", "选后面的时间", [])
