"""Who begins before giving the real name is told what speaks against it as soon as the name is known, not when all is filled in."""

import pytest

from tests.applications import RENEW
from tests.residents import Resident, count

FIRST = {"item": "passport-first", "city": "440100", "answers": {"age": "adult", "staff": "plain", "pace": "normal"}}
PAGES = {**RENEW, "answers": {**RENEW["answers"], "why": "pages"}}


def begun(who, body):
    reply = who.post("/api/cases", body)
    assert reply.status_code == 201, reply.text
    return reply.json["no"]


def form(who, no):
    reply = who.get(f"/api/cases/{no}/form")
    assert reply.status_code == 200, reply.text
    return reply.json


@pytest.mark.parametrize(
    ("who", "body", "switch", "say", "do"),
    [
        ("zhao-dawei", FIRST, "exit-ban-of-zhao-dawei", "现在不能受理", "原因请打 12367 或到窗口问"),
        ("chen-xiaotong", PAGES, None, "没有查到您以前的证件", "没办过的，去办“第一次办护照”"),
    ],
)
def test_the_page_after_the_name_says_what_speaks_against_it(app, sandbox, who, body, switch, say, do):
    one = Resident(app, sandbox, who)
    no = begun(one, body)
    assert one.get(f"/api/cases/{no}/form").json["code"] == "real_name_needed"
    if switch:
        sandbox.control("POST", f"/switches/{switch}", on=True)
    one.known()
    assert {"say": say, "do": do} in form(one, no)["stops"]
    assert form(one, no)["stops"] == form(one, no)["stops"] and count("case_record") == 1  # it stands as long as it is so
    assert any("核对条件" in use["why"] for use in one.get("/api/me/uses").json["uses"])


def test_what_speaks_against_it_no_more_is_said_no_more(app, sandbox):
    zhao = Resident(app, sandbox, "zhao-dawei")
    no = begun(zhao, FIRST)
    sandbox.control("POST", "/switches/exit-ban-of-zhao-dawei", on=True)
    zhao.known()
    assert form(zhao, no)["stops"]
    sandbox.control("POST", "/switches/exit-ban-of-zhao-dawei", on=False)
    assert [one for one in form(zhao, no)["stops"] if one["say"] == "现在不能受理"] == []


def test_who_was_known_when_it_began_is_asked_about_nothing_twice(app, sandbox):
    lin = Resident(app, sandbox).known()
    no = begun(lin, {**RENEW, "anyway": True})
    asked = len(lin.get("/api/me/uses").json["uses"])
    assert form(lin, no)["stops"] == [] and len(lin.get("/api/me/uses").json["uses"]) == asked


def test_who_knows_better_than_the_wallet_says_so_of_the_draft_that_is_there(app, sandbox):
    chen = Resident(app, sandbox, "chen-xiaotong")
    no = begun(chen, PAGES)
    chen.known()
    assert form(chen, no)["stops"]
    again = chen.post("/api/cases", {**PAGES, "anyway": True})
    assert (again.status_code, again.json["no"]) == (201, no)
    assert form(chen, no)["stops"] == []
