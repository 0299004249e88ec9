"""Book a place, move it, give it up; what becomes of it when nobody came. Each place goes to one booking: the unique key decides."""

from __future__ import annotations

import random
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, Insert, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from app import reference
from app.appointments import line, queries, rules
from app.appointments.models import appointment, appointment_miss, ticket
from app.appointments.queries import Appointment
from app.appointments.rules import BOOKED, CANCELLED, MISSED, STRUCK
from app.events.visits import BookingTold, What
from app.kernel import clock, crypto, db, text
from app.kernel.errors import Conflict, Forbidden, NotFound, Refused
from app.kernel.events import emit
from app.kernel.ids import new_id
from app.reference.shapes import Hall

TRIES = 8  # somebody may have been faster with a place
SWEEP_MOST = 200
MISSES_KEPT = rules.WITHIN + rules.PAUSE  # after that no day counts any more


@dataclass(frozen=True)
class Wish:
    """What somebody wants to come for. `errands`: ids of items; `themes`: what they belong to; `needs`: of rules.NEEDS."""

    errands: Sequence[str]
    themes: Sequence[str]
    needs: Sequence[str]
    green: bool


def hall_named(id_: str) -> Hall:
    """The hall. Raises NotFound `hall_not_found`."""
    found = reference.hall(id_)
    if found is None:
        raise NotFound("hall_not_found", "没有这个大厅", "重新选一个大厅")
    return found


def require_done_there(hall: Hall, themes: Collection[str], name: str) -> None:
    """Raises Refused `not_done_there` unless a hall does what these belong to; says which one does."""
    if set(themes) <= set(hall["kinds"]):
        return
    near = nearest(hall, themes)
    raise Refused("not_done_there", f"{hall['name']}不办{name}", f"改约{near['name'] if near else '别的大厅'}")


def nearest(hall: Hall, themes: Collection[str]) -> Hall | None:
    """A hall that does what these belong to: of the same district first, else of the city."""
    does = [one for one in reference.halls_of(hall["region"]) if set(themes) <= set(one["kinds"])]
    return min(does, key=lambda one: not one["region"].startswith(hall["region"][:6]), default=None)


def book(tx: Connection, person_id: str, hall: Hall, start: datetime, wish: Wish) -> Appointment:
    """A place at this time. Raises Refused `slot_past`, `slot_unknown`, `hall_closed`, `not_open_yet`, `errands_many`; Forbidden
    `booking_paused`; Conflict `booked_twice`, `booked_enough`, `slot_full`. On each of them nothing is stored."""
    now = clock.now()
    if not 1 <= len(set(wish.errands)) <= rules.MOST_ERRANDS or len(set(wish.themes)) > 1:
        raise Refused("errands_many", f"一次最多办 {rules.MOST_ERRANDS} 件同一类的事", "少选几件，或者分开约")
    end = require_bookable(tx, hall, start, now)
    mine = queries.open_of(tx, person_id)
    _did_not_come(tx, [one for one in mine if one.ends_at <= now])  # judged by what is so, whether or not the clock was here
    mine = [one for one in mine if one.ends_at > now]
    require_allowed(tx, person_id)
    new = new_id()
    row: dict[str, object] = {
        "id": new,
        "person_id": person_id,
        "hall": hall["id"],
        "starts_at": start,
        "ends_at": end,
        "green": wish.green,
        "errands": list(dict.fromkeys(wish.errands)),
        "needs": crypto.seal("appointment.needs", new, ",".join(wish.needs)),
        "state": BOOKED,
        "why": "",
        "made_at": now,
    }
    for _ in range(TRIES):
        require_room(mine, start, end, wish.errands)
        place = free_place(tx, hall, start, wish.green)
        turn = rules.turn([one.turn for one in mine])
        code = f"{secrets.randbelow(10**8):08d}"
        whole = {**row, "place": place, "turn": turn, "code": code, "told_at": None}
        if tx.execute(ignoring(tx), whole).rowcount == 1:
            return Appointment(**whole)  # type: ignore[arg-type]
        mine = queries.open_of(tx, person_id)  # the other tap of the same person, or somebody else's on this place
    raise db.Raced()


