"""Make it happen: sign in, phone, real name, sign out. Callers ask the outside world first, then open `tx`."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import orjson
from sqlalchemy import Connection, Table, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.events.people import PersonKnown
from app.identity import joins, rules, tokens
from app.identity.joins import Claim
from app.identity.models import account, face_check, login, person
from app.identity.papers import ID_CARD
from app.identity.tokens import Me
from app.kernel import clock, crypto
from app.kernel.audit import note_use
from app.kernel.errors import Conflict, Forbidden, NotFound
from app.kernel.events import emit
from app.kernel.ids import new_id
from app.kernel.rows import Where


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


def require_free(tx: Connection, account_id: str, wanted: Claim) -> None:
    """Raises Conflict `other_person` when the account is somebody else already: asked before any source is."""
    current = tx.execute(select(account.c.person_id).where(account.c.id == account_id)).scalar()
    if current and current != _id_of(tx, person, person.c.id_number_blind == wanted.blind):
        raise Conflict("other_person", "这个微信已经是另一个人了", "换一个微信，或者先到「我的」的「我的数据」里注销")


def set_real_name(tx: Connection, account_id: str, wanted: Claim, confirmed: bool = True) -> str | None:
    """Bind the account to the person with this paper and number. Returns the person's id, or None: the face check is next.

    Who was never seen here is bound at once, when a source has `confirmed` name and number. Anybody else is claimed
    (app/identity/joins.py): a paper no face can be held against is then refused, Conflict `paper_taken`. An account that is
    somebody already stays that person: Conflict. Emits PERSON_KNOWN, so that the wallet fills.
    """
    tx.execute(select(account.c.id).where(account.c.id == account_id).with_for_update())
    require_free(tx, account_id, wanted)
    current: str | None = tx.execute(select(account.c.person_id).where(account.c.id == account_id)).scalar()
    if current:
        _raise_level(tx, account_id, rules.REAL_NAME)
        return current
    person_id, first = person_of(tx, wanted) if confirmed else (None, False)
    if person_id is None or not first:
        if wanted.paper != ID_CARD:
            raise Conflict("paper_taken", "这个证件已经在另一个微信上实名了", "用原来的微信办，或者打热线请人核对")
        joins.claim(tx, account_id, wanted)
        return None
    _change(tx, account_id, person_id=person_id, claim=None)
    _raise_level(tx, account_id, rules.REAL_NAME)
    known(tx, person_id)
    return person_id


def person_of(tx: Connection, wanted: Claim) -> tuple[str, bool]:
    """The person with this paper and number, and whether they are here for the first time."""
    found = _id_of(tx, person, person.c.id_number_blind == wanted.blind)
    return (found, False) if found else _open_person(tx, wanted)


def rename(tx: Connection, person_id: str, name: str) -> None:
    """The police have changed what a person is called."""
    tx.execute(update(person).where(person.c.id == person_id).values(name=crypto.seal("person.name", person_id, name)))


def known(tx: Connection, person_id: str) -> None:
    """An account is this person from now on: the wallet fills."""
    # A subject of its own: a source that is off must not hold up what else this person is to be told.
    emit(tx, PersonKnown(person_id))


def set_preferences(tx: Connection, /, account_id: str, **values: object) -> None:
    """elder, city."""
    if values:
        _change(tx, account_id, **values)


def sign_out(tx: Connection, account_id: str, login_id: str) -> bytes:
    """End one's own login. Returns the hash for tokens.end, after commit. One that is over already is NotFound."""
    blind = tx.execute(select(login.c.token_blind).where(login.c.id == login_id, login.c.account_id == account_id)).scalar()
    if blind is None:
        raise NotFound()
    tx.execute(delete(login).where(login.c.id == login_id))
    return bytes(blind)


def throw_out(tx: Connection, me: Me, login_id: str) -> list[bytes]:
    """End another login of this account, or of another account of the same person. Returns hashes for tokens.end, after commit.

    Another account is signed out everywhere and is the person no longer until its face says so again. Somebody else's login is
    NotFound; another account's needs the caller's own proof: Forbidden `face_needed`.
    """
    columns = (login.c.token_blind, login.c.account_id, account.c.person_id, account.c.phone)
    open_ = select(*columns).join(account, account.c.id == login.c.account_id).where(login.c.id == login_id, login.c.thrown_at.is_(None))
    found = tx.execute(open_).first()
    if found is None or (found.account_id != me.account and (me.person is None or found.person_id != me.person)):
        raise NotFound()
    if found.account_id == me.account:
        tx.execute(update(login).where(login.c.id == login_id).values(thrown_at=clock.now()))
        ended = [bytes(found.token_blind)]
    else:
        if me.paper == ID_CARD and me.level < rules.FACE:
            raise Forbidden("face_needed", "要让另一个微信退出，先刷一下脸", "确认是您本人，几秒钟就好", level=rules.FACE)
        thrown = joins.locked(tx, found.account_id)
        ended = joins.set_apart(tx, me.person, [thrown], thrown=True) if me.person else []
        joins.tell(tx, [thrown], "thrown")
    if me.person:
        note_use(tx, me.person, "省事", ["登录"], "您让另一个微信退出" if found.account_id != me.account else "您让另一台手机退出")
    return ended


def login_hashes(tx: Connection, account_id: str) -> list[bytes]:
    """All open logins of an account, to forget what the cache believes of them."""
    mine = select(login.c.token_blind).where(login.c.account_id == account_id, login.c.thrown_at.is_(None))
    return [bytes(row.token_blind) for row in tx.execute(mine)]


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


def _open_person(tx: Connection, wanted: Claim) -> tuple[str, bool]:
    new, blind = new_id(), wanted.blind
    sealed = {"name": crypto.seal("person.name", new, wanted.name), "id_number": crypto.seal("person.id_number", new, wanted.number)}
    facts = crypto.seal("person.facts", new, orjson.dumps(wanted.facts).decode()) if wanted.facts else None
    row = {"id": new, "id_number_blind": blind, **sealed, "paper": wanted.paper, "facts": facts}
    stored = _insert_first(tx, person, row, person.c.id_number_blind == blind)
    return stored, stored == new


def _insert_first(tx: Connection, table: Table, row: Mapping[str, object], same: Where) -> str:
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


def _id_of(tx: Connection, table: Table, where: Where) -> str | None:
    found: str | None = tx.execute(select(table.c.id).where(where)).scalar()
    return found


def _raise_level(tx: Connection, account_id: str, level: int) -> None:
    tx.execute(update(account).where(account.c.id == account_id, account.c.level < level).values(level=level))


def _change(tx: Connection, account_id: str, **values: object) -> None:
    tx.execute(update(account).where(account.c.id == account_id).values(**values))
