"""The phone: what wx.login, getPhoneNumber, wx.requestPayment and the others do on a resident's behalf."""

from __future__ import annotations

from flask import Blueprint, request

from sandbox import accounts, newcomers, people
from sandbox.control.answers import Refused, control, person_of
from sandbox.departments.decide import registers
from sandbox.documents import Doc
from sandbox.pay import sheet
from sandbox.wechat import face, subscribe, tickets
from sandbox.world import World

bp = Blueprint("control_phone", __name__, url_prefix="/control")


@bp.get("/people")
@control
def everyone(world: World, body: Doc) -> object:
    """Who one can be: name, numbers, the openid in each app, what to try with them; ?newcomers=true: newcomers too. A baby comes with its
    registration."""
    names, come = {one["id"] for one in people.demo()}, request.args.get("newcomers") == "true"
    return [shown(one) for one in registered(world) if come or one["id"] in names]


@bp.get("/people/<person>")
@control
def somebody(world: World, body: Doc, person: str) -> object:
    """The one of them who has this id, newcomer or not."""
    found = next((one for one in registered(world) if one["id"] == person), None)
    if found is None:
        raise Refused(404, f"nobody is called {person!r}: person is an id of GET /control/people")
    return shown(found)


@bp.post("/people")
@control
def newcomer(world: World, body: Doc) -> object:
    """{like} → {id, people, numbers}: somebody just like this demo person comes, with a number, phone, WeChat account, plates and papers of
    their own, and brings who belongs to them. `people`: {id of the demo: the newcomer's}; `numbers`: {number of the demo: theirs}."""
    try:
        return newcomers.come(world, str(body.get("like")))
    except KeyError:
        raise Refused(404, f"like: one of {', '.join(one['id'] for one in people.demo())}") from None


def registered(world: World) -> list[Doc]:
    """Everybody but babies who have no number yet."""
    known = registers(world).rows("gat.people")
    return [one for one in people.everyone(world) if "id_type" in one or one["id_number"] in known]


def shown(one: Doc) -> Doc:
    """What is told of a person."""
    return {
        **{name: one[name] for name in ("id", "name", "id_number", "phone", "note", "tries")},
        "id_type": one.get("id_type", "111"),
        "openid": {app["appid"]: people.openid(app["appid"], one["id"]) for app in accounts.apps()},
    }


def app_of(body: Doc) -> str:
    """The app that is meant; without a word the mini-program. Raises Refused 404."""
    appid = body.get("appid") or accounts.main_app()
    if accounts.app(appid) is None:
        raise Refused(404, f"no app {appid!r}")
    return appid


@bp.post("/wx/login")
@control
def login(world: World, body: Doc) -> object:
    """{person, appid?} → {code}: what wx.login gives, good once."""
    return {"code": tickets.issue(world, "login", app_of(body), person_of(body)["id"])}


@bp.post("/wx/phone")
@control
def phone(world: World, body: Doc) -> object:
    """{person, appid?} → {code}: what the button getPhoneNumber gives."""
    return {"code": tickets.issue(world, "phone", app_of(body), person_of(body)["id"])}


@bp.post("/wx/subscribe")
@control
def consent(world: World, body: Doc) -> object:
    """{person, template_ids, decision: accept|reject} → {template_id: decision}, what wx.requestSubscribeMessage gives; three at most."""
    appid, openid = app_of(body), people.openid(app_of(body), person_of(body)["id"])
    wanted, decision = body.get("template_ids"), body.get("decision", "accept")
    if not isinstance(wanted, list) or not 1 <= len(wanted) <= 3 or decision not in ("accept", "reject"):
        raise Refused(400, "template_ids: one to three; decision: accept or reject")
    return {
        **{template: subscribe.consent(world, appid, openid, template, decision) for template in wanted},
        "errMsg": "requestSubscribeMessage:ok",
    }


@bp.post("/wx/face")
@control
def look(world: World, body: Doc) -> object:
    """{verify_id, outcome}: the person holds the phone up; outcome pass, cancel, dark, mismatch, network, camera, timeout or system."""
    outcome = body.get("outcome", "pass")
    if outcome not in face.RESULTS:
        raise Refused(400, f"outcome: one of {', '.join(face.RESULTS)}")
    return {"errcode": 0, "verify_ret": face.look(world, str(body.get("verify_id")), outcome)}


@bp.post("/pay/sheet")
@control
def open_sheet(world: World, body: Doc) -> object:
    """What wx.requestPayment was given → what the sheet shows; 400 when paySign is wrong, or the order closed, paid or too old."""
    return sheet.open_sheet(world, body)


@bp.post("/pay/confirm")
@control
def confirm(world: World, body: Doc) -> object:
    """{prepay_id, action: pay|cancel|fail|timeout} → {state}: what the user does with the sheet."""
    action = body.get("action", "pay")
    if not isinstance(body.get("prepay_id"), str):
        raise Refused(400, "prepay_id: what the order was answered with")
    if action not in ("pay", "cancel", "fail", "timeout"):
        raise Refused(400, "action: pay, cancel, fail or timeout")
    return {"state": sheet.confirm(world, body["prepay_id"], action)}
