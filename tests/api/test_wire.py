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


@pytest.mark.parametrize("sum_", ["120.00", "1,286.40 元", "120 元", "¥120.00"])
def test_money_as_text_is_a_fault(wire, sum_):
    assert looked_at(wire, {**APP, "name": sum_}) == ["answer.name"]
    assert looked_at(wire, {**APP, "name": f"交 {sum_}"}) == []  # a sentence


def test_a_missing_key_is_a_fault(wire):
    assert looked_at(wire, {key: value for key, value in APP.items() if key != "hotline"}) == ["answer"]


def test_a_status_or_a_kind_the_document_does_not_know_is_a_fault(wire):
    assert looked_at(wire, APP, status=202) == ["202 application/json"]
    assert looked_at(wire, "", kind="text/html") == ["200 text/html"]


def test_a_refusal_is_held_too(wire):
    problem = {"type": "t", "title": "t", "status": 409, "code": "c", "say": "s", "do": "d", "kept": "", "errors": [], "request_id": ""}
    assert wire.problem(problem) == []
    assert wire.faults("/api/app", "get", 409, PROBLEM, problem) == []
    assert wire.problem({**problem, "state": "open", "allowed": ["accepted"]}) == []
    assert [one.partition(":")[0] for one in wire.problem({**problem, "state": "gone"})] == ["state"]
    assert [one.partition(":")[0] for one in wire.problem({**problem, "more": "x"})] == ["answer"]


def test_the_client_every_test_uses_says_so(app, client, monkeypatch):
    monkeypatch.setitem(app.view_functions, "app_info.show", lambda: {**APP, "more": 1})
    with pytest.raises(Unlike, match="more"):
        client.get("/api/app")


def schemas(document):
    """Every schema in the document with its place, those inside others too."""

    def inside(place, schema):
        yield place, schema
        for name, one in schema.get("properties", {}).items():
            yield from inside(f"{place}.{name}", one)
        for name in ("items", "additionalProperties"):
            if isinstance(schema.get(name), dict):
                yield from inside(f"{place}.*", schema[name])

    for name, schema in document["components"]["schemas"].items():
        yield from inside(name, schema)
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            for status, told in (operation.get("responses", {}) if isinstance(operation, dict) else {}).items():
                for content in told.get("content", {}).values():
                    yield from inside(f"{method} {path} {status}", content["schema"])


def test_nothing_on_the_wire_is_untyped(client):
    def untyped(schema):
        if any(key in schema for key in ("$ref", "anyOf", "oneOf", "enum")):
            return False
        open_map = schema.get("type") in ("object", ["object", "null"]) and not (
            schema.get("properties") or schema.get("additionalProperties")
        )
        return "type" not in schema or (open_map and schema.get("additionalProperties") is not False)

    document = client.get("/openapi.json").json
    assert [place for place, schema in schemas(document) if untyped(schema)] == []


def test_every_answer_has_a_schema_and_every_schema_a_name_of_its_own(client):
    document = client.get("/openapi.json").json
    bare = [
        f"{method} {path} {status}"
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        for status, told in (operation["responses"] if "responses" in operation else {}).items()
        if status.startswith("2") and status != "204" and not told.get("content")
    ]
    assert bare == []
    assert [name for name in document["components"]["schemas"] if name[-1].isdigit()] == []  # what apispec calls a second of the same name


def test_what_is_money_is_called_fen(client):
    document = client.get("/openapi.json").json
    sums = {place.rpartition(".")[2] for place, schema in schemas(document) if schema.get("description") == "分"}
    fen = {place.rpartition(".")[2] for place, _ in schemas(document) if "fen" in place.rpartition(".")[2]}
    assert {"amount_fen", "refunded_fen", "fee_fen", "net_fen"} <= sums and [name for name in sums | fen if not name.endswith("_fen")] == []
