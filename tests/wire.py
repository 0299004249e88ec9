"""The wire is typed once: every answer a test meets is held to what /openapi.json says of that call. Nothing missing, nothing more,
each value of its kind.

`app.test_client_class = held(app)` once; after that every call of every test is looked at, success and refusal alike, as it leaves
the house: with what stands outside Flask (the flood gate, kept answers) too.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException

SUM = re.compile(r"[¥￥]?-?(\d[\d,]*\.\d\d ?元?|\d[\d,]* ?元)")
# Sentences, made in one place from figures that may be a range (app.catalog.words), and what stands in a channel's own file.
WORDS = ("fee_text", "facts", "there")
PROBLEM = "application/problem+json"
OURS = ("/api/", "/console/v1/", "/department/")  # what the document is about; besides it the house has doors of its own


class Unlike(AssertionError):
    """An answer is not what the document says."""


class Wire:
    """The document, closed: an object that names its keys holds no others."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.paths = document["paths"]
        self.components = copy.deepcopy(document["components"])
        _close(self.components["schemas"])
        self.known: dict[str, Any] = {}

    def faults(self, path: str, method: str, status: int, kind: str, body: Any) -> list[str]:
        """What is wrong with an answer. `path` as the document writes it, `kind` its media type."""
        responses = self.paths[path][method.lower()]["responses"]
        told = responses.get(str(status)) or responses["default"]
        if "$ref" in told:
            told = self.components["responses"][told["$ref"].rpartition("/")[2]]
        content = told.get("content", {})
        if kind not in content:
            return [f"{status} {kind}: the document knows {sorted(content) or 'nothing'} here"]
        if not kind.endswith("json"):
            return []
        return [*self._look(content[kind]["schema"], body), *(f"{place}: a sum as text" for place in _sums(body))]

    def problem(self, body: Any) -> list[str]:
        """What is wrong with a refusal, wherever it was said."""
        return self._look({"$ref": "#/components/schemas/ProblemDocument"}, body)

    def _look(self, schema: dict[str, Any], body: Any) -> list[str]:
        key = json.dumps(schema, sort_keys=True)
        if key not in self.known:
            self.known[key] = jsonschema_rs.Draft202012Validator({**_closed(schema), "components": self.components}, validate_formats=True)
        return [f"{'.'.join(map(str, one.instance_path)) or 'answer'}: {one.message[:300]}" for one in self.known[key].iter_errors(body)]


def _sums(body: Any, place: str = "answer") -> Iterator[str]:
    """Where a text is nothing but a sum of money: on the wire money is fen."""
    if isinstance(body, dict):
        labelled = "label" in body and "text" in body  # a line to read, what was typed in words: its value is in fen beside it
        for key, value in body.items():
            if key not in WORDS and not (labelled and key == "text"):
                yield from _sums(value, f"{place}.{key}")
    elif isinstance(body, list):
        for value in body:
            yield from _sums(value, f"{place}.*")
    elif isinstance(body, str) and SUM.fullmatch(body):
        yield place


def _closed(schema: dict[str, Any]) -> dict[str, Any]:
    schema = copy.deepcopy(schema)
    _close(schema)
    return schema


def _close(part: Any) -> None:
    for one in _objects(part):
        one.setdefault("additionalProperties", False)


def _objects(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict):
        if isinstance(part.get("properties"), dict) and "type" in part:
            yield part
        for inner in part.values():
            yield from _objects(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _objects(inner)


def held(app: Flask) -> type[FlaskClient]:
    """A test client whose every answer is held to the document of `app`."""
    plain = FlaskClient(app, app.response_class)
    wire = Wire(plain.get("/openapi.json").json)
    urls, to_path = app.url_map.bind("localhost"), app.extensions["flask-smorest"]["apis"][""]["ext_obj"].flask_plugin.flaskpath2openapi

    class Held(FlaskClient):
        def open(self, *args: Any, **kwargs: Any) -> Any:
            reply = super().open(*args, **kwargs)
            request = reply.request
            faults = look(request.path, request.method, reply)
            if faults:
                raise Unlike(f"{request.method} {request.path} → {reply.status_code}: {'; '.join(faults)}\n{reply.text[:600]}")
            return reply

    def look(path: str, method: str, reply: Any) -> list[str]:
        if reply.mimetype == PROBLEM:
            return wire.problem(reply.json)
        if not path.startswith(OURS):
            return []
        try:
            rule, _ = urls.match(path, method, return_rule=True)
        except HTTPException:
            return [f"{reply.mimetype} where there is no such call"] if reply.status_code < 300 else []
        if reply.status_code in (204, 304) or method == "HEAD":
            return [] if not reply.data else ["a body where there is none"]
        body = reply.json if reply.is_json else None
        return wire.faults(to_path(rule.rule), method, reply.status_code, reply.mimetype, body)

    return Held
