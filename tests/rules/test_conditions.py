"""Conditions: server and phone read one table (tests/rules/conditions.json) and give one answer; what cannot come true is refused."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.language import conditions, reachable
from app.language.reachable import Key

SHARED = json.loads((Path(__file__).parent / "conditions.json").read_text("utf-8"))
LOST = Key("option", ("lost", "stolen", "damaged"), always=True)
KNOWN = {
    "why": LOST,
    "age": Key("number", least=0, most=150),
    "own": Key("yes"),
    "use": Key("options", ("car", "bike")),
    "since": Key("date"),
    "from": Key("month"),
    "in": Key("year"),
    "name": Key("text"),
    "bank": Key("thing"),
    "rent": Key("option", ("yes", "no"), when={"why": "lost"}),
}


@pytest.mark.parametrize("case", SHARED["holds"], ids=lambda case: case["say"])
def test_server_and_phone_give_one_answer(case):
    assert conditions.holds(case["when"], case["scope"]) is case["holds"]


@pytest.mark.parametrize("case", SHARED["applying"], ids=lambda case: case["say"])
def test_server_and_phone_count_the_same_fields(case):
    found = conditions.applying(case["whens"], case["given"], case["values"])
    assert [one for one in case["whens"] if one in found] == case["applying"]


def test_the_table_is_long_enough_to_mean_something():
    assert len(SHARED["holds"]) >= 80 and {case["holds"] for case in SHARED["holds"]} == {True, False}


@pytest.mark.parametrize(
    ("when", "say"),
    [
        ({"x": "lost"}, "没有这个问题：x"),
        ({"why": "gone"}, "why 没有这个选项：gone"),
        ({"why": ["lost", "gone"]}, "why 没有这个选项：gone"),
        ({"why": []}, "why 的列表是空的"),
        ({"why": {}}, "why 后面没有写条件"),
        ({"why": {"like": "x"}}, "不认识：like，可用：gte、gt、lte、lt、not、has、empty"),
        ({"why": {"gte": "lost"}}, "why 不分大小，不能用 gte"),
        ({"why": {"has": "lost"}}, "why 不能用 has"),
        ({"why": {"not": "gone"}}, "why 没有这个选项：gone"),
        ({"why": {"empty": "yes"}}, "why 的 empty 写 true 或 false"),
        ({"why": True}, "why 要加引号：True"),
        ({"age": "old"}, "age 是数字：old"),
        ({"age": {"gte": [1, 2]}}, "age 的 gte 只写一个值"),
        ({"age": True}, "age 是数字：True"),
        ({"own": "yes"}, "own 写 true 或 false"),
        ({"use": "car"}, "use 能有几个，写 {has: …} 或 {empty: …}"),
        ({"use": {"has": "bus"}}, "use 没有这个选项：bus"),
        ({"use": {"not": "car"}}, "use 不能用 not"),
        ({"since": {"gte": "2026-13-01"}}, "since 的日期不对：2026-13-01"),
        ({"from": {"gte": "2026-00"}}, "from 的日期不对：2026-00"),
        ({"in": "26"}, "in 的日期不对：26"),
        ({"bank": "x"}, "bank 只能写 {empty: true} 或 {empty: false}"),
        ({"all": []}, "all 后面要写成列表，每项是一个条件"),
        ({"any": {"why": "lost"}}, "any 后面要写成列表，每项是一个条件"),
        ({"any": ["why"]}, "要写成 {键: 值}"),
        ({"not": [{"why": "lost"}]}, "要写成 {键: 值}"),
        ({"not": {"x": "y"}}, "没有这个问题：x"),
        ("why", "要写成 {键: 值}"),
    ],
)
def test_what_is_written_wrong_is_named(when, say):
    assert reachable.fault(when, KNOWN) == say


@pytest.mark.parametrize(
    "when",
    [
        {"all": [{"why": "lost"}, {"why": "stolen"}]},
        {"why": "lost", "not": {"why": ["lost", "stolen"]}},
        {"why": {"not": ["lost", "stolen", "damaged"]}},
        {"why": {"empty": True}},  # every question is answered
        {"age": {"gte": 60, "lt": 60}},
        {"age": {"gt": 60, "lt": 61}},
        {"age": {"gt": 150}},
        {"age": {"lt": 0}},
        {"all": [{"age": {"gte": 18}}, {"not": {"age": {"gte": 18}}}, {"age": {"empty": False}}]},
        {"own": True, "not": {"own": True}},
        {"since": {"gt": "2026-01-01", "lt": "2026-01-02"}},
        {"from": {"gt": "2026-01", "lt": "2026-02"}},
        {"in": {"gt": "2026", "lt": "2027"}},
        {"use": {"has": "car", "empty": True}},
        {"name": {"empty": True, "not": "x"}, "not": {"name": {"empty": True}}},
        {"why": "stolen", "rent": "yes"},  # rent is asked only of who lost it
        {"why": "stolen", "rent": {"empty": False}},
    ],
)
def test_what_can_never_come_true_is_found(when):
    assert reachable.fault(when, KNOWN) is None
    assert not reachable.reachable(when, KNOWN)


@pytest.mark.parametrize(
    "when",
    [
        {},
        {"why": ["lost", "stolen"], "not": {"why": "lost"}},
        {"why": "lost", "rent": "yes"},
        {"why": "stolen", "rent": {"empty": True}},
        {"age": {"gte": 16, "lt": 17}},
        {"age": {"gt": "16", "lt": "16.5"}},
        {"since": {"gte": "2026-02-28", "lt": "2026-03-01"}},
        {"from": {"gt": "2025-12", "lt": "2026-02"}},
        {"use": {"has": "car"}, "not": {"use": {"has": "bike"}}},
        {"all": [{"use": {"has": "car"}}, {"use": {"has": "bike"}}]},
        {"name": "陈", "own": False},
        {"name": {"not": "陈", "empty": False}},
        {"bank": {"empty": False}},
        {"any": [{"all": [{"why": "lost"}, {"why": "stolen"}]}, {"own": True}]},
    ],
)
def test_what_can_come_true_is_let_through(when):
    assert reachable.fault(when, KNOWN) is None
    assert reachable.reachable(when, KNOWN)


def test_a_circle_is_found_however_long():
    whens = {"a": {"b": "x"}, "b": {"any": [{"c": "x"}, {"q": "1"}]}, "c": {"not": {"a": "x"}}, "d": {"a": "x"}}
    assert conditions.circle(whens) == ["a", "b", "c"]
    assert conditions.circle({"a": {"a": {"empty": True}}}) == ["a"]
    assert conditions.circle({"a": {}, "b": {"a": "x"}, "c": {"a": "x", "b": "y"}}) == []


def test_what_hangs_on_too_much_is_said_and_not_tried_for_hours():
    many = {f"q{n}": Key("option", tuple("abcdefgh"), always=True) for n in range(9)}
    with pytest.raises(OverflowError):
        reachable.reachable(dict.fromkeys(many, "a"), many)


LEAF = st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(["", "lost", "1", "2026-01", "2026-01-01"])

NAME = st.sampled_from(["why", "age", "all", "any", "not", "gte", "has", "empty", "facts.city"])
ANY = st.recursive(LEAF, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAME, inner, max_size=3), max_leaves=12)


@settings(max_examples=300, deadline=None, database=None)
@given(st.dictionaries(NAME, ANY, max_size=4), st.dictionaries(NAME, ANY, max_size=4))
def test_whatever_is_written_has_an_answer_and_never_crashes(when, scope):
    assert conditions.holds(when, scope) in (True, False)
    assert isinstance(list(conditions.keys(when)), list)
    reachable.fault(when, KNOWN)
