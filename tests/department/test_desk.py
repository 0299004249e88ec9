"""The department's desk in the sandbox and the platform: what is offered can be done, what is refused is said in words, and the
desk stands where the case stands."""

import re
from pathlib import Path

import pytest

from app.cases.pinned import STARTABLE
from app.cases.rules import DEPARTMENT, MOVES
from app.kernel import db
from app.publishing import current
from tests.applications import ENDORSE, PHOTO, RENEW, another_photo, give, resubmitted, submitted
from tests.errands import CITY, ready, served, submit
from tests.residents import Resident, count, drain
from tests.sandbox.test_wx_push import until

PAGE = Path("sandbox/page/cases.js").read_text("utf-8")


@pytest.fixture
def lin(app, sandbox, monkeypatch):
    sandbox.control("POST", "/settings", department_auto=False, department_delay=0)
    with served(app, monkeypatch):
        yield Resident(app, sandbox, "lin-zhihao").known()


def stored():
    """Rows of every table but the one that remembers signatures."""
    return {name: count(name) for name in db.metadata.tables if name != "seen_nonce"}


class Desk:
    """The reviewer's page, by what it calls."""

    def __init__(self, sandbox, no):
        self.sandbox, self.no = sandbox, no

    @property
    def case(self):
        return next(one for one in self.sandbox.control("GET", "/cases") if one["case_no"] == self.no)

    def say(self, node, **more):
        """Send a node and wait for the platform's answer: its status."""
        told = self.sandbox.control("POST", f"/departments/{self.case['department']}/cases/{self.no}/nodes", node=node, **more)
        until(lambda: self._answer(told["event_id"]))
        drain()
        return self._answer(told["event_id"])["status"]

    def _answer(self, event_id):
        return next((one for one in self.case["sent"] if one["event_id"] == event_id), None)


def wire(place, text):
    """As the page sends it."""
    return {place["to"]: place["id"], "text": text, **({"point": place["point"]} if place["point"] else {})}


def test_the_desk_offers_what_the_applicant_can_change_by_name(lin, sandbox):
    desk = Desk(sandbox, submitted(lin))
    assert [(one["to"], one["id"], one["name"], one["point"]) for one in desk.case["mendable"]] == [
        ("field", "delivery", "领取方式", None),
        ("field", "emergency_phone", "紧急联系人电话", None),
        ("field", "phone", "手机号", None),
        ("field", "mail_address", "收件地址", None),
        ("material", PHOTO, "证件照", "passport-renew.r6"),
        ("material", "m-signature", "手写签名", None),
    ]


@pytest.mark.parametrize("body", [RENEW, ENDORSE], ids=["passport", "endorsement"])
def test_everything_the_desk_offers_the_platform_takes(lin, sandbox, body):
    """All of it in one notice: 港澳签注 offered three points and took none."""
    assert lin.face().json["passed"]
    no = ready(lin, body["item"], body["answers"])
    submit(lin, no)
    drain()
    desk = Desk(sandbox, no)
    places = desk.case["mendable"]
    assert places and desk.say("pre_check") == 200
    assert desk.say("to_correct", points=[wire(one, "请改一改") for one in places]) == 200
    asked = lin.get(f"/api/cases/{desk.no}/correction").json["points"]
    assert [(one["to"], one[one["to"]]) for one in asked] == [(one["to"], one["id"]) for one in places]


def test_a_field_is_corrected_from_the_desk_to_the_end_and_the_desk_stands_where_the_case_stands(lin, sandbox):
    desk = Desk(sandbox, submitted(lin))
    assert desk.say("pre_check") == 200 and desk.say("accepted") == 200
    field = next(one for one in desk.case["mendable"] if one["id"] == "emergency_phone")
    assert desk.say("to_correct", points=[wire(field, "打不通，换一个")], opinion="请按下面的说明改一改") == 200
    assert (desk.case["step"], desk.case["rest"]) == ("to_correct", [])
    assert lin.call("PATCH", f"/api/cases/{desk.no}/draft", {"values": {"emergency_phone": "13900139007"}}).status_code == 200
    assert resubmitted(lin, desk.no).status_code == 200
    drain()
    assert (desk.case["step"], desk.case["rest"][0]) == ("corrected", "accepted")
    # The automatic course can take it over from here, also when it had been accepted before.
    sandbox.control("POST", f"/departments/{desk.case['department']}/cases/{desk.no}/course")
    until(lambda: desk.case["step"] == "to_pay")
    assert desk.case["refused"] is None and lin.get(f"/api/cases/{desk.no}").json["state"] == "to_pay"


CALLED = ("紧急联系人电话", "证件照")  # as the form and the list of materials call them


