"""One result, one application at a time; what a certificate says is said at the first tap."""

import threading

import pytest
from sqlalchemy import select

from app.cases.models import case
from app.kernel import crypto, db
from app.publishing import current
from tests.applications import ASKED, PASSPORT, RENEW, Department, begun, filled, submitted
from tests.errands import fill, hand_over, ready, submit
from tests.residents import Resident, count, drain

FIRST = {"item": "passport-first", "city": "440100", "answers": {"age": "adult", "staff": "plain", "pace": "normal"}}
PAGES = {**RENEW, "answers": {**RENEW["answers"], "why": "pages"}}


def known(who, item, answers=None, city="440100"):
    said = ",".join(f"{key}:{value}" for key, value in (answers or {}).items())
    return who.get(f"/api/items/{item}/known?city={city}&answers={said}").json


def test_what_runs_is_told_where_another_would_begin_and_nothing_is_stored(lin, rows):
    no = submitted(lin)
    before = rows()
    for body in (RENEW, PAGES, {**RENEW, "city": "440300"}, {**FIRST, "anyway": True}):
        told = lin.post("/api/cases", body)
        assert (told.status_code, told.json["code"], told.json["running"]) == (409, "already_running", no)
    assert told.json["say"] == "「换护照」已经在办了" and told.json["do"] == "看看办到哪了，不用再交一份"
    assert rows() == before
    page = known(lin, "passport-first")["running"]
    assert (page["no"], page["short"], page["word"]) == (no, "换护照", "我们在办")


ENDORSE = {"item": "hkm-endorse", "city": "440100", "answers": {"age": "adult", "place": "hk", "kind": "团队旅游"}}


def test_what_runs_says_which_it_is_and_the_other_may_be_asked_for_beside_it(lin):
    no = ready(lin, ENDORSE["item"], ENDORSE["answers"])
    submit(lin, no)
    drain()
    there = {**ENDORSE["answers"], "place": "mo"}
    assert known(lin, "hkm-endorse")["running"]["no"] == no  # before it is answered where to
    assert known(lin, "hkm-endorse", {"place": "hk"})["running"]["short"] == "港澳签注（香港）"
    assert known(lin, "hkm-endorse", there)["running"] is None
    assert lin.post("/api/cases", ENDORSE).json["say"] == "「港澳签注（香港）」已经在办了"
    other = ready(lin, ENDORSE["item"], there)
    submit(lin, other)
    assert lin.get(f"/api/cases/{other}").json["state"] == "submitted"
    assert lin.post("/api/cases", {**ENDORSE, "answers": there}).json["running"] == other


def test_what_was_handed_in_before_places_were_told_apart_runs_for_either(lin):
    no = ready(lin, ENDORSE["item"], ENDORSE["answers"])
    submit(lin, no)
    with db.transaction() as tx:
        owner = tx.execute(select(case.c.owner_id).where(case.c.no == no)).scalar()
        before = crypto.blind("case_record.running_key", f"{owner}\nec-hkm-endorse")
        tx.execute(case.update().where(case.c.no == no).values(running_key=before))
    for place in ("hk", "mo"):
        answers = {**ENDORSE["answers"], "place": place}
        assert lin.post("/api/cases", {**ENDORSE, "answers": answers}).json["running"] == no
        assert known(lin, "hkm-endorse", {"place": place})["running"]["no"] == no


def test_who_has_paid_is_not_told_to_pay_where_another_would_begin(lin, sandbox, app):
    no = submitted(lin)
    Department(app).walk(no, "accepted", "reviewing", "approving", "to_pay")
    drain()
    assert known(lin, "passport-first")["running"]["say"] == "等您交费"
    bill = lin.post(f"/api/cases/{no}/payment").json
    sheet = sandbox.control("POST", "/pay/sheet", **bill["sheet"])
    sandbox.control("POST", "/pay/confirm", prepay_id=sheet["prepay_id"], action="pay")
    assert lin.post(f"/api/orders/{bill['order_no']}/check").json["state"] == "paid"
    drain()
    said = known(lin, "passport-first")["running"]["say"]
    assert lin.get(f"/api/cases/{no}").json["state"] == "approving" and "请您交" not in said and said.endswith("办好"), said


