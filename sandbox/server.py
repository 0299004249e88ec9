"""One sandbox as a Flask application: every message is kept in the journal, and may fail on request."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from werkzeug.exceptions import HTTPException

from sandbox.documents import Maybe
from sandbox.world import World

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

import socket
import time

import orjson
from flask import Flask, Response, g, request

from sandbox import control, departments, lookup, pay, sources, tax, wechat
from sandbox.departments import inbox
from sandbox.faults import ANSWER_KINDS
from sandbox.journal import shown, text_of
from sandbox.pay import notices
from sandbox.pay.caller import raw_target
from sandbox.registers.declared import registers
from sandbox.registers.switches import switches
from sandbox.world import here

OURS = ("/control", "/page", "/favicon.ico")  # a person's own doors: neither journal nor faults
HUGE = 10 * 1024 * 1024


def create_app(world: World) -> Flask:
    """The application of this world. Jobs run once `world.start()` was called."""
    app = Flask("sandbox", static_folder=None)
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.url_map.strict_slashes = False
    app.extensions["world"] = world
    registers()  # what contradicts itself stops the start, not the first question
    switches()
    for install in (departments.install, notices.install, *pay.INSTALL, *wechat.INSTALL, *tax.INSTALL):
        install(world)
    for blueprint in (*wechat.BLUEPRINTS, *pay.BLUEPRINTS, *tax.BLUEPRINTS, inbox.bp, sources.bp, lookup.bp, *control.BLUEPRINTS):
        app.register_blueprint(blueprint)
    app.before_request(arrive)
    app.after_request(leave)
    for status in (404, 405, 500):
        app.register_error_handler(status, nobody)
    return app


def nobody(error: HTTPException) -> Response:
    """Nothing answers here, or not so, or something broke: said as JSON, as everything is."""
    words = {404: "nothing answers at this path", 405: "nothing answers at this path with this method"}
    text = words.get(error.code or 500, "the sandbox broke; its terminal says where")
    body = {"error": f"{request.method} {request.path}: {text}; GET /control lists every control call"}
    headers = [(name, value) for name, value in error.get_headers() if name == "Allow"]
    return Response(orjson.dumps(body), error.code, headers, content_type="application/json; charset=utf-8")


def ours() -> bool:
    """Is this a call of the control page, not of the outside world?"""
    return request.path == "/" or request.path.startswith(OURS)


def side() -> str:
    """Which part of the outside world was called."""
    head = request.path.split("/")[1]
    return {"v3": "pay", "departments": "department", "sources": "source", "tax": "tax"}.get(head, "wechat")


def arrive() -> Response | None:
    """Take the faults meant for this message; some of them answer it before anybody reads it."""
    g.began, g.faults, g.note, g.verified = time.monotonic(), {}, "", None
    if ours():
        return None
    g.faults = faults = here().faults.take(request.method, request.path, ANSWER_KINDS, side())
    if "delay" in faults:
        time.sleep(faults["delay"] or 1)
    for kind, (status, code) in {
        "5xx": (500, "SYSTEM_ERROR"),
        "429": (429, "FREQUENCY_LIMITED"),
        "source_off": (503, "source_off"),
    }.items():
        if kind in faults:
            return failed(status, code)
    if "busy" in faults:
        return Response(orjson.dumps({"errcode": -1, "errmsg": "system error rid: fault"}), content_type="application/json; charset=UTF-8")
    return None


def failed(status: int, code: str) -> Response:
    """An answer that looks like WeChat's own failure."""
    g.note = code
    headers = {"Request-ID": "08FAULT-268435465"}
    return Response(
        orjson.dumps({"code": code, "message": "系统繁忙，请稍后重试"}), status, headers, content_type="application/json; charset=utf-8"
    )


def leave(response: Response) -> Response:
    """Keep the message, then spoil the answer where a fault says so."""
    if ours():
        response.headers.update(
            {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "*", "Access-Control-Allow-Methods": "*"}
        )
        return response
    if "late_5xx" in g.faults:
        # It has been done, and yet the caller hears of an error: only asking again tells.
        response = failed(500, "SYSTEM_ERROR")
    body = response.get_data() if not response.direct_passthrough else b""
    here().journal.add(
        direction="in",
        side=side(),
        method=request.method,
        path=request.path,
        target=raw_target(request.environ),
        status=response.status_code,
        request=text_of(request.get_data()),
        reply=text_of(body),
        headers=shown(request.headers),
        reply_headers=shown(response.headers),
        verified=g.verified,
        note=g.note,
        fault=",".join(sorted(g.faults)),
        took_ms=round((time.monotonic() - g.began) * 1000),
    )
    return spoil(response, body)


def spoil(response: Response, body: bytes) -> Response:
    """lost_reply: the connection ends without a byte; truncated: in the middle; huge: ten megabytes."""
    if "huge" in g.faults:
        response.set_data(body + b" " * HUGE)
    if "truncated" in g.faults:
        response.headers["Content-Length"] = str(len(body))
        response.response = [body[: len(body) // 2]]
        response.call_on_close(cutter(request.environ))
    if "lost_reply" in g.faults:
        cutter(request.environ)()
    return response


def cutter(environ: WSGIEnvironment) -> Callable[[], None]:
    """What ends this connection at once."""
    wire: Maybe = environ.get("werkzeug.socket")

    def cut() -> None:
        try:
            wire.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # the caller has gone already

    return cut
