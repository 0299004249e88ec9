"""What a register says wrongly or too late, and rows that are not one's own to send: said at the place, nothing stored, nothing sent."""

import pytest

from app.gateways import registers
from app.kernel.ports import outside
from sandbox.registers import troubles
from tests.errands import hand_over, start, submit
from tests.known import proved
from tests.residents import Resident, count, drain

ITEM, LOOKUP = "violation-handle", "bills"
GONE = "这一条现在查不到了，重新选一次。"
OFF = ("公安车管系统暂时连不上", "您可以自己填，由工作人员核对")
NOT_NOW = ("那边暂时连不上，还不能核对您选的", "过一会儿再试，或者回到表里点“自己填”")
STRANGER = "110101199001010015"
V4 = "440111300000204"


@pytest.fixture
def zhao(app, sandbox):
    return proved(app, sandbox, "zhao-dawei")


@pytest.fixture
def hurried(monkeypatch):
    """Who answers too late answers in half a second, and nobody waits so long."""
    monkeypatch.setattr(registers, "DEADLINE_S", 0.25)
    monkeypatch.setattr(troubles, "SLOW", 0.5)
    for peer in outside().sources.registers._peers.values():
        monkeypatch.setattr(peer, "deadline", 0.25)
    yield
    outside().sources.registers._peers.clear()


def begun(who):
    """A draft, and the row it may pick, as the phone knows it."""
    no = start(who, ITEM, {"do": "pay"})
    (row,) = who.get(f"/api/cases/{no}/lookups/{LOOKUP}").json["rows"]
    return no, row["id"]


def save(who, no, **values):
    return who.call("PATCH", f"/api/cases/{no}/draft", {"values": values})


def stands(who, no):
    return next(one["value"] for one in who.get(f"/api/cases/{no}/form").json["fields"] if one["id"] == LOOKUP)


@pytest.mark.parametrize("trouble", troubles.KINDS)
def test_an_answer_that_cannot_be_believed_is_none_wherever_it_is_asked(zhao, sandbox, hurried, trouble):
    """Too late, never, of somebody else, a number where a date should be, cut off."""
    no, row = begun(zhao)
    sandbox.control("POST", "/settings", registers_wrong=[f"jj.violations:{trouble}"])
    shown = zhao.get(f"/api/cases/{no}/lookups/{LOOKUP}")
    assert (shown.json["rows"], shown.json["off"]["say"], shown.json["off"]["how"]) == ([], *OFF)
    assert STRANGER not in shown.text
    refused = save(zhao, no, bills=[row])
    assert (refused.status_code, refused.json["code"], refused.json["say"]) == (503, "register_off", NOT_NOW[0])
    assert stands(zhao, no) is None
    sandbox.control("POST", "/settings", registers_wrong=[])
    assert save(zhao, no, bills=[row]).json["errors"] == []
    hand_over(zhao, no)
    sandbox.control("POST", "/settings", registers_wrong=[f"jj.violations:{trouble}"])
    reply = zhao.post(f"/api/cases/{no}/submission")
    assert (reply.status_code, reply.json["code"], reply.json["say"], reply.json["do"]) == (503, "register_off", *NOT_NOW)
    drain()
    assert (zhao.get(f"/api/cases/{no}").json["state"], count("case_verdict"), sandbox.control("GET", "/cases")) == ("draft", 0, [])


def test_a_row_of_somebody_else_sent_back_is_none(app, sandbox, zhao):
    _, row = begun(zhao)
    lin = Resident(app, sandbox).proved()
    no = start(lin, ITEM, {"do": "pay"})
    saved = save(lin, no, bills=[row])
    assert saved.json["errors"] == [{"field": LOOKUP, "say": GONE}] and stands(lin, no) is None
    assert lin.post(f"/api/cases/{no}/submission").json["errors"] == [{"field": LOOKUP, "say": "交哪几张还没填。"}]
    assert sandbox.control("GET", "/cases") == []


def test_a_row_that_the_register_no_longer_has_cannot_be_picked(zhao, sandbox):
    no, row = begun(zhao)
    sandbox.control("PUT", "/registers/jj.violations/rows", row_id=V4, set={"状态": "已缴", "缴款日": "2026-11-20"})
    saved = save(zhao, no, bills=[row])
    assert saved.json["errors"] == [{"field": LOOKUP, "say": GONE}] and stands(zhao, no) is None


def test_what_was_picked_reads_in_one_s_own_file_as_the_register_calls_it(zhao):
    from tests.cases.test_typed_values import exported

    no, row = begun(zhao)
    assert save(zhao, no, bills=[row]).json["errors"] == []
    (told,) = [one for one in exported(zhao, no) if one["label"] == "交哪几张"]
    assert (told["value"], told["in_words"]) == ([row], "驾驶时手持电话")


def test_a_decision_by_hand_is_looked_at_by_a_person_and_paid_with_what_lateness_adds(zhao, sandbox):
    """The register is back when the department looks: it knows the number, and says what it is."""
    sandbox.control("POST", "/settings", registers_off=["jj.violations"])
    no = start(zhao, ITEM, {"do": "pay"})
    assert zhao.post(f"/api/cases/{no}/by-hand").json["say"] == "交通违法暂时查不到，您自己填的由工作人员核对"
    form = zhao.get(f"/api/cases/{no}/form").json
    assert (form["by_hand"], form["gaps"]) == ("交通违法暂时查不到，您自己填的由工作人员核对", ["decision_no", "fine", "served"])
    late = save(zhao, no, decision_no="44010", fine=20_000, served="2026-11-03").json
    assert [one["field"] for one in late["errors"]] == ["decision_no"]
    save(zhao, no, decision_no="4401112600000204")
    hand_over(zhao, no)
    bill = zhao.get(f"/api/cases/{no}/confirm").json["bill"]
    assert [one["name"] for one in bill["lines"]] == ["罚款：决定书 4401112600000204", "逾期加处罚款"] and bill["amount_fen"] > 20_000
    submit(zhao, no)
    drain()
    (told,) = [one for one in sandbox.control("GET", "/cases") if one["case_no"] == no]
    assert [(one["id"], one["verdict"], one["why"]) for one in told["facts"]] == [("violation-handle.r7", "unknown", "交通违法没有答复")]


def test_a_register_that_is_back_is_picked_from_again(zhao, sandbox):
    sandbox.control("POST", "/settings", registers_off=["jj.violations"])
    no = start(zhao, ITEM, {"do": "pay"})
    zhao.post(f"/api/cases/{no}/by-hand")
    sandbox.control("POST", "/settings", registers_off=[])
    assert zhao.post(f"/api/cases/{no}/by-hand").json["say"] == ""
    form = zhao.get(f"/api/cases/{no}/form").json
    assert (form["by_hand"], form["gaps"]) == ("", ["bills"])
