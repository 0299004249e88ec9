"""The inbox."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, func, select

from app.kernel import clock
from app.notices.models import message


def inbox(tx: Connection, person_id: str) -> list[dict[str, Any]]:
    """A person's messages, latest first, two hundred at most."""
    query = select(message).where(message.c.person_id == person_id).order_by(message.c.at.desc(), message.c.id.desc()).limit(200)
    return [
        {
            "id": row.id,
            "at": clock.rfc3339(row.at),
            "title": row.title,
            "say": row.say,
            "tone": row.tone,
            "case_no": row.case_no,
            "to": row.page,
            "read": bool(row.read),
        }
        for row in tx.execute(query)
    ]


def unread(tx: Connection, person_id: str) -> int:
    """How many messages a person has not read."""
    query = select(func.count()).where(message.c.person_id == person_id, message.c.read.is_(False))
    return int(tx.execute(query).scalar() or 0)
