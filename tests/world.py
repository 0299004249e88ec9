"""Residents' phones and what the departments hold, while a department decides by itself: what walks of one item share."""

from __future__ import annotations

import time
from contextlib import contextmanager

from sqlalchemy import select

from app.appointments.models import appointment
from app.kernel import clock, db
from tests.errands import served
from tests.residents import Resident, drain


class World:
    """Who asks, and the registers that answer."""

    def __init__(self, app, sandbox):
        self.app, self.sandbox = app, sandbox

    def who(self, name):
        return Resident(self.app, self.sandbox, name).proved()

    def rows(self, register, **columns):
        return self.sandbox.control("GET", f"/registers/{register}?" + "&".join(f"{key}={text}" for key, text in columns.items()))["rows"]

    def wait(self, who, no, state, patience=20.0):
        until = time.monotonic() + patience
        while (now := who.get(f"/api/cases/{no}").json)["state"] != state:
            assert time.monotonic() < until, f"{no} is {now['state']}"
            drain()
            time.sleep(0.02)
        drain()  # what follows from the last word
        return who.get(f"/api/cases/{no}").json

    def passes(self, no):
        """The time that this case booked goes by: the departments' clock stands an hour after it. Returns when it was."""
        (booked,) = [one for one in times(no) if one["state"] == "booked"]
        self.sandbox.control("POST", "/clock", ahead=int((booked["starts_at"] - clock.now()).total_seconds()) + 3600)
        return booked["starts_at"]

    def went(self, who, no, state="to_pay"):
        """It waits for its time at a hall or a station, that goes by, and it goes on. Returns the day."""
        self.wait(who, no, "special")
        day = clock.china(self.passes(no)).date()
        self.wait(who, no, state)
        return day


def times(no):
    """What became of each time that a case had, oldest first."""
    of = select(appointment).where(appointment.c.case_no == no).order_by(appointment.c.made_at, appointment.c.id)
    with db.reading() as tx:
        return [row._asdict() for row in tx.execute(of)]


@contextmanager
def decided(app, sandbox, monkeypatch):
    """Every department hears us and decides at once by its own registers."""
    with served(app, monkeypatch):
        sandbox.control("POST", "/settings", department_auto=True, department_delay=0)
        yield


def save(who, no, **values):
    """Typed or picked; the draft with what is said against it."""
    reply = who.call("PATCH", f"/api/cases/{no}/draft", {"values": values})
    assert reply.status_code == 200, reply.text
    return reply.json


def only(who, no, lookup):
    """The one row there is to pick."""
    (row,) = who.get(f"/api/cases/{no}/lookups/{lookup}").json["rows"]
    return row["id"]


def submitted(who, no):
    """Handed in; what the phone reads then."""
    reply = who.post(f"/api/cases/{no}/submission")
    assert reply.status_code == 200, reply.text
    drain()
    return reply.json
