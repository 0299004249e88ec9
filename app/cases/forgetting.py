"""Drafts are nobody's archive: what was never handed in is erased when its owner takes it back, leaves, or does not touch it for
long (app/supervision: the last is told a week before). What was handed in stays (docs/privacy.md).

Rows go in the transaction; the bytes of files go after it, by an event, so that a process that dies between the two leaves none.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, delete, func, select, update

from app.cases import pinned, rules
from app.cases.models import case, case_action, case_material, case_verdict
from app.cases.moves import subject
from app.corrections import service as corrections
from app.events.files import FilesDropped
from app.files import service as files
from app.holds import service as holds
from app.kernel.events import emit
from app.kernel.rows import Reader
from app.participants import service as participants


@dataclass(frozen=True)
class Open:
    """A draft, as far as it is looked at for being old."""

    id: str
    no: str
    owner_id: str
    account_id: str
    draft_key: bytes
    version: str
    updated_at: datetime
    erase_on: date | None


OPEN = Reader(Open, case.c)


def erase(tx: Connection, case_id: str, no: str) -> None:
    """A draft, whole: form, answers, files, points, moves, whom it asked. The caller holds its row."""
    gone = files.unlink_all(tx, subject(no))
    participants.forget(tx, no)
    holds.give_back(tx, subject(no))
    corrections.erase(tx, case_id)
    for table in (case_material, case_verdict, case_action):
        tx.execute(delete(table).where(table.c.case_id == case_id))
    tx.execute(delete(case).where(case.c.id == case_id, case.c.submitted_at.is_(None)))
    if gone:
        emit(tx, FilesDropped(files=list(gone), subject=subject(no)))


def erase_all(tx: Connection, owners: Collection[str]) -> int:
    """Every draft of these owners. Returns how many."""
    mine = select(case.c.id, case.c.no).where(case.c.owner_id.in_(list(owners)), case.c.submitted_at.is_(None))
    rows = tx.execute(mine.with_for_update()).all()
    for row in rows:
        erase(tx, row.id, row.no)
    return len(rows)


def handed_in(tx: Connection, owners: Collection[str]) -> tuple[int, list[dict[str, str]]]:
    """How many cases were handed in, and those of them that have not ended: no, short."""
    mine = (case.c.owner_id.in_(list(owners)), case.c.submitted_at.is_not(None))
    count = int(tx.execute(select(func.count()).select_from(case).where(*mine)).scalar() or 0)
    open_ones = select(case.c.no, case.c.version).where(*mine, case.c.state.not_in(rules.ENDED)).order_by(case.c.updated_at.desc())
    return count, [{"no": row.no, "short": pinned.of(row.version).short} for row in tx.execute(open_ones)]


def numbers(tx: Connection, owners: Collection[str]) -> list[str]:
    """The numbers of the cases that were handed in."""
    mine = (case.c.owner_id.in_(list(owners)), case.c.submitted_at.is_not(None))
    return list(tx.execute(select(case.c.no).where(*mine)).scalars())


def count_drafts(tx: Connection, owners: Collection[str]) -> int:
    """How many drafts there are."""
    mine = (case.c.owner_id.in_(list(owners)), case.c.submitted_at.is_(None), case.c.state.in_(("draft", "to_agree")))
    return int(tx.execute(select(func.count()).select_from(case).where(*mine)).scalar() or 0)


def forget_certificates(tx: Connection, person_id: str) -> None:
    """The wallet's copies go: the cases that yielded them name them no more."""
    tx.execute(update(case).where(case.c.owner_id == person_id, case.c.certificate_id.is_not(None)).values(certificate_id=None))


def lying(tx: Connection, after: bytes, before: datetime, most: int) -> list[Open]:
    """So many drafts untouched since `before`, along their unique key: it costs what drafts there are, not what cases there are."""
    return OPEN.all(tx, OPEN.query.where(case.c.draft_key > after, case.c.updated_at < before).order_by(case.c.draft_key).limit(most))


def mark(tx: Connection, row: Open, on: date) -> bool:
    """The day a draft goes. False when it was touched since, or somebody else has marked it: of two who sweep, nobody tells twice."""
    same = (case.c.id == row.id, case.c.state == "draft", case.c.updated_at == row.updated_at)
    fresh = case.c.erase_on.is_(None) if row.erase_on is None else case.c.erase_on == row.erase_on
    return tx.execute(update(case).where(*same, fresh).values(erase_on=on)).rowcount == 1


def erase_untouched(tx: Connection, row: Open) -> bool:
    """A draft whose day has come. False when it was touched since."""
    still = select(case.c.id).where(case.c.id == row.id, case.c.state == "draft", case.c.updated_at == row.updated_at)
    if tx.execute(still.with_for_update()).first() is None:
        return False
    erase(tx, row.id, row.no)
    return True
