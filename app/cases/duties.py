"""What the person has to do next and has not begun, with a last day (`remind:` of an item): kept in mind by a draft of it, or by the case
that was granted before it.

The clock says when (app/supervision); the registers are asked then whether it is still to be done, and the person is told only if it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, select, update

from app import publishing
from app.cases import records, rules
from app.cases.models import case
from app.cases.records import Case
from app.catalog.words import day
from app.deadlines import duties
from app.deadlines.duties import Duty, Told
from app.events.cases import CaseMoved, DutyLooked, notice_lane, seal_say
from app.identity import queries as identity
from app.kernel import clock, db, text
from app.kernel.errors import Unavailable
from app.kernel.events import Happened, emit, emit_all
from app.kernel.jsons import Json
from app.kernel.relay import outside
from app.language.checklist import Item
from app.language.reminding import Reminding
from app.lookups import service as lookups
from app.lookups.rules import Asking, Subject
from app.lookups.service import Found
from app.publishing.release import Release

TO, GRANTED = "due_soon", "granted"
DRAFT, DONE = "draft", "done"
KEPT = (DRAFT, DONE)  # states of a case that keep something in mind


def leads_to(item_id: str) -> tuple[Item, ...]:
    """What a grant of this item is followed by that has a last day, as it is published now."""
    return publishing.current().once(_after).get(item_id, ())


def _after(release: Release) -> dict[str, tuple[Item, ...]]:
    """By the item that is granted before."""
    some = [(before, one) for one in release.items.values() if one.remind for before in one.remind.after]
    return {before: tuple(one for other, one in some if other == before) for before, _ in some}


def minds(row: Case, to: str) -> bool:
    """Whether a case that becomes this keeps something in mind."""
    item = publishing.version(row.version)
    return bool(item.remind) if to == DRAFT else to == DONE and row.outcome == GRANTED and bool(leads_to(item.id))


def look_soon(tx: Connection, row: Case, since: datetime) -> None:
    """Its moment has come: the registers are asked, outside of any transaction."""
    tx.execute(update(case).where(case.c.id == row.id).values(clock_at=None))
    emit(tx, DutyLooked(row.no, clock.rfc3339(since)))


@outside
def look(happened: Happened[DutyLooked]) -> None:
    """Ask what is still to be done, tell what is due, and keep in mind when to look again. A register that is off is asked again later."""
    with db.reading() as tx:
        row = _kept(records.find(tx, happened.event.case_no))
        if row is None or not identity.has_proved(tx, row.account_id):
            return  # it moved on; or a name and a number, which open nothing
        person, item = identity.get_person(tx, row.owner_id), publishing.version(row.version)
    me = Subject(person.name, person.id_number)
    asking = Asking(me, me, row.city, person.paper, case_no=row.no)
    found: dict[str, Mapping[str, Found]] = {}
    for one in _next(row, item):
        found[one.id] = lookups.gather(one.id, asking, person.id, _remind(one).lookups(one.lookups))
        if any(some.off for some in found[one.id].values()):
            raise Unavailable("register_off", "那边暂时连不上", "过一会儿再问")
    since = text.moment(happened.event.since)
    if since is None:
        raise ValueError("no moment")
    db.in_transaction(_tell, row.no, me, found, since)


def _tell(tx: Connection, no: str, me: Subject, found: Mapping[str, Mapping[str, Found]], since: datetime) -> None:
    """What is due is told, once; when to look next is written down. Of two who looked, the second finds that done."""
    row, now = _kept(records.find(tx, no, lock=True)), clock.now()
    if row is None or row.clock_at is not None:
        return
    for one in found.values():
        lookups.note(tx, row.owner_id, one.values(), me, no)
    items = [one for one in _next(row, publishing.version(row.version)) if one.id in found]
    left = {one.id: duties.duties(_remind(one), _columns(found[one.id])) for one in items}
    events = [
        _message(row, one, told)
        for one in items
        if not _begun(tx, row, one)
        for told in duties.told(_remind(one), left[one.id], since, now)
    ]
    if events:
        emit_all(tx, *events)
    mornings = [duties.following(_remind(one), left[one.id], now) for one in items]
    again = min((one for one in mornings if one is not None), default=None)
    tx.execute(update(case).where(case.c.id == row.id).values(clock_at=again))


def _kept(row: Case | None) -> Case | None:
    return row if row is not None and row.state in KEPT and (row.state == DRAFT or row.outcome == GRANTED) else None


def _next(row: Case, item: Item) -> Sequence[Item]:
    """Of a draft the item itself; of what was granted, what follows it."""
    if row.state == DRAFT:
        return [item] if item.remind else []
    return leads_to(item.id)


def _remind(item: Item) -> Reminding:
    """Raises LookupError for an item that reminds of nothing."""
    if item.remind is None:
        raise LookupError(item.id)
    return item.remind


def _columns(found: Mapping[str, Found]) -> dict[str, Sequence[Mapping[str, Json]]]:
    return {name: one.columns for name, one in found.items()}


def _begun(tx: Connection, row: Case, item: Item) -> bool:
    """Whether one is on its way already: nobody is told to begin what they have handed in."""
    mine = (case.c.owner_id == row.owner_id, case.c.item == item.id, case.c.state.in_(rules.GROUPS["open"]))
    return tx.execute(select(case.c.id).where(*mine).limit(1)).first() is not None


def _message(row: Case, item: Item, told: Told) -> CaseMoved:
    title, say = words(_remind(item).say, told.duty, told.left)
    page = f"/pages/form/index?no={row.no}" if row.state == DRAFT else f"/pages/item/index?id={item.id}"
    sealed = seal_say(notice_lane(row.no), say)
    at = {"to": TO, "title": title, "tone": "brand", "page": page, "sealed": sealed}
    return CaseMoved(row.no, row.owner_id, row.account_id, short=item.short, quiet=item.quiet, **at)


def words(say: str, duty: Duty, left: int) -> tuple[str, str]:
    """What is said: how many days are left, and of what, until when, and what comes of being late."""
    title = f"还有 {left} 天" if left else "今天是最后一天"
    return title, f"{duty.about}，最晚 {day(duty.last, clock.today(), False)}。{say}。"
