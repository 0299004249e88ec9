"""Make it happen: ask the registers, keep what may be kept, tell the person. No transaction is open while a department is asked.

rows = service.gather(item, asking, person_id, item.lookups)          # {lookup id: Found}
db.in_transaction(service.note, person_id, rows.values(), about)
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Mapping
from concurrent.futures import wait
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from app import reference
from app.identity import queries as identity
from app.kernel import aside, audit, clock, crypto, http, text
from app.kernel.errors import NotFound, Refused, Unavailable
from app.kernel.jsons import Json
from app.kernel.ports import Row, Rows, Who, outside
from app.language.checklist import Item
from app.language.lookups import Lookup, stages
from app.lookups import copies, rules, words
from app.lookups.rules import Asking, NotYours, Subject, Waits
from app.publishing import current

SECONDS = 3.0  # for one lookup, however many rows of another it asks for: what is not known by then is off
CONSENT_UNDER = 14  # years: before that a guardian says yes first
ROW_ID = "row_id"  # beside the columns of a row that was picked: no register calls a column so
GUARDIANS, WARDS = "gat.guardians", "-wards"
NOT_NOW = ("register_off", "那边暂时连不上，还不能核对您选的")
NOT_YOURS = ("not_yours", "只能看本人和未成年子女的", "替别人看，请他本人登录")


@dataclass(frozen=True)
class Found:
    """What one lookup came to. `off`: it could not be asked, and nothing is known; `kept`: of when the copy is that stands for it;
    `asked`: the department was asked now."""

    lookup: Lookup
    rows: tuple[Row, ...] = ()
    as_of: str = ""
    off: bool = False
    kept: datetime | None = None
    asked: bool = False

    @property
    def columns(self) -> tuple[Mapping[str, Json], ...]:
        """The rows without their ids."""
        return tuple(row.columns for row in self.rows)


@dataclass(frozen=True)
class Ward:
    """A child of the person who asks. `consent`: too young to be looked up before the guardian has said yes."""

    subject: Subject
    consent: bool


def gather(item: str, asking: Asking, person_id: str, lookups: Collection[Lookup], last: bool = False) -> dict[str, Found]:
    """Every lookup, those that need nothing of each other at once. `last`: a copy of up to seven days stands in for a department that
    is off. Raises Refused for rows of somebody else's, and for a value that is still missing."""
    try:
        return _gather(item, asking, person_id, lookups, last)
    except Waits:
        raise Refused("lookup_waits", "还差前面一步", "先填前面的，再看这里") from None


def gather_ready(item: str, asking: Asking, person_id: str, lookups: Collection[Lookup]) -> dict[str, Found]:
    """The same, without those that wait for a value, and those that need their rows."""
    ready: list[Lookup] = []
    for stage in stages(lookups):
        done = {one.id for one in ready}
        ready += [one for one in stage if one.after <= done and not rules.waits(one, asking)]
    return _gather(item, asking, person_id, ready, False)


def _gather(item: str, asking: Asking, person_id: str, lookups: Collection[Lookup], last: bool) -> dict[str, Found]:
    found: dict[str, Found] = {}
    for stage in stages(lookups):
        rows = {name: one.rows for name, one in found.items()}
        blocked = {one.id for one in stage if any(found[name].off for name in one.after)}
        found.update({one.id: Found(one, off=True) for one in stage if one.id in blocked})
        ready = [one for one in stage if one.id not in blocked]
        beside = [aside.start(_look, item, one, asking, person_id, rows, last) for one in ready[1:]]
        try:
            looked = [_look(item, one, asking, person_id, rows, last) for one in ready[:1]]
        finally:
            wait(beside)
        found.update({one.id: each for one, each in zip(ready, [*looked, *(each.result() for each in beside)], strict=True)})
    return found


def _look(item: str, lookup: Lookup, asking: Asking, person_id: str, rows: rules.Rows, last: bool) -> Found:
    try:
        answers = _ask_each(item, lookup, rules.keys(lookup, asking, rows), asking, person_id, last)
        together = tuple({row.id: row for one in answers for row in one.rows}.values())
        fitting = rules.fitting(lookup, together, asking, rows)
    except NotYours:
        raise Refused(*NOT_YOURS) from None
    kept = [one.kept for one in answers if one.kept]
    return Found(
        lookup,
        fitting,
        min((one.as_of for one in answers), default=clock.rfc3339(clock.now())),
        any(one.off for one in answers),
        min(kept) if kept else None,
        any(one.asked for one in answers),
    )


def _ask_each(
    item: str, lookup: Lookup, keys: Collection[Mapping[str, Json]], asking: Asking, person_id: str, last: bool
) -> list[Found]:  # fmt: skip
    """One question after another, none after a silent one or when time is up: half of the rows is not known to be all. A department that
    has too many of ours already is busy, not off: each waits for its turn as long as there is time."""
    answers: list[Found] = []
    until = time.monotonic() + SECONDS
    for key in keys:
        left = until - time.monotonic()
        with http.patience(max(0.0, left)):
            answers.append(_ask(item, lookup, key, asking, person_id, last) if left > 0 else Found(lookup, off=True))
        if answers[-1].off:
            break
    return answers


