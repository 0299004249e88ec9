"""Show me: the account as its owner sees it, the person with opened values for those who may use them.

For prefill and known answers:
    get_account(tx, account_id) → Account(id, openid, phone, person_id, level, elder, city)
    get_person(tx, person_id) → Person(id, name, id_number, phone, .birth, .sex, .age(on))
Opened values never go into a log, an event or a message.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

import orjson
from sqlalchemy import Connection, and_, bindparam, or_, select

from app.identity import rules
from app.identity.joins import Claim, open_claim
from app.identity.models import account, login, person
from app.identity.papers import ID_CARD
from app.kernel import clock, crypto, paging


@dataclass(frozen=True)
class Person:
    """A natural person with opened values. Never log one, never put one into an event."""

    id: str
    name: str
    id_number: str  # of the paper
    phone: str | None  # of the account that gave one last
    paper: str = ID_CARD
    facts: Mapping[str, str] = field(default_factory=dict)  # birth and sex, as the source of another paper says

    @property
    def birth(self) -> date:
        """The day of birth: as the paper says it, or as the id number does."""
        return date.fromisoformat(self.facts["birth"]) if "birth" in self.facts else rules.born(self.id_number)

    @property
    def sex(self) -> str:
        """男 or 女: as the paper says it, or as the id number does."""
        return self.facts.get("sex") or rules.sex(self.id_number)

    def age(self, on: date) -> int:
        """Full years on a day."""
        return rules.age(self.birth, on)

    def __repr__(self) -> str:
        return f"Person({self.id})"


@dataclass(frozen=True)
class Account:
    """An account with opened values."""

    id: str
    openid: str
    phone: str | None
    person_id: str | None
    level: int
    elder: bool
    city: str | None
    claim: Claim | None = None  # who it says it is, until a face proves it

    def __repr__(self) -> str:
        return f"Account({self.id})"


@dataclass(frozen=True)
class Login:
    """One place where somebody is signed in. `phone`: of its account, whole."""

    id: str
    account: str
    phone: str | None
    device: str
    since: datetime
    last_seen: datetime


# Made once: a statement put together for each call costs a third of sending it.
_PERSON = (
    select(person, account.c.id.label("account_id"), account.c.phone)
    .outerjoin(account, and_(account.c.person_id == person.c.id, account.c.phone.is_not(None)))
    .where(person.c.id == bindparam("wanted"))
    .order_by(account.c.created_at.desc())
    .limit(1)
)
_ACCOUNT = select(account).where(account.c.id == bindparam("wanted"))
_PHONE = select(account.c.phone).where(account.c.id == bindparam("wanted"))


def get_person(tx: Connection, person_id: str) -> Person:
    """One person, in one statement. Raises LookupError."""
    row = tx.execute(_PERSON, {"wanted": person_id}).first()
    if row is None:
        raise LookupError("person")
    name, number = crypto.unseal("person.name", row.id, row.name), crypto.unseal("person.id_number", row.id, row.id_number)
    facts = orjson.loads(crypto.unseal("person.facts", row.id, row.facts)) if row.facts else {}
    return Person(row.id, name, number, _phone(row.account_id, row.phone), row.paper, facts)


def find_by_number(tx: Connection, id_number: str) -> str | None:
    """The id of whoever is known here by this id card number."""
    found: str | None = tx.execute(select(person.c.id).where(person.c.id_number_blind == Claim("", id_number).blind)).scalar()
    return found


def get_account(tx: Connection, account_id: str) -> Account:
    """One account. Raises LookupError."""
    row = tx.execute(_ACCOUNT, {"wanted": account_id}).first()
    if row is None:
        raise LookupError("account")
    level = rules.level_now(row.level, row.face_at, clock.now())
    openid = crypto.unseal("account.openid", row.id, row.openid)
    return Account(
        row.id, openid, _phone(row.id, row.phone), row.person_id, level, bool(row.elder), row.city, open_claim(row.id, row.claim)
    )


def phone_of(tx: Connection, account_id: str) -> str | None:
    """The phone an account gave; None too when the account is closed."""
    return _phone(account_id, tx.execute(_PHONE, {"wanted": account_id}).scalar())


def has_proved(tx: Connection, account_id: str) -> bool:
    """Whether a face or a window has said, at some time, that this account is its person."""
    mine = (account.c.id == account_id, account.c.person_id.is_not(None))
    said = account.c.proved_at.is_not(None) | (account.c.level >= rules.WINDOW)
    return tx.execute(select(account.c.id).where(*mine, said)).first() is not None


def accounts_of(tx: Connection, person_id: str) -> list[str]:
    """The ids of a person's accounts, oldest first."""
    return list(tx.execute(select(account.c.id).where(account.c.person_id == person_id).order_by(account.c.created_at)).scalars())


def logins(tx: Connection, account_id: str, person_id: str | None, here: str, after: str | None = None) -> tuple[list[Login], str | None]:
    """A page of where this account and the others of its person are signed in, and the mark of the next: `here` first, then the latest."""
    columns = (login.c.id, login.c.account_id, account.c.phone, login.c.device, login.c.created_at, login.c.last_seen)
    mine = or_(account.c.id == account_id, account.c.person_id == person_id) if person_id else account.c.id == account_id
    query = select(*columns).join(account, account.c.id == login.c.account_id).where(mine, login.c.thrown_at.is_(None))
    page = paging.beyond(query.where(login.c.id != here), paging.read(after), login.c.last_seen, login.c.id)
    shown, following = paging.cut(tx.execute(page).all(), lambda row: paging.Mark(row.last_seen, row.id))
    rows = shown if after else [*tx.execute(query.where(login.c.id == here)), *shown]
    return [Login(row[0], row[1], _phone(row[1], row[2]), *row[3:]) for row in rows], following


@dataclass(frozen=True)
class Proved:
    """Somebody whose face was shown here: the person, and those of their accounts that showed it, oldest first."""

    person: str
    accounts: tuple[str, ...]


def proved(tx: Connection, name: str, id_number: str) -> Proved | None:
    """The person of this name and id card, when an account has shown the face for it; None for everybody else."""
    wanted = Claim(name, id_number)
    query = select(person.c.id, person.c.name, account.c.id.label("account_id")).join(account, account.c.person_id == person.c.id)
    mine = query.where(person.c.id_number_blind == wanted.blind, account.c.proved_at.is_not(None)).order_by(account.c.created_at)
    rows = [row for row in tx.execute(mine) if crypto.unseal("person.name", row.id, row.name) == name]
    return Proved(rows[0].id, tuple(row.account_id for row in rows)) if rows else None


def _phone(account_id: str, sealed: bytes | None) -> str | None:
    return crypto.unseal("account.phone", account_id, sealed) if sealed else None