def test_what_was_asked_stays_readable_with_whether_it_was_mended(lin, sandbox):
    desk = Desk(sandbox, submitted(lin))
    desk.say("pre_check")
    desk.say("to_correct", points=[{"field": "emergency_phone", "text": "打不通，换一个"}, {"material": PHOTO, "text": "背景不白"}])
    no = desk.no

    def line():
        timeline = lin.get(f"/api/cases/{no}").json["timeline"]
        points = next(one["points"] for one in timeline if one["title"] == "请您改一改")
        return [(one["name"], one["text"], one["fixed"]) for one in points]

    assert line() == [(CALLED[0], "打不通，换一个", False), (CALLED[1], "背景不白", False)]
    lin.call("PATCH", f"/api/cases/{no}/draft", {"values": {"emergency_phone": "13900139007"}})
    assert line() == [(CALLED[0], "打不通，换一个", True), (CALLED[1], "背景不白", False)]
    give(lin, f"/api/cases/{no}/materials/{PHOTO}", another_photo())
    resubmitted(lin, no)
    drain()
    assert line() == [(CALLED[0], "打不通，换一个", True), (CALLED[1], "背景不白", True)]
    desk.say("pre_check")
    desk.say("to_correct", points=[{"field": "phone", "text": "少一位"}], reason="刚发现电话不对")
    told = [[tuple(point.values()) for point in one["points"]] for one in lin.get(f"/api/cases/{no}").json["timeline"] if one["points"]]
    assert told == [[("手机号", "少一位", False)], [(CALLED[0], "打不通，换一个", True), (CALLED[1], "背景不白", True)]]


def test_what_the_platform_does_not_take_is_said_in_words(lin, sandbox):
    desk = Desk(sandbox, submitted(lin))
    desk.say("pre_check")
    assert desk.say("to_correct", points=[{"field": "name", "text": "名字不对"}]) == 422
    assert (desk.case["step"], desk.case["refused"]) == (
        "pre_check",
        {
            "node": "to_correct",
            "status": 422,
            "say": "「姓名」来自身份证，申请人改不了。要他换材料，在 material 里写明；不是本人的事，作别的决定。",
        },
    )
    assert desk.say("reviewing") == 409
    assert desk.case["refused"]["say"] == "这件办件现在是「预审」，不能转到「审查」。现在可以：受理、不予受理、等申请人补正。"
    assert desk.say("accepted") == 200 and desk.case["refused"] is None


def test_nothing_is_granted_before_its_fee_is_paid_unless_the_department_says_why(lin, sandbox):
    desk = Desk(sandbox, submitted(lin))
    for node in ("pre_check", "accepted", "reviewing", "approving"):
        assert desk.say(node) == 200
    before = stored()
    assert desk.say("approved") == 422
    assert desk.case["refused"]["say"] == "这件事要收 120 元，申请人还没有交。先请缴费（to_pay）；窗口交了或者免收的，在 reason 里写明。"
    assert stored() == before
    assert desk.say("to_pay") == 200 and desk.say("approved") == 422

    def steps():
        return {one["name"]: one["state"] for one in lin.get(f"/api/cases/{desk.no}").json["steps"]}

    assert steps()["交费"] == "now"
    assert desk.say("approved", reason="窗口交了现金") == 200
    assert "交费" not in steps() and steps()["制证"] == "now"
    told = lin.get(f"/api/cases/{desk.no}").json["timeline"][0]
    assert (told["title"], told["say"]) == ("审核通过", "窗口交了现金")


@pytest.mark.parametrize(
    ("before", "node"), [((), "rejected"), (("accepted", "reviewing"), "terminated"), (("accepted", "reviewing", "approving"), "denied")]
)
@pytest.mark.parametrize("reason", ["", "  "])
def test_a_no_without_its_reason_is_not_taken(lin, sandbox, before, node, reason):
    desk = Desk(sandbox, submitted(lin))
    for one in ("pre_check", *before):
        assert desk.say(one) == 200
    state = desk.case["step"]
    assert desk.say(node, reason=reason) == 422
    assert desk.case["refused"]["say"] == "这个决定要写明理由，申请人看得到。在 reason 里写明哪一条不符合、怎么办。"
    assert lin.get(f"/api/cases/{desk.no}").json["state"] == state
    assert desk.say(node, reason="户口簿上的名字不一样") == 200


def test_the_desk_has_a_button_for_every_move_of_a_department_and_no_other():
    """`NEXT` of the page against the table of moves; before anything was said a case is `submitted` there."""
    shown = re.search(r"const NEXT = \{(.*?)\n\}", PAGE, re.S).group(1)
    buttons = {name: set(re.findall(r"'(\w+)'", moves)) for name, moves in re.findall(r"^  (\w+): \[(.*?)\],$", shown, re.M)}
    buttons["submitted"] = buttons.pop("null")
    assert buttons == {state: ours for state, to in MOVES.items() if (ours := {one for one, who in to.items() if DEPARTMENT in who})}


def test_in_every_item_whatever_can_be_mended_is_offered_or_nothing_can(app):
    """A correction of any item has somewhere to go: every field one may type in and every file one gives."""
    from app.checks import materials
    from app.corrections.rules import mendable
    from app.forms.draft import Draft

    nowhere, walked = set(), set()
    for item in current().items.values():
        for answers in item.every_answer() if item.serves == "case" else ():
            checklist = item.checklist(answers, CITY)
            if checklist.ability not in STARTABLE:
                continue
            walked.add(item.id)
            places = mendable(checklist, Draft())
            assert {(one["to"], one["id"]) for one in places} >= {("material", one.id) for one in materials.given(checklist)}
            if not places:
                nowhere.add(item.id)
    assert nowhere == set() and walked == {item.id for item in current().items.values() if item.serves == "case"}
