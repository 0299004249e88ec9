"""Somebody's wallet with everything that was ever in it, opened, and when a code showed it."""

from __future__ import annotations

import orjson
from sqlalchemy import Connection, select

from app.certificates import rules
from app.certificates.kinds import kinds
from app.certificates.models import certificate, presentation
from app.kernel import clock, crypto
from app.kernel.rows import Found

STATES = {"valid": "有效", "replaced": "换过了", "revoked": "作废了"}


def certificates(tx: Connection, person_id: str) -> tuple[list[dict[str, object]], None]:
    """All of them, those replaced too."""
    rows = tx.execute(select(certificate).where(certificate.c.person_id == person_id).order_by(certificate.c.created_at)).all()
    return [_one(row) for row in rows], None


def shown(tx: Connection, person_id: str) -> tuple[list[dict[str, object]], None]:
    """Codes that showed one: until when, what, how often it was looked at."""
    query = select(presentation, certificate.c.kind).join(certificate, certificate.c.id == presentation.c.certificate_id)
    rows = tx.execute(query.where(presentation.c.person_id == person_id).order_by(presentation.c.expires_at)).all()
    told: list[dict[str, object]] = [
        {
            "name": kinds()[row.kind].name,
            "until": clock.rfc3339(row.expires_at),
            "what": [rules.SHOWN[key] for key in row.shown],
            "times": row.looks,
            "at": clock.rfc3339(row.seen_at) if row.seen_at else None,
        }
        for row in rows
    ]
    return told, None


def _one(row: Found) -> dict[str, object]:
    face = orjson.loads(crypto.unseal("certificate.face", row.id, row.face))
    about = {"name": kinds()[row.kind].name, "certificate_state": STATES[row.status], "identifier": row.identifier, "no": row.case_no}
    return {**about, **face, "since": clock.rfc3339(row.created_at)}
