"""Login tokens: 32 random bytes, opaque. Only their keyed hash is stored, so a copy of the database signs nobody in.

Looked up in the shared cache first, in the database when it does not know (Redis may be gone). Signing out deletes both.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import Connection, select

from app.identity.models import account, login
from app.identity.rules import level_now
from app.kernel import clock, crypto, db
from app.kernel.cache import cache

CACHE_S = 600


@dataclass(frozen=True)
class Me:
    """Who calls. `level` as it counts now; `person` None before the real name is known."""

    login: str
    account: str
    person: str | None
    stored_level: int
    face_at: datetime | None

    @property
    def level(self) -> int:
        return level_now(self.stored_level, self.face_at, clock.now())


def new_token() -> tuple[str, bytes]:
    """A token for the phone, and its hash for us."""
    token = "tok_" + secrets.token_urlsafe(32)
    return token, hashed(token)


def hashed(token: str) -> bytes:
    """What stands in the database instead of the token."""
    return crypto.blind("login.token", token)


def who(token: str) -> Me | None:
    """Who holds this token, or None."""
    if not token.startswith("tok_") or len(token) > 64:
        return None
    blind = hashed(token)
    key = _key(blind)
    stored = cache().get(key)
    if stored:
        return _read(stored)
    with db.reading() as tx:
        me = _find(tx, blind)
    if me:
        cache().set(key, _write(me), CACHE_S)
    return me


def forget(blinds: list[bytes]) -> None:
    """Drop logins from the cache: after signing out, and when an account's level changed."""
    for blind in blinds:
        cache().delete(_key(blind))


def _find(tx: Connection, blind: bytes) -> Me | None:
    columns = (login.c.id, account.c.id, account.c.person_id, account.c.level, account.c.face_at)
    query = select(*columns).join(account, account.c.id == login.c.account_id).where(login.c.token_blind == blind)
    row = tx.execute(query).first()
    return Me(*row) if row else None


def _key(blind: bytes) -> str:
    return "login:" + blind.hex()


def _write(me: Me) -> bytes:
    return orjson.dumps([me.login, me.account, me.person, me.stored_level, me.face_at.timestamp() if me.face_at else None])


def _read(stored: bytes) -> Me:
    from datetime import UTC

    login_id, account_id, person_id, level, face = orjson.loads(stored)
    return Me(login_id, account_id, person_id, level, datetime.fromtimestamp(face, UTC) if face else None)
