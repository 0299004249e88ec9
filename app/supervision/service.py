"""Timers that end what must end, remind before, also of what nobody has begun, and write down what is late.

Judged by the database's clock, of which there is one, however many relays sweep and whatever their own clocks say. Each case is looked
at in a transaction of its own that holds its row: of two who sweep, the second finds nothing due any more.
"""

from __future__ import annotations

from datetime import date, datetime

import structlog
from sqlalchemy import Connection, select, update

from app.cases import duties, forgetting, lapsing, pinned, records
from app.cases.forgetting import Open
from app.cases.records import Case
from app.deadlines import timers
from app.events.late import CaseLate
from app.kernel import clock, db, writes
from app.kernel.events import emit
from app.kernel.ids import new_id
from app.notices import service as notices
from app.supervision import rules
from app.supervision.models import late
from app.words import cases as words

BATCH = 200
log = structlog.get_logger("supervision")


def tick() -> int:
    """Do what the clock does to cases whose moment has come. Returns how many were looked at. One that fails holds up no other."""
    done, after = 0, None
    while True:
        with db.reading() as tx:
            rows = lapsing.due(tx, db.moment(tx), after, BATCH)
        for at, id_, no in rows:
            after = (at, id_)
            try:
                done += db.in_transaction(_look, no)
            except Exception as error:
                log.error("tick_failed", case_no=no, error=type(error).__name__)
        if len(rows) < BATCH:
            return done


def _look(tx: Connection, no: str) -> bool:
    row, now = records.find(tx, no, lock=True), db.moment(tx)
    since = row.clock_at if row else None
    if row is None or since is None or since > now:
        return False  # somebody else was here
    if row.state in duties.KEPT:
        duties.look_soon(tx, row, since)
        return True
    if row.state == "to_pay" and row.pay_by is None:  # asked for by code that knew no time for it
        row = lapsing.payable_until(tx, row, timers.pay_until(clock.china(now).date()))
    of = lapsing.clock_of(tx, row)
    for one in timers.due(of, since, now):
        if one.what == timers.LAPSE:
            lapsing.lapse(tx, row, of)
            return True
        if one.what == timers.REMIND:
            lapsing.remind(tx, row, of, one)
        elif one.what == timers.FETCH:
            lapsing.lies_ready(tx, row)
        elif one.what == timers.NUDGE:
            lapsing.nudge(tx, row)
        else:
            _late(tx, row, one.what, now)
    lapsing.looked_at(tx, row, timers.following(of, now))
    return True


def _late(tx: Connection, row: Case, light: str, now: datetime) -> None:
    """Written down once for each day that was missed, and its department is told."""
    dates = row.dates
    if dates is None:
        return
    due_on = dates.promised if light == timers.LATE else dates.legal
    same = (late.c.case_no == row.no, late.c.light == light, late.c.due_on == due_on)
    if tx.execute(select(late.c.id).where(*same)).first() is not None:
        return  # it moved on since, and was late then already
    entry = new_id()
    values = {"id": entry, "case_no": row.no, "light": light, "due_on": due_on, "department": row.department, "at": now}
    writes.insert(tx, late, values)
    emit(tx, CaseLate(entry, row.no))


def told(tx: Connection, entry: str) -> None:
    """The department has been told of it."""
    tx.execute(update(late).where(late.c.id == entry, late.c.told_at.is_(None)).values(told_at=clock.now()))


def sweep() -> tuple[int, int]:
    """Tell about drafts nobody has touched for long, erase those whose day has come. Returns how many of each."""
    gone = erased = 0
    last = b""
    while True:
        with db.reading() as tx:
            now = db.moment(tx)
            rows = forgetting.lying(tx, last, now - rules.DRAFT_LIVES + rules.DRAFT_WARNING, BATCH)
        today = clock.china(now).date()
        for row in rows:
            due = rules.draft_due(clock.china(row.updated_at).date(), row.erase_on, today)
            gone += due == "tell" and db.in_transaction(_tell, row, today)
            erased += due == "erase" and db.in_transaction(forgetting.erase_untouched, row)
        if len(rows) < BATCH:
            return gone, erased
        last = bytes(rows[-1].draft_key)


def _tell(tx: Connection, row: Open, today: date) -> bool:
    on = today + rules.DRAFT_WARNING
    if not forgetting.mark(tx, row, on):
        return False
    if row.owner_id != row.account_id:  # known by name: there is an inbox
        short, page = pinned.of(row.version).short, f"/pages/form/index?no={row.no}"
        notices.tell(tx, row.owner_id, f"{short}：草稿要删了", words.draft_goes(on, today), "grey", page, row.no)
    return True
