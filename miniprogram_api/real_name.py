"""Who somebody is: name and paper, and the face that proves it."""

from __future__ import annotations

from flask import Response, g
from marshmallow import fields, validate

from app.identity import faces, queries, rules, service, tokens
from app.identity.joins import Claim
from app.identity.papers import ID_CARD, PAPERS, born_of
from app.kernel import clock, db, text
from app.kernel.errors import Conflict, Forbidden, Problem, Refused, Unavailable
from app.kernel.limits import Limit
from app.kernel.once import Reply
from app.kernel.plain import Line, Number
from app.kernel.ports import Fact, outside
from app.kernel.web import Answer, Body, reply
from edge.shapes import many, number, one, said, yes
from miniprogram_api.auth import anyone, real_name_needed, signed_in
from miniprogram_api.edge import Blueprint, address, answer_once, key, remembered
from miniprogram_api.me import Me, renew, view_of

bp = Blueprint("real_name", __name__, url_prefix="/api/me", description="我的")

# Guesses at whose number belongs to whom: by who asks. Where from is only a limit against floods: thousands stand behind one address.
NAMES, NAMES_HERE = Limit("real_name", 5, 86400), Limit("real_name_here", 600, 60)
# By whom they are about: beyond these nobody is told any more whether name and number fit. The face decides, and nobody is locked out.
MISSES = Limit("real_name_misses", 10, 86400)
FACE_SAYS = {
    range(90002, 90007): "您退出了刷脸",
    range(90007, 90008): "网络断了一下",
    range(90008, 90011): "没有用上摄像头，请在微信里允许",
    range(90011, 90018): "光线有点暗，没认出来。面向窗户再试",
}


class Paper(Answer):
    code = said(*PAPERS)
    name = said()
    hint = said()


class Papers(Answer):
    papers = many(Paper)


class RealName(Body):
    """`id_number`: the number on the paper."""

    name = Line(required=True, validate=validate.Length(1, 120))
    id_number = Number(required=True, validate=validate.Length(1, 60))
    paper = fields.String(load_default=ID_CARD, validate=validate.OneOf(list(PAPERS)))


class FaceCheck(Answer):
    verify_id = said()
    say = said()


class FaceOutcome(Answer):
    passed = yes()
    say = said()
    tries_left = number()
    me = one(Me)


@bp.get("/papers")
@anyone
@bp.alt_response(200, schema=Papers)
def papers() -> Response:
    """By which papers one can be known; the id card first."""
    return reply({"papers": [{"code": one.code, "name": one.name, "hint": one.hint} for one in PAPERS.values()]})


@bp.post("/real-name")
@signed_in()
@bp.arguments(RealName)
@bp.alt_response(200, schema=Me)
def set_real_name(body: dict[str, str]) -> Response:
    """Name and number, compared with the source. What does not belong together is stored nowhere; `join: face` says that the face
    check is next, because somebody is known by this number already."""
    said = Claim(text.name(body["name"]), body["id_number"], body["paper"])
    given = remembered()
    if given is None:
        wanted, confirmed = _confirmed(said)

        def store(tx: db.Connection) -> Reply:
            service.set_real_name(tx, g.me.account, wanted, confirmed)
            return 200, view_of(g.me, tx)

        given = answer_once(store, key_needed=False)
    renew()
    return given


def _confirmed(said: Claim) -> tuple[Claim, bool]:
    """What the source says to it: the claim with its facts, and whether they belong together (False: nobody could be asked)."""
    paper = PAPERS[said.paper]
    faults = {"name": rules.name_fault(said.name), "id_number": paper.fault(said.number, clock.today())}
    errors = [{"field": field, "say": say} for field, say in faults.items() if say]
    if errors:
        raise Refused("real_name_format", f"有一处和{paper.name}不一样", f"对着{paper.name}再填一次", errors=errors)
    with db.reading() as tx:
        service.require_free(tx, g.me.account, said)
    NAMES.spend(g.me.account)
    NAMES_HERE.spend(address())
    return _by_id_card(said) if said.paper == ID_CARD else (_by_paper(said), True)


def _by_id_card(said: Claim) -> tuple[Claim, bool]:
    about = said.blind.hex()
    if MISSES.left(about) == 0:
        return said, False
    try:
        fact = outside().sources.ask("population", said.name, said.number, "实名核对")
    except Unavailable:
        return said, False  # the face check asks the same base, and more
    if not fact.match:
        MISSES.spend(about)
        raise _mismatch("身份证号")
    return said, True


