"""What an item declares is what its department approved, word for word: a changed figure is a decision, never a slip. And what a resident
owes and is owed in each situation of the exemplary items is what scenes/<scene>/owed.yaml says: how, by when, for how much, with which
materials, fields, points, yeses and offices, and what is asked of which register."""

from pathlib import Path

import pytest
import yaml

from app.language import load
from app.language.checklist import Item
from app.language.printed import printed
from tests.scenes.owing import EXEMPLARY, of_item

APPROVED = sorted(Path("scenes").glob("*/approved/*.txt"))
SIX = {
    "social-query",
    "violation-handle",
    "vehicle-number-select",
    "birth-registration",
    "hukou-move-in-province",
    "passport-renew",
    "passport-first",
}
DRAFTS = load.drafts()
SOURCES = {draft.source["item"]["id"]: draft.source["item"] for draft in DRAFTS.values()}
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
OWED = {key: one for path in sorted(Path("scenes").glob("*/owed.yaml")) for key, one in yaml.load(path.read_text("utf-8"), LOADER).items()}
COMES = {key: of_item(Item(DRAFTS[key].content, "v")) for key in EXEMPLARY}
PARTS = [(item, part) for item, parts in OWED.items() for part in parts]


@pytest.mark.parametrize("path", APPROVED, ids=[path.stem for path in APPROVED])
def test_an_item_declares_what_its_department_approved(path):
    told = f"flask --app wsgi catalog approve {path.stem} 说出哪里不同；部门认可了就加 --yes"
    assert printed(SOURCES[path.stem]) == path.read_text("utf-8"), told


def test_the_exemplary_items_are_approved():
    assert SIX <= {path.stem for path in APPROVED}


def test_a_changed_figure_is_a_line_that_differs():
    item = SOURCES["violation-handle"]
    before, after = printed(item).splitlines(), printed({**item, "visits": 1}).splitlines()
    assert [(old, new) for old, new in zip(before, after, strict=True) if old != new] == [("跑几次：0", "跑几次：1")]


def test_a_part_that_no_page_has_a_place_for_is_not_left_out_in_silence():
    with pytest.raises(KeyError, match="violation-handle：secret"):
        printed({**SOURCES["violation-handle"], "secret": 1})


def test_what_comes_out_is_said_of_each_exemplary_item_and_every_part_of_it():
    assert {item: list(parts) for item, parts in OWED.items()} == {item: list(parts) for item, parts in COMES.items()}


@pytest.mark.parametrize(("item", "part"), PARTS, ids=[f"{item} {part}" for item, part in PARTS])
def test_what_comes_out_in_each_situation(item, part):
    told = "python -m tests.scenes.owing 重新写 owed.yaml；逐行看过变了什么，再一起交"
    assert COMES[item].get(part) == OWED[item][part], told
    assert list(COMES[item][part]) == list(OWED[item][part]), told  # in this order
