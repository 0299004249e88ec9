"""Subscribe messages: one accepted prompt, one message; every value kept to its type."""

from __future__ import annotations

import re
from collections.abc import Sequence

from flask import Blueprint

from sandbox import people
from sandbox.documents import Doc, Maybe
from sandbox.wechat.gate import WxError, text, wx
from sandbox.world import World, data

bp = Blueprint("wx_subscribe", __name__)

CHINESE = "\u4e00-\u9fff"
RULES = {
    "thing": re.compile(r".{1,20}", re.S),
    "number": re.compile(r"-?\d{1,32}(\.\d+)?"),
    "letter": re.compile(r"[A-Za-z]{1,32}"),
    "symbol": re.compile(rf"[^\w\s{CHINESE}]{{1,5}}"),
    "character_string": re.compile(r"[\x21-\x7e]{1,32}"),
    "time": re.compile(
        r"(\d{4}[年/.-]\d{1,2}[月/.-]\d{1,2}日?\s*)?\d{1,2}:\d{2}(:\d{2})?"
        r"(\s*~\s*(\d{4}[年/.-]\d{1,2}[月/.-]\d{1,2}日?\s*)?\d{1,2}:\d{2}(:\d{2})?)?"
    ),
    "date": re.compile(
        r"\d{4}[年/.-]\d{1,2}[月/.-]\d{1,2}日?(\s*\d{1,2}:\d{2}(:\d{2})?)?"
        r"(\s*~\s*\d{4}[年/.-]\d{1,2}[月/.-]\d{1,2}日?(\s*\d{1,2}:\d{2}(:\d{2})?)?)?"
    ),
    "amount": re.compile(r"[¥￥$€£]?\d{1,10}(\.\d+)?元?"),
    "phone_number": re.compile(r"[\d\-+()（） *]{1,17}"),
    "car_number": re.compile(rf"[{CHINESE}]?[A-Za-z0-9·]{{1,7}}[{CHINESE}]?"),
    "name": re.compile(rf"[{CHINESE}·*]{{1,10}}|[A-Za-z·*'\s.-]{{1,20}}"),
    "phrase": re.compile(rf"[{CHINESE}]{{1,5}}"),
    "enum": re.compile(r".{1,20}", re.S),
}
STATES = ("developer", "trial", "formal", "")
LANGUAGES = ("zh_CN", "en_US", "zh_HK", "zh_TW", "")


@bp.route("/cgi-bin/message/subscribe/send", methods=["GET", "POST"])
@wx("POST")
def send(world: World, app: Doc, body: Doc) -> Doc:
    """A message by template, to somebody who has agreed to one."""
    openid, template = text(body, "touser"), text(body, "template_id")
    if people.owner_of(world, app["appid"], openid) is None:
        raise WxError(40003)
    keys = keys_of(world, template)
    if text(body, "miniprogram_state", required=False) not in STATES or text(body, "lang", required=False) not in LANGUAGES:
        raise WxError(40097)
    page = text(body, "page", required=False, most=1024)
    check(body.get("data"), keys)
    spend(world, app["appid"], openid, template)
    world.tables["sent"][world.new_id("m")] = {
        "openid": openid,
        "person": people.owner_of(world, app["appid"], openid)["id"],
        "template_id": template,
        "page": page,
        "data": body["data"],
        "at": world.clock.now(),
    }
    return {"msgid": int(world.clock.now() * 1000)}


def keys_of(world: World, template: str) -> Sequence[str] | None:
    """The keys a template needs, or None when it is taken as it comes."""
    known = {one["id"]: one["keys"] for one in data("templates")["templates"]}
    known.update(world.tables["templates"])
    if template not in known and world.settings["strict_templates"]:
        raise WxError(40037)
    return known.get(template)


def check(values: Maybe, keys: Sequence[str] | None) -> None:
    """47003 names the first value that breaks the rule of its type."""
    if not isinstance(values, dict) or not values:
        raise WxError(47003, "argument invalid! data is empty")
    for key in keys or values:
        entry = values.get(key)
        value = entry.get("value") if isinstance(entry, dict) else None
        if value is None or value == "":
            raise WxError(47003, f"argument invalid! data.{key}.value is empty")
        rule = RULES.get(re.sub(r"\d+$", "", key))
        if rule is None or not isinstance(value, str | int | float) or not rule.fullmatch(str(value)):
            raise WxError(47003, f"argument invalid! data.{key}.value invalid")
    if keys and set(values) - set(keys):
        raise WxError(47003, f"argument invalid! data.{min(set(values) - set(keys))} is unexpected")


def consent(world: World, appid: str, openid: str, template: str, decision: str) -> str:
    """What the user answered to the prompt; each acceptance is good for one message."""
    name = f"{appid}/{openid}/{template}"
    if decision == "accept":
        world.tables["consents"][name] = world.tables["consents"].get(name, 0) + 1
    return decision


def spend(world: World, appid: str, openid: str, template: str) -> None:
    """One consent is used up. Raises WxError where none is left."""
    name = f"{appid}/{openid}/{template}"
    left = world.tables["consents"].get(name, 0)
    if left <= 0:
        raise WxError(43101)
    world.tables["consents"][name] = left - 1
