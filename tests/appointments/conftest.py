"""A Monday morning at a hall: 2026-11-23, nine o'clock, as in the specification's vectors."""

from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from app.appointments.models import appointment, appointment_miss, ticket
from app.kernel import clock, db
from tests.known import known

HALL = "hall-440106"


def china(text):
    return datetime.fromisoformat(text).replace(tzinfo=clock.CHINA).astimezone(UTC)


@contextmanager
def at(text):
    """`with at("2026-11-24T09:31"):` in China."""
    with clock.held_at(china(text)):
        yield


@pytest.fixture(autouse=True)
def monday(app):
    with at("2026-11-23T09:00"):
        yield


@pytest.fixture
def lin(app, sandbox):
    return somebody(app, sandbox)


def somebody(app, sandbox, who="lin-zhihao"):
    """Known by name since before the clock was held: laid, not walked."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "_held", None)
        return known(app, sandbox, who)


def stored():
    """Every row of the room: what a refusal must leave as it was."""
    with db.reading() as tx:
        return [[tuple(row) for row in tx.execute(select(table))] for table in (appointment, ticket, appointment_miss)]


def book(who, when="2026-11-24T09:30", errands=("idcard-renew",), hall=HALL, **more):
    return who.post("/api/me/bookings", {"hall": hall, "at": clock.rfc3339(china(when)), "errands": list(errands), **more})


def refused(reply, status, code, say=None):
    assert (reply.status_code, reply.json["code"]) == (status, code), reply.text
    if say:
        assert f"{reply.json['say']}，{reply.json['do']}" == say
