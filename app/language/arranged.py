"""What operators set on the first screen over what the folder says: per city the order and the seasons left out, and entries switched on
for some days. Part of a release like the items; the folders never speak of it and never overwrite it."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict


class Place(TypedDict):
    """A city's first screen. `common`: items in the order shown; `off`: items whose season is not shown here."""

    common: list[str]
    off: list[str]


class On(TypedDict):
    """A burst entry of home.yaml that is on until a moment (ISO 8601, UTC), in these cities; none named: everywhere."""

    id: str
    cities: list[str]
    until: str


class Arranged(TypedDict):
    places: dict[str, Place]
    bursts: list[On]


NOTHING: Arranged = {"places": {}, "bursts": []}


def is_on(one: On, city: str, now: datetime) -> bool:
    """Whether residents of this city see it now."""
    return now < datetime.fromisoformat(one["until"]) and (not one["cities"] or city in one["cities"])


def next_end(arranged: Arranged, now: datetime) -> datetime | None:
    """When the next entry goes by itself; None when none is on."""
    return min((end for one in arranged["bursts"] if (end := datetime.fromisoformat(one["until"])) > now), default=None)
