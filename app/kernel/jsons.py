"""Any JSON value, and its parts taken for what they must be. What comes in is `Json`; what goes out is made by us and is `object`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

Json: TypeAlias = "None | bool | int | float | str | list[Json] | dict[str, Json]"
Object: TypeAlias = "dict[str, Json]"


def an_object(value: Json) -> Object:
    """Raises TypeError for what is none."""
    if not isinstance(value, dict):
        raise TypeError("not a JSON object")
    return value


def a_list(value: Json) -> list[Json]:
    """Raises TypeError for what is none."""
    if not isinstance(value, list):
        raise TypeError("not a JSON list")
    return value


def a_text(value: Json) -> str:
    """Raises TypeError for what is none."""
    if not isinstance(value, str):
        raise TypeError("not a JSON text")
    return value


def part(of: Mapping[str, Json], name: str) -> Object:
    """The object under a name; empty when there is none. Raises TypeError for something else."""
    return an_object(of.get(name) or {})


def share(value: object, words: dict[str, str]) -> object:
    """The value, changed in place: texts that are alike are one and the same object. `words`: those seen so far."""
    if isinstance(value, str):
        return words.setdefault(value, value)
    if isinstance(value, dict):
        for key, one in value.items():
            value[key] = share(one, words)
    elif isinstance(value, list):
        value[:] = [share(one, words) for one in value]
    return value
