"""Make it happen: sign in, phone, real name, face, sign out. Callers ask the outside world first, then open `tx`."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from app.identity import rules, tokens
from app.identity.models import account, face_check, login, person
from app.kernel import clock, crypto
from app.kernel.errors import Conflict, Forbidden, NotFound, TooMany
from app.kernel.ids import new_id


def sign_in(tx: Connection, openid: str, device: str) -> str:
    """A new login for this WeChat user, who becomes an account the first time. Returns the token."""
    now = clock.now()
    blind = crypto.blind("account.openid", openid)
    found = tx.execute(select(account.c.id).where(account.c.openid_blind == blind)).scalar()
    account_id = found or _open_account(tx, openid, blind)
    token, hashed = tokens.new_token()
    row = {"id": new_id(), "token_blind": hashed, "account_id": account_id, "device": device[:40], "created_at": now, "last_seen": now}
    tx.execute(insert(login), row)
    return token


def add_phone(tx: Connection, account_id: str, phone: str) -> None:
    """The number WeChat vouches for."""
    _change(tx, account_id, phone=crypto.seal("account.phone", account_id, phone))
    tx.execute(update(account).where(account.c.id == account_id, account.c.level < rules.PHONE).values(level=rules.PHONE))


def set_real_name(tx: Connection, account_id: str, name: str, id_number: str) -> str:
    """Bind the account to the person with this number, whom the population base has confirmed. Returns the person's id.

    Accounts with one id number become one person. An account that is somebody already stays that person: Conflict.
    """
    blind = crypto.blind("person.id_number", id_number)
    person_id = tx.execute(select(person.c.id).where(person.c.id_number_blind == blind)).scalar()
    current = tx.execute(select(account.c.person_id).where(account.c.id == account_id).with_for_update()).scalar()
    if current and current != person_id:
        raise Conflict("other_person", "这个微信已经用另一个人的名字实名了", "换一个微信，或者到窗口解绑")
    if person_id is None:
        person_id = new_id()
        sealed = {"name": crypto.seal("person.name", person_id, name), "id_number": crypto.seal("person.id_number", person_id, id_number)}
        tx.execute(insert(person), {"id": person_id, "id_number_blind": blind, "created_at": clock.now(), **sealed})
    _change(tx, account_id, person_id=person_id, level=rules.REAL_NAME)
    return str(person_id)


def start_face(tx: Connection, account_id: str, seq: str, verify_id: str) -> None:
    """Remember a face check WeChat has opened."""
    row = {"id": seq, "account_id": account_id, "verify_id": verify_id, "passed": None, "created_at": clock.now()}
    tx.execute(insert(face_check), row)


def face_tries_left(tx: Connection, account_id: str) -> int:
    """How often one may still try today. Raises TooMany `face_tries_used` when not at all."""
    since = clock.now() - rules.FACE_LASTS
    used = select(func.count()).where(face_check.c.account_id == account_id, face_check.c.created_at > since, face_check.c.passed.is_(False))
    left = rules.FACE_TRIES - int(tx.execute(used).scalar() or 0)
    if left <= 0:
        raise TooMany("face_tries_used", "今天刷脸的次数用完了", "明天再试，或者带身份证去窗口办")
    return left


def get_face_check(tx: Connection, account_id: str, verify_id: str) -> str:
    """The sequence number of an open check of this account. Raises NotFound."""
    mine = (face_check.c.verify_id == verify_id, face_check.c.account_id == account_id)
    seq = tx.execute(select(face_check.c.id).where(*mine)).scalar()
    if seq is None:
        raise NotFound()
    return str(seq)


def finish_face(tx: Connection, account_id: str, seq: str, passed: bool) -> None:
    """What came of it. Passing raises the level for a day."""
    tx.execute(update(face_check).where(face_check.c.id == seq).values(passed=passed))
    if passed:
        _change(tx, account_id, face_at=clock.now())


def set_preferences(tx: Connection, account_id: str, **values: Any) -> None:
    """elder, city."""
    if values:
        _change(tx, account_id, **values)


def sign_out(tx: Connection, account_id: str, login_id: str) -> bytes:
    """End one login of this account; somebody else's is NotFound. Returns the hash to forget after commit."""
    blind = tx.execute(select(login.c.token_blind).where(login.c.id == login_id, login.c.account_id == account_id)).scalar()
    if blind is None:
        raise NotFound()
    tx.execute(delete(login).where(login.c.id == login_id))
    return bytes(blind)


def login_hashes(tx: Connection, account_id: str) -> list[bytes]:
    """All logins of an account, to forget what the cache believes of them."""
    return [bytes(row.token_blind) for row in tx.execute(select(login.c.token_blind).where(login.c.account_id == account_id))]


def require_person(person_id: str | None) -> str:
    """The person, or Forbidden `real_name_needed`."""
    if person_id is None:
        raise Forbidden("real_name_needed", "要先知道您是谁", "填姓名和身份证号，一次就行", level=rules.REAL_NAME)
    return person_id


def _open_account(tx: Connection, openid: str, blind: bytes) -> str:
    account_id = new_id()
    row = {
        "id": account_id,
        "openid_blind": blind,
        "openid": crypto.seal("account.openid", account_id, openid),
        "level": rules.SIGNED_IN,
        "elder": False,
        "created_at": clock.now(),
    }
    tx.execute(insert(account), row)
    return account_id


def _change(tx: Connection, account_id: str, **values: Any) -> None:
    tx.execute(update(account).where(account.c.id == account_id).values(**values))
