"""Count: searches and what is read in memory, stored by and by; cases from their own table. Nothing here is waited for by a resident."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta

import structlog
from sqlalchemy import Connection, delete, func, insert, select, update

from app.cases import counting
from app.demand import rules
from app.demand.models import demand_day, demand_hour, search_miss
from app.kernel import aside, clock, crypto, db, writes

log = structlog.get_logger("demand")
EVERY_S = 10.0  # what a worker counted is stored; what it counted since is lost when it dies, and no person misses it
MOST = 2000  # different words in hand: whoever invents words makes us forget them, not grow

_lock = threading.Lock()
_hand: dict[tuple[date, str], tuple[int, int]] = defaultdict(lambda: (0, 0))  # day and words → how often, bits of who
_read: dict[tuple[int, str], dict[str, int]] = defaultdict(lambda: dict.fromkeys(rules.READS, 0))  # hour and item → times
_stored = time.monotonic()


def missed(query: str, caller: str) -> None:
    """Somebody looked for this and found nothing. `caller`: the address, of which no more than a bit is kept."""
    words, today = rules.counted(query), clock.today()
    if words is None:
        return
    bit = 1 << crypto.blind("demand.asker", f"{today}\n{words}\n{caller}")[0] % rules.BITS
    with _lock:
        if len(_hand) < MOST or (today, words) in _hand:
            n, seen = _hand[today, words]
            _hand[today, words] = n + 1, seen | bit
    _by_and_by()


def read(marks: Mapping[str, int]) -> None:
    """So often was said what these marks say (rules.mark), by nobody knows whom."""
    hour = hour_of(clock.now())
    with _lock:
        for (item, kind), n in rules.reads(marks).items():
            _read[hour, item][kind] += n
    _by_and_by()


def hour_of(moment: datetime) -> int:
    """The hour a moment lies in, counted from 1970 in UTC."""
    return int(moment.timestamp()) // 3600


def store() -> int:
    """What this process has counted goes into the tables. Returns how many words."""
    with _lock:
        counted, read_ = dict(_hand), dict(_read)
        _hand.clear()
        _read.clear()
    if read_:
        db.in_transaction(_more, read_)
    for (day, words), (n, seen) in sorted(counted.items()):
        db.in_transaction(_add, day, words, n, seen)
    return len(counted)


def sweep() -> int:
    """Count the last days anew, of those before them a few, and forget what is old. Returns how many rows were written."""
    today = clock.today()
    days = [today - timedelta(days=back) for back in rules.again(clock.china(clock.now()).hour)]
    return sum(db.in_transaction(_count_day, day) for day in days) + db.in_transaction(_forget, today)


def _by_and_by() -> None:
    global _stored
    with _lock:
        due = time.monotonic() - _stored > EVERY_S
        _stored = time.monotonic() if due else _stored
    if due:
        aside.start(_store_quietly)


def _store_quietly() -> None:
    try:
        store()
    except Exception as error:
        log.warning("demand_not_stored", error=type(error).__name__)


def _add(tx: Connection, day: date, words: str, n: int, seen: int) -> None:
    mark = crypto.blind("demand.words", words)[:16]
    here = (search_miss.c.day == day) & (search_miss.c.mark == mark)
    row = tx.execute(select(search_miss).where(here).with_for_update()).first()
    if row is None:
        known = words if rules.askers(seen) >= rules.ENOUGH else None
        tx.execute(insert(search_miss), {"day": day, "mark": mark, "words": known, "n": n, "seen": seen})
        return
    both = row.seen | seen
    known = words if rules.askers(both) >= rules.ENOUGH else row.words
    tx.execute(update(search_miss).where(here).values(n=row.n + n, seen=both, words=known))


def _more(tx: Connection, counted: Mapping[tuple[int, str], Mapping[str, int]]) -> None:
    for (hour, item), more in sorted(counted.items()):  # in one order, so that no two processes wait for each other
        writes.add(tx, demand_hour, {"hour": hour, "item": item, **more})


def _count_day(tx: Connection, day: date) -> int:
    """One row an item for what was read and begun that day."""
    cases = counting.begun_on(tx, day)
    start = hour_of(datetime(day.year, day.month, day.day, tzinfo=clock.CHINA))
    sums = [func.sum(demand_hour.c[kind]) for kind in rules.READS]
    query = select(demand_hour.c.item, *sums).where(demand_hour.c.hour >= start, demand_hour.c.hour < start + 24)
    read_ = {row[0]: dict(zip(rules.READS, map(int, row[1:]), strict=True)) for row in tx.execute(query.group_by(demand_hour.c.item))}
    for item in sorted(cases.keys() | read_.keys()):
        begun, sent, done = cases.get(item, (0, 0, 0))
        writes.put(tx, demand_day, {"day": day, "item": item, "begun": begun, "sent": sent, "done": done, **read_.get(item, {})})
    return len(cases.keys() | read_.keys())


def _forget(tx: Connection, today: date) -> int:
    unnamed = (search_miss.c.words.is_(None)) & (search_miss.c.day < today - rules.UNNAMED)
    gone = tx.execute(delete(search_miss).where(unnamed | (search_miss.c.day < today - rules.KEPT))).rowcount
    hours = hour_of(clock.now() - rules.BY_HOUR)
    gone += tx.execute(delete(demand_hour).where(demand_hour.c.hour < hours)).rowcount
    return gone + tx.execute(delete(demand_day).where(demand_day.c.day < today - rules.COUNTED)).rowcount
