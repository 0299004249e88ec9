"""A hall is closed for a whole day: nothing can be booked there, and whoever had booked is moved to the next day that has room, or told
that it is off. Nothing of it counts, and nothing is given twice: the key of a place decides, as always."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.appointments import queries, rules, service
from app.appointments.models import appointment, hall_closure
from app.appointments.queries import Appointment
from app.appointments.rules import BOOKED, HELD, STRUCK
from app.kernel import clock, db
from app.kernel.errors import Conflict, Refused
from app.kernel.rows import Where
from app.reference.shapes import Hall

AHEAD = 7  # days after it, on which a place is looked for
MOST = 1000


@dataclass(frozen=True)
class Cleared:
    """What became of whoever had booked."""

    moved: int
    struck: int


def close(tx: Connection, hall: Hall, day: date, why: str) -> Cleared:
    """No slot of that day is given any more, and those that were are moved or struck out; again, the same. Raises Refused `day_past`,
    Conflict `closed_anyway`."""
    if day < clock.today():
        raise Refused("day_past", "这一天已经过了", "选今天或者以后的日子")
    if said := rules.closed(hall, day):
        raise Conflict("closed_anyway", f"这天本来就不开：{said}", "不用再关")
    row = {"hall": hall["id"], "day": day, "say": why, "at": clock.now()}
    ignoring = insert(hall_closure).prefix_with("OR IGNORE" if tx.dialect.name == "sqlite" else "IGNORE")
    if tx.execute(ignoring, row).rowcount != 1:
        tx.execute(update(hall_closure).where(*_of(hall["id"], day)).values(say=why))
    return clear(tx, hall, day)


def reopen(tx: Connection, hall: Hall, day: date) -> bool:
    """The day can be booked again; whoever was moved stays where they are. False when it was not closed by staff."""
    return tx.execute(delete(hall_closure).where(*_of(hall["id"], day))).rowcount == 1


def clear(tx: Connection, hall: Hall, day: date) -> Cleared:
    """Nobody has a place on a day that is closed: also not who was just booking while it was."""
    begins, ends = rules.day_of(day)
    here = (appointment.c.hall == hall["id"], appointment.c.starts_at.between(max(begins, clock.now()), ends))
    tx.execute(delete(appointment).where(*here, appointment.c.state == HELD))
    shut = queries.as_open(tx, hall)
    why = rules.closed(shut, day)
    standing = queries.APPOINTMENTS.query.where(*here, appointment.c.state == BOOKED).order_by(appointment.c.made_at, appointment.c.id)
    found = queries.APPOINTMENTS.all(tx, standing.limit(MOST))
    moved = sum(_moved(tx, shut, one, why) for one in found)
    return Cleared(moved, len(found) - moved)


def clear_all(tx: Connection) -> int:
    """The same for each day that is still to come. Returns how many bookings there were."""
    found = tx.execute(select(hall_closure.c.hall, hall_closure.c.day).where(hall_closure.c.day >= clock.today())).all()
    done = [clear(tx, service.hall_named(hall), day) for hall, day in found]
    return sum(one.moved + one.struck for one in done)


def sweep() -> None:
    """Whoever booked in the very second in which a day was closed is moved too."""
    db.in_transaction(clear_all)


def _moved(tx: Connection, hall: Hall, one: Appointment, why: str) -> bool:
    """Whoever booked first has the first that is free; who cannot be moved is struck out. Both are told."""
    others = [each for each in queries.open_of(tx, one.person_id) if each.id != one.id]
    for start, end in _later(hall, one.starts_at):
        if any(each.ends_at == end and not (one.case_no and each.case_no and each.starts_at == start) for each in others):
            continue
        if _take(tx, hall, one, start, end):
            service.tell(tx, replace(one, starts_at=start), "moved", why)
            return True
    if service.conclude(tx, one, STRUCK, why):
        service.tell(tx, one, "struck", why)
    return False


def _later(hall: Hall, was: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The slots of the days after it: of each day the same time first, then those after, then those before."""
    time, day = clock.china(was).time(), clock.china(was).date()
    for n in range(1, AHEAD + 1):
        slots = [(start, half.end) for half in rules.halves(hall, day + timedelta(days=n)) for start in half.starts]
        yield from sorted(slots, key=lambda one: (clock.china(one[0]).time() < time, one[0]))


def _take(tx: Connection, hall: Hall, one: Appointment, start: datetime, end: datetime) -> bool:
    for _ in range(service.TRIES):
        try:
            place = service.free_place(tx, hall, start, one.green)
        except Conflict:
            return False
        mine = (appointment.c.id == one.id, appointment.c.state == BOOKED, appointment.c.starts_at == one.starts_at)
        try:
            with tx.begin_nested():
                values = {"starts_at": start, "ends_at": end, "place": place, "told_at": None}
                return tx.execute(update(appointment).where(*mine).values(**values)).rowcount == 1
        except IntegrityError:
            continue  # somebody was faster with that place
    raise db.Raced()


def _of(hall: str, day: date) -> tuple[Where, Where]:
    return (hall_closure.c.hall == hall, hall_closure.c.day == day)
