"""Show me: somebody's titles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import Connection

from app.kernel import crypto
from app.kernel.errors import NotFound
from app.kernel.rows import Reader
from app.titles.models import title
from app.titles.rules import Title, columns


@dataclass(frozen=True)
class Kept:
    """A title's row. `body`, `registered`: sealed."""

    id: str
    person_id: str
    place: int
    kind: str
    body: bytes
    first: int | None
    collect: bool
    checked: str
    registered: bytes | None
    check_at: datetime | None

    @property
    def title(self) -> Title:
        """What it says."""
        return columns(orjson.loads(crypto.unseal("title.body", self.id, self.body)))

    @property
    def instead(self) -> str:
        """The name the register has for its number; empty where it says the same, or nothing."""
        return crypto.unseal("title.registered", self.id, self.registered) if self.registered else ""


KEPT = Reader(Kept, title)


def mine(tx: Connection, person_id: str) -> list[Kept]:
    """All of a person's, the first one first."""
    found = KEPT.all(tx, KEPT.query.where(title.c.person_id == person_id).order_by(title.c.place))
    return sorted(found, key=lambda one: (one.first is None, one.place))


def get(tx: Connection, person_id: str, id_: str) -> Kept:
    """One of a person's. Raises NotFound."""
    found = KEPT.first(tx, KEPT.query.where(title.c.id == id_, title.c.person_id == person_id))
    if found is None:
        raise NotFound("title_not_found", "没有这个抬头", "回列表再选一次")
    return found


def unchecked(tx: Connection, now: datetime, most: int) -> list[Kept]:
    """Titles about which the register is to be asked again."""
    return KEPT.all(tx, KEPT.query.where(title.c.check_at <= now).order_by(title.c.check_at).limit(most))
