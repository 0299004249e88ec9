"""Conditions (`when`): data, resolved alike by server and phone. Pure.

A condition is a mapping and every key of it must hold. A key is a question, a field or `facts.<name>`; what stands under it:

    value                    equal, and of the same type (3 is not "3", true is not 1)
    [value, …]               one of these
    {gte, gt, lte, lt: n}    a number or a number as text; a date, a month (as text, of one shape)
    {has: value | […]}       a list that holds it, or one of these
    {not: value | […]}       anything else, nothing too
    {empty: true | false}    whether nothing is there

and of conditions: all: [when, …] · any: [when, …] · not: when. A key without a value fits nothing but `not` and `empty: true`.

The phone's twin is frontend/shared/conditions.ts; tests/rules/conditions.json holds both to one answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from app.kernel.jsons import Json
from app.language.values import Value, Values, absent

When: TypeAlias = "Mapping[str, Json]"

LOGIC = ("all", "any", "not")
ORDER = ("gte", "gt", "lte", "lt")
OPERATORS = (*ORDER, "not", "has", "empty")
FACTS = "facts."

# Fifteen digits: as many as the phone's numbers keep apart.
_NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,3})?")
_DATE = re.compile("[0-9]{4}-[0-9]{2}(-[0-9]{2})?")


def holds(when: When, scope: Values) -> bool:
    """Whether every key of `when` holds; an empty one always does."""
    for key, test in when.items():  # noqa: SIM110 - fifty are asked for a checklist, most of one key: a generator costs more than it
        if not _holds(key, test, scope):
            return False
    return True


def keys(when: When) -> Iterator[str]:
    """The questions, fields and facts it hangs on, each as often as it is named."""
    for key, test in when.items():
        if key not in LOGIC:
            yield key
        else:
            for one in test if isinstance(test, list) else [test]:
                if isinstance(one, dict):
                    yield from keys(one)


def weight(when: When) -> int:
    """How much it asks: of two that hold, the one that asks more is the closer one."""
    return sum(1 for _ in keys(when))


def pinned(when: When) -> dict[str, str]:
    """The answers that it says outright."""
    return {key: test for key, test in when.items() if isinstance(test, str) and key not in LOGIC and not key.startswith(FACTS)}


def applying(whens: Mapping[str, When], given: Values, values: Values) -> frozenset[str]:
    """Which fields count. `whens`: each field's condition; `given`: answers and facts. A field's id stands for the field where a
    question is called the same. What stands in a field that does not count is nothing to the others."""
    scope = {key: value for key, value in given.items() if key not in whens}
    known: dict[str, bool] = {}

    def counts(field: str) -> bool:
        if field not in known:
            known[field] = False  # a circle, which loading refuses, holds nowhere
            when = whens[field]
            others = {key: values[key] for key in set(keys(when)) if key in whens and key in values and counts(key)}
            known[field] = not when or holds(when, {**scope, **others})
        return known[field]

    return frozenset(field for field in whens if counts(field))


def circle(whens: Mapping[str, When]) -> list[str]:
    """Fields that hang on each other in a circle, in its order; empty when there is none."""
    done: set[str] = set()

    def walk(field: str, path: list[str]) -> list[str]:
        if field in path:
            return path[path.index(field) :]
        if field in done:
            return []
        for key in dict.fromkeys(keys(whens[field])):
            if key in whens and (found := walk(key, [*path, field])):
                return found
        done.add(field)
        return []

    return next((found for field in whens if (found := walk(field, []))), [])


def _holds(key: str, test: Json, scope: Values) -> bool:
    if key not in LOGIC:
        return _fits(test, scope.get(key))
    if key == "all":
        return isinstance(test, list) and all(isinstance(one, dict) and holds(one, scope) for one in test)
    if key == "any":
        return isinstance(test, list) and any(isinstance(one, dict) and holds(one, scope) for one in test)
    return isinstance(test, dict) and not holds(test, scope)


def _fits(test: Json, value: Value | None) -> bool:
    if isinstance(test, dict):
        return bool(test) and all(_operator(name, test[name], value) for name in test)
    if absent(value):
        return False
    return any(_same(one, value) for one in test) if isinstance(test, list) else _same(test, value)


def _same(one: Json, value: Value | None) -> bool:
    return isinstance(one, str | int) and type(one) is type(value) and one == value


def _operator(name: str, said: Json, value: Value | None) -> bool:
    if name == "empty":
        return absent(value) is said
    if name == "not":
        return not isinstance(said, dict) and not _fits(said, value)
    if name == "has":
        return not isinstance(said, dict) and isinstance(value, list) and any(_fits(said, one) for one in value)
    order = _order(value, said)
    if order is None:
        return False
    return {"gte": order >= 0, "gt": order > 0, "lte": order <= 0, "lt": order < 0}.get(name, False)


def _order(value: object, said: object) -> int | None:
    """Below, equal, above: -1, 0, 1; None for what has no order."""
    left, right = _number(value), _number(said)
    if left is not None and right is not None:
        return (left > right) - (left < right)
    if isinstance(value, str) and isinstance(said, str) and len(value) == len(said) and _DATE.fullmatch(value) and _DATE.fullmatch(said):
        return (value > said) - (value < said)
    return None


def _number(value: object) -> float | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return float(value) if isinstance(value, str) and _NUMBER.fullmatch(value) else None
