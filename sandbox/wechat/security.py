"""Content security of texts, version 2, and version 1 for clients that know no other."""

from __future__ import annotations

from flask import Blueprint

from sandbox import people
from sandbox.documents import Doc
from sandbox.wechat.gate import WxError, count, text, whole, wx
from sandbox.world import World, data

bp = Blueprint("wx_security", __name__)

VISIT = 2 * 3600
MOST = 2500
NORMAL = 100


@bp.route("/wxa/msg_sec_check", methods=["GET", "POST"])
@wx("POST", wrong_method=43302)
def check_text(world: World, app: Doc, body: Doc) -> Doc:
    """Whether a text may be shown to others."""
    count(world, f"msg_sec:{app['appid']}", 60, 4000)
    content = text(body, "content", most=MOST)
    if "version" not in body:
        if judge(content)["suggest"] == "risky":
            raise WxError(87014)
        return {}
    if body["version"] != 2:
        raise WxError(40097, "invalid args: version")
    visitor(world, app, body)
    others = [text(body, name, required=False) for name in ("nickname", "title", "signature")]
    found = judge("\n".join([content, *others]))
    keyword = {"strategy": "keyword", "errcode": 0, **found["hit"]} if found["hit"] else None
    model = {"strategy": "content_model", "errcode": 0, "suggest": found["suggest"], "label": found["label"], "prob": 90}
    return {
        "result": {"suggest": found["suggest"], "label": found["label"]},
        "detail": [model, *([keyword] if keyword else [])],
        "trace_id": world.new_id(size=8),
    }


def visitor(world: World, app: Doc, body: Doc) -> str:
    """The openid, once it belongs to this app and used it within two hours; the scene with it."""
    openid = text(body, "openid", code=40003)
    if people.owner_of(world, app["appid"], openid) is None:
        raise WxError(43104)
    whole(body, "scene", 1, 4, code=40129)
    session = world.tables["sessions"].get(f"{app['appid']}/{openid}")
    if session is None or world.clock.now() - session["at"] > VISIT:
        raise WxError(61010)
    return openid


def judge(content: str) -> Doc:
    """{suggest, label, hit}: the first word on the list decides, the refused ones come first."""
    for suggest in ("risky", "review"):
        for label, words in data("words")[suggest].items():
            for word in words:
                if word in content:
                    return {"suggest": suggest, "label": label, "hit": {"suggest": suggest, "label": label, "keyword": word, "level": 90}}
    return {"suggest": "pass", "label": NORMAL, "hit": None}
