"""Nothing is said that is not so: each promise stands beside the code and the test that keep it (tests/promises.yaml)."""

import ast
import importlib
import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
PLACES = (
    "app/cases/words.py",
    "app/cases/remedies.py",
    "app/cases/opening.py",
    "miniprogram_api/case_pages.py",
    "app/catalog/words.py",
    "app/catalog/queries.py",
)
PLACES += ("app/notices/reactions.py", "app/notices/rules.py", "app/notices/templates.py", "app/cases/reactions.py")
PROMISING = re.compile("自动|已报|报给|马上|打开就|不用您|送到|原路|提醒|随时|每一步|保证|替您|存着|告诉您")
UNTRUE = ("已报给督查", "打开就能看", "马上能查", "放进卡包了。", "每一步都发消息")
KEPT = yaml.safe_load((ROOT / "tests/promises.yaml").read_text("utf-8"))


def sentences():
    for place in PLACES:
        for node in ast.walk(ast.parse((ROOT / place).read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and PROMISING.search(node.value):
                if re.search("[\u4e00-\u9fff]", node.value):
                    yield place, node.value


def test_every_promise_has_its_keeper():
    loose = [(place, said) for place, said in sentences() if not any(one["say"] in said for one in KEPT)]
    assert loose == []


@pytest.mark.parametrize("one", KEPT, ids=lambda one: one["say"])
def test_every_keeper_is_there(one):
    module, _, name = one["code"].partition(":")
    assert callable(getattr(importlib.import_module(module), name))
    assert (ROOT / one["test"]).is_file()
    assert any(one["say"] in said for _, said in sentences()), "nobody says it any more"


@pytest.mark.parametrize("said", UNTRUE)
def test_what_was_not_so_is_said_no_more(said):
    assert not any(said in (ROOT / place).read_text("utf-8") for place in PLACES)
