"""Window staff of a hall: who waits, call the next, pass over, finish, let somebody in by the code of their booking. Each at the hall of
their own unit; another hall is absent. Whoever opens what a resident handed in online is written down where the resident sees it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask import Response, g
from marshmallow import fields, validate

from app.appointments import closures, line, queries, rules, service
from app.appointments.queries import Ticket
from app.cases import brought
from app.identity import queries as identity
from app.kernel import audit, clock, db, masks
from app.kernel.errors import NotFound
from app.kernel.once import Reply
from app.kernel.plain import Exactly, Line
from app.kernel.web import Answer, Body, Loaded, reply
from app.publishing import current
from app.reference.shapes import Hall
from app.staff import service as staff_service
from console_api.auth import staff
from console_api.edge import answer_once
from edge.requests import Blueprint
from edge.shapes import day, many, moment, number, one, one_of, said, texts, yes

bp = Blueprint("console_windows", __name__, url_prefix="/console/v1/halls/<slug:hall>", description="大厅窗口：排队和叫号")

SEEN, PURPOSE = ("姓名（部分遮住）", "网上交过哪些材料"), "在窗口给您办事"


class AtDesk(Body):
    """Which window calls."""

    desk = fields.Integer(required=True, strict=True, validate=validate.Range(1, 999))


class ByCode(Body):
    """The code of a booking, as it is said at the door."""

    code = fields.String(required=True, validate=Exactly("[0-9]{8}"))


class Struck(Body):
    """Why the hall takes a booking back: the person reads it."""

    reason = Line(required=True, validate=validate.Length(2, 60))


class Closing(Body):
    """A whole day on which nobody can come, and why: residents read it."""

    day = fields.Date(required=True)
    reason = Line(required=True, validate=validate.Length(2, 60))


class Reopening(Body):
    """A day that was closed."""

    day = fields.Date(required=True)


class Closed(Answer):
    """`moved`: bookings that have another time now, `struck`: those for which there was none."""

    day = day()
    say = said()
    moved = number()
    struck = number()


class Reopened(Answer):
    day = day()


class Ready(Answer):
    """What somebody comes for: `given` online, which is not asked for again, `left` still to be given."""

    item = said()
    short = said()
    case_no = said(none=True)
    handed_in = yes()
    given = texts()
    left = texts()


class Called(Answer):
    """A number at a window, and what is there already. `booking`: what it was booked as."""

    id = said()
    no = said()
    state = one_of(rules.TICKETS)
    desk = number(none=True)
    name = said()
    green = yes()
    needs = texts()
    booking = said(none=True)
    came_at = moment()
    errands = many(Ready)


class Next(Answer):
    """Nobody when nobody waits."""

    ticket = one(Called, none=True)
    waiting = number()


class InLine(Answer):
    id = said()
    no = said()
    state = one_of(rules.TICKETS)
    desk = number(none=True)
    green = yes()


class HallLine(Answer):
    """Who waits and who is called, in order, by number only. `door`: the six digits that hang at the door today; `page`: what the code
    at the door opens."""

    hall = said()
    waiting = number()
    inside = number()
    minutes = number()
    door = said()
    page = said()
    tickets = many(InLine)


class StruckOut(Answer):
    id = said()
    state = said(*rules.STATES)


@bp.get("/line")
@staff("halls.serve")
@bp.alt_response(200, schema=HallLine)
def show(hall: str) -> Response:
    """The line now."""
    mine, today = _mine(hall), clock.today()
    with db.reading() as tx:
        now, found = queries.line(tx, mine, today), queries.in_line(tx, mine["id"], today, rules.INSIDE)
    code = line.door_code(mine["id"], today)
    shown = [{"id": one.id, "no": one.no, "state": one.state, "desk": one.desk, "green": one.green} for one in found]
    page = f"/pages/booking/index?hall={mine['id']}&door={code}"
    counts = {"waiting": now.waiting, "inside": now.inside, "minutes": now.minutes}
    return reply({"hall": mine["name"], **counts, "door": code, "page": page, "tickets": shown})


@bp.post("/calls")
@staff("halls.serve")
@bp.arguments(AtDesk)
@bp.alt_response(200, schema=Next)
def call(body: Loaded, hall: str) -> Response:
    """The next one comes to this window; whom it had called before is done."""

    def work(tx: db.Connection) -> Reply:
        mine = _mine(hall)
        found = line.call_next(tx, mine, body["desk"])
        waiting = queries.line(tx, mine, clock.today()).waiting
        return 200, {"ticket": _opened(tx, found, "ticket.call") if found else None, "waiting": waiting}

    return answer_once(work)


@bp.get("/tickets/<id:ticket>")
@staff("halls.serve")
@bp.alt_response(200, schema=Called)
def ticket(hall: str, ticket: str) -> Response:
    """One that is called, with what was handed in online."""
    mine = _mine(hall)

    def opened(tx: db.Connection) -> dict[str, object]:
        found = queries.get_ticket(tx, ticket)
        if found.hall != mine["id"] or found.state != rules.CALLED or found.day != clock.today():
            raise NotFound("ticket_not_found", "没有正在叫的这个号", "先叫号")
        return _opened(tx, found, "ticket.read")

    return reply(db.in_transaction(opened))


@bp.post("/tickets/<id:ticket>/skipping")
@staff("halls.serve")
@bp.alt_response(200, schema=InLine)
def skip(hall: str, ticket: str) -> Response:
    """Called, and nobody came to the window."""
    return _do(hall, "ticket.skip", lambda tx, mine: line.skip(tx, mine, ticket))


@bp.post("/tickets/<id:ticket>/finish")
@staff("halls.serve")
@bp.alt_response(200, schema=InLine)
def finish(hall: str, ticket: str) -> Response:
    """Done."""
    return _do(hall, "ticket.finish", lambda tx, mine: line.finish(tx, mine, ticket))


@bp.post("/tickets/<id:ticket>/again")
@staff("halls.serve")
@bp.arguments(AtDesk)
@bp.alt_response(200, schema=InLine)
def again(body: Loaded, hall: str, ticket: str) -> Response:
    """Passed over, and stands there after all."""
    return _do(hall, "ticket.again", lambda tx, mine: line.call_again(tx, mine, ticket, body["desk"]))


@bp.post("/arrivals")
@staff("halls.serve")
@bp.arguments(ByCode)
@bp.alt_response(200, schema=InLine)
def let_in(body: Loaded, hall: str) -> Response:
    """Whose phone cannot scan says the code of the booking."""
    return _do(hall, "ticket.let_in", lambda tx, mine: line.let_in(tx, mine, body["code"]))


@bp.post("/closures")
@staff("halls.serve")
@bp.arguments(Closing)
@bp.alt_response(200, schema=Closed)
def close(body: Loaded, hall: str) -> Response:
    """The hall is closed for that whole day: whoever booked is moved, or told that it is off."""

    def work(tx: db.Connection) -> Reply:
        mine = _mine(hall)
        done = closures.close(tx, mine, body["day"], body["reason"])
        staff_service.note(tx, g.staff.id, "hall.close", f"{mine['id']} {body['day'].isoformat()}")
        return 200, {"day": body["day"].isoformat(), "say": body["reason"], "moved": done.moved, "struck": done.struck}

    return answer_once(work)


@bp.post("/reopenings")
@staff("halls.serve")
@bp.arguments(Reopening)
@bp.alt_response(200, schema=Reopened)
def reopen(body: Loaded, hall: str) -> Response:
    """It is open that day after all; whoever was moved stays where they are."""

    def work(tx: db.Connection) -> Reply:
        mine = _mine(hall)
        if not closures.reopen(tx, mine, body["day"]):
            raise NotFound("closure_not_found", "这天没有关过", "核对日子")
        staff_service.note(tx, g.staff.id, "hall.reopen", f"{mine['id']} {body['day'].isoformat()}")
        return 200, {"day": body["day"].isoformat()}

    return answer_once(work)


@bp.post("/bookings/<id:booking>/striking")
@staff("halls.serve")
@bp.arguments(Struck)
@bp.alt_response(200, schema=StruckOut)
def strike(body: Loaded, hall: str, booking: str) -> Response:
    """The hall cannot, or somebody had a reason not to come: it counts for nothing."""

    def work(tx: db.Connection) -> Reply:
        mine, found = _mine(hall), queries.get(tx, booking)
        if found.hall != mine["id"] or found.starts_at < clock.now() - timedelta(days=30):
            raise NotFound("booking_not_found", "没有这次预约", "核对一下")
        ended = service.strike(tx, found, body["reason"])
        staff_service.note(tx, g.staff.id, "booking.strike", booking)
        return 200, {"id": ended.id, "state": ended.state}

    return answer_once(work)


def _mine(hall: str) -> Hall:
    """The hall of this member's unit. Raises NotFound `hall_not_found` for any other."""
    found = service.hall_named(hall)
    if found["name"] != g.staff.unit:
        raise NotFound("hall_not_found", "没有这个大厅", "只能看自己大厅的")
    return found


