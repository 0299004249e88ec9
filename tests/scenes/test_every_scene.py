"""Every scene's cases.yaml: these answers, this checklist, this fee, this outcome. And facts of law no scene may contradict."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from app import reference
from app.identity.rules import age, born
from app.language.checklist import Item
from app.language.registry import scenes
from app.language.shape import PAGES
from app.language.visit import Visit
from tests import written

TODAY = date(2026, 11, 24)
KEYS = {
    "item", "city", "answers", "situation", "online", "visits", "promise", "fee_fen", "materials", "prepare", "yields", "form", "refused",
}  # fmt: skip
ITEMS = {key: Item(content, "v") for key, content in written.contents().items()}


LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
FILES = {path.parent.name: yaml.load(path.read_text("utf-8"), LOADER) for path in sorted(Path("scenes").glob("*/cases.yaml"))}


def declared():
    for scene, said in FILES.items():
        for n, one in enumerate(said["cases"]):
            yield pytest.param(scene, one, id=f"{scene}-{n}-{one['item']}")


CASES = list(declared())


def test_every_scene_says_what_must_come_out_for_each_of_its_items():
    said = {param.values[0]: set() for param in CASES}
    for param in CASES:
        said[param.values[0]].add(param.values[1]["item"])
    assert said == {scene: {item.id for item in ITEMS.values() if item.scene == scene} for scene in scenes()}


@pytest.mark.parametrize("scene", FILES)
def test_every_scene_names_which_of_its_items_are_guides_and_what_it_does_not_name_is_built(scene):
    """Each is named in its own folder, so that building one is said where it is built, and here all are counted."""
    said = FILES[scene].get("guides", [])
    of_the_scene = [item for item in ITEMS.values() if item.scene == scene]
    assert said == [item.id for item in of_the_scene if item.serves == "guide"]
    built = [item for item in of_the_scene if item.id not in said]
    assert all(item.serves in ("case", "view", *PAGES) for item in built) and len(said) + len(built) == len(of_the_scene)


def test_a_guide_is_never_done_on_the_phone_whatever_is_answered():
    guides = [item for item in ITEMS.values() if item.serves == "guide"]
    for item in guides:
        assert item.fields == () and (item.id, "check") not in scenes()[item.scene].hooks, item.id
        for answers in item.every_answer():
            found = item.checklist(answers, "440100")
            assert found.ability in ("none", "book", "no"), (item.id, answers)
            assert found.visits >= 1 or item.by_telephone or found.ability in ("book", "no"), (item.id, answers)


@pytest.mark.parametrize(("scene", "case"), CASES)
def test_a_scenes_case(scene, case):
    assert set(case) <= KEYS
    item = ITEMS[case["item"]]
    assert item.scene == scene
    city = case.get("city", "440100")
    found = item.checklist(case["answers"], city)
    if "form" in case:
        refused = run_check(item, case["answers"], city, case["form"])
        assert refused == case["refused"]
        return
    ability, visits = item.planned(found.situation, city)  # a guide's: once it is built
    assert item.serves == "guide" or (ability, visits) == (found.ability, found.visits)
    assert {
        "situation": found.situation.name,
        "online": ability,
        "visits": visits,
        "promise": f"{found.promise.n} {found.promise.unit}",
        "fee_fen": found.fee_fen,
        "materials": len(found.materials),
        "prepare": [one.name for one in found.materials if one.how != "fetch"],
        "yields": item.result.get("cert"),
    } == {"yields": None, **{key: value for key, value in case.items() if key not in ("item", "city", "answers")}}


def run_check(item, answers, city, form):
    known = age(born(form["id_number"]), TODAY) if "id_number" in form else None
    visit = Visit(TODAY, answers, form, city, known)
    scenes()[item.scene].run(item.id, "check", visit)
    return {one["field"]: one["say"] for one in visit.refused}


# What the law and public notices say (fees in fen, 0 for none), whatever a scene's file says of itself.
FEES = [
    ("passport-first", {"age": "adult", "staff": "plain", "pace": "normal"}, 12000),
    ("passport-renew", {"why": "expiring", "age": "adult", "hukou": "pilot"}, 12000),
    ("passport-reissue", {"why": "lost", "age": "adult", "hukou": "pilot"}, 12000),
    ("hkm-permit-first", {"age": "adult", "staff": "plain"}, 6000),
    ("hkm-permit-renew", {"why": "lost", "age": "adult", "hukou": "pilot"}, 6000),
    ("tw-permit", {"age": "adult", "why": "first", "hukou": "pilot"}, 6000),
    ("idcard-first", {"who": "self", "hukou": "local"}, 0),
    ("idcard-renew", {"why": "due", "way": "phone", "hukou": "local"}, 2000),
    ("idcard-lost", {"why": "lost", "way": "phone", "hukou": "local"}, 4000),
    ("idcard-temp", {}, 1000),
    ("residence-permit-first", {"do": "permit", "base": "job"}, 0),
    ("birth-registration", {}, 0),
    ("marriage-register", {"who": "mainland", "before": "first"}, 0),
    ("drive-license-renew", {"age": "under70"}, 1000),
    ("drive-license-renew", {"age": "over70"}, 1000),
    ("drive-license-lost", {"why": "lost"}, 1000),
    ("vehicle-license-reissue", {"what": "plate", "why": "lost"}, 10000),
    # 100 for plates, 10 for the licence card and 10 for the registration certificate (发改价格〔2004〕2831号、〔2017〕1186号).
    ("vehicle-register", {"origin": "domestic", "look": "look"}, 12000),
    ("vehicle-register", {"origin": "domestic", "look": "free"}, 12000),
    ("no-crime-cert", {"who": "self"}, 0),
]


@pytest.mark.parametrize(("item", "answers", "fen"), FEES)
def test_fees_are_those_of_the_published_price_list(item, answers, fen):
    assert ITEMS[item].checklist(answers, "440100").fee_fen == fen


@pytest.mark.parametrize(
    ("item", "answers", "legal", "promise"),
    [
        ("passport-renew", {"why": "expiring", "age": "adult", "hukou": "pilot"}, (15, "day"), (7, "workday")),
        ("passport-first", {"age": "adult", "staff": "plain", "pace": "urgent"}, (15, "day"), (5, "workday")),
        ("idcard-renew", {"why": "due", "way": "phone", "hukou": "local"}, (60, "day"), (15, "workday")),
        ("residence-permit-first", {"do": "permit", "base": "job"}, (15, "day"), (10, "workday")),
        ("no-crime-cert", {"who": "self"}, (3, "workday"), (1, "workday")),
        ("company-setup", {"holder": "one", "place": "own", "biz": "plain"}, (6, "workday"), (1, "workday")),
        ("food-permit", {"biz": "restaurant", "net": "offline"}, (10, "workday"), (5, "workday")),
        ("vehicle-register", {"origin": "domestic", "look": "look"}, (2, "day"), (1, "workday")),
        ("fund-rent", {}, (3, "day"), (1, "workday")),
        ("invoice-red", {"why": "mistake", "used": "unused"}, (72, "hour"), (24, "hour")),
    ],
)
def test_limits_are_those_of_the_law(item, answers, legal, promise):
    found = ITEMS[item].checklist(answers, "440100")
    assert ((found.statutory.n, found.statutory.unit), (found.promise.n, found.promise.unit)) == (legal, promise)


def test_no_promise_is_longer_than_the_law():
    days = {"hour": 1 / 24, "day": 1, "workday": 1.4}
    for item in ITEMS.values():
        for answers in item.every_answer():
            found = item.checklist(answers, "440100")
            assert found.promise.n * days[found.promise.unit] <= max(1, found.statutory.n) * days[found.statutory.unit] * 1.4, item.id


def test_a_minor_needs_a_guardian_wherever_there_is_a_passport():
    guardian = {"m-idcard-guardian", "m-relation-proof", "m-guardian-consent"}
    for key in ("passport-first", "passport-renew", "passport-reissue", "hkm-permit-first"):
        for answers in ITEMS[key].every_answer():
            found = ITEMS[key].checklist(answers, "440100")
            if found.ability == "no":
                continue  # there is no such permit to be had
            ids = {one.id for one in found.materials}
            assert guardian & ids == (guardian if answers["age"] != "adult" else set()), (key, answers)


def test_the_exit_photo_is_wanted_for_every_document_of_exit_and_entry():
    for item in ITEMS.values():
        if item.scene == "exit_entry" and item.result.get("cert") in ("ec-passport", "ec-hkm-permit", "ec-tw-permit"):
            assert "m-photo-exit" in {one.id for one in item.materials}


def test_what_the_person_writes_is_asked_in_the_form():
    for item in ITEMS.values():
        for answers in item.every_answer():
            found = item.checklist(answers, "440100")
            asked = [one.label for one in found.fields if one.source is None]
            for one in found.materials:
                if one.how == "write" and item.serves == "case":
                    assert asked.count(reference.materials()[one.id]["write"]["label"]) == 1, (item.id, one.id)


def test_a_hook_is_of_an_item_of_its_own_scene():
    for code, scene in scenes().items():
        assert {item for item, _ in scene.hooks} <= {item.id for item in ITEMS.values() if item.scene == code}