def move(tx: Connection, person_id: str, id_: str, start: datetime) -> Appointment:
    """The same at another time of the same hall; the place it had is free again with that. Raises as `book` does, Conflict
    `booking_over` when it no longer stands, `booking_begun` when its time has come."""
    now = clock.now()
    found = _standing(queries.get(tx, id_, person_id), now)
    _require_free_of_case(found)
    hall = found.where
    if start == found.starts_at:
        return found
    end = require_bookable(tx, hall, start, now)
    require_allowed(tx, person_id)
    others = [one for one in queries.open_of(tx, person_id) if one.id != id_]
    require_room(others, start, end, found.errands, moving=True)
    for _ in range(TRIES):
        place = free_place(tx, hall, start, found.green)
        still = (appointment.c.id == id_, appointment.c.state == BOOKED, appointment.c.starts_at == found.starts_at)
        try:
            with tx.begin_nested():
                values = {"starts_at": start, "ends_at": end, "place": place, "told_at": None}
                moved = tx.execute(update(appointment).where(*still).values(**values)).rowcount
        except IntegrityError:
            continue  # somebody was faster with that place
        if moved != 1:
            raise over()
        note_late(tx, found, now)
        return replace(found, starts_at=start, ends_at=end, place=place, told_at=None)
    raise db.Raced()


def cancel(tx: Connection, person_id: str, id_: str) -> Appointment:
    """Given up; again, the same answer. Later than two hours before it counts. Raises Conflict `booking_over`, `booking_begun`."""
    now = clock.now()
    found = queries.get(tx, id_, person_id)
    if found.state == CANCELLED:
        return found
    _standing(found, now)
    _require_free_of_case(found)
    if not conclude(tx, found, CANCELLED):
        raise over()
    note_late(tx, found, now)
    return queries.get(tx, id_, person_id)


def strike(tx: Connection, found: Appointment, why: str) -> Appointment:
    """The hall takes it back, for a reason the person reads; it counts for nothing, also where somebody had not come. Raises Conflict
    `booking_over`."""
    if not conclude(tx, found, STRUCK, why, (BOOKED, MISSED)):
        raise over()
    forgive(tx, found)
    tell(tx, found, "struck", why)
    return queries.get(tx, found.id)


def sweep_held(tx: Connection) -> int:
    """What was only held and whose time is over is gone. Returns how many."""
    old = select(appointment.c.id).where(appointment.c.until <= clock.now()).limit(SWEEP_MOST)
    return _drop(tx, list(tx.execute(old).scalars()))


def _drop(tx: Connection, ids: Sequence[str]) -> int:
    """By key, each one found first: whoever books at the same time waits for no range."""
    return sum(tx.execute(delete(appointment).where(appointment.c.id == one)).rowcount for one in ids)


def require_allowed(tx: Connection, person_id: str) -> None:
    """Raises Forbidden `booking_paused` while somebody did not come three times; a number at the door is always to be had."""
    missed = queries.missed(tx, person_id)
    until = rules.paused_until(missed, clock.today())
    if until is not None:
        say = f"爽约 {rules.MISSES} 次，{until.isoformat()} 起可再约"
        raise Forbidden("booking_paused", say, "现场取号不受影响，到大厅门口扫码")


def lapse(tx: Connection) -> int:
    """Whoever had not come by the end of the half day did not come: written down, once. Whether somebody came to a place that is no hall of
    ours, its department says. Returns how many."""
    ended = queries.APPOINTMENTS.query.where(
        appointment.c.state == BOOKED, appointment.c.ends_at <= clock.now(), appointment.c.venue.is_(None)
    )
    return _did_not_come(tx, queries.APPOINTMENTS.all(tx, ended.limit(SWEEP_MOST)))


