"""One move: allowed by the table, made on an unchanged row, kept in history, told to those concerned."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TypedDict, Unpack

from sqlalchemy import Connection

from app.cases import duties, pinned, records, rules
from app.cases.models import case, case_action
from app.cases.pinned import Standing
from app.cases.records import Case, Listed, Words
from app.catalog.words import yuan
from app.deadlines import rules as deadlines
from app.deadlines import timers
from app.deadlines.rules import Dates
from app.events.cases import CaseEnded, CaseMoved, notice_lane, seal_say
from app.kernel import clock, writes
from app.kernel.errors import Conflict
from app.kernel.events import Event, emit, emit_all
from app.kernel.ids import new_id
from app.language.checklist import Item
from app.words import cases as words
from app.words.cases import Facts

PAY = "/pages/pay/index"
PAGES = {"to_correct": "/pages/correct/index", "to_pay": PAY, "bill_lapsed": PAY, "pay_soon": PAY}


class Changes(TypedDict, total=False):
    """Columns that change with a move: whose it is, the clock, what was corrected, the courier."""

    owner_id: str
    account_id: str
    draft_key: bytes | None
    running_key: bytes | None
    stopped_at: datetime | None
    promised_on: date | None
    legal_on: date | None
    provisional: bool
    accepted_at: datetime
    correct_by: date | None
    pay_by: date
    clock_at: datetime | None
    corrections: int
    extended: bool
    form: bytes
    fee_fen: int
    courier: bytes
    outcome: str


class Seen(TypedDict, total=False):
    """What a sentence about a case needs that its row does not say (app.words.cases.Facts)."""

    by: date | None
    provisional: bool
    correct_by: date | None
    points: int
    points_left: int
    mend: tuple[str, ...]
    paid: bool
    asked: bool
    billed: bool
    courier: str
    ended: date | None
    reason: str
    pickup: bool
    collect: str
    denied: bool
    held: bool
    trip: str
    agreed: bool
    paper: str


def require(row: Case, to: str, who: str) -> None:
    """Raises Conflict `impossible_move` with what is so now and what is possible."""
    if not rules.may(row.state, to, who):
        allowed = sorted(state for state, roles in rules.MOVES[row.state].items() if who in roles)
        say, do = (words.NOW[row.state], "看看办到哪了") if who != rules.DEPARTMENT else words.desk(row.state, to, allowed)
        raise Conflict("impossible_move", say, do, state=row.state, allowed=allowed)


def make(tx: Connection, row: Case, to: str, who: str, unit: str, by: str, *, said: Words | None = None, **more: object) -> str:
    """Move a locked case: one UPDATE, one INSERT. `more`: columns to change, and event_key, event_print. Returns the move's id.

    The UPDATE finds the row only in the state it was read in: of two who move at once, one gets Conflict. A move that concludes the
    case writes its outcome with the same UPDATE and tells CaseEnded, one INSERT more: whoever makes it can forget neither.
    """
    require(row, to, who)
    outcome = rules.OUTCOMES.get(to) if row.submitted_at is not None else None
    if outcome is not None:
        more["outcome"] = outcome
    if to in rules.ENDED:
        more.setdefault("running_key", None)  # the result may be asked for again
    now, action_id = clock.now(), new_id()
    more.setdefault("clock_at", _first_look(row, to, more, now))
    event = {key: more.pop(key, None) for key in ("event_key", "event_print")}
    lost = Conflict("impossible_move", "这件事刚刚有了变化", "刷新看看最新进度")
    writes.update(tx, case, {"id": row.id, "state": row.state}, {"state": to, "updated_at": now, **more}, lost)
    action = {"id": action_id, "case_id": row.id, "to": to, "role": who, "unit": "", "by": "", "at": now}
    spoken: Words = {"unit": unit[:60], "by": by[:60], **(said or {})}
    writes.insert(tx, case_action, {**action, **event, "words": records.seal_words(action_id, spoken)})
    if outcome is not None:
        emit(tx, CaseEnded(row.no, outcome, action_id))
    return action_id


def beside(tx: Connection, row: Case, said: Words, event_key: bytes, event_print: bytes) -> str:
    """A step of one office that does not move the case: one INSERT into its history. Returns the step's id."""
    action_id = new_id()
    action = {"id": action_id, "case_id": row.id, "to": rules.OFFICE, "role": rules.DEPARTMENT, "unit": "", "by": "", "at": clock.now()}
    words_ = records.seal_words(action_id, {**said, "status": row.state})
    writes.insert(tx, case_action, {**action, "event_key": event_key, "event_print": event_print, "words": words_})
    return action_id


