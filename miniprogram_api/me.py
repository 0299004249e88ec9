"""The caller's own account: real name, face, settings, logins, who used their data."""

from __future__ import annotations

from typing import Any

from flask import Response, g
from flask_smorest import Blueprint
from marshmallow import fields, validate
from sqlalchemy import Connection

from app.identity import queries, rules, service, tokens
from app.kernel import clock, db
from app.kernel.audit import uses_of
from app.kernel.errors import Refused
from app.kernel.ids import new_id
from app.kernel.limits import Limit
from app.kernel.masks import mask_name, mask_phone
from app.kernel.ports import outside
from miniprogram_api.auth import signed_in
from miniprogram_api.edge import Body, reply

bp = Blueprint("me", __name__, url_prefix="/api/me", description="我的")

NAMES = Limit("real_name", 5, 24 * 3600)  # guesses at whose number belongs to whom
FACE_SAYS = {
    range(90002, 90007): "您退出了刷脸",
    range(90007, 90008): "网络断了一下",
    range(90008, 90011): "没有用上摄像头，请在微信里允许",
    range(90011, 90018): "光线有点暗，没认出来。面向窗户再试",
}


class Badge(Body):
    turn = fields.Integer(required=True)
    messages = fields.Integer(required=True)


class Me(Body):
    """What the phone shows of its owner."""

    id = fields.String(required=True)
    name = fields.String(required=True, allow_none=True)
    phone = fields.String(required=True, allow_none=True)
    level = fields.Integer(required=True)
    elder = fields.Boolean(required=True)
    city = fields.String(required=True, allow_none=True)
    offer_elder = fields.Boolean(required=True)
    badge = fields.Nested(Badge, required=True)


class Settings(Body):
    elder = fields.Boolean()
    city = fields.String(validate=validate.Regexp(r"^44\d{4}$"))


class Code(Body):
    code = fields.String(required=True, validate=validate.Length(1, 128))


class RealName(Body):
    name = fields.String(required=True, validate=validate.Length(1, 30))
    id_number = fields.String(required=True, validate=validate.Length(1, 18))


class FaceCheck(Body):
    verify_id = fields.String(required=True)
    say = fields.String(required=True)


class FaceOutcome(Body):
    passed = fields.Boolean(required=True)
    say = fields.String(required=True)
    tries_left = fields.Integer(required=True)
    me = fields.Nested(Me, required=True)


def view_of(me: tokens.Me) -> dict[str, Any]:
    """The `me` every answer about the caller carries."""
    from app.notices.queries import unread

    with db.reading() as tx:
        account = queries.get_account(tx, me.account)
        person = queries.get_person(tx, account.person_id) if account.person_id else None
        messages = unread(tx, me.person) if me.person else 0
        turn = _turns(tx, account.person_id)
    elder_age = person is not None and person.age(clock.today()) >= rules.ELDER_FROM
    return {
        "id": account.id,
        "name": mask_name(person.name) if person else None,
        "phone": mask_phone(account.phone) if account.phone else None,
        "level": account.level,
        "elder": account.elder,
        "city": account.city,
        "offer_elder": elder_age and not account.elder,
        "badge": {"turn": turn, "messages": messages},
    }


def _turns(tx: Connection, person_id: str | None) -> int:
    from app.cases.queries import count_turns

    return count_turns(tx, person_id) if person_id else 0


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
def change(body: dict[str, Any]) -> Response:
    """Large text, city."""
    db.in_transaction(service.set_preferences, g.me.account, **body)
    return reply(view_of(g.me))


@bp.post("/phone")
@signed_in()
@bp.arguments(Code)
@bp.alt_response(200, schema=Me)
def add_phone(body: dict[str, str]) -> Response:
    """The number WeChat vouches for (button getPhoneNumber)."""
    db.in_transaction(service.add_phone, g.me.account, outside().wechat.phone_number(body["code"]))
    return reply(view_of(_refreshed()))


