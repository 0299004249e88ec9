"""What every open-platform call goes through: method, JSON, token, and the form of the answer."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

import orjson
from flask import Response, g, request

from sandbox import accounts
from sandbox.documents import Doc, View
from sandbox.wechat.texts import TEXTS
from sandbox.world import World, here


class WxError(Exception):
    """A refusal; `text` replaces or follows the usual one."""

    def __init__(self, code: int, text: str | None = None) -> None:
        super().__init__(code)
        self.code, self.text = code, text or TEXTS.get(code, "system error")


def reply(body: object, content_type: str = "application/json; charset=UTF-8") -> Response:
    """Anything as JSON."""
    return Response(orjson.dumps(body), content_type=content_type)


def refusal(error: WxError, content_type: str = "application/json; charset=UTF-8") -> Response:
    """An error as WeChat writes it, with a rid."""
    rid = f"{secrets.token_hex(4)}-{secrets.token_hex(4)}-{secrets.token_hex(4)}"
    g.note = f"errcode {error.code}"
    return reply({"errcode": error.code, "errmsg": f"{error.text} rid: {rid}"}, content_type)


def wx(
    method: str = "POST",
    token: bool = True,
    kind: str | None = None,
    body: str | None = "json",
    bare: bool = False,
    wrong_method: int | None = None,
) -> Callable[[Callable[..., Doc | Response]], View]:
    """Guard a view. It gets (world, app, body); without a token only (world, body).

    The view returns a dict (errcode 0 and errmsg ok are added) or a ready Response.
    `kind="service"` lets only service accounts in; `bare` answers carry no errcode on success.
    """

    def guard(view: Callable[..., Doc | Response]) -> View:
        @wraps(view)
        def call(**path: str) -> Response:
            world = here()
            try:
                if request.method != method:
                    raise WxError(wrong_method or (43002 if method == "POST" else 43001))
                with world.lock:
                    args = [app_of_token(world, kind)] if token else []
                    if method == "POST" and body == "json":
                        args.append(read_json())
                    answer = view(world, *args, **path)
                g.verified = True
            except WxError as error:
                g.verified = error.code not in (40001, 40125, 41001, 42001)
                return refusal(error)
            if isinstance(answer, Response):
                return answer
            return reply(answer if bare else {"errcode": 0, "errmsg": "ok", **answer})

        return call

    return guard


def read_json() -> Doc:
    """The body, an object. Raises WxError."""
    raw = request.get_data()
    if not raw:
        raise WxError(44002)
    try:
        body = orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise WxError(47001) from None
    if not isinstance(body, dict):
        raise WxError(47001)
    return body


def app_of_token(world: World, kind: str | None = None) -> Doc:
    """The account the access token speaks for."""
    value = request.args.get("access_token", "")
    if not value:
        raise WxError(41001)
    token = world.tables["tokens"].get(value)
    if token is None or token.get("killed"):
        raise WxError(40001)
    if world.clock.now() >= token["ends"]:
        raise WxError(42001)
    owner = accounts.app(token["appid"])
    if kind and owner["kind"] != kind:
        raise WxError(48001)
    result: Doc = owner
    return result


def text(body: Doc, name: str, required: bool = True, most: int | None = None, code: int = 40097) -> str:
    """A string field; `code` when it is missing, of another kind or too long."""
    value = body.get(name)
    if value is None and not required:
        return ""
    if not isinstance(value, str) or (required and not value) or (most and len(value) > most):
        raise WxError(code, f"{TEXTS[code]}: {name}")
    return value


def whole(body: Doc, name: str, least: int | None = None, most: int | None = None, required: bool = True, code: int = 40097) -> Any:
    """An integer field; `code` when it is missing, of another kind or out of range."""
    value = body.get(name)
    if value is None and not required:
        return None
    if type(value) is not int or (least is not None and value < least) or (most is not None and value > most):
        raise WxError(code, f"{TEXTS[code]}: {name}")
    return value


def count(world: World, name: str, seconds: float, limit: int, code: int = 45011) -> None:
    """Count a call in a sliding window and raise `code` beyond the limit."""
    now = world.clock.now()
    times = [at for at in world.tables["counts"].get(name, []) if now - at < seconds]
    if len(times) >= limit:
        raise WxError(code)
    world.tables["counts"][name] = [*times, now]
