"""Signing in with WeChat, and out."""

from __future__ import annotations

from flask import Response, g, request
from marshmallow import validate

from app.identity import devices, service, tokens
from app.kernel import db
from app.kernel.errors import SignedOut
from app.kernel.limits import Limit
from app.kernel.plain import AsTyped, Line
from app.kernel.ports import outside
from app.kernel.web import Answer, Body, reply
from edge.shapes import one, said
from miniprogram_api.auth import anyone, signed_in
from miniprogram_api.edge import Blueprint, address
from miniprogram_api.me import Me, view_of

bp = Blueprint("sign_in", __name__, url_prefix="/api", description="登录")

BY_ADDRESS = Limit("sign_in", 3000, 60)  # against floods only: a carrier lets tens of thousands stand behind one address


class SignIn(Body):
    """The code wx.login gave, and what the phone says it is."""

    code = AsTyped(required=True, validate=validate.Length(min=1, max=128))  # WeChat says whether it is one
    device = Line(load_default="", validate=validate.Length(max=200))


class SignedIn(Answer):
    """A token for the Authorization header, and who that is."""

    token = said()
    me = one(Me)


@bp.post("/sign-in")
@anyone
@bp.arguments(SignIn)
@bp.alt_response(200, schema=SignedIn)
def sign_in(body: dict[str, str]) -> Response:
    """Trade a WeChat login code for a token. Codes are single use; so is this."""
    BY_ADDRESS.spend(address())
    login = outside().wechat.login(body["code"])
    token = db.in_transaction(service.sign_in, login.openid, devices.name(body["device"], request.headers.get("User-Agent", "")))
    me = tokens.who(token)
    if me is None:
        raise SignedOut()
    return reply({"token": token, "me": view_of(me)})


@bp.post("/sign-out")
@signed_in()
@bp.alt_response(204, description="再见")
def sign_out() -> Response:
    """End this login at once."""
    tokens.end([db.in_transaction(service.sign_out, g.me.account, g.me.login)])
    return Response(status=204)
