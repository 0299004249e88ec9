"""Make it happen: sign in, phone, real name, sign out. Callers ask the outside world first, then open `tx`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.identity import rules, tokens
from app.identity.models import account, face_check, login, person
from app.kernel import clock, crypto
from app.kernel.errors import Conflict, NotFound
from app.kernel.events import Event, emit
from app.kernel.ids import new_id


def sign_in(tx: Connection, openid: str, device: str) -> str:
    """A new login for this WeChat user, who becomes an account the first time. Returns the token."""
    now = clock.now()
    blind = crypto.blind("account.openid", openid)
    account_id = _id_of(tx, account, account.c.openid_blind == blind) or _open_account(tx, openid, blind)
    token, hashed = tokens.new_token()
    row = {"id": new_id(), "token_blind": hashed, "account_id": account_id, "device": device[:40], "created_at": now, "last_seen": now}
    tx.execute(insert(login), row)
    return token


def add_phone(tx: Connection, account_id: str, phone: str) -> None:
    """The number WeChat vouches for."""
    _change(tx, account_id, phone=crypto.seal("account.phone", account_id, phone))
    _raise_level(tx, account_id, rules.PHONE)


def require_free(tx: Connection, account_id: str, id_number: str) -> None:
    """Raises Conflict `other_person` when the account is somebody else already: asked before any source is."""
    current = tx.execute(select(account.c.person_id).where(account.c.id == account_id)).scalar()
    if current and current != _id_of(tx, person, person.c.id_number_blind == _blind(id_number)):
        raise Conflict("other_person", "这个微信已经用另一个人的名字实名了", "换一个微信，或者到窗口解绑")


def set_real_name(tx: Connection, account_id: str, name: str, id_number: str) -> str:
    """Bind the account to the person with this number, whom the population base has confirmed. Returns the person's id.

    Accounts with one id number become one person. An account that is somebody already stays that person: Conflict.
    Emits PERSON_KNOWN, so that the wallet fills.
    """
    tx.execute(select(account.c.id).where(account.c.id == account_id).with_for_update())
    require_free(tx, account_id, id_number)
    blind = _blind(id_number)
    person_id = _id_of(tx, person, person.c.id_number_blind == blind) or _open_person(tx, name, id_number, blind)
    _change(tx, account_id, person_id=person_id)
    _raise_level(tx, account_id, rules.REAL_NAME)
    # A subject of its own: a source that is off must not hold up what else this person is to be told.
    emit(tx, Event.PERSON_KNOWN, f"wallet:{person_id}", person_id=person_id)
    return person_id


def set_preferences(tx: Connection, account_id: str, **values: Any) -> None:
    """elder, city."""
    if values:
        _change(tx, account_id, **values)


def sign_out(tx: Connection, account_id: str, login_id: str) -> bytes:
    """End one login of this account; somebody else's is NotFound. Returns the hash for tokens.end, after commit."""
    blind = tx.execute(select(login.c.token_blind).where(login.c.id == login_id, login.c.account_id == account_id)).scalar()
    if blind is None:
        raise NotFound()
    tx.execute(delete(login).where(login.c.id == login_id))
    return bytes(blind)


def login_hashes(tx: Connection, account_id: str) -> list[bytes]:
    """All logins of an account, to forget what the cache believes of them."""
    return [bytes(row.token_blind) for row in tx.execute(select(login.c.token_blind).where(login.c.account_id == account_id))]


def close(tx: Connection, account_ids: Collection[str], person_id: str | None) -> list[bytes]:
    """Erase these accounts: WeChat's number, the phone, settings, logins, face checks; `person_id`: the person too, when nothing is
    kept that needs to know who it was. Returns the hashes for tokens.end, after commit. Whoever comes back begins anew."""
    ids = list(account_ids)
    ended = [bytes(blind) for blind in tx.execute(select(login.c.token_blind).where(login.c.account_id.in_(ids))).scalars()]
    for table in (login, face_check):
        tx.execute(delete(table).where(table.c.account_id.in_(ids)))
    tx.execute(delete(account).where(account.c.id.in_(ids)))
    if person_id is not None:
        tx.execute(delete(person).where(person.c.id == person_id))
    return ended


def forget_old(tx: Connection) -> int:
    """Delete logins nobody used for LOGIN_LASTS and face checks of that age. Returns how many."""
    before = clock.now() - rules.LOGIN_LASTS
    gone = tx.execute(delete(login).where(login.c.last_seen < before)).rowcount
    return gone + tx.execute(delete(face_check).where(face_check.c.created_at < before)).rowcount


def _open_account(tx: Connection, openid: str, blind: bytes) -> str:
    new = new_id()
    sealed = {"openid_blind": blind, "openid": crypto.seal("account.openid", new, openid)}
    return _insert_first(tx, account, {"id": new, "level": rules.SIGNED_IN, "elder": False, **sealed}, account.c.openid_blind == blind)


def _open_person(tx: Connection, name: str, id_number: str, blind: bytes) -> str:
    new = new_id()
    sealed = {"name": crypto.seal("person.name", new, name), "id_number": crypto.seal("person.id_number", new, id_number)}
    return _insert_first(tx, person, {"id": new, "id_number_blind": blind, **sealed}, person.c.id_number_blind == blind)


def _insert_first(tx: Connection, table: Table, row: Mapping[str, Any], same: Any) -> str:
    """Insert, or take what somebody stored a moment before: two phones of one person must not become two."""
    try:
        with tx.begin_nested():
            tx.execute(insert(table), {**row, "created_at": clock.now()})
    except IntegrityError:
        found = _id_of(tx, table, same)
        if found is None:
            raise
        return found
    return str(row["id"])


def _id_of(tx: Connection, table: Table, where: Any) -> str | None:
    found: str | None = tx.execute(select(table.c.id).where(where)).scalar()
    return found


def _blind(id_number: str) -> bytes:
    return crypto.blind("person.id_number", id_number)


def _raise_level(tx: Connection, account_id: str, level: int) -> None:
    tx.execute(update(account).where(account.c.id == account_id, account.c.level < level).values(level=level))


def _change(tx: Connection, account_id: str, **values: Any) -> None:
    tx.execute(update(account).where(account.c.id == account_id).values(**values))
