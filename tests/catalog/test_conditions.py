"""Conditions in an item: over answers, fields and facts, wherever `when` may stand."""

from copy import deepcopy

import pytest

from app.language.checklist import Item
from app.language.load import compiled, drafts

ANSWERS = {"why": "expiring", "age": "adult", "hukou": "pilot"}


@pytest.fixture
def made():
    """passport-renew, changed."""

    def make(change) -> Item:
        source = deepcopy(drafts()["passport-renew"].source)
        change(source["item"])
        return Item(compiled(source), "v")

    return make


def names(found):
    return [one.id for one in found.materials]


def test_a_material_may_hang_on_what_stands_in_the_form(made):
    item = made(lambda row: row["materials"].append({"m": "m-unit-consent", "need": "must", "when": {"delivery": "mail"}}))
    assert item.hangs_on_form
    assert "m-unit-consent" not in names(item.checklist(ANSWERS, "440100"))
    assert "m-unit-consent" not in names(item.checklist(ANSWERS, "440100", values={"delivery": "pickup"}))
    assert "m-unit-consent" in names(item.checklist(ANSWERS, "440100", values={"delivery": "mail"}))


def test_what_stands_in_a_field_that_does_not_count_asks_for_nothing(made):
    def change(row):
        next(one for one in row["form"] if one["id"] == "delivery")["when"] = {"emergency_phone": {"empty": False}}
        row["materials"].append({"m": "m-unit-consent", "need": "must", "when": {"delivery": "mail"}})

    item = made(change)
    assert "m-unit-consent" not in names(item.checklist(ANSWERS, "440100", values={"delivery": "mail"}))
    both = {"delivery": "mail", "emergency_phone": "13800138002"}
    assert "m-unit-consent" in names(item.checklist(ANSWERS, "440100", values=both))


def test_fees_and_points_may_hang_on_the_city_and_the_day(made):
    def change(row):
        row["fees"][0]["when"] = {"facts.city": ["440300"]}
        row["review"][0]["when"] = {"facts.today": {"gte": "2027-01-01"}}

    item = made(change)
    assert [one.id for one in item.checklist(ANSWERS, "440100").fees] == []
    assert [one.id for one in item.checklist(ANSWERS, "440300").fees] == ["f1"]
    assert item.points[0] not in item.checklist(ANSWERS, "440100", {"facts.today": "2026-12-31"}).points
    assert item.points[0] in item.checklist(ANSWERS, "440100", {"facts.today": "2027-01-01"}).points


def test_a_situation_may_take_a_set_of_answers_and_the_closer_one_wins(made):
    def change(row):
        row["situations"] = [
            {"id": "any", "name": "别的", "when": {}, "online": "part", "visits": 1},
            {"id": "two", "name": "两种", "when": {"why": ["expiring", "pages"], "age": "adult"}, "online": "full", "visits": 0},
        ]

    item = made(change)
    assert {why: item.situation({**ANSWERS, "why": why}).id for why in ("expiring", "pages", "expired")} == {
        "expiring": "two",
        "pages": "two",
        "expired": "any",
    }
