"""WeChat knocks: verify, compare, store and settle in one commit, and only then answer.

A notice is heard before Flask, whose share of the time is a tenth, and which has nothing to add. What goes wrong in a way
nobody thought of is handed on to Flask, where one translator tells every fault.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeVar

import structlog
from flask import Blueprint, Response, request
from werkzeug.datastructures import EnvironHeaders
from werkzeug.wsgi import get_content_length, get_input_stream

from app.kernel.errors import Problem, TooLarge
from app.kernel.failpoints import reach
from app.kernel.limits import SIGNED
from app.kernel.observe import ROUTE
from payment import channels, service

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

View = TypeVar("View", bound=Callable[..., Response])

bp = Blueprint("payment_webhooks", __name__)
log = structlog.get_logger("payment")

MAX_BYTES = 64 * 1024
FAULT = "shengshi.notice_fault"
_PATH = re.compile("/notify/wechat-pay(?:/([0-9]{1,32}))?")
_ROUTES = ("/notify/wechat-pay", "/notify/wechat-pay/<merchant:mchid>")


class Notices:
    """`Notices(wsgi_app)`: 204 once the money is booked (also when it already was); 4xx for what is not WeChat's or not as in
    our record, `{"code": "FAIL", "message": <stable code>}`, and nothing was changed."""

    def __init__(self, app: WSGIApplication) -> None:
        self.app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = _PATH.fullmatch(environ["PATH_INFO"])
        if path is None or environ["REQUEST_METHOD"] != "POST":
            return self.app(environ, start_response)
        environ[ROUTE] = _ROUTES[path[1] is not None]
        try:
            _hear(environ, path[1])
        except Problem as problem:
            log.warning("notice_refused", code=problem.code)
            refused = Response(f'{{"code":"FAIL","message":"{problem.code}"}}', problem.status, content_type="application/json")
            return refused(environ, start_response)
        except Exception as fault:
            environ[FAULT] = fault
            return self.app(environ, start_response)
        start_response("204 No Content", [])
        return ()


def _hear(environ: WSGIEnvironment, mchid: str | None) -> None:
    if (get_content_length(environ) or 0) > MAX_BYTES:
        raise TooLarge("notify_too_large")
    pay, headers = channels.wechat_pay(mchid), EnvironHeaders(environ)
    pay.look(headers)  # before a byte of the body is read
    body = get_input_stream(environ).read(MAX_BYTES + 1)
    if len(body) > MAX_BYTES:
        raise TooLarge("notify_too_large")
    reach("notify.before_verify")
    told, plain = pay.read_notice(headers, body)
    environ[SIGNED] = True
    reach("notify.after_verify")
    if told is not None:
        service.book(told, plain, "notify")
    reach("notify.after_commit")


def _wechat(view: View) -> View:
    view.guard = "wechat_signature"  # type: ignore[attr-defined]
    view.reads_stream = True  # type: ignore[attr-defined]
    return view


@bp.post(_ROUTES[0])
@bp.post(_ROUTES[1])
@_wechat
def fault(mchid: str | None = None) -> Response:
    """What stopped a notice, for the translator."""
    raise request.environ[FAULT]
