"""What a first screen may look like, what a change of it says, and when an entry that was switched on goes."""

from datetime import UTC, datetime, timedelta

import pytest

from app.arrangement import rules
from app.language.arranged import is_on, next_end
from app.publishing import drafting

NOW = datetime(2026, 11, 28, 8, tzinfo=UTC)
HERE = {"a", "b", "c", "d", "e", "f", "g", "h", "i"}
NAMES = {one: one.upper() for one in HERE}


def place(common, off=()):
    return {"common": list(common), "off": list(off)}


@pytest.mark.parametrize(
    ("common", "off", "says"),
    [
        ("abcd", "", []),
        ("abcdefgh", "i", []),
        ("abc", "", ["放 4 到 8 件，现在是 3 件"]),
        ("abcdefghi", "", ["放 4 到 8 件，现在是 9 件"]),
        ("abca", "", ["同一件事放了两次"]),
        ("abcx", "", ["这个城市没有：x"]),
        ("abcd", "a", ["不是当季的事项：a"]),
    ],
)
def test_what_is_wrong_is_said_at_its_field(common, off, says):
    assert [one["say"] for one in rules.wrong(place(common, off), HERE, {"i"})] == says


@pytest.mark.parametrize(
    ("was", "now", "says"),
    [
        ("abcd", "abcd", []),
        ("abcd", "dabc", ["「D」从第 4 移到第 1"]),
        ("abcd", "bcda", ["「A」从第 1 移到第 4"]),
        ("abcd", "abc", ["「D」不再放首页"]),
        ("abcd", "eabcd", ["「E」上首页，排第 1"]),
        ("abcd", "ebcd", ["「A」不再放首页", "「E」上首页，排第 1"]),
        ("abcdef", "badcfe", ["「A」从第 1 移到第 2", "「C」从第 3 移到第 4", "「E」从第 5 移到第 6"]),
    ],
)
def test_only_what_was_moved_is_said_to_have_moved(was, now, says):
    assert rules.difference(place(was), place(now), NAMES) == says


def test_seasons_left_out_and_taken_in_again_are_said():
    assert rules.difference(place("abcd", "i"), place("abcd", "h"), NAMES) == ["当季的「H」不显示", "当季的「I」恢复显示"]


@pytest.mark.parametrize(
    ("until", "cities", "says"),
    [
        (NOW + timedelta(days=3), ["440100"], []),
        (NOW + timedelta(days=30), [], []),
        (NOW, [], ["到期时间已经过了，选一个以后的"]),
        (NOW + timedelta(days=30, seconds=1), [], ["突发入口最多开 30 天，要长期放就放进首页"]),
        (NOW + timedelta(days=1), ["110000"], ["没有这个城市：110000"]),
    ],
)
def test_an_entry_has_an_end_within_thirty_days(until, cities, says):
    assert [one["say"] for one in rules.wrong_burst(until, NOW, cities, {"440100"})] == says


def on(id_, hours, *cities):
    return {"id": id_, "cities": list(cities), "until": (NOW + timedelta(hours=hours)).isoformat()}


def test_an_entry_is_on_until_its_moment_and_only_where_it_was_switched_on():
    one = on("x", 2, "440100")
    assert is_on(one, "440100", NOW + timedelta(minutes=119)) and not is_on(one, "440100", NOW + timedelta(hours=2))
    assert not is_on(one, "440300", NOW)
    assert is_on(on("y", 1), "440300", NOW)


def test_the_next_end_is_the_earliest_to_come():
    arranged = {"places": {}, "bursts": [on("a", -1), on("b", 5), on("c", 2)]}
    assert next_end(arranged, NOW) == NOW + timedelta(hours=2)
    assert next_end(arranged, NOW + timedelta(hours=5)) is None


def test_switching_replaces_the_same_and_drops_what_is_over():
    bursts = [on("a", -1), on("b", 5)]
    assert rules.switched(bursts, "b", on("b", 9), NOW) == [on("b", 9)]
    assert rules.switched(bursts, "c", on("c", 1), NOW) == [on("b", 5), on("c", 1)]
    assert rules.switched(bursts, "b", None, NOW) == []


def test_from_each_state_that_is_open_one_gets_out_and_none_leads_back_from_an_end():
    assert {"draft", "sent", "returned", "timed"} == {state for state, moves in drafting.MOVES.items() if moves}
    assert {to for moves in drafting.MOVES.values() for to in moves} <= set(drafting.MOVES)
