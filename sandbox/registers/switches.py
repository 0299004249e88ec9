"""Things that are so only when somebody says so: a switch puts its rows into the registers, and takes them out again."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from functools import lru_cache

from sandbox.registers.declared import ROWS, SWITCHES, Broken, Row, names, plain, registers, rows_of
from sandbox.registers.store import Store


@dataclass(frozen=True)
class Switch:
    name: str
    title: str
    rows: dict[str, dict[str, Row]] = field(default_factory=dict)  # {register: {row_id: row}}


@lru_cache
def switches() -> dict[str, Switch]:
    """Every switch by its name. Raises Broken."""
    found = {}
    for name, told in plain(os.path.join(ROWS, SWITCHES)).items():
        one = Switch(name, told["title"])
        for register, raws in told["rows"].items():
            if register not in registers():
                raise Broken(f"{SWITCHES} {name}：没有登记簿 {register}")
            where = f"{SWITCHES} {name} {register}"
            made = (row for raw in raws for row in rows_of(registers()[register], raw, names(), where))
            one.rows[register] = {registers()[register].row_id(row): row for row in made}
        found[name] = one
    return found


def is_on(store: Store, switch: Switch) -> bool:
    """Are all its rows in the registers?"""
    return all(store.get(register, row_id) is not None for register, rows in switch.rows.items() for row_id in rows) and any(
        row_id in store.changes.get(register, {}) for register, rows in switch.rows.items() for row_id in rows
    )


def turn(store: Store, switch: Switch, on: bool) -> None:
    """On: its rows stand in the registers. Off: these rows are as in the data files, whatever happened to them."""
    for register, rows in switch.rows.items():
        changes = store.changes.setdefault(register, {})
        for row_id, row in rows.items():
            if on:
                changes[row_id] = dict(row)
            else:
                changes.pop(row_id, None)
