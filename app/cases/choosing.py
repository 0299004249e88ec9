"""Choosing a scarce thing for a form: so many are drawn and shown for minutes, one of them is held. What speaks against it is asked of
the registers first, outside the transaction; nothing is given on a guess."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Connection, update

from app.cases import drafts, holding, pinned, records
from app.cases.holding import FIRST, Place, View, seen
from app.cases.models import case
from app.cases.moves import subject
from app.cases.pinned import Standing
from app.checks import gather
from app.checks import rules as checks
from app.checks.facts import Facts, Fail, Unknown
from app.forms.draft import Draft
from app.holds import queries
from app.holds import service as holds
from app.holds.rules import SHOWN, Hold, drawn
from app.kernel import clock
from app.kernel.errors import Conflict, Refused, Unavailable
from app.kernel.jsons import Json
from app.language.declare import ReviewPoint
from app.language.holdings import Holding
from app.language.lookups import Lookup, with_those_before
from app.lookups.service import Found

KEPT = "您填的都留着。"


def picked(draft: Draft) -> dict[str, tuple[Mapping[str, Json], ...]]:
    """The rows behind each pick of a draft."""
    return {key: tuple(rows.values()) for key, rows in draft.rows.items() if key in draft.values}


def judge(at: Standing, draft: Draft, found: Mapping[str, Found], field: str) -> None:
    """Raises Refused `points_failed` with every sentence where something speaks against it, Unavailable where a register that has to be
    asked is not there: what is scarce is not given on a guess."""
    way = f"过一会儿再试，急的话{holding.declared(at, field).lapsed}"
    if off := next((one.lookup for one in found.values() if one.off), None):
        gather.off(off.register.id, checks.BLOCK)
        raise Unavailable("register_off", f"{off.register.name}暂时查不到，现在选不了", way, kept=KEPT)
    row, rows = at.case, {name: one.rows for name, one in found.items()}
    facts = Facts(clock.today(), row.city, row.district, at.item.id, row.answers, draft.values, picked(draft), rows=rows)
    judged = checks.judge(_points(at), facts)
    against = [one for one in judged if isinstance(one.verdict, Fail)]
    if against:
        errors = [{"field": next(iter(checks.gathered([one.point], "form")), field), "say": f"{one.say}。"} for one in against]
        raise Refused("points_failed", against[0].say, against[0].do, errors=errors, kept=KEPT)
    if any(isinstance(one.verdict, Unknown) and one.verdict.off for one in judged):
        raise Unavailable("register_off", "有一样暂时查不到，现在选不了", way, kept=KEPT)


def _points(at: Standing) -> tuple[ReviewPoint, ...]:
    return checks.decided(at.checklist.points, checks.FIELD)


def ready(at: Standing, field: str) -> None:
    """Raises Refused `hold_waits` before anybody is asked, NotFound, and Conflict for what is not open any more."""
    drafts.editable(at.case)
    of = holding.declared(at, field)
    if holding.place(at, records.open_form(at.case), of) is None:
        raise waits(at, of)


def lookups(at: Standing, field: str) -> list[Lookup]:
    """Those that must be asked before anything is shown or held: what is free, what the points rest on, and what these need."""
    return with_those_before({holding.declared(at, field).lookup, *checks.gathered(_points(at), "rows")}, at.item.lookups)


def units(found: Found, of: Holding, wanted: Mapping[str, str]) -> list[str]:
    """What the register says is free."""
    return [str(row[of.column]) for row in found.columns if all(row.get(name) == part for name, part in wanted.items())]


def draw(tx: Connection, no: str, owners: Collection[str], person_id: str, field: str, found: Mapping[str, Found]) -> View:
    """Shows so many, for minutes, to nobody else; again while they are shown, the same. Raises Refused `hold_waits`, Conflict
    `draw_spent`, `pool_short`, and what `judge` raises; then nothing was stored and the draw is not spent."""
    at, draft, of, where = _opened(tx, no, owners, field)
    now = clock.now()
    if queries.of_errand(tx, subject(no), now, where.pool):
        return seen(tx, at, draft, of, where)
    judge(at, draft, found, field)
    if not holds.draw(tx, where.pool, where.single):
        raise Conflict("draw_spent", "这辆车已经抽过一次号了", f"可以{of.lapsed}")
    free = drawn(units(found[of.lookup], of, where.wanted), where.one, FIRST)
    until = now + timedelta(minutes=of.minutes)
    if len(holds.show(tx, where.pool, free, subject(no), person_id, until, of.draw)) < of.draw:
        raise Conflict("pool_short", "号池在补充，现在不够选", "明天再来")
    return seen(tx, at, draft, of, where)


def take(tx: Connection, no: str, owners: Collection[str], person_id: str, field: str, unit: str, found: Mapping[str, Found]) -> View:
    """Holds one of those that are shown, for minutes; the others go back. Raises Conflict `unit_taken`, `one_only`, `hold_over`, and what
    `judge` raises; then nothing was stored."""
    at, draft, of, where = _opened(tx, no, owners, field)
    now = clock.now()
    mine = {one.unit: one for one in queries.of_errand(tx, subject(no), now, where.pool)}
    if unit not in mine:
        raise _not_shown(tx, where, mine, of)
    judge(at, replace(draft, values=draft.values | {field: unit}), found, field)
    if mine[unit].state == SHOWN:
        until = now + timedelta(minutes=of.minutes)
        holds.take(tx, where.pool, unit, subject(no), person_id, where.single, until)
    rev = draft.rev + 1
    new = replace(draft, values=draft.values | {field: unit}, rev=rev, marks=draft.marks | {field: rev})
    tx.execute(update(case).where(case.c.id == at.case.id).values(form=records.seal_form(at.case.id, new), updated_at=now))
    return seen(tx, at, new, of, where)


def _not_shown(tx: Connection, where: Place, mine: Mapping[str, Hold], of: Holding) -> Conflict:
    if other := next((one.unit for one in mine.values() if one.state != SHOWN), None):
        return Conflict("one_only", f"已经选了 {other}", "选定不能换，接着往下办", unit=other)
    if mine:
        return Conflict("unit_taken", "这个号没有给您留着", "从给出的里面选一个")
    if queries.turn(tx, where.pool, where.single)[0]:
        return Conflict("hold_over", f"时间到了，这 {of.draw} 个已放回", f"可以{of.lapsed}")
    return Conflict("unit_taken", "这个号没有给您留着", "先看看有哪些号")


def _opened(tx: Connection, no: str, owners: Collection[str], field: str) -> tuple[Standing, Draft, Holding, Place]:
    """The draft, locked: whoever taps twice in one second is served one after the other."""
    at = pinned.standing(records.get(tx, no, owners, lock=True))
    drafts.editable(at.case)
    of, draft = holding.declared(at, field), records.open_form(at.case)
    where = holding.place(at, draft, of)
    if where is None:
        raise waits(at, of)
    return at, draft, of, where


def waits(at: Standing, of: Holding) -> Refused:
    """What it is for has not been picked."""
    label = next(one.label for one in at.checklist.fields if one.id in of.fields)
    return Refused("hold_waits", "还差前面一步", f"先选{label}，再看有哪些号")
