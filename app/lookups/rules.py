"""What is asked of a register, and whose rows may be asked for. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product

from app.kernel.jsons import Json
from app.kernel.ports import Row
from app.language.lookups import Lookup, Part, Path
from app.language.registers import WHOSE, holds, is_id
from app.language.values import Values

MOST_ASKS = 20  # of one lookup that asks for each row of another


class Waits(Exception):
    """A value that is not there yet. `path`: which."""

    def __init__(self, path: Path) -> None:
        self.path = str(path)
        super().__init__(self.path)


class NotYours(Exception):
    """The rows of somebody who is neither who asks nor a child or ward."""


@dataclass(frozen=True)
class Subject:
    """Whom it is about. `ref`: what the phone calls them; empty for who asks."""

    name: str
    id_number: str
    ref: str = ""

    def __repr__(self) -> str:
        return "Subject()"


@dataclass(frozen=True)
class Asking:
    """Who asks (`me`), about whom, in which city, with what is known. `picked`: the rows behind pick fields, by field."""

    me: Subject
    about: Subject
    city: str
    id_type: str = "111"
    answers: Mapping[str, str] = field(default_factory=dict)
    form: Values = field(default_factory=dict)
    picked: Mapping[str, tuple[Mapping[str, Json], ...]] = field(default_factory=dict)
    case_no: str | None = None

    def __repr__(self) -> str:
        return "Asking()"


Rows = Mapping[str, tuple[Row, ...]]


def values(part: Part, asking: Asking, rows: Rows) -> tuple[Json, ...]:
    """What a part stands for: one value, or those of every row. Raises Waits for one that is not there yet."""
    if isinstance(part, tuple):
        return part
    if not isinstance(part, Path):
        return (part,)
    if part.place == "rows":
        columns = [row.columns.get(part.names[1]) for row in rows[part.names[0]]]
        found = [one for column in columns for one in (column if isinstance(column, list) else [column])]
        return tuple(dict.fromkeys(one for one in found if isinstance(one, str | int)))
    one = _value(part, asking)
    if one is None or one == "":
        raise Waits(part)
    return (one,)


def _value(path: Path, asking: Asking) -> Json:
    if path.place == "city":
        return asking.city
    if path.place in ("me", "person"):
        who = asking.me if path.place == "me" else asking.about
        return who.name if path.names[0] == "name" else who.id_number
    if path.place == "answers":
        return asking.answers.get(path.names[0])
    if len(path.names) == 1:
        typed = asking.form.get(path.names[0])
        return typed if isinstance(typed, str | int) else None
    picked = asking.picked.get(path.names[0], ())
    return picked[0].get(path.names[1]) if picked else None


def waits(lookup: Lookup, asking: Asking) -> bool:
    """Whether it hangs on something that is not there yet, rows of others apart."""
    parts = (*lookup.key.values(), *lookup.also.values(), *lookup.where.values(), *lookup.without.values())
    own = [one for one in parts if isinstance(one, Path) and one.place != "rows"]
    return any(_value(one, asking) in (None, "") for one in own)


def keys(lookup: Lookup, asking: Asking, rows: Rows) -> list[dict[str, Json]]:
    """The questions a lookup comes to, by its key and by its second. Raises Waits, and NotYours for an id number that is neither mine nor
    whom it is about: what a register has just said is mine may be asked with."""
    asked = [*_keys(lookup, lookup.key, asking, rows), *(_keys(lookup, lookup.also, asking, rows) if lookup.also else ())]
    return [one for n, one in enumerate(asked) if one not in asked[:n]][:MOST_ASKS]


def _keys(lookup: Lookup, key: Mapping[str, Part], asking: Asking, rows: Rows) -> list[dict[str, Json]]:
    parts = {name: values(part, asking, rows) for name, part in key.items()}
    if not lookup.register.open:
        for name, part in key.items():
            own = {asking.me.id_number, asking.about.id_number}
            derived = isinstance(part, Path) and part.place == "rows"
            if lookup.register.columns[name].kind in WHOSE and not derived and any(is_id(str(v)) and v not in own for v in parts[name]):
                raise NotYours
    return [dict(zip(parts, one, strict=True)) for one in _some(product(*parts.values()))]


def _some(combinations: Iterator[tuple[Json, ...]]) -> list[tuple[Json, ...]]:
    return [one for one, _ in zip(combinations, range(MOST_ASKS), strict=False)]


def fitting(lookup: Lookup, found: tuple[Row, ...], asking: Asking, rows: Rows) -> tuple[Row, ...]:
    """Those of the rows that `where` wants and `without` does not leave out. Raises Waits."""
    wanted = {name: values(part, asking, rows) for name, part in lookup.where.items()}
    left = {name: values(part, asking, rows) for name, part in lookup.without.items()}
    return tuple(
        row
        for row in found
        if all(_one_of(row, name, any_of) for name, any_of in wanted.items())
        and not any(_one_of(row, name, any_of) for name, any_of in left.items())
    )


def _one_of(row: Row, column: str, any_of: tuple[Json, ...]) -> bool:
    return any(holds(row.columns.get(column), one) for one in any_of)
