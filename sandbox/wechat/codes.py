"""小程序码, unlimited: raw image bytes that a scanner can read, or JSON that says why not."""

from __future__ import annotations

import io
import re

import orjson
import segno
from flask import Blueprint, Response, request
from PIL import Image

from sandbox.documents import Doc
from sandbox.wechat.gate import WxError, count, text, whole, wx
from sandbox.world import World

bp = Blueprint("wx_codes", __name__)

SCENE = re.compile(r"[0-9A-Za-z!#$&'()*+,/:;=?@\-._~]{1,32}")
VERSIONS = ("release", "trial", "develop")
QUIET = 4  # modules of white around the code
A_MINUTE = 5000


@bp.route("/wxa/getwxacodeunlimit", methods=["GET", "POST"])
@wx("POST", body="raw")
def unlimited(world: World, app: Doc) -> Response:
    """A mini-program code with a scene in it."""
    body = object_of(request.get_data())
    scene = body.get("scene")
    if not isinstance(scene, str) or not SCENE.fullmatch(scene):
        raise WxError(40169)
    page = page_of(world, app, body)
    version = text(body, "env_version", required=False) or "release"
    if version not in VERSIONS:
        raise WxError(40097, "invalid args: env_version")
    width = whole(body, "width", 280, 1280, required=False) or 430
    clear = flag(body, "is_hyaline", False)
    line = (0, 0, 0) if flag(body, "auto_color", False) else colour(body.get("line_color"))
    count(world, f"wxacode:{app['appid']}", 60, A_MINUTE, 45009)
    number = world.new_id(size=6)
    world.tables["wxacodes"][number] = {"appid": app["appid"], "page": page, "scene": scene, "env_version": version}
    return picture(f"{world.base}/control/wx/codes/{number}", width, line, clear)


def object_of(raw: bytes) -> Doc:
    """A body that is an object. Raises WxError."""
    try:
        body = orjson.loads(raw)
    except orjson.JSONDecodeError:
        body = None
    if not isinstance(body, dict):
        raise WxError(40169)
    return body


def page_of(world: World, app: Doc, body: Doc) -> str:
    """The page, "" for the home page; with check_path it must be one of the released version."""
    page = text(body, "page", required=False)
    if page.startswith("/") or "?" in page:
        raise WxError(41030)
    # Which pages are released is known only when the control API was told.
    released = world.tables["pages"].get(app["appid"])
    if page and released is not None and flag(body, "check_path", True) and page not in released:
        raise WxError(41030)
    return page


def flag(body: Doc, name: str, default: bool) -> bool:
    """true or false. Raises WxError."""
    value = body.get(name, default)
    if not isinstance(value, bool):
        raise WxError(40097, f"invalid args: {name}")
    return value


def colour(value: Doc | None) -> tuple[int, ...]:
    """{r, g, b} as numbers or digits, 0 to 255."""
    if value is None:
        return (0, 0, 0)
    if not isinstance(value, dict) or not all(str(value.get(part, "")).isdecimal() and int(value[part]) < 256 for part in "rgb"):
        raise WxError(40097, "invalid args: line_color")
    return tuple(int(value[part]) for part in "rgb")


def picture(content: str, width: int, line: tuple[int, ...], clear: bool) -> Response:
    """A square of `width` pixels: JPEG on white, or PNG on nothing."""
    rows = list(segno.make_qr(content, error="m").matrix)
    ground = (255, 255, 255, 0) if clear else (255, 255, 255, 255)
    size = len(rows) + 2 * QUIET
    drawn = Image.new("RGBA", (size, size), ground)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                drawn.putpixel((x + QUIET, y + QUIET), (*line, 255))
    drawn = drawn.resize((width, width), Image.Resampling.NEAREST)
    out = io.BytesIO()
    drawn.save(out, "PNG") if clear else drawn.convert("RGB").save(out, "JPEG", quality=92)
    return Response(out.getvalue(), content_type="image/png" if clear else "image/jpeg")
