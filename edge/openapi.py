"""OpenAPI as the views are: who may call, which header makes a call happen once, what a form holds. Read from the code that does
it, so that neither can be forgotten.

`Documented(app)` takes the blueprints; `finish(api, app)` after every blueprint is registered.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from types import CodeType, FunctionType

from flask import Flask
from flask_smorest import Api

from app.language.reachable import DEEPEST
from edge.errors import ProblemDocument

SETTINGS = {
    "API_TITLE": "省事",
    "API_VERSION": "1",
    "OPENAPI_VERSION": "3.1.0",
    "OPENAPI_URL_PREFIX": "/",
    "OPENAPI_JSON_PATH": "openapi.json",
}

View = Callable[..., object]
SIGNATURE = ("Department", "Timestamp", "Nonce", "Signature")
SCHEMES: dict[str, dict[str, str]] = {
    "resident": {"type": "http", "scheme": "bearer", "description": "居民：POST /api/sign-in 给的 token"},
    "staff": {"type": "http", "scheme": "bearer", "description": "工作人员：POST /console/v1/sign-in 给的 token"},
    **{
        f"department{part}": {
            "type": "apiKey",
            "in": "header",
            "name": f"X-Shengshi-{part}",
            "description": "部门系统：每次调用都签名（docs/protocols.md），四个头要一起给",
        }
        for part in SIGNATURE
    },
}
WHO: dict[str, list[dict[str, list[str]]]] = {
    "anyone": [],
    "signed_in": [{"resident": []}],
    "staff": [{"staff": []}],
    "by_department": [{f"department{part}": [] for part in SIGNATURE}],
    "by_courier": [{f"department{part}": [] for part in SIGNATURE}],
}
KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "description": "这次请求的编号：同样的编号和内容再来一次，得到同样的回答，只做一次；48 小时内有效",
    "schema": {"type": "string", "minLength": 1, "maxLength": 128},
}
FILE = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": {"file": {"type": "string", "format": "binary", "description": "照片、签名或 PDF"}},
            }
        }
    },
}


LEAF: list[dict[str, object]] = [{"type": "string"}, {"type": "integer"}, {"type": "boolean"}]


def _of(*more: dict[str, object]) -> dict[str, object]:
    return {"oneOf": [*LEAF, *more]}


def _map(of: dict[str, object]) -> dict[str, object]:
    return {"type": "object", "additionalProperties": of}


def _list(of: dict[str, object]) -> dict[str, object]:
    return {"type": "array", "items": of}


def _value(deep: int) -> dict[str, object]:
    """What a field holds, down to a person in a row of a list."""
    return _of(_list(_value(deep - 1)), _map(_value(deep - 1))) if deep else _of()


def _when(deep: int) -> dict[str, object]:
    """A condition; conditions stand inside all, any, not."""
    inner = _when(deep - 1) if deep else _map(_of(_list(_of())))
    return _map(_of(_list(_of(inner)), inner))


# Readers of the document (its validator among them) do not end with what is made of itself: as deep as it goes, and no deeper.
OPEN: dict[str, dict[str, object]] = {
    "Value": {"description": "What a field holds: app/language/values.py", **_value(3)},
    "When": {"description": "A condition: app/language/conditions.py", **_when(DEEPEST)},
}


class Documented(Api):
    """flask-smorest's, with our problem document as what every error looks like."""

    ERROR_SCHEMA = ProblemDocument

    def _register_responses(self) -> None:
        usual, self.DEFAULT_RESPONSE_CONTENT_TYPE = self.DEFAULT_RESPONSE_CONTENT_TYPE, "application/problem+json"
        super()._register_responses()
        self.DEFAULT_RESPONSE_CONTENT_TYPE = usual


def finish(api: Api, app: Flask) -> None:
    """Complete the document."""
    for name, scheme in SCHEMES.items():
        api.spec.components.security_scheme(name, scheme)
    for name, shape in OPEN.items():
        api.spec.components.schema(name, shape)
    for rule in app.url_map.iter_rules():
        operations = api.spec._paths.get(api.flask_plugin.flaskpath2openapi(rule.rule), {})
        view = app.view_functions[rule.endpoint]
        for method in rule.methods or ():
            if operation := operations.get(method.lower()):
                _complete(operation, view)


def _complete(operation: dict[str, object], view: View) -> None:
    guard = str(getattr(view, "guard", "anyone"))
    operation["security"] = WHO[guard.partition("(")[0]]
    names = {name for code in _codes(_inmost(view)) for name in (*code.co_names, *_keywords(code))}
    if names & {"answer_once", "recall"}:  # an upload remembers by itself: its key may be left out
        required = "answer_once" in names and "key_needed" not in names
        known = operation.get("parameters")
        operation["parameters"] = [*(known if isinstance(known, list) else []), {**KEY, "required": required}]
    if {"request", "files"} <= names and "requestBody" not in operation:
        operation["requestBody"] = FILE


def _inmost(view: View) -> FunctionType:
    found: FunctionType = inspect.unwrap(view)
    return found


def _codes(function: FunctionType) -> Iterator[CodeType]:
    """A view's code, that of functions inside it, and that of its own module's functions it calls."""
    seen: set[View] = set()
    todo = [function]
    while todo:
        one = todo.pop()
        if one in seen:
            continue
        seen.add(one)
        for code in _nested(one.__code__):
            yield code
            near = (one.__globals__.get(name) for name in code.co_names)
            todo += [other for other in near if isinstance(other, FunctionType) and other.__module__ == function.__module__]


def _nested(code: CodeType) -> Iterator[CodeType]:
    yield code
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _nested(inner)


def _keywords(code: CodeType) -> Iterator[str]:
    """Names of keyword arguments that calls in this code use."""
    for constant in code.co_consts:
        if isinstance(constant, tuple):
            yield from (name for name in constant if isinstance(name, str))
