"""At which moment the clock does what. Pure; moments are China time."""

from datetime import date, datetime

import pytest

from app.cases import rules
from app.deadlines import timers
from app.deadlines.rules import Dates
from app.deadlines.timers import FETCH, ILLEGAL, LAPSE, LATE, NUDGE, REMIND, Clock
from app.kernel import clock
from app.words import clock as words


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=clock.CHINA)


CORRECT = Clock("to_correct", by=date(2026, 12, 26))
PAY = Clock("to_pay", by=date(2027, 1, 25))
WORK = Clock("reviewing", Dates(date(2026, 12, 7), date(2026, 12, 11), False))
READY = Clock("delivering", ready=at("2026-11-27T16:00"))
CORRECTED = [("2026-12-23T09:00", REMIND, 3), ("2026-12-25T09:00", REMIND, 1), ("2026-12-27T00:00", LAPSE, 0)]


@pytest.mark.parametrize(
    ("of", "said"),
    [
        (CORRECT, CORRECTED),
        (PAY, [("2027-01-22T09:00", REMIND, 3), ("2027-01-24T09:00", REMIND, 1), ("2027-01-26T00:00", LAPSE, 0)]),
        (WORK, [("2026-12-08T00:00", LATE, 0), ("2026-12-12T00:00", ILLEGAL, 0)]),
        (READY, [("2026-12-04T09:00", FETCH, 0), ("2026-12-27T09:00", FETCH, 0), ("2027-01-26T09:00", FETCH, 0)]),
        (Clock("reviewing", WORK.dates, away=READY.ready), [("2026-12-17T09:00", NUDGE, 0), ("2027-01-01T09:00", NUDGE, 0)]),
        (Clock("to_correct", WORK.dates, CORRECT.by, away=READY.ready), CORRECTED),
        (Clock("delivering"), []),
        (Clock("to_correct"), []),
        (Clock("special", WORK.dates), []),
        (Clock("to_agree", WORK.dates, CORRECT.by), []),
        (Clock("to_pay", WORK.dates), []),
        (Clock("denied", WORK.dates), []),
    ],
)
def test_the_moments_of_each_state(of, said):
    assert [(one.at, one.what, one.left) for one in timers.moments(of)] == [(at(when), what, left) for when, what, left in said]


def test_only_where_the_table_lets_the_clock_end_it_is_anything_ended():
    by_clock = {state for state, to in rules.MOVES.items() if rules.CLOCK in to.get("lapsed", ())}
    ends = {s for s in rules.MOVES if any(d.what == LAPSE for d in timers.moments(Clock(s, WORK.dates, CORRECT.by, READY.ready)))}
    assert by_clock == ends == {"to_correct", "to_pay"}
    assert not timers.WORKING & (rules.STOPPED | rules.ENDED | {"draft", "to_pay", "delivering"}) and timers.WORKING < set(rules.MOVES)


def test_it_is_done_in_its_minute_and_not_a_second_before():
    before, then = at("2026-12-26T23:59:59"), at("2026-12-27T00:00")
    since = timers.following(CORRECT, at("2026-12-25T09:00"))
    assert since == then and timers.due(CORRECT, since, before) == ()
    assert [one.what for one in timers.due(CORRECT, since, then)] == [LAPSE] and timers.following(CORRECT, then) is None


def test_reminders_that_were_slept_through_are_one_and_none_beside_the_end():
    first = timers.first(CORRECT, at("2026-11-26T10:00"))
    assert first == at("2026-12-23T09:00")
    assert [one.left for one in timers.due(CORRECT, first, at("2026-12-23T09:00"))] == [3]
    assert [one.left for one in timers.due(CORRECT, first, at("2026-12-25T20:00"))] == [1]
    assert [one.what for one in timers.due(CORRECT, first, at("2027-02-01T00:00"))] == [LAPSE]


def test_what_is_given_back_late_is_reminded_of_no_hour_that_has_passed_and_ends_all_the_same():
    assert timers.first(CORRECT, at("2026-12-25T10:00")) == at("2026-12-27T00:00")
    assert timers.correct_again(date(2026, 12, 26), date(2026, 12, 25)) == date(2026, 12, 28)
    assert timers.correct_again(date(2026, 12, 26), date(2026, 12, 1)) == date(2026, 12, 26)


def test_a_promise_is_over_with_its_working_day_whatever_day_follows():
    friday = Clock("reviewing", Dates(date(2026, 11, 27), date(2026, 12, 4), False))
    assert timers.first(friday, at("2026-11-27T23:59:59")) == at("2026-11-28T00:00")
    assert timers.first(friday, at("2026-12-01T10:00")) == at("2026-11-28T00:00")  # late already: written down with this move, if it is not


def test_what_the_clock_says():
    today = date(2026, 12, 23)
    assert words.reminds("to_correct", 3, date(2026, 12, 26), today) == (
        "还没改好", "turn", "还有 3 天，12月26日前没改好交上来，这件事就停办了。",
    )  # fmt: skip
    assert words.reminds("to_pay", 1, date(2026, 12, 26), today) == (
        "还没交费", "turn", "还有 1 天，12月26日前没交，这件事就停办了。没交的钱不扣。",
    )  # fmt: skip
    assert words.over("to_correct", date(2026, 12, 22), today) == "12月22日前没有改好交上来"
    assert words.over("to_pay", date(2026, 12, 22), today) == "12月22日前没有交费，没有扣钱"
    assert (
        words.lies_ready("带身份证，到越秀出入境大厅领，周一到周五", "广州公安出入境")[2]
        == "做好了，带身份证，到越秀出入境大厅领，周一到周五。"
    )
    assert words.late(date(2026, 12, 22), today, None) == "比说好的晚了 1 天，可以打热线催一催"
    assert words.late(date(2026, 12, 21), today, date(2026, 12, 22)) == "比说好的晚了 2 天，12月22日催过部门了，也可以打热线问"
