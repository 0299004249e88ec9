"""The caller's own account: real name, face, settings, logins, who used their data."""

from __future__ import annotations

from typing import Any

from flask import Response, g
from marshmallow import fields, validate

from app.cases.queries import count_turns
from app.catalog.reference import cities
from app.identity import faces, queries, rules, service, tokens
from app.kernel import clock, crypto, db, text
from app.kernel.audit import uses_of
from app.kernel.errors import NotFound, Refused
from app.kernel.ids import is_id
from app.kernel.limits import Limit
from app.kernel.masks import mask_name, mask_phone
from app.kernel.ports import outside
from app.kernel.web import Answer, Body, Paged, reply
from app.notices.queries import unread
from miniprogram_api.auth import signed_in, token
from miniprogram_api.edge import Blueprint, Yes, address, answer_once, remembered

bp = Blueprint("me", __name__, url_prefix="/api/me", description="我的")

# Guesses at whose number belongs to whom: by who asks, from where, and about whom.
NAMES, NAMES_HERE, NAMES_OF = Limit("real_name", 5, 86400), Limit("real_name_here", 60, 86400), Limit("real_name_of", 10, 86400)
FACE_SAYS = {
    range(90002, 90007): "您退出了刷脸",
    range(90007, 90008): "网络断了一下",
    range(90008, 90011): "没有用上摄像头，请在微信里允许",
    range(90011, 90018): "光线有点暗，没认出来。面向窗户再试",
}


class Badge(Answer):
    turn = fields.Integer(required=True)
    messages = fields.Integer(required=True)


class Me(Answer):
    """What the phone shows of its owner. Level: 1 signed in, 2 phone known, 3 real name, 4 face, 5 window."""

    id = fields.String(required=True)
    name = fields.String(required=True, allow_none=True)
    phone = fields.String(required=True, allow_none=True)
    level = fields.Integer(required=True)
    elder = fields.Boolean(required=True)
    city = fields.String(required=True, allow_none=True)
    offer_elder = fields.Boolean(required=True)
    badge = fields.Nested(Badge, required=True)


class Settings(Body):
    elder = Yes()
    city = fields.String(validate=validate.OneOf(sorted(cities())))


class Code(Body):
    code = fields.String(required=True, validate=validate.Length(1, 128))


class RealName(Body):
    name = fields.String(required=True, validate=validate.Length(1, 120))
    id_number = fields.String(required=True, validate=validate.Length(1, 60))


class FaceCheck(Answer):
    verify_id = fields.String(required=True)
    say = fields.String(required=True)


class FaceOutcome(Answer):
    passed = fields.Boolean(required=True)
    say = fields.String(required=True)
    tries_left = fields.Integer(required=True)
    me = fields.Nested(Me, required=True)


class Session(Answer):
    id = fields.String(required=True)
    device = fields.String(required=True)
    city = fields.String(required=True)
    last_seen = fields.String(required=True)
    here = fields.Boolean(required=True)


class Sessions(Answer):
    sessions = fields.List(fields.Nested(Session), required=True)


class Use(Answer):
    unit = fields.String(required=True)
    what = fields.List(fields.String(), required=True)
    why = fields.String(required=True)
    case_no = fields.String(required=True, allow_none=True)
    at = fields.String(required=True)
    last_at = fields.String(required=True)
    times = fields.Integer(required=True)


class Uses(Answer):
    """`next`: send it as `after`."""

    uses = fields.List(fields.Nested(Use), required=True)
    next = fields.String(required=True, allow_none=True)


def view_of(me: tokens.Me, tx: db.Connection | None = None) -> dict[str, Any]:
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
        "elder": account.elder,
        "city": account.city,
        "offer_elder": elder_age and not account.elder,
        "badge": {"turn": count_turns(tx, person.id), "messages": unread(tx, person.id)} if person else {"turn": 0, "messages": 0},
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
def change(body: dict[str, Any]) -> Response:
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

        def store(tx: db.Connection) -> tuple[int, Any]:
            service.add_phone(tx, g.me.account, number)
            return 200, view_of(g.me, tx)

        given = answer_once(store, key_needed=False)
    _renew()
    return given


@bp.post("/real-name")
@signed_in()
@bp.arguments(RealName)
@bp.alt_response(200, schema=Me)
def set_real_name(body: dict[str, str]) -> Response:
    """Name and id number, compared with the population base. What does not belong together is stored nowhere."""
    name, number = text.name(body["name"]), text.compact(body["id_number"])
    given = remembered()
    if given is None:
        _check_name(name, number)

        def store(tx: db.Connection) -> tuple[int, Any]:
            service.set_real_name(tx, g.me.account, name, number)
            return 200, view_of(g.me, tx)

        given = answer_once(store, key_needed=False)
    _renew()
    return given


