"""Put a message into somebody's inbox; mark messages read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from sqlalchemy import Connection, insert, update

from app.kernel import clock
from app.kernel.ids import is_id, new_id
from app.notices.models import message


def tell(tx: Connection, person_id: str, title: str, say: str, tone: str, page: str, case_no: str | None = None) -> None:
    """One message. `tone`: turn | done | brand | bad | grey; `page`: where a tap leads."""
    row = {"id": new_id(), "person_id": person_id, "title": title, "say": say, "tone": tone, "case_no": case_no, "page": page}
    tx.execute(insert(message), {**row, "read": False, "at": clock.now()})


def mark_read(tx: Connection, person_id: str, ids: Sequence[str] | Literal["all"]) -> None:
    """Mark own messages; others' ids change nothing."""
    mine = update(message).where(message.c.person_id == person_id, message.c.read.is_(False))
    if ids != "all":
        mine = mine.where(message.c.id.in_([one for one in ids if is_id(one)]))
    tx.execute(mine.values(read=True))
