"""The inbox, and what WeChat may still send."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, func, select

from app.kernel import clock, crypto
from app.notices.models import message, subscription


def inbox(tx: Connection, person_id: str) -> list[dict[str, Any]]:
    """A person's messages, latest first, two hundred at most."""
    query = select(message).where(message.c.person_id == person_id).order_by(message.c.at.desc(), message.c.id.desc()).limit(200)
    return [_view(row) for row in tx.execute(query)]


def get(tx: Connection, message_id: str) -> dict[str, Any]:
    """One message. Raises LookupError."""
    row = tx.execute(select(message).where(message.c.id == message_id)).first()
    if row is None:
        raise LookupError("message")
    return _view(row)


def unread(tx: Connection, person_id: str) -> int:
    """How many messages a person has not read."""
    query = select(func.count()).where(message.c.person_id == person_id, message.c.read.is_(False))
    return int(tx.execute(query).scalar() or 0)


def may_send(tx: Connection, account_id: str, kind: str) -> bool:
    """False only when we know that WeChat would refuse."""
    query = select(subscription.c.open).where(subscription.c.account_id == account_id, subscription.c.kind == kind)
    known = tx.execute(query).scalar()
    return known is None or bool(known)


def _view(row: Row[Any]) -> dict[str, Any]:
    return {
        "id": row.id,
        "at": clock.rfc3339(row.at),
        "title": row.title,
        "say": crypto.unseal("message.say", row.id, row.say),
        "tone": row.tone,
        "case_no": row.case_no,
        "to": row.page,
        "read": bool(row.read),
    }
