"""How many, and nobody: what was begun on a day, and what of it was handed in."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import Connection, func, select

from app.cases.models import case
from app.kernel.clock import CHINA
from app.kernel.ids import least


def begun_on(tx: Connection, day: date) -> dict[str, tuple[int, int]]:
    """item → cases begun on this day in China, and how many of them were handed in since. Along the primary key, which grows with time."""
    start = datetime(day.year, day.month, day.day, tzinfo=CHINA)
    within = (case.c.id >= least(start)) & (case.c.id < least(start + timedelta(days=1)))
    query = select(case.c.item, func.count(), func.count(case.c.submitted_at)).where(within).group_by(case.c.item)
    return {item: (int(begun), int(sent)) for item, begun, sent in tx.execute(query)}
