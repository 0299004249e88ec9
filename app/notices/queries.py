"""The inbox, and what WeChat may still send."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from sqlalchemy import ColumnElement, Connection, and_, func, not_, or_, select

from app.kernel import clock, crypto, paging
from app.kernel.rows import Reader
from app.notices import rules
from app.notices.models import message, subscription


class Message(TypedDict):
    """A message as its reader sees it. `to`: where a tap leads; `tone`: turn | done | brand | bad | grey."""

    id: str
    at: str
    title: str
    say: str
    tone: str
    case_no: str | None
    to: str
    read: bool


@dataclass(frozen=True)
class Stored:
    """A message's row; what it says is sealed."""

    id: str
    at: datetime
    title: str
    say: bytes
    tone: str
    case_no: str | None
    page: str
    read: bool
    person_id: str  # whose inbox: a person's, or an account's own


STORED = Reader(Stored, message)


@dataclass(frozen=True)
class Asked:
    """Since when a case last waited for its owner, and the page of what it waits for now; None once it has moved on."""

    since: datetime
    page: str | None

    def answered(self, row: Stored) -> bool:
        """Whether a message about this case asks for what is done by now."""
        return row.at < self.since or self.page is None or not row.page.startswith(self.page)


NOTHING: Mapping[str, Asked] = {}

# What a person may look for among the messages.
KINDS = {"turn": message.c.tone == "turn", "case": message.c.case_no.is_not(None), "other": message.c.case_no.is_(None)}


def inbox(
    tx: Connection, owners: Collection[str], kind: str | None = None, after: str | None = None, asked: Mapping[str, Asked] = NOTHING
) -> tuple[list[Message], str | None]:
    """A page of the messages to a person, and to an account by itself, (of one of KINDS), latest first, and the mark of the next page.
    `asked`: by case number; a message that asked for what is done by now is no turn any more, and leads to the case."""
    query = STORED.query.where(message.c.person_id.in_(list(owners)), *([KINDS[kind]] if kind in KINDS else []))
    if kind == "turn":
        query = query.where(*(not_(_answered(no, one)) for no, one in asked.items()))
    rows = STORED.all(tx, paging.beyond(query, paging.read(after), message.c.at, message.c.id))
    shown, following = paging.cut(rows, lambda row: paging.Mark(row.at, row.id))
    return [_view(row, asked.get(row.case_no or "")) for row in shown], following


def get(tx: Connection, message_id: str) -> tuple[Message, str]:
    """One message, and whose inbox it lies in: a person's, or an account's own. Raises LookupError."""
    row = STORED.first(tx, STORED.query.where(message.c.id == message_id))
    if row is None:
        raise LookupError("message")
    return _view(row), row.person_id


def count(tx: Connection, person_id: str) -> int:
    """How many messages a person has."""
    return int(tx.execute(select(func.count()).where(message.c.person_id == person_id)).scalar() or 0)


def unread(tx: Connection, owners: Collection[str]) -> int:
    """How many messages are not read."""
    query = select(func.count()).where(message.c.person_id.in_(list(owners)), message.c.read.is_(False))
    return int(tx.execute(query).scalar() or 0)


def may_send(tx: Connection, account_id: str, kind: str) -> bool:
    """False only when we know that WeChat would refuse."""
    query = select(subscription.c.open).where(subscription.c.account_id == account_id, subscription.c.kind == kind)
    known = tx.execute(query).scalar()
    return known is None or bool(known)


def _answered(no: str, asked: Asked) -> ColumnElement[bool]:
    """`Asked.answered`, in SQL."""
    mine = message.c.case_no == no
    if asked.page is None:
        return mine
    return and_(mine, or_(message.c.at < asked.since, not_(message.c.page.startswith(asked.page))))


def _view(row: Stored, asked: Asked | None = None) -> Message:
    if row.tone == "turn" and asked and asked.answered(row):
        past = rules.past(row.title)
        return {**_view(row), "title": past, "say": rules.PAST, "tone": "grey", "to": f"/pages/case/index?no={row.case_no}"}
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
