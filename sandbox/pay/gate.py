"""What every v3 call goes through: signature in, limits, JSON, and a signed answer out."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection
from functools import wraps

import orjson
from flask import Request, Response, g, request

from sandbox.documents import Answering, Doc, View
from sandbox.pay import platform
from sandbox.pay.caller import authenticate
from sandbox.pay.errors import PayError, bad_field
from sandbox.world import World, here


def signed(sign_reply: bool = True, body_of: Callable[[Request], bytes] | None = None) -> Callable[[Answering], View]:
    """Guard a view: it gets (world, merchant) and returns a dict (200), None (204), (dict, status) or a Response.

    `body_of(request)` names the bytes the signature covers; uploads sign only their `meta` part.
    """

    def guard(view: Answering) -> View:
        @wraps(view)
        def call(**path: str) -> Response:
            world = here()
            g.merchant = None
            try:
                covered = body_of(request) if body_of else request.get_data()
                g.merchant = authenticate(world, request, covered)
                g.verified = True
                check_serial(world)
                with world.lock:
                    limit(world, g.merchant)
                    answer = view(world, g.merchant, **path)
            except PayError as error:
                if error.code == "SIGN_ERROR":
                    g.verified = False
                g.note = f"{error.code}: {error.message}"
                return finish(world, error.status, error.body(), world.settings["sign_errors"], error.number)
            if isinstance(answer, Response):
                answer.headers["Request-ID"] = request_id()
                return answer
            body, status = answer if isinstance(answer, tuple) else (answer, 200 if answer is not None else 204)
            return finish(world, status, body, sign_reply)

        return call

    return guard


def check_serial(world: World) -> None:
    """A Wechatpay-Serial nobody has is a mistake of the caller."""
    asked = request.headers.get("Wechatpay-Serial", "")
    if asked and asked not in platform.keys(world):
        raise PayError(
            400,
            "PARAM_ERROR",
            "Wechatpay-Serial 对应的平台证书或公钥不存在",
            {"field": "Wechatpay-Serial", "value": asked, "location": "header", "issue": "platform key not found"},
        )


def limit(world: World, merchant: Doc) -> None:
    """The switchable requests-per-second limit of a merchant."""
    allowed = world.settings["pay_qps"]
    second, used = world.tables["qps"].get(merchant["mchid"], (0, 0))
    now = int(world.clock.now())
    used = used + 1 if second == now else 1
    world.tables["qps"][merchant["mchid"]] = (now, used)
    if allowed and used > allowed:
        raise PayError(429, "RATELIMIT_EXCEEDED", "请求频率超过限制，请降低频率后重试")


def finish(world: World, status: int, body: object, sign_reply: bool, number: int = 0) -> Response:
    """A reply with Request-ID and, when due, the signature headers; 204 and 202 are signed over nothing."""
    raw = b"" if body is None else orjson.dumps(body)
    response = Response(raw, status=status)
    response.headers["Content-Type"] = "application/json; charset=utf-8"
    if not raw:
        del response.headers["Content-Type"]
    response.headers["Request-ID"] = request_id(number)
    response.headers["Keep-Alive"] = "timeout=8"
    if sign_reply:
        asked = request.headers.get("Wechatpay-Serial", "")
        response.headers.extend(platform.sign(world, g.get("merchant"), raw, asked, g.get("faults", {})))
    return response


def request_id(number: int = 0) -> str:
    """A fresh id for an answer."""
    return f"08{secrets.token_hex(14).upper()}-{number}"


def json_body() -> Doc:
    """The JSON object of the request; 400 PARAM_ERROR when it is none."""
    if not request.content_type or not request.content_type.startswith("application/json"):
        raise PayError(400, "PARAM_ERROR", "Http头Content-Type必须为application/json")
    try:
        body = orjson.loads(request.get_data())
    except orjson.JSONDecodeError:
        body = None
    if not isinstance(body, dict):
        raise PayError(400, "PARAM_ERROR", "请求体不是合法的JSON格式")
    return body


def argument(name: str, required: bool = True, allowed: Collection[str] | None = None) -> str:
    """A query argument; 400 PARAM_ERROR when it is missing or not among `allowed`."""
    value = request.args.get(name, "")
    if (required and not value) or (value and allowed and value not in allowed):
        raise bad_field(f"/{name}", value, "参数缺失或不合法", "query")
    return value
