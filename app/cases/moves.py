"""One move: allowed by the table, made on an unchanged row, kept in history, told to those concerned."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection

from app.cases import pinned, records, rules, words
from app.cases.models import case, case_action
from app.cases.records import Case
from app.cases.words import Facts
from app.kernel import clock, writes
from app.kernel.errors import Conflict
from app.kernel.events import Event, emit_all, seal_say
from app.kernel.ids import new_id
from app.language.checklist import Item

PAGES = {"to_correct": "/pages/correct/index", "to_pay": "/pages/pay/index", "lapsed": "/pages/pay/index"}
Told = tuple[Event, str, dict[str, Any]]


def require(row: Case, to: str, who: str) -> None:
    """Raises Conflict `impossible_move` with what is so now and what is possible."""
    if not rules.may(row.state, to, who):
        allowed = sorted(state for state, roles in rules.MOVES[row.state].items() if who in roles)
        raise Conflict("impossible_move", words.NOW[row.state], "看看办到哪了", state=row.state, allowed=allowed)


def make(tx: Connection, row: Case, to: str, who: str, unit: str, by: str, *, said: dict[str, Any] | None = None, **more: Any) -> str:
    """Move a locked case: one UPDATE, one INSERT. `more`: columns to change, and event_key, event_print. Returns the move's id.

    The UPDATE finds the row only in the state it was read in: of two who move at once, one gets Conflict.
    """
    require(row, to, who)
    if to in rules.ENDED:
        more.setdefault("running_key", None)  # the result may be asked for again
    now, action_id = clock.now(), new_id()
    event = {key: more.pop(key, None) for key in ("event_key", "event_print")}
    lost = Conflict("impossible_move", "这件事刚刚有了变化", "刷新看看最新进度")
    writes.update(tx, case, {"id": row.id, "state": row.state}, {"state": to, "updated_at": now, **more}, lost)
    action = {"id": action_id, "case_id": row.id, "to": to, "role": who, "unit": "", "by": "", "at": now}
    words = {"unit": unit[:60], "by": by[:60], **(said or {})}
    writes.insert(tx, case_action, {**action, **event, "words": records.seal_words(action_id, words)})
    return action_id


def tell(tx: Connection, row: Case, item: Item, to: str, facts: Facts, *others: Told, who: tuple[str, str] | None = None) -> None:
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


def message(row: Case, item: Item, to: str, said: tuple[str, str, str], who: tuple[str, str] | None = None) -> Told:
    """What the resident is told about a case: `said` is title, tone and sentence; `to` says which page a tap opens."""
    title, tone, say = said
    person_id, account_id = who or (row.owner_id, row.account_id)
    data = {"case_no": row.no, "person_id": person_id, "account_id": account_id, "short": item.short, "to": to}
    page = f"{PAGES.get(to, '/pages/case/index')}?no={row.no}"
    about = f"notice:{row.no}"
    return Event.CASE_MOVED, about, {**data, "title": title, **seal_say(about, say), "tone": tone, "page": page}


def facts_of(row: Case, item: Item, state: str, **more: Any) -> Facts:
    """What the sentences about this case need; without anything a reviewer wrote, so that events stay free of it."""
    values: dict[str, Any] = {
        "unit": pinned.unit(row, item),
        "today": clock.today(),
        "by": row.promised_on,
        "provisional": bool(row.provisional),
        "correct_by": row.correct_by,
        "fee_text": pinned.fee_text(row.fee_fen),
        "courier": records.open_courier(row).get("company", ""),
        **more,
    }
    return Facts(state=state, **values)


def subject(no: str) -> str:
    """What events, files and the order of a case carry."""
    return f"case:{no}"


def resumed(row: Case, item: Item, today: date) -> dict[str, Any]:
    """Columns after the clock stood still until today: later due dates, the clock running again."""
    if row.stopped_at is None or row.promised_on is None:
        return {"stopped_at": None}
    promise, legal = pinned.limits(pinned.plan(item, row.answers, row.city))
    stopped = clock.china(row.stopped_at).date()
    dates = rules.Dates(row.promised_on, row.legal_on, bool(row.provisional))
    later = rules.moved_by_stop(dates, stopped, today, promise, legal)
    return {"stopped_at": None, "promised_on": later.promised, "legal_on": later.legal, "provisional": later.provisional}
