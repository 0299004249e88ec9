"""A time that is chosen in a form: held while the form is filled in, booked when it is handed in, over with the case. One place of one
slot, decided by the same unique key as every other booking."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, update

from app import reference
from app.appointments import queries, rules, service
from app.appointments.models import appointment
from app.appointments.queries import Appointment
from app.appointments.rules import ARRIVED, BOOKED, CANCELLED, HELD, MISSED, STRUCK
from app.kernel import clock, crypto, db
from app.kernel.errors import Conflict
from app.kernel.ids import new_id
from app.kernel.jsons import Json
from app.reference.shapes import Hall, Opening

DAYS = range(1, 8)


@dataclass(frozen=True)
class Wish:
    """Whose time it is, for which item, chosen in which case. `green`: what helps who needs help."""

    person_id: str
    item: str
    case_no: str
    green: bool = False


def venue(row: Mapping[str, Json]) -> Hall | None:
    """A place as a register of a department has it; None where what it says of its hours cannot be read: nothing is booked there."""
    days, hours, places, off = row.get("星期"), row.get("时段"), row.get("名额"), row.get("不开")
    names = [row.get(name) for name in ("id", "名称", "区", "地址", "电话")]
    if not all(isinstance(one, str) and one for one in names) or not isinstance(places, int) or places < 1:
        return None
    if not isinstance(days, list) or not isinstance(hours, list) or not isinstance(off, list) or not 1 <= len(hours) <= 2:
        return None
    id_, name, region, address, phone = (str(one) for one in names)
    am, pm = (*map(str, hours), "")[:2]
    open_: Opening = {"days": [one for one in days if isinstance(one, int) and one in DAYS], "am": am, "pm": pm}
    made: Hall = {
        "id": id_, "name": name, "region": region, "address": address, "windows": 1, "terminals": 0, "capacity": places,
        "all_day_terminal": False, "kinds": [], "open": [open_], "closed": [str(one) for one in off], "places": places, "phone": phone,
    }  # fmt: skip
    return made if rules.readable(made) else None


def until() -> timedelta:
    """How long what is chosen is held before it is handed in."""
    return timedelta(minutes=reference.hall_hours()["hold_minutes"])


def hold(tx: Connection, hall: Hall, said: str, wish: Wish) -> Appointment:
    """This time is held for a form, in place of the one before; `said`: when it begins, RFC 3339. Raises Refused `slot_past`,
    `slot_unknown`, `hall_closed`, `not_open_yet`; Forbidden `booking_paused`; Conflict `slot_full`, `booked_twice`, `booked_enough`.
    The caller holds the lock of the case: one form chooses one time at once."""
    now, start = clock.now(), service.moment(said)
    end = service.require_bookable(tx, hall, start, now)
    service.require_allowed(tx, wish.person_id)
    before = queries.of_case(tx, wish.case_no)
    before = before if before is not None and before.state == HELD else None
    if before is not None and (before.hall, before.starts_at) == (hall["id"], start):
        return before
    if "places" not in hall:
        _beside(queries.open_of(tx, wish.person_id), hall["id"], start, end, wish)
    new = new_id()
    row: dict[str, object] = {
        "id": new, "person_id": wish.person_id, "hall": hall["id"], "starts_at": start, "ends_at": end, "green": wish.green,
        "errands": [wish.item], "needs": crypto.seal("appointment.needs", new, ""), "state": HELD, "why": "", "made_at": now,
        "turn": None, "told_at": None, "case_no": wish.case_no, "until": now + until(), "venue": hall if "places" in hall else None,
    }  # fmt: skip
    for _ in range(service.TRIES):
        place = service.free_place(tx, hall, start, wish.green)
        whole = {**row, "place": place, "code": f"{secrets.randbelow(10**8):08d}"}
        if tx.execute(service.ignoring(tx), whole).rowcount == 1:
            if before is not None:
                tx.execute(delete(appointment).where(appointment.c.id == before.id))
            return Appointment(**whole)  # type: ignore[arg-type]
    raise db.Raced()


def _beside(mine: Sequence[Appointment], hall: str, start: datetime, end: datetime, wish: Wish) -> Appointment | None:
    """What another form of the same person has booked at this very time of this hall: it is one visit then, up to three errands of it.
    Else there must be room for a visit of its own. Raises as service.require_room."""
    others = [one for one in mine if one.case_no != wish.case_no]
    visit = [one for one in others if one.case_no and (one.hall, one.starts_at) == (hall, start)]
    if len(visit) >= rules.MOST_ERRANDS:
        raise Conflict("booked_enough", f"一次最多办 {rules.MOST_ERRANDS} 件", "选别的时间")
    service.require_once([one for one in others if not one.case_no], [wish.item])
    if not visit:
        service.require_room(others, start, end, [])
    return visit[0] if visit else None


def give_up(tx: Connection, case_no: str) -> None:
    """What is only held for a form is free again."""
    tx.execute(delete(appointment).where(appointment.c.case_no == case_no, appointment.c.state == HELD))


def book(tx: Connection, case_no: str) -> Appointment:
    """What is held for a form is booked with it. Raises Conflict `hold_over` when its time is over, `booked_twice`, `booked_enough` as for
    every booking at a hall."""
    found = queries.of_case(tx, case_no)
    if found is None or found.state not in (HELD, BOOKED):
        raise lapsed()
    if found.state == BOOKED:
        return found
    before = queries.APPOINTMENTS.query.where(appointment.c.case_no == case_no, appointment.c.state == BOOKED)
    for one in queries.APPOINTMENTS.all(tx, before):  # in a correction another time is chosen: the one before is nobody's
        service.conclude(tx, one, CANCELLED)
    turn = None
    if found.venue is None:
        mine = queries.open_of(tx, found.person_id)
        beside = _beside(mine, found.hall, found.starts_at, found.ends_at, Wish(found.person_id, found.errands[0], case_no))
        turn = rules.turn([one.turn for one in mine], beside.turn if beside else None)
    held = update(appointment).where(appointment.c.id == found.id, appointment.c.state == HELD)
    if tx.execute(held.values(state=BOOKED, turn=turn, until=None)).rowcount != 1:
        raise lapsed()
    return replace(found, state=BOOKED, turn=turn, until=None)


def hold_again(tx: Connection, case_no: str) -> None:
    """What was handed in is taken back to be changed: its time is held for minutes, as before it was."""
    found = queries.of_case(tx, case_no)
    if found is not None and found.state == BOOKED:
        mine = update(appointment).where(appointment.c.id == found.id, appointment.c.state == BOOKED)
        tx.execute(mine.values(state=HELD, turn=None, until=clock.now() + until()))


def give_back(tx: Connection, case_no: str, why: str) -> Appointment | None:
    """It came to nothing for somebody else's reason: another can have the place, and nothing of it counts. Returns it as it was; None
    where nothing was booked."""
    give_up(tx, case_no)
    found = queries.of_case(tx, case_no)
    return found if found is not None and found.state == BOOKED and service.conclude(tx, found, CANCELLED, why) else None


def end(tx: Connection, case_no: str, by_person: bool = False) -> None:
    """The case is over without having been granted: the place is free again, before its time. Whoever gives it up late themselves is
    noted, as with every booking; a place where a car was seen stays as it is."""
    give_up(tx, case_no)
    found = queries.of_case(tx, case_no)
    if found is None or found.state != BOOKED:
        return
    if by_person:
        service.conclude(tx, found, CANCELLED)
        service.note_late(tx, found, clock.now())
    elif found.starts_at > clock.now():
        service.conclude(tx, found, STRUCK, "这件事不用再来")
    else:
        came(tx, case_no)


def came(tx: Connection, case_no: str) -> None:
    """The department says that whoever booked was there: that counts, whatever was seen at a hall's door."""
    found = queries.of_case(tx, case_no)
    if found is not None and found.starts_at <= clock.now() and service.conclude(tx, found, ARRIVED, was=(BOOKED, MISSED)):
        service.forgive(tx, found)


def missed(tx: Connection, case_no: str) -> None:
    """The department says that nobody came."""
    found = queries.of_case(tx, case_no)
    if found is not None and found.starts_at <= clock.now() and service.conclude(tx, found, MISSED):
        service.note(tx, found, late=False)


def lapsed() -> Conflict:
    """Its time was over before it was handed in."""
    return Conflict("hold_over", "选好的时间没有留住", "重新选一个时间")
