"""Every answer of every test is held to /openapi.json by the test client (tests/wire.py); here, that it is held tightly."""

from __future__ import annotations

import pytest

from tests.wire import PROBLEM, Unlike, Wire

APP = {"name": "省事", "sandbox_port": None, "hotline": "12345", "templates": [{"id": "t", "title": "办理进度", "for": "progress"}]}


@pytest.fixture
def wire(client) -> Wire:
    return Wire(client.get("/openapi.json").json)


def looked_at(wire: Wire, body: object, status: int = 200, kind: str = "application/json") -> list[str]:
    return [one.partition(":")[0] for one in wire.faults("/api/app", "get", status, kind, body)]


def test_an_answer_as_the_document_says_passes(wire):
    assert looked_at(wire, APP) == []


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"name": 5}, "name"),
        ({"sandbox_port": "80"}, "sandbox_port"),
        ({"more": 1}, "answer"),
        ({"templates": [{"id": "t", "title": "办理进度"}]}, "templates.0"),
        ({"templates": [{**APP["templates"][0], "more": 1}]}, "templates.0"),
    ],
)
def test_another_kind_an_unknown_key_a_missing_key_are_faults_however_deep(wire, changed, place):
    assert looked_at(wire, {**APP, **changed}) == [place]


def test_a_missing_key_is_a_fault(wire):
    assert looked_at(wire, {key: value for key, value in APP.items() if key != "hotline"}) == ["answer"]


def test_a_status_or_a_kind_the_document_does_not_know_is_a_fault(wire):
    assert looked_at(wire, APP, status=202) == ["202 application/json"]
    assert looked_at(wire, "", kind="text/html") == ["200 text/html"]


def test_a_refusal_is_held_too(wire):
    problem = {"type": "t", "title": "t", "status": 409, "code": "c", "say": "s", "do": "d", "kept": "", "errors": [], "request_id": ""}
    assert wire.problem(problem) == []
    assert wire.faults("/api/app", "get", 409, PROBLEM, problem) == []
    assert len(wire.problem({**problem, "state": 1})) == len(wire.problem({**problem, "more": "x"})) == 1


def test_the_client_every_test_uses_says_so(app, client, monkeypatch):
    monkeypatch.setitem(app.view_functions, "app_info.show", lambda: {**APP, "more": 1})
    with pytest.raises(Unlike, match="more"):
        client.get("/api/app")
