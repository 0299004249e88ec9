"""How many, and nobody: what was begun on a day, and what of it was handed in."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import Connection, func, select
from sqlalchemy import case as when

from app.cases.models import case
from app.kernel.clock import CHINA
from app.kernel.ids import least

GRANTED = "granted"  # of rules.OUTCOMES


def begun_on(tx: Connection, day: date) -> dict[str, tuple[int, int, int]]:
    """item → cases begun on this day in China, how many of them were handed in since, and how many of these were granted. Along the
    primary key, which grows with time."""
    start = datetime(day.year, day.month, day.day, tzinfo=CHINA)
    within = (case.c.id >= least(start)) & (case.c.id < least(start + timedelta(days=1)))
    done = func.count(when((case.c.outcome == GRANTED, 1)))
    query = select(case.c.item, func.count(), func.count(case.c.submitted_at), done).where(within).group_by(case.c.item)
    return {item: (int(begun), int(sent), int(granted)) for item, begun, sent, granted in tx.execute(query)}
