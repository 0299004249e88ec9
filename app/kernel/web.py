"""What every API of the house shares: the base of what comes in, the base of what goes out, one way to say it."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Response, request
from marshmallow import EXCLUDE, RAISE, Schema, fields, validate


class Body(Schema):
    """Base of all request bodies: what is not declared is refused."""

    class Meta:
        unknown = RAISE


class Paged(Schema):
    """Base of what a list may be asked: `after` is the `next` of the page before. Anything else in the address is nobody's."""

    class Meta:
        unknown = EXCLUDE

    after = fields.String(validate=validate.Length(max=120))


class Answer(Schema):
    """Base of all documented answers."""

    class Meta:
        unknown = EXCLUDE


def reply(body: Any, status: int = 200) -> Response:
    """JSON without a second serialiser."""
    return Response(orjson.dumps(body), status, content_type="application/json; charset=utf-8")


def told() -> bytes:
    """What an Idempotency-Key stands for: method, path and body."""
    return f"{request.method} {request.path}\n".encode() + request.get_data(cache=True)
