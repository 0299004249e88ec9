"""Rows that come again for every value of one key, such as once for each place, kept once. Pure.

What stands in the database is packed: where a run of an item's rows comes again for other values and differs in nothing but that value,
one row stands for all of them, with a mark where the value goes:

    {"by": key, "each": [value, …], "rows": [row, …]}

Situations are kept so, and are made of it for the one value that is asked for. Review points, which no list, guide or search looks at,
are a text besides, read when a case wants them. An item without variants stands as it is. `whole` gives back what was packed, byte for
byte: the version is its hash and nobody else's.
"""

from __future__ import annotations

import base64
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar, cast

import orjson

from app.kernel.jsons import Json, Object, a_list, a_text, an_object
from app.language import conditions
from app.language.conditions import When
from app.language.content import Content
from app.language.values import Values

MARK = "\ue000"  # where the value goes: of the characters that mean nothing
FEW = 4  # for fewer values a row is not worth a mark
NAMING = {"id", "name", "note", "when"}  # what a value may say in a situation without its figures being others
LATELY = 32  # items whose review points are kept as they were read


class Conditional(Protocol):
    """A row that counts where its condition holds."""

    @property
    def when(self) -> When:
        """Its condition."""
        ...


Row = TypeVar("Row", bound=Conditional)
Said = TypeVar("Said")  # how a row is written


@dataclass(frozen=True)
class Sort(Generic[Row]):
    """A row that stands for many. `rest`: its condition without the key, which names no value; `typical`: the row with nothing where the
    value goes."""

    said: Object
    rest: When
    typical: Row


@dataclass(frozen=True)
class Variants(Generic[Row]):
    """Rows for each of some values of a key."""

    by: str
    each: tuple[str, ...]
    sorts: tuple[Sort[Row], ...]
    make: Callable[[Object], Row]

    def holding(self, scope: Values) -> Iterator[Row]:
        """Those whose condition holds, made for the value that the key has."""
        value = scope.get(self.by)
        if isinstance(value, str) and value in self.each:
            for one in self.sorts:
                if conditions.holds(one.rest, scope):
                    yield self.make(an_object(_put(one.said, value)))

    def every(self) -> Iterator[Row]:
        """All of them, value by value."""
        return (self.make(an_object(_put(one.said, value))) for value in self.each for one in self.sorts)

    @property
    def even(self) -> bool:
        """Whether they are called otherwise for each value and are otherwise the same."""
        return not any(MARK in _text(value) for one in self.sorts for key, value in one.said.items() if key not in NAMING)


Rows = tuple["Row | Variants[Row]", ...]


def pack(content: Content) -> Mapping[str, object]:
    """What is stored of an item's content."""
    said = cast(Object, content)
    if MARK in _text(said):
        return content
    tried = [_packed_by(said, by, values) for by, values in _keys(said)]
    least = min(tried, key=lambda one: len(_text(one)), default=said)
    if least["situations"] == said["situations"] and least["points"] == said["points"]:
        return content
    return {**least, "points": base64.b64encode(zlib.compress(orjson.dumps(least["points"]), 9)).decode()}


def whole(stored: Mapping[str, object]) -> Content:
    """The content that was packed, or that never was."""
    if not isinstance(stored.get("points"), str):
        return cast(Content, stored)
    found = cast(Object, dict(stored))
    found["situations"], found["points"] = _whole(a_list(found["situations"])), _whole(_points(a_text(found["points"])))
    if "course" in found:
        found["course"] = _offices(an_object(found["course"]), _whole)
    return cast(Content, found)


def read(rows: object, make: Callable[[Said], Row]) -> Rows[Row]:
    """Rows as they are stored, ready to be asked."""

    def made(row: Object) -> Row:
        return make(cast(Said, row))

    stored = cast(Json, rows)
    said = [an_object(one) for one in (_points(stored) if isinstance(stored, str) else a_list(stored))]
    return tuple(_variants(one, made) if "each" in one else made(one) for one in said)


def telling(options: Mapping[str, Sequence[str]], rows: Iterable[Row | Variants[Row]], whens: Iterable[When]) -> dict[str, list[str]]:
    """Of each question's options those that may tell something else of rows and of what hangs on `whens`: of options that only name a
    row otherwise, one."""
    rows = tuple(rows)
    several = [one for one in rows if isinstance(one, Variants)]
    plain = [*whens, *(one.when for one in rows if not isinstance(one, Variants)), *(sort.rest for one in several for sort in one.sorts)]
    named = {key for when in plain for key in conditions.keys(when)} | {one.by for one in several if not one.even}
    found = {}
    for question, all_ in options.items():
        own = [] if question in named else [one for one in several if one.by == question]
        told: dict[tuple[bool, ...], str] = {}
        for option in all_:
            told.setdefault(tuple(option in one.each for one in own), option)
        found[question] = list(told.values()) if own else list(all_)
    return found


