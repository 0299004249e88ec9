"""高龄津贴 and 残疾人补贴, whole: the registers find what is due, one confirmation, paid from this month; the register before and after."""

import pytest

from tests.api.test_signing_in import problem
from tests.errands import fill, hand_over, start
from tests.residents import PEOPLE
from tests.world import World, decided, only, save, submitted

SAID = "82 岁，每月 100 元，"


@pytest.fixture
def world(app, sandbox, monkeypatch):
    with decided(app, sandbox, monkeypatch):
        yield World(app, sandbox)


def paid(world):
    """What the register pays 黄秀英: (fen, state)."""
    return [(row["元"], row["状态"]) for row in world.rows("mz.elders", id=PEOPLE["huang-xiuying"][1])]


def test_an_elder_confirms_and_types_nothing_and_nobody_is_paid_twice(world):
    xiuying = world.who("huang-xiuying")
    no = start(xiuying, "elder-allowance", {"who": "self"})
    saved = save(xiuying, no, mine=only(xiuying, no, "book"))
    (note,) = [one["say"] for one in saved["judged"] if one["field"] == "mine"]
    assert note.startswith(SAID) and note.endswith("月起发。")
    fill(xiuying, no, {"pay_to": "card"})
    hand_over(xiuying, no)
    assert paid(world) == []
    submitted(xiuying, no)
    world.wait(xiuying, no, "done")
    assert paid(world) == [(10_000, "发放")]
    again = {"item": "elder-allowance", "city": "440100", "answers": {"who": "self"}, "anyway": True}
    assert problem(xiuying.post("/api/cases", again), 409, "not_for_you")["say"] == "已经在领了，每月 100 元"


def test_a_son_confirms_for_her_and_sees_no_account_of_hers(world):
    son = world.who("huang-guoqiang")
    no = start(son, "elder-allowance", {"who": "family"})
    saved = save(son, no, elder=only(son, no, "family"))
    (note,) = [one["say"] for one in saved["judged"] if one["field"] == "elder"]
    assert note == "82 岁，到岁数了。户口在哪个区、每月多少钱，交上去马上告诉您。"
    form = fill(son, no)
    assert "8821" not in str(form) and not {"card", "account", "pay_to"} & {one["id"] for one in form["fields"]}
    hand_over(son, no)
    submitted(son, no)
    done = world.wait(son, no, "done")
    assert done["word"] == "办好了" and paid(world) == [(10_000, "发放")]


def test_a_card_holder_in_need_is_paid_what_is_due_and_the_locked_phone_names_no_handicap(world):
    guifang = world.who("he-guifang")
    no = start(guifang, "disability-subsidy", {"who": "self"})
    saved = save(guifang, no, card=only(guifang, no, "cards"))
    (note,) = [one["say"] for one in saved["judged"] if one["field"] == "card"]
    assert note == "生活补贴每月 206 元，可以领；护理补贴：三级肢体不在护理补贴范围。"
    fill(guifang, no, {"pay_to": "card"})
    hand_over(guifang, no)
    submitted(guifang, no)
    world.wait(guifang, no, "done")
    assert [(row["种类"], row["元"], row["状态"]) for row in world.rows("mz.disabilitypay")] == [("生活", 20_600, "发放")]
    told = [one["request"] for one in world.sandbox.control("GET", "/messages?since=0") if "subscribe/send" in one["path"]]
    assert told and all("民政办理" in one and "残疾" not in one for one in told)
