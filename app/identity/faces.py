"""Face checks: three tries a day, each stored before WeChat is asked, each with one outcome that only WeChat gives."""

from __future__ import annotations

from datetime import datetime, time

from sqlalchemy import Connection, func, insert, select, update

from app.identity import rules
from app.identity.models import account, face_check
from app.kernel import clock
from app.kernel.errors import NotFound, TooMany
from app.kernel.ids import new_id


def begin(tx: Connection, account_id: str) -> str:
    """A new check; its id is WeChat's out_seq_no. Raises TooMany `face_tries_used` when today's are used.

    One that is begun and never asked about counts as a try: else a stranger's face could be held up without end.
    """
    tx.execute(select(account.c.id).where(account.c.id == account_id).with_for_update())
    started = tx.execute(select(func.count()).where(*_today(account_id))).scalar() or 0
    if tries_left(tx, account_id) == 0 or started >= rules.FACE_STARTS:
        raise TooMany("face_tries_used", "今天刷脸的次数用完了", "明天再试，或者带身份证去窗口办")
    seq = new_id()
    tx.execute(insert(face_check), {"id": seq, "account_id": account_id, "counts": False, "created_at": clock.now()})
    return seq


def opened(tx: Connection, seq: str, verify_id: str) -> None:
    """WeChat has opened it: from here on it counts, until it is known to have been harmless."""
    tx.execute(update(face_check).where(face_check.c.id == seq).values(verify_id=verify_id, counts=True))


def get(tx: Connection, account_id: str, verify_id: str) -> tuple[str, bool | None]:
    """Sequence number and outcome (None: not asked yet) of a check of this account. Somebody else's is NotFound."""
    query = select(face_check.c.id, face_check.c.passed)
    row = tx.execute(query.where(face_check.c.verify_id == verify_id, face_check.c.account_id == account_id)).first()
    if row is None:
        raise NotFound()
    return row.id, None if row.passed is None else bool(row.passed)


def finish(tx: Connection, account_id: str, seq: str, passed: bool, reason: int) -> None:
    """What came of it, as WeChat says now. Passing raises the level for a day; asking again does not lengthen that."""
    counts = not passed and rules.face_counts(reason)
    open_ = (face_check.c.id == seq, face_check.c.passed.is_not(True))
    changed = tx.execute(update(face_check).where(*open_).values(passed=passed, counts=counts)).rowcount
    if changed and passed:
        tx.execute(update(account).where(account.c.id == account_id).values(face_at=clock.now()))


def tries_left(tx: Connection, account_id: str) -> int:
    """How often one may still try today."""
    used = select(func.count()).where(*_today(account_id), face_check.c.counts.is_(True))
    return max(0, rules.FACE_TRIES - int(tx.execute(used).scalar() or 0))


def _today(account_id: str) -> tuple[object, object]:
    midnight = datetime.combine(clock.today(), time(), clock.CHINA)
    return face_check.c.account_id == account_id, face_check.c.created_at >= midnight
