"""What an item declares is what its department approved, word for word: a changed figure is a decision, never a slip. And what a resident
owes and is owed in each situation of every built item is what scenes/<scene>/owed.yaml says: how, by when, for how much, with which
materials, fields, points, yeses and offices, and what is asked of which register."""

from pathlib import Path

import pytest
import yaml

from app.language.checklist import Item
from app.language.printed import printed
from tests import written
from tests.scenes.owing import of_item

APPROVED = sorted(Path("scenes").glob("*/approved/*.txt"))
DRAFTS = written.drafts()
SOURCES = {draft.source["item"]["id"]: draft.source["item"] for draft in DRAFTS.values()}
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
OWED = {key: one for path in sorted(Path("scenes").glob("*/owed.yaml")) for key, one in yaml.load(path.read_text("utf-8"), LOADER).items()}
BUILT = [key for key, draft in DRAFTS.items() if draft.content["serves"] != "guide"]
COMES = {key: of_item(Item(DRAFTS[key].content, "v")) for key in BUILT}
ANEW = "python -m tests.scenes.owing 重新写 owed.yaml；逐行看过变了什么，再一起交"
PARTS = [(item, part) for item, parts in OWED.items() for part in parts]


@pytest.mark.parametrize("path", APPROVED, ids=[path.stem for path in APPROVED])
def test_an_item_declares_what_its_department_approved(path):
    told = f"flask --app wsgi catalog approve {path.stem} 说出哪里不同；部门认可了就加 --yes"
    assert printed(SOURCES[path.stem]) == path.read_text("utf-8"), told


def test_every_built_item_is_approved():
    lacking = {*BUILT} - {path.stem for path in APPROVED}
    assert lacking == set(), "flask --app wsgi catalog approve <事项> 印出来看过，再加 --yes"


def test_a_changed_figure_is_a_line_that_differs():
    item = SOURCES["violation-handle"]
    before, after = printed(item).splitlines(), printed({**item, "visits": 1}).splitlines()
    assert [(old, new) for old, new in zip(before, after, strict=True) if old != new] == [("跑几次：0", "跑几次：1")]


def test_a_part_that_no_page_has_a_place_for_is_not_left_out_in_silence():
    with pytest.raises(KeyError, match="violation-handle：secret"):
        printed({**SOURCES["violation-handle"], "secret": 1})


def test_what_comes_out_is_said_of_each_built_item_and_every_part_of_it():
    assert {item: list(parts) for item, parts in OWED.items()} == {item: list(parts) for item, parts in COMES.items()}, ANEW


@pytest.mark.parametrize(("item", "part"), PARTS, ids=[f"{item} {part}" for item, part in PARTS])
def test_what_comes_out_in_each_situation(item, part):
    assert COMES[item].get(part) == OWED[item][part], ANEW
    assert list(COMES[item][part]) == list(OWED[item][part]), ANEW  # in this order
