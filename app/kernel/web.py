"""What every API of the house shares: the base of what comes in, the base of what goes out, one way to say it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import orjson
from flask import Response, request
from marshmallow import EXCLUDE, RAISE, Schema, fields

from app.kernel import text
from app.kernel.plain import code

# What a schema let through: each field has the type the schema says, which Python's cannot see.
Loaded = dict[str, Any]


class Body(Schema):
    """Base of all request bodies: what is not declared is refused."""

    class Meta:
        unknown = RAISE


class Paged(Schema):
    """Base of what a list may be asked: `after` is the `next` of the page before. Anything else in the address is nobody's."""

    class Meta:
        unknown = EXCLUDE

    after = code(120, least=0)


class Day(fields.Date):
    """A date as YYYY-MM-DD within 1900–2100, as everywhere (app.kernel.text)."""

    def _deserialize(self, value: object, attr: str | None, data: Mapping[str, object] | None, **kwargs: object) -> date:
        found = text.day(value)
        if found is None:
            raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE)
        return found


class Answer(Schema):
    """Base of all documented answers."""

    class Meta:
        unknown = EXCLUDE


def asked(name: str, default: str = "") -> str:
    """What stands after the question mark, made plain, where no schema reads it."""
    return text.plain(request.args.get(name, default))


def reply(body: object, status: int = 200) -> Response:
    """JSON without a second serialiser."""
    return Response(orjson.dumps(body), status, content_type="application/json; charset=utf-8")


def told() -> bytes:
    """What an Idempotency-Key stands for: method, path and body."""
    return f"{request.method} {request.path}\n".encode() + request.get_data(cache=True)
