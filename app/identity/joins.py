"""Who joins a person that is already known here: only who shows the face for it (docs/decisions/0013).

Name and number are known to many, so they open a person only when nobody was there before. Otherwise the account keeps a
*claim*: it stays where it was, sees nothing, and joins when WeChat says that the face is the claimed one's. Whoever is proved
sets those apart that are not: they keep a claim too, are signed out, and show their face before they see anything again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import Connection, delete, select, update

from app.events.people import IdentityMoved
from app.identity import rules
from app.identity.models import account, login, person
from app.identity.papers import ID_CARD
from app.kernel import clock, crypto
from app.kernel.audit import note_use
from app.kernel.events import emit
from app.kernel.rows import Reader

WHAT = ["姓名", "证件号码"]


@dataclass(frozen=True)
class Claim:
    """Who somebody says they are. `facts`: {birth, sex} from the source, for papers whose number does not say. Never log one."""

    name: str
    number: str
    paper: str = ID_CARD
    facts: dict[str, str] | None = None

    @property
    def blind(self) -> bytes:
        """Finds the person, and is unique by it."""
        return crypto.blind("person.id_number", self.number if self.paper == ID_CARD else f"{self.paper}:{self.number}")

    def __repr__(self) -> str:
        return "Claim()"


@dataclass(frozen=True)
class Bound:
    """An account as far as joining and setting apart look at it; the phone and the claim are sealed."""

    id: str
    level: int
    phone: bytes | None
    person_id: str | None
    claim: bytes | None
    proved_at: datetime | None


BOUND = Reader(Bound, account.c)


@dataclass(frozen=True)
class Proved:
    """What a passed face check changed: `joined` a person the account was not; `ended`: hashes for tokens.end, after commit."""

    joined: bool
    ended: list[bytes]


def seal(account_id: str, claim: Claim) -> bytes:
    """For account.claim."""
    return crypto.seal("account.claim", account_id, orjson.dumps([claim.name, claim.number, claim.paper, claim.facts]).decode())


def open_claim(account_id: str, sealed: bytes | None) -> Claim | None:
    """What stands in account.claim."""
    return Claim(*orjson.loads(crypto.unseal("account.claim", account_id, sealed))) if sealed else None


def claim(tx: Connection, account_id: str, wanted: Claim) -> None:
    """Keep a claim in place of the one before; those it is about are told, and read it among the uses of their data."""
    tx.execute(update(account).where(account.c.id == account_id).values(claim=seal(account_id, wanted)))
    person_id = tx.execute(select(person.c.id).where(person.c.id_number_blind == wanted.blind)).scalar()
    if person_id:
        note_use(tx, person_id, "省事", WHAT, "另一个微信填了您的姓名和证件号，还没刷脸，看不到您的任何信息")
        tell(tx, _others(tx, person_id, account_id), "claimed")


def lock(tx: Connection, account_id: str, about: bytes) -> Bound:
    """The account, locked: after the person, so that two that join at once wait for each other and do not deadlock."""
    tx.execute(select(person.c.id).where(person.c.id_number_blind == about).with_for_update())
    return locked(tx, account_id)


def prove(tx: Connection, account_id: str, person_id: str, joined: bool) -> list[bytes]:
    """The face says that the account is this person. Others that never showed theirs are set apart. Returns ended logins."""
    others = _others(tx, person_id, account_id)
    if joined:
        note_use(tx, person_id, "省事", WHAT, "一个微信刷脸确认是您本人，和您的合在一起")
    apart = [one for one in others if one.proved_at is None and one.level < rules.WINDOW]
    if joined:
        tell(tx, [one for one in others if one not in apart], "joined")
    tell(tx, apart, "apart")
    return set_apart(tx, person_id, apart)


def set_apart(tx: Connection, person_id: str, accounts: list[Bound], thrown: bool = False) -> list[bytes]:
    """These accounts are the person no longer until a face says so again. `thrown`: their phones are told, not signed in by themselves."""
    if not accounts:
        return []
    row = tx.execute(select(person).where(person.c.id == person_id)).one()
    name, number = crypto.unseal("person.name", row.id, row.name), crypto.unseal("person.id_number", row.id, row.id_number)
    facts = orjson.loads(crypto.unseal("person.facts", row.id, row.facts)) if row.facts else None
    known = Claim(name, number, row.paper, facts)
    ended: list[bytes] = []
    for one in accounts:
        lower = {"level": rules.PHONE if one.phone else rules.SIGNED_IN, "person_id": None, "face_at": None, "proved_at": None}
        tx.execute(update(account).where(account.c.id == one.id).values(claim=seal(one.id, known), **lower))
        ended += end_logins(tx, one.id, thrown)
    return ended


def end_logins(tx: Connection, account_id: str, thrown: bool) -> list[bytes]:
    """All logins of an account. Returns their hashes."""
    mine = login.c.account_id == account_id
    hashes = [bytes(one) for one in tx.execute(select(login.c.token_blind).where(mine, login.c.thrown_at.is_(None))).scalars()]
    tx.execute(update(login).where(mine).values(thrown_at=clock.now()) if thrown else delete(login).where(mine))
    return hashes


def locked(tx: Connection, account_id: str) -> Bound:
    """An account that is there, locked."""
    return BOUND.one(tx, BOUND.query.where(account.c.id == account_id).with_for_update())


def tell(tx: Connection, accounts: list[Bound], what: str) -> None:
    """Let these accounts know what happened: claimed | joined | apart | thrown."""
    for one in accounts:
        emit(tx, IdentityMoved(one.id, what))


def _others(tx: Connection, person_id: str, but: str) -> list[Bound]:
    mine = BOUND.query.where(account.c.person_id == person_id, account.c.id != but)
    return BOUND.all(tx, mine.order_by(account.c.id).with_for_update())
