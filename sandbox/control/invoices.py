"""Titles, invoices and payment notices on a resident's phone."""

from __future__ import annotations

from flask import Blueprint, request

from sandbox import accounts
from sandbox.control.answers import Refused, control, person_of
from sandbox.documents import Doc
from sandbox.wechat import invoice_auth, nontax, titles
from sandbox.world import World

bp = Blueprint("control_invoices", __name__, url_prefix="/control")


@bp.post("/wx/titles/code")
@control
def title_code(world: World, body: Doc) -> object:
    """{person, kind: person|company} → {scan_text}: the person shows the code of a title."""
    return {"scan_text": titles.show_code(world, person_of(body), title_kind(world, body))}


@bp.post("/wx/titles")
@control
def take_title(world: World, body: Doc) -> object:
    """{person, url, kind}: the person opened a title page and agreed → {title, push?}."""
    if body.get("url") not in world.tables["title_pages"]:
        raise Refused(404, "no such page")
    return titles.act(world, person_of(body), body["url"], title_kind(world, body))


def title_kind(world: World, body: Doc) -> str:
    """Which of the person's titles is meant. Raises Refused 400."""
    kind = body.get("kind", "person")
    if kind not in titles.titles_of(world, person_of(body)):
        raise Refused(400, f"{body.get('person')} has no title of kind {kind!r}")
    result: str = kind
    return result


@bp.get("/wx/invoices/authorisation")
@control
def asked(world: World, body: Doc) -> object:
    """The authorisation pages that were made, and what became of them: state new, authorized, rejected or inserted."""
    return list(world.tables["invoice_auths"].values())


@bp.post("/wx/invoices/authorisation")
@control
def authorise(world: World, body: Doc) -> object:
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
    return {"push": invoice_auth.authorise(world, asked[0], person, fields, bool(body.get("agree", True)))}


@bp.get("/wx/invoices")
@control
def wallet(world: World, body: Doc) -> object:
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
def give_notice(world: World, body: Doc) -> object:
    """{person, department, items: {name: fen}}: a department asks this person for money → the payment notice."""
    department = next((one for one in accounts.departments() if one["id"] == body.get("department")), None)
    items = body.get("items")
    if department is None or not isinstance(items, dict) or not items or not all(type(fee) is int and fee > 0 for fee in items.values()):
        raise Refused(400, "department: an id; items: {name: fen}")
    return nontax.give_notice(world, person_of(body), department, items)


@bp.post("/nontax/orders/<order_id>")
@control
def pay_notice(world: World, body: Doc, order_id: str) -> object:
    """The person pays the order."""
    order = world.tables["nontax_orders"].get(order_id)
    if order is None:
        raise Refused(404, "no such order")
    if order["status"] != nontax.UNPAID:
        raise Refused(409, "this order is not waiting to be paid")
    return nontax.pay(world, order)
