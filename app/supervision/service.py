"""Timers that end what must end. Today there is one: a draft that lies is told of, and a week later erased."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from app.cases import forgetting, pinned
from app.cases.forgetting import Open
from app.kernel import clock, db
from app.notices import service as notices
from app.supervision import rules
from app.words import cases as words

BATCH = 200


def sweep() -> tuple[int, int]:
    """Tell about drafts nobody has touched for long, erase those whose day has come. Returns how many of each."""
    told = erased = 0
    last, today = b"", clock.today()
    old = clock.now() - rules.DRAFT_LIVES + rules.DRAFT_WARNING
    while True:
        with db.reading() as tx:
            rows = forgetting.lying(tx, last, old, BATCH)
        for row in rows:
            due = rules.draft_due(clock.china(row.updated_at).date(), row.erase_on, today)
            told += due == "tell" and db.in_transaction(_tell, row, today)
            erased += due == "erase" and db.in_transaction(forgetting.erase_untouched, row)
        if len(rows) < BATCH:
            return told, erased
        last = bytes(rows[-1].draft_key)


def _tell(tx: Connection, row: Open, today: date) -> bool:
    on = today + rules.DRAFT_WARNING
    if not forgetting.mark(tx, row, on):
        return False
    if row.owner_id != row.account_id:  # known by name: there is an inbox
        short, page = pinned.of(row.version).short, f"/pages/form/index?no={row.no}"
        notices.tell(tx, row.owner_id, f"{short}：草稿要删了", words.draft_goes(on, today), "grey", page, row.no)
    return True
