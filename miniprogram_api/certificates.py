"""The wallet: certificates, showing one as a code, verifying somebody's."""

from __future__ import annotations

import segno
from flask import Response, current_app, g
from marshmallow import fields, validate

from app.certificates import handing, offline, queries, rules, service
from app.identity import queries as identity
from app.identity.rules import REAL_NAME
from app.kernel import cache, clock, db
from app.kernel.errors import NotFound
from app.kernel.ids import is_id
from app.kernel.limits import Limit
from app.kernel.once import Reply
from app.kernel.text import day
from app.kernel.web import Answer, Body, Loaded, reply
from app.lookups import papers
from edge.shapes import many, moment, number, said, texts, tone, yes
from miniprogram_api.auth import anyone, require_proved, signed_in
from miniprogram_api.edge import Blueprint, address, answer_once

bp = Blueprint("certificates", __name__, url_prefix="/api", description="卡包")

ASKED_S = 600  # an issuer is asked anew before a certificate is shown, when that is longer ago
GUESSES = Limit("verify", 600, 60)  # by address, against floods only: codes cannot be guessed, and a whole hall may stand behind one


class CertificateLine(Answer):
    label = said()
    text = said()


class Certificate(Answer):
    """One certificate as its holder sees it. `receipt`: of what says that something was paid, the case: what is to be seen of it stands
    there. `renew`: the item that gives a new one, of what ends soon or has."""

    id = said()
    type = said()
    name = said()
    number_text = said()
    holder = said()
    valid_text = said()
    tone = tone()
    color = said()
    fields_ = fields.List(fields.Nested(CertificateLine), required=True, data_key="fields")
    identifier = said()
    can_show = yes()
    seen_30d = number()
    whole = yes()
    receipt = said(none=True)
    renew = said(none=True)


class Wanted(Body):
    """`whole`: every digit, which asks for the face once when this account has never shown it."""

    whole = fields.Boolean(load_default=False)


class Wallet(Answer):
    certificates = many(Certificate)


class Shown(Body):
    """Which fields the holder lets the other side see. `offline`: the other side has no network; the picture itself says them."""

    fields_ = fields.List(
        fields.String(validate=validate.OneOf(list(rules.SHOWN))), data_key="fields", load_default=["name", "adult", "valid"]
    )
    offline = fields.Boolean(load_default=False)


class ShownCode(Answer):
    """A code that lives `seconds`; `svg` is a data URI of its QR picture."""

    code = said()
    url = said()
    svg = said()
    seconds = number()
    expires_at = moment()
    shows = texts()
    hides = texts()


class Verdict(Answer):
    """What the verifier reads."""

    valid = yes()
    say = said()
    do = said()
    at = moment()
    lines = many(CertificateLine)
    note = said()


@bp.get("/certificates")
@signed_in(level=REAL_NAME)
@bp.alt_response(200, schema=Wallet)
def wallet() -> Response:
    """What I hold."""
    with db.reading() as tx:
        name = identity.get_person(tx, g.me.person).name
        return reply({"certificates": queries.wallet(tx, g.me.person, name, clock.today(), g.me.proved)})


@bp.get("/certificates/<id:certificate_id>")
@signed_in(level=REAL_NAME)
@bp.arguments(Wanted, location="query")
@bp.alt_response(200, schema=Certificate)
def one(wanted: dict[str, bool], certificate_id: str) -> Response:
    """One certificate; somebody else's is as absent as none."""
    if wanted["whole"]:
        require_proved()
    with db.reading() as tx:
        found = queries.get(tx, g.me.person, _own(certificate_id))
        seen = queries.seen_30d(tx, g.me.person).get(found.id, 0)
        return reply(queries.view(found, identity.get_person(tx, g.me.person).name, clock.today(), seen, g.me.proved))


@bp.post("/certificates/<id:certificate_id>/codes")
@signed_in(level=REAL_NAME)
@bp.arguments(Shown)
@bp.alt_response(201, schema=ShownCode)
def show(body: Loaded, certificate_id: str) -> Response:
    """A code that lives 60 seconds; a screenshot of it is worth nothing after that."""
    require_proved()
    wanted = tuple(body["fields_"])

    ask_again(_own(certificate_id))

    def make(tx: db.Connection) -> Reply:
        code, agreed = service.present(tx, g.me.person, _own(certificate_id), wanted)
        until = clock.now() + rules.CODE_LIVES
        page = f"/h5/#/pages/verify/index?c={code}"
        if body["offline"]:
            page = f"{offline.PAGE}#{offline.ticket(tx, g.me.person, certificate_id, code, agreed, until)}"
        return 201, _code(code, agreed, page)

    return answer_once(make, key_needed=False)


