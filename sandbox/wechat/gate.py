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
    40078: "invalid card status",
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
    43302: "invalid method, POST only",
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
    61501: "date format error",
    72015: "unauthorized create invoice",
    72017: "invalid invoice title",
    72018: "duplicate order id, invoice had inserted to user",
    72023: "invoice has been lock by others",
    72024: "invoice status error",
    72025: "invoice token error",
    72027: "invoice action error",
    72028: "invoice never set pay mch info",
    72029: "invoice never set auth field",
    72030: "invalid mchid",
    72031: "invalid params",
    72035: "biz reject insert",
    72037: "invoice owner error",
    72038: "invoice order never auth",
    72039: "invoice must be lock first",
    72040: "invoice pdf error",
    72041: "billing_code and billing_no invalid",
    72042: "billing_code and billing_no repeated",
    72043: "billing_code or billing_no size error",
    72044: "scan text out of time",
    72045: "check_code is empty",
    72046: "pdf_url is invalid",
    72056: "order_id repeated",
    72060: "invoice has been cancelled",
    72061: "invoice has been closed",
    72063: "biz contact is empty, set contact first",
    72092: "USER_TITLE_NOT_FOUND",
    85400: "long-lived link quota reached",
    87007: "session_key is not existd or expired",
    87008: "invalid sig_method",
    87009: "invalid signature",
    87014: "risky content",
    10060001: "支付单不存在",
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


def wx(method="POST", token=True, kind=None, body="json", bare=False, wrong_method=None):
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


def text(body, name, required=True, most=None, code=40097):
    """A string field; `code` when it is missing, of another kind or too long."""
    value = body.get(name)
    if value is None and not required:
        return ""
    if not isinstance(value, str) or (required and not value) or (most and len(value) > most):
        raise WxError(code, f"{TEXTS[code]}: {name}")
    return value


def whole(body, name, least=None, most=None, required=True, code=40097):
    """An integer field; `code` when it is missing, of another kind or out of range."""
    value = body.get(name)
    if value is None and not required:
        return None
    if type(value) is not int or (least is not None and value < least) or (most is not None and value > most):
        raise WxError(code, f"{TEXTS[code]}: {name}")
    return value


def count(world, name, seconds, limit, code=45011):
    """Count a call in a sliding window and raise `code` beyond the limit."""
    now = world.clock.now()
    times = [at for at in world.tables["counts"].get(name, []) if now - at < seconds]
    if len(times) >= limit:
        raise WxError(code)
    world.tables["counts"][name] = [*times, now]
