"""Content security of pictures and sounds: taken now, judged later, told by a push event."""

from __future__ import annotations

from urllib.parse import urlsplit

import requests
from flask import Blueprint

from sandbox.documents import Doc
from sandbox.wechat import push
from sandbox.wechat.gate import WxError, count, text, whole, wx
from sandbox.wechat.security import NORMAL, visitor
from sandbox.world import World

bp = Blueprint("wx_media", __name__)

LARGEST = 10 * 1024 * 1024
PATIENCE = 5.0
LABELS = {"pass": NORMAL, "review": 20012, "risky": 20002}
CANNOT_FETCH, TOO_LARGE = -1008, -1009


def install(world: World) -> None:
    """Let the scheduler tell what became of a check."""
    world.scheduler.on("media_check", lambda trace_id: tell(world, trace_id))


@bp.route("/wxa/media_check_async", methods=["GET", "POST"])
@wx("POST", wrong_method=43302)
def check_media(world: World, app: Doc, body: Doc) -> Doc:
    """Begin to check a picture or a sound; the verdict is pushed later."""
    url = text(body, "media_url", most=1024)
    if urlsplit(url).scheme not in ("http", "https"):
        raise WxError(40097, "invalid args: media_url")
    whole(body, "media_type", 1, 2)
    second = "version" in body
    if second and body["version"] != 2:
        raise WxError(40097, "invalid args: version")
    openid = visitor(world, app, body) if second else ""
    count(world, f"media:{app['appid']}", 60, 2000)
    trace_id = world.new_id(size=12)
    world.tables["media"][trace_id] = {"appid": app["appid"], "openid": openid, "url": url, "version": 2 if second else 1}
    world.scheduler.after(world.settings["media_check_delay"], "media_check", trace_id=trace_id)
    return {"trace_id": trace_id}


def tell(world: World, trace_id: str) -> None:
    """Fetch the thing, judge it by the setting media_verdict, push wxa_media_check."""
    job = world.tables["media"].get(trace_id)
    if job is None:
        return
    problem = fetch(job["url"])
    suggest = world.settings["media_verdict"]
    if job["version"] == 1:
        fields = {"isrisky": int(suggest == "risky"), "extra_info_json": "", "appid": job["appid"], "trace_id": trace_id}
        fields["status_code"] = 4294966288 if problem else 0
    else:
        verdict = {"suggest": suggest, "label": LABELS[suggest]}
        fields = {
            "appid": job["appid"],
            "trace_id": trace_id,
            "version": 2,
            "detail": [{"strategy": "content_model", "errcode": problem, **({} if problem else {**verdict, "prob": 90})}],
            "errcode": problem,
            "errmsg": "ok" if not problem else "cannot fetch media_url",
            "result": {} if problem else verdict,
        }
    push.event(world, job["appid"], job["openid"], "wxa_media_check", fields)


def fetch(url: str) -> int:
    """0, or the error code a check ends with when the thing cannot be had."""
    try:
        with requests.Session() as session:
            session.trust_env = False
            with session.get(url, timeout=PATIENCE, stream=True) as reply:
                if reply.status_code != 200:
                    return CANNOT_FETCH
                size = 0
                for part in reply.iter_content(65536):
                    size += len(part)
                    if size > LARGEST:
                        return TOO_LARGE
                return 0
    except requests.RequestException:
        return CANNOT_FETCH
