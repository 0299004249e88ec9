"""How residents ask: ten phrasings of each item, one kept out of the index and tried on it, and questions nobody tunes on."""

import hashlib
import shutil

import pytest
import yaml

from app.catalog.search import index
from app.language import asked as phrasings
from app.language import registry, shelf
from app.language.asked import kept_out
from app.language.registry import Scene
from app.language.sheet import Mistake
from scenes import BESIDE, discover
from tests.catalog.figures import EVERYDAY, NONE, SETS, meant, page, said, tried


def told(published):
    """All that stands in the index, as it is written."""
    return {text for _, text, _ in index(published)._told(published.words)}


def test_every_item_has_ten_phrasings_of_its_own(published):
    asked = {item: len(published.words["asked"][item]) for item in published.items if item in published.words["asked"]}
    assert len(asked) >= 112 and {many % 10 for many in asked.values()} == {0}


def test_one_in_ten_is_kept_out_whatever_its_place_and_stands_nowhere_in_the_index(published):
    ways = published.words["asked"]["passport-renew"]
    least = sorted(ways, key=lambda one: hashlib.sha256(one.encode()).hexdigest())
    assert (
        len(ways) == 30 and kept_out(ways) == kept_out(ways[::-1]) == least[:3] and kept_out(ways[:10]) == [min(ways[:10], key=least.index)]
    )
    assert told(published).isdisjoint(one for asked in published.words["asked"].values() for one in kept_out(asked))


def test_no_everyday_question_stands_in_the_index(published):
    kept = {one for asked in published.words["asked"].values() for one in kept_out(asked)}
    assert (told(published) | kept).isdisjoint(one for some in SETS.values() for asked in meant(some).values() for one in asked)


def test_what_was_kept_out_finds_its_item(published):
    found = tried(published, {item: kept_out(asked) for item, asked in published.words["asked"].items()})
    assert len(found) >= 112
    first, three = said(found)
    assert first >= 0.97 and three >= 0.99, [one for one in found if one.place != 0]


@pytest.mark.parametrize(
    ("name", "many", "firsts", "threes"),
    [("everyday", 225, 0.98, 1), ("fresh", 112, 0.97, 0.99), ("unseen", 224, 0.98, 0.99), ("roundabout", 112, 0.97, 0.99)],
)
def test_questions_nobody_tuned_on_find_their_item(published, name, many, firsts, threes):
    found = tried(published, meant(SETS[name]))
    first, three = said(found)
    assert len(found) == many and {one.item for one in found} == set(published.items)
    assert first >= firsts and three >= threes, [one for one in found if one.place != 0]


def test_what_is_no_item_is_said_to_be_none_and_something_near_is_offered(published):
    for asked in EVERYDAY[NONE]:
        assert index(published).find(asked) == [], asked
        assert len(index(published).near(asked)) in (2, 3)


@pytest.mark.parametrize(("name", "least"), [("unseen", 0.7), ("roundabout", 0.7)])
def test_most_of_what_nobody_listed_as_absent_is_said_to_be_none(published, name, least):
    found = {asked: index(published).find(asked) for asked in SETS[name][NONE]}
    assert sum(not hits for hits in found.values()) / len(found) >= least, found


def test_the_page_of_figures_names_every_miss(published):
    shown = page(published)
    missed = [one for some in SETS.values() for one in tried(published, meant(some)) if one.place != 0]
    assert "| everyday | 225 |" in shown and all(f"| {one.asked} | {one.item} |" in shown for one in missed)


WRONG = {
    "one too few": (lambda d: d["tw-permit"].pop(), "tw-permit.asked：每件事写十句，或者二十句、三十句；现在是 29 句"),
    "none": (lambda d: d.pop("tw-permit"), "文件.tw-permit：没有写"),
    "an item that is not this scene's": (lambda d: d.update({"fund-rent": ["x"]}), "文件.fund-rent：不认识这个字段"),
    "no list": (lambda d: d.update({"tw-permit": "去台湾"}), "tw-permit.asked：要写成列表：[甲, 乙]"),
    "a number": (lambda d: d["tw-permit"].__setitem__(0, 110), "tw-permit.asked：要加引号：110"),
    "twice in one": (lambda d: d["tw-permit"].__setitem__(0, "台湾签注"), "tw-permit.asked：写了两次：台湾签注"),
    "two items'": (lambda d: d["tw-permit"].__setitem__(0, "护照不见了"), "tw-permit.asked：passport-reissue 已经这样叫了：护照不见了"),
    "a name already": (lambda d: d["tw-permit"].__setitem__(0, "租房提取"), "tw-permit.asked：fund-rent 已经这样叫了：租房提取"),
    "too long": (lambda d: d["tw-permit"].__setitem__(0, "台" * 41), f"tw-permit.asked：最多 40 个字：{'台' * 41}"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_written_wrong_is_named_with_file_and_item(contents, tmp_path, name):
    how, say = WRONG[name]
    shutil.copytree(BESIDE / "exit_entry", tmp_path / "exit_entry")
    path = tmp_path / "exit_entry/asked.yaml"
    written = yaml.safe_load(path.read_text("utf-8"))
    how(written)
    path.write_text(yaml.safe_dump(written, allow_unicode=True), "utf-8")
    registry.use([*discover(), Scene("exit_entry").lying_in(tmp_path / "exit_entry")], BESIDE)
    try:
        with pytest.raises(Mistake) as mistake:
            shelf.read(BESIDE, contents)
        assert [str(one) for one in phrasings.mistakes(contents)] == [str(mistake.value)] == [f"exit_entry/asked.yaml：{say}"]
    finally:
        registry.use(discover(), BESIDE)


def test_a_scene_that_says_nothing_of_it_is_no_mistake(contents, tmp_path):
    shutil.copytree(BESIDE / "exit_entry", tmp_path / "exit_entry", ignore=shutil.ignore_patterns("asked.yaml"))
    registry.use([Scene("exit_entry").lying_in(tmp_path / "exit_entry")], BESIDE)
    try:
        assert phrasings.read(contents) == {} and phrasings.mistakes(contents) == []
    finally:
        registry.use(discover(), BESIDE)
