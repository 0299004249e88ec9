"""What a case costs where a function says so (`price:` of its item): computed when it is handed in and again when the bill is made,
kept with the form. Where the catalogue fixes the fee nothing here changes it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import TypedDict

from sqlalchemy import Connection, update

from app.cases import pinned, records, rules
from app.cases.models import case
from app.cases.pinned import Standing
from app.cases.records import Case
from app.catalog.words import day
from app.checks.facts import Facts
from app.deadlines import timers
from app.forms.draft import Draft
from app.kernel import clock
from app.kernel.charges import Charge
from app.kernel.errors import Conflict
from app.language import figures
from app.prices import rules as prices
from app.prices.declare import Line

LAST_SECOND = time(23, 59, 59)  # of a day


@dataclass(frozen=True)
class Bill:
    """What is to be paid and until when. `lines`: None where a bill that lapsed is written anew as it was."""

    until: datetime
    amount_fen: int = 0
    lines: list[Charge] | None = None


def lines(at: Standing, draft: Draft) -> tuple[Line, ...]:
    """What is owed today; nothing where the catalogue says what it costs."""
    if not at.item.price:
        return ()
    counts = at.checklist.counted(draft.values)
    picked = {key: tuple(rows.values()) for key, rows in draft.rows.items() if key in counts}
    handed_in = clock.china(at.case.submitted_at).date() if at.case.submitted_at else None
    form = {key: value for key, value in draft.values.items() if key in counts}
    facts = Facts(clock.today(), at.case.city, at.case.district, at.item.id, at.case.answers, form, picked, handed_in=handed_in)
    return prices.lines(at.item.price, facts)


def priced(at: Standing, draft: Draft) -> tuple[Draft, int]:
    """The draft with the lines of what is owed, and what they come to."""
    if not at.item.price:
        return draft, at.case.fee_fen
    found = lines(at, draft)
    return replace(draft, bill=prices.kept(found)), prices.total(found)


def of_today(at: Standing) -> Standing:
    """The same case with what it costs today, form and sum; as it is where the catalogue fixes it."""
    if not at.item.price:
        return at
    draft, fen = priced(at, records.open_form(at.case))
    return replace(at, case=replace(at.case, fee_fen=fen, form=records.seal_form(at.case.id, draft)))


def bill(at: Standing) -> Bill:
    """The bill of a case as it stands."""
    kept, now = prices.opened(records.open_form(at.case).bill) if at.item.price else (), clock.now()
    if not at.item.price:
        fees: list[Charge] = [{"name": fee.name, "amount_fen": fee.fen} for fee in figures.charged(at.checklist.fees)]
        return Bill(now + rules.PAY_WITHIN, at.case.fee_fen, fees)
    return Bill(_until(kept, now), at.case.fee_fen, [_charge(one) for one in kept])


def anew(tx: Connection, no: str) -> Bill:
    """The bill of a case whose last one is over, written to be paid now: where a function computes it, what it comes to today.
    Raises Conflict when the case waits for no fee any more."""
    row = records.find(tx, no, lock=True)
    if row is None or row.state != "to_pay":
        raise Conflict("nothing_to_pay", "这件事现在没有要交的费", "看看办件进度")
    if not pinned.of(row.version).price:
        return Bill(_within(row, clock.now() + rules.PAY_WITHIN))
    at = of_today(pinned.standing(row))
    tx.execute(update(case).where(case.c.id == row.id).values(fee_fen=at.case.fee_fen, form=at.case.form))
    due = bill(at)
    return replace(due, until=_within(row, due.until))


class Owed(TypedDict):
    """What is owed as a resident reads it."""

    lines: list[Charge]
    amount_fen: int
    say: str


def shown(found: tuple[Line, ...]) -> Owed | None:
    """The lines, what they come to, and until when that is so; None for nothing."""
    last, today = prices.holds_until(found), clock.today()
    say = "" if last is None else f"{day(last, today)}前交是这个数。" if last > today else "今天交是这个数，每晚一天都会再加。"
    return {"lines": [_charge(one) for one in found], "amount_fen": prices.total(found), "say": say} if found else None


def _charge(line: Line) -> Charge:
    found: Charge = {"name": line.name, "amount_fen": line.fen}
    return {**found, "why": line.why} if line.why else found


def _within(row: Case, until: datetime) -> datetime:
    """No bill outlives the time there is for paying."""
    return min(until, timers.last_second(row.pay_by)) if row.pay_by else until


def _until(found: tuple[Line, ...], now: datetime) -> datetime:
    """A bill lives no longer than its sum holds: to the end of that day."""
    last = prices.holds_until(found)
    latest = now + rules.PAY_WITHIN
    return min(latest, datetime.combine(last, LAST_SECOND, clock.CHINA)) if last else latest
