"""A child's passport: the register says who the guardians are, the guardian agrees on their own phone, or they sign at the counter."""

import orjson
import pytest

from tests.applications import Department
from tests.errands import fill, hand_over, ready, start, take_slot
from tests.known import known, proved
from tests.participants.conftest import answer, asked, case, question
from tests.residents import Resident, count, drain

FIRST = {"age": "minor", "staff": "plain", "pace": "normal"}
RENEW = {"why": "expiring", "age": "minor", "hukou": "other"}
REISSUE = {"why": "damaged", "age": "minor", "hukou": "other"}
WU = ("吴海燕", "440199197907300089", "13800138008")


@pytest.fixture
def child(app, sandbox):
    found = known(app, sandbox, "zhou-zixuan")
    assert found.face().json["passed"]
    return found


@pytest.fixture
def mother(app, sandbox, monkeypatch):
    from tests import residents

    monkeypatch.setitem(residents.PEOPLE, "wu-haiyan", WU)
    return proved(app, sandbox, "wu-haiyan")


def applied(child, item, answers, way="phone"):
    no = start(child, item, answers)
    fill(child, no, {"guardian_way": way})
    hand_over(child, no)
    return no


@pytest.mark.parametrize(
    ("item", "answers", "says"), [("passport-first", FIRST, "同意孩子办护照"), ("passport-renew", RENEW, "同意孩子换护照")]
)
def test_the_guardian_of_the_register_is_asked_and_agrees(child, mother, sandbox, item, answers, says):
    no = applied(child, item, answers)
    reply = child.post(f"/api/cases/{no}/submission").json
    assert reply["say"] == "还要监护人（周*国）、监护人（吴*燕）同意，一位同意就行"
    drain()
    (card,) = asked(mother)
    assert card["title"] == f"周*轩请您{says}"
    assert [one["label"] for one in question(mother, card["id"])["document"]["lines"]][:3] == ["姓名", "身份证号", "出生日期"]
    assert answer(mother, card["id"]).json["state"] == "agreed"
    assert case(child, no)["state"] == "submitted"
    assert {one["name"]: one["text"] for one in case(child, no)["participants"]} == {"吴*燕": "同意了", "周*国": "不用了"}
    handed = [one for one in sandbox.control("GET", "/messages") if one["path"].endswith("/dept-gat-crj/cases")]
    (told,) = orjson.loads(handed[-1]["request"])["participants"]
    assert (told["role"], told["name"], told["id_number"]) == ("guardian", "吴海燕", WU[1])
    (look,) = [one for one in child.get("/api/me/uses").json["uses"] if "看谁是您的监护人" in one["why"]]
    assert look["case_no"] == no


def test_a_guardian_who_says_no_is_met_at_the_counter(child, mother):
    """Handed in once more with nobody to be asked: what was decided before is decided anew."""
    no = applied(child, "passport-renew", RENEW)
    child.post(f"/api/cases/{no}/submission")
    drain()
    answer(mother, asked(mother)[0]["id"], agree=False, reason="等暑假再一起去办")
    assert (case(child, no)["state"], count("case_verdict")) == ("draft", 0)
    child.call("PATCH", f"/api/cases/{no}/draft", {"values": {"guardian_way": "counter"}})
    take_slot(child, no, "slot")  # the one before went back with the no
    reply = child.post(f"/api/cases/{no}/submission")
    assert (reply.status_code, reply.json.get("waits")) == (200, False), reply.text
    assert case(child, no)["state"] == "submitted" and count("case_verdict") > 0


def test_without_a_phone_they_sign_together_at_the_counter(child, sandbox):
    no = applied(child, "passport-first", FIRST, "counter")
    listed = {one["material"]: one for one in child.get(f"/api/cases/{no}/materials").json["materials"]}
    assert (listed["m-guardian-consent"]["how"], listed["m-guardian-consent"]["note"]) == (
        "bring",
        "监护人在自己手机上同意，或者一起到窗口签",
    )
    assert child.post(f"/api/cases/{no}/submission").json["waits"] is False
    assert case(child, no)["state"] == "submitted" and count("participant") == 0 and case(child, no)["trip"]


def test_who_agreed_on_the_phone_brings_no_paper(child, mother):
    no = applied(child, "passport-first", FIRST)
    assert "m-guardian-consent" not in {one["material"] for one in child.get(f"/api/cases/{no}/materials").json["materials"]}


def test_while_the_register_is_off_nobody_is_guessed_and_the_counter_stays_open(child, mother, sandbox):
    book = {"number": "E40011111", "owner": child.id_number, "kind": "护照", "pinyin": "ZHOU ZIXUAN", "issued": "2023-03-01"}
    sandbox.control("PUT", "/registers/crj.documents/rows", row={**book, "until": "2028-02-29", "place": "广东", "state": "有效"})
    no = applied(child, "passport-reissue", REISSUE)
    sandbox.control("POST", "/faults", match={"path": "/sources/lookup"}, kind="5xx", times=99)
    reply = child.post(f"/api/cases/{no}/submission")
    assert (reply.status_code, reply.json["say"]) == (503, "监护关系暂时连不上，还不能确认要谁同意")
    assert count("participant") == 0 and case(child, no)["state"] == "draft"
    child.call("PATCH", f"/api/cases/{no}/draft", {"values": {"guardian_way": "counter"}})
    assert child.post(f"/api/cases/{no}/submission").status_code == 200
    assert case(child, no)["state"] == "submitted"


def test_a_grown_up_is_asked_nothing_about_guardians(app, sandbox):
    lin = Resident(app, sandbox).known()
    lin.face()
    no = ready(lin, "passport-renew", {"why": "expiring", "age": "adult", "hukou": "pilot"})
    assert "guardian_way" not in [one["id"] for one in lin.get(f"/api/cases/{no}/form").json["fields"]]
    assert lin.post(f"/api/cases/{no}/submission").json["waits"] is False


def test_what_is_corrected_and_was_agreed_to_is_agreed_to_again(child, mother):
    """The department sends the form back; a text the guardian has read changes, so the guardian reads it again."""
    no = applied(child, "passport-renew", RENEW)
    child.post(f"/api/cases/{no}/submission")
    drain()
    answer(mother, asked(mother)[0]["id"])
    police = Department(child.app)
    police.walk(no, "pre_check")
    assert case(child, no)["state"] == "pre_check"
    assert police.send(no, "to_correct", points=[{"point": "r6", "text": "照片背景不白"}], reason="照片不合规格").status_code == 200
    drain()
    from tests.applications import PHOTO, another_photo, give

    assert give(child, f"/api/cases/{no}/materials/{PHOTO}", another_photo()).json["state"] == "ok"
    assert child.post(f"/api/cases/{no}/resubmission").json["waits"] is False  # the photo is no part of what was read
    assert case(child, no)["state"] == "corrected" and len(asked(mother)) == 1