def forget_old(tx: Connection) -> int:
    """What is known of a visit goes after thirty days: where, when, what for. That somebody did not come stays as long as it can
    count, as a day and nothing else. Returns how many rows."""
    before = clock.now() - timedelta(days=reference.hall_hours()["keep_visit_days"])
    gone = tx.execute(delete(appointment).where(appointment.c.ends_at <= before, appointment.c.turn.is_(None))).rowcount
    gone += tx.execute(delete(ticket).where(ticket.c.came_at <= before)).rowcount
    old = clock.today() - MISSES_KEPT
    return gone + tx.execute(delete(appointment_miss).where(appointment_miss.c.day < old)).rowcount


def forget_person(tx: Connection, person_id: str) -> None:
    """Whoever leaves has no place, no number and no day any more."""
    for table in (appointment, ticket, appointment_miss):
        tx.execute(delete(table).where(table.c.person_id == person_id))


def _did_not_come(tx: Connection, found: Sequence[Appointment]) -> int:
    gone = [one for one in found if conclude(tx, one, MISSED)]
    for one in gone:
        note(tx, one, late=False)
        tell(tx, one, "missed")
    return len(gone)


def moment(said: str) -> datetime:
    """When a slot begins, as a phone says it. Raises Refused `slot_unknown`."""
    found = text.moment(said)
    if found is None:
        raise Refused("slot_unknown", "没有这个时段", "重新选一个时间")
    return found


def require_bookable(tx: Connection, hall: Hall, start: datetime, now: datetime) -> datetime:
    """The end of the half day this slot begins in."""
    if start <= now:
        raise Refused("slot_past", "这个时间已过", "选后面的时间")
    day = clock.china(start).date()
    hall = queries.as_open(tx, hall)
    if why := rules.closed(hall, day):
        raise Refused("hall_closed", why, "换一天")
    half = rules.half_of(hall, start)
    if half is None:
        raise Refused("slot_unknown", "没有这个时段", "重新选一个时间")
    if now < rules.opens_at(day):
        opens = clock.china(rules.opens_at(day))
        raise Refused("not_open_yet", "这天还没有放号", f"{opens.month}月{opens.day}日 8:00 开始约")
    return half.end


def require_once(mine: Collection[Appointment], errands: Sequence[str]) -> None:
    """One booking for an errand."""
    if again := next((one for one in mine if set(one.errands) & set(errands)), None):
        when = clock.china(again.starts_at)
        say = f"这件事已经约了 {when.month}月{when.day}日 {when:%H:%M}"
        raise Conflict("booked_twice", say, "要换时间，点那次预约改期")


def require_room(mine: Collection[Appointment], start: datetime, end: datetime, errands: Sequence[str], moving: bool = False) -> None:
    """One booking for an errand, one visit in a half day, two in all."""
    require_once(mine, errands)
    if any(one.ends_at == end for one in mine):
        raise Conflict("booked_twice", "这半天您已经约了一次", "换个半天，或者改那次预约")
    if not moving and len({(one.hall, one.starts_at) for one in mine}) >= rules.MOST_OPEN:
        raise Conflict("booked_enough", f"最多同时约 {rules.MOST_OPEN} 个", "先取消一个，再约新的")


def free_place(tx: Connection, hall: Hall, start: datetime, green: bool) -> int:
    gone, lapsed = queries.places_taken(tx, hall["id"], start)
    _drop(tx, lapsed)
    # Where there are fewer places than there were when some were booked, a number that nobody has is no place.
    free = [place for place in rules.open_to(hall, green) if place not in gone] if len(gone) < rules.places(hall) else []
    if not free:
        raise _full(tx, hall, start, green)
    # Not the first of them: those who come at once would all reach for the same one. Who may have a green one has those first.
    own = rules.places(hall) - rules.green_at(hall)
    return next((place for place in free if place > own), None) or random.choice(free)  # noqa: S311 - spreading out, not a secret


def _full(tx: Connection, hall: Hall, start: datetime, green: bool) -> Conflict:
    """That there is none left, and the next that has some that day."""
    at, gone = clock.china(start), queries.taken(tx, hall, start)
    say = f"{at:%H:%M} 约满"
    later = [one for half in rules.halves(hall, at.date()) for one in half.starts if one > start]
    for one in later:
        if left := free(hall, gone.get(one, (0, 0)), green):
            return Conflict("slot_full", f"{say}，最近 {clock.china(one):%H:%M}，还有 {left} 个", "选别的时间")
    return Conflict("slot_full", f"{say}，这天后面也没有了", "换一天")


