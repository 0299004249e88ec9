"""The courier carries what a department gave it, tells the platform each step with its own signature, and loses what it is told to lose."""

import json

import pytest

from tests.sandbox.department import platform
from tests.sandbox.test_wx_push import until


@pytest.fixture
def world(sandbox):
    sandbox.control("POST", "/settings", department_delay=0, department_auto=True)
    with platform(sandbox) as made:
        yield made


def words(world):
    return [(got.headers["X-Shengshi-Department"], json.loads(got.body)) for got in world.arrived if got.path.endswith("/parcels/events")]


def kinds(world):
    return [body["kind"] for _, body in words(world)]


def posted(world, no="c1"):
    world.hand_over(no, fee=0, form={"delivery": "mail"})


def test_what_is_posted_is_carried_handed_over_and_then_done(world):
    posted(world)
    until(lambda: world.case("c1")["step"] == "done")
    assert world.nodes("c1")[-2:] == ["approved", "delivering"]
    parcel = next(body["delivery"] for _, body in world.said if body["node"] == "delivering")
    assert kinds(world) == ["collected", "moving", "out", "delivered"]
    assert {(who, body["waybill"]) for who, body in words(world)} == {("courier-ems", parcel["waybill"])} and parcel[
        "company"
    ] == "邮政速递"
    assert len({body["event_id"] for _, body in words(world)}) == 4


@pytest.mark.parametrize(
    ("fate", "said"), [("lost", ["collected", "moving", "lost"]), ("returned", ["collected", "moving", "out", "failed", "returned"])]
)
def test_a_parcel_comes_to_the_end_it_was_told_to_and_another_may_follow(sandbox, world, fate, said):
    sandbox.control("POST", "/settings", courier_fate=fate)
    posted(world)
    until(lambda: kinds(world) == said)
    assert world.case("c1")["step"] == "delivering"
    sandbox.control("POST", "/settings", courier_fate="delivered")
    world.decide("c1", "delivering")
    until(lambda: world.case("c1")["step"] == "done")
    first, second = sandbox.control("GET", "/parcels")
    assert first["waybill"] != second["waybill"] and (first["state"], second["state"]) == (said[-1], "delivered")


def test_a_word_by_hand_and_what_is_none(sandbox, world):
    sandbox.control("POST", "/settings", courier_fate="lost")
    posted(world)
    until(lambda: kinds(world)[-1:] == ["lost"])
    (parcel,) = sandbox.control("GET", "/parcels")
    sandbox.control("POST", f"/parcels/{parcel['waybill']}/events", kind="delivered", say="找到了")
    until(lambda: world.case("c1")["step"] == "done")
    with pytest.raises(AssertionError, match="422"):
        sandbox.control("POST", f"/parcels/{parcel['waybill']}/events", kind="stolen")
    with pytest.raises(AssertionError, match="404"):
        sandbox.control("POST", "/parcels/EM0/events", kind="lost")