def _check_name(name: str, number: str) -> None:
    faults = {"name": rules.name_fault(name), "id_number": rules.id_number_fault(number, clock.today())}
    errors = [{"field": field, "say": say} for field, say in faults.items() if say]
    if errors:
        raise Refused("real_name_format", "有一处和身份证不一样", "对着身份证再填一次", errors=errors)
    with db.reading() as tx:
        service.require_free(tx, g.me.account, number)
    NAMES.spend(g.me.account)
    NAMES_HERE.spend(address())
    NAMES_OF.spend(crypto.blind("limit.real_name", number).hex())
    if not outside().sources.ask("population", name, number, "实名核对").match:
        raise Refused(
            "real_name_mismatch",
            "姓名和身份证号对不上",
            "对着身份证再填一次",
            errors=[{"field": "id_number", "say": "和姓名对不上，再看一眼。"}],
        )


@bp.post("/face")
@signed_in(level=rules.REAL_NAME)
@bp.alt_response(200, schema=FaceCheck)
def start_face() -> Response:
    """Open a face check; the phone then shows WeChat's own camera page. A key told twice opens one."""
    given = remembered()
    if given is not None:
        return given
    seq = db.in_transaction(faces.begin, g.me.account)
    with db.reading() as tx:
        account, person = queries.get_account(tx, g.me.account), queries.get_person(tx, g.me.person)
    verify_id = outside().wechat.start_face(account.openid, person.name, person.id_number, seq)

    def store(tx: db.Connection) -> tuple[int, Any]:
        faces.opened(tx, seq, verify_id)
        return 200, {"verify_id": verify_id, "say": "面向光亮的地方，眨眨眼就好。"}

    return answer_once(store, key_needed=False)


@bp.post("/face/<verify_id>/result")
@signed_in(level=rules.REAL_NAME)
@bp.alt_response(200, schema=FaceOutcome)
def finish_face(verify_id: str) -> Response:
    """Ask WeChat what came of it; what the phone says does not count."""
    with db.reading() as tx:
        seq, passed = faces.get(tx, g.me.account, verify_id)
        account, person = queries.get_account(tx, g.me.account), queries.get_person(tx, g.me.person)
    reason = 10000
    if not passed:
        result = outside().wechat.face_result(account.openid, person.name, person.id_number, seq, verify_id)
        passed, reason = result.passed, result.reason
        db.in_transaction(faces.finish, g.me.account, seq, passed, reason)
    _renew()
    with db.reading() as tx:
        left = faces.tries_left(tx, g.me.account)
    return reply({"passed": passed, "say": _face_say(passed, reason, left), "tries_left": left, "me": view_of(g.me)})


def _face_say(passed: bool, reason: int, left: int) -> str:
    if passed:
        return "认出来了，是您本人。"
    what = next((say for numbers, say in FACE_SAYS.items() if reason in numbers), "这次没认出来")
    return f"{what}，还能试 {left} 次。" if left else f"{what}。今天的次数用完了，明天再试，或者带身份证去窗口办。"


@bp.get("/sessions")
@signed_in()
@bp.alt_response(200, schema=Sessions)
def sessions() -> Response:
    """Where this account is signed in."""
    with db.reading() as tx:
        rows = queries.logins(tx, g.me.account)
    views = [
        {"id": r.id, "device": r.device, "city": "", "last_seen": clock.rfc3339(r.last_seen), "here": r.id == g.me.login} for r in rows
    ]
    return reply({"sessions": views})


@bp.delete("/sessions/<login_id>")
@signed_in()
@bp.alt_response(204, description="那台设备已退出")
def end_session(login_id: str) -> Response:
    """Sign another device out, at once."""
    if not is_id(login_id):
        raise NotFound()
    tokens.end([db.in_transaction(service.sign_out, g.me.account, login_id)])
    return Response(status=204)


@bp.get("/uses")
@signed_in(level=rules.REAL_NAME)
@bp.arguments(Paged, location="query")
@bp.alt_response(200, schema=Uses)
def uses(asked: dict[str, str]) -> Response:
    """Who used my data, for what: all of it, page by page."""
    with db.reading() as tx:
        shown, following = uses_of(tx, g.me.person, asked.get("after"))
        return reply({"uses": shown, "next": following})


def _renew() -> None:
    """The caller's level has changed: this login is read afresh, the account's others when they next knock."""
    with db.reading() as tx:
        tokens.forget(service.login_hashes(tx, g.me.account))
    g.me = tokens.renewed(token()) or g.me
