"""The wallet over HTTP: it fills by itself, shows a code, and anyone may verify."""

import re

import pytest

from app.kernel import cache, db
from tests.api.test_signing_in import problem
from tests.applications import begun
from tests.known import proved
from tests.residents import Resident, count, drain


@pytest.fixture
def lin(app, sandbox):
    return proved(app, sandbox)


WHERE = "广东省广州市天河区体育东路100号1201房"
HIDDEN = "广东省******"


def passport(resident):
    return next(one for one in resident.get("/api/certificates").json["certificates"] if one["type"] == "ec-passport")


def test_the_wallet_fills_by_itself_with_what_one_holds(lin):
    cards = lin.get("/api/certificates").json["certificates"]
    assert {one["type"] for one in cards} == {
        "ec-idcard",
        "ec-hukou",
        "ec-passport",
        "ec-hkm-permit",
        "ec-hkm-endorse",
        "ec-drive",
        "ec-marriage",
        "ec-social-card",
        "ec-medical-code",
        "ec-car-quota",
    }
    mine = passport(lin)
    assert (mine["name"], mine["number_text"], mine["holder"], mine["color"]) == ("普通护照", "E****6128", "林志豪", "#7A2C36")
    assert {"label": "有效期至", "text": "2027-03-17"} in mine["fields"] and mine["can_show"] is True
    assert lin.get(f"/api/certificates/{mine['id']}").json == mine


def test_a_source_that_was_off_is_asked_again_and_holds_up_nothing_else(app, sandbox):
    sandbox.control("POST", "/settings", sources_off=["ec-passport"])
    lin = Resident(app, sandbox).proved()
    assert "ec-passport" not in {one["type"] for one in lin.get("/api/certificates").json["certificates"]}
    assert "ec-idcard" in {one["type"] for one in lin.get("/api/certificates").json["certificates"]}
    sandbox.control("POST", "/settings", sources_off=[])
    with db.transaction() as tx:
        outbox = db.metadata.tables["outbox"]
        tx.execute(outbox.update().values(next_at=outbox.c.created_at))
    drain()
    assert passport(lin)["number_text"] == "E****6128"


def test_a_name_and_a_number_open_nothing_that_a_register_says(app, sandbox):
    """Anybody may know both: the wallet says what is there, a face opens it, once."""
    lin = Resident(app, sandbox).known()
    before, card = lin.get("/api/certificates").text, passport(lin)
    assert (card["number_text"], card["whole"]) == ("E****6128", False)
    assert {"label": "有效期至", "text": "20****17"} in card["fields"]
    for value in ("E12346128", "2027-03-17", "天河"):
        assert value not in before
    problem(lin.get(f"/api/certificates/{card['id']}?whole=true"), 403, "face_needed")
    problem(lin.post(f"/api/certificates/{card['id']}/codes"), 403, "face_needed")
    assert count("presentation") == 0
    lin.face()
    seen = lin.get(f"/api/certificates/{card['id']}?whole=true").json
    assert seen["whole"] is True and {"label": "有效期至", "text": "2027-03-17"} in seen["fields"]
    assert lin.post(f"/api/certificates/{card['id']}/codes").status_code == 201


def test_a_form_shows_what_registers_say_only_to_a_face(app, sandbox):
    lin = Resident(app, sandbox).known()
    no = begun(lin)
    form = lin.get(f"/api/cases/{no}/form").json
    by = {one["id"]: one for one in form["fields"]}
    assert by["name"]["text"] == "林志豪" and by["mail_address"]["value"] == by["mail_address"]["text"] == HIDDEN
    assert WHERE not in lin.get(f"/api/cases/{no}/form").text + lin.get(f"/api/cases/{no}/confirm").text
    # Our own veil sent back is nobody's word: no complaint, and what stands there stays.
    assert lin.call("PATCH", f"/api/cases/{no}/draft", {"values": {"mail_address": HIDDEN}}).json["errors"] == []
    assert lin.call("PATCH", f"/api/cases/{no}/draft", {"values": {"mail_address": "广东省广州市***"}}).json["errors"] == [
        {"field": "mail_address", "say": "把地址写全，不要用星号。"}
    ]
    lin.face()
    assert {one["id"]: one for one in lin.get(f"/api/cases/{no}/form").json["fields"]}["mail_address"]["value"] == WHERE


def test_a_code_is_shown_and_verified_by_anyone_and_its_holder_is_told(lin, client):
    card = passport(lin)
    shown = lin.post(f"/api/certificates/{card['id']}/codes", {"fields": ["name", "adult", "valid"]})
    assert (shown.status_code, shown.json["seconds"]) == (201, 60)
    assert shown.json["url"].endswith(shown.json["code"]) and shown.json["svg"].startswith("data:image/svg+xml")
    assert shown.json["shows"] == ["姓名", "满 18 岁", "证件有效"] and "住址" in shown.json["hides"]
    said = client.get(f"/api/verify/{shown.json['code']}").json
    assert (said["valid"], said["say"]) == (True, "真的，有效")
    assert said["lines"] == [
        {"label": "证件名称", "text": "普通护照"},
        {"label": "姓名", "text": "林志豪"},
        {"label": "年龄", "text": "满 18 岁"},
        {"label": "证件", "text": "有效"},
    ]
    assert lin.id_number not in str(said) and "E12346128" not in str(said)
    assert "1 次" in client.get(f"/api/verify/{shown.json['code']}").json["note"]
    drain()
    assert lin.get("/api/messages").json["messages"][0]["title"] == "有人核对了您的普通护照"
    assert [one["why"] for one in lin.get("/api/me/uses").json["uses"]].count("核对普通护照") == 2
    assert passport(lin)["seen_30d"] == 2


