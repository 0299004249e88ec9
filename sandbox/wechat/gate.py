"""What every open-platform call goes through: method, JSON, token, and the form of the answer."""

import secrets
from functools import wraps

import orjson
from flask import Response, g, request

from sandbox.world import here

TEXTS = {
    -1: "system error",
    40001: "invalid credential, access_token is invalid or not latest, could get access_token by "
    "getStableAccessToken, more details at https://mmbizurl.cn/s/JtxxFh33r",
    40002: "invalid grant_type",
    40003: "invalid openid",
    40013: "invalid appid",
    40029: "invalid code",
    40037: "invalid template_id",
    40097: "invalid args",
    40125: "invalid appsecret, view more at http://t.cn/RAEkdVq",
    40129: "invalid scene",
    40163: "code been used",
    40164: "invalid ip, not in whitelist",
    40165: "invalid weapp pagepath",
    40169: "invalid length for scene, or the data is not json string",
    40212: "invalid query",
    40226: "high risk user, login blocked",
    41001: "access_token missing",
    41002: "appid missing",
    41004: "appsecret missing",
    41008: "missing code",
    41030: "invalid page",
    42001: "access_token expired",
    43001: "require GET method",
    43002: "require POST method",
    43101: "user refuse to accept the msg",
    43104: "appid and openid does not match",
    44002: "empty post data",
    45009: "reach max api daily quota limit",
    45011: "api minute-quota reach limit, must slower, retry next minute",
    47001: "data format error",
    47003: "argument invalid!",
    48001: "api unauthorized",
    61010: "code is expired, user visit too old",
    84001: "invalid identify id",
    84002: "user data expired",
    84003: "user data not exist",
    84006: "name or id_card_number is empty",
    87007: "session_key is not existd or expired",
    87008: "invalid sig_method",
    87009: "invalid signature",
}


class WxError(Exception):
    """A refusal; `text` replaces or follows the usual one."""

    def __init__(self, code, text=None):
        super().__init__(code)
        self.code, self.text = code, text or TEXTS.get(code, "system error")


def reply(body, content_type="application/json; charset=UTF-8"):
    return Response(orjson.dumps(body), content_type=content_type)


def refusal(error, content_type="application/json; charset=UTF-8"):
    rid = f"{secrets.token_hex(4)}-{secrets.token_hex(4)}-{secrets.token_hex(4)}"
    g.note = f"errcode {error.code}"
    return reply({"errcode": error.code, "errmsg": f"{error.text} rid: {rid}"}, content_type)


def wx(method="POST", token=True, kind=None, body="json", bare=False):
    """Guard a view. It gets (world, app, body); without a token only (world, body).

    The view returns a dict (errcode 0 and errmsg ok are added) or a ready Response.
    `kind="service"` lets only service accounts in; `bare` answers carry no errcode on success.
    """

    def guard(view):
        @wraps(view)
        def call(**path):
            world = here()
            try:
                if request.method != method:
                    raise WxError(43002 if method == "POST" else 43001)
                with world.lock:
                    args = [app_of_token(world, kind)] if token else []
                    if method == "POST" and body == "json":
                        args.append(read_json())
                    answer = view(world, *args, **path)
                g.verified = True
            except WxError as error:
                g.verified = error.code not in (40001, 40125, 41001, 42001)
                return refusal(error)
            if not isinstance(answer, dict):
                return answer
            return reply(answer if bare else {"errcode": 0, "errmsg": "ok", **answer})

        return call

    return guard


def read_json():
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


def app_of_token(world, kind=None):
    """The account the access token speaks for."""
    from sandbox.accounts import app

    value = request.args.get("access_token", "")
    if not value:
        raise WxError(41001)
    token = world.tables["tokens"].get(value)
    if token is None or token.get("killed"):
        raise WxError(40001)
    if world.clock.now() >= token["ends"]:
        raise WxError(42001)
    owner = app(token["appid"])
    if kind and owner["kind"] != kind:
        raise WxError(48001)
    return owner


def text(body, name, required=True, most=None):
    """A string field; 40097 when it is missing, of another kind or too long."""
    value = body.get(name)
    if value is None and not required:
        return ""
    if not isinstance(value, str) or (required and not value) or (most and len(value) > most):
        raise WxError(40097, f"invalid args: {name}")
    return value


def count(world, name, seconds, limit):
    """Count a call in a sliding window and raise 45011 beyond the limit."""
    now = world.clock.now()
    times = [at for at in world.tables["counts"].get(name, []) if now - at < seconds]
    if len(times) >= limit:
        raise WxError(45011)
    world.tables["counts"][name] = [*times, now]
