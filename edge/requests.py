"""Before every view of every API: JSON bodies pass the guard, whatever kind of JSON they say they are.

bp = Blueprint("cases", __name__, url_prefix="/api/cases")   # from here, not from flask_smorest
class Begin(Body): ...                                       # what comes in (app.kernel.web): undeclared fields are refused
class Case(Answer): ...                                      # what goes out (for the documentation)

@bp.post("")
@signed_in(level=3)
@bp.arguments(Begin)
@bp.alt_response(201, schema=Case)
def begin(body): ...
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, TypeVar

import flask_smorest
from flask import Flask, Request, current_app, request
from marshmallow import Schema, fields
from webargs import missing
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import UnsupportedMediaType

from app.kernel import guard, limits
from app.kernel.errors import TooLarge
from app.kernel.jsons import Json
from edge import paths

MAX_UPLOAD = 33 * 1024 * 1024  # a file of app.files.rules.MAX_BYTES in its envelope; deploy/nginx.conf says the same
View = TypeVar("View", bound=Callable[..., object])

FORMS = ("multipart/form-data",)
READS = ("GET", "HEAD", "OPTIONS")


class GuardedRequest(Request):
    """Every JSON body is parsed by kernel.guard; views and schemas see only what passed."""

    def get_json(self, force: bool = False, silent: bool = False, cache: bool = True) -> Json:
        """The body, parsed once and guarded; {} without one."""
        if not hasattr(self, "_guarded"):
            raw = self.get_data()
            self._guarded = guard.parse(raw) if raw else {}
        return self._guarded

    @property
    def is_json(self) -> bool:
        """JSON by any name (`application/problem+json`, `application/vnd.x+json`), or a body of no declared kind."""
        kind = self.mimetype
        return kind in ("application/json", "") or (kind.startswith("application/") and kind.endswith("+json"))


class _Parser(FlaskParser):
    def _get_schema(self, argmap: Any, req: Request) -> Schema:
        """One instance a class: making it copies every field, a tenth of what a small request cost."""
        return _made(argmap) if isinstance(argmap, type) else super()._get_schema(argmap, req)

    def _raw_load_json(self, req: Request) -> object:
        return req.get_json() if req.is_json else missing


@lru_cache(None)
def _made(schema: type[Schema]) -> Schema:
    return schema()


class Blueprint(flask_smorest.Blueprint):
    """flask-smorest's, with bodies that passed the guard."""

    ARGUMENTS_PARSER = _Parser()


class Yes(fields.Boolean):
    """true or false, not 1, "yes" or "on"."""

    def _deserialize(self, value: object, attr: str | None, data: Mapping[str, object] | None, **kwargs: object) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


def register(app: Flask, proxies: str = "127.0.0.1") -> None:
    """Put the guard before every view. `proxies`: whose word about the caller's address we take (deploy/nginx.conf)."""
    app.request_class = GuardedRequest
    app.config["PROXIES"] = frozenset(one.strip() for one in proxies.split(","))
    app.config["MAX_CONTENT_LENGTH"] = MAX_UPLOAD
    app.url_map.converters.update(paths.CONVERTERS)
    app.before_request(_guard)


def verified_first(view: View) -> View:
    """For views whose guard verifies the body's bytes, and calls `read_body` once it has: a stranger's body is never parsed."""
    view.verified_first = True  # type: ignore[attr-defined]
    return view


def read_body() -> None:
    """Parse the body now. Raises BadRequest `json_*`, TooLarge, UnsupportedMediaType."""
    if request.is_json:
        request.get_json()
    elif request.mimetype not in FORMS:
        raise UnsupportedMediaType()


def address() -> str:
    """Where the caller calls from, for limits; behind our proxy, what the proxy says. Never logged."""
    return limits.caller(request.environ, current_app.config["PROXIES"])


def _guard() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if request.method in READS or getattr(view, "reads_stream", False):
        return  # a signed notice is verified as bytes first, with a cap of its own
    if request.mimetype not in FORMS:
        if (request.content_length or 0) > guard.MAX_BYTES:
            raise TooLarge("body_too_large", "发来的内容太大了", "分几次发")
        request.max_content_length = guard.MAX_BYTES
    if not getattr(view, "verified_first", False):
        read_body()