def _do(hall: str, what: str, work: Callable[[db.Connection, Hall], Ticket]) -> Response:
    mine = _mine(hall)

    def all_of_it(tx: db.Connection) -> Ticket:
        one = work(tx, mine)
        staff_service.note(tx, g.staff.id, what, one.id)
        return one

    one = db.in_transaction(all_of_it)  # told twice it is refused: what was done to a number is not done again
    return reply({"id": one.id, "no": one.no, "state": one.state, "desk": one.desk, "green": one.green})


def _opened(tx: db.Connection, one: Ticket, what: str) -> dict[str, object]:
    """A number with whose it is and what they handed in, which they read in the trail of who saw what."""
    person, given = identity.get_person(tx, one.person_id), brought.of(tx, [one.person_id], one.errands)
    staff_service.note(tx, g.staff.id, what, one.id)
    cases = sorted({found.no for found in given.values()})
    for no in (*cases, *([] if cases else [None])):
        audit.note_read(tx, one.person_id, g.staff.unit, SEEN, PURPOSE, no)
    booked = queries.get(tx, one.appointment_id) if one.appointment_id else None
    items = current().items
    return {
        "id": one.id,
        "no": one.no,
        "state": one.state,
        "desk": one.desk,
        "name": masks.mask_name(person.name),
        "green": one.green,
        "needs": [rules.NEEDS[key] for key in (queries.needs(booked) if booked else ()) if key in rules.NEEDS],
        "booking": one.appointment_id,
        "came_at": clock.rfc3339(one.came_at),
        "errands": [_ready(id_, items[id_].short, given.get(id_)) for id_ in one.errands if id_ in items],
    }


def _ready(id_: str, short: str, given: brought.Brought | None) -> dict[str, object]:
    if given is None:
        return {"item": id_, "short": short, "case_no": None, "handed_in": False, "given": [], "left": []}
    there = {"handed_in": given.handed_in, "given": list(given.given), "left": list(given.left)}
    return {"item": id_, "short": short, "case_no": given.no, **there}
