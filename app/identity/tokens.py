"""Login tokens: 32 random bytes, opaque. Only their keyed hash is stored, so a copy of the database signs nobody in.

Looked up in the shared cache first, in the database when it does not know (Redis may be gone). What ended is *marked*
in the cache, not deleted, and a reader only adds what is absent: so a reader that was overtaken by a sign-out cannot
bring the login back. Only when Redis is away at that very moment may another process believe it for CACHE_S more.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

import orjson
from sqlalchemy import Connection, bindparam, select, update

from app.identity.models import account, login, person
from app.identity.rules import LOGIN_LASTS, SEEN_EVERY, WINDOW, level_now
from app.kernel import clock, crypto, db
from app.kernel.cache import cache
from app.kernel.rows import Reader

CACHE_S = 60
ENDED = b"ended"


@dataclass(frozen=True)
class Me:
    """Who calls: ids of the login, the account, the person (None before the real name is known). `level` as it counts now.
    `claim`: it says who it is and has not shown its face for it; `paper`: by which the person is known."""

    login: str
    account: str
    person: str | None
    stored_level: int
    face_at: datetime | None
    claim: bool = False
    paper: str | None = None
    proved: bool = False  # a face or a window has said, at some time, that this account is this person

    @property
    def level(self) -> int:
        """The real-name level now: a face counts for a while only."""
        return level_now(self.stored_level, self.face_at, clock.now())


@dataclass(frozen=True)
class Found:
    """A login with its account, and the paper of its person."""

    id: str
    last_seen: datetime
    account_id: str
    person_id: str | None
    level: int
    face_at: datetime | None
    claim: bytes | None
    proved_at: datetime | None
    paper: str | None


_OF_ACCOUNT = {name: account.c[name] for name in ("person_id", "level", "face_at", "claim", "proved_at")}
_FOUND = Reader(Found, login.c, **_OF_ACCOUNT, paper=person.c.paper)
# Made once: a statement put together for each call costs a third of sending it.
_OF_TOKEN = _FOUND.query.select_from(
    login.join(account, account.c.id == login.c.account_id).outerjoin(person, person.c.id == account.c.person_id)
).where(login.c.token_blind == bindparam("token"), login.c.thrown_at.is_(None))


def new_token() -> tuple[str, bytes]:
    """A token for the phone, and its hash for us."""
    token = "tok_" + secrets.token_urlsafe(32)
    return token, hashed(token)


def hashed(token: str) -> bytes:
    """What stands in the database instead of the token."""
    return crypto.blind("login.token", token)


def who(token: str) -> Me | None:
    """Who holds this token, or None. One SELECT at most once in CACHE_S, one UPDATE of last_seen at most once in SEEN_EVERY."""
    if not token.startswith("tok_") or len(token) > 64:
        return None
    blind = hashed(token)
    stored = cache().get(_key(blind))
    if stored:
        return None if stored == ENDED else _read(stored)
    me = _look_up(blind)
    if me:
        cache().add(_key(blind), _write(me), CACHE_S)
    return me


def renewed(token: str) -> Me | None:
    """Who holds this token, read afresh: for the one whose level has just changed."""
    blind = hashed(token)
    me = _look_up(blind)
    if me:
        cache().set(_key(blind), _write(me), CACHE_S)
    return me


def thrown_out(token: str) -> bool:
    """Whether this login was ended from another phone: the one who holds it is told, and signs in by hand."""
    if not token.startswith("tok_") or len(token) > 64:
        return False
    with db.reading() as tx:
        at = tx.execute(select(login.c.thrown_at).where(login.c.token_blind == hashed(token))).scalar()
    return at is not None


def end(blinds: Iterable[bytes]) -> None:
    """These logins are over. Call it after the transaction that ended them."""
    for blind in blinds:
        cache().set(_key(blind), ENDED, CACHE_S)


def forget(blinds: Iterable[bytes]) -> None:
    """Let these logins be looked up again: their account's level has changed."""
    for blind in blinds:
        cache().delete(_key(blind))


def _look_up(blind: bytes) -> Me | None:
    with db.reading() as tx:
        row = _find(tx, blind)
    now = clock.now()
    if row is None or now - row.last_seen > LOGIN_LASTS:
        return None
    if now - row.last_seen > SEEN_EVERY:
        db.in_transaction(_seen, row.id, now)
    return Me(row.id, row.account_id, row.person_id, row.level, row.face_at, row.claim is not None, row.paper, _proved(row))


def _find(tx: Connection, blind: bytes) -> Found | None:
    return _FOUND.first(tx, _OF_TOKEN, token=blind)


def _proved(row: Found) -> bool:
    return row.proved_at is not None or row.level >= WINDOW


def _seen(tx: Connection, login_id: str, now: datetime) -> None:
    tx.execute(update(login).where(login.c.id == login_id).values(last_seen=now))


def _key(blind: bytes) -> str:
    return "login3:" + blind.hex()  # a new shape, a new name: old and new code run side by side while one is rolled out


def _write(me: Me) -> bytes:
    face_at = me.face_at.timestamp() if me.face_at else None
    return orjson.dumps([me.login, me.account, me.person, me.stored_level, face_at, me.claim, me.paper, me.proved])


def _read(stored: bytes) -> Me:
    login_id, account_id, person_id, level, face, claim, paper, proved = orjson.loads(stored)
    return Me(login_id, account_id, person_id, level, datetime.fromtimestamp(face, UTC) if face else None, claim, paper, proved)