@bp.post("/real-name")
@signed_in()
@bp.arguments(RealName)
@bp.alt_response(200, schema=Me)
def set_real_name(body: dict[str, str]) -> Response:
    """Name and id number, compared with the population base. What does not belong together is stored nowhere."""
    name, number = body["name"].strip(), body["id_number"].strip().upper()
    faults = {"name": rules.name_fault(name), "id_number": rules.id_number_fault(number, clock.today())}
    errors = [{"field": field, "say": say} for field, say in faults.items() if say]
    if errors:
        raise Refused("real_name_format", "有一处和身份证不一样", "对着身份证再填一次", errors=errors)
    NAMES.spend(g.me.account)
    fact = outside().sources.ask("population", name, number, "实名核对")
    if not fact.match:
        raise Refused("real_name_mismatch", "姓名和身份证号对不上", "对着身份证再填一次", errors=[{"field": "id_number", "say": "和姓名对不上，再看一眼。"}])
    db.in_transaction(_bind, g.me.account, name, number)
    return reply(view_of(_refreshed()))


def _bind(tx: Connection, account_id: str, name: str, number: str) -> None:
    from app.kernel.events import Event, emit

    person_id = service.set_real_name(tx, account_id, name, number)
    emit(tx, Event.PERSON_KNOWN, f"person:{person_id}", person_id=person_id)


@bp.post("/face")
@signed_in(level=rules.REAL_NAME)
@bp.alt_response(200, schema=FaceCheck)
def start_face() -> Response:
    """Open a face check; the phone then shows WeChat's own camera page."""
    with db.reading() as tx:
        service.face_tries_left(tx, g.me.account)
        account, person = queries.get_account(tx, g.me.account), queries.get_person(tx, g.me.person)
    seq = new_id()
    verify_id = outside().wechat.start_face(account.openid, person.name, person.id_number, seq)
    db.in_transaction(service.start_face, g.me.account, seq, verify_id)
    return reply({"verify_id": verify_id, "say": "面向光亮的地方，眨眨眼就好。"})


@bp.post("/face/<verify_id>/result")
@signed_in(level=rules.REAL_NAME)
@bp.alt_response(200, schema=FaceOutcome)
def finish_face(verify_id: str) -> Response:
    """Ask WeChat what came of it; what the phone says does not count."""
    with db.reading() as tx:
        seq = service.get_face_check(tx, g.me.account, verify_id)
        account, person = queries.get_account(tx, g.me.account), queries.get_person(tx, g.me.person)
    result = outside().wechat.face_result(account.openid, person.name, person.id_number, seq, verify_id)
    db.in_transaction(service.finish_face, g.me.account, seq, result.passed)
    with db.reading() as tx:
        left = _left(tx)
    say = "认出来了，是您本人。" if result.passed else f"{_face_say(result.reason)}，还能试 {left} 次。"
    return reply({"passed": result.passed, "say": say, "tries_left": left, "me": view_of(_refreshed())})


def _left(tx: Connection) -> int:
    from app.kernel.errors import TooMany

    try:
        return service.face_tries_left(tx, g.me.account)
    except TooMany:
        return 0


def _face_say(reason: int) -> str:
    return next((say for numbers, say in FACE_SAYS.items() if reason in numbers), "这次没认出来")


@bp.get("/sessions")
@signed_in()
def sessions() -> Response:
    """Where this account is signed in."""
    with db.reading() as tx:
        rows = queries.logins(tx, g.me.account)
    views = [{"id": r.id, "device": r.device, "city": "", "last_seen": clock.rfc3339(r.last_seen), "here": r.id == g.me.login} for r in rows]
    return reply({"sessions": views})


@bp.delete("/sessions/<login_id>")
@signed_in()
@bp.alt_response(204, description="那台设备已退出")
def end_session(login_id: str) -> Response:
    """Sign another device out, at once."""
    from app.kernel.errors import NotFound
    from app.kernel.ids import is_id

    if not is_id(login_id):
        raise NotFound()
    tokens.forget([db.in_transaction(service.sign_out, g.me.account, login_id)])
    return Response(status=204)


@bp.get("/uses")
@signed_in(level=rules.REAL_NAME)
def uses() -> Response:
    """Who used my data, for what: all of it."""
    with db.reading() as tx:
        return reply({"uses": uses_of(tx, g.me.person)})


def _refreshed() -> tokens.Me:
    """The caller after a change of level: the cache must forget what it believed."""
    from flask import request

    with db.reading() as tx:
        tokens.forget(service.login_hashes(tx, g.me.account))
    me = tokens.who(request.headers["Authorization"].removeprefix("Bearer "))
    assert me is not None
    g.me = me
    return me
