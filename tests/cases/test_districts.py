"""An application begun for a district: its office is named, its hall, its government and its court; the department is told where."""

import pytest

from tests.applications import PASSPORT, RENEW, Department, submitted
from tests.errands import ready, start, submit
from tests.residents import drain

pytestmark = pytest.mark.usefixtures("imaginary")
PROOF, KIN = "kin-proof", {"kind": "kin"}


@pytest.fixture
def handed(sandbox):
    """handed(no) → what the department was given with this case."""
    return lambda no: next(one for one in sandbox.control("GET", "/cases") if one["case_no"] == no)


def test_a_case_of_a_district_belongs_to_the_office_of_that_district(lin):
    no = start(lin, PROOF, KIN, "440106")
    assert lin.get(f"/api/cases/{no}").json["unit"] == "天河区公安户政"
    assert no[2:6] == "4401"


def test_the_same_begun_for_the_whole_city_is_another_draft_and_the_city_s(lin):
    here, there = start(lin, PROOF, KIN, "440106"), start(lin, PROOF, KIN, "440100")
    assert start(lin, PROOF, KIN, "440106") == here != there
    assert lin.get(f"/api/cases/{there}").json["unit"] == "广州公安户政"


def test_what_the_city_decides_stays_with_the_city(lin):
    no = start(lin, RENEW["item"], RENEW["answers"], "440106")
    assert lin.get(f"/api/cases/{no}").json["unit"] == "广州公安出入境"


def test_a_no_of_a_district_s_office_goes_to_its_government_and_its_court(app, lin):
    no = ready(lin, PROOF, KIN, city="440106")
    submit(lin, no)
    drain()
    Department(app, "dept-gat-hz").walk(no, "accepted", "reviewing", "approving")
    assert Department(app, "dept-gat-hz").send(no, "denied", reason="不是同户亲属").status_code == 200
    remedy = lin.get(f"/api/cases/{no}").json["remedy"]
    assert "天河区人民政府" in remedy["review"]
    assert remedy["hand_in"] == "复议申请交到天河区司法局。"
    assert remedy["court"].startswith("归哪个法院管，打 12368 问。")
    assert remedy["where"] == "作出决定的是广州市公安局天河分局（天河区公安户政），在天河区政务服务中心（演示地址）。"


def test_a_certificate_that_makes_it_pointless_is_told_in_a_district_too(lin, crj):
    no = submitted(lin)
    crj.walk(no, "accepted", "reviewing", "approving")
    assert crj.send(no, "approved", result=PASSPORT, reason="窗口交了").status_code == 200
    crj.walk(no, "delivering", "done")
    asked = f"/api/items/{RENEW['item']}/known?answers=why:expiring,age:adult,hukou:pilot&city="
    here, there = (lin.get(f"{asked}{city}").json for city in ("440106", "440100"))
    assert here == there
    assert here["stands"] is not None


def test_the_department_is_told_the_district_and_says_whose_office_it_is(lin, sandbox, handed):
    no = ready(lin, PROOF, KIN, city="440106")
    submit(lin, no)
    drain()
    body = handed(no)
    assert (body["region"], body["unit"]) == ("440106", "天河区公安户政")