def ask_again(certificate_id: str) -> None:
    """What its issuer says of it by now, before somebody else believes it; not oftener than every ten minutes. While the issuer is off
    what we know stands."""
    with db.reading() as tx:
        one, person = queries.get(tx, g.me.person, certificate_id), identity.get_person(tx, g.me.person)
    if one.child or not one.kind.show or not cache.cache().add(f"certificate.asked:{one.id}", b"1", ASKED_S):
        return
    facts = service.ask_sources(person, [one.kind.id], "出示前核对")
    if facts:
        db.in_transaction(service.keep, person.id, facts)


def _code(code: str, shown: tuple[str, ...], page: str) -> dict[str, object]:
    url = f"{current_app.config['SETTINGS'].public_url}{page}"
    return {
        "code": code,
        "url": url,
        "svg": segno.make(url, error="m").svg_data_uri(scale=8, border=1, dark="#14232A"),
        "seconds": int(rules.CODE_LIVES.total_seconds()),
        "expires_at": clock.rfc3339(clock.now() + rules.CODE_LIVES),
        "shows": [rules.SHOWN[key] for key in shown],
        "hides": [text for key, text in rules.SHOWN.items() if key not in shown] + ["住址", "出生日期"],
    }


@bp.get("/verify/<scanned:code>")
@anyone
@bp.alt_response(200, schema=Verdict)
def verify(code: str) -> Response:
    """What a code shows. Anyone may ask; the holder hears of it."""
    GUESSES.spend(address())
    at = clock.rfc3339(clock.now())
    if code.startswith(handing.MARK):
        say, do = "这个码只给政务窗口扫，您看不到内容", "要核对证件，请对方点「出示」再扫"
        return reply({"valid": False, "say": say, "do": do, "at": at, "lines": [], "note": ""})
    if papers.is_code(code):
        return reply({**_paper(code), "at": at})
    try:
        valid, lines, name, before = db.in_transaction(service.verify, code[:64], "扫码的人")
    except NotFound as gone:
        return reply({"valid": False, "say": gone.say, "do": gone.do, "at": at, "lines": [], "note": ""})
    say, do = ("真的，有效", "") if valid else ("已经作废，别采用", "请对方换一个有效的证件")
    note = "这次查看已记下，对方会收到一条消息。"
    if before:
        note = f"这个码刚才已经被看过 {before} 次。不是您看的，请对方重新出示。"
    return reply({"valid": valid, "say": say, "do": do, "at": at, "lines": [{"label": "证件名称", "text": name}, *lines], "note": note})


def _paper(code: str) -> dict[str, object]:
    """What stands on a paper that somebody holds: it is true when the paper says the same."""
    try:
        return paper_verdict(db.in_transaction(papers.check, code, "核对的人"))
    except NotFound as gone:
        return {"valid": False, "say": gone.say, "do": gone.do, "lines": [], "note": ""}


def paper_verdict(found: papers.Checked, whole: bool = False) -> dict[str, object]:
    """What is said of a paper. `whole`: the file itself was compared, and not only its code."""
    lines = [{"label": label, "text": text} for label, text in found.lines]
    if found.used:
        used = clock.china(found.used)
        say = f"这份复印件{used.month}月{used.day}日 {used:%H:%M} 核对过了"
        return {"valid": False, "say": say, "do": "一份只用一次，请对方重新开一份", "lines": lines, "note": ""}
    ends = day(next((said for label, said in found.lines if label == papers.UNTIL), None))
    over = ends is not None and ends < clock.today()
    say, do = ("真的，但已经过了有效期", "请对方开一份新的") if over else ("真的，是这里开出的", "")
    note = "文件上写的和这里一样，就是真的；有一处不一样，就是被改过。这次核对已记下。"
    if whole:
        note = "这个文件和这里开出的一字不差。这次核对已记下。"
    return {"valid": not over, "say": say, "do": do, "lines": lines, "note": note}


def _own(certificate_id: str) -> str:
    if not is_id(certificate_id):
        raise NotFound()
    return certificate_id
