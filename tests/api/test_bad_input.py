"""Whatever is sent to whichever door: a clear answer in plain Chinese with a stable code, nothing stored, nothing lost."""

import re

import orjson
import pytest

from app.kernel import db, signed
from tests.api.test_edge import HOSTILE
from tests.applications import PHOTO, RENEW, Department, begun, submitted
from tests.known import known
from tests.residents import Resident, count

BODIES = [(code, raw) for code, many in HOSTILE.items() for raw in many]
WORDS = ("PDF", "JPG", "PNG", "MB", "X")  # what people know


def rows():
    """How many rows each table has."""
    return {name: count(name) for name in db.metadata.tables if name != "seen_nonce"}


def plain(text):
    """Chinese without a word of ours."""
    for word in WORDS:
        text = text.replace(word, "")
    return bool(re.search("[\u4e00-\u9fff]", text)) and not re.search("[A-Za-z_]{2,}", text)


def refused(reply, *statuses):
    """A problem document people can read."""
    assert reply.status_code in statuses, f"{reply.status_code} {reply.text[:300]}"
    assert reply.content_type.startswith("application/problem+json")
    said = reply.json
    assert re.fullmatch("[a-z][a-z0-9_]+", said["code"]) and plain(said["say"]) and plain(said["do"]), said
    assert all(plain(one["say"]) for one in said["errors"]), said
    return said["code"]


@pytest.fixture
def lin(app, sandbox):
    who = known(app, sandbox)
    who.face()
    return who


