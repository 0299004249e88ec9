"""The caller's own account: settings, phone, who used their data."""

from __future__ import annotations

from flask import Response, g
from marshmallow import fields, validate

from app.cases.queries import count_turns
from app.identity import queries, rules, service, tokens
from app.identity.papers import PAPERS
from app.kernel import clock, db
from app.kernel.audit import uses_of
from app.kernel.masks import mask_name, mask_phone
from app.kernel.once import Reply
from app.kernel.plain import code
from app.kernel.ports import outside
from app.kernel.web import Answer, Body, Loaded, Paged, reply
from app.notices.queries import unread
from app.reference import cities
from edge.shapes import many, moment, number, one, said, texts, yes
from miniprogram_api.auth import signed_in, token
from miniprogram_api.edge import Blueprint, Yes, answer_once, remembered

bp = Blueprint("me", __name__, url_prefix="/api/me", description="我的")


class Badge(Answer):
    turn = number()
    messages = number()


class Me(Answer):
    """What the phone shows of its owner. Level: 1 signed in, 2 phone known, 3 real name, 4 face, 5 window. `join`: face when the
    name given belongs to somebody known here, and only a face check still stands between; `paper`: what the person is known by."""

    id = said()
    name = said(none=True)
    phone = said(none=True)
    level = number()
    join = fields.String(required=True, allow_none=True, validate=validate.OneOf(["face"]))
    paper = said(none=True)
    elder = yes()
    city = said(none=True)
    offer_elder = yes()
    badge = one(Badge)


class Settings(Body):
    elder = Yes()
    city = fields.String(validate=validate.OneOf(sorted(cities())))


class Code(Body):
    code = code(128, required=True)


class Use(Answer):
    unit = said()
    what = texts()
    why = said()
    case_no = said(none=True)
    at = moment()
    last_at = moment()
    times = number()


class Uses(Answer):
    """`next`: send it as `after`."""

    uses = many(Use)
    next = said(none=True)


def view_of(me: tokens.Me, tx: db.Connection | None = None) -> dict[str, object]:
    """The `me` every answer about the caller carries. `tx`: inside a transaction, as that sees it."""
    if tx is None:
        with db.reading() as reading:
            return view_of(me, reading)
    account = queries.get_account(tx, me.account)
    person = queries.get_person(tx, account.person_id) if account.person_id else None
    elder_age = person is not None and person.age(clock.today()) >= rules.ELDER_FROM
    return {
        "id": account.id,
        "name": mask_name(person.name) if person else None,
        "phone": mask_phone(account.phone) if account.phone else None,
        "level": account.level,
        "join": "face" if account.claim and not person else None,
        "paper": PAPERS[person.paper].name if person else None,
        "elder": account.elder,
        "city": account.city,
        "offer_elder": elder_age and not account.elder,
        "badge": {
            "turn": count_turns(tx, person, me.proved) if person else 0,
            "messages": unread(tx, (person.id, account.id) if person else (account.id,)),
        },
    }


@bp.get("")
@signed_in()
@bp.alt_response(200, schema=Me)
def show() -> Response:
    """Who is signed in here."""
    return reply(view_of(g.me))


@bp.patch("")
@signed_in()
@bp.arguments(Settings)
@bp.alt_response(200, schema=Me)
def change(body: Loaded) -> Response:
    """Large text, city."""
    db.in_transaction(service.set_preferences, g.me.account, **body)
    return reply(view_of(g.me))


@bp.post("/phone")
@signed_in()
@bp.arguments(Code)
@bp.alt_response(200, schema=Me)
def add_phone(body: dict[str, str]) -> Response:
    """The number WeChat vouches for (button getPhoneNumber). The code is good once; with a key a lost answer is not."""
    given = remembered()
    if given is None:
        number = outside().wechat.phone_number(body["code"])

        def store(tx: db.Connection) -> Reply:
            service.add_phone(tx, g.me.account, number)
            return 200, view_of(g.me, tx)

        given = answer_once(store, key_needed=False)
    renew()
    return given


@bp.get("/uses")
@signed_in(level=rules.REAL_NAME)
@bp.arguments(Paged, location="query")
@bp.alt_response(200, schema=Uses)
def uses(asked: dict[str, str]) -> Response:
    """Who used my data, for what: all of it, page by page."""
    with db.reading() as tx:
        shown, following = uses_of(tx, g.me.person, asked.get("after"))
        return reply({"uses": shown, "next": following})


def renew() -> None:
    """The caller's level has changed: this login is read afresh, the account's others when they next knock."""
    with db.reading() as tx:
        tokens.forget(service.login_hashes(tx, g.me.account))
    g.me = tokens.renewed(token()) or g.me