def test_two_drafts_handed_in_at_once_make_one_case_and_the_other_is_told(app, sandbox, lin):
    drafts = [filled(lin, RENEW), filled(lin, PAGES)]
    devices = [lin, Resident(app, sandbox)]
    start, seen = threading.Barrier(2), {}

    def hand_in(device, no):
        start.wait(5)
        seen[no] = device.post(f"/api/cases/{no}/submission")

    threads = [threading.Thread(target=hand_in, args=pair) for pair in zip(devices, drafts, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(reply.status_code for reply in seen.values()) == [200, 409]
    won = next(no for no, reply in seen.items() if reply.status_code == 200)
    lost = next(reply for reply in seen.values() if reply.status_code == 409)
    assert (lost.json["code"], lost.json["running"]) == ("already_running", won) and count("case_action") == 1
    other = next(no for no in drafts if no != won)
    assert lin.get(f"/api/cases/{other}").json["state"] == "draft"
    assert lin.get(f"/api/cases/{other}/form").json["running"]["no"] == won


def test_what_runs_and_waits_for_the_person_says_so(lin, crj):
    no = submitted(lin)
    crj.walk(no, "pre_check")
    assert crj.send(no, "to_correct", points=[{"point": "r6", "text": "背景不白"}]).status_code == 200
    assert known(lin, "passport-renew")["running"]["say"] == "等您改"


@pytest.mark.parametrize("end", ["withdrawn", "rejected"])
def test_after_its_end_the_result_may_be_asked_for_again(lin, crj, end):
    no = submitted(lin)
    if end == "withdrawn":
        assert lin.post(f"/api/cases/{no}/withdrawal").status_code == 200
    else:
        crj.walk(no, "pre_check")
        assert crj.send(no, "rejected", reason="材料不属实").status_code == 200
    assert submitted(lin, PAGES) != no


def test_another_persons_case_stands_in_nobodys_way(app, sandbox, lin):
    submitted(lin)
    chen = Resident(app, sandbox, "chen-xiaotong").known()
    assert chen.post("/api/cases", {**RENEW, "anyway": True}).status_code == 201


def test_what_may_run_side_by_side_is_declared(app):
    how = {item.id: item.result.get("at_once", "result") for item in current().items.values() if item.result.get("cert")}
    assert (how["birth-registration"], how["hukou-proof"], how["company-setup"], how["vehicle-transfer"]) == ("each",) * 4
    assert (how["name-change"], how["hukou-address-change"]) == ("item", "item")
    assert (how["passport-renew"], how["passport-reissue"], how["idcard-renew"], how["drive-license-renew"]) == ("result",) * 4


def test_of_what_may_run_side_by_side_a_second_is_begun_while_the_first_runs(lin, imaginary):
    body = {"item": "kin-proof", "city": "440100", "answers": {"kind": "kin"}}
    assert current().item("kin-proof").result["at_once"] == "each"
    from tests.errands import ready, submit

    first = ready(lin, body["item"], body["answers"])
    submit(lin, first)
    assert begun(lin, body) != first


def test_a_renewal_right_after_a_renewal_is_told_what_is_there(lin, crj, rows):
    no = submitted(lin)
    crj.walk(no, "accepted", "reviewing", "approving")
    assert crj.send(no, "approved", result=PASSPORT, reason="窗口交了").status_code == 200
    crj.walk(no, "delivering", "done")
    certificate = lin.get(f"/api/cases/{no}").json["certificate"]["id"]
    before = rows()
    told = lin.post("/api/cases", RENEW)
    assert (told.status_code, told.json["code"], told.json["certificate"]) == (409, "certificate_stands", certificate)
    assert told.json["say"] == "您的普通护照2036年11月23日才到期，还没到换的时候"
    assert lin.post("/api/cases", PAGES).json["say"] == "您的普通护照11月24日刚发"
    assert lin.post("/api/cases", FIRST).json["say"] == "您已经有普通护照了，2036年11月23日到期"
    assert rows() == before
    assert known(lin, "passport-renew", RENEW["answers"])["stands"]["certificate"] == certificate
    assert [known(lin, one["item"], one["answers"])["stands"]["question"] for one in (RENEW, PAGES, FIRST)] == ["why", "why", None]
    assert lin.post("/api/cases", {**PAGES, "anyway": True}).status_code == 201


def test_who_says_that_it_was_lost_or_has_changed_is_not_told_that_only_then_it_is_done_anew(lin, crj):
    no = submitted(lin)
    crj.walk(no, "accepted", "reviewing", "approving")
    assert crj.send(no, "approved", result=PASSPORT, reason="窗口交了").status_code == 200
    crj.walk(no, "delivering", "done")
    told = known(lin, "passport-renew", PAGES["answers"])["stands"]
    assert (told["say"], told["do"]) == ("您的普通护照11月24日刚发", "丢了、坏了，或者上面的内容变了，才要再办")
    info = {**RENEW, "answers": {**RENEW["answers"], "why": "info"}}
    assert known(lin, "passport-renew", info["answers"])["stands"] is None
    assert lin.post("/api/cases", info).status_code == 201
    for why in ("lost", "stolen", "damaged"):
        assert known(lin, "passport-reissue", {"why": why})["stands"] is None


def test_an_age_that_is_not_so_is_said_at_the_tap_and_begins_nothing(lin, rows):
    answers = {"age": "minor", "staff": "plain", "pace": "normal"}
    say = "选的是不满16周岁，身份证上已经满了。替孩子办，选「我的孩子」。"
    assert known(lin, "passport-first", answers)["errors"] == [{"field": "age", "say": say, "at": "question"}]
    assert known(lin, "passport-first", {"age": "adult"})["errors"] == []
    before = rows()
    told = lin.post("/api/cases", {**FIRST, "answers": answers})
    assert (told.status_code, told.json["code"]) == (422, "answers_refused")
    assert told.json["errors"] == [{"field": "age", "say": say, "at": "question"}] and rows() == before


def test_a_second_tab_is_told_what_is_so_now(lin):
    no = submitted(lin)
    drain()
    late = lin.call("PATCH", f"/api/cases/{no}/draft", {"values": ASKED})
    assert (late.status_code, late.json["code"], late.json["say"], late.json["state"]) == (
        409,
        "case_closed",
        "这件事已经交上去了",
        "submitted",
    )
    again = lin.post(f"/api/cases/{no}/submission")
    assert (again.status_code, again.json["say"], again.json["do"]) == (409, "这件事已经交上去了", "看看办到哪了")
    assert [lin.get(f"/api/cases/{no}/{page}").json["state"] for page in ("form", "materials", "confirm", "correction")] == [
        "submitted"
    ] * 4


def test_a_second_draft_is_told_before_it_is_signed_what_runs_or_stands(lin, crj):
    """Begun before the first was handed in: its page to sign says what the item's page says, and later what came of it."""
    second = lin.post("/api/cases", RENEW).json["no"]
    page = lin.get(f"/api/cases/{second}/confirm").json
    assert (page["running"], page["stands"], page["stops"]) == (None, None, [])
    no = submitted(lin, PAGES)
    page = lin.get(f"/api/cases/{second}/confirm").json
    assert page["running"] == known(lin, "passport-renew", RENEW["answers"])["running"] and page["running"]["no"] == no
    crj.walk(no, "accepted", "reviewing", "approving")
    assert crj.send(no, "approved", result=PASSPORT, reason="窗口交了").status_code == 200
    crj.walk(no, "delivering", "done")
    page = lin.get(f"/api/cases/{second}/confirm").json
    assert page["running"] is None and page["stands"] == known(lin, "passport-renew", RENEW["answers"])["stands"]
    assert page["stands"]["say"] == "您的普通护照2036年11月23日才到期，还没到换的时候"
    assert lin.post("/api/cases", {**RENEW, "anyway": True}).json["no"] == second
    assert lin.get(f"/api/cases/{second}/confirm").json["stands"] is None


def test_what_is_handed_in_has_nothing_against_it_any_more(lin):
    page = lin.get(f"/api/cases/{submitted(lin)}/confirm").json
    assert (page["running"], page["stands"], page["stops"]) == (None, None, [])


def test_what_was_granted_meanwhile_is_not_handed_in_a_second_time(lin, crj, rows):
    """The page said so; who hands it in all the same is told the same, and nothing is stored."""
    second = lin.post("/api/cases", PAGES).json["no"]
    fill(lin, second)
    hand_over(lin, second)
    no = submitted(lin, RENEW)
    crj.walk(no, "accepted", "reviewing", "approving")
    assert crj.send(no, "approved", result=PASSPORT, reason="窗口交了").status_code == 200
    crj.walk(no, "delivering", "done")
    drain()
    page, before = lin.get(f"/api/cases/{second}/confirm").json["stands"], rows()
    told = lin.post(f"/api/cases/{second}/submission")
    assert (told.status_code, told.json["code"], told.json["certificate"]) == (409, "certificate_stands", page["certificate"])
    assert (told.json["say"], told.json["do"]) == (page["say"], page["do"]) and told.json["say"].startswith("您的普通护照")
    assert rows() == before and lin.get(f"/api/cases/{second}").json["state"] == "draft"
    assert lin.post("/api/cases", {**PAGES, "anyway": True}).json["no"] == second
    assert lin.post(f"/api/cases/{second}/submission").status_code == 200
