"""What an item declares is what its department approved, word for word: a changed figure is a decision, never a slip."""

from pathlib import Path

import pytest

from app.language import load
from app.language.printed import printed

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
SOURCES = {draft.source["item"]["id"]: draft.source["item"] for draft in load.drafts().values()}


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
