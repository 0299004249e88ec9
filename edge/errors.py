"""The one translator: every error becomes an RFC 9457 problem with a sentence a citizen understands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import orjson
import structlog
from flask import Flask, Response, request
from marshmallow import Schema, fields, validate
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from app.cases import rules as cases
from app.kernel.db import may_retry
from app.kernel.errors import Problem, Unavailable
from app.kernel.observe import FAULT, REQUEST_ID
from app.offices import track
from edge.shapes import Typed
from payment.refunds import rules as refunds

log = structlog.get_logger("api")

BY_STATUS = {
    400: ("bad_request", "发来的内容读不懂", "退出来重新进一次"),
    404: ("not_found", "没有找到", "回首页再找找"),
    405: ("method_not_allowed", "不能这样访问", "回首页再试"),
    413: ("too_large", "文件太大了", "换一个小一点的"),
    415: ("media_type", "发来的内容格式不对", "退出来重新进一次"),
    422: ("refused", "有的地方填得不对", "按提示改一改"),
    429: ("too_many", "点得太快了", "歇一会儿再试"),
}


STATES = sorted(
    {*cases.MOVES, *track.STATES, *refunds.MOVES, "open", "taken", "resolved"}
)  # of cases, offices' parts, refunds, work orders


class FieldFault(Schema):
    field = fields.String(required=True)
    say = fields.String(required=True)
    at = fields.String(
        validate=validate.OneOf(["question", "materials", "signature", "point"])
    )  # where it is mended; point: nowhere here; absent: in the form


class Theirs(Schema):
    """A field as another phone wrote it; `text` is for people."""

    id = fields.String(required=True)
    value = Typed(allow_none=True)
    text = fields.String(required=True)


class ProblemDocument(Schema):
    """RFC 9457, with what is wrong, what to do now and what is not lost in a citizen's words."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    code = fields.String(required=True)
    say = fields.String(required=True)
    do = fields.String(required=True)
    kept = fields.String(required=True)
    errors = fields.List(fields.Nested(FieldFault), required=True)
    request_id = fields.String(required=True)
    level = fields.Integer(metadata={"description": "real_name_needed, face_needed: the level it takes"})
    state = fields.String(validate=validate.OneOf(STATES), metadata={"description": "409: where the thing stands now"})
    allowed = fields.List(
        fields.String(validate=validate.OneOf(sorted(cases.MOVES))),
        metadata={"description": "409 impossible_move: where it may go from there"},
    )
    rest_fen = fields.Integer(metadata={"description": "refund_above_rest: what may still be given back"})
    answered = fields.Integer(metadata={"description": "department_refused: the status a department answered with"})
    running = fields.String()  # the case that is on its way to the same result
    offices = fields.List(fields.String())  # those of the department that asks, one of which has to be named
    certificate = fields.String()  # the certificate that makes it pointless
    rev = fields.Integer()  # of the draft, when somebody else wrote
    theirs = fields.List(fields.Nested(Theirs))  # what they wrote
    unit = fields.String()  # unit_taken, one_only, hold_over: which


def register(app: Flask) -> None:
    """Install the handlers."""
    app.register_error_handler(Problem, _problem)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(DBAPIError, _database)
    app.register_error_handler(PoolTimeout, _pool)
    app.register_error_handler(Exception, _unexpected)


def answer(problem: Problem) -> Response:
    """The document for a problem."""
    if problem.status >= 500:
        request.environ[FAULT] = problem.code
    body = problem.document(request.environ.get(REQUEST_ID, ""))
    reply = Response(orjson.dumps(body), problem.status, content_type="application/problem+json; charset=utf-8")
    if problem.status == 401:
        reply.headers["WWW-Authenticate"] = "Bearer"
    return reply


def _problem(problem: Problem) -> Response:
    return answer(problem)


def _http(error: HTTPException) -> Response | HTTPException:
    status = error.code or 500
    if status < 400:
        return error
    code, say, do = BY_STATUS.get(status, (Problem.code, Problem.say, Problem.do))
    messages = (getattr(error, "data", None) or {}).get("messages", {})
    problem = Problem(code, say, do, errors=list(_fields(messages)))
    problem.status = status
    reply = answer(problem)
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            reply.headers[name] = value
    return reply


def _fields(messages: object, path: str = "") -> Iterator[dict[str, str]]:
    """marshmallow's messages, field by field. Locations (json, query) are no part of a field's name."""
    if isinstance(messages, Mapping):
        for key, value in messages.items():
            inner = path if key in ("json", "query", "form", "_schema") else f"{path}.{key}".strip(".")
            yield from _fields(value, inner)
    elif messages:
        text = str(messages[0] if isinstance(messages, list) else messages)
        yield {
            "field": path,
            "say": _said(text),
        }


def _said(text: str) -> str:
    """Our own checks speak Chinese; a library's are said our way."""
    if text[:1] > "\u2e7f":
        return text + "。"
    return "没有这一项。" if text == "Unknown field." else "这一项要填。" if "required" in text else "这一项不对。"


_KEY = re.compile(r"for key '([\w.]{1,80})'$")  # of MariaDB's 1062: the name of the key that was taken, never what took it


def _database(error: DBAPIError) -> Response:
    # The text of a database error carries values (1062, 1292): its number and statement kind are enough.
    number = error.orig.args[0] if error.orig and error.orig.args else None
    key = _KEY.search(str(error.orig.args[-1])) if error.orig and error.orig.args else None
    log.error("database", error=type(error).__name__, number=number if isinstance(number, int) else None, key=key[1] if key else None)
    passing = may_retry(error) or isinstance(error, OperationalError | InterfaceError)
    reply = answer(Unavailable("busy") if passing else Problem())
    request.environ[FAULT] += f" {number}" if isinstance(number, int) else ""
    return reply


def _pool(error: PoolTimeout) -> Response:
    log.error("database", error="no free connection")
    return answer(Unavailable("busy"))


def _unexpected(error: Exception) -> Response:
    log.error("unexpected", error=type(error).__name__, trace=_places(error))
    return answer(Problem())


def _places(error: BaseException) -> list[str]:
    places, trace = [], error.__traceback__
    while trace:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return places[-8:]
