"""What we use of flask-smorest, which ships no types of its own."""

from collections.abc import Callable, Mapping
from typing import Any, ParamSpec, TypeVar

import flask
from apispec import APISpec
from marshmallow import Schema
from webargs.flaskparser import FlaskParser
from werkzeug.routing import BaseConverter

_P = ParamSpec("_P")
_View = TypeVar("_View", bound=Callable[..., object])

class Blueprint(flask.Blueprint):
    ARGUMENTS_PARSER: FlaskParser
    def __init__(self, name: str, import_name: str, *, url_prefix: str | None = ..., description: str = ...) -> None: ...
    def arguments(self, schema: type[Schema], *, location: str = ...) -> Callable[[_View], _View]: ...
    def alt_response(
        self, status_code: int, *, schema: type[Schema] | Mapping[str, str] = ..., **more: object
    ) -> Callable[[_View], _View]: ...
    def response(
        self, status_code: int, schema: type[Schema] | None = ..., **more: object
    ) -> Callable[[Callable[_P, object]], Callable[_P, flask.Response]]: ...
    def doc(self, **more: object) -> Callable[[_View], _View]: ...

class _FlaskPlugin:
    def flaskpath2openapi(self, path: str) -> str: ...

class Api:
    DEFAULT_RESPONSE_CONTENT_TYPE: str
    ERROR_SCHEMA: type[Schema]
    spec: APISpec
    flask_plugin: _FlaskPlugin
    def __init__(self, app: flask.Flask) -> None: ...
    def register_converter(self, converter: type[BaseConverter], func: Callable[..., dict[str, Any]]) -> None: ...
    def register_blueprint(self, blueprint: flask.Blueprint) -> None: ...
    def _register_responses(self) -> None: ...
