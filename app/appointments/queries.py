"""Show me: my bookings and my number, what is free at a hall, who waits there."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, func, select
from sqlalchemy import case as when

from app import reference
from app.appointments import rules
from app.appointments.models import appointment, appointment_miss, hall_closure, ticket
from app.appointments.rules import Missed, Waits
from app.kernel import clock, crypto
from app.kernel.errors import NotFound
from app.kernel.rows import Reader
from app.reference.shapes import Hall


@dataclass(frozen=True)
class Appointment:
    """A booking. `place`, `turn`: empty once it is over; `needs`: sealed; `why`: the hall's reason where it was struck out; `case_no`:
    the form it was chosen in, and `until` when it is only held for that."""

    id: str
    person_id: str
    hall: str
    starts_at: datetime
    ends_at: datetime
    place: int | None
    turn: int | None
    code: str
    green: bool
    errands: list[str]
    needs: bytes
    state: str
    why: str
    told_at: datetime | None
    made_at: datetime
    case_no: str | None = None
    until: datetime | None = None
    venue: Hall | None = None

    @property
    def where(self) -> Hall:
        """Where it is: as it was when it was chosen, where the register of a department knows the place; else one of the halls."""
        found = self.venue or reference.hall(self.hall)
        if found is None:
            raise NotFound("hall_not_found", "没有这个大厅", "重新选一个大厅")
        return found


@dataclass(frozen=True)
class Ticket:
    """A number somebody waits with."""

    id: str
    hall: str
    day: date
    number: int
    letter: str
    person_id: str
    appointment_id: str | None
    errands: list[str]
    green: bool
    rank_at: datetime
    state: str
    desk: int | None
    came_at: datetime
    called_at: datetime | None
    ended_at: datetime | None

    @property
    def no(self) -> str:
        """A023."""
        return f"{self.letter}{self.number:03d}"

    @property
    def waits(self) -> Waits:
        """Where it stands in the line."""
        return Waits(self.green, self.rank_at, self.number)


@dataclass(frozen=True)
class Line:
    """How a hall is now: who waits, who is inside, about how long the next one waits in minutes."""

    waiting: int
    inside: int
    minutes: int


APPOINTMENTS = Reader(Appointment, appointment)
TICKETS = Reader(Ticket, ticket)
MISSES = select(appointment_miss.c.day, appointment_miss.c.late)


def of_person(tx: Connection, person_id: str) -> list[Appointment]:
    """All bookings of a person that are still known, the latest to come first; without what is only held."""
    mine = APPOINTMENTS.query.where(appointment.c.person_id == person_id, appointment.c.state != rules.HELD)
    query = mine.order_by(appointment.c.starts_at.desc())
    return APPOINTMENTS.all(tx, query)


def open_of(tx: Connection, person_id: str) -> list[Appointment]:
    """Those that stand, by time."""
    query = APPOINTMENTS.query.where(appointment.c.person_id == person_id, appointment.c.turn.is_not(None))
    return APPOINTMENTS.all(tx, query.order_by(appointment.c.starts_at))


def get(tx: Connection, id_: str, person_id: str | None = None) -> Appointment:
    """One booking; of this person where one is given. Raises NotFound `booking_not_found`."""
    query = APPOINTMENTS.query.where(appointment.c.id == id_)
    if person_id is not None:
        query = query.where(appointment.c.person_id == person_id)
    found = APPOINTMENTS.first(tx, query)
    if found is None:
        raise NotFound("booking_not_found", "没有找到这次预约", "回「预约取号」看一看")
    return found


def by_code(tx: Connection, hall: str, code: str) -> Appointment:
    """The booking of a hall that is said at the door by this code. Raises NotFound `booking_not_found`."""
    found = APPOINTMENTS.first(tx, APPOINTMENTS.query.where(appointment.c.code == code, appointment.c.hall == hall))
    if found is None:
        raise NotFound("booking_not_found", "没有找到这次预约", "核对 8 位到厅码")
    return found


def needs(one: Appointment) -> list[str]:
    """What makes coming hard for them, opened."""
    return [key for key in crypto.unseal("appointment.needs", one.id, one.needs).split(",") if key]


def missed(tx: Connection, person_id: str) -> list[Missed]:
    """On which days somebody did not come, or gave it up too late."""
    return [Missed(day, bool(late)) for day, late in tx.execute(MISSES.where(appointment_miss.c.person_id == person_id))]


def taken(tx: Connection, hall: Hall, since: datetime) -> dict[datetime, tuple[int, int]]:
    """How many places of each slot are somebody's: of those for everybody, and of the green ones. Slots without any are absent."""
    first_green = rules.places(hall) - rules.green_at(hall) + 1
    green = func.sum(when((appointment.c.place >= first_green, 1), else_=0))
    query = select(appointment.c.starts_at, func.count(), green).where(
        appointment.c.hall == hall["id"], appointment.c.starts_at >= since, appointment.c.place.is_not(None), _stands()
    )
    return {start: (int(all_) - int(own), int(own)) for start, all_, own in tx.execute(query.group_by(appointment.c.starts_at))}


