"""Invoices handed in to be paid back: by whose they are, and what the company makes of them."""

from __future__ import annotations

from flask import Response, g
from marshmallow import fields, validate

from app.identity import queries as identity
from app.identity.rules import REAL_NAME
from app.invoices.reimbursing import CLOSED, LOCKED, MOST_PURPOSE, RETURNS, may_take_back
from app.kernel import clock, db
from app.kernel.once import Reply
from app.kernel.plain import Line, Number
from app.kernel.ports import outside
from app.kernel.web import Answer, Body, Loaded, reply
from app.merchants import hands, queries, reimbursing
from app.merchants.reimbursing import Claim
from app.titles import queries as titles
from edge.shapes import day, fen, many, moment, one_of, said, yes
from miniprogram_api.auth import signed_in
from miniprogram_api.case_shapes import Nothing
from miniprogram_api.edge import Blueprint, answer_once, keyed

bp = Blueprint("claims", __name__, url_prefix="/api", description="发票报销")
STATES = (LOCKED, CLOSED)


class MyClaim(Answer):
    """With which company an invoice of mine lies. `mine`: I handed it in, another may have; `what_for`: what I said then; `may_take_back`:
    it was silent so long that I may have it back."""

    state = one_of(STATES)
    company = said()
    at = moment()
    mine = yes()
    what_for = said()
    may_take_back = yes()


class ClaimOffer(Answer):
    """A company that takes invoices here."""

    uscc = said()
    name = said()


class NewClaim(Body):
    """To which company, and what it was spent on."""

    uscc = Number(required=True, validate=validate.Length(equal=18))
    what_for = Line(required=True, validate=validate.Length(2, MOST_PURPOSE))


class TheirClaim(Answer):
    """An invoice in the company's hands, and who handed it in."""

    number = said()
    seller = said()
    day = day()
    total_fen = fen()
    by = said()
    what_for = said()
    state = one_of(STATES)
    at = moment()


class TheirClaims(Answer):
    claims = many(TheirClaim)


class Return(Body):
    why = fields.String(required=True, validate=validate.OneOf(list(RETURNS)))


def shown(tx: db.Connection, number: str) -> dict[str, object] | None:
    """With which company an invoice lies, for somebody who holds it."""
    there = reimbursing.find(tx, number)
    if there is None:
        return None
    mine = there.person_id == g.me.person
    back = mine and there.state == LOCKED and may_take_back(there.at, clock.now())
    head = {"state": there.state, "company": queries.get(tx, there.uscc).name, "at": clock.rfc3339(there.at), "mine": mine}
    return {**head, "what_for": there.what_for if mine else "", "may_take_back": back}


def offers(tx: db.Connection, buyer_no: str, natural: bool) -> list[dict[str, str]]:
    """To whom it may be handed in: its buyer; of a person's own, where they work and whose titles they keep."""
    usccs = [] if natural else [buyer_no]
    if natural:
        usccs = [one.uscc for one in queries.posts(tx, g.me.person) if not one.ended]
        usccs += [one.title.tax_no for one in titles.mine(tx, g.me.person)]
    return [{"uscc": uscc, "name": name} for uscc, name in reimbursing.offers(tx, usccs)]


@bp.post("/invoices/<invoice:number>/claim")
@signed_in(level=REAL_NAME)
@bp.arguments(NewClaim)
@bp.alt_response(201, schema=MyClaim)
def hand_in(body: Loaded, number: str) -> Response:
    """Hand an invoice of mine in: it is this company's until it answers. The same again is the same."""
    keyed()
    with db.reading() as tx:
        one = hands.kept(tx, number, g.me.person)
    face = outside().tax.face(number)

    def work(tx: db.Connection) -> Reply:
        reimbursing.hand_in(tx, one, face, g.me.person, body["uscc"], body["what_for"])
        return 201, shown(tx, number) or {}

    return answer_once(work)


@bp.delete("/invoices/<invoice:number>/claim")
@signed_in(level=REAL_NAME)
@bp.alt_response(204, description="拿回来了")
def take_back(number: str) -> Response:
    """Have it back after seven days without an answer. Again: it is back."""

    def work(tx: db.Connection) -> None:
        hands.kept(tx, number, g.me.person)
        reimbursing.take_back(tx, number, g.me.person)

    db.in_transaction(work)
    return Response(status=204)


@bp.get("/merchant/companies/<uscc:uscc>/claims")
@signed_in(level=REAL_NAME)
@bp.alt_response(200, schema=TheirClaims)
def theirs(uscc: str) -> Response:
    """What lies with the company: what waits first."""
    with db.reading() as tx:
        queries.require(tx, uscc, g.me.person, "reimburse")
        return reply({"claims": [_claim(tx, one) for one in reimbursing.of(tx, uscc)]})


def _claim(tx: db.Connection, one: Claim) -> dict[str, object]:
    found = hands.described(tx, one.number)
    head = {"number": one.number, "seller": found.seller, "day": found.day.isoformat(), "total_fen": found.total}
    by = identity.get_person(tx, one.person_id).name
    return {**head, "by": by, "what_for": one.what_for, "state": one.state, "at": clock.rfc3339(one.at)}


@bp.post("/merchant/companies/<uscc:uscc>/claims/<invoice:number>/closing")
@signed_in(level=REAL_NAME)
@bp.arguments(Nothing)
@bp.alt_response(200, schema=TheirClaim)
def close(body: Loaded, uscc: str, number: str) -> Response:
    """Written off for ever, and told to the bureau. Again: it is."""
    keyed()
    with db.reading() as tx:
        post = queries.require(tx, uscc, g.me.person, "reimburse")
        reimbursing.held(tx, number, uscc)
    face = outside().tax.face(number)
    return answer_once(lambda tx: (200, _claim(tx, reimbursing.close(tx, number, face, post))))


@bp.post("/merchant/companies/<uscc:uscc>/claims/<invoice:number>/return")
@signed_in(level=REAL_NAME)
@bp.arguments(Return)
@bp.alt_response(200, schema=TheirClaims)
def give_back(body: Loaded, uscc: str, number: str) -> Response:
    """It is its owner's again, who hears why."""

    def work(tx: db.Connection) -> Reply:
        post = queries.require(tx, uscc, g.me.person, "reimburse")
        reimbursing.give_back(tx, number, post, body["why"])
        return 200, {"claims": [_claim(tx, one) for one in reimbursing.of(tx, uscc)]}

    return answer_once(work)
