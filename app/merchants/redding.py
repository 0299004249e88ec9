"""Taking an invoice back: the wish is kept, the bureau is asked once for it, and asked again until it is over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import structlog
from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.events.invoices import RedAsked
from app.identity import queries as identity
from app.invoices import reds
from app.invoices.reds import Left, Part
from app.invoices.reimbursing import LOCKED
from app.invoices.sums import Wrong
from app.kernel import clock, crypto, db
from app.kernel.bureau import RedTold
from app.kernel.errors import Conflict, Forbidden, Refused, Unavailable
from app.kernel.events import Happened, emit
from app.kernel.ids import new_id
from app.kernel.jsons import Json, a_list, an_object
from app.kernel.ports import outside as world
from app.kernel.relay import outside
from app.merchants import giving, hands, queries, reimbursing, rules
from app.merchants.models import issued, red_note
from app.merchants.queries import Issued, RedNote
from app.merchants.rules import Post
from app.merchants.tills import wrong

log = structlog.get_logger("merchants")
ASK_AGAIN = timedelta(minutes=1)  # about one that waits for the other side
SWEEP_MOST = 100
REFUSED = "refused"


def left(number: str) -> dict[int, Left]:
    """What of each row can still be taken back, by the bureau's word. Outside a transaction."""
    tax = world().tax
    blue = tax.face(number)
    found: dict[int, Left] = {}
    last = 0
    for one in map(an_object, a_list(blue["明细"])):
        no = _whole(one["行号"])
        last = no if one["性质"] == "正常" else last
        before = found.get(last, Left(0, 0, str(one["税率"])))
        found[last] = Left(before.amount + _whole(one["金额"]), before.tax + _whole(one["税额"]), before.rate)
    for red in a_list(blue["红票号"]):
        for one in map(an_object, a_list(tax.face(str(red))["明细"])):
            at = found[_whole(one["蓝行"])]
            found[_whole(one["蓝行"])] = Left(at.amount + _whole(one["金额"]), at.tax + _whole(one["税额"]), at.rate)
    return found


def taken(face: Mapping[str, Json]) -> int:
    """What was taken back of an invoice so far, with tax."""
    return _whole(face["已冲金额"])


def _whole(value: Json) -> int:
    if not isinstance(value, int):
        raise TypeError("no number")
    return value


def parts(number: str, reason: str, wanted: Mapping[int, int] | None) -> list[Part]:
    """What would be taken back, and its tax. Outside a transaction. Raises Refused at the row."""
    try:
        return reds.parts(left(number), reason, wanted)
    except Wrong as error:
        raise wrong(error) from None


def require(post: Post, one: Issued, reason: str) -> None:
    """Who may take this one back: representative and finance; a drawer what was wrong and is their own of today. Raises Forbidden."""
    if one.blue is not None:
        raise Conflict("red_already", "这张本来就是红字发票", "选那张蓝字的")
    if reason not in allowed(post, one):
        raise Forbidden("red_not_yours", "只能冲自己今天开错的", "请财务来冲")


def allowed(post: Post, one: Issued) -> list[str]:
    """For which reasons they may take this one back: none of a red one."""
    if one.blue is not None:
        return []
    if post.may("red", clock.today()):
        return list(reds.REASONS)
    own = one.cashier_id == post.person_id and one.day == clock.today()
    return [reds.WRONG] if own and post.may("red_today", clock.today()) else []


def ask(tx: Connection, post: Post, one: Issued, reason: str, wanted: list[Part]) -> RedNote:
    """The wish, once for an invoice at a time. Raises Conflict `red_open`; `red_locked` while somebody is having it paid back."""
    there = reimbursing.find(tx, one.number)
    if there is not None and there.state == LOCKED:
        raise Conflict("red_locked", "客人正在拿它报销", "先请客人的单位退回，再冲红")
    row = {
        "id": new_id(),
        "blue": one.number,
        "uscc": one.uscc,
        "reason": reason,
        "parts": [[part.no, part.amount, part.tax] for part in wanted] if reason != reds.WRONG else [],
        "open": 1,
        "state": "",
        "why": "",
        "by_id": post.person_id,
        "tries": 0,
        "made_at": clock.now(),
    }
    try:
        with tx.begin_nested():
            tx.execute(insert(red_note), row)
    except IntegrityError:
        raise Conflict("red_open", "已经有一张在等", "等它有了结果再冲") from None
    emit(tx, RedAsked(str(row["id"]), one.number))
    return queries.get_note(tx, str(row["id"]))


