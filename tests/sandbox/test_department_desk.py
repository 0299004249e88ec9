"""A department goes its course by itself, or a person takes a case in hand and gives it back."""

import pytest

from tests.sandbox.department import DEPARTMENT, platform
from tests.sandbox.test_wx_push import until


@pytest.fixture
def world(sandbox):
    sandbox.control("POST", "/settings", department_delay=0)
    with platform(sandbox) as made:
        yield made


def test_a_case_goes_its_course_up_to_the_fee_and_on_after_it(world):
    world.hand_over("c1")
    until(lambda: world.nodes("c1") == ["pre_check", "accepted", "reviewing", "approving", "to_pay"])
    paid = {"order_no": "P1", "amount_fen": 12000, "paid_at": "2026-11-24T08:05:00Z"}
    world.send("/cases/c1/payments", paid)
    until(lambda: world.case("c1")["step"] == "done")
    assert world.nodes("c1")[5:] == ["approved", "done"]
    assert world.case("c1")["rest"] == []


def test_a_person_decides_and_the_course_leaves_the_case_alone(sandbox, world):
    sandbox.control("POST", "/settings", department_delay=2)
    world.hand_over("c1")
    world.decide("c1", "pre_check")
    until(lambda: world.case("c1")["step"] == "pre_check")
    points = [{"point": "passport-renew.r6", "text": "背景不白"}]
    world.decide("c1", "to_correct", points=points)
    until(lambda: world.case("c1")["step"] == "to_correct")
    sandbox.control("POST", "/clock", ahead=60)
    assert world.nodes("c1") == ["pre_check", "to_correct"]
    assert world.said[1][1]["points"] == points
    case = world.case("c1")
    assert (case["manual"], case["step"], case["rest"]) == (True, "to_correct", [])
    assert [point["id"] for point in case["points"]] == ["passport-renew.r6", "passport-renew.r7"]


def test_a_case_given_back_goes_on_from_where_it_stands(sandbox, world):
    sandbox.control("POST", "/settings", department_auto=False)
    world.hand_over("c1", fee=0)
    world.decide("c1", "pre_check")
    until(lambda: world.case("c1")["step"] == "pre_check")
    world.decide("c1", "accepted")
    until(lambda: world.case("c1")["step"] == "accepted")
    assert world.case("c1")["rest"] == ["reviewing", "approving", "approved", "done"]
    left = sandbox.control("POST", f"/departments/{DEPARTMENT}/cases/c1/course")["nodes"]
    until(lambda: world.nodes("c1") == ["pre_check", "accepted", *left])
    assert world.case("c1")["manual"] is False


def test_without_the_course_a_case_waits_for_a_person(sandbox, world):
    sandbox.control("POST", "/settings", department_auto=False)
    world.hand_over("c1")
    assert world.case("c1")["manual"] is True
    assert sandbox.control("GET", "/status")["waiting"] == 0
    assert world.said == []


def test_a_refused_node_stops_and_says_why(sandbox):
    with platform(sandbox, lambda got: (409, '{"code":"impossible_move"}')) as world:
        sandbox.control("POST", "/settings", department_auto=False)
        world.hand_over("c1")
        world.decide("c1", "done")
        until(lambda: world.case("c1")["stopped"])
        case = world.case("c1")
        assert case["stopped"] == 'done: 409 {"code":"impossible_move"}'
        assert (case["step"], [one["status"] for one in case["sent"]]) == (None, [409])


def test_the_page_names_no_office_where_there_is_one_department_and_the_platform_is_told_of_none(sandbox, world):
    sandbox.control("POST", "/settings", department_auto=False)
    world.hand_over("c1")
    world.decide("c1", "pre_check", office="")
    until(lambda: world.case("c1")["step"] == "pre_check")
    assert "office" not in world.said[0][1]
