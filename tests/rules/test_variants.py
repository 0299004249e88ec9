"""Rows that come again for every value of a key are kept once, and say the same as if each were there."""

import copy
import json

import pytest

from app.language import load, variants
from app.language.checklist import Item
from app.language.sieve import Sieve
from app.language.variants import MARK
from app.publishing.versions import fingerprint
from benchmarks.variants import PLACES, POINTS, varied
from tests import written

BUILT = ("passport-renew", "birth-registration", "vehicle-register")


@pytest.fixture(scope="module")
def several():
    """A few items with variants for every place: as they compile, and as they are stored."""
    found = written.drafts()
    made = [load.compiled({**found[one].source, "item": varied(found[one].source["item"])}) for one in BUILT]
    return [(one, json.loads(json.dumps(variants.pack(one)))) for one in made]


def test_what_is_packed_comes_back_byte_for_byte_and_is_a_tenth_as_long(several):
    for content, stored in several:
        before = fingerprint(content)
        assert fingerprint(variants.whole(stored)) == before == fingerprint(content)
        assert len(json.dumps(stored)) * 10 < len(json.dumps(content))


def test_an_item_without_variants_is_stored_as_it_stands():
    for one in written.contents().values():
        assert variants.pack(one) is one and variants.whole(one) is one


def test_an_item_that_is_packed_answers_as_one_that_is_not(several):
    for content, stored in several:
        plain, packed = Item(content, "x"), Item(stored, "x")
        assert packed.situations == plain.situations and packed.points == plain.points and packed.course == plain.course
        assert (packed.at_once, packed.may_ask, packed.hangs_on_form) == (plain.at_once, plain.may_ask, plain.hangs_on_form)
        for number, answers in enumerate(plain.every_answer()):
            if number % 7 == 0:
                one, other = plain.checklist(answers, "440100"), packed.checklist(answers, "440100")
                assert one == other and one.points == other.points and one.points


def test_figures_of_a_packed_item_are_those_of_the_item_without_places(several):
    for (_, stored), id_ in zip(several, BUILT, strict=True):
        assert Item(stored, "x").figures("440100") == Item(written.contents()[id_], "x").figures("440100")
        assert Item(stored, "x").figures("440100", {"place_of": "p7"}) == Item(written.contents()[id_], "x").figures("440100")


def test_one_of_each_kind_stands_for_its_variants(several):
    for content, stored in several:
        packed = Item(stored, "x")
        assert len(packed.kinds_of_situations) * PLACES == len(content["situations"])
        assert {one.when["place_of"] for one in packed.kinds_of_situations} == {""}
        assert len(packed.kinds_of_points) <= len(content["points"]) / PLACES + POINTS


def rows(*places, **more):
    return [{"id": f"s{place}", "name": f"在{place}", "when": {"place": place}, **more} for place in places]


def packed(situations):
    content = {"situations": situations, "points": []}
    return variants.pack(content), content


def test_a_value_that_differs_in_more_than_its_name_keeps_a_row_of_its_own():
    own = {"id": "sD", "name": "在D", "when": {"place": "D"}, "visits": 2}
    stored, content = packed([*rows(*"ABC", visits=1), own, *rows(*"EFGH", visits=1)])
    assert stored["situations"] == [
        *rows(*"ABC", visits=1),
        own,
        {
            "by": "place",
            "each": ["E", "F", "G", "H"],
            "rows": [{"id": f"s{MARK}", "name": f"在{MARK}", "when": {"place": MARK}, "visits": 1}],
        },
    ]
    assert variants.whole(stored) == content


def test_a_value_that_is_part_of_another_is_not_taken_for_it():
    stored, content = packed(rows("p1", "p10", "p11", "p1x", "p"))
    assert variants.whole(stored) == content and [one["each"] for one in stored["situations"]] == [["p1", "p10", "p11", "p1x", "p"]]


def test_the_key_is_the_one_along_which_least_is_left():
    said = [
        {**one, "when": {"why": why, **one["when"]}, "id": f"{why}{one['id']}"}
        for why in ("w1", "w2", "w3", "w4")
        for one in rows(*"ABCDEFGHIJKLMNOPQRSTUVXYZ")
    ]
    stored, content = packed(said)
    assert [(one["by"], len(one["rows"])) for one in stored["situations"]] == [("place", 1)] * 4 and variants.whole(stored) == content


def test_a_condition_that_names_the_value_twice_is_left_as_it_is():
    situations = [{"id": one, "name": one, "when": {"place": one, "why": [one]}} for one in "ABCDE"]
    stored, _ = packed(situations)
    assert stored["situations"] == situations


def test_a_text_that_holds_the_mark_is_left_as_it_is():
    stored, content = packed(rows(*"ABCDE", note=MARK))
    assert stored is content


def test_variants_whose_figures_hang_on_the_value_are_all_looked_at():
    stored, _ = packed([{**one, "cities": [one["when"]["place"]]} for one in rows(*"ABCDE")])
    (found,) = variants.read(stored["situations"], Row)
    assert not found.even and variants.telling({"place": [*"ABCDE"]}, [found], []) == {"place": [*"ABCDE"]}
    (even,) = variants.read(packed(rows(*"ABCDE"))[0]["situations"], Row)
    assert even.even and variants.telling({"place": [*"ABCDEF"], "why": ["x", "y"]}, [even], []) == {"place": ["A", "F"], "why": ["x", "y"]}
    assert variants.telling({"place": [*"ABCDE"]}, [even], [{"place": "B"}]) == {"place": [*"ABCDE"]}


class Row:
    """A row as it is written."""

    def __init__(self, said):
        self.said, self.when = copy.deepcopy(said), said["when"]


def test_variants_hold_for_their_values_and_for_no_other_beside_rows_of_their_own():
    said = [*rows("A", "B", "C", "D"), {"id": "any", "name": "别处", "when": {}}]
    sieve = Sieve(variants.read(packed(said)[0]["situations"], Row))
    assert [one.said["id"] for one in sieve.holding({"place": "C"})] == ["sC", "any"]
    assert [one.said["id"] for one in sieve.holding({"place": "Z"})] == [one.said["id"] for one in sieve.holding({})] == ["any"]
