"""Review points decide: what stops before the first field, what stands against it when handed in, what the department is told."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from app.cases.models import case_verdict
from app.checks import gather
from app.identity.models import account
from app.kernel import db
from app.kernel.http import Peer
from app.kernel.ports import outside
from app.language.declare import ReviewPoint
from tests.applications import ASKED, PHOTO, RENEW, begun, filled, give, photo, signature, submitted
from tests.errands import take_slot
from tests.residents import Resident, drain

FIRST = {"item": "passport-first", "city": "440100", "answers": {"age": "adult", "staff": "plain", "pace": "normal"}}
REISSUE = {"item": "passport-reissue", "city": "440100", "answers": {"why": "lost", "age": "adult", "hukou": "pilot"}}
BAN = ("现在不能受理", "原因请打 12367 或到窗口问")


def marks(sandbox, who, **values):
    """The exit-entry police's marks on a person, from now on."""
    said = {"exit_ban": False, "registered_staff": False, **values}
    sandbox.control("PUT", "/registers/crj.flags/rows", row_id=who.id_number, set=said)


def verdicts():
    with db.reading() as tx:
        return {row.point.rpartition(".")[2]: (row.verdict, row.by, row.source) for row in tx.execute(select(case_verdict))}


def handed_over(sandbox, no):
    """The verdicts as the department has them."""
    return next(one["facts"] for one in sandbox.control("GET", "/cases") if one["case_no"] == no)


def test_who_may_not_leave_the_country_is_stopped_before_the_first_field(app, sandbox, rows):
    zhao = Resident(app, sandbox, "zhao-dawei").known()
    sandbox.control("POST", "/switches/exit-ban-of-zhao-dawei", on=True)
    before = rows()["case_record"]
    reply = zhao.post("/api/cases", FIRST)
    assert (reply.status_code, reply.json["code"], reply.json["say"], reply.json["do"]) == (409, "not_for_you", *BAN)
    again = zhao.post("/api/cases", {**FIRST, "anyway": True})
    assert (again.status_code, again.json["code"]) == (409, "not_for_you")
    assert rows()["case_record"] == before
    assert any("能不能出境的信息" in use["what"] for use in zhao.get("/api/me/uses").json["uses"])


def test_who_has_no_passport_is_told_to_apply_for_the_first_one(app, sandbox, rows):
    chen = Resident(app, sandbox, "chen-xiaotong").known()
    reply = chen.post("/api/cases", {**RENEW, "answers": {**RENEW["answers"], "why": "pages"}})
    assert (reply.status_code, reply.json["say"], reply.json["do"]) == (409, "没有查到您以前的证件", "没办过的，去办“第一次办护照”")
    assert rows()["case_record"] == 0


def test_who_never_gave_fingerprints_goes_to_a_window(lin, sandbox):
    sandbox.control("DELETE", f"/registers/crj.fingerprints/rows?row_id={lin.id_number}")
    pages = {**RENEW, "answers": {**RENEW["answers"], "why": "pages"}}
    reply = lin.post("/api/cases", pages)
    assert (reply.status_code, reply.json["say"], reply.json["do"]) == (409, "以前没留过指纹，要到窗口一次", "改成到窗口办")
    assert lin.post("/api/cases", {**pages, "answers": {**pages["answers"], "hukou": "other"}}).status_code == 201


def test_a_source_that_is_off_stops_nobody_at_the_start(lin, sandbox):
    sandbox.control("POST", "/settings", sources_off=["exit_ban", "fingerprint_on_file", "registered_staff"])
    assert lin.post("/api/cases", RENEW).status_code == 201


