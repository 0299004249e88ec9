"""Whose yes is waited for, how long, and what exactly they read. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

import orjson

from app.kernel import text as texts

ASKED, AGREED, REFUSED, LAPSED, CLOSED = "asked", "agreed", "refused", "lapsed", "closed"  # closed: the applicant took the question back
REMIND_AFTER, REMIND_BEFORE = (timedelta(hours=24), timedelta(hours=48)), timedelta(hours=3)
PUSHES, PUSH_EVERY = 3, timedelta(hours=1)  # how often the applicant may remind somebody by hand
REASON_LEAST, REASON_MOST = 5, 200
REMIND, LAPSE = "remind", "lapse"


@dataclass(frozen=True)
class Who:
    """Somebody, by name and id number. Never log one."""

    name: str
    id_number: str

    def __repr__(self) -> str:
        return "Who()"


@dataclass(frozen=True)
class Line:
    """One fact to be registered, as it is read."""

    label: str
    text: str


@dataclass(frozen=True)
class Row:
    """A row of a register that was picked, with its facts as a list shows them. `of`: the label of its line."""

    of: str
    title: str
    facts: tuple[Line, ...]


@dataclass(frozen=True)
class Shown:
    """All that somebody reads before they answer. `label`: what they are to the case; `applicant`: masked; `then`: what follows; `rows`:
    what stands behind the lines that were picked."""

    case_no: str
    item: str
    applicant: str
    label: str
    says: str
    lines: tuple[Line, ...]
    then: str
    rows: tuple[Row, ...] = ()

    @property
    def written(self) -> str:
        """The text as it is kept and hashed."""
        return orjson.dumps(asdict(self), option=orjson.OPT_SORT_KEYS).decode()

    @property
    def digest(self) -> bytes:
        """32 bytes: another text, another digest."""
        return hashlib.sha256(self.written.encode()).digest()


def read(written: str) -> Shown:
    """What was shown, from what was kept."""
    row = orjson.loads(written)
    rows = (Row(one["of"], one["title"], tuple(Line(**fact) for fact in one["facts"])) for one in row.get("rows", ()))
    return Shown(**{**row, "lines": tuple(Line(**one) for one in row["lines"]), "rows": tuple(rows)})


@dataclass(frozen=True)
class Wanted:
    """A question to somebody, before it is asked. `place`: which of several in one role; `one`: a yes of any of them is enough."""

    role: str
    place: int
    who: Who
    shown: Shown
    minutes: int
    face: bool
    one: bool = False


def in_time(
    wanted: Sequence[Wanted], quiet: Collection[str], start: datetime, by: datetime, now: datetime
) -> tuple[list[Wanted], Wanted | None]:
    """The questions of a case that has a time booked, which begins at `start`: who must say yes has until `by`, and no longer than usual.
    With it, one of `quiet` roles who could still say no when it begins: till then nobody knows whether it is needed."""
    left = max(1, int((by - now).total_seconds()) // 60)
    late = next((one for one in wanted if one.role in quiet and now + timedelta(minutes=one.minutes) > start), None)
    return [one if one.role in quiet else replace(one, minutes=min(one.minutes, left)) for one in wanted], late


def settled(answers: Sequence[tuple[str, str]], ones: Collection[str], quiet: Collection[str] = ()) -> bool:
    """Whether all have agreed who must. `answers`: role and state of each who was asked; `ones`: roles in which one yes is enough;
    `quiet`: in which whoever said nothing in time has nothing against it."""
    answers = [(role, AGREED if state == LAPSED and role in quiet else state) for role, state in answers]
    agreed = {role for role, state in answers if state == AGREED}
    return all(state == AGREED or (role in ones and role in agreed) for role, state in answers)


def reminders(asked: datetime, until: datetime) -> tuple[datetime, ...]:
    """When somebody who has not answered is reminded: after a day, after two, and three hours before the end; none twice within those
    three hours, none of a question that is short."""
    last = until - REMIND_BEFORE
    early = [asked + after for after in REMIND_AFTER if asked + after < last]
    return (*early, last) if last > asked else tuple(early)


def next_at(asked: datetime, until: datetime, now: datetime) -> datetime:
    """When something is due next: the first reminder that is still ahead, or the end."""
    return next((one for one in reminders(asked, until) if one > now), until)


def due(until: datetime, next_at_: datetime | None, now: datetime) -> str | None:
    """remind | lapse | None. Reminders that were slept through are one."""
    if next_at_ is None or now < next_at_:
        return None
    return LAPSE if now >= until else REMIND


def push_wait(pushes: int, pushed_at: datetime | None, asked: datetime, now: datetime) -> timedelta | None:
    """How long until somebody may be reminded by hand again; None when it was done often enough."""
    if pushes >= PUSHES:
        return None
    return max(timedelta(), (pushed_at or asked) + PUSH_EVERY - now)


def reason_fault(reason: str) -> str | None:
    """What is wrong with why somebody says no, or None."""
    plain = texts.plain(reason, lines=True)
    if len(plain) < REASON_LEAST:
        return f"写清为什么不同意，至少 {REASON_LEAST} 个字。"
    return None if len(plain) <= REASON_MOST else f"最多 {REASON_MOST} 个字，现在是 {len(plain)} 个。"


def found(path: str, known: Mapping[str, object]) -> list[str]:
    """The texts at a path (form.mother, form.baby.母, rows.guardians.监护人): one, one of each row, or none. Empty where a row has none."""
    node: object = known
    for name in path.split("."):
        if isinstance(node, Mapping):
            node = node.get(name)
        elif isinstance(node, list | tuple):
            node = [one.get(name) if isinstance(one, Mapping) else None for one in node]
        else:
            return []
    if isinstance(node, str):
        return [node] if node else []
    return [one if isinstance(one, str) else "" for one in node] if isinstance(node, list | tuple) else []


def people(who: Sequence[Mapping[str, str]], known: Mapping[str, object]) -> list[Who]:
    """Everybody who is meant, each once. `who`: pairs of paths {name, id_number}. Raises ValueError for a number without its name."""
    named: dict[str, Who] = {}
    for pair in who:
        names, numbers = found(pair["name"], known), found(pair["id_number"], known)
        for place, number in enumerate(numbers):
            plain = texts.compact(number).upper()
            if plain:
                name = texts.name(names[place]) if place < len(names) else ""
                if not name:
                    raise ValueError("a number without a name")
                named.setdefault(plain, Who(name, plain))
    return list(named.values())


def belongs(who: Who, among: Mapping[str, Sequence[str]], known: Mapping[str, object]) -> bool | None:
    """Whether somebody stands in the register, by name or by number (`among`: {name | id_number: paths}); None when it says nothing."""
    if not among:
        return True
    answers: list[bool] = []
    for key, paths in among.items():
        there: Collection[str] = {one for path in paths for one in found(path, known) if one}
        if there:
            answers.append((who.name if key == "name" else who.id_number) in there)
    return all(answers) if answers else None
