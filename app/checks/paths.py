"""Where a value of a check is read: `person.birth`, `answers.q`, `form.field[.column]`, `rows.lookup[.column]`, `held.ec-x.label`.

`need` names what must be gathered first: person, answer:q, form:field, rows:lookup, held:ec-x, source:code, file:material,
signed, earlier.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import cast, get_args, get_origin

from app.checks.facts import Facts, FileFact, Held, Off
from app.kernel import text as texts
from app.kernel.jsons import Json
from app.kernel.ports import Fact

ROOTS = {"person": "person", "answers": "answer", "form": "form", "rows": "rows", "held": "held", "source": "source", "file": "file"}
WHOLE = ("earlier", "signed", "now_s")


class Missing(Exception):
    """A value that is not there. `why` is what Unknown says."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def is_path(given: Json) -> bool:
    """Whether an argument says where to look, and is not the value itself."""
    return isinstance(given, str) and (given in WHOLE or (given.partition(".")[0] in ROOTS and "." in given))


def need(path: str) -> str:
    """What a path asks for."""
    root, _, rest = path.partition(".")
    if root in WHOLE or root == "person":
        return root
    return f"{ROOTS[root]}:{rest.partition('.')[0]}"


def read(facts: Facts, path: str, kind: object) -> object:
    """The value at a path, as the type it is wanted in. Raises Missing; TypeError, ValueError for one of another type."""
    if path in WHOLE:
        return getattr(facts, path)
    root, _, rest = path.partition(".")
    first, _, column = rest.partition(".")
    found: object
    if root == "person":
        found = _part(facts.person, first, "person")
    elif root == "answers":
        found = _present(facts.answers.get(first), f"answers.{first}")
    elif root == "form":
        found = _field(facts, first, column, get_origin(kind) is list)
    elif root == "rows":
        found = _rows(facts, first, column, get_origin(kind) is list)
    elif root == "held":
        return _held(facts, first, column, kind)
    elif root == "source":
        return _source(facts, first)
    else:
        found = facts.files.get(first)
        if found is None:
            raise Missing(f"wait for file.{first}")
    return found if isinstance(found, (date, FileFact)) else converted(found, kind)


def converted(value: object, kind: object) -> object:
    """A JSON value as the type it is wanted in. Raises TypeError, ValueError."""
    if kind is date:
        day = texts.day(value)
        if day is None:
            raise ValueError("no date")
        return day
    if kind is str and isinstance(value, (str, int)) and not isinstance(value, bool):
        return str(value)
    if kind is int:
        if isinstance(value, bool) or not isinstance(value, (int, str)):
            raise TypeError("no whole number")
        return int(value)
    if kind is bool and isinstance(value, bool):
        return value
    origin = get_origin(kind)
    if origin is list:
        values = value if isinstance(value, list) else [one.strip() for one in value.split(",")] if isinstance(value, str) else [value]
        return [converted(one, get_args(kind)[0]) for one in values]
    if kind is object or (origin in (tuple, dict, frozenset, Mapping) and not isinstance(value, str)):
        return value
    if isinstance(kind, type) and isinstance(value, kind) and not isinstance(value, bool):
        return value
    raise TypeError(f"no {kind}")


def _field(facts: Facts, name: str, column: str, each: bool) -> object:
    if name in facts.unpicked:
        raise Missing(f"off:{facts.unpicked[name].code}")
    value = facts.form.get(name)
    if not column:
        return _present(value, f"form.{name}")
    if isinstance(value, Mapping):
        return _present(value.get(column), f"form.{name}.{column}")
    if isinstance(value, list) and (typed := [cast("Mapping[str, Json]", one) for one in value if isinstance(one, dict)]):
        return _column(typed, column, f"form.{name}.{column}", each)
    return _column(facts.picked.get(name, ()), column, f"form.{name}", each)


def _rows(facts: Facts, lookup: str, column: str, each: bool) -> object:
    rows = facts.rows.get(lookup)
    if rows is None:
        raise Missing(f"wait for rows.{lookup}")
    if isinstance(rows, Off):
        raise Missing(f"off:{rows.code}")
    if not column:
        return rows
    return _column([row.columns for row in rows], column, f"rows.{lookup}.{column}", each)


def _column(rows: Sequence[Mapping[str, Json]], column: str, path: str, each: bool) -> object:
    """One column of the first row; `each`: of all rows, when the column is no list itself."""
    values = [row.get(column) for row in rows]
    if each and not (values and isinstance(values[0], list)):
        return [one for one in values if one is not None]
    first = values[0] if values else None
    return first if first == [] else _present(first, path)


def _held(facts: Facts, kind: str, label: str, wanted: object) -> Held | None | object:
    if facts.person is None:
        raise Missing("wait for person")
    found = facts.held.get(kind)
    if isinstance(found, Off):
        raise Missing(f"off:{found.code}")
    if not label:
        return found
    if found is None:
        raise Missing(f"wait for held.{kind}")
    value = {"issued_on": found.issued_on, "valid_until": found.valid_until, "number": found.number, **found.fields}.get(label)
    return converted(_present(value, f"held.{kind}.{label}"), wanted)


def _source(facts: Facts, code: str) -> Fact:
    found = facts.sources.get(code)
    if found is None:
        raise Missing(f"wait for source.{code}")
    if isinstance(found, Off):
        raise Missing(f"off:{found.code}")
    return found


def _part(person: object, name: str, path: str) -> object:
    if person is None:
        raise Missing(f"wait for {path}")
    return _present(getattr(person, name, None), f"{path}.{name}")


def _present(value: object, path: str) -> object:
    if value is None or value == "" or value == []:
        raise Missing(f"wait for {path}")
    return value
