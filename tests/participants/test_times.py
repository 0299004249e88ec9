"""Reminders and the end come by the clock, once, however many relays sweep."""

from datetime import timedelta

import pytest

from app.cases import agreeing
from app.kernel import clock
from tests.participants.conftest import answer, asked, case, hand_in
from tests.residents import drain


def swept(at):
    with clock.held_at(at):
        found = agreeing.sweep()
        assert agreeing.sweep() == (0, 0)
        drain()
    return found


def inbox(who):
    return [one["title"] for one in who.get("/api/messages").json["messages"]]


def test_who_does_not_answer_is_reminded_three_times_and_then_it_is_a_draft_again(lin, chen):
    asked_at = clock.now()
    with clock.held_at(asked_at):
        no = hand_in(lin)
    assert [swept(asked_at + timedelta(hours=at)) for at in (23, 24, 30, 48, 69, 71)] == [(0, 0), (1, 0), (0, 0), (1, 0), (1, 0), (0, 0)]
    assert inbox(chen).count("有件事等您回答") == 3 and case(lin, no)["state"] == "to_agree"
    key = asked(chen)[0]["id"]
    with clock.held_at(asked_at + timedelta(hours=72)):  # nobody has swept yet: it is over all the same
        assert chen.face().json["passed"]
        late = chen.get(f"/api/consents/{key}")
        assert (late.status_code, late.json["code"], late.json["say"]) == (409, "question_over", "回答的时间过了")
    assert swept(asked_at + timedelta(hours=72)) == (0, 1)
    back = case(lin, no)
    assert (back["state"], back["participants"][0]["text"]) == ("draft", "没有回答")
    assert back["timeline"][0]["say"] == "孩子的另一位家长陈*彤到时间没有回答"
    assert inbox(lin)[0] == "起名登记：没等到同意" and "有件事等您回答" not in inbox(chen)
    assert lin.post(f"/api/cases/{no}/submission").json["waits"] is True


def test_the_hours_are_the_items_own(lin, chen, sandbox):
    from tests.residents import Resident

    zhao = Resident(lin.app, sandbox, "zhao-dawei").proved()
    now = clock.now()
    with clock.held_at(now):
        no = hand_in(lin, {"remark": "要见证", "friend": zhao.name, "friend_id": zhao.id_number})
    assert swept(now + timedelta(hours=21)) == (1, 0) and inbox(zhao)[0] == "有件事等您回答"
    assert swept(now + timedelta(hours=24)) == (1, 1)  # she is reminded, his time is over
    assert case(lin, no)["state"] == "draft"
    assert {one["role"]: one["text"] for one in case(lin, no)["participants"]} == {"孩子的另一位家长": "不用了", "见证人": "没有回答"}


def test_who_has_answered_is_reminded_no_more(lin, chen):
    now = clock.now()
    no = hand_in(lin)
    answer(chen, asked(chen)[0]["id"])
    assert swept(now + timedelta(hours=100)) == (0, 0) and case(lin, no)["state"] == "submitted"


def test_by_hand_three_times_an_hour_apart(lin, chen):
    now = clock.now()
    with clock.held_at(now):
        no = hand_in(lin)
        who = case(lin, no)["participants"][0]["id"]
        early = lin.post(f"/api/cases/{no}/participants/{who}/reminder")
        assert (early.status_code, early.json["say"], early.json["do"]) == (429, "刚提醒过", "过 60 分钟再提醒，或者把链接发过去")
    for hour in (1, 2, 3):
        with clock.held_at(now + timedelta(hours=hour)):
            assert case(lin, no)["participants"][0]["push"] == 0
            assert lin.post(f"/api/cases/{no}/participants/{who}/reminder").status_code == 200
            drain()
    with clock.held_at(now + timedelta(hours=5)):
        assert case(lin, no)["participants"][0]["push"] is None
        often = lin.post(f"/api/cases/{no}/participants/{who}/reminder")
        assert (often.status_code, often.json["say"]) == (429, "提醒过 3 次了")
    assert inbox(chen).count("有件事等您回答") == 3
    answer(chen, asked(chen)[0]["id"])
    with clock.held_at(now + timedelta(hours=9)):
        assert lin.post(f"/api/cases/{no}/participants/{who}/reminder").json["code"] == "nobody_to_remind"


@pytest.mark.parametrize("after", [0, 73])
def test_a_message_that_comes_late_asks_for_nothing_that_is_over(lin, chen, after):
    """The relay was asleep: what it tells then is still so, or is not told."""
    from tests.participants.conftest import draft

    now = clock.now()
    no = draft(lin)
    assert lin.post(f"/api/cases/{no}/submission").status_code == 200
    if after:
        with clock.held_at(now + timedelta(hours=after)):
            assert agreeing.sweep() == (0, 1)
    drain()
    assert inbox(chen) == (["有件事要您同意"] if not after else [])
