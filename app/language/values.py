"""What a field may hold. Pure.

text, longtext, phone, idnumber, uscc, plate, vin, address, choice, region   str (region: the code, 440106)
date "2026-11-24" · month "2026-11" · year "2026"                             str
number   int, or a decimal as text ("12.50") where decimals are declared
money    int, fen
check    bool
choices, ranked, files, pick of many   list of str
list     list of {field: value} · person {name, id_number} · bank {bank, number, owner}
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

Value: TypeAlias = "str | int | bool | list[Value] | dict[str, Value]"
Values: TypeAlias = "Mapping[str, Value]"


def absent(value: object) -> bool:
    """Whether nothing is there. False and 0 are something."""
    return value is None or (isinstance(value, str | list | dict) and not value)


def text_of(values: Values, key: str) -> str:
    """A value that is a text; empty when it is absent or something else."""
    found = values.get(key)
    return found if isinstance(found, str) else ""
