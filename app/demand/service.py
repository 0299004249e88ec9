"""Count: searches in memory, stored by and by; cases from their own table. Nothing here is waited for by a resident."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from datetime import date, timedelta

import structlog
from sqlalchemy import Connection, delete, insert, select, update

from app.cases import counting
from app.demand import rules
from app.demand.models import demand_day, search_miss
from app.kernel import aside, clock, crypto, db, writes

log = structlog.get_logger("demand")
EVERY_S = 10.0  # what a worker counted is stored; what it counted since is lost when it dies, and no person misses it
MOST = 2000  # different words in hand: whoever invents words makes us forget them, not grow

_lock = threading.Lock()
_hand: dict[tuple[date, str], tuple[int, int]] = defaultdict(lambda: (0, 0))  # day and words → how often, bits of who
_stored = time.monotonic()


def missed(query: str, caller: str) -> None:
    """Somebody looked for this and found nothing. `caller`: the address, of which no more than a bit is kept."""
    global _stored
    words, today = rules.counted(query), clock.today()
    if words is None:
        return
    bit = 1 << crypto.blind("demand.asker", f"{today}\n{words}\n{caller}")[0] % rules.BITS
    with _lock:
        if len(_hand) < MOST or (today, words) in _hand:
            n, seen = _hand[today, words]
            _hand[today, words] = n + 1, seen | bit
        due = time.monotonic() - _stored > EVERY_S
        _stored = time.monotonic() if due else _stored
    if due:
        aside.start(_store_quietly)


def store() -> int:
    """What this process has counted goes into the table. Returns how many words."""
    with _lock:
        counted = dict(_hand)
        _hand.clear()
    for (day, words), (n, seen) in sorted(counted.items()):
        db.in_transaction(_add, day, words, n, seen)
    return len(counted)


def sweep() -> int:
    """Count the cases of the last days anew, and forget what is old. Returns how many rows were written."""
    today = clock.today()
    days = [today - timedelta(days=back) for back in range(rules.AGAIN)]
    return sum(db.in_transaction(_count_day, day) for day in days) + db.in_transaction(_forget, today)


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


def _count_day(tx: Connection, day: date) -> int:
    found = counting.begun_on(tx, day)
    for item, (begun, sent) in found.items():
        writes.put(tx, demand_day, {"day": day, "item": item, "begun": begun, "sent": sent})
    return len(found)


def _forget(tx: Connection, today: date) -> int:
    unnamed = (search_miss.c.words.is_(None)) & (search_miss.c.day < today - rules.UNNAMED)
    gone = tx.execute(delete(search_miss).where(unnamed | (search_miss.c.day < today - rules.KEPT))).rowcount
    return gone + tx.execute(delete(demand_day).where(demand_day.c.day < today - rules.KEPT)).rowcount
