"""What the clock does to certificates: their holders are told that one ends soon. Each is looked at in a transaction of its own that holds
its row: of two who sweep, the second finds nothing due any more. Before the holder is told the issuer has been asked: who has a new one
since, or has used it, is not told of the old one."""

from __future__ import annotations

from datetime import datetime

import structlog
from sqlalchemy import Connection, select, update

from app.certificates import queries, reminders
from app.certificates.models import certificate
from app.events.certificates import CertificateEnds, CertificateLooked
from app.identity import queries as identity
from app.kernel import clock, db, text
from app.kernel.events import emit

BATCH = 200
log = structlog.get_logger("certificates")


def sweep() -> int:
    """Look at all whose moment has come. Returns how many were. One that fails holds up no other."""
    done, after = 0, None
    while True:
        with db.reading() as tx:
            rows = _due(tx, db.moment(tx), after)
        for at, id_ in rows:
            after = (at, id_)
            try:
                done += db.in_transaction(_look, id_)
            except Exception as error:
                log.error("reminder_failed", certificate=id_, error=type(error).__name__)
        if len(rows) < BATCH:
            return done


def _due(tx: Connection, now: datetime, after: tuple[datetime, str] | None) -> list[tuple[datetime, str]]:
    query = select(certificate.c.remind_at, certificate.c.id).where(certificate.c.remind_at <= now)
    if after is not None:
        at, last = after
        query = query.where((certificate.c.remind_at > at) | ((certificate.c.remind_at == at) & (certificate.c.id > last)))
    return [(row[0], row[1]) for row in tx.execute(query.order_by(certificate.c.remind_at, certificate.c.id).limit(BATCH))]


def _look(tx: Connection, certificate_id: str) -> bool:
    """One of them: told or not, and when next. What is held no more is not looked at again."""
    found = tx.execute(select(certificate.c.person_id, certificate.c.remind_at).where(certificate.c.id == certificate_id).with_for_update())
    row, now = found.first(), db.moment(tx)
    if row is None or row.remind_at is None or row.remind_at > now:
        return False  # somebody else was here
    one = queries.get(tx, row.person_id, certificate_id)
    left = reminders.due(one.valid_until, row.remind_at, now, one.kind.remind) if one.status == "valid" else None
    if left is not None and one.valid_until and identity.accounts_of(tx, row.person_id):
        emit(tx, CertificateLooked(certificate_id, row.person_id, one.kind.name, one.valid_until))
    at = reminders.following(one.valid_until, now, one.kind.remind) if one.status == "valid" else None
    tx.execute(update(certificate).where(certificate.c.id == certificate_id).values(remind_at=at))
    return True


def tell(tx: Connection, person_id: str, certificate_id: str, until: str) -> bool:
    """Its holder is to be told, if it is still good, and until the day that was looked at."""
    one = next((one for one in queries.mine(tx, person_id) if one.id == certificate_id), None)
    ends = text.day(until)
    left = (ends - clock.today()).days if ends else -1
    if one is None or one.status != "valid" or one.valid_until != until or left < 0:
        return False
    name = f"孩子的{one.kind.name}" if one.child else one.kind.name
    emit(tx, CertificateEnds(one.id, person_id, name, left, until, one.kind.renew, one.kind.use, one.kind.warns))
    return True
