"""How a price is declared: a pure function over the facts of an application and the figures its item gives.

    @price("traffic_fines")
    def traffic_fines(facts: Facts, *, bills: str, due_days: int) -> tuple[Line, ...]: …

`price: {fn: traffic_fines, bills: bills, due_days: 15}`. Every parameter after the facts is a text, a whole number that is not
negative, or a table (`Table`), and must be given unless it has a default.
"""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from app.checks.facts import Facts
from app.kernel.jsons import Json

WORDS = {str: "一个词", int: "不小于零的整数"}


class Table:
    """Figures that change from a day on: rows as the item writes them, read by the class a parameter is typed with."""

    @classmethod
    def read(cls, value: Json) -> Table:
        """Raises KeyError, TypeError, ValueError for what is no such table."""
        raise NotImplementedError


@dataclass(frozen=True)
class Line:
    """One thing owed, in fen. `why`: how the sum comes about, in a sentence a resident can follow; `payee`: the department it goes to,
    empty for the one that decides; `until`: the last day on which it costs this much, None when it never changes."""

    name: str
    fen: int
    why: str = ""
    payee: str = ""
    until: date | None = None


@dataclass(frozen=True)
class Price:
    """A function that says what an application costs."""

    name: str
    decide: Callable[..., tuple[Line, ...]]
    figures: Mapping[str, object]
    optional: frozenset[str] = frozenset()

    def fault(self, given: Mapping[str, Json]) -> str | None:
        """What is wrong with the figures an item gives, in words; None when they can be used."""
        if strange := given.keys() - self.figures.keys():
            return f"不认识：{'、'.join(sorted(strange))}"
        for name, kind in self.figures.items():
            if name in self.optional and name not in given:
                continue
            value = given.get(name)
            if table := _table(kind):
                try:
                    table.read(value)
                except (KeyError, TypeError, ValueError) as wrong:
                    return f"{name} 写得不对：{wrong}"
                continue
            if type(value) is not kind or value == "" or (isinstance(value, int) and value < 0):
                return f"{name} 要写{WORDS[kind]}" if kind in (str, int) else f"{name} 写得不对"
        return None

    def __call__(self, facts: Facts, given: Mapping[str, Json]) -> tuple[Line, ...]:
        """The lines for these facts; those that come to nothing are left out."""
        read = {name: table.read(value) if (table := _table(self.figures[name])) else value for name, value in given.items()}
        return tuple(line for line in self.decide(facts, **read) if line.fen)


def _table(kind: object) -> type[Table] | None:
    return kind if isinstance(kind, type) and issubclass(kind, Table) else None


def price(name: str) -> Callable[[Callable[..., tuple[Line, ...]]], Price]:
    """Makes a function a price."""

    def made(decide: Callable[..., tuple[Line, ...]]) -> Price:
        kinds = typing.get_type_hints(decide)
        known = {one: of for one, of in inspect.signature(decide).parameters.items() if one != "facts"}
        optional = frozenset(one for one, of in known.items() if of.default is not of.empty)
        return Price(name, decide, {one: kinds[one] for one in known}, optional)

    return made
