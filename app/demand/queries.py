"""Show me counts of days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select

from app.demand.models import demand_day, search_miss


@dataclass(frozen=True)
class Count:
    """Cases begun on a day, and of these handed in."""

    key: str
    begun: int
    sent: int


@dataclass(frozen=True)
class Way:
    """How far one gets with an item: its card was seen, its page opened, what it takes read, so often; cases begun, of these handed in,
    of these granted."""

    item: str
    seen: int
    opened: int
    guided: int
    begun: int
    sent: int
    done: int

    @property
    def left(self) -> int:
        """Begun and not handed in."""
        return self.begun - self.sent


STEPS = ("seen", "opened", "guided", "begun", "sent", "done")


@dataclass(frozen=True)
class Miss:
    """Words that found nothing, and how often."""

    words: str
    n: int


def by_day(tx: Connection, since: date) -> list[Count]:
    """Of all items, day by day, days without any left out."""
    query = select(demand_day.c.day, func.sum(demand_day.c.begun), func.sum(demand_day.c.sent)).where(demand_day.c.day >= since)
    rows = tx.execute(query.group_by(demand_day.c.day).order_by(demand_day.c.day))
    return [Count(day.isoformat(), int(begun), int(sent)) for day, begun, sent in rows]


def by_item(tx: Connection, since: date) -> list[Way]:
    """Of all days, item by item, most begun first, then most opened."""
    sums = [func.sum(demand_day.c[step]) for step in STEPS]
    rows = tx.execute(select(demand_day.c.item, *sums).where(demand_day.c.day >= since).group_by(demand_day.c.item))
    ways = [Way(item, *map(int, counts)) for item, *counts in rows]
    return sorted(ways, key=lambda one: (-one.begun, -one.opened, one.item))


def misses(tx: Connection, since: date) -> tuple[list[Miss], int]:
    """Words that enough people asked for and did not find, most often first; and how often anything else was not found."""
    query = select(func.max(search_miss.c.words), func.sum(search_miss.c.n)).where(search_miss.c.day >= since)
    rows = tx.execute(query.group_by(search_miss.c.mark)).all()
    named = sorted((Miss(words, int(n)) for words, n in rows if words is not None), key=lambda one: (-one.n, one.words))
    return named, sum(int(n) for words, n in rows if words is None)