def doors(app, prefix, *methods):
    """(method, path) of every route under a prefix, its variables as they stand."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith(prefix)]
    return [(method, rule.rule) for rule in rules for method in sorted(rule.methods & set(methods))]


def test_every_hostile_body_at_every_door_is_refused_and_stores_nothing(app, lin):
    assert len(BODIES) >= 17
    no = begun(lin)
    writing = [(m, path) for m, path in doors(app, "/api/", "POST", "PUT", "PATCH") if "material" not in path and "signature" not in path]
    assert len(writing) >= 15
    before = rows()
    for method, path in writing:
        here = re.sub("<[^>]+>", no, path)
        for code, raw in BODIES:
            reply = lin.call(method, here, data=raw, content_type="application/json")
            assert refused(reply, 400) == code, (method, path, raw[:40])
    assert rows() == before and lin.get(f"/api/cases/{no}").json["state"] == "draft"


def test_hostile_bodies_of_a_department_are_refused_too(app, lin):
    no = submitted(lin)
    crj, before = Department(app), rows()
    for code, raw in BODIES:
        assert refused(crj.post(f"/department/v1/cases/{no}/nodes", raw), 400) == code, raw[:40]
    assert rows() == before and lin.get(f"/api/cases/{no}").json["state"] == "submitted"


GARBAGE = ["x", "０", "-1", "1e9", "null", "%00", "..%2f..", "a" * 300, "'; DROP TABLE case_record; --", "{{7*7}}", "😀", "\u202e"]


@pytest.mark.parametrize("garbage", GARBAGE)
def test_nonsense_in_a_path_finds_nothing_and_breaks_nothing(app, lin, garbage):
    before = rows()
    for method, path in doors(app, "/api/", "GET", "POST", "DELETE", "PATCH"):
        if "<" in path:
            body = {"json": {}} if method in ("POST", "PATCH") else {}
            reply = lin.call(method, re.sub("<[^>]+>", garbage, path), **body)
            assert reply.status_code < 500, (method, path, reply.text[:200])
            if reply.status_code >= 400 and reply.status_code != 404:
                refused(reply, 400, 409, 413, 422)
    assert rows() == before


@pytest.mark.parametrize("garbage", ["", "x", "110000", "４４０１００", "440100 ", "' OR 1=1", "😀", "a" * 3000, "%00", "null"])
def test_nonsense_in_a_question_is_said_plainly(app, client, garbage):
    from urllib.parse import quote

    for _, path in doors(app, "/api/", "GET"):
        here = path.replace("<slug:item_id>", "passport-renew").replace("<unit:key>", "公安出入境").replace("<slug:theme_id>", "t-travel")
        if "<" in here or not any(part in here for part in ("home", "items", "search", "departments", "themes", "halls")):
            continue
        for name in ("city", "q", "answers", "item", "group"):
            reply = client.get(f"{here}?{name}={quote(garbage)}")
            assert reply.status_code < 500, (here, name)
            if reply.status_code >= 400 and reply.status_code != 401:
                refused(reply, 404, 422)


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("POST", "/api/cases", {**RENEW, "city": "999999"}, 422, "city_not_found"),
        ("POST", "/api/cases", {**RENEW, "item": "nothing"}, 404, "item_not_found"),
        ("POST", "/api/cases", {**RENEW, "answers": {"why": "zzz"}}, 422, "answers_wrong"),
        ("POST", "/api/cases", {**RENEW, "extra": 1}, 422, "refused"),
        ("POST", "/api/cases", [], 422, "refused"),
        ("POST", "/api/cases", "text", 422, "refused"),
        ("PATCH", "/api/cases/{no}/draft", {"values": {"colour": "red"}}, 422, "unknown_field"),
        ("PATCH", "/api/cases/{no}/draft", {"values": {"delivery": 1}}, 422, "refused"),
        ("PATCH", "/api/cases/{no}/draft", {"values": {"delivery": {"a": "b"}}}, 422, "refused"),
        ("PATCH", "/api/cases/{no}/draft", {"values": {"delivery": "x" * 2001}}, 422, "refused"),
        ("PATCH", "/api/cases/{no}/draft", {}, 422, "refused"),
        ("POST", "/api/cases/{no}/submission", {"fee_fen": 1}, 422, "refused"),
        ("POST", "/api/cases/{no}/withdrawal", {"reason": "x" * 201}, 422, "refused"),
        ("POST", "/api/cases/{no}/resubmission", {}, 409, "impossible_move"),
        ("GET", "/api/cases?group=nonsense", None, 200, None),
        ("DELETE", "/api/cases/{no}/materials/nothing", None, 204, None),
    ],
)
def test_each_wrong_request_about_a_case(lin, method, path, body, status, code):
    no = begun(lin)
    before = rows()
    reply = lin.call(method, path.format(no=no), body)
    assert reply.status_code == status, reply.text
    if code:
        assert refused(reply, status) == code
    assert rows() == before and lin.get(f"/api/cases/{no}").json["state"] == "draft"


def test_a_department_with_a_wrong_signature_or_an_impossible_move_changes_nothing(app, lin):
    no = submitted(lin)
    crj, before = Department(app), rows()
    path = f"/department/v1/cases/{no}/nodes"
    raw = orjson.dumps({"event_id": "e1", "node": "accepted", "at": "2026-11-24T02:00:00Z", "unit": "广州公安出入境"})
    good = signed.sign(crj.key, crj.id, "POST", path, raw)
    for name in good:
        for wrong in ("", "0", "x" * 400, "中".encode().decode("latin-1")):
            refused(crj.client.post(path, data=raw, headers={**good, name: wrong}, content_type="application/json"), 401)
        without = {key: value for key, value in good.items() if key != name}
        refused(crj.client.post(path, data=raw, headers=without, content_type="application/json"), 401)
    assert refused(crj.send(no, "done"), 409) == "impossible_move"
    assert rows() == before and lin.get(f"/api/cases/{no}").json["state"] == "submitted"
    assert crj.client.post(path, data=raw, headers=good, content_type="application/json").status_code == 200


def test_a_photo_for_a_case_that_is_not_ones_own_is_refused_before_it_is_looked_at(app, sandbox, lin):
    from tests.applications import give, photo

    no = begun(lin)
    stranger = Resident(app, sandbox, "zhao-dawei").known()
    before = rows()
    assert refused(give(stranger, f"/api/cases/{no}/materials/{PHOTO}", photo()), 404) == "case_not_found"
    assert rows() == before
