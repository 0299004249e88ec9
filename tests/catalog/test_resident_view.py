"""What residents are sent: two paths to everything, plain words, nothing made for inspectors."""

from datetime import UTC, date, datetime

import orjson
import pytest

from app import reference
from app.catalog import queries

HIDDEN = {"code", "type", "level", "dept", "department", "basis", "legal", "task_code", "uscc", "points", "review", "rule", "statutory"}
TODAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 4, tzinfo=UTC)


def keys(value):
    """Names of fields. What `answers` maps are ids of questions (one of violation-handle's is called points), not fields."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from () if key == "answers" else keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys(inner)


def everything(published):
    for item in published.items.values():
        yield item, queries.guide(item, "440100")
        for answers in item.every_answer():
            yield item, queries.checklist(item, answers, "440100", TODAY)


def test_no_code_type_level_department_id_or_legal_basis_reaches_a_resident(published):
    departments = set(reference.departments()) | {row["uscc"] for row in reference.departments().values()}
    for item, view in everything(published):
        assert not HIDDEN & set(keys(view)), item.id
        assert set(view.get("answers", {})) <= {one.id for one in item.questions}
        text = orjson.dumps(view).decode()
        hidden = {item.content["staff"]["code"], *departments, *(item.content["staff"]["basis"] or [])}
        assert not [word for word in hidden if word and word in text], item.id


def test_lists_hide_them_too(published):
    views = [queries.home(published, "440100", NOON), queries.departments(published, "440100")]
    views += [queries.theme(published, one["id"], "440100") for one in published.home["themes"]]
    for view in views:
        names = set(keys(view)) - {"code", "departments"}  # of cities and districts, which people know
        assert not HIDDEN & names
        assert not [one for one in reference.departments() if one in orjson.dumps(view).decode()]


@pytest.mark.parametrize("word", ["申报", "情形", "核验", "受理", "办结", "零跑动", "最多跑一次", "全程网办"])
def test_buttons_tags_and_headlines_avoid_official_words(published, word):
    for _, view in everything(published):
        said = [view.get("headline", ""), view.get("button", {}).get("text", ""), view["tag"]["text"], view.get("short", "")]
        assert not any(word in one for one in said)


def test_every_item_is_reached_by_department(published):
    found = set()
    for row in queries.departments(published, "440100")["departments"]:
        found |= {card["id"] for card in queries.department(published, row["key"], "440100")["items"]}
    assert found == set(published.items)


def test_every_home_item_is_reached_from_the_first_screen(published):
    home = queries.home(published, "440100", NOON)
    found = {card["id"] for card in home["common"] + home["elder"]}
    for theme in home["themes"]:
        found |= {card["id"] for card in queries.theme(published, theme["id"], "440100")["items"]}
    for zone in published.home["zones"]:
        found |= {card["id"] for card in queries.zone(published, zone["id"], "440100")["items"]}
    for bundle in published.bundles:
        found |= {step["item"] for step in queries.bundle(published, bundle, "440100")["steps"]}
    found |= {one["item"] for one in published.home["periodic"] + published.home["burst"]}
    wanted = {item.id for item in published.items.values() if item.content["nav"] == "home"}
    assert wanted - found == set()


@pytest.mark.parametrize("city", ["440100", "440600"])
def test_everything_that_is_done_on_the_phone_is_one_tap_behind_the_first_screen(published, city):
    listed = queries.zone(published, "online", city)
    ids = [card["id"] for card in listed["items"]]
    assert listed["name"] == "手机上能办" and len(ids) == len(set(ids))
    assert set(ids) == {one.id for one in published.items.values() if one.serves != "guide" and queries.offered(one, city)}
    home = [card["id"] for card in queries.home(published, city, NOON)["common"] if card["serves"] != "guide"]
    assert set(home) <= set(ids)
    themes = [published.items[one].content["theme"] for one in ids]
    assert len([n for n, one in enumerate(themes) if n == 0 or themes[n - 1] != one]) == len(set(themes))  # each theme together


def test_department_items_do_not_stand_on_the_first_screen_itself(published):
    home = queries.home(published, "440100", NOON)
    assert all(published.items[card["id"]].content["nav"] == "home" for card in home["common"])
    assert len(home["common"]) == 8 and len(home["elder"]) <= 8


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        ("2026-02-13", False),
        ("2026-02-14", True),
        ("2026-03-01", True),
        ("2026-06-30", True),
        ("2026-07-01", False),
    ],
)
def test_a_season_enters_fifteen_days_early_and_leaves_when_it_ends(published, day, shown):
    names = {one["id"] for one in queries.season(published, "440100", date.fromisoformat(day))}
    assert ("iit-annual" in names) is shown


def test_a_season_says_until_when(published):
    said = {one["id"]: one["say"] for one in queries.season(published, "440100", date(2026, 11, 23))}
    assert said == {"medical-resident-pay": "12月31日截止，还有 38 天", "iit-special-deduction": "12月1日开始"}


def test_burst_entries_are_off_until_switched_on(published):
    assert queries.home(published, "440100", NOON)["burst"] == []


def test_short_names_fit_a_tile(items):
    assert all(1 < len(item.short) <= 6 for item in items.values())
    assert len({item.short for item in items.values()}) == len(items)


def test_every_icon_exists(items, published):
    from pathlib import Path

    drawn = {path.stem for path in Path("frontend/mp/icons").glob("*.svg")}
    assert {item.icon for item in items.values()} <= drawn
    assert {one["icon"] for one in published.bundles.values()} <= drawn
