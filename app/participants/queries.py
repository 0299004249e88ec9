"""Who was asked about a case, what somebody is asked, what is due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import Connection, ScalarSelect, func, select

from app.kernel import crypto
from app.kernel.ids import is_id
from app.kernel.rows import Reader
from app.participants.models import participant
from app.participants.rules import ASKED, CLOSED, Shown, Who, read


@dataclass(frozen=True)
class Stored:
    """A question as it is stored; who, what and why not are sealed."""

    id: str
    case_no: str
    role: str
    place: int
    who: bytes
    person: bytes
    shown: bytes
    text_hash: bytes
    state: str
    face: bool
    token: bytes | None
    asked_at: datetime
    until: datetime
    next_at: datetime | None
    pushes: int
    pushed_at: datetime | None
    answered_at: datetime | None
    reason: bytes | None
    reason_open: bool

    @property
    def named(self) -> Who:
        """Whom it was for."""
        return Who(*orjson.loads(crypto.unseal("participant.person", self.id, self.person)))

    @property
    def text(self) -> Shown:
        """What they read."""
        return read(crypto.unseal("participant.shown", self.id, self.shown))

    @property
    def link(self) -> str | None:
        """The token of the personal link, while it is open."""
        return crypto.unseal("participant.token", self.id, self.token) if self.token else None

    @property
    def why_not(self) -> str:
        """Why they said no; empty when they did not."""
        return crypto.unseal("participant.reason", self.id, self.reason) if self.reason else ""


STORED = Reader(Stored, participant)


def blind(who: Who) -> bytes:
    """Finds somebody's questions: name and number together."""
    return crypto.blind("participant.who", f"{who.name}\n{who.id_number}")


def of_case(tx: Connection, case_no: str) -> list[Stored]:
    """Everybody asked about a case, in the order of the item."""
    return STORED.all(tx, STORED.query.where(participant.c.case_no == case_no).order_by(participant.c.id))


def by_key(tx: Connection, key: str) -> Stored | None:
    """A question by its id, or by the token of its link."""
    if is_id(key):
        return STORED.first(tx, STORED.query.where(participant.c.id == key))
    return STORED.first(tx, STORED.query.where(participant.c.token_blind == crypto.blind("participant.token", key)))


def locked_state(tx: Connection, participant_id: str) -> str | None:
    """How a question stands, and stays until commit; None when it is gone."""
    query = select(participant.c.state).where(participant.c.id == participant_id).with_for_update()
    found: str | None = tx.execute(query).scalar()
    return found


def of_person(tx: Connection, who: Who, most: int = 50) -> list[Stored]:
    """What somebody is or was asked, latest first; what was taken back before they answered is nobody's any more."""
    mine = STORED.query.where(participant.c.who == blind(who), participant.c.state != CLOSED)
    return STORED.all(tx, mine.order_by(participant.c.asked_at.desc(), participant.c.id.desc()).limit(most))


def waiting(who: Who) -> ScalarSelect[int]:
    """How many questions wait for somebody, to be counted in a statement of others."""
    query = select(func.count()).select_from(participant).where(participant.c.who == blind(who), participant.c.state == ASKED)
    return query.scalar_subquery()


def due(tx: Connection, now: datetime, most: int) -> Sequence[tuple[str, str]]:
    """Case number and id of what is due, the longest due first."""
    query = select(participant.c.case_no, participant.c.id).where(participant.c.next_at <= now).order_by(participant.c.next_at).limit(most)
    return [(row.case_no, row.id) for row in tx.execute(query)]
