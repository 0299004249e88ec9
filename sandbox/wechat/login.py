"""code2session: a code from wx.login becomes openid and session_key."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping

from flask import Blueprint, Response, g, request

from sandbox import accounts, people
from sandbox.documents import Doc
from sandbox.wechat import tickets
from sandbox.wechat.gate import WxError, count, refusal, reply
from sandbox.world import World, here

bp = Blueprint("wx_login", __name__)


@bp.route("/sns/jscode2session", methods=["GET", "POST"])
def code_to_session() -> Response:
    """Trade a login code for an openid and a session key. Codes are single use."""
    # The real reply is labelled text/plain; clients that trust the label are to fail here, not in production.
    world = here()
    try:
        with world.lock:
            body = _session(world, request.args)
        g.verified = True
        return reply(body, "text/plain")
    except WxError as error:
        g.verified = error.code not in (40013, 40125)
        return refusal(error, "text/plain")


def _session(world: World, args: Mapping[str, str]) -> Doc:
    appid = _account(world, args)
    if not args.get("js_code"):
        raise WxError(41008)
    if args.get("grant_type") != "authorization_code":
        raise WxError(40002)
    person_id = tickets.spend(world, "login", appid, args["js_code"], used_error=40163)
    openid = people.openid(appid, person_id)
    count(world, f"login:{openid}", 60, 100)
    if world.tables["risky"].get(person_id):
        raise WxError(40226)
    return {"session_key": new_session(world, appid, openid), "openid": openid, "unionid": people.unionid(person_id)}


def _account(world: World, args: Mapping[str, str]) -> str:
    """The appid, when appid and secret are right."""
    if not args.get("appid"):
        raise WxError(41002)
    if not args.get("secret"):
        raise WxError(41004)
    if accounts.app(args["appid"]) is None:
        raise WxError(40013)
    if not secrets.compare_digest(args["secret"].encode(), accounts.app_secret(world, args["appid"]).encode()):
        raise WxError(40125)
    return args["appid"]


def new_session(world: World, appid: str, openid: str) -> str:
    """Only one session_key is good per user and app: a new one retires the old."""
    key = base64.b64encode(secrets.token_bytes(16)).decode()
    world.tables["sessions"][f"{appid}/{openid}"] = {"session_key": key, "at": world.clock.now()}
    return key
