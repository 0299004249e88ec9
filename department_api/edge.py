"""Bodies and answers of departments; every body has passed the JSON guard before (miniprogram_api.edge.register)."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Response
from marshmallow import EXCLUDE, RAISE, Schema


class Body(Schema):
    """Base of all request bodies: what is not declared is refused."""

    class Meta:
        unknown = RAISE


class Answer(Schema):
    """Base of all documented answers."""

    class Meta:
        unknown = EXCLUDE


def reply(body: Any, status: int = 200) -> Response:
    """JSON."""
    return Response(orjson.dumps(body), status, content_type="application/json; charset=utf-8")
