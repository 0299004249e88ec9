"""The time a form chooses: where one can go, what is free there, holding one. No register is asked: the place was picked from one."""

from __future__ import annotations

from flask import Response, g

from app.appointments import queries
from app.cases import early, opening, records, slot_taking, slotting
from app.cases.slotting import Choice
from app.identity.rules import REAL_NAME
from app.kernel import clock, db
from app.kernel.once import Reply
from app.kernel.plain import code
from app.kernel.web import Answer, Body, Loaded, asked, reply
from edge.errors import FieldFault
from edge.shapes import many, moment, number, one, one_of, said
from miniprogram_api import booking_view as views
from miniprogram_api import picking
from miniprogram_api.auth import owners, require_proved, signed_in
from miniprogram_api.booking_shapes import HallSlots
from miniprogram_api.bookings import green
from miniprogram_api.catalog_shapes import asked as asks
from miniprogram_api.edge import Blueprint, answer_once
from miniprogram_api.form_shapes import PointNote

bp = Blueprint("slots", __name__, url_prefix="/api/cases/<case:no>/slots/<slug:field>", description="表里选的时间")

STATES = ("none", "held", "booked")


class HeldTime(Body):
    """`at`: when the slot begins; `hall`: where several are offered, which."""

    at = code(40, required=True)
    hall = code(40)


class SlotHall(Answer):
    """A hall to choose from."""

    id = said()
    name = said()
    address = said()


class ChosenTime(Answer):
    """`hall`: where, with what is free, null while that is still to be chosen among `halls`, or picked in `wait`; `at`: the time held
    (`seconds_left` of `seconds`) or booked; `value`: what stands in the form, in words `say`; `rev`: of the draft;
    `errors`, `judged`: what others have to say of this time, as of every field."""

    field = said()
    rev = number()
    state = one_of(STATES)
    at = moment(none=True)
    value = said(none=True)
    say = said()
    seconds_left = number(none=True)
    seconds = number()
    wait = said()
    hall = one(HallSlots, none=True)
    halls = many(SlotHall)
    errors = many(FieldFault)
    judged = many(PointNote)


@bp.get("")
@signed_in(level=REAL_NAME)
@bp.alt_response(200, schema=ChosenTime)
@bp.doc(parameters=[asks("hall", "看哪个大厅的时间")])
def show(no: str, field: str) -> Response:
    """What is free, and what is held for this form."""
    with db.reading() as tx:
        at = opening.opened(tx, no, owners())
        choice = slotting.look(tx, at, records.open_form(at.case), field, asked("hall"))
        return reply(_shown(tx, choice, slotting.label(at, choice.field)))


@bp.post("")
@signed_in(level=REAL_NAME)
@bp.arguments(HeldTime)
@bp.alt_response(200, schema=ChosenTime)
def hold(body: Loaded, no: str, field: str) -> Response:
    """Hold this time for minutes, in place of the one before."""
    require_proved()
    with db.reading() as tx:
        at = opening.opened(tx, no, owners())
        new = slotting.would(tx, at, records.open_form(at.case), field, body["at"], body.get("hall", ""))
    known = picking.of_fields(at, new, [field])

    def work(tx: db.Connection) -> Reply:
        helped = bool(green(tx))
        made = slot_taking.hold(tx, no, owners(), g.me.person, field, body["at"], body.get("hall", ""), helped)
        verdicts = early.judged(at, new, known)
        said = {"errors": early.errors(verdicts), "judged": early.noted(verdicts)}
        return 200, {**_shown(tx, made, slotting.label(at, made.field)), **said}

    return answer_once(work)


def _shown(tx: db.Connection, choice: Choice, place: str) -> dict[str, object]:
    now, chosen = clock.now(), choice.chosen
    hall = queries.as_open(tx, choice.hall) if choice.hall else None
    until = chosen.until if chosen else None
    gone = queries.taken(tx, hall, now) if hall else {}
    line = queries.line(tx, hall, clock.today()) if hall else None
    return {
        "field": choice.field.id,
        "rev": choice.rev,
        "state": "none" if chosen is None else "held" if until else "booked",
        "at": clock.rfc3339(chosen.starts_at) if chosen else None,
        "value": slotting.value(chosen) if chosen else None,
        "say": f"{views.when(chosen.starts_at)}，{chosen.where['name']}" if chosen else "",
        "seconds_left": max(0, int((until - now).total_seconds())) if until else None,
        "seconds": slotting.seconds(),
        "wait": place if hall is None else "",
        "hall": views.hall_slots(hall, line, gone, bool(green(tx)), True, None) if hall and line else None,
        "errors": [],
        "judged": [],
        "halls": [{"id": one["id"], "name": one["name"], "address": one["address"]} for one in choice.halls],
    }
