"""What is asked for of each item now, by the counts as they are stored: worked out once an hour, for all cities."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import Connection, select

from app.demand import ranking
from app.demand.models import demand_day, demand_hour
from app.demand.ranking import KEEP, Day, Need, Watch
from app.demand.service import hour_of
from app.kernel import clock

_lock = threading.Lock()
_last: tuple[int, frozenset[str], dict[str, Need]] | None = None


def needs(tx: Connection, looked_at: frozenset[str]) -> dict[str, Need]:
    """Item → what is asked for of it at the end of the last whole hour. `looked_at`: items that are only looked at: to open one is to have
    it."""
    global _last
    hour = hour_of(clock.now()) - 1
    with _lock:
        if _last is None or _last[:2] != (hour, looked_at):
            _last = hour, looked_at, ranking.weigh(_watches(tx, hour, looked_at), hour)
        return _last[2]


def forget() -> None:
    """Tests: other counts."""
    global _last
    _last = None


def _watches(tx: Connection, hour: int, looked_at: frozenset[str]) -> Mapping[str, Watch]:
    """Each item with its days of more than a year and its last hours. What nobody counted before the first hour is not none: hours begin
    with the first that is stored."""
    here = demand_hour.c
    rows = tx.execute(select(here.hour, here.item, here.found, here.opened).where(here.hour > hour - KEEP, here.hour <= hour)).all()
    hours = {(row.hour, row.item): Day(row.found, row.opened) for row in rows}
    first = min((row.hour for row in rows), default=hour)
    watches = {item: Watch(days) for item, days in _days(tx, looked_at).items()}
    for item in {row.item for row in rows} - watches.keys():
        watches[item] = Watch()
    for item, watch in watches.items():
        for at in range(first, hour + 1):
            watch.look(hours.get((at, item), Day()))
    return watches


def _days(tx: Connection, looked_at: frozenset[str]) -> dict[str, dict[int, Day]]:
    since, one = clock.today() - timedelta(days=ranking.KNOWN), demand_day.c
    rows = tx.execute(select(one.day, one.item, one.found, one.opened, one.begun, one.done).where(one.day >= since))
    found: dict[str, dict[int, Day]] = {}
    for day, item, searched, opened, begun, done in rows:
        both = (opened, opened) if item in looked_at else (begun, done)
        found.setdefault(item, {})[day.toordinal() - ranking.EPOCH] = Day(searched, opened, *both)
    return found