def _by_paper(said: Claim) -> Claim:
    try:
        fact = outside().sources.ask("exit_entry", said.name, said.number, "实名核对", id_type=said.paper)
    except Unavailable as away:
        raise Unavailable("paper_source_off", "出入境那边暂时查不了", "过一会儿再来；急的话带证件去窗口办") from away
    if not fact.match:
        if fact.data.get("status") == "expired":
            raise Refused("paper_expired", "这个证件过期了", "换了新证件再来", errors=[{"field": "id_number", "say": "证件过期了。"}])
        raise _mismatch("证件号码")
    return Claim(said.name, said.number, said.paper, _facts(said, fact))


def _facts(said: Claim, fact: Fact) -> dict[str, str]:
    """Birth date and sex, as the source says: what cannot be read, or is another birth than the number bears, is no answer."""
    born, sex = text.day(fact.data.get("出生日期")), fact.data.get("性别")
    if born is None or born > clock.today() or sex not in ("男", "女") or born_of(said.paper, said.number) not in (None, born):
        raise Unavailable("source_unreadable", "出入境那边暂时查不了", "过一会儿再来；急的话带证件去窗口办")
    return {"birth": born.isoformat(), "sex": sex}


def _mismatch(number: str) -> Refused:
    errors = [{"field": "id_number", "say": "和姓名对不上，再看一眼。"}]
    return Refused("real_name_mismatch", f"姓名和{number}对不上", "对着证件再填一次", errors=errors)


@bp.post("/face")
@signed_in()
@bp.alt_response(200, schema=FaceCheck)
def start_face() -> Response:
    """Open a face check; the phone then shows WeChat's own camera page. A key told twice opens one."""
    given = remembered()
    if given is not None:
        return given
    openid, who = _whom()
    try:
        seq = db.in_transaction(faces.begin, g.me.account, who.blind, key())
    except Conflict:
        return _opened_meanwhile()
    try:
        verify_id = outside().wechat.start_face(openid, who.name, who.number, seq)
    except Problem:
        db.in_transaction(faces.dropped, seq)
        raise

    def store(tx: db.Connection) -> Reply:
        faces.opened(tx, seq, verify_id)
        return 200, {"verify_id": verify_id, "say": "面向光亮的地方，眨眨眼就好。"}

    return answer_once(store, key_needed=False)


@bp.post("/face/<foreign:verify_id>/result")
@signed_in()
@bp.alt_response(200, schema=FaceOutcome)
def finish_face(verify_id: str) -> Response:
    """Ask WeChat what came of it; what the phone says does not count."""
    openid, who = _whom()
    with db.reading() as tx:
        check = faces.get(tx, g.me.account, verify_id)
    faces.require_about(check, who)
    passed, reason = check.passed, 10000
    if not passed:
        result = outside().wechat.face_result(openid, who.name, who.number, check.seq, verify_id)
        passed, reason = result.passed, result.reason
        proved = db.in_transaction(faces.finish, g.me.account, check.seq, passed, reason)
        tokens.end(proved.ended)
    renew()
    with db.reading() as tx:
        left = faces.tries_left(tx, g.me.account)
    return reply({"passed": passed, "say": _face_say(passed, reason, left), "tries_left": left, "me": view_of(g.me)})


def _whom() -> tuple[str, Claim]:
    """The caller's openid, and whose face it must be: the person's, or the claimed one's."""
    with db.reading() as tx:
        account = queries.get_account(tx, g.me.account)
        person = queries.get_person(tx, account.person_id) if account.person_id else None
    who = Claim(person.name, person.id_number, person.paper) if person else account.claim
    if who is None:
        raise real_name_needed()
    if who.paper != ID_CARD:
        raise Forbidden("id_card_needed", "刷脸要用居民身份证", f"用{PAPERS[who.paper].name}能办的事，请带证件去窗口办")
    return account.openid, who


def _opened_meanwhile() -> Response:
    """The same key is being served elsewhere: its answer when it is there by now."""
    given = remembered()
    if given is None:
        raise Conflict("face_opening", "刷脸正在打开", "等几秒再点一次")
    return given


def _face_say(passed: bool, reason: int, left: int) -> str:
    if passed:
        return "认出来了，是您本人。"
    what = next((say for numbers, say in FACE_SAYS.items() if reason in numbers), "这次没认出来")
    return f"{what}，还能试 {left} 次。" if left else f"{what}。今天的次数用完了，明天再试，或者带身份证去窗口办。"
