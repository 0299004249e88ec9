"""What happens inside a resident's WeChat, and what the console of an app decides."""

from __future__ import annotations

from flask import Blueprint

from sandbox import accounts, people
from sandbox.control.answers import Refused, control, patient, person_of
from sandbox.control.phone import app_of
from sandbox.documents import Doc
from sandbox.wechat import links, push, user_data
from sandbox.world import World

bp = Blueprint("control_wechat", __name__, url_prefix="/control")


@bp.get("/apps")
@control
def apps(world: World, body: Doc) -> object:
    """Every app with what its console shows: secret, push token, AES key."""
    return [
        {
            **one,
            "secret": accounts.app_secret(world, one["appid"]),
            "push_token": accounts.push_token(world, one["appid"]),
            "push_aes_key": accounts.push_aes_key(world, one["appid"]),
        }
        for one in accounts.apps()
    ]


@bp.post("/apps/<appid>")
@control
def change_app(world: World, body: Doc, appid: str) -> object:
    """{ips: [] any, frozen: bool, managed: bool, pages: [] of the released version or null for any}."""
    if accounts.app(appid) is None:
        raise Refused(404, f"no app {appid!r}")
    tables = {"ips": "ip_lists", "frozen": "frozen_apps", "managed": "managed", "pages": "pages"}
    if set(body) - set(tables):
        raise Refused(400, f"known: {', '.join(tables)}")
    for name, value in body.items():
        world.tables[tables[name]][appid] = value
    return {name: world.tables[table].get(appid) for name, table in tables.items()}


@bp.get("/wx/messages")
@control
def received(world: World, body: Doc) -> object:
    """The subscribe messages that reached people, newest first."""
    return sorted(world.tables["sent"].values(), key=lambda one: -one["at"])


@bp.post("/wx/session")
@control
def end_session(world: World, body: Doc) -> None:
    """The session_key of this person runs out."""
    world.tables["sessions"].pop(f"{app_of(body)}/{people.openid(app_of(body), person_of(body)['id'])}", None)


@bp.post("/wx/user-data")
@control
def hand_over(world: World, body: Doc) -> object:
    """{person, kind: profile|phone} → {rawData, signature, encryptedData, iv}, sealed with the newest session_key."""
    if body.get("kind", "profile") not in ("profile", "phone"):
        raise Refused(400, "kind: profile or phone")
    return user_data.hand_over(world, app_of(body), person_of(body), body.get("kind", "profile"))


@bp.post("/wx/risk")
@control
def risk(world: World, body: Doc) -> None:
    """{person, risky: bool}: WeChat blocks their logins."""
    world.tables["risky"][person_of(body)["id"]] = bool(body.get("risky", True))


@bp.get("/wx/codes/<number>")
@control
def scan(world: World, body: Doc, number: str) -> object:
    """What the phone reads from a mini-program code."""
    found = world.tables["wxacodes"].get(number)
    if found is None:
        raise Refused(404, "no such code")
    return found


@bp.post("/wx/links")
@control
def open_link(world: World, body: Doc) -> object:
    """{link}: the phone opens a URL link or scheme; where it leads."""
    return links.open_link(world, str(body.get("link")))


@bp.get("/wx/pushes")
@control
def pushes(world: World, body: Doc) -> object:
    """Every push with its attempts, newest first."""
    return sorted(world.tables["pushes"].values(), key=lambda one: -one["at"])


@bp.post("/wx/pushes")
@control
def send_push(world: World, body: Doc) -> object:
    """{appid?, person, event: name, fields: {}} or {…, text: words}: WeChat pushes this now → {id}."""
    appid, openid = app_of(body), people.openid(app_of(body), person_of(body)["id"])
    fields = body.get("fields") or {}
    if not isinstance(fields, dict):
        raise Refused(400, "fields: an object")
    if body.get("event"):
        return {"id": push.event(world, appid, openid, str(body["event"]), fields)}
    if body.get("text"):
        words = {"MsgType": "text", "Content": str(body["text"]), "MsgId": int(world.new_id(size=7), 16)}
        return {"id": push.message(world, appid, openid, {**words, **fields})}
    raise Refused(400, "event or text")


@bp.post("/wx/pushes/verification")
@patient
def verify_push(world: World, body: Doc) -> object:
    """The console saves push_url: WeChat asks it to echo → {ok, status, reply, error}."""
    if not world.settings["push_url"]:
        raise Refused(400, "set push_url first")
    return push.verify(world, app_of(body))
