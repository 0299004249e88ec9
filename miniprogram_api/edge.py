"""The edge: JSON bodies pass the guard, repeated writes get their first answer, the transaction opens and closes here.

bp = Blueprint("cases", __name__, url_prefix="/api/cases")   # from here, not from flask_smorest
class Begin(Body): ...                                       # what comes in (app.kernel.web): undeclared fields are refused
class Case(Answer): ...                                      # what goes out (for the documentation)

@bp.post("")
@signed_in(level=3)
@bp.arguments(Begin)
@bp.alt_response(201, schema=Case)
def begin(body):
    return answer_once(lambda tx: (201, service.begin(tx, g.me.person, **body)))
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flask_smorest
from flask import Flask, Request, Response, current_app, g, request
from marshmallow import fields
from webargs import missing
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import UnsupportedMediaType

from app.kernel import db, guard, limits, once
from app.kernel.errors import TooLarge
from app.kernel.web import reply, told

MAX_UPLOAD = 33 * 1024 * 1024  # a file of app.files.rules.MAX_BYTES in its envelope; deploy/nginx.conf says the same
FORMS = ("application/json", "multipart/form-data")


class GuardedRequest(Request):
    """Every JSON body is parsed by kernel.guard; views and schemas see only what passed."""

    def get_json(self, force: bool = False, silent: bool = False, cache: bool = True) -> Any:
        if not hasattr(self, "_guarded"):
            raw = self.get_data()
            self._guarded = guard.parse(raw) if raw else {}
        return self._guarded

    @property
    def is_json(self) -> bool:
        return self.mimetype in ("application/json", "")


class _Parser(FlaskParser):
    def _raw_load_json(self, req: Request) -> Any:
        return req.get_json() if req.is_json else missing


class Blueprint(flask_smorest.Blueprint):
    """flask-smorest's, with bodies that passed the guard."""

    ARGUMENTS_PARSER = _Parser()


class Yes(fields.Boolean):
    """true or false, not 1, "yes" or "on"."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


def register(app: Flask, proxies: str = "127.0.0.1") -> None:
    """Put the guard before every view. `proxies`: whose word about the caller's address we take (deploy/nginx.conf)."""
    app.request_class = GuardedRequest
    app.config["PROXIES"] = frozenset(one.strip() for one in proxies.split(","))
    app.config["MAX_CONTENT_LENGTH"] = MAX_UPLOAD
    app.before_request(_guard)


def address() -> str:
    """Where the caller calls from, for limits; behind our proxy, what the proxy says. Never logged."""
    return limits.caller(request.environ, current_app.config["PROXIES"])


def answer_once(work: Callable[[db.Connection], tuple[int, Any]], key_needed: bool = True) -> Response:
    """Do `work(tx)` → (status, body) in one transaction under the caller's Idempotency-Key, or give the answer it got before.

    `key_needed=False` where doing it twice is harmless: then a call without a key is simply done.
    """
    key = request.headers.get("Idempotency-Key")
    if key is None and not key_needed:
        return _reply(*once.untold(work))
    return _reply(*once.once(g.me.account, key, told(), work))


def remembered() -> Response | None:
    """The answer this key got before, or None: look before asking the outside world for something it gives only once."""
    key = request.headers.get("Idempotency-Key")
    found = once.recall(g.me.account, key, told()) if key else None
    return _reply(*found) if found else None


def _reply(status: int, body: Any) -> Response:
    return Response(status=204) if status == 204 else reply(body, status)


def _guard() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if request.method in ("GET", "HEAD", "OPTIONS") or getattr(view, "reads_stream", False):
        return  # a signed notice is verified as bytes first, with a cap of its own
    if request.is_json:
        if (request.content_length or 0) > guard.MAX_BYTES:
            raise TooLarge("body_too_large", "发来的内容太大了", "分几次发")
        request.max_content_length = guard.MAX_BYTES
        request.get_json()
    elif request.mimetype not in FORMS and request.path.startswith("/api/"):
        raise UnsupportedMediaType()
