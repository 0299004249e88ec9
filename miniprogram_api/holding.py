"""Scarce things for a form: what is shown and for how long, drawing them, taking one. Registers are asked with no transaction open."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response, g
from marshmallow import validate

from app.cases import choosing, holding, opening, records
from app.identity.rules import REAL_NAME
from app.kernel import db
from app.kernel.once import Reply
from app.kernel.plain import Line
from app.kernel.web import Answer, Body, Loaded, reply
from app.lookups import service
from app.lookups.service import Found
from edge.shapes import moment, number, said, texts
from miniprogram_api.auth import owners, require_proved, signed_in
from miniprogram_api.case_shapes import Nothing
from miniprogram_api.edge import Blueprint, answer_once, remembered
from miniprogram_api.lookups import asking_for

bp = Blueprint("holds", __name__, url_prefix="/api/cases/<case:no>/holds/<slug:field>", description="留着的号和名额")


class Chosen(Body):
    """The one that was tapped."""

    unit = Line(required=True, validate=validate.Length(1, 40))


class Holds(Answer):
    """`units`: what is shown, to nobody else, in the order drawn; `unit`: the one held or kept; `seconds_left` of `seconds`: what a
    countdown shows, null where no clock runs; `draw`: how many are shown at once; `rev`: of the draft; `say`, `do`: what is so when
    time ran out."""

    field = said()
    rev = number()
    state = said(*holding.STATES)
    units = texts()
    unit = said(none=True)
    seconds_left = number(none=True)
    seconds = number()
    draw = number()
    until = moment(none=True)
    say = said()
    do = said()


@bp.get("")
@signed_in(level=REAL_NAME)
@bp.alt_response(200, schema=Holds)
def show(no: str, field: str) -> Response:
    """What is shown, held or kept now."""
    with db.reading() as tx:
        at = opening.opened(tx, no, owners())
        return reply(holding.view(tx, at, records.open_form(at.case), field))


@bp.post("/draw")
@signed_in(level=REAL_NAME)
@bp.arguments(Nothing)
@bp.alt_response(200, schema=Holds)
def draw(body: Loaded, no: str, field: str) -> Response:
    """Show so many, for minutes, to nobody else. Once for what may have one only."""
    if (before := remembered()) is not None:
        return before
    found = _asked(no, field)

    def work(tx: db.Connection) -> Reply:
        return 200, choosing.draw(tx, no, owners(), g.me.person, field, found)

    return answer_once(work)


@bp.post("")
@signed_in(level=REAL_NAME)
@bp.arguments(Chosen)
@bp.alt_response(200, schema=Holds)
def take(body: Loaded, no: str, field: str) -> Response:
    """Hold one of those that are shown; the others go back."""
    if (before := remembered()) is not None:
        return before
    found = _asked(no, field)

    def work(tx: db.Connection) -> Reply:
        return 200, choosing.take(tx, no, owners(), g.me.person, field, body["unit"], found)

    return answer_once(work)


def _asked(no: str, field: str) -> Mapping[str, Found]:
    """What registers say now of what is free, and of whatever speaks against it."""
    require_proved()
    with db.reading() as tx:
        at = opening.opened(tx, no, owners())
    choosing.ready(at, field)
    about = asking_for(at)
    found = service.gather(at.item.id, about, g.me.person, choosing.lookups(at, field))
    db.in_transaction(service.note, g.me.person, found.values(), about.about, no)
    return found
