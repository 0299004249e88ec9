"""The clock and the other settings: what is said is done, what cannot be changes nothing."""

import pytest


def test_the_clock_goes_forward_from_where_it_stands_or_to_a_distance_from_real_time(sandbox):
    assert sandbox.control("POST", "/clock", forward=61)["ahead"] == 61
    assert sandbox.control("POST", "/clock", forward=61)["ahead"] == 122
    assert sandbox.control("POST", "/clock", forward=-22)["ahead"] == 100
    assert sandbox.control("POST", "/clock", ahead=61)["ahead"] == 61
    assert sandbox.control("POST", "/clock", rate=2)["ahead"] == 61


@pytest.mark.parametrize(
    "body", [{"forward": 1, "ahead": 1}, {"forward": "soon"}, {"ahead": "nan"}, {"forward": "inf"}, {"ahead": 1e11}, {"forward": None}]
)
def test_a_clock_that_cannot_be_is_refused_and_stands(sandbox, body):
    sandbox.control("POST", "/clock", forward=61)
    with pytest.raises(AssertionError, match="sandbox said 400"):
        sandbox.control("POST", "/clock", rate=9, **body)
    now = sandbox.control("GET", "/settings")
    assert (now["clock_offset"], now["clock_rate"]) == (61.0, 1.0)


@pytest.mark.parametrize(
    "change",
    [
        {"department_delay": "fast"},
        {"department_delay": -1},
        {"department_auto": "false"},
        {"clock_rate": True},
        {"clock_rate": 1e300},
        {"clock_offset": 1e11},
        {"clock_offset": -1e11},
        {"sources_off": "population"},
        {"sources_off": [1]},
        {"push_mode": "loud"},
        {"push_url": None},
        {"no_such_setting": 1},
    ],
)
def test_a_setting_that_cannot_be_changes_nothing(sandbox, change):
    before = sandbox.control("GET", "/settings")
    with pytest.raises(AssertionError, match="sandbox said 400"):
        sandbox.control("POST", "/settings", refund_delay=9, **change)
    assert sandbox.control("GET", "/settings") == before