def free(hall: Hall, gone: tuple[int, int], green: bool) -> int:
    """How many places of a slot are left for somebody; `gone`: of those for everybody, and of the green ones."""
    number = rules.places(hall)
    own = rules.green_at(hall)
    left = max(0, number - own - gone[0]) + (max(0, own - gone[1]) if green else 0)
    return max(0, min(left, number - gone[0] - gone[1]))


def _require_free_of_case(found: Appointment) -> None:
    """Raises Conflict `booking_of_case` for a time that a department has been told with a case."""
    if found.venue is not None:
        raise Conflict("booking_of_case", "这个时间和办件连着", "要取消，到那件里点“不办了”，再重新约")


def _standing(found: Appointment, now: datetime) -> Appointment:
    if found.state != BOOKED:
        raise over()
    if found.starts_at <= now:
        raise Conflict("booking_begun", "约的时间已经到了", "来得及就去大厅扫码，半天之内都给您排")
    return found


def over() -> Conflict:
    return Conflict("booking_over", "这次预约已经结束了", "刷新看看最新情况")


def conclude(tx: Connection, found: Appointment, state: str, why: str = "", was: Sequence[str] = (BOOKED,)) -> bool:
    mine = update(appointment).where(appointment.c.id == found.id, appointment.c.state.in_(list(was)))
    return tx.execute(mine.values(state=state, place=None, turn=None, why=why)).rowcount == 1


def note_late(tx: Connection, found: Appointment, now: datetime) -> None:
    if rules.late_to_cancel(found.starts_at, now):
        note(tx, found, late=True)


def forgive(tx: Connection, found: Appointment) -> None:
    """Nothing counts of this one."""
    tx.execute(delete(appointment_miss).where(appointment_miss.c.appointment_id == found.id))


def note(tx: Connection, found: Appointment, late: bool) -> None:
    row = {"appointment_id": found.id, "person_id": found.person_id, "day": clock.china(found.starts_at).date(), "late": late}
    if not late:  # who moved it too late and then did not come did not come: one row says so
        forgive(tx, found)
    ignoring = insert(appointment_miss).prefix_with("OR IGNORE" if tx.dialect.name == "sqlite" else "IGNORE")
    tx.execute(ignoring, row)


def ignoring(tx: Connection) -> Insert:
    return insert(appointment).prefix_with("OR IGNORE" if tx.dialect.name == "sqlite" else "IGNORE")


def remind(tx: Connection) -> int:
    """From six in the evening on, whoever has a place the next day is told of it, once. Returns how many."""
    now = clock.now()
    if clock.china(now).time() < rules.EVENING:
        return 0
    begins, ends = rules.day_of(clock.today() + timedelta(days=1))
    eve = (appointment.c.state == BOOKED, appointment.c.told_at.is_(None), appointment.c.starts_at.between(begins, ends))
    told = 0
    for one in queries.APPOINTMENTS.all(tx, queries.APPOINTMENTS.query.where(*eve).limit(SWEEP_MOST)):
        mine = update(appointment).where(appointment.c.id == one.id, appointment.c.told_at.is_(None))
        if tx.execute(mine.values(told_at=now)).rowcount == 1:
            tell(tx, one, "tomorrow")
            told += 1
    return told


def sweep() -> None:
    """What the clock brings: who did not come, who is told the evening before, what was only held, who still stands in yesterday's line."""
    db.in_transaction(sweep_held)
    db.in_transaction(lapse)
    db.in_transaction(remind)
    db.in_transaction(line.end_days)


def tell(tx: Connection, found: Appointment, what: What, why: str = "") -> None:
    place = found.venue["name"] if found.venue else ""
    emit(tx, BookingTold(found.id, found.person_id, found.hall, clock.rfc3339(found.starts_at), list(found.errands), what, why, place))