def test_what_fails_when_it_is_handed_in_is_said_whole_and_nothing_is_stored_or_sent(lin, sandbox, rows):
    no = filled(lin)
    marks(sandbox, lin, exit_ban=True, registered_staff=True)
    before = rows()
    reply = lin.post(f"/api/cases/{no}/submission")
    assert (reply.status_code, reply.json["code"], reply.json["say"]) == (422, "points_failed", "有 2 条不符合")
    assert [one["say"] for one in reply.json["errors"]] == [
        "登记备案的人员要到窗口办，带上单位的同意意见，改成到窗口办。",
        "现在不能受理，原因请打 12367 或到窗口问。",
    ]
    assert rows() == before and verdicts() == {}
    assert lin.get(f"/api/cases/{no}").json["state"] == "draft"
    marks(sandbox, lin)
    assert lin.post(f"/api/cases/{no}/submission").status_code == 200


def test_verdicts_are_kept_with_who_said_so_and_go_to_the_department(lin, sandbox):
    no = submitted(lin)
    assert verdicts() == {
        "r1": ("pass", "", "省事"),
        "r2": ("pass", "", "省事"),
        "r3": ("pass", "", "省事"),
        "r4": ("pass", "", "公安出入境"),
        "r5": ("pass", "", "公安出入境"),
        "r6": ("pass", "", "省事"),
        "r7": ("pass", "", "公安出入境"),
    }
    told = handed_over(sandbox, no)
    assert [(one["id"], one["verdict"], one["why"]) for one in told] == [(f"passport-renew.r{n}", "pass", "") for n in range(1, 8)]
    assert told[3]["text"] == "全程网办要以前留过指纹" and told[3]["source"] == "公安出入境"


@pytest.mark.parametrize("code", ["exit_ban", "fingerprint_on_file"])
def test_without_a_source_that_nobody_can_replace_nothing_is_handed_in(lin, sandbox, client, rows, code):
    no = filled(lin)
    sandbox.control("POST", "/settings", sources_off=[code])
    before = rows()
    reply = lin.post(f"/api/cases/{no}/submission")
    assert (reply.status_code, reply.json["code"], reply.json["do"]) == (503, "source_off", "过一会儿再试，或者约窗口办")
    assert rows() == before and lin.get(f"/api/cases/{no}").json["state"] == "draft"
    assert f'check_source_off_total{{by="block",source="{code}"}}' in client.get("/metrics").text
    sandbox.control("POST", "/settings", sources_off=[])
    assert lin.post(f"/api/cases/{no}/submission").status_code == 200


def test_a_source_that_a_reviewer_can_replace_goes_to_the_reviewer(lin, sandbox):
    no = filled(lin)
    sandbox.control("POST", "/settings", sources_off=["registered_staff"])
    assert lin.post(f"/api/cases/{no}/submission").status_code == 200
    drain()
    assert verdicts()["r5"] == ("unknown", "manual", "公安出入境")
    told = next(one for one in handed_over(sandbox, no) if one["id"] == "passport-renew.r5")
    assert (told["verdict"], told["why"]) == ("unknown", "登记备案人员没有答复")


def test_what_the_wallet_says_is_left_to_a_reviewer_where_the_person_knows_better(app, sandbox):
    chen = Resident(app, sandbox, "chen-xiaotong").known()
    submitted(chen)
    found = verdicts()
    assert found["r1"] == ("fail", "manual", "省事") and found["r2"] == ("unknown", "", "省事")


def wallet(who):
    return {one["type"] for one in who.get("/api/certificates").json["certificates"]}


def test_what_was_lost_is_void_as_soon_as_it_is_handed_in(lin):
    assert "ec-passport" in wallet(lin)
    assert lin.face().json["passed"]
    no = begun(lin, REISSUE)
    assert lin.get(f"/api/cases/{no}/form").status_code == 200
    told = {**ASKED, "lost_statement": "昨天在广州地铁三号线上丢的，包被划开了。"}
    assert lin.call("PATCH", f"/api/cases/{no}/draft", {"values": told}).json["gaps"] == []
    assert give(lin, f"/api/cases/{no}/materials/{PHOTO}", photo()).json["state"] == "ok"
    assert give(lin, f"/api/cases/{no}/signature", signature(), "sign.png", "image/png").json["state"] == "ok"
    drain()
    assert "ec-passport" in wallet(lin)
    assert lin.post(f"/api/cases/{no}/submission").status_code == 200
    drain()
    assert "ec-passport" not in wallet(lin)


