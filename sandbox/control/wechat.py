"""What happens inside a resident's WeChat, and what the console of an app decides."""

from flask import Blueprint, request

from sandbox import accounts, people
from sandbox.control.answers import Refused, control, patient, person_of
from sandbox.control.phone import app_of
from sandbox.wechat import invoice, links, nontax, push, titles, user_data

bp = Blueprint("control_wechat", __name__, url_prefix="/control")


@bp.get("/apps")
@control
def apps(world, body):
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
def change_app(world, body, appid):
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
def received(world, body):
    """The subscribe messages that reached people, newest first."""
    return sorted(world.tables["sent"].values(), key=lambda one: -one["at"])


@bp.post("/wx/session")
@control
def end_session(world, body):
    """The session_key of this person runs out."""
    world.tables["sessions"].pop(f"{app_of(body)}/{people.openid(app_of(body), person_of(body)['id'])}", None)


@bp.post("/wx/user-data")
@control
def hand_over(world, body):
    """{person, kind: profile|phone} → {rawData, signature, encryptedData, iv}, sealed with the newest session_key."""
    if body.get("kind", "profile") not in ("profile", "phone"):
        raise Refused(400, "kind: profile or phone")
    return user_data.hand_over(world, app_of(body), person_of(body), body.get("kind", "profile"))


@bp.post("/wx/risk")
@control
def risk(world, body):
    """{person, risky: bool}: WeChat blocks their logins."""
    world.tables["risky"][person_of(body)["id"]] = bool(body.get("risky", True))


@bp.get("/wx/codes/<number>")
@control
def scan(world, body, number):
    """What the phone reads from a mini-program code."""
    found = world.tables["wxacodes"].get(number)
    if found is None:
        raise Refused(404, "no such code")
    return found


@bp.post("/wx/links")
@control
def open_link(world, body):
    """{link}: the phone opens a URL link or scheme; where it leads."""
    return links.open_link(world, str(body.get("link")))


@bp.get("/wx/pushes")
@control
def pushes(world, body):
    """Every push with its attempts, newest first."""
    return sorted(world.tables["pushes"].values(), key=lambda one: -one["at"])


@bp.post("/wx/pushes")
@control
def send_push(world, body):
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
def verify_push(world, body):
    """The console saves push_url: WeChat asks it to echo → {ok, status, reply, error}."""
    if not world.settings["push_url"]:
        raise Refused(400, "set push_url first")
    return push.verify(world, app_of(body))


@bp.post("/wx/titles/code")
@control
def title_code(world, body):
    """{person, kind: person|company} → {scan_text}: the person shows the code of a title."""
    return {"scan_text": titles.show_code(world, person_of(body), title_kind(world, body))}


@bp.post("/wx/titles")
@control
def take_title(world, body):
    """{person, url, kind}: the person opened a title page and agreed → {title, push?}."""
    if body.get("url") not in world.tables["title_pages"]:
        raise Refused(404, "no such page")
    return titles.act(world, person_of(body), body["url"], title_kind(world, body))


def title_kind(world, body):
    kind = body.get("kind", "person")
    if kind not in titles.titles_of(world, person_of(body)):
        raise Refused(400, f"{body.get('person')} has no title of kind {kind!r}")
    return kind


@bp.post("/wx/invoices/authorisation")
@control
def authorise(world, body):
    """{person, order_id, s_pappid?, kind: person|company, email?, agree: bool} → {push}: the page is answered."""
    person, order_id = person_of(body), str(body.get("order_id"))
    asked = [one for one in world.tables["invoice_auths"].values() if one["order_id"] == order_id]
    asked = [one for one in asked if body.get("s_pappid") in (None, one["platform"])]
    if not asked:
        raise Refused(404, "nobody asked for this order")
    if asked[0]["state"] != "new":
        raise Refused(409, f"this order is {asked[0]['state']}")
    title = titles.titles_of(world, person)[title_kind(world, body)]
    if title["title_type"] == 0:
        fields = {"biz_field": {**{name: title[name] for name in titles.FIELDS}, "custom_field": []}}
    else:
        own = {"title": title["title"], "phone": title["phone"], "email": str(body.get("email", "")), "custom_field": []}
        fields = {"user_field": own}
    if asked[0]["type"] == 2:
        fields = {}
    return {"push": invoice.authorise(world, asked[0], person, fields, bool(body.get("agree", True)))}


@bp.get("/wx/invoices/authorisation")
@control
def asked(world, body):
    """The authorisation pages that were made, and what became of them: state new, authorized, rejected or inserted."""
    return list(world.tables["invoice_auths"].values())


@bp.get("/wx/invoices")
@control
def wallet(world, body):
    """The invoices in people's wallets (?person=); card_id, encrypt_code and app_id are what wx.chooseInvoice gives."""
    wanted = request.args.get("person")
    rows = [one for one in world.tables["invoices"].values() if wanted in (None, one["person"])]
    return [
        {
            **{name: one[name] for name in ("card_id", "encrypt_code", "code", "person", "order_id", "status", "at")},
            "app_id": one["appid"],
            "title": one["data"]["title"],
            "fee": one["data"]["fee"],
            "billing_no": one["data"]["billing_no"],
        }
        for one in sorted(rows, key=lambda one: -one["at"])
    ]


@bp.post("/nontax/notices")
@control
def give_notice(world, body):
    """{person, department, items: {name: fen}}: a department asks this person for money → the payment notice."""
    department = next((one for one in accounts.departments() if one["id"] == body.get("department")), None)
    items = body.get("items")
    if department is None or not isinstance(items, dict) or not items or not all(type(fee) is int and fee > 0 for fee in items.values()):
        raise Refused(400, "department: an id; items: {name: fen}")
    return nontax.give_notice(world, person_of(body), department, items)


@bp.post("/nontax/orders/<order_id>")
@control
def pay_notice(world, body, order_id):
    """The person pays the order."""
    order = world.tables["nontax_orders"].get(order_id)
    if order is None:
        raise Refused(404, "no such order")
    if order["status"] != nontax.UNPAID:
        raise Refused(409, "this order is not waiting to be paid")
    return nontax.pay(world, order)
