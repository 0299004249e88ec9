"""Whether a condition is one that can come true: known keys, values that may stand there, nothing that contradicts itself. Pure.

Tried out, not reasoned: each key takes the few values that could matter (every option; a bound, the one below, the one above;
nothing), and some combination of them must hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from itertools import combinations, product
from typing import Literal

from app.kernel import text
from app.kernel.jsons import Json
from app.language.conditions import LOGIC, OPERATORS, ORDER, When, applying, holds
from app.language.values import Value

Type = Literal["option", "options", "text", "number", "date", "month", "year", "yes", "rows", "thing"]
DEEPEST = 3  # conditions in conditions
MOST = 50_000  # combinations one condition may ask to be tried
_NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,3})?")
_SHAPES = {"month": re.compile("[0-9]{4}-(0[1-9]|1[0-2])"), "year": re.compile("(19|20)[0-9]{2}|2100")}
ELSE = "\u0000"  # a text that nobody wrote down


@dataclass(frozen=True)
class Key:
    """What may stand under a key. `always`: something does; `when`: else only while this holds (a field's own condition)."""

    type: Type
    options: tuple[str, ...] = ()
    always: bool = False
    least: int | None = None
    most: int | None = None
    when: When = field(default_factory=dict)


def fault(when: Json | When, known: Mapping[str, Key], unknown: str = "没有这个问题", deep: int = DEEPEST) -> str | None:
    """What is wrong with a condition as it is written, in words, or None. `unknown`: what is said of a key that is not there."""
    if not isinstance(when, Mapping):
        return "要写成 {键: 值}"
    if deep < 0:
        return "套得太深，分开写"
    for key, test in when.items():
        if found := _logic(key, test, known, unknown, deep) if key in LOGIC else _leaf(key, test, known, unknown):
            return found
    return None


def reachable(when: When, known: Mapping[str, Key]) -> bool:
    """Whether it can hold. `when` has no fault. Raises OverflowError when it hangs on more than can be tried."""
    named: dict[str, list[Json]] = {}
    _gather(when, known, named)
    columns = [_samples(known[key], said) for key, said in named.items()]
    size = 1
    for one in columns:
        size *= len(one)
    if size > MOST:
        raise OverflowError("condition")
    whens = {key: known[key].when for key in named if not known[key].always}
    for row in product(*columns):
        scope = {key: value for key, value in zip(named, row, strict=True) if value is not None}
        given = {key: value for key, value in scope.items() if key not in whens}
        there = applying(whens, given, scope) if any(whens.values()) else whens.keys()
        if holds(when, given | {key: value for key, value in scope.items() if key in there}):
            return True
    return False


def _logic(key: str, test: Json, known: Mapping[str, Key], unknown: str, deep: int) -> str | None:
    if key == "not":
        return fault(test, known, unknown, deep - 1)
    if not isinstance(test, list) or not test:
        return f"{key} 后面要写成列表，每项是一个条件"
    return next((found for one in test if (found := fault(one, known, unknown, deep - 1))), None)


def _leaf(key: str, test: Json, known: Mapping[str, Key], unknown: str) -> str | None:
    if key not in known:
        return f"{unknown}：{key}"
    of = known[key]
    if of.type == "thing" and not (isinstance(test, dict) and test.keys() == {"empty"}):
        return f"{key} 只能写 {{empty: true}} 或 {{empty: false}}"
    if not isinstance(test, dict):
        if of.type in ("options", "rows"):
            return f"{key} 能有几个，写 {{has: …}} 或 {{empty: …}}"
        return _each(key, test, of)
    if not test:
        return f"{key} 后面没有写条件"
    return next((found for name, said in test.items() if (found := _operator(key, name, said, of))), None)


def _operator(key: str, name: str, said: Json, of: Key) -> str | None:
    if name not in OPERATORS:
        return f"不认识：{name}，可用：{'、'.join(OPERATORS)}"
    if name == "empty":
        return None if isinstance(said, bool) else f"{key} 的 empty 写 true 或 false"
    if name in ORDER:
        if of.type not in ("number", "date", "month", "year"):
            return f"{key} 不分大小，不能用 {name}"
        return f"{key} 的 {name} 只写一个值" if isinstance(said, list) else _value(key, said, of)
    if (name == "has") is not (of.type in ("options", "rows")):
        return f"{key} 不能用 {name}"
    return _each(key, said, of)


def _each(key: str, said: Json, of: Key) -> str | None:
    if isinstance(said, list):
        if not said:
            return f"{key} 的列表是空的"
        return next((found for one in said if (found := _value(key, one, of))), None)
    return _value(key, said, of)


def _value(key: str, said: Json, of: Key) -> str | None:
    if of.type == "yes":
        return None if isinstance(said, bool) else f"{key} 写 true 或 false"
    if of.type == "number":
        good = isinstance(said, int) and not isinstance(said, bool) or isinstance(said, str) and _NUMBER.fullmatch(said)
        return None if good else f"{key} 是数字：{said}"
    if not isinstance(said, str):
        return f"{key} 要加引号：{said}"
    if of.options and said not in of.options:
        return f"{key} 没有这个选项：{said}"
    if of.type == "date" and not text.day(said) or of.type in _SHAPES and not _SHAPES[of.type].fullmatch(said):
        return f"{key} 的日期不对：{said}"
    return None


def _gather(when: When, known: Mapping[str, Key], named: dict[str, list[Json]]) -> None:
    """Every key it hangs on, through the conditions of the fields it names, with the values it is compared to."""
    for key, said in _leaves(when):
        fresh = key not in named
        named.setdefault(key, []).extend(_constants(said))
        if fresh:
            _gather(known[key].when, known, named)


def _leaves(when: When) -> Iterator[tuple[str, Json]]:
    for key, test in when.items():
        if key not in LOGIC:
            yield key, test
            continue
        for one in test if isinstance(test, list) else [test]:
            if isinstance(one, dict):
                yield from _leaves(one)


def _constants(test: Json) -> Iterator[Json]:
    if isinstance(test, dict):
        for one in test.values():
            yield from _constants(one)
    elif isinstance(test, list):
        yield from test
    elif not isinstance(test, bool):
        yield test


def _samples(of: Key, said: Sequence[Json]) -> list[Value | None]:
    found: list[Value | None] = [] if of.always else [None]
    if of.type == "option":
        return [*found, *(of.options or (*_texts(said), ELSE))]
    if of.type == "yes":
        return [*found, True, False]
    if of.type == "thing":
        return [*found, {ELSE: ELSE}]
    if of.type in ("options", "rows"):
        several = sorted(_texts(said))[:8] or [of.options[0] if of.options else ELSE]
        for n in range(1, len(several) + 1):
            found.extend(list(some) for some in combinations(several, n))
        return found
    if of.type == "number":
        return [*found, *_numbers(of, said)]
    near = {"date": _days, "month": _months, "year": _years}.get(of.type)
    if near is None:
        return [*found, *sorted(_texts(said)), ELSE]
    return [*found, *sorted({one for value in _texts(said) for one in near(value)} or near("2026-01-01"))]


def _texts(said: Sequence[Json]) -> set[str]:
    return {one for one in said if isinstance(one, str)}


def _numbers(of: Key, said: Sequence[Json]) -> list[Value]:
    whole = all(isinstance(one, int) for one in said)
    exact = {Decimal(str(one)) for one in said} or {Decimal(0 if of.least is None else of.least)}
    step = Decimal(1) if whole else Decimal("0.001")
    near = {one + more for one in exact for more in (-step, 0, step)}
    inside = [one for one in sorted(near) if (of.least is None or one >= of.least) and (of.most is None or one <= of.most)]
    return [int(one) if one == one.to_integral() else str(one) for one in inside]


def _days(value: str) -> list[str]:
    day = text.day(value)
    return [(day + timedelta(days=n)).isoformat() for n in (-1, 0, 1)] if day else []


def _months(value: str) -> list[str]:
    count = int(value[:4]) * 12 + int(value[5:7]) - 1
    return [f"{n // 12}-{n % 12 + 1:02d}" for n in (count - 1, count, count + 1)]


def _years(value: str) -> list[str]:
    return [str(int(value[:4]) + n) for n in (-1, 0, 1)]
