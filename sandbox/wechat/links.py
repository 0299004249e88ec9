"""URL links and URL schemes: made for thirty days at most, asked about, opened on the phone."""

from __future__ import annotations

import re
import secrets

from flask import Blueprint

from sandbox import clock
from sandbox.documents import Doc
from sandbox.wechat.gate import WxError, text, whole, wx
from sandbox.world import World

bp = Blueprint("wx_links", __name__)

LONGEST = 30 * 86400
MADE_A_DAY, OPENED_A_DAY = 500_000, 3_000_000
QUERY = re.compile(r"[0-9A-Za-z!#$&'()*+,/:;=?@\-._~%]{0,1024}")
ALPHABET = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"


@bp.route("/wxa/generate_urllink", methods=["GET", "POST"])
@wx("POST")
def url_link(world: World, app: Doc, body: Doc) -> Doc:
    """A link that opens a page from the web."""
    return {"url_link": make(world, app, body, body, "https://wxaurl.cn/")}


@bp.route("/wxa/generatescheme", methods=["GET", "POST"])
@wx("POST")
def scheme(world: World, app: Doc, body: Doc) -> Doc:
    """A link that opens a page from another app."""
    jump = body.get("jump_wxa", {})
    if not isinstance(jump, dict):
        raise WxError(40097, "invalid args: jump_wxa")
    return {"openlink": make(world, app, jump, body, "weixin://dl/business/?t=")}


@bp.route("/wxa/query_urllink", methods=["GET", "POST"])
@wx("POST")
def query_link(world: World, app: Doc, body: Doc) -> Doc:
    """What a link from the web opens."""
    return described(world, app, body, "url_link", "url_link_info")


@bp.route("/wxa/queryscheme", methods=["GET", "POST"])
@wx("POST")
def query_scheme(world: World, app: Doc, body: Doc) -> Doc:
    """What a link from another app opens."""
    return described(world, app, body, "scheme", "scheme_info")


def make(world: World, app: Doc, target: Doc, life: Doc, prefix: str) -> str:
    """A new link; 40165 bad page, 40212 bad query, 40097 bad life, 45009 more than 500,000 a day for both kinds."""
    path, query = text(target, "path", required=False, code=40165), text(target, "query", required=False, code=40212)
    released = world.tables["pages"].get(app["appid"])
    if "?" in path or " " in path or (path and released is not None and path.lstrip("/") not in released):
        raise WxError(40165)
    if not QUERY.fullmatch(query):
        raise WxError(40212)
    version = text(target, "env_version", required=False) or "release"
    if version not in ("release", "trial", "develop"):
        raise WxError(40097, "invalid args: env_version")
    now = world.clock.now()
    ends = end_of(life, now)
    day = today(world, app["appid"])
    made = world.tables["link_quota"].get(day, 0)
    if made >= MADE_A_DAY:
        raise WxError(45009)
    world.tables["link_quota"][day] = made + 1
    link = prefix + "".join(secrets.choice(ALPHABET) for _ in range(11))
    world.tables["links"][link] = {
        "appid": app["appid"],
        "path": path.lstrip("/"),
        "query": query,
        "env_version": version,
        "create_time": int(now),
        "expire_time": ends,
    }
    return link


def end_of(life: Doc, now: float) -> int:
    """Unix seconds of the last moment; without any word, the longest there is."""
    kind = whole(life, "expire_type", 0, 1, required=False) or 0
    if kind == 1:
        result: int = int(now) + whole(life, "expire_interval", 1, 30) * 86400
        return result
    ends = whole(life, "expire_time", required=False) or int(now + LONGEST)
    if not now < ends <= now + LONGEST + 60:
        raise WxError(40097, "invalid args: expire_time")
    return ends


def described(world: World, app: Doc, body: Doc, field: str, name: str) -> Doc:
    """What stands behind a link (query_type 0), and how often links of this app may still be opened today (0 and 1)."""
    quota = {"quota_info": {"remain_visit_quota": OPENED_A_DAY - world.tables["link_opens"].get(today(world, app["appid"]), 0)}}
    if whole(body, "query_type", 0, 1, required=False) == 1:
        return quota
    found = world.tables["links"].get(text(body, field))
    if found is None or found["appid"] != app["appid"]:
        raise WxError(40097, "invalid args: no such link")
    return {name: found, **quota}


def today(world: World, appid: str) -> str:
    """Under which an app's links of today are counted."""
    return f"{appid}/{clock.day_of(world.clock.now())}"


def open_link(world: World, link: str) -> Doc:
    """The phone opens a link: where it leads. WxError 40097 when it is unknown or over."""
    found = world.tables["links"].get(link)
    if found is None or world.clock.now() >= found["expire_time"]:
        raise WxError(40097, "link is unknown or has expired")
    opens, day = world.tables["link_opens"], today(world, found["appid"])
    opens[day] = opens.get(day, 0) + 1
    result: Doc = found
    return result
