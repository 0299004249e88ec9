"""The rows as they stand: those of the data files and of newcomers, and over them what decisions and the control page changed.

One store: a change is read by everybody in the same second. What changed is kept in `world.tables`, so that a state file holds it and
a reset forgets it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from sandbox import clock
from sandbox.registers import views
from sandbox.registers.columns import fit_row
from sandbox.registers.declared import Register, Row, registers
from sandbox.world import World

Changes = dict[str, dict[str, Row | None]]
Settled = Mapping[str, Mapping[str, Row]]
NOBODY: Settled = {}


class NoRegister(KeyError):
    """Nothing has this name."""


class Taken(ValueError):
    """Another row has this key."""


class Store:
    """`changes` is {register: {row_id: row, or None where it is gone}}; `today` is what views count from, `now` the same to the minute;
    `settled` are the rows that newcomers brought, as the data files might have them."""

    def __init__(self, changes: Changes, today: date, settled: Settled = NOBODY, now: str = "") -> None:
        self.changes, self.today, self.settled, self.now = changes, today, settled, now or f"{today.isoformat()} 09:00"

    def register(self, name: str) -> Register:
        """What a register is. Raises NoRegister."""
        if name not in registers():
            raise NoRegister(name)
        return registers()[name]

    def rows(self, name: str) -> dict[str, Row]:
        """{row_id: row} of a register or view. Do not change what you get."""
        register = self.register(name)
        if register.view:
            return {register.row_id(row): row for row in views.VIEWS[name](self)}
        over, came = self.changes.get(name), self.settled.get(name)
        if not over and not came:
            return register.rows
        return {key: row for key, row in {**register.rows, **(came or {}), **(over or {})}.items() if row is not None}

    def where(self, name: str, **wanted: object) -> Iterator[Row]:
        """The rows whose columns have these values; a list column has a value when it holds it."""
        return (row for row in self.rows(name).values() if fits(row, wanted))

    def one(self, name: str, **wanted: object) -> Row | None:
        """The first row with these values, or None."""
        return next(self.where(name, **wanted), None)

    def get(self, name: str, row_id: object) -> Row | None:
        """The row of this id, or None."""
        register, key = self.register(name), str(row_id)
        if register.view:
            return self.rows(name).get(key)
        over = self.changes.get(name, {})
        return over[key] if key in over else self.settled.get(name, {}).get(key) or register.rows.get(key)

    def add(self, name: str, row: Row) -> str:
        """The row_id of a new row. Raises BadValue, Taken."""
        register = self._base(name)
        made = fit_row(register.columns, row)
        row_id = register.row_id(made)
        if row_id in self.rows(name):
            raise Taken(f"{name} 已经有 {row_id}")
        self.changes.setdefault(name, {})[row_id] = made
        return row_id

    def change(self, name: str, row_id: str, **values: object) -> Row:
        """The row with these columns changed; its key stays. Raises KeyError, BadValue."""
        register = self._base(name)
        row = self.rows(name)[row_id]
        made = fit_row(register.columns, {**row, **values})
        if register.row_id(made) != row_id:
            raise Taken(f"{'、'.join(register.key)} 是这一行的名字，不能改；删掉再加一行")
        self.changes.setdefault(name, {})[row_id] = made
        return made

    def drop(self, name: str, row_id: str) -> None:
        """A row is no more. Raises KeyError where there is none."""
        self._base(name)
        if row_id not in self.rows(name):
            raise KeyError(row_id)
        self.changes.setdefault(name, {})[row_id] = None

    def reset(self, name: str | None = None) -> None:
        """One register, or all, as in the data files."""
        if name is None:
            self.changes.clear()
        else:
            self.register(name)
            self.changes.pop(name, None)

    def _base(self, name: str) -> Register:
        register = self.register(name)
        if register.view:
            raise Taken(f"{name} 由 {'、'.join(register.view)} 算出来，改它们")
        return register


def fits(row: Row, wanted: dict[str, object]) -> bool:
    """Whether a row has all these values."""
    return all(has(row[name], value) for name, value in wanted.items())


def has(held: object, value: object) -> bool:
    """Does a column hold this value, or one of these?"""
    if isinstance(value, list):
        return any(has(held, one) for one in value)
    if isinstance(held, list):
        return value in held
    return held == value and type(held) is type(value)


def store(world: World) -> Store:
    """The registers of this world, on its day. Change them under its lock."""
    now = world.clock.now()
    minute = clock.beijing(now)[:16].replace("T", " ")
    return Store(world.tables["registers"], date.fromisoformat(clock.day_of(now)), world.tables["settled"], minute)
