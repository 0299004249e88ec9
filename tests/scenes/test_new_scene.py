"""A new scene is one folder: the text of scenes/README.md, put into a folder, goes from guide to submitted case by itself."""

import inspect
import re
from pathlib import Path

import pytest
import yaml

import scenes as package
from app.language import registry, shelf
from app.language.checklist import Item
from app.language.load import Mistake, load
from app.language.registry import Scene
from app.publishing import release, service
from app.publishing.versions import fingerprint
from tests import beside
from tests.applications import Department
from tests.beside import lying_beside
from tests.catalog import test_every_item, test_resident_view, test_search
from tests.errands import fill, hand_over, pay, start, submit
from tests.residents import Resident, drain
from tests.scenes.test_every_scene import run_check

README = Path("scenes/README.md").read_text("utf-8")


def blocks():
    """The files of the README, by name."""
    found = re.findall(r"```\w+\n# scenes/pet_care/(\S+)\n(.*?)```", README, re.S)
    assert [name for name, _ in found] == ["items.yaml", "__init__.py", "cases.yaml"]
    return dict(found)


@pytest.fixture
def pet_care(tmp_path):
    """The folder, lying beside the others."""
    with lying_beside(tmp_path, "pet_care", blocks()) as folder:
        yield folder


@pytest.fixture
def published(app, pet_care):
    """The catalogue with it, as `flask catalog publish` does; taken back afterwards."""
    with beside.published():
        yield app


def test_its_cases_come_out_as_the_readme_says(pet_care):
    item = Item(load()["dog-licence"], "v")
    for case in yaml.safe_load(blocks()["cases.yaml"])["cases"]:
        if "form" in case:
            assert run_check(item, case["answers"], "440100", case["form"]) == case["refused"]
            continue
        found = item.checklist(case["answers"], "440100")
        assert (found.situation.name, found.ability, found.visits, found.fee_fen, len(found.materials)) == (
            case["situation"], case["online"], case["visits"], case["fee_fen"], case["materials"],
        )  # fmt: skip
        assert [one.name for one in found.materials if one.how != "fetch"] == case["prepare"]


def test_from_the_search_to_the_end_without_touching_the_platform(published, sandbox):
    lin = Resident(published, sandbox).known()
    assert lin.get("/api/search?q=给狗上牌").json["hits"][0]["id"] == "dog-licence"
    assert "dog-licence" in [one["id"] for one in lin.get("/api/departments/公安户政/items").json["items"]]
    guide = lin.get("/api/items/dog-licence/checklist?answers=first:first").json
    assert (guide["headline"], guide["fee_text"], guide["button"]["act"]) == ("手机上办完，寄到家不用跑", "100 元", "start")

    no = start(lin, "dog-licence", {"first": "first"})
    assert lin.get(f"/api/cases/{no}/form").json["gaps"] == ["shoulder", "delivery"]
    refused = lin.call("PATCH", f"/api/cases/{no}/draft", {"values": {"shoulder": "80"}})
    assert refused.json["errors"] == [{"field": "shoulder", "say": "肩高超过 71 厘米的狗，市区不能养。"}]
    fill(lin, no, {"shoulder": "45"})
    hand_over(lin, no)
    assert lin.post(f"/api/cases/{no}/submission").json["code"] == "form_unread"  # the address is veiled until the face was shown once
    assert lin.face().json["passed"]
    assert submit(lin, no)["next_steps"][0]["say"] == "广州公安户政审核，有问题会一次说全"
    drain()

    police = Department(published, "dept-gat-hz")
    police.walk(no, "accepted", "reviewing", "approving", "to_pay")
    pay(lin, sandbox, no)
    police.walk(no, "approved", "delivering", "done")
    shown = lin.get(f"/api/cases/{no}").json
    assert (shown["word"], shown["short"], [one["name"] for one in shown["steps"]]) == (
        "办好了", "养狗证", ["填表", "初审", "交费", "批准", "制证", "寄到家"],
    )  # fmt: skip


def takes(test):
    return set(inspect.signature(test).parameters)


def fixed(module):
    """The tests of a module that ask for nothing but the catalogue."""
    tests = [one for name, one in vars(module).items() if name.startswith("test_") and not getattr(one, "pytestmark", None)]
    return [one for one in tests if takes(one) and takes(one) <= {"items", "contents", "published", "written"}]


def test_what_holds_of_the_catalogue_holds_with_it_too(pet_care):
    """An item more touches no test: those that walk the whole catalogue are walked again with it in."""
    contents = load()
    items = {key: Item(content, fingerprint(content)) for key, content in contents.items()}
    written = {file.parent.name: yaml.safe_load(file.read_text("utf-8"))["items"] for file in registry.scene_files()}
    catalogue = {"items": items, "contents": contents, "written": written}
    catalogue["published"] = release.Release(1, items, shelf.read(package.BESIDE, contents))
    walked = [one for module in (test_every_item, test_resident_view, test_search) for one in fixed(module)]
    assert "dog-licence" in items and len(walked) >= 20
    for test in walked:
        test(**{name: catalogue[name] for name in takes(test)})


def test_a_mistake_in_it_is_named_before_anything_is_published(published, pet_care):
    text = (pet_care / "items.yaml").read_text("utf-8")
    (pet_care / "items.yaml").write_text(text.replace("m: m-idcard", "m: m-idcrad"), "utf-8")
    with pytest.raises(Mistake) as mistake:
        service.drafts()
    assert str(mistake.value) == "pet_care/items.yaml：dog-licence.materials.m-idcrad：材料库里没有"
    assert release.current().item("dog-licence").short == "养狗证"


def test_a_hook_nobody_would_call_is_refused():
    def prefil(visit):
        """A slip of the pen."""

    with pytest.raises(ValueError, match="prefil 不是挂钩，可用：check"):
        Scene("pet_care").hook("dog-licence")(prefil)
