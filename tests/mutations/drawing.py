"""What is changed: one value of one item, drawn by a seed. Pure."""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Way = tuple[str | int, ...]
Item = Mapping[str, Any]
NAME = re.compile(r"[\w.$/-]+", re.ASCII)


@dataclass(frozen=True)
class Mutant:
    """`path`: where in the item; `old` became `new`."""

    item: str
    path: Way
    old: object
    new: object

    def __str__(self) -> str:
        return f"{self.item}.{'.'.join(map(str, self.path))}：{self.old!r} → {self.new!r}"


def leaves(value: object, path: Way = ()) -> Iterator[tuple[Way, object]]:
    """Every value that is no list or mapping, with the way to it; ids are names and no values."""
    if isinstance(value, dict):
        for key, one in value.items():
            if key != "id":
                yield from leaves(one, (*path, key))
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from leaves(one, (*path, number))
    elif value is not None:
        yield path, value


def place(path: Way) -> Way:
    """Where it stands, whichever of a list it is."""
    return tuple("*" if isinstance(one, int) else one for one in path)


def changed(value: object, chance: random.Random, others: Sequence[object]) -> object:
    """Another value of the same type; of a name, one of `others` where there is one."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + chance.choice((1, 2, 10))
    text = str(value)
    if text.isdigit():
        return str(int(text) + 1).zfill(len(text))
    names = [one for one in others if one != value]
    if names and NAME.fullmatch(text):
        return chance.choice(names)
    at = chance.randrange(len(text))
    return text[:at] + text[at + 1 :] if len(text) > 1 else text + text


def mutants(items: Mapping[str, Item], every: Sequence[Item], seed: int, count: int) -> list[Mutant]:
    """As many of each item, drawn by the seed. `every`: all items there are."""
    chance, seen = random.Random(seed), dict[Way, set[str]]()
    for one in every:
        for path, value in leaves(one):
            if isinstance(value, str) and NAME.fullmatch(value):
                seen.setdefault(place(path), set()).add(value)
    made = []
    for number in range(count):
        item = list(items)[number % len(items)]
        path, old = chance.choice(list(leaves(items[item])))
        made.append(Mutant(item, path, old, changed(old, chance, sorted(seen.get(place(path), ())))))
    return made


def mutated(item: Item, *changes: Mutant) -> dict[str, Any]:
    """The item with these other values."""
    whole = copy.deepcopy(dict(item))
    for one in changes:
        inner: Any = whole
        for key in one.path[:-1]:
            inner = inner[key]
        inner[one.path[-1]] = one.new
    return whole