def _ask(item: str, lookup: Lookup, key: Mapping[str, Json], asking: Asking, person_id: str, last: bool) -> Found:
    """One question: a copy that is young enough, or the department, or the last copy while it is off."""
    owner = "all" if lookup.register.open else person_id
    copy = copies.find(owner, item, lookup.id, key) if lookup.cache_s or last else None
    if copy and lookup.cache_s and copy.younger(timedelta(seconds=lookup.cache_s)):
        return Found(lookup, copy.rows.rows, copy.rows.as_of)
    try:
        rows = _send(lookup, key, asking)
    except Unavailable:
        if copy is None or not last or not copy.younger(copies.LAST):
            return Found(lookup, off=True)
        return Found(lookup, copy.rows.rows, copy.rows.as_of, kept=copy.at)
    if last or lookup.cache_s:
        copies.keep(owner, item, lookup.id, key, rows, copies.LAST if last else timedelta(seconds=lookup.cache_s))
    return Found(lookup, rows.rows, rows.as_of, asked=True)


def _send(lookup: Lookup, key: Mapping[str, Json], asking: Asking) -> Rows:
    who = Who(asking.me.name, asking.me.id_number, asking.id_type)
    return outside().sources.lookup(lookup.register.id, key, who, lookup.purpose, asking.case_no)


def note(tx: Connection, person_id: str, found: Iterable[Found], about: Subject, case_no: str | None = None) -> None:
    """Tell the person what was asked about them just now: an entry for each department. Of a child who is known here, the child too."""
    by_unit: dict[str, list[Lookup]] = {}
    for one in found:
        if one.asked and not one.lookup.register.open:
            by_unit.setdefault(one.lookup.register.department, []).append(one.lookup)
    owners = [person_id]
    if about.ref and (child := identity.find_by_number(tx, about.id_number)):
        owners.append(child)
    for department, lookups in by_unit.items():
        what = list(dict.fromkeys(one.register.name for one in lookups))
        why = "、".join(dict.fromkeys(one.purpose for one in lookups))
        for owner in owners:
            audit.note_use(tx, owner, reference.plain_department(department), what, why, case_no)


def wards(person_id: str, me: Asking) -> list[Ward]:
    """The children whose guardian the person is. Raises Unavailable when nobody can say."""
    key: dict[str, Json] = {"监护人": me.me.id_number}
    copy = copies.find(person_id, WARDS, WARDS, key)
    if copy is None or not copy.younger(timedelta(minutes=10)):
        who = Who(me.me.name, me.me.id_number, me.id_type)
        with http.patience(SECONDS):
            rows = outside().sources.lookup(GUARDIANS, key, who, "看您是谁的监护人")
        copies.keep(person_id, WARDS, WARDS, key, rows, timedelta(minutes=10))
    else:
        rows = copy.rows
    today = clock.today()
    return [ward for row in rows.rows if (ward := _ward(person_id, row.columns, today)) is not None]


def _ward(person_id: str, row: Mapping[str, Json], today: date) -> Ward | None:
    number, name, until = str(row["child"]), str(row["姓名"]), text.day(row["至"])
    if until is None or until <= today:
        return None
    born = text.birth_date(number) if len(number) == 18 else None
    young = born is None or (today.year - born.year - ((today.month, today.day) < (born.month, born.day))) < CONSENT_UNDER
    return Ward(Subject(name, number, ref_of(person_id, number)), young)


def ref_of(person_id: str, number: str) -> str:
    """What the phone calls somebody's row or child: tells nothing, and is another's for another person."""
    return crypto.blind("lookup.ref", f"{person_id}\n{number}").hex()[:32]


def about(person_id: str, asking: Asking, ref: str, agreed: bool) -> Asking:
    """The same question about one of the children. Raises NotFound for whoever is none, Refused `consent_needed` for a young one."""
    ward = next((one for one in wards(person_id, asking) if one.subject.ref == ref), None)
    if ward is None:
        raise NotFound("not_found", "没有这一页", "回首页再找找")
    if ward.consent and not agreed:
        raise Refused("consent_needed", f"{ward.subject.name}不满 {CONSENT_UNDER} 周岁，要您作为监护人先同意", "看清楚再点同意")
    return replace(asking, about=ward.subject)


def pick(item: Item, person_id: str, found: Found, ids: Collection[str]) -> dict[str, Mapping[str, Json]]:
    """The rows that a phone has picked, by the ids it was given: what is frozen in a form, with what the department calls each as
    ROW_ID. One that the department no longer has, or that was never this person's, is not among them. Raises Unavailable when it
    cannot be asked."""
    if found.off:
        raise Unavailable(*NOT_NOW, words.otherwise(item, found.lookup.way))
    mine = {ref_of(person_id, row.id): {**row.columns, ROW_ID: row.id} for row in found.rows}
    return {one: mine[one] for one in ids if one in mine}


def forget(person_id: str) -> None:
    """Drop every copy about a person."""
    known = [(item.id, lookup.id) for item in current().items.values() for lookup in item.lookups]
    copies.forget(person_id, [*known, (WARDS, WARDS)])
