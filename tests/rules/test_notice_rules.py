"""How a notice fits WeChat's fields."""

import re
from datetime import UTC, datetime

from app.kernel import clock
from app.notices import rules

STATES = "submitted pre_check to_correct corrected accepted rejected reviewing special extended approving to_pay approved denied withdrawn"


def test_phrases_are_one_to_five_chinese_characters_for_every_state():
    for state in [*STATES.split(), "terminated", "delivering", "done", "never heard of"]:
        assert re.fullmatch("[\u4e00-\u9fff]{1,5}", rules.phrase(state)), state


def test_a_thing_has_twenty_characters_and_says_when_it_was_cut():
    assert rules.thing("照" * 20) == "照" * 20
    assert rules.thing("照" * 21) == "照" * 19 + "…"
    assert rules.thing("") == "请看详情"


def test_the_fields_of_a_move():
    moment = clock.china(datetime(2026, 11, 24, 1, 2, tzinfo=UTC))
    assert rules.values("换护照", "to_correct", "改 2 处就能接着办", moment) == {
        "thing1": "换护照",
        "phrase2": "要您补充",
        "time3": "2026年11月24日 09:02",
        "thing4": "改 2 处就能接着办",
    }


def test_each_move_has_its_template():
    assert [rules.kind_of(state) for state in ("accepted", "to_pay", "to_correct", "done", "denied")] == [
        "progress",
        "payment",
        "correction",
        "result",
        "result",
    ]


def test_sums_in_sentences():
    assert [rules.yuan(fen) for fen in (12000, 12050, 128640, 5)] == ["120", "120.50", "1,286.40", "0.05"]