def every(rows: Iterable[Row | Variants[Row]]) -> Iterator[Row]:
    """All of them, one by one."""
    for one in rows:
        if isinstance(one, Variants):
            yield from one.every()
        else:
            yield one


def typical(rows: Iterable[Row | Variants[Row]]) -> Iterator[Row]:
    """One of each sort: of variants the row with nothing where the value goes, its key under `when` too."""
    for one in rows:
        if isinstance(one, Variants):
            yield from (sort.typical for sort in one.sorts)
        else:
            yield one


def names(stored: Sequence[Json]) -> Iterator[str]:
    """Texts as they are stored, one by one."""
    return map(a_text, _whole(stored))


def _keys(said: Object) -> list[tuple[str, list[str]]]:
    """The keys that rows want one value of, where the values are many, and these."""
    values: dict[str, dict[str, None]] = defaultdict(dict)
    for name in ("situations", "points"):
        for one in a_list(said[name]):
            for key, value in conditions.pinned(an_object(an_object(one)["when"])).items():
                values[key][value] = None
    return [(key, [*some]) for key, some in values.items() if len(some) >= FEW]


def _packed_by(said: Object, by: str, values: Sequence[str]) -> Object:
    """Situations, points, and what offices own of them, packed along one key."""
    found: Object = {**said, **{name: _packed(a_list(said[name]), by, values) for name in ("situations", "points")}}
    if "course" in said:
        found["course"] = _offices(an_object(said["course"]), lambda rows: _packed(rows, by, values))
    return found


def _packed(rows: list[Json], by: str, values: Sequence[str]) -> list[Json]:
    """The rows, those that come again for other values once."""
    of = [_value(one, by, values) for one in rows]
    found: list[Json] = []
    at = 0
    while at < len(rows):
        each, run = _again(rows, of, at)
        if len(each) >= FEW:
            said: list[Json] = [_put(one, MARK, each[0]) for one in rows[at : at + run]]
            found.append({"by": by, "each": cast("list[Json]", each), "rows": said})
        else:
            each, run = each[:1], 1
            found.append(rows[at])
        at += run * max(1, len(each))
    return found


def _again(rows: Sequence[Json], of: Sequence[str], at: int) -> tuple[list[str], int]:
    """For which values the run of rows that begins here comes again one after the other, and how long it is."""
    if not of[at]:
        return [], 1
    run = next((n for n, one in enumerate(of[at:]) if one != of[at]), len(rows) - at)
    said = [_put(one, MARK, of[at]) for one in rows[at : at + run]]
    each = [of[at]]
    for start in range(at + run, len(rows) - run + 1, run):
        value = of[start]
        if not value or value in each or [_put(one, value) for one in said] != rows[start : start + run]:
            break
        each.append(value)
    return each, run


def _value(row: Json, by: str, values: Sequence[str]) -> str:
    """Whose row it is; of a text that names one, the longest it holds."""
    if isinstance(row, dict):
        when = an_object(row["when"])
        value, rest = when.get(by), dict(_without(when, by))
        return value if isinstance(value, str) and _put(rest, MARK, value) == rest else ""
    return max((one for one in values if one in a_text(row)), key=len, default="")


def _put(said: Json, value: str, where: str = MARK) -> Json:
    """The same with a value where the mark stands, or with the mark where a value does."""
    if isinstance(said, str):
        return said.replace(where, value)
    if isinstance(said, dict):
        return {key: _put(one, value, where) for key, one in said.items()}
    return [_put(one, value, where) for one in said] if isinstance(said, list) else said


def _whole(rows: Sequence[Json]) -> list[Json]:
    """Rows that were packed, in their order."""
    found: list[Json] = []
    for one in rows:
        if isinstance(one, dict) and "each" in one:
            found += [_put(row, a_text(value)) for value in a_list(one["each"]) for row in a_list(one["rows"])]
        else:
            found.append(one)
    return found


def _points(stored: str) -> list[Json]:
    return a_list(orjson.loads(zlib.decompress(base64.b64decode(stored))))


def _offices(course: Object, change: Callable[[list[Json]], list[Json]]) -> Object:
    """A course, the points each of its offices names changed."""
    offices = [an_object(one) for one in a_list(course["offices"])]
    changed: list[Json] = [{**one, "points": change(a_list(one["points"]))} if "points" in one else one for one in offices]
    return {**course, "offices": changed}


def _variants(said: Object, make: Callable[[Object], Row]) -> Variants[Row]:
    by, rows = a_text(said["by"]), [an_object(one) for one in a_list(said["rows"])]
    sorts = (Sort(one, _without(an_object(one["when"]), by), make(an_object(_put(one, "")))) for one in rows)
    return Variants(by, tuple(a_text(one) for one in a_list(said["each"])), tuple(sorts), make)


def _without(when: Object, by: str) -> When:
    return {key: one for key, one in when.items() if key != by}


def _text(said: Json) -> str:
    return orjson.dumps(said).decode()  # escapes nothing that a mark or a value is made of
