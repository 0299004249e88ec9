"""Rows that hang on conditions: sorted by the value they want, the same come out as when each is looked at."""

from dataclasses import dataclass, field

import pytest

from app.kernel import jsons
from app.language import conditions
from app.language.sieve import FEW, Sieve
from benchmarks.variants import PLACES, POINTS, varied


@dataclass(frozen=True)
class Row:
    id: int
    when: dict = field(default_factory=dict)


def rows():
    for number in range(FEW):
        yield Row(number * 10, {"city": f"c{number % 5}"})
        yield Row(number * 10 + 1, {"city": f"c{number % 5}", "why": ["lost", "stolen"]})
        yield Row(number * 10 + 2)
        yield Row(number * 10 + 3, {"any": [{"city": "c1"}, {"why": "lost"}]})
        yield Row(number * 10 + 4, {"city": ["c1", "c2"], "facts.city": "440100"})


SCOPES = [
    {"city": "c1", "why": "lost", "facts.city": "440100"},
    {"city": "c4", "why": "stolen"},
    {"city": "nowhere", "why": "lost"},
    {"why": "lost"},
    {"city": ["c1", "c2"]},
    {},
]


@pytest.mark.parametrize("scope", SCOPES, ids=str)
def test_those_that_hold_in_their_order_whatever_they_are_sorted_by(scope):
    every = [*rows()]
    assert [*Sieve(every).holding(scope)] == [one for one in every if conditions.holds(one.when, scope)]
    few = every[:FEW]
    assert [*Sieve(few).holding(scope)] == [one for one in few if conditions.holds(one.when, scope)]


def test_the_variants_that_are_measured_are_of_every_situation_and_point():
    item = {
        "questions": [],
        "situations": [{"id": "s1", "name": "一种", "when": {}}],
        "review": [{"id": "r1", "text": "齐"}, {"id": "r2", "text": "别的", "when": {"any": [{"why": "lost"}, {"why": "stolen"}]}}],
        "course": {"offices": [{"id": "a", "points": ["r1", "r2"]}]},
    }
    made = varied(item)
    assert len(made["situations"]) == PLACES and len(made["review"]) == PLACES * POINTS + 1
    assert {one["when"]["place_of"] for one in made["situations"]} == {f"p{n}" for n in range(PLACES)}
    assert made["course"]["offices"][0]["points"] == [one["id"] for one in made["review"]]
    assert item["course"]["offices"][0]["points"] == ["r1", "r2"]  # the item itself is as it was


def test_texts_that_are_alike_become_one_and_the_value_is_as_it_was():
    first, second = "".join(["材料", "齐"]), "".join(["材料", "齐"])
    value = {"a": [first, {"b": second, "n": 1, "none": None}], "c": second}
    before = {"a": ["材料齐", {"b": "材料齐", "n": 1, "none": None}], "c": "材料齐"}
    assert first is not second and jsons.share(value, {}) is value and value == before
    assert value["a"][0] is value["a"][1]["b"] is value["c"]