@outside
def send(happened: Happened[RedAsked]) -> None:
    """Ask the bureau; the note's id is the key, so that asking twice is asking once."""
    with db.reading() as tx:
        note = queries.get_note(tx, happened.event.note_id)
        drawer = _drawer(tx, note.by_id)
    if note.state:
        return
    rows: list[Json] = [{"no": no, "qty": "", "amount": amount, "tax": tax} for no, amount, tax in note.parts]
    asked: dict[str, Json] = {"key": note.id, "blue": note.blue, "by": "0", "company": note.uscc, "reason": note.reason, "drawer": drawer}
    try:
        told = world().tax.red({**asked, **({"rows": rows} if rows else {})})
    except Unavailable:
        pause = rules.pause(note.tries + 1)
        db.in_transaction(_change, note, tries=note.tries + 1, next_at=clock.now() + pause, why="税务系统恢复后自动冲")
        return
    except Refused as no:
        db.in_transaction(_change, note, state=REFUSED, why=no.say[:160], open=None, next_at=None)
        return
    db.in_transaction(_record, note, told)


def _drawer(tx: Connection, person_id: str) -> dict[str, Json]:
    person = identity.get_person(tx, person_id)
    return {"name": person.name, "id": person.id_number}


def _change(tx: Connection, note: RedNote, /, **values: object) -> bool:
    """Change a note that is still as it was read."""
    still = (red_note.c.id == note.id, red_note.c.state == note.state)
    return tx.execute(update(red_note).where(*still).values(**values)).rowcount == 1


def _record(tx: Connection, note: RedNote, told: RedTold) -> None:
    """How far it is; with the red invoice all that follows from it. Done twice changes nothing."""
    waits = told.state in reds.OPEN
    values = {"state": told.state, "confirmation": told.confirmation, "red": told.red or None, "why": ""}
    if not _change(tx, note, **values, open=1 if waits else None, next_at=clock.now() + ASK_AGAIN if waits else None):
        return
    if told.red:
        _take_back(tx, note, told)


def _take_back(tx: Connection, note: RedNote, told: RedTold) -> None:
    blue = queries.get_issued(tx, note.blue)
    if tx.execute(select(issued.c.number).where(issued.c.number == told.red)).first():
        return
    now = clock.now()
    row = {
        "number": told.red,
        "uscc": blue.uscc,
        "shop_no": blue.shop_no,
        "day": clock.china(now).date(),
        "issued_at": now,
        "kind": blue.kind,
        "blue": blue.number,
        "amount": told.amount,
        "tax": told.tax,
        "total": told.amount + told.tax,
        "taxes": [],
        "buyer": crypto.seal("issued.buyer", told.red, blue.name),
        "order_no": blue.order_no,
        "cashier_id": note.by_id,
    }
    tx.execute(insert(issued), row)
    red = queries.get_issued(tx, told.red)
    for person in hands.holders(tx, [blue.number]).get(blue.number, []):
        giving.give(tx, red, person, rules.HANDED)


def withdraw(note: RedNote, drawer_id: str) -> None:
    """Take a wish back while the other side has not answered. Outside a transaction. Raises Conflict `red_over`, Unavailable."""
    if note.state not in reds.OPEN or note.confirmation is None:
        raise Conflict("red_over", "这张已经有结果了", "刷新看看")
    with db.reading() as tx:
        drawer = _drawer(tx, drawer_id)
    told = world().tax.red_decide(note.confirmation, "withdraw", note.uscc, drawer)
    db.in_transaction(_record, note, told)


def decide(confirmation: str, yes: bool, company: str, person_id: str) -> RedTold:
    """The other side of somebody else's wish: agree or not. Outside a transaction. Raises Refused in the bureau's words, Unavailable."""
    with db.reading() as tx:
        drawer = _drawer(tx, person_id)
    return world().tax.red_decide(confirmation, "confirm" if yes else "refuse", company, drawer)


def sweep() -> int:
    """Ask again: about those that wait for the other side, and those the bureau did not hear. Returns how many."""
    with db.reading() as tx:
        due = queries.notes_due(tx, clock.now(), SWEEP_MOST)
    for note in due:
        if note.confirmation is None:
            db.in_transaction(_again, note)
            continue
        try:
            told = world().tax.red_state(note.confirmation)
        except (Refused, Unavailable):
            db.in_transaction(_change, note, next_at=clock.now() + ASK_AGAIN)
            continue
        db.in_transaction(_record, note, told)
    return len(due)


def _again(tx: Connection, note: RedNote) -> None:
    if _change(tx, note, next_at=None):
        emit(tx, RedAsked(note.id, note.blue))


def shown_state(note: RedNote) -> str:
    """How far it is, in words."""
    return "冲好了" if note.red else note.why or reds.STATES.get(note.state, "正在冲")