def test_a_source_that_something_uploaded_can_replace_asks_for_it_and_then_lets_it_through(app, sandbox, client):
    zhou = Resident(app, sandbox, "zhou-zixuan").known()
    assert zhou.face().json["passed"]
    no = begun(zhou, {**FIRST, "answers": {**FIRST["answers"], "age": "minor"}})
    assert zhou.get(f"/api/cases/{no}/form").status_code == 200
    zhou.call("PATCH", f"/api/cases/{no}/draft", {"values": {**ASKED, "guardian_way": "counter"}})
    take_slot(zhou, no, "slot")
    given = zhou.get(f"/api/cases/{no}/materials").json
    for one in given["materials"]:
        if one["how"] == "upload":
            assert give(zhou, f"/api/cases/{no}/materials/{one['material']}", photo()).json["state"] == "ok"
    if given["signs"]:
        assert give(zhou, f"/api/cases/{no}/signature", signature(), "sign.png", "image/png").json["state"] == "ok"
    sandbox.control("POST", "/settings", sources_off=["guardian"])
    reply = zhou.post(f"/api/cases/{no}/submission")
    assert (reply.status_code, reply.json["code"], reply.json["say"], reply.json["do"]) == (
        422,
        "materials_asked",
        "监护人暂时查不到",
        "改为自己拍照传上来，再交",
    )
    assert [(one["field"], one["at"]) for one in reply.json["errors"]] == [("m-relation-proof", "materials")] and verdicts() == {}
    assert 'check_source_off_total{by="upload",source="guardian"}' in client.get("/metrics").text
    assert zhou.get(f"/api/cases/{no}/materials").json["missing"] == 1
    assert give(zhou, f"/api/cases/{no}/materials/m-relation-proof", photo()).json["state"] == "ok"
    assert zhou.post(f"/api/cases/{no}/submission").status_code == 200
    assert verdicts()["r4"] == ("unknown", "upload", "公安户政")


def test_sources_are_asked_all_at_once_and_not_waited_for_longer_than_a_page_waits(lin, sandbox, monkeypatch):
    no = filled(lin)
    monkeypatch.setattr(gather, "SECONDS", 0.3)
    sandbox.control("POST", "/settings", source_delay=1.2)
    begun_at = time.monotonic()
    reply = lin.post(f"/api/cases/{no}/submission")
    assert (reply.status_code, reply.json["code"]) == (503, "source_off")
    assert time.monotonic() - begun_at < 1.2, "three sources of 1.2 s each, none of them waited for"
    assert lin.get(f"/api/cases/{no}").json["state"] == "draft"


def test_where_many_hand_in_in_the_same_second_each_waits_for_its_turn_and_none_is_told_the_source_is_off(lin, sandbox, monkeypatch):
    points = [
        ReviewPoint(f"r{number}", code, "auto", {"fn": "data_match", "arg": code}, {})
        for number, code in enumerate(["fingerprint_on_file", "exit_ban"])
    ]
    with db.reading() as tx:
        person_id = tx.execute(select(account.c.person_id).where(account.c.person_id.is_not(None))).scalar_one()
    base = outside().sources._peer("exit_ban").base
    few = {code: Peer("sources", base, at_a_time=4) for code in ("fingerprint_on_file", "exit_ban")}
    monkeypatch.setattr(outside().sources, "_peers", few)
    sandbox.control("POST", "/settings", source_delay=0.1)
    with ThreadPoolExecutor(24) as crowd:
        found = [one.result() for one in [crowd.submit(gather.gather, points, person_id, 3, "交表") for _ in range(24)]]
    assert {type(said).__name__ for one in found for said in one.sources.values()} == {"Fact"}
