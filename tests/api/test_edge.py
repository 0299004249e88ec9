"""What stands before every view: the guard, the problems, the documentation."""

import pytest

from app.kernel import db
from tests.api.test_signing_in import problem
from tests.residents import Resident, count

HOSTILE = {
    "json_malformed": [b"{", b'{"code":}', b"{'code':'x'}", b'{"code":"x"}x', b'{"code":"\x00"}'],
    "json_duplicate_key": [b'{"code":"a","code":"b"}', b'{"x":{"y":1,"y":2}}'],
    "json_not_a_number": [b'{"code":NaN}', b'{"code":Infinity}', b'{"code":-Infinity}'],
    "json_number_too_large": [b'{"code":9007199254740993}', b'{"code":1e400}', b'{"code":' + b"9" * 5000 + b"}"],
    "json_too_deep": [b'{"a":' * 30 + b"1" + b"}" * 30, b"[" * 100_000],
    "json_bad_text": [b'{"code":"\\ud800"}', b'{"code":"a\\u0000b"}', b'{"a\\u0007":1}'],
    "json_not_utf8": [b'{"code":"\xff"}', '{"code":"中"}'.encode("gbk")],
}


@pytest.mark.parametrize(("code", "raw"), [(code, raw) for code, many in HOSTILE.items() for raw in many])
def test_hostile_json_is_refused_before_any_view(client, code, raw):
    problem(client.post("/api/sign-in", data=raw, content_type="application/json"), 400, code)
    assert count("account") == 0


def test_more_than_we_take_is_refused_unread(client):
    raw = b'{"code":"' + b"x" * 300_000 + b'"}'
    problem(client.post("/api/sign-in", data=raw, content_type="application/json"), 413, "body_too_large")


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "application/x-www-form-urlencoded"])
def test_other_kinds_of_body_are_refused(client, kind):
    problem(client.post("/api/sign-in", data=b"code=x", content_type=kind), 415, "media_type")


def test_what_is_not_there_and_what_cannot_be_done_are_problems_too(client):
    problem(client.get("/api/nothing"), 404, "not_found")
    problem(client.put("/api/app"), 405, "method_not_allowed")


def test_an_error_nobody_expected_says_nothing_of_itself(app, sandbox, monkeypatch):
    lin = Resident(app, sandbox)

    def broken(*_):
        raise RuntimeError("440199199208200010 secret")

    monkeypatch.setattr("miniprogram_api.me.view_of", broken)
    said = problem(lin.get("/api/me"), 500, "unexpected")
    assert "secret" not in str(said) and "RuntimeError" not in str(said) and "440199" not in str(said)


def test_a_database_that_is_gone_is_said_to_be_recovering(app, sandbox, monkeypatch):
    lin = Resident(app, sandbox)
    from sqlalchemy.exc import OperationalError

    def gone(*_, **__):
        raise OperationalError("SELECT", {}, Exception(2003, "Can't connect for 440199199208200010"))

    monkeypatch.setattr(db, "reading", gone)
    from app.kernel import cache

    cache.cache().clear()
    said = problem(lin.get("/api/me"), 503, "busy")
    assert "440199" not in str(said) and said["kept"]


@pytest.mark.parametrize(
    ("near", "told", "address"),
    [
        ("127.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("127.0.0.1", "10.0.0.1, 203.0.113.7", "203.0.113.7"),  # what a caller wrote stands before what our proxy added
        ("127.0.0.1", "", "127.0.0.1"),
        ("198.51.100.9", "203.0.113.7", "198.51.100.9"),  # not our proxy: its word is not taken
    ],
)
def test_limits_count_the_caller_not_the_proxy(app, near, told, address):
    from miniprogram_api import edge

    with app.test_request_context("/", headers={"X-Forwarded-For": told}, environ_base={"REMOTE_ADDR": near}):
        assert edge.address() == address


def test_every_view_names_its_guard(app):
    doors = {"house", "docs", "api-docs"}
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/api/") and rule.endpoint.split(".")[0] not in doors:
            assert hasattr(app.view_functions[rule.endpoint], "guard"), rule


def test_every_answer_of_ours_is_documented(app):
    paths = app.test_client().get("/openapi.json").json["paths"]
    for path in ("/api/app", "/api/me", "/api/certificates", "/api/messages", "/api/verify/{code}", "/api/me/sessions", "/api/me/uses"):
        assert "$ref" in paths[path]["get"]["responses"]["200"]["content"]["application/json"]["schema"], path
    problem_ = app.test_client().get("/openapi.json").json["components"]["schemas"]["ProblemDocument"]
    assert set(problem_["required"]) == {"type", "title", "status", "code", "say", "do", "kept", "errors", "request_id"}


def test_what_the_phone_asks_first(client, sandbox):
    said = client.get("/api/app").json
    assert (said["name"], said["hotline"]) == ("省事", "12345")
    assert said["sandbox_port"] == int(sandbox.url.rsplit(":", 1)[1])
    assert [one["for"] for one in said["templates"]] == ["progress", "payment", "correction", "result"]


def test_figures_speak_of_routes_and_of_what_waits(client):
    client.get("/api/cases/264401000000000")
    text = client.get("/metrics").text
    assert 'route="/api/cases/<case:no>"' in text and "264401000000000" not in text
    assert "outbox_waiting 0\n" in text and "outbox_given_up 0\n" in text
