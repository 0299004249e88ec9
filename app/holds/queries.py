"""Which units an errand has."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, or_, select

from app.holds.models import hold, hold_turn
from app.holds.rules import Hold
from app.kernel.rows import Reader

HOLDS = Reader(Hold, hold)


def of_errand(tx: Connection, errand: str, now: datetime, pool: str | None = None) -> tuple[Hold, ...]:
    """What is shown to an errand, held or kept for it now, in the order it came."""
    query = HOLDS.query.where(hold.c.errand == errand, or_(hold.c.until.is_(None), hold.c.until > now))
    if pool is not None:
        query = query.where(hold.c.pool == pool)
    return tuple(HOLDS.all(tx, query.order_by(hold.c.at, hold.c.unit)))


def one(tx: Connection, pool: str, unit: str) -> Hold | None:
    """The row of a unit, over or not."""
    return HOLDS.first(tx, HOLDS.query.where(hold.c.pool == pool, hold.c.unit == unit))


def taken(tx: Connection, pool: str, units: Collection[str], now: datetime) -> frozenset[str]:
    """Which of these units are somebody's now."""
    query = HOLDS.query.where(hold.c.pool == pool, hold.c.unit.in_(list(units)))
    return frozenset(row.unit for row in HOLDS.all(tx, query) if not row.over(now))


def turn(tx: Connection, pool: str, only: bytes) -> tuple[bool, int]:
    """Whether the draw of what may have one unit only is spent, and how many of its own choice were tried."""
    row = tx.execute(select(hold_turn).where(hold_turn.c.pool == pool, hold_turn.c.single == only)).first()
    return (row.drawn_at is not None, int(row.tried)) if row else (False, 0)
