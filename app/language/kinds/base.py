"""What a kind of field is: how a value is made, what can be wrong with it, how it is said. Pure.

make    what was typed or sent → the value as it is kept; raises Wrong for what is of another type
faults  everything wrong with a value that `make` has made: (path, sentence), the path "" or "[2].name" inside a list or a person
show    the value in words, for the department, the export; mask: for the resident's pages, where numbers show only their ends
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias

from app.kernel import text as texts
from app.kernel.jsons import Json
from app.language.content import Said, Written
from app.language.declare import Field
from app.language.reachable import Type
from app.language.values import Value, Values

Edge = Literal["min", "max"]
Faults: TypeAlias = Iterator[tuple[str, str]]
Rows: TypeAlias = "Mapping[str, Mapping[str, Json]]"  # rows of a lookup by their id
NOT_TEXT, NOT_SEVERAL = "这一项要写文字。", "这一项要从给出的里面选。"


class Wrong(Exception):
    """A value of another type than the field's, which no widget of ours would send; `path` inside it."""

    def __init__(self, say: str, path: str = "") -> None:
        super().__init__(say)
        self.say, self.path = say, path


class Undeclared(Exception):
    """A declaration that is no good: which key, and what is wrong with it."""

    def __init__(self, key: str, say: str) -> None:
        super().__init__(say)
        self.key, self.say = key, say


@dataclass(frozen=True)
class Sight:
    """What a value is looked at with. `whole`: what is missing inside it counts too; `rows`: those behind a pick, None where they are
    not known; `given`: answers and facts."""

    today: date
    whole: bool = True
    rows: Rows | None = None
    given: Values = field(default_factory=dict)


@dataclass(frozen=True)
class Kind:
    """`keys`: what its declaration may say besides what all say; `declare`: those keys as they stand in the content, or Undeclared.
    `complete`: whether nothing is missing inside a value; `given`: where it is given, when that is not in the form."""

    make: Callable[[Field, object], Value]
    faults: Callable[[Field, Value, Sight], Faults]
    show: Callable[[Field, Value, Rows], str]
    type: Type = "text"
    keys: frozenset[str] = frozenset()
    declare: Callable[[Written], Said] = lambda row: {}
    complete: Callable[[Field, Value], bool] = lambda field, value: True
    given: str = ""
    mask: Callable[[Field, Value, Rows], str] | None = None


def masked(kind: Kind, field: Field, value: Value, rows: Rows) -> str:
    """The value as it stands on a resident's page."""
    return (kind.mask or kind.show)(field, value, rows)


def text(raw: object) -> str:
    """Raises Wrong for anything but a text."""
    if not isinstance(raw, str):
        raise Wrong(NOT_TEXT)
    return raw


def texts_of(raw: object) -> list[str]:
    """Raises Wrong for anything but a list of texts; one text is a list of one."""
    found = [raw] if isinstance(raw, str) else raw
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise Wrong(NOT_SEVERAL)
    return [texts.plain(one) for one in found if isinstance(one, str)]


def an_object(raw: object, *keys: str) -> dict[str, object]:
    """Raises Wrong for anything but a mapping with none but these keys."""
    if not isinstance(raw, dict) or raw.keys() - set(keys):
        raise Wrong("这一项没填对，重新填一次。")
    return {key: raw[key] for key in raw}


def as_text(field: Field, value: Value, rows: Rows) -> str:
    """A value that is its own word."""
    return str(value)


def bounds(row: Written, most: int, least: int = 0) -> Said:
    """`min` and `max` as whole numbers between these."""
    found: Said = {}
    key: Edge
    for key in ("min", "max"):
        if row.get(key) is not None:
            value = row[key]
            if type(value) is not int or not least <= value <= most:
                raise Undeclared(key, f"写 {least} 到 {most} 的整数：{value}")
            found[key] = value
    if found.get("min", least) > found.get("max", most):
        raise Undeclared("min", "比 max 还大")
    return found
