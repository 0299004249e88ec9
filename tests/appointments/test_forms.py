"""A time that a form chose: booked with it, given back, come to; told by the department. Nothing is booked for two."""

import pytest
from sqlalchemy import select

from app.appointments import service, slots
from app.appointments.models import appointment, appointment_miss
from app.kernel import clock, db
from app.kernel.errors import Conflict
from app.reference import hall
from tests.appointments.conftest import HALL, at, china
from tests.appointments.test_booking import fill, person_of, slot
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
