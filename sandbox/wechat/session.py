"""Is a session_key still good, and a new one on request; both signed with the key itself."""

from __future__ import annotations

import hashlib
import hmac

from flask import Blueprint, request

from sandbox import people
from sandbox.documents import Doc
from sandbox.wechat.gate import WxError, wx
from sandbox.wechat.login import new_session
from sandbox.world import World

bp = Blueprint("wx_session", __name__)


@bp.route("/wxa/checksession", methods=["GET", "POST"])
@wx("GET")
def check_session(world: World, app: Doc) -> Doc:
    """Whether a session key is still good. Raises WxError."""
    signed_by_session(world, app, b"")
    return {}


@bp.route("/wxa/resetusersessionkey", methods=["GET", "POST"])
@wx("GET")
def reset_session_key(world: World, app: Doc) -> Doc:
    """A fresh session key in place of one that is good."""
    openid = signed_by_session(world, app, b"")
    return {"openid": openid, "session_key": new_session(world, app["appid"], openid)}


def signed_by_session(world: World, app: Doc, message: bytes) -> str:
    """The openid of the query, once its signature over `message` holds: 40003, 87008, 87007, 87009."""
    openid = request.args.get("openid", "")
    if people.owner_of(world, app["appid"], openid) is None:
        raise WxError(40003)
    if request.args.get("sig_method") != "hmac_sha256":
        raise WxError(87008)
    session = world.tables["sessions"].get(f"{app['appid']}/{openid}")
    if session is None:
        raise WxError(87007)
    if not hmac.compare_digest(signature(session["session_key"], message), request.args.get("signature", "")):
        raise WxError(87009)
    return openid


def signature(session_key: str, message: bytes) -> str:
    """Hex HMAC-SHA256; the key is the text as received, not what its base64 stands for (vector V1)."""
    return hmac.new(session_key.encode(), message, hashlib.sha256).hexdigest()
