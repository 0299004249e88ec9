"""At the door and at the windows: come in, wait, be called, be passed over, be done. One number for a person at a time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import Connection, func, insert, select, update

from app.appointments import queries, rules
from app.appointments.models import appointment, ticket
from app.appointments.queries import Appointment, Ticket
from app.appointments.rules import ARRIVED, BOOKED, CALLED, DONE, LATE, LEFT, MISSED, SKIPPED, WAITING
from app.events.visits import TicketCalled
from app.kernel import clock, crypto, db
from app.kernel.errors import Conflict, Refused
from app.kernel.events import emit
from app.kernel.ids import new_id
from app.kernel.limits import Limit
from app.reference.shapes import Hall

TRIES = 8
DOOR = Limit("hall-door", 10, 600)  # wrong codes of one person in ten minutes


def door_code(hall: str, day: date) -> str:
    """Six digits that hang at the door that day and no other: who has them stands there."""
    return f"{int.from_bytes(crypto.blind('hall.door', f'{hall} {day.isoformat()}')[:8], 'big') % 10**6:06d}"


def require_at_door(hall: Hall, code: str, account: str) -> None:
    """Raises Refused `door_code_wrong` for a code that does not hang there today; TooMany after ten of them in ten minutes."""
    if code == door_code(hall["id"], clock.today()):
        return
    DOOR.spend(account)
    raise Refused("door_code_wrong", "这不是今天门口的码", "看大厅门口屏幕上的 6 位数字，或者重新扫一次")


def come_in(tx: Connection, person_id: str, hall: Hall, errands: Sequence[str], green: bool) -> tuple[Ticket, Appointment | None]:
    """A number at the door: with what was booked here for this half day, or without. Again while one waits: the same number.

    Raises Conflict `came_early`, `hall_shut`, `hall_full`, `waits_elsewhere`; Refused `errands_many`.
    """
    now, today = clock.now(), clock.today()
    hall = queries.as_open(tx, hall)
    waits = queries.my_ticket(tx, person_id)
    if waits is not None and waits.day == today:
        if waits.hall != hall["id"]:
            raise Conflict("waits_elsewhere", "您正在另一个大厅排队", "先退掉那个号")
        return waits, queries.get(tx, waits.appointment_id) if waits.appointment_id else None
    if waits is not None:
        _finish(tx, waits, LEFT)  # of another day: nobody waits overnight
    half = next((one for one in rules.halves(hall, today) if one.starts[0] - rules.EARLY <= now < one.end), None)
    if half is None:
        raise Conflict("hall_shut", rules.closed(hall, today) or "现在不是办公时间", "看清开门时间再来，或者先约一个时间")
    here_for = [one for one in queries.open_of(tx, person_id) if one.hall == hall["id"] and one.ends_at == half.end]
    booked = here_for[0] if here_for else None
    if booked is not None and now < booked.starts_at - rules.EARLY:
        at = clock.china(booked.starts_at - rules.EARLY)
        raise Conflict("came_early", "来早了", f"{at:%H:%M} 起可以取号")
    if booked is None and not 1 <= len(set(errands)) <= rules.MOST_ERRANDS:
        raise Refused("errands_many", f"选要办的事，一次最多 {rules.MOST_ERRANDS} 件", "选好再取号")
    here = queries.line(tx, hall, today)
    if here.inside >= hall["capacity"]:
        raise Conflict("hall_full", "厅里人满了", f"请在外面等，约 {max(10, here.minutes // 6)} 分钟后再扫")
    in_time = booked is not None and rules.kept(booked.starts_at, now)
    if booked is not None:
        state = ARRIVED if in_time else LATE
        for one in here_for:  # what several forms have booked for one time is one visit, with one number
            still = update(appointment).where(appointment.c.id == one.id, appointment.c.state == BOOKED)
            if tx.execute(still.values(state=state, turn=None)).rowcount != 1:
                raise db.Raced()
    row: dict[str, object] = {
        "id": new_id(),
        "hall": hall["id"],
        "day": today,
        "letter": rules.BOOKED_NO if in_time else rules.WALKED_NO,
        "person_id": person_id,
        "line": 1,
        "appointment_id": booked.id if booked else None,
        "errands": list(dict.fromkeys(errand for one in here_for for errand in one.errands) if booked else dict.fromkeys(errands)),
        "green": booked.green if booked else green,
        "rank_at": rules.rank(booked.starts_at if booked else None, now),
        "state": WAITING,
        "came_at": now,
    }
    made = _numbered(tx, row)
    return made, queries.get(tx, booked.id) if booked else None


def _numbered(tx: Connection, row: dict[str, object]) -> Ticket:
    """The next number of the day. Of two who come at once one tries again; the same person at two doors has one."""
    ignoring = insert(ticket).prefix_with("OR IGNORE" if tx.dialect.name == "sqlite" else "IGNORE")
    last = select(func.max(ticket.c.number)).where(ticket.c.hall == row["hall"], ticket.c.day == row["day"])
    for _ in range(TRIES):
        number = int(tx.execute(last).scalar() or 0) + 1
        if tx.execute(ignoring, {**row, "number": number}).rowcount == 1:
            return queries.get_ticket(tx, str(row["id"]))
    raise db.Raced()


def call_next(tx: Connection, hall: Hall, desk: int) -> Ticket | None:
    """The next one of the line comes to this window; whom it had called and not finished is done. None when nobody waits."""
    today = clock.today()
    for one in queries.in_line(tx, hall["id"], today, (CALLED,)):
        if one.desk == desk:
            _finish(tx, one, DONE)
    for one in queries.in_line(tx, hall["id"], today):
        mine = update(ticket).where(ticket.c.id == one.id, ticket.c.state == WAITING)
        if tx.execute(mine.values(state=CALLED, desk=desk, called_at=clock.now())).rowcount == 1:
            emit(tx, TicketCalled(one.id, one.person_id, one.no, one.hall, desk))
            return queries.get_ticket(tx, one.id)
    return None


def skip(tx: Connection, hall: Hall, id_: str) -> Ticket:
    """Called and not there: passed over. Raises Conflict `ticket_over` unless called."""
    return _move(tx, hall, id_, (CALLED,), SKIPPED)


def finish(tx: Connection, hall: Hall, id_: str) -> Ticket:
    """Done at the window. Raises Conflict `ticket_over` unless called."""
    return _move(tx, hall, id_, (CALLED,), DONE)


def call_again(tx: Connection, hall: Hall, id_: str, desk: int) -> Ticket:
    """Who was passed over and stands there after all comes to this window. Raises Conflict `ticket_over` unless passed over today."""
    found = _here(tx, hall, id_)
    mine = update(ticket).where(ticket.c.id == id_, ticket.c.state == SKIPPED, ticket.c.day == clock.today())
    if queries.my_ticket(tx, found.person_id) is not None:
        raise Conflict("ticket_over", "这位又取了新号", "叫新的号")
    if tx.execute(mine.values(state=CALLED, desk=desk, called_at=clock.now(), ended_at=None, line=1)).rowcount != 1:
        raise _over()
    emit(tx, TicketCalled(found.id, found.person_id, found.no, found.hall, desk))
    return queries.get_ticket(tx, id_)


def leave(tx: Connection, person_id: str, id_: str) -> Ticket:
    """Goes home without having been called. Again: the same answer. Raises Conflict `ticket_over` once called."""
    found = queries.get_ticket(tx, id_, person_id)
    if found.state != LEFT and not _finish(tx, found, LEFT, (WAITING,)):
        raise _over()
    return queries.get_ticket(tx, id_, person_id)


def let_in(tx: Connection, hall: Hall, code: str) -> Ticket:
    """Somebody says the code of their booking at the door: their number, as if they had scanned. Raises as `come_in` does, NotFound
    `booking_not_found`, Conflict `booking_over`."""
    found = queries.by_code(tx, hall["id"], code)
    if found.state == BOOKED and clock.china(found.starts_at).date() != clock.today():
        at = clock.china(found.starts_at)
        raise Conflict("not_today", f"约的是 {at.month}月{at.day}日 {at:%H:%M}", "到那天再来，或者现场取号")
    if found.state in (rules.CANCELLED, MISSED, rules.STRUCK):
        raise Conflict("booking_over", "这次预约已经结束了", "现场取一个号")
    return come_in(tx, found.person_id, hall, found.errands, found.green)[0]


def end_days(tx: Connection) -> int:
    """Whoever still stood in a line when a day ended went home. Returns how many."""
    over = update(ticket).where(ticket.c.line.is_not(None), ticket.c.day < clock.today())
    return tx.execute(over.values(state=LEFT, line=None, ended_at=clock.now())).rowcount


def _here(tx: Connection, hall: Hall, id_: str) -> Ticket:
    found = queries.get_ticket(tx, id_)
    if found.hall != hall["id"]:
        raise Conflict("ticket_over", "这个号是别的大厅的", "核对一下号码")
    return found


def _move(tx: Connection, hall: Hall, id_: str, was: Collection[str], state: str) -> Ticket:
    if not _finish(tx, _here(tx, hall, id_), state, was):
        raise _over()
    return queries.get_ticket(tx, id_)


def _finish(tx: Connection, found: Ticket, state: str, was: Collection[str] = (WAITING, CALLED)) -> bool:
    mine = update(ticket).where(ticket.c.id == found.id, ticket.c.state.in_(list(was)))
    return tx.execute(mine.values(state=state, line=None, ended_at=clock.now())).rowcount == 1


def _over() -> Conflict:
    return Conflict("ticket_over", "这个号已经叫过了", "刷新看看最新情况")
