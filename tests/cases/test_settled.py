"""What data settles is not signed otherwise, what was typed is read before signing, and what is veiled is not submitted unseen."""

import pytest

from app.forms import settled
from app.publishing import current
from tests.applications import ASKED, RENEW, begun
from tests.known import known

WHOLE = "广东省广州市天河区体育东路100号1201房"


@pytest.fixture
def lin(app, sandbox):
    return known(app, sandbox)


def form(who, no):
    return who.get(f"/api/cases/{no}/form").json


def field(who, no, name):
    return next(one for one in form(who, no)["fields"] if one["id"] == name)


def lines(who, no, query=""):
    return {one["field"]: (one["label"], one["text"], one["edit"]) for one in who.get(f"/api/cases/{no}/confirm{query}").json["lines"]}


def save(who, no, **values):
    return who.call("PATCH", f"/api/cases/{no}/draft", {"values": values}).json


@pytest.mark.parametrize(
    ("address", "asked"),
    [
        ("湖南省长沙市岳麓区1号", True),
        ("广东省佛山市禅城区1号", True),
        ("广东省深圳市南山区1号", False),
        ("体育东路 100 号", False),
        ("", False),
    ],
)
def test_a_household_register_elsewhere_asks_the_answer_that_promised_more(app, address, asked):
    item = current().item("passport-renew")
    found = settled.against(item, RENEW["answers"], {"hukou": address})
    assert [one["field"] for one in found] == (["hukou"] if asked else [])
    assert settled.against(item, {**RENEW["answers"], "hukou": "other"}, {"hukou": address}) == []


def test_a_province_takes_in_all_its_cities(app):
    rule = next(one for each in current().items.values() for one in each.questions if (one.known or {}).get("hukou_in") == ["44"])
    assert settled.of_hukou(rule, "广东省广州市天河区1号") == rule.known["then"]
    assert settled.of_hukou(rule, "湖南省长沙市1号") == rule.known["else"]


def test_what_the_resident_typed_is_read_before_signing(lin, monkeypatch):
    from app.forms import prefill

    whole = prefill.known
    without = ("hukou", "birthplace")
    monkeypatch.setattr(
        prefill, "known", lambda *given: tuple({key: value for key, value in one.items() if key not in without} for one in whole(*given))
    )
    no = begun(lin)
    assert save(lin, no, hukou="湖南省长沙市岳麓区1号", birthplace="湖南省长沙市", **ASKED)["errors"][0]["field"] == "hukou"
    assert lines(lin, no)["hukou"] == ("户口所在地", "湖南省长沙市岳麓区1号", "form")
    assert lines(lin, no)["birthplace"] == ("出生地", "湖南省长沙市", "form")
    page = lin.get(f"/api/cases/{no}/confirm").json
    asked = [one for one in page["errors"] if one["at"] == "question"]
    assert [(one["field"], one["say"]) for one in asked] == [
        ("hukou", "户口在哪里选的是「在广州、深圳或珠海」，户口写的是湖南省长沙市岳麓区1号。改一下这一问，要办的不一样。")
    ]
    assert form(lin, no)["questions"][0]["id"] == "hukou"
    assert lin.face().json["passed"] and lin.post(f"/api/cases/{no}/submission").status_code == 422


def test_a_veiled_address_is_ours_before_and_after_it_counts_and_sent_back_veiled_it_is_nobodys(lin):
    no = begun(lin)
    assert "mail_address" in form(lin, no)["groups"]["filled"] + form(lin, no)["groups"]["more"]
    save(lin, no, **ASKED)
    shown = field(lin, no, "mail_address")
    assert (shown["text"], shown["source"], shown["veiled"], shown["editable"]) == ("广东省******", "身份证", True, True)
    assert form(lin, no)["say"] == "10 项替您填好了，2 项您填好了。"
    assert save(lin, no, mail_address="广东省******")["errors"] == []
    shown = field(lin, no, "mail_address")
    assert (shown["source"], shown["veiled"]) == ("身份证", True)
    assert lin.face().json["passed"]
    assert (field(lin, no, "mail_address")["value"], field(lin, no, "mail_address")["veiled"]) == (WHOLE, False)


def test_the_address_is_read_whole_before_it_is_signed(lin):
    no = begun(lin)
    save(lin, no, **ASKED)
    page = lin.get(f"/api/cases/{no}/confirm").json
    assert page["veiled"] and lines(lin, no)["mail_address"][1] == "广东省******"
    refused = lin.get(f"/api/cases/{no}/confirm?whole=true")
    assert (refused.status_code, refused.json["code"]) == (403, "face_needed")
    assert lin.face().json["passed"]
    assert lin.get(f"/api/cases/{no}/confirm?whole=true").json["veiled"] is False
    assert lines(lin, no, "?whole=true")["mail_address"] == ("收件地址", WHOLE, "form")


def test_an_address_of_ones_own_is_not_veiled(lin):
    no = begun(lin)
    own = "广州市越秀区示例街 2 号 301"
    assert save(lin, no, mail_address=own, **ASKED)["errors"] == []
    page, read = lin.get(f"/api/cases/{no}/confirm").json, lines(lin, no)
    assert (read["mail_address"][1], read["hukou"][1]) == (own, "广东省******")
    assert page["veiled"] is True  # what only a register may say is read before it is signed, too: the face comes first for everybody
    assert lin.face().json["passed"] and lin.get(f"/api/cases/{no}/confirm?whole=true").json["veiled"] is False


def test_an_answer_that_a_certificate_gives_is_signed_as_known_and_by_whom(lin):
    """按常见的算的 stood under an age that the id card says."""
    page = lin.get(f"/api/cases/{begun(lin)}/confirm").json
    assert {one["id"]: one["source"] for one in page["answers"]} == {"why": "", "age": "身份证", "hukou": "户口簿"}
    other = begun(lin, {**RENEW, "answers": {**RENEW["answers"], "hukou": "other"}})
    said = {one["id"]: (one["source"], one["usual"]) for one in lin.get(f"/api/cases/{other}/confirm").json["answers"]}
    assert said == {"why": ("", False), "age": ("身份证", True), "hukou": ("", False)}


def test_what_the_person_wrote_settles_nothing(app):
    item = current().item("passport-renew")
    fields = {one.source: one.id for one in item.fields if one.source in (settled.HUKOU, settled.NUMBER)}
    values = {fields[settled.HUKOU]: WHOLE}
    assert settled.sources(item, RENEW["answers"], values, {}, 40) == {}
    assert settled.sources(item, RENEW["answers"], values, {fields[settled.HUKOU]: "户口簿"}, None) == {"hukou": "户口簿"}
    assert settled.sources(item, RENEW["answers"], values, {fields[settled.NUMBER]: "身份证"}, 12) == {}
