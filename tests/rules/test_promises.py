"""Nothing is said that is not so: each promise stands beside the code and the test that keep it (tests/promises.yaml)."""

import ast
import importlib
import re
import subprocess
from pathlib import Path

import pytest
import yaml

from app.publishing import current

ROOT = Path(__file__).parents[2]
SERVER = (
    "app/words/cases.py",
    "app/words/clock.py",
    "app/words/papers.py",
    "app/offices/remedies.py",
    "app/cases/opening.py",
    "miniprogram_api/case_pages.py",
    "miniprogram_api/confirm_page.py",
    "miniprogram_api/case_view.py",
    "app/catalog/words.py",
    "app/catalog/queries.py",
)
SERVER += ("app/words/parcels.py", "app/notices/reactions.py", "app/notices/rules.py", "app/notices/templates.py", "app/cases/reactions.py")
PHONE = ("frontend/mp/**/*.vue", "frontend/mp/**/*.ts", "frontend/shared/*.ts")
DATA = ("scenes/*.yaml", "scenes/*/items.yaml", "app/reference/data/materials.yaml", "app/reference/data/halls.yaml")
GENERATED = "frontend/shared/schema.d.ts"
# What residents never read, or what is searched for and not said.
UNREAD = frozenset({"review", "basis", "alias", "stop", "fees", "provider", "words"})

PROMISING = re.compile(
    "自动|已报|报给|马上|立即|当天|打开就|不用您|不用再|不用重|送到|原路|全退|到账|能退|可以退|不收费|免费|提醒|随时|每一步|保证(?!明|金)|替您|存着|"
    "留着|告诉您|通知您|有人接|有人查|不会(?!的)|会(?=放|把|记|发|删|清|告|退|给|提|自)|24 小时|不给别人|不保存|就发|只发|只给|催过|就停办"
)
HAN = re.compile("[\u4e00-\u9fff]")
UNTRUE = (
    "已报给督查",
    "打开就能看",
    "马上能查",
    "放进卡包了。",
    "每一步都发消息",
    "填过的会自动带过去",
    "有人查",
    "发票自动到卡包",
    "系统会在到期前",
)
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # a safe one, and ten times as fast
KEPT = yaml.load((ROOT / "tests/promises.yaml").read_text("utf-8"), LOADER)


def files(*patterns):
    return sorted({path for pattern in patterns for path in ROOT.glob(pattern)} - {ROOT / GENERATED})


def said_by_the_server():
    for place in SERVER:
        for node in ast.walk(ast.parse((ROOT / place).read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield place, node.value


def said_by_the_phone():
    """Text of templates and of scripts, without styles and comments."""
    for path in files(*PHONE):
        text = re.sub(r"<style>.*?</style>|<!--.*?-->|/\*.*?\*/", "", path.read_text("utf-8"), flags=re.S)
        text = re.sub(r"(^|\s)//[^\n]*", "", text)
        for found in re.finditer(r"[^<>'\"`\n{}]*[\u4e00-\u9fff][^<>'\"`\n{}]*", text):
            yield str(path.relative_to(ROOT)), found[0].strip()


def said_by_the_catalogue():
    def texts(node):
        if isinstance(node, dict):
            for key, value in node.items():
                if key not in UNREAD:
                    yield from texts(value)
        elif isinstance(node, list):
            for value in node:
                yield from texts(value)
        elif isinstance(node, str):
            yield node

    for path in files(*DATA):
        for text in texts(yaml.load(path.read_text("utf-8"), LOADER)):
            yield str(path.relative_to(ROOT)), text


EVERYTHING = {*said_by_the_server(), *said_by_the_phone(), *said_by_the_catalogue()}
SAID = sorted((place, text) for place, text in EVERYTHING if HAN.search(text) and PROMISING.search(text))


def test_all_three_who_speak_are_heard():
    places = {place for place, _ in SAID}
    assert {"app/words/cases.py", "frontend/mp/pages/form/index.vue", "scenes/household/items.yaml", "frontend/mp/api.ts"} <= places


def test_every_promise_has_its_keeper():
    loose = [(place, said) for place, said in SAID if not any(one["say"] in said for one in KEPT)]
    assert loose == []


def has_code(where: str) -> None:
    """`module:name`, or `frontend/file.ts:name`."""
    place, _, name = where.partition(":")
    if not place.startswith("frontend/"):
        assert callable(getattr(importlib.import_module(place), name)), where
        return
    assert re.search(rf"(function|const|let) {name}\b", (ROOT / place).read_text("utf-8")), where


def has_test(where: str) -> None:
    """`path::test`, of pytest or of vitest."""
    place, _, name = where.partition("::")
    begins = f"test('{name}'" if place.endswith(".ts") else f"def {name}("
    assert begins in (ROOT / place).read_text("utf-8"), where


@pytest.mark.parametrize("one", KEPT, ids=lambda one: one["say"])
def test_every_keeper_is_there(one):
    """What is not ours to keep (a law, another's hours) says whose word it is: `fact`."""
    assert set(one) in ({"say", "code", "test"}, {"say", "fact"})
    if "fact" not in one:
        has_code(one["code"])
        has_test(one["test"])
    assert any(one["say"] in said for _, said in SAID), "nobody says it any more"


@pytest.mark.parametrize("said", UNTRUE)
def test_what_was_not_so_is_said_no_more(said):
    assert [place for place, text in EVERYTHING if said in text] == []


def test_larger_letters_have_one_name():
    other = "长者" + "版"
    found = subprocess.run(["git", "grep", "-l", other], cwd=ROOT, capture_output=True, text=True)
    assert found.stdout == ""
    assert [place for place, text in [*said_by_the_server(), *said_by_the_phone(), *said_by_the_catalogue()] if other in text] == []


def test_what_is_said_to_be_free_is_free(app):
    """At least one way of an item that says so costs nothing; one that says so without 首次 costs nothing whatever is answered."""
    for item in current().items.values():
        claims = [text for text in (item.plain, *item.content["tips"]) if re.search("免费|不收费", text)]
        if claims:
            fees = [item.checklist(answers, "440100").fee_fen for answers in item.every_answer()]
            assert min(fees) == 0, (item.id, claims)
            assert max(fees) == 0 or all("首次" in text for text in claims), (item.id, claims, max(fees))
