"""One-time codes the phone hands to the mini-program: for login and for the phone number."""

from __future__ import annotations

import secrets

from sandbox.wechat.gate import WxError
from sandbox.world import World

LIFE = 300


def issue(world: World, kind: str, appid: str, person_id: str) -> str:
    """A code of `kind` login|phone, bound to the app, good for five minutes and one use."""
    code = ("0" if kind == "login" else "p") + secrets.token_urlsafe(23)[:31]
    world.tables["codes"][code] = {"kind": kind, "appid": appid, "person": person_id, "at": world.clock.now(), "used": False}
    return code


def spend(world: World, kind: str, appid: str, code: str, used_error: int) -> str:
    """The person behind the code; marks it used."""
    found = world.tables["codes"].get(code)
    if found is None or found["kind"] != kind or found["appid"] != appid:
        raise WxError(40029)
    if found["used"]:
        raise WxError(used_error)
    if world.clock.now() - found["at"] > LIFE:
        raise WxError(40029)
    found["used"] = True
    result: str = found["person"]
    return result