def _first_look(row: Case, to: str, changed: Mapping[str, object], now: datetime) -> datetime | None:
    """When the clock looks at it first, as it will stand."""
    if duties.minds(row, to):
        return now
    promised, legal = changed.get("promised_on", row.promised_on), changed.get("legal_on", row.legal_on)
    dates = Dates(promised, legal, False) if isinstance(promised, date) and isinstance(legal, date) else None
    by = changed.get("pay_by", row.pay_by) if to == "to_pay" else changed.get("correct_by", row.correct_by)
    return timers.first(timers.Clock(to, dates, by if isinstance(by, date) else None), now)


def tell(tx: Connection, row: Case, item: Item, to: str, facts: Facts, *others: Event, who: tuple[str, str] | None = None) -> None:
    """Store what must be told: the message to the resident and `others`, in one INSERT.

    `who`: person and account to tell, when they are not yet those of the row. Messages have a subject of their own, so
    that a slow WeChat holds up no hand-over and the other way round.
    """
    events = list(others)
    if to in words.TOLD or facts.paid:
        title, tone, say = words.move(to, facts)
        events.append(message(row, item, words.told_as(facts, to), (title, tone, say or "点开看看。"), who))
    if events:
        emit_all(tx, *events)


def message(row: Case, item: Item, to: str, said: tuple[str, str, str], who: tuple[str, str] | None = None) -> CaseMoved:
    """What the resident is told about a case: `said` is title, tone and sentence; `to` says which page a tap opens."""
    title, tone, say = said
    person_id, account_id = who or (row.owner_id, row.account_id)
    page = f"{PAGES.get(to, '/pages/case/index')}?no={row.no}"
    sealed = seal_say(notice_lane(row.no), say)
    at = {"to": to, "title": title, "tone": tone, "page": page, "sealed": sealed}
    return CaseMoved(row.no, person_id, account_id, short=item.short, quiet=item.quiet, **at)


def facts_of(row: Listed, item: Item, state: str, **more: Unpack[Seen]) -> Facts:
    """What the sentences about this case need; without anything a reviewer wrote, so that events stay free of it."""
    values: Seen = {
        "by": row.promised_on,
        "provisional": bool(row.provisional),
        "correct_by": row.correct_by,
        "courier": records.open_courier(row).get("company", ""),
        **more,
    }
    return Facts(
        state=state,
        unit=pinned.unit(row, item),
        today=clock.today(),
        fee_text=yuan(row.fee_fen),
        making=pinned.making(row, item) if isinstance(row, Case) else item.making,
        owed=bool(item.price),
        short=item.short,
        charged=row.fee_fen > 0,
        at_once=item.at_once_in(row.answers) if isinstance(row, Case) else item.at_once,
        **values,
    )


def subject(no: str) -> str:
    """What events, files and the order of a case carry."""
    return f"case:{no}"


def resumed(at: Standing, today: date) -> Changes:
    """Columns after the clock stood still until today: later due dates, the clock running again."""
    dates = at.case.dates
    if at.case.stopped_at is None or dates is None:
        return {"stopped_at": None}
    stopped = clock.china(at.case.stopped_at).date()
    later = deadlines.moved_by_stop(dates, stopped, today, at.checklist.promise, at.checklist.statutory)
    return {"stopped_at": None, "promised_on": later.promised, "legal_on": later.legal, "provisional": later.provisional}
