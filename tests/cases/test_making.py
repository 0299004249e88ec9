"""What making a result is called is the item's to say; where nothing is made on paper nobody is told that something is."""

import subprocess

import pytest
import yaml

from app.language.checklist import Item
from app.language.load import Mistake, compiled
from app.publishing import current, service
from tests.applications import Department
from tests.errands import pay, ready, submit
from tests.known import known
from tests.residents import drain


@pytest.fixture
def lin(imaginary, app, sandbox):
    found = known(app, sandbox)
    assert found.face().json["passed"]
    return found


def going(lin, app, item):
    """A case of this item handed in, and its department."""
    answers = next(one for one in current().item(item).every_answer() if current().item(item).checklist(one, "440100").ability == "full")
    no = ready(lin, item, answers)
    submit(lin, no)
    drain()
    return no, Department(app, current().item(item).department)


def test_of_a_fee_for_nothing_on_paper_nobody_is_told_that_a_document_is_made(app, sandbox, lin):
    item = current().item("village-dues")
    answers = next(
        one for one in item.every_answer() if item.checklist(one, "440100").fee_fen and item.checklist(one, "440100").ability == "full"
    )
    no = ready(lin, item.id, answers)
    submit(lin, no)
    drain()
    department = Department(app, item.department)
    department.walk(no, "accepted", "reviewing", "approving", "to_pay")
    drain()
    bill = lin.post(f"/api/cases/{no}/payment").json
    assert bill["refund_say"].endswith("交了不想办，批准前可以全退。")
    assert lin.get(f"/api/cases/{no}").json["say"] == "初步审完，请先交费，交了再批准，不批准全退"
    pay(lin, sandbox, no)
    shown = lin.get(f"/api/cases/{no}").json
    told = lin.get(f"/api/orders/{bill['order_no']}").json["say"]
    assert (shown["title"], told) == ("收到您交的费，接下来等批准", "收到了，接下来等批准。")
    assert [one["name"] for one in shown["steps"]] == ["填表", "初审", "交费", "批准", "办好"]


def test_what_is_approved_and_not_on_paper_is_being_done(app, lin):
    no, department = going(lin, app, "rent-help")
    department.walk(no, "accepted", "reviewing", "approving", "approved")
    said = lin.get(f"/api/cases/{no}").json["say"]
    assert said.startswith("正在办") and "制证" not in said


@pytest.mark.parametrize(
    ("change", "say"), [({"making": None}, "要写明"), ({"making": "一个很长的名字"}, "最多 4 个字"), ({"paper": False}, "没有就不写")]
)
def test_an_item_with_paper_says_what_making_it_is_called_and_no_other_does(change, say):
    source = service.written()[1]["tw-permit"]
    result = {**source["item"]["result"], **change}
    with pytest.raises(Mistake, match=say) as mistake:
        compiled({**source, "item": {**source["item"], "result": result}})
    assert (mistake.value.item, mistake.value.field) == ("tw-permit", "result.making")


def test_a_version_from_before_items_said_it_shows_what_it_showed(app):
    content = service.drafts()["tw-permit"]
    result = {key: value for key, value in content["result"].items() if key != "making"}
    assert Item({**content, "result": result}, "v").making == "制证"
    assert Item({**content, "result": {**result, "paper": False}}, "v").making == ""


@pytest.mark.parametrize("word", ["制证", "m-photo-exit", "m-vehicle-photo"])
def test_no_word_of_one_scene_stands_in_the_platform(word):
    found = subprocess.run(
        ["git", "grep", "-n", word, "--", "app/*.py", "edge", "*_api", "payment", "wsgi.py", "frontend/mp"], capture_output=True, text=True
    )
    state = "制证中"  # what the register of id cards calls a card that is being made
    assert [line for line in found.stdout.splitlines() if word in line.replace(state, "")] == []


def test_every_portrait_is_of_a_document_whose_measures_are_known():
    from app import reference

    rows = yaml.safe_load(open("app/reference/data/materials.yaml", encoding="utf-8"))["materials"]
    said = {row["id"]: row["photo"] for row in rows if "photo" in row}
    assert set(said.values()) <= {*reference.photo_specs(), "thing"}
    assert reference.photo_of() == {"m-photo-exit": "exit", "m-photo-id": "idcard", "m-photo-drive": "drive"}
    assert reference.things_photographed() == {"m-vehicle-photo"}
