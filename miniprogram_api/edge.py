"""The edge: JSON bodies pass the guard, repeated writes get their first answer, the transaction opens and closes here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
from flask import Request, Response, g, request
from marshmallow import RAISE, Schema
from sqlalchemy import Connection

from app.kernel import guard
from app.kernel.errors import TooLarge
from app.kernel.once import once

MAX_JSON = guard.MAX_BYTES


class GuardedRequest(Request):
    """Every JSON body is parsed by kernel.guard; flask-smorest and views see only what passed."""

    def get_json(self, force: bool = False, silent: bool = False, cache: bool = True) -> Any:
        if not hasattr(self, "_guarded"):
            if (self.content_length or 0) > MAX_JSON:
                raise TooLarge("body_too_large", "发来的内容太大了", "分几次发")
            raw = self.get_data()
            self._guarded = guard.parse(raw) if raw else {}
        return self._guarded

    @property
    def is_json(self) -> bool:
        return self.mimetype in ("application/json", "")


class Body(Schema):
    """Base of all request bodies: what is not declared is refused."""

    class Meta:
        unknown = RAISE


def reply(body: Any, status: int = 200) -> Response:
    """JSON without a second serialiser."""
    return Response(orjson.dumps(body), status, content_type="application/json; charset=utf-8")


def answer_once(work: Callable[[Connection], tuple[int, Any]]) -> Response:
    """Do `work(tx)` → (status, body) in one transaction under the caller's Idempotency-Key, or give the answer it got before."""
    told = f"{request.method} {request.path}\n".encode() + request.get_data(cache=True)
    status, body = once(g.me.account, request.headers.get("Idempotency-Key"), told, work)
    return reply(body, status) if status != 204 else Response(status=204)
