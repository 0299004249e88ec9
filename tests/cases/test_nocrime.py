"""无犯罪证明, whole: had in the same minute where the register says nothing; a no without a word of why; the fourth in a year."""

import time

import pytest

from app.kernel import clock
from tests.errands import fill, hand_over, served, start
from tests.residents import Resident, drain

SELF = {"who": "self"}
SAID = {"use": "job", "receiver": "示例学校"}


@pytest.fixture
def police(app, sandbox, monkeypatch):
    with served(app, monkeypatch):
        sandbox.control("POST", "/settings", department_auto=True, department_delay=0)
        yield sandbox


def wait(who, no, patience=20.0):
    until = time.monotonic() + patience
    while (now := who.get(f"/api/cases/{no}").json)["state"] != "done":
        assert time.monotonic() < until, f"{no} is {now['state']}"
        drain()
        time.sleep(0.02)
    drain()
    return who.get(f"/api/cases/{no}").json


def asked(who, said=SAID):
    no = start(who, "no-crime-cert", SELF)
    fill(who, no, said)
    hand_over(who, no)
    return no


def papers(who):
    return [one for one in who.get("/api/certificates").json["certificates"] if one["type"] == "ec-nocrime"]


def test_who_has_no_record_has_it_in_writing_at_once_for_three_months(app, police):
    liang = Resident(app, police, "liang-junjie").proved()
    no = asked(liang)
    form = {one["id"]: one["value"] for one in liang.get(f"/api/cases/{no}/form").json["fields"]}
    assert form["since"] == "2003-04-05"
    assert liang.post(f"/api/cases/{no}/submission").status_code == 200
    assert wait(liang, no)["word"] == "办好了"
    (paper,) = papers(liang)
    face = {one["label"]: one["text"] for one in paper["fields"]}
    assert (face["查询期间"], face["用途"]) == (f"2003-04-05至{clock.today().isoformat()}", "就业，交示例学校")


def test_who_has_one_is_told_where_to_ask_and_no_message_says_why(app, police):
    police.control("POST", "/switches/criminal-record-of-liang-junjie", on=True)
    liang = Resident(app, police, "liang-junjie").proved()
    no = asked(liang)
    assert liang.post(f"/api/cases/{no}/submission").status_code == 200
    assert (wait(liang, no)["outcome"], papers(liang)) == ("denied", [])
    told = " ".join(one["title"] + one["say"] for one in liang.get("/api/messages").json["messages"])
    assert "犯罪记录" not in told.replace("无犯罪", "") and "有记录" not in told


def test_for_whom_and_for_which_country_is_asked_where_it_matters(app, police):
    liang = Resident(app, police, "liang-junjie").proved()
    no = start(liang, "no-crime-cert", SELF)
    saved = liang.call("PATCH", f"/api/cases/{no}/draft", {"values": {"use": "abroad", "receiver": "x"}}).json
    assert [one["field"] for one in saved["errors"]] == ["receiver"] and {"country", "receiver"} <= {*saved["gaps"]}
    assert liang.post(f"/api/cases/{no}/submission").status_code == 422 and police.control("GET", "/cases") == []


def test_a_child_of_twelve_needs_none(app, police):
    zhou = Resident(app, police, "zhou-zixuan").proved()
    refused = zhou.post("/api/cases", {"item": "no-crime-cert", "city": "440100", "answers": SELF})
    if refused.status_code == 201:  # said on the page that is handed in
        no = refused.json["no"]
        fill(zhou, no, SAID)
        hand_over(zhou, no)
        refused = zhou.post(f"/api/cases/{no}/submission")
    assert "未满 14 周岁不需要" in refused.text and police.control("GET", "/cases") == []
