"""The phone number behind a getPhoneNumber code."""

from __future__ import annotations

from flask import Blueprint

from sandbox import people
from sandbox.documents import Doc
from sandbox.wechat import tickets
from sandbox.wechat.gate import WxError, text, wx
from sandbox.world import World

bp = Blueprint("wx_phone", __name__)


@bp.route("/wxa/business/getuserphonenumber", methods=["GET", "POST"])
@wx("POST")
def phone_number(world: World, app: Doc, body: Doc) -> Doc:
    """Trade a phone code for the number. Codes are single use."""
    code = body.get("code")
    if not isinstance(code, str) or not code:
        raise WxError(40029)
    openid = text(body, "openid", required=False)
    found = world.tables["codes"].get(code)
    if found and openid and openid != people.openid(app["appid"], found["person"]):
        raise WxError(40003)
    person = people.person(world, tickets.spend(world, "phone", app["appid"], code, used_error=40029))
    return {
        "phone_info": {
            "phoneNumber": person["phone"],
            "purePhoneNumber": person["phone"],
            "countryCode": "86",
            "watermark": {"timestamp": int(world.clock.now()), "appid": app["appid"]},
        }
    }
