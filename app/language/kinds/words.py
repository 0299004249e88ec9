"""What is written: text, longtext, a name, an address."""

from __future__ import annotations

import re

from app.kernel import text as texts
from app.language.declare import Field
from app.language.kinds.base import Faults, Kind, Sight, as_text, bounds, text
from app.language.values import Value

_HAN = re.compile("[\u3400-\u9fff]")
LENGTH = frozenset({"min", "max"})


def of_length(field: Field, value: str) -> Faults:
    """What is wrong with how long it is, and with its pattern."""
    if field.max is not None and len(value) > field.max:
        yield "", f"最多 {field.max} 个字，现在是 {len(value)} 个。"
    elif field.min is not None and len(value) < field.min:
        yield "", f"至少 {field.min} 个字，现在是 {len(value)} 个。"


def patterned(field: Field, value: str) -> Faults:
    """What is wrong with a text that must follow the field's pattern."""
    if field.pattern and not re.fullmatch(field.pattern, value, re.ASCII):
        yield "", field.hint or "格式不对，再看一眼。"


def _line(field: Field, raw: object) -> Value:
    return texts.plain(text(raw))


def _lines(field: Field, raw: object) -> Value:
    return texts.plain(text(raw), lines=True)


def _written(field: Field, value: Value, sight: Sight) -> Faults:
    said = str(value)
    found = next(of_length(field, said), None) or next(patterned(field, said), None)
    if found:
        yield found


def _name(field: Field, raw: object) -> Value:
    return texts.name(text(raw))


def _name_faults(field: Field, value: Value, sight: Sight) -> Faults:
    if say := texts.name_fault(str(value)):
        yield "", say


def _address_faults(field: Field, value: Value, sight: Sight) -> Faults:
    said = str(value)
    if found := next(of_length(field, said), None):
        yield found
    elif "*" in said:
        yield "", "把地址写全，不要用星号。"
    elif len(said) < 6 or not _HAN.search(said):
        yield "", "地址太短，写到门牌号。"
    else:
        yield from patterned(field, said)


TEXT = Kind(_line, _written, as_text, keys=LENGTH, declare=lambda row: bounds(row, 2000))
LONGTEXT = Kind(_lines, _written, as_text, keys=LENGTH, declare=lambda row: bounds(row, 2000))
NAME = Kind(_name, _name_faults, as_text, keys=LENGTH, declare=lambda row: bounds(row, 2000))
ADDRESS = Kind(_line, _address_faults, as_text, keys=LENGTH, declare=lambda row: bounds(row, 2000))