def places_taken(tx: Connection, hall: str, start: datetime) -> tuple[frozenset[int], list[str]]:
    """Which places of a slot are somebody's, and the bookings there that were only held and whose time is over."""
    query = select(appointment.c.place, appointment.c.id, appointment.c.until).where(
        appointment.c.hall == hall, appointment.c.starts_at == start, appointment.c.place.is_not(None)
    )
    now = clock.now()
    found = [(int(place), str(id_), until is None or until > now) for place, id_, until in tx.execute(query)]
    return frozenset(place for place, _, stands in found if stands), [id_ for _, id_, stands in found if not stands]


def as_open(tx: Connection, hall: Hall) -> Hall:
    """A hall with the days that staff have closed."""
    query = select(hall_closure.c.day, hall_closure.c.say).where(hall_closure.c.hall == hall["id"], hall_closure.c.day >= clock.today())
    shut = {day.isoformat(): str(say) for day, say in tx.execute(query)}
    return {**hall, "shut": shut} if shut else hall


def of_case(tx: Connection, case_no: str) -> Appointment | None:
    """The time that was chosen last in this form, as long as it is known; None where none was, or its time to be handed in is over."""
    query = APPOINTMENTS.query.where(appointment.c.case_no == case_no, _stands())
    return APPOINTMENTS.first(tx, query.order_by(appointment.c.made_at.desc(), appointment.c.id.desc()).limit(1))


def _stands() -> ColumnElement[bool]:
    """Not one that was held and whose time is over: its place is free, whether or not anybody has swept it away."""
    return appointment.c.until.is_(None) | (appointment.c.until > clock.now())


def my_ticket(tx: Connection, person_id: str) -> Ticket | None:
    """The number somebody waits with now, or is called by."""
    return TICKETS.first(tx, TICKETS.query.where(ticket.c.person_id == person_id, ticket.c.line.is_not(None)))


def tickets_of(tx: Connection, person_id: str) -> list[Ticket]:
    """All numbers of a person that are still known, latest first."""
    return TICKETS.all(tx, TICKETS.query.where(ticket.c.person_id == person_id).order_by(ticket.c.came_at.desc()))


def get_ticket(tx: Connection, id_: str, person_id: str | None = None) -> Ticket:
    """One number; of this person where one is given. Raises NotFound `ticket_not_found`."""
    query = TICKETS.query.where(ticket.c.id == id_)
    if person_id is not None:
        query = query.where(ticket.c.person_id == person_id)
    found = TICKETS.first(tx, query)
    if found is None:
        raise NotFound("ticket_not_found", "没有找到这个号", "回「预约取号」看一看")
    return found


def in_line(tx: Connection, hall: str, day: date, states: Collection[str] = (rules.WAITING,)) -> list[Ticket]:
    """Who waits at a hall today, in the order they are called."""
    query = TICKETS.query.where(ticket.c.hall == hall, ticket.c.day == day, ticket.c.state.in_(list(states)))
    return sorted(TICKETS.all(tx, query), key=lambda one: one.waits.key)


def line(tx: Connection, hall: Hall, day: date) -> Line:
    """How a hall is now."""
    query = select(ticket.c.state, func.count()).where(
        ticket.c.hall == hall["id"], ticket.c.day == day, ticket.c.state.in_(list(rules.INSIDE))
    )
    found = {state: int(number) for state, number in tx.execute(query.group_by(ticket.c.state))}
    waiting = found.get(rules.WAITING, 0)
    return Line(waiting, sum(found.values()), rules.minutes(waiting, hall["windows"]))


def ahead(line: Sequence[Ticket], mine: Ticket) -> int:
    """How many of a line are called before me."""
    return rules.ahead(mine.waits, (one.waits for one in line))
