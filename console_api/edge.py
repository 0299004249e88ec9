"""Bodies and answers of the desk; every body has passed the JSON guard before (miniprogram_api.edge.register)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import orjson
from flask import Response, g, request
from marshmallow import EXCLUDE, RAISE, Schema

from app.kernel import once

if TYPE_CHECKING:
    from sqlalchemy import Connection


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


def key() -> str:
    """The number the desk gave this request."""
    return request.headers.get("Idempotency-Key", "")


def answer_once(work: Callable[[Connection], tuple[int, Any]]) -> Response:
    """Do `work(tx)` → (status, body) in one transaction under the caller's Idempotency-Key, or give the answer it got before."""
    told = f"{request.method} {request.path}\n".encode() + request.get_data(cache=True)
    status, body = once.once(f"staff:{g.staff.id}", key() or None, told, work)
    return reply(body, status)
