"""WeChat knocks: verify, compare, store and settle in one commit, and only then answer."""

from __future__ import annotations

import structlog
from flask import Blueprint, Response, request

from app.kernel.errors import Problem, TooLarge
from app.kernel.failpoints import reach
from payment import channels, service

bp = Blueprint("payment_webhooks", __name__)
log = structlog.get_logger("payment")

MAX_BYTES = 64 * 1024


def _wechat(view: object) -> object:
    view.guard = "wechat_signature"  # type: ignore[attr-defined]
    view.reads_stream = True  # type: ignore[attr-defined]
    return view


@bp.post("/notify/wechat-pay")
@bp.post("/notify/wechat-pay/<mchid>")
@_wechat
def wechat_pay(mchid: str | None = None) -> Response:
    """204 once the money is booked (also when it already was); 4xx for what is not WeChat's or not as in our record."""
    try:
        if (request.content_length or 0) > MAX_BYTES:
            raise TooLarge("notify_too_large")
        body = request.stream.read(MAX_BYTES + 1)
        if len(body) > MAX_BYTES:
            raise TooLarge("notify_too_large")
        reach("notify.before_verify")
        told, plain = channels.wechat_pay(mchid).read_notice(request.headers, body)
        reach("notify.after_verify")
        if told is not None:
            service.book(told, plain, "notify")
    except Problem as problem:
        log.warning("notice_refused", code=problem.code)
        return _fail(problem.status, problem.code)
    reach("notify.after_commit")
    return Response(status=204)


def _fail(status: int, code: str) -> Response:
    return Response(f'{{"code":"FAIL","message":"{code}"}}', status, content_type="application/json")
