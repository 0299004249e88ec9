"""Halls, their places, my bookings and my number at the door."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from flask import Response, g

from app import reference
from app.appointments import line, queries, rules, service
from app.appointments.queries import Appointment, Ticket
from app.appointments.service import Wish
from app.cases import brought
from app.cases.brought import Brought
from app.certificates import queries as certificates
from app.identity import queries as identity
from app.identity.rules import REAL_NAME
from app.kernel import clock, db
from app.kernel.errors import Refused
from app.kernel.once import Reply
from app.kernel.web import Loaded, asked, reply
from app.language.checklist import Item
from app.publishing import current
from app.reference.shapes import Hall
from miniprogram_api import booking_shapes as shapes
from miniprogram_api import booking_view as views
from miniprogram_api.auth import anyone, owners, signed_in
from miniprogram_api.case_shapes import Nothing
from miniprogram_api.catalog import kept
from miniprogram_api.catalog_shapes import asked as asks
from miniprogram_api.edge import Blueprint, answer_once

bp = Blueprint("bookings", __name__, url_prefix="/api", description="大厅预约和取号")

DISABILITY = "ec-disability"
PAST = 10  # bookings that are over, shown at most


@bp.get("/booking/errands")
@anyone
@bp.alt_response(200, schema=shapes.ErrandGroups)
def errands() -> Response:
    """What one can come to a window for, by what can be done in one visit."""
    groups: dict[str, list[dict[str, object]]] = {theme: [] for theme in reference.hall_themes()}
    for one in current().items.values():
        if _at_window(one):
            groups[one.content["theme"]].append({"id": one.id, "short": one.short})
    named = reference.hall_themes()
    return kept({"groups": [{"theme": theme, "name": named[theme], "errands": found} for theme, found in groups.items() if found]})


@bp.get("/booking/halls/<slug:hall>")
@anyone
@bp.alt_response(200, schema=shapes.HallSlots)
@bp.doc(parameters=[asks("errands", "办什么，用逗号隔开"), asks("green", "yes：算上留给老人、孕妇、残疾人的")])
def slots(hall: str) -> Response:
    """A hall now, and what is free on the days that can be booked."""
    found = service.hall_named(hall)
    themes = {one.content["theme"] for one in _items([id_ for id_ in asked("errands").split(",") if id_])}
    here = themes <= set(found["kinds"])
    near = None if here else service.nearest(found, themes)
    with db.reading() as tx:
        found = queries.as_open(tx, found)
        now, gone = queries.line(tx, found, clock.today()), queries.taken(tx, found, clock.now())
    return reply(views.hall_slots(found, now, gone, asked("green") == "yes", here, near["id"] if near else None))


@bp.get("/me/bookings")
@signed_in(level=REAL_NAME)
@bp.alt_response(200, schema=shapes.Visits)
def mine() -> Response:
    """My bookings, the number I wait with, and what counts against me."""
    with db.reading() as tx:
        found = queries.of_person(tx, g.me.person)
        waits, missed, why = queries.my_ticket(tx, g.me.person), queries.missed(tx, g.me.person), green(tx)
        standing = [one for one in found if one.state == rules.BOOKED]
        until, today = rules.paused_until(missed, clock.today()), waits is not None and waits.day == clock.today()
        wanted = {id_ for one in standing for id_ in one.errands} | set(waits.errands if waits else ())
        given = brought.of(tx, owners(), wanted)
        return reply(
            {
                "bookings": [_shown(one, given) for one in reversed(standing)],
                "past": [_shown(one, {}) for one in found if one.state != rules.BOOKED][:PAST],
                "ticket": _waiting(tx, waits, given) if waits and today else None,
                "green": why,
                "needs": [{"id": key, "text": said} for key, said in rules.NEEDS.items()],
                "misses": views.misses(rules.counted(missed, clock.today())),
                "paused": until.isoformat() if until else None,
            }
        )


@bp.post("/me/bookings")
@signed_in(level=REAL_NAME)
@bp.arguments(shapes.NewBooking)
@bp.alt_response(201, schema=shapes.Booking)
def book(body: Loaded) -> Response:
    """A place at this time."""
    hall, start = service.hall_named(body["hall"]), service.moment(body["at"])
    themes = _themes(hall, body["errands"])

    def work(tx: db.Connection) -> Reply:
        helped = bool(body["needs"]) or bool(green(tx))
        made = service.book(tx, g.me.person, hall, start, Wish(body["errands"], themes, body["needs"], helped))
        return 201, _booking(tx, made)

    return answer_once(work)


@bp.get("/me/bookings/<id:booking>")
@signed_in(level=REAL_NAME)
@bp.alt_response(200, schema=shapes.Booking)
def show(booking: str) -> Response:
    """One of mine."""
    with db.reading() as tx:
        return reply(_booking(tx, queries.get(tx, booking, g.me.person)))


@bp.post("/me/bookings/<id:booking>/time")
@signed_in(level=REAL_NAME)
@bp.arguments(shapes.OtherTime)
@bp.alt_response(200, schema=shapes.Booking)
def move(body: Loaded, booking: str) -> Response:
    """The same, at another time."""
    start = service.moment(body["at"])
    return answer_once(lambda tx: (200, _booking(tx, service.move(tx, g.me.person, booking, start))))


@bp.post("/me/bookings/<id:booking>/cancellation")
@signed_in(level=REAL_NAME)
@bp.arguments(Nothing)
@bp.alt_response(200, schema=shapes.Booking)
def cancel(body: Loaded, booking: str) -> Response:
    """I do not come."""
    return answer_once(lambda tx: (200, _booking(tx, service.cancel(tx, g.me.person, booking))))


@bp.post("/me/tickets")
@signed_in(level=REAL_NAME)
@bp.arguments(shapes.AtTheDoor)
@bp.alt_response(201, schema=shapes.Ticket)
def come_in(body: Loaded) -> Response:
    """I stand at the door: my number, with what I booked or without."""
    hall = service.hall_named(body["hall"])
    line.require_at_door(hall, body["door"], g.me.account)
    _themes(hall, body["errands"])

    def work(tx: db.Connection) -> Reply:
        helped = bool(body["needs"]) or bool(green(tx))
        return 201, _number(tx, line.come_in(tx, g.me.person, hall, body["errands"], helped)[0])

    return answer_once(work)


@bp.get("/me/tickets/<id:ticket>")
@signed_in(level=REAL_NAME)
@bp.alt_response(200, schema=shapes.Ticket)
def number(ticket: str) -> Response:
    """How many are before me."""
    with db.reading() as tx:
        return reply(_number(tx, queries.get_ticket(tx, ticket, g.me.person)))


@bp.post("/me/tickets/<id:ticket>/leaving")
@signed_in(level=REAL_NAME)
@bp.arguments(Nothing)
@bp.alt_response(200, schema=shapes.Ticket)
def leave(body: Loaded, ticket: str) -> Response:
    """I go home."""
    return answer_once(lambda tx: (200, _number(tx, line.leave(tx, g.me.person, ticket))))


def _at_window(item: Item) -> bool:
    return "hall" in item.channels and item.serves != "booking"


def _items(ids: Iterable[str]) -> list[Item]:
    """These items. Raises NotFound for one there is not."""
    return [current().item(one) for one in dict.fromkeys(ids)]


def _themes(hall: Hall, errands: Sequence[str]) -> list[str]:
    """What these belong to, each once. Raises Refused `not_done_there`, `not_at_window`."""
    found = _items(errands)
    for one in found:
        if not _at_window(one):
            raise Refused("not_at_window", f"{one.short}不用去大厅", "在手机上或者打电话就能办")
        service.require_done_there(hall, [one.content["theme"]], one.short)
    return list(dict.fromkeys(one.content["theme"] for one in found))


def green(tx: db.Connection) -> str:
    """Why the green way is this person's by itself; empty when it is not."""
    person = identity.get_person(tx, g.me.person)
    if rules.green_by_age(person.age(clock.today())):
        return f"您满 {rules.OLD} 岁，走绿色通道"
    return "您有残疾人证，走绿色通道" if DISABILITY in certificates.held(tx, g.me.person) else ""


def _shown(one: Appointment, given: Mapping[str, Brought]) -> dict[str, object]:
    return views.booking(one, one.where, current(), given)


def _booking(tx: db.Connection, one: Appointment) -> dict[str, object]:
    return _shown(one, brought.of(tx, owners(), one.errands) if one.state == rules.BOOKED else {})


def _waiting(tx: db.Connection, one: Ticket, given: Mapping[str, Brought]) -> dict[str, object]:
    waits = queries.in_line(tx, one.hall, one.day) if one.state == rules.WAITING else []
    return views.ticket(one, service.hall_named(one.hall), waits, current(), given)


def _number(tx: db.Connection, one: Ticket) -> dict[str, object]:
    return _waiting(tx, one, brought.of(tx, owners(), one.errands))
