"""Ask, answer, remind, take back. The caller holds the case's row: of two who answer at once one waits for the other."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

import orjson
from sqlalchemy import Connection, delete, insert, update

from app.events.participants import ParticipantTold, seal_say
from app.identity import queries as identity
from app.kernel import clock, crypto
from app.kernel import text as texts
from app.kernel.audit import note_use
from app.kernel.errors import Conflict, Refused, TooMany
from app.kernel.events import emit
from app.kernel.ids import new_id
from app.notices import service as notices
from app.participants import queries, rules, words
from app.participants.models import participant
from app.participants.queries import Stored
from app.participants.rules import AGREED, ASKED, CLOSED, LAPSED, REFUSED, Wanted
from app.participants.words import Said, asks, minutes, needed_no_more, reminds, taken_back

PAGE = "/pages/agree/index"


def outstanding(tx: Connection, case_no: str, wanted: Sequence[Wanted]) -> list[Wanted]:
    """Those who have not agreed to this very text yet, and whose yes is still needed."""
    agreed = {(one.role, one.who, one.text_hash) for one in queries.of_case(tx, case_no) if one.state == AGREED}
    left = [one for one in wanted if (one.role, queries.blind(one.who), one.shown.digest) not in agreed]
    enough = {one.role for one in wanted if one.one and one not in left}
    return [one for one in left if one.role not in enough]


def ask(tx: Connection, case_no: str, wanted: Sequence[Wanted]) -> list[Stored]:
    """Ask everybody who has not agreed to this very text; a yes to another text is none. Returns all who are asked now. Who is known
    here gets a message and reads among the uses of their data who named them."""
    left = outstanding(tx, case_no, wanted)
    kept = {(one.role, one.place) for one in wanted if one not in left}
    for old in queries.of_case(tx, case_no):
        if (old.role, old.place) not in kept:
            tx.execute(delete(participant).where(participant.c.id == old.id))
    now = clock.now()
    for one in left:
        new, token, until = new_id(), secrets.token_urlsafe(24), now + timedelta(minutes=one.minutes)
        row = {
            "id": new, "case_no": case_no, "role": one.role, "place": one.place, "who": queries.blind(one.who),
            "person": crypto.seal("participant.person", new, orjson.dumps([one.who.name, one.who.id_number]).decode()),
            "shown": crypto.seal("participant.shown", new, one.shown.written), "text_hash": one.shown.digest,
            "state": ASKED, "face": one.face, "token": crypto.seal("participant.token", new, token),
            "token_blind": crypto.blind("participant.token", token), "asked_at": now, "until": until,
            "next_at": rules.next_at(now, until, now), "pushes": 0, "reason_open": False,
        }  # fmt: skip
        tx.execute(insert(participant), row)
    asked = [one for one in queries.of_case(tx, case_no) if one.state == ASKED]
    for question in asked:
        if person := tell(tx, question, asks(question.text, question.until)):
            note_use(tx, person, f"申请人 {question.text.applicant}", ["姓名", "证件号码"], f"写上您，请您{question.text.says}")
    return asked


def answer(tx: Connection, row: Stored, agree: bool, reason: str, reason_open: bool) -> Stored:
    """What they say, once. The same again is the same answer. Raises Conflict `answered` for another answer, `question_over` when its
    time is over or it was taken back; Refused `reason_needed` for a no without why."""
    if row.state in (AGREED, REFUSED):
        if (row.state == AGREED) is agree:
            return row
        raise Conflict("answered", "您已经同意了" if row.state == AGREED else "您已经回答不同意", "有变化，直接和申请人说")
    now = clock.now()
    if row.state != ASKED or now >= row.until:
        raise over(row)
    fault = None if agree else rules.reason_fault(reason)
    if fault:
        raise Refused("reason_needed", "还没写为什么不同意", "写几句再交", errors=[{"field": "reason", "say": fault}])
    why = None if agree else crypto.seal("participant.reason", row.id, texts.plain(reason, lines=True))
    values = {"answered_at": now, "reason": why, "reason_open": bool(reason_open and not agree)}
    _end(tx, row, AGREED if agree else REFUSED, **values)
    return _again(tx, row)


def over(row: Stored) -> Conflict:
    """Why it can be answered no more."""
    if row.state == CLOSED:
        return Conflict("question_over", "申请人收回去了", "不用您做什么")
    return Conflict("question_over", "回答的时间过了", "还要办的话，请申请人再发一次")


def lapse(tx: Connection, row: Stored) -> None:
    """Nothing was said in time."""
    _end(tx, row, LAPSED)


def close(tx: Connection, case_no: str, role: str | None = None) -> None:
    """Nobody is asked any more: the applicant took it back, or somebody else said no; nobody of a role in which one yes was enough.
    Who knew of it hears so."""
    for row in queries.of_case(tx, case_no):
        if row.state == ASKED and role in (None, row.role):
            _end(tx, row, CLOSED)
            tell(tx, row, needed_no_more(row.text) if role else taken_back(row.text))


def tell_given_back(tx: Connection, case_no: str, when: datetime, where: str) -> None:
    """Whoever answered, or did not in time, hears that the time which was booked for it is booked no more."""
    for row in queries.of_case(tx, case_no):
        if row.state != CLOSED:
            tell(tx, row, words.given_back(row.text, when, where))


def remind(tx: Connection, row: Stored, now: datetime) -> None:
    """A reminder whose time has come; what is due next. `now`: by the clock that said so."""
    tx.execute(update(participant).where(participant.c.id == row.id).values(next_at=rules.next_at(row.asked_at, row.until, now)))
    tell(tx, row, reminds(row.text, row.until))


def push(tx: Connection, row: Stored) -> Stored:
    """The applicant reminds somebody by hand. Raises Conflict `nobody_to_remind` for who has answered, TooMany `reminded` too often."""
    now = clock.now()
    if row.state != ASKED or now >= row.until:
        raise not_asked()
    wait = rules.push_wait(row.pushes, row.pushed_at, row.asked_at, now)
    if wait is None:
        raise TooMany("reminded", f"提醒过 {rules.PUSHES} 次了", "打个电话给对方，或者把链接发过去")
    if wait:
        raise TooMany("reminded", "刚提醒过", f"过 {minutes(wait)} 分钟再提醒，或者把链接发过去")
    tx.execute(update(participant).where(participant.c.id == row.id).values(pushes=row.pushes + 1, pushed_at=now))
    tell(tx, row, reminds(row.text, row.until))
    return _again(tx, row)


def not_asked() -> Conflict:
    """There is nobody to remind."""
    return Conflict("nobody_to_remind", "不用再提醒了", "刷新看看最新进度")


def forget(tx: Connection, case_no: str) -> None:
    """Everything about a case that leaves nothing behind."""
    tx.execute(delete(participant).where(participant.c.case_no == case_no))


def tell(tx: Connection, row: Stored, said: Said) -> str | None:
    """A message to somebody, when they are known here by their face. Returns the person's id; None when they are not known."""
    who = row.named
    known = identity.proved(tx, who.name, who.id_number)
    if known is None:
        return None
    sealed = seal_say(row.id, said.say)
    emit(tx, ParticipantTold(row.id, known.person, list(known.accounts), said.to, said.title, said.tone, page(row.id), sealed))
    return known.person


def page(participant_id: str) -> str:
    """Where somebody answers."""
    return f"{PAGE}?k={participant_id}"


def _end(tx: Connection, row: Stored, state: str, **more: object) -> None:
    """Of two ends one comes first: the other finds it over."""
    still = (participant.c.id == row.id, participant.c.state == ASKED)
    values = {"state": state, "next_at": None, "token": None, **more}
    if tx.execute(update(participant).where(*still).values(**values)).rowcount != 1:
        raise over(row)
    who = row.named
    if known := identity.proved(tx, who.name, who.id_number):
        notices.settle(tx, known.person, page(row.id))


def _again(tx: Connection, row: Stored) -> Stored:
    return queries.STORED.one(tx, queries.STORED.query.where(participant.c.id == row.id))
