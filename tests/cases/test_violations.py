"""交罚款, whole: my violations, what is owed today, the department's register before and after."""

import time

import pytest

from app.catalog.words import yuan
from app.kernel import clock
from sandbox.departments.decide.violations import fine_due, owed
from tests.errands import hand_over, pay, served, start, submit
from tests.residents import Resident, drain

V1, V2, V3, V5 = "4401067900000101", "4401117900000102", "4401007900000103", "4401067900000105"
V4 = "440111300000204"
SAID = {"driver": "me", "answer": "accept", "notice": True, "e_delivery": True}


class World:
    """赵大伟's phone, and the traffic police's registers, both on the same day."""

    def __init__(self, app, sandbox):
        self.sandbox, self.who = sandbox, Resident(app, sandbox, "zhao-dawei").proved()

    def row(self, no):
        """A violation as the police has it."""
        (row,) = self.rows("jj.violations", no=no)
        return row

    def rows(self, register, **columns):
        found = self.sandbox.control("GET", f"/registers/{register}?" + "&".join(f"{name}={text}" for name, text in columns.items()))
        return found["rows"]

    def points(self):
        rows = self.rows("jj.cycles", id=self.who.id_number)
        return max(rows, key=lambda row: row["start"])["记分"]

    def shown(self, no, lookup):
        """What the phone lists: {act: id}, by the place it was seen at."""
        return self.who.get(f"/api/cases/{no}/lookups/{lookup}").json

    def pick(self, no, field, lookup, *places):
        """Choose rows by where they were seen."""
        rows = {fact["text"]: row["id"] for row in self.shown(no, lookup)["rows"] for fact in row["facts"] if fact["label"] == "地点"}
        return self.save(no, **{field: [rows[place] for place in places]})

    def save(self, no, **values):
        reply = self.who.call("PATCH", f"/api/cases/{no}/draft", {"values": values})
        assert reply.status_code == 200, reply.text
        return reply.json


@pytest.fixture
def world(app, sandbox, monkeypatch):
    with served(app, monkeypatch):
        sandbox.control("POST", "/settings", department_auto=True, department_delay=0)
        yield World(app, sandbox)


def test_a_decided_ticket_is_paid_with_what_lateness_added_and_is_gone_from_the_register(world):
    before, today = world.row(V4), clock.today()
    assert (before["状态"], world.points()) == ("已处理未缴", 3)
    fee = owed(before, today)  # as the police counts it
    assert fee > 20_000
    no = start(world.who, "violation-handle", {"do": "pay"})
    assert world.pick(no, "bills", "bills", "白云区机场路")["gaps"] == []
    hand_over(world.who, no)
    bill = world.who.get(f"/api/cases/{no}/confirm").json["bill"]
    assert [(one["name"], one["amount_fen"]) for one in bill["lines"]] == [("罚款：驾驶时手持电话", 20_000), ("逾期加处罚款", fee - 20_000)]
    assert bill["amount_fen"] == fee and all(one["why"] for one in bill["lines"])
    submit(world.who, no)
    assert settled(world, no)["lines"] == bill["lines"]
    after = world.row(V4)
    assert (after["状态"], after["缴款日"], world.points()) == ("已缴", today.isoformat(), 3)
    shown = world.who.get(f"/api/cases/{no}").json
    assert (shown["word"], shown["fee_text"], shown["payment"]["amount_fen"]) == ("办好了", yuan(fee), fee)
    assert world.shown(start(world.who, "violation-handle", {"do": "pay"}), "bills")["rows"] == []


def test_what_the_camera_saw_is_decided_at_once_paid_and_gone_from_the_register(world):
    today = clock.today()
    no = start(world.who, "violation-handle", {"do": "handle"})
    assert len(world.shown(no, "open")["rows"]) == 4
    world.pick(no, "picks", "open", "天河区体育东路口")
    assert world.save(no, **SAID)["gaps"] == []
    hand_over(world.who, no)
    submit(world.who, no)
    bill = settled(world, no, look=lambda: decided(world, today))
    assert (bill["amount_fen"], [one["name"] for one in bill["lines"]]) == (20_000, ["罚款：不按信号灯通行"])
    assert bill["until"] == fine_due(today).isoformat()
    after = world.row(V1)
    assert (after["状态"], after["缴款日"], world.points()) == ("已缴", today.isoformat(), 9)
    again = start(world.who, "violation-handle", {"do": "handle"})
    assert len(world.shown(again, "open")["rows"]) == 3


def decided(world, today):
    """Before a fen is paid: the decision has its number and its day, the points are booked."""
    row = world.row(V1)
    assert (row["状态"], row["送达日"], len(row["决定书号"]), row["处理人"]) == ("已处理未缴", today.isoformat(), 16, world.who.id_number)
    assert world.points() == 9


def settled(world, no, look=lambda: None):
    """Wait for the bill, look around, pay it, wait for the end. Returns the bill."""
    wait(world, no, "to_pay")
    look()
    drain()
    bill = world.who.post(f"/api/cases/{no}/payment").json
    pay(world.who, world.sandbox, no)
    wait(world, no, "done")
    return bill


def wait(world, no, state, patience=20.0):
    until = time.monotonic() + patience
    while (now := world.who.get(f"/api/cases/{no}").json["state"]) != state:
        assert time.monotonic() < until, f"{no} is {now}"
        drain()
        time.sleep(0.02)