def test_a_code_past_its_time_and_one_that_never_was_look_the_same(lin, client):
    from datetime import timedelta

    from app.kernel import clock

    code = lin.post(f"/api/certificates/{passport(lin)['id']}/codes").json["code"]
    before = len(lin.get("/api/me/uses").json["uses"])
    with clock.held_at(clock.now() + timedelta(seconds=61)):
        late = client.get(f"/api/verify/{code}").json
        never = client.get("/api/verify/" + "A" * 24).json
    assert late == never and late["valid"] is False and late["lines"] == []
    assert late["say"] == "这个码不对，或者已经过了 60 秒" and len(lin.get("/api/me/uses").json["uses"]) == before


@pytest.mark.parametrize("code", ["x", "'" * 10, "%00", "码" * 30, "A" * 5000])
def test_nonsense_for_a_code_is_answered_calmly(client, code):
    reply = client.get(f"/api/verify/{code}")
    assert reply.status_code == 200 and reply.json["valid"] is False


def test_a_hall_may_check_many_codes_and_a_flood_of_them_ends(client):
    statuses = [client.get(f"/api/verify/{'A' * 23}{n % 10}").status_code for n in range(1205)]
    assert set(statuses[:600]) == {200} and 429 in statuses and statuses.count(200) <= 1200


def test_the_same_key_gives_the_same_code(lin):
    path = f"/api/certificates/{passport(lin)['id']}/codes"
    assert lin.post(path, {}, key="k").json["code"] == lin.post(path, {}, key="k").json["code"]
    assert count("presentation") == 1
    assert lin.post(path, {}, key=None).json["code"] != lin.post(path, {}, key=None).json["code"]


@pytest.mark.parametrize("body", [{"fields": ["id_number"]}, {"fields": "name"}, {"fields": [1]}, {"field": ["name"]}])
def test_what_cannot_be_agreed_to_is_refused(lin, body):
    problem(lin.post(f"/api/certificates/{passport(lin)['id']}/codes", body), 422, "refused")
    assert count("presentation") == 0


def test_somebody_elses_certificate_is_as_absent_as_none(lin, app, sandbox):
    chen = Resident(app, sandbox, "chen-xiaotong").proved()
    theirs = passport(lin)["id"]
    for path in (theirs, "0" * 32, "nonsense"):
        for reply in (chen.get(f"/api/certificates/{path}"), chen.post(f"/api/certificates/{path}/codes")):
            said = problem(reply, 404, "not_found")
            assert re.sub(r"\w{32}", "", str(said)) == re.sub(
                r"\w{32}", "", str(problem(chen.get("/api/certificates/none"), 404, "not_found"))
            )
    assert count("presentation") == 0


def test_a_wallet_needs_a_name(app, sandbox):
    stranger = Resident(app, sandbox, "chen-xiaotong")
    assert problem(stranger.get("/api/certificates"), 403, "real_name_needed")["level"] == 3
    assert count("certificate") == 0


def test_two_accounts_of_one_person_have_one_wallet_once_both_showed_their_face(lin, app, sandbox):
    second = Resident(app, sandbox, "lin-zhihao#2").known()
    problem(second.get("/api/certificates"), 403, "face_needed")
    assert second.face().json["passed"]
    assert second.get("/api/certificates").json == lin.get("/api/certificates").json
    assert count("person") == 1


def ended(sandbox, who):
    """The exit-entry police end this person's passport at a window."""
    rows = sandbox.control("GET", f"/registers/crj.documents?owner={who.id_number}")["rows"]
    (row,) = [one for one in rows if one["kind"] == "护照" and one["state"] == "有效"]
    sandbox.control("PUT", "/registers/crj.documents/rows", row_id=row["row_id"], set={"state": "注销"})


def test_what_its_issuer_ended_meanwhile_is_neither_shown_nor_copied(lin, sandbox):
    one = passport(lin)["id"]
    ended(sandbox, lin)
    problem(lin.post(f"/api/certificates/{one}/codes"), 409, "cannot_show")
    problem(lin.get(f"/api/certificates/{one}/copy?purpose=办签证&to=示例旅行社"), 409, "cannot_show")
    assert "ec-passport" not in {card["type"] for card in lin.get("/api/certificates").json["certificates"]}
    assert count("presentation") == count("paper") == 0


def test_an_issuer_is_asked_once_in_ten_minutes_and_holds_up_nobody_while_it_is_off(lin, sandbox):
    one = passport(lin)["id"]
    sandbox.control("POST", "/settings", sources_off=["ec-passport"])
    assert lin.post(f"/api/certificates/{one}/codes").status_code == 201
    sandbox.control("POST", "/settings", sources_off=[])
    ended(sandbox, lin)
    assert lin.post(f"/api/certificates/{one}/codes").status_code == 201  # it was asked a moment ago
    cache.cache().delete(f"certificate.asked:{one}")
    problem(lin.post(f"/api/certificates/{one}/codes"), 409, "cannot_show")
