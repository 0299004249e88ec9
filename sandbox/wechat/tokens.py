"""Access tokens: cgi-bin/token and stable_token, two stores that do not touch each other."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from flask import Blueprint, request

from sandbox import accounts
from sandbox.documents import Doc
from sandbox.wechat.gate import WxError, wx
from sandbox.world import World

bp = Blueprint("wx_tokens", __name__)

LIFE, OVERLAP = 7200, 300
FORCED_A_DAY, FORCED_GAP = 20, 30


@bp.route("/cgi-bin/token", methods=["GET", "POST"])
@wx("GET", token=False, bare=True)
def token(world: World) -> Doc:
    """A fresh token; the one before lives on for a while."""
    appid = check(world, request.args)
    old = world.tables["current_token"].get(f"plain/{appid}")
    if old:
        retire(world, old)
    return issue(world, "plain", appid)


@bp.route("/cgi-bin/stable_token", methods=["GET", "POST"])
@wx("POST", token=False, bare=True)
def stable_token(world: World, body: Doc) -> Doc:
    """The token that is good, or a fresh one."""
    appid = check(world, body)
    if body.get("force_refresh"):
        return forced(world, appid)
    current = world.tables["tokens"].get(world.tables["current_token"].get(f"stable/{appid}", ""))
    left = current["ends"] - world.clock.now() if current and not current.get("killed") else 0
    if current is None or left <= OVERLAP:
        # Near its end the platform renews by itself; the old one works on until it runs out.
        return issue(world, "stable", appid)
    return {"access_token": current["value"], "expires_in": int(left)}


def check(world: World, args: Mapping[str, str]) -> str:
    """The appid of a token call with right grant, appid and secret."""
    if not args.get("appid"):
        raise WxError(41002)
    if not args.get("secret"):
        raise WxError(41004)
    if args.get("grant_type") != "client_credential":
        raise WxError(40002)
    if accounts.app(args["appid"]) is None:
        raise WxError(40013)
    if world.tables["frozen_apps"].get(args["appid"]):
        raise WxError(40243, "AppSecret is frozen")
    if not secrets.compare_digest(str(args["secret"]).encode(), accounts.app_secret(world, args["appid"]).encode()):
        raise WxError(40125)
    allowed = world.tables["ip_lists"].get(args["appid"])
    if allowed and request.remote_addr not in allowed:
        raise WxError(40164, f"invalid ip {request.remote_addr} ipv6 ::ffff:{request.remote_addr}, not in whitelist")
    return args["appid"]


def issue(world: World, store: str, appid: str) -> Doc:
    """A fresh token."""
    value = f"{secrets.randbelow(90) + 10}_" + secrets.token_urlsafe(100)
    world.tables["tokens"][value] = {"value": value, "appid": appid, "store": store, "ends": world.clock.now() + LIFE}
    world.tables["current_token"][f"{store}/{appid}"] = value
    return {"access_token": value, "expires_in": LIFE}


def retire(world: World, value: str) -> None:
    """A token that is replaced lives on for a while."""
    found = world.tables["tokens"].get(value)
    if found:
        found["ends"] = min(found["ends"], world.clock.now() + OVERLAP)


def forced(world: World, appid: str) -> Doc:
    """Kill the token and issue another; within 30 s of the last time nothing changes."""
    now, log = world.clock.now(), world.tables["forced_tokens"]
    times = [at for at in log.get(appid, []) if now - at < 86400]
    current = world.tables["tokens"].get(world.tables["current_token"].get(f"stable/{appid}", ""))
    if current and times and now - times[-1] < FORCED_GAP:
        return {"access_token": current["value"], "expires_in": max(int(current["ends"] - now), 0)}
    if len(times) >= FORCED_A_DAY:
        raise WxError(45009)
    if current:
        current["killed"] = True
    log[appid] = [*times, now]
    return issue(world, "stable", appid)
