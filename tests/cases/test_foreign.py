"""Somebody else's case is as absent as one that never was: every route, the same answer, nothing changed."""

import io

import pytest

from tests.applications import PHOTO, begun, give, photo, signature, submitted
from tests.residents import Resident

NOBODYS = "264401000283164"  # a good number that was never given
OF_A_CASE = "/api/cases/<case:no>"


def routes(app):
    """(method, path) of every route of residents that names a case."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/") and "no" in rule.arguments]
    return [(method, rule.rule) for rule in rules for method in sorted(rule.methods - {"HEAD", "OPTIONS"})]


BODIES = {
    "/crop": {"left": 0, "top": 0, "width": 1, "height": 1},
    "/draft": {"values": {"delivery": "mail"}},
    "/withdrawal": {"reason": ""},
    "/slots/<slug:field>": {"at": "2026-11-25T01:30:00Z"},
    "<slug:field>": {"unit": "粤A0029K"},
}


def filled(path, no):
    """The path of a route, about this case."""
    parts = {
        "<case:no>": no,
        "<slug:material>": PHOTO,
        "<slug:lookup_id>": "violations",
        "<slug:field>": "number",
        "<slug:paper>": "p1",
        "<id:participant>": "0" * 32,
    }
    for part, value in parts.items():
        path = path.replace(part, value)
    return path


def knock(who, method, path, no):
    """A well-made request on this route for this case: (status, body without the request's own id)."""
    here = filled(path, no)
    if method in ("PUT", "POST") and path.endswith(("<slug:material>", "signature")):
        name, mime, content = ("s.png", "image/png", signature()) if "signature" in path else ("p.jpg", "image/jpeg", photo())
        reply = who.call(method, here, data={"file": (io.BytesIO(content), name, mime)}, content_type="multipart/form-data")
    else:
        body = next((body for end, body in BODIES.items() if path.endswith(end)), {}) if method in ("POST", "PATCH") else None
        reply = who.call(method, here, body)
    return reply.status_code, {key: value for key, value in (reply.json or {}).items() if key != "request_id"}


def test_every_route_of_a_case_answers_a_stranger_as_if_there_were_none(app, sandbox, lin, rows):
    no = submitted(lin)
    stranger = Resident(app, sandbox, "zhao-dawei").known()
    stranger.face()
    before = rows()
    seen = {(method, path): (knock(stranger, method, path, no), knock(stranger, method, path, NOBODYS)) for method, path in routes(app)}
    assert len(seen) >= 14
    for route, (foreign, absent) in seen.items():
        assert foreign == absent, route
        assert foreign[0] == 404 and foreign[1]["code"] in ("case_not_found", "not_found") and foreign[1]["say"], route
    assert rows() == before
    assert lin.get(f"/api/cases/{no}").json["state"] == "submitted"


def test_the_same_routes_answer_the_owner_otherwise(app, lin):
    no = submitted(lin)
    for method, path in routes(app):
        # no signature was given yet, and a passport looks nothing up, holds nothing and has no paper served
        absent = any(part in path for part in ("signature", "lookups", "holds", "slots", "papers"))
        assert knock(lin, method, path, no)[0] != 404 or absent, (method, path)


def test_a_draft_of_an_account_without_a_name_is_nobody_elses(app, sandbox, lin, rows):
    unnamed = Resident(app, sandbox, "chen-xiaotong")
    no = begun(unnamed)
    assert unnamed.get(f"/api/cases/{no}").status_code == 200
    for method, path in routes(app):
        assert knock(lin, method, path, no) == knock(lin, method, path, NOBODYS), path


def test_a_file_of_somebody_else_is_absent(app, sandbox, lin):
    no = submitted(lin)
    file = lin.get(f"/api/cases/{no}/materials").json["materials"][0]["file"]
    stranger = Resident(app, sandbox, "zhao-dawei").known()
    assert lin.get(file["url"]).status_code == 200
    foreign, absent = stranger.get(file["url"]), stranger.get(f"/api/files/{'0' * 32}")
    assert (foreign.status_code, foreign.json["code"]) == (404, "file_not_found")
    assert {**foreign.json, "request_id": ""} == {**absent.json, "request_id": ""}


@pytest.mark.parametrize(
    ("no", "code"),
    [
        ("264401000283165", "case_not_found"),  # its check digit is another
        *(
            (no, "not_found")
            for no in ("1", "nonsense", "264401000283164'", "２６４４０１０００２８３１６４", "264401000283164%20", "264401000283164%0A")
        ),
    ],
)
def test_what_is_no_number_is_absent_too(lin, no, code):
    reply = lin.get(f"/api/cases/{no}")
    assert (reply.status_code, reply.json["code"]) == (404, code)


def test_without_a_login_nothing_is_said(app, client, lin):
    no = submitted(lin)
    for method, path in routes(app):
        reply = client.open(filled(path, no), method=method)
        assert (reply.status_code, reply.json["code"]) == (401, "signed_out"), (method, path)


def test_a_file_given_for_a_material_the_case_does_not_want_is_refused(lin, rows):
    no = begun(lin)
    before = rows()
    reply = give(lin, f"/api/cases/{no}/materials/m-gold-bar", photo())
    assert (reply.status_code, reply.json["code"]) == (404, "material_not_found") and rows() == before
