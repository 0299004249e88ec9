"""Show me counts of days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select

from app.demand.models import demand_day, search_miss


@dataclass(frozen=True)
class Count:
    """Cases begun, and of these handed in. `key`: a day or an item."""

    key: str
    begun: int
    sent: int


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


def by_item(tx: Connection, since: date) -> list[Count]:
    """Of all days, item by item, most begun first."""
    begun = func.sum(demand_day.c.begun)
    query = select(demand_day.c.item, begun, func.sum(demand_day.c.sent)).where(demand_day.c.day >= since)
    return [Count(item, int(n), int(sent)) for item, n, sent in tx.execute(query.group_by(demand_day.c.item).order_by(begun.desc()))]


def misses(tx: Connection, since: date) -> tuple[list[Miss], int]:
    """Words that enough people asked for and did not find, most often first; and how often anything else was not found."""
    query = select(func.max(search_miss.c.words), func.sum(search_miss.c.n)).where(search_miss.c.day >= since)
    rows = tx.execute(query.group_by(search_miss.c.mark)).all()
    named = sorted((Miss(words, int(n)) for words, n in rows if words is not None), key=lambda one: (-one.n, one.words))
    return named, sum(int(n) for words, n in rows if words is None)
