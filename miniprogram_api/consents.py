"""What others ask me to agree to: opened as myself, answered with my face. Whose errand it is nobody else learns from a link."""

from __future__ import annotations

from dataclasses import asdict

from flask import Response, g
from marshmallow import fields, validate

from app.cases import agreeing
from app.identity import queries as identity
from app.identity.rules import FACE, REAL_NAME
from app.kernel import clock, db
from app.kernel.once import Reply
from app.kernel.plain import AsTyped, Exactly
from app.kernel.web import Answer, Body, Loaded, reply
from app.participants import queries, rules
from app.participants.queries import Stored
from app.participants.rules import ASKED, Who
from app.participants.service import PAGE
from app.participants.words import STATES, moment
from edge.requests import Yes
from edge.shapes import many, one, said, tone, yes
from edge.shapes import moment as a_moment
from miniprogram_api.auth import require_level, require_proved, signed_in
from miniprogram_api.edge import Blueprint, answer_once

bp = Blueprint("consents", __name__, url_prefix="/api", description="要您同意的事")

OVER = "回答的时间过了"


class ConsentCard(Answer):
    """Something somebody is asked, on a card. `turn`: it waits for an answer; `page`: where it is read."""

    id = said()
    word = said()
    tone = tone()
    turn = yes()
    title = said()
    say = said()
    page = said()
    at = a_moment()


class ConsentCards(Answer):
    consents = many(ConsentCard)


class ConsentFact(Answer):
    label = said()
    text = said()


class ConsentRow(Answer):
    """A row of a register behind the line `of`, and its facts."""

    of = said()
    title = said()
    facts = many(ConsentFact)


class ConsentText(Answer):
    """Exactly what is agreed to, word for word; its SHA-256 (`hash`, hex) is kept with the answer."""

    applicant = said()
    label = said()
    item = said()
    says = said()
    lines = many(ConsentFact)
    then = said()
    rows = many(ConsentRow)
    hash = said()


class AskedOfMe(Answer):
    """`open`: it can be answered now; `face`: with the face; `say`: how it stands."""

    id = said()
    state = said(*STATES)
    open = yes()
    face = yes()
    say = said()
    until = a_moment()
    answered_at = a_moment(none=True)
    document = one(ConsentText)


class MyAnswer(Body):
    """`hash`: of what was read; `reason`: why not, `tell`: whether the applicant may read it."""

    agree = Yes(required=True)
    hash = fields.String(required=True, validate=Exactly("[0-9a-f]{64}"))
    reason = AsTyped(load_default="", validate=validate.Length(max=2000))
    tell = Yes(load_default=False)


@bp.get("/me/consents")
@signed_in()
@bp.alt_response(200, schema=ConsentCards)
def mine() -> Response:
    """What others ask me, what waits first; nothing for who has never shown the face."""
    if not g.me.person or not g.me.proved:
        return reply({"consents": []})
    with db.reading() as tx:
        person = identity.get_person(tx, g.me.person)
        found = queries.of_person(tx, Who(person.name, person.id_number))
    return reply({"consents": [_card(one) for one in sorted(found, key=lambda one: not _open(one))]})


@bp.get("/consents/<foreign:key>")
@signed_in(level=REAL_NAME)
@bp.alt_response(200, schema=AskedOfMe)
def show(key: str) -> Response:
    """The whole of what I am asked, by its id or the token of its link. The applicant reads that I have looked."""
    require_proved()
    with db.reading() as tx:
        found = agreeing.opened(tx, key, g.me.person)
    if found.question.face:
        require_level(FACE)
    db.in_transaction(agreeing.note, found)
    return reply(_view(found.question))


@bp.post("/consents/<foreign:key>/answer")
@signed_in(level=REAL_NAME)
@bp.arguments(MyAnswer)
@bp.alt_response(200, schema=AskedOfMe)
def answer(body: Loaded, key: str) -> Response:
    """Yes or no, once."""
    require_proved()
    with db.reading() as tx:
        found = agreeing.opened(tx, key, g.me.person)
    if found.question.face:
        require_level(FACE)

    def work(tx: db.Connection) -> Reply:
        said = agreeing.Answer(body["agree"], body["hash"], body["reason"], body["tell"])
        return 200, _view(agreeing.answer(tx, found.question.id, g.me.person, said))

    return answer_once(work)


def _open(one: Stored) -> bool:
    return one.state == ASKED and clock.now() < one.until


def _card(one: Stored) -> dict[str, object]:
    shown, open_ = one.text, _open(one)
    word, tone_ = ("轮到您了", "turn") if open_ else STATES[one.state] if one.state != ASKED else STATES[rules.LAPSED]
    until = f"{moment(one.until)} 前回答"
    say = until if open_ else f"{moment(one.answered_at)} 回答的" if one.answered_at else OVER
    return {
        "id": one.id,
        "word": word,
        "tone": tone_,
        "turn": open_,
        "title": f"{shown.applicant}请您{shown.says}",
        "say": say,
        "page": f"{PAGE}?k={one.id}",
        "at": clock.rfc3339(one.asked_at),
    }


def _view(one: Stored) -> dict[str, object]:
    shown, open_ = one.text, _open(one)
    say = f"{moment(one.until)} 前回答" if open_ else OVER
    if one.answered_at:
        say = f"{moment(one.answered_at)} 回答的"
    lines = [{"label": line.label, "text": line.text} for line in shown.lines]
    rows = [{"of": row.of, "title": row.title, "facts": [asdict(fact) for fact in row.facts]} for row in shown.rows]
    parts = {"applicant": shown.applicant, "label": shown.label, "item": shown.item, "says": shown.says, "lines": lines, "then": shown.then}
    parts["rows"] = rows
    return {
        "id": one.id,
        "state": one.state,
        "open": open_,
        "face": one.face,
        "say": say,
        "until": clock.rfc3339(one.until),
        "answered_at": clock.rfc3339(one.answered_at) if one.answered_at else None,
        "document": {**parts, "hash": one.text_hash.hex()},
    }
