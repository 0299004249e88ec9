"""Add a member of staff, sign in and out, write down what was done."""

from __future__ import annotations

import base64
import os
import secrets
import threading
from dataclasses import dataclass

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from sqlalchemy import Connection, delete, insert, select, update

from app.kernel import clock, crypto, db, text
from app.kernel.errors import Refused, SignedOut, Unavailable
from app.kernel.ids import new_id
from app.kernel.limits import Limit
from app.reference import cities
from app.staff import rules
from app.staff.models import staff, staff_action, staff_login

# OWASP's second choice for Argon2id: 19 MiB, two passes, one lane.
LENGTH, ITERATIONS, MEMORY_KIB = 32, 2, 19 * 1024
# What a stranger can spend is counted with where they are: nobody else's tries lock a member out. PASSWORDS is by name alone, and
# only who knows this half minute's code gets so far.
TRIES, TRIES_HERE, PASSWORDS = Limit("staff-login", 5, 900), Limit("staff-login-here", 60, 900), Limit("staff-password", 5, 900)
HASHING = threading.BoundedSemaphore(2)  # at a time in this process: 38 MiB and two cores at most
PATIENCE_S = 5.0


@dataclass(frozen=True)
class Me:
    """Who is signed in. `city`: whose staff, empty for the whole province's."""

    id: str
    login: str
    role: str
    unit: str
    city: str


def add(tx: Connection, login: str, name: str, unit: str, role: str, password: str, city: str = "") -> str:
    """A new member; returns the secret for the one-time codes, shown once. Raises Refused `login_invalid`, `login_taken`,
    `role_unknown`, `city_unknown`, `password_weak`."""
    if not rules.LOGIN_NAME.fullmatch(login):
        raise Refused("login_invalid", "登录名只能用小写字母和数字，3 到 32 位", "换一个")
    if role not in rules.MAY:
        raise Refused("role_unknown", "没有这个角色", f"可选：{'、'.join(rules.MAY)}")
    if city and city not in cities():
        raise Refused("city_unknown", "没有这个市", "写六位代码，比如佛山是 440600；管全省的不写")
    if rules.weak(password, login):
        raise Refused("password_weak", f"密码至少 {rules.LEAST_PASSWORD} 位，不能含登录名", "换一个")
    if tx.execute(select(staff.c.id).where(staff.c.login == login)).scalar():
        raise Refused("login_taken", "这个登录名有人用了", "换一个")
    new, secret = new_id(), base64.b32encode(os.urandom(20)).decode()
    kept = {"password": _hash(password), "secret": crypto.seal("staff.secret", new, secret), "used_step": 0, "active": True}
    about = {"id": new, "login": login, "name": crypto.seal("staff.name", new, text.name(name)), "unit": "", "role": role, "city": city}
    about["unit_sealed"] = crypto.seal("staff.unit", new, text.plain(unit)[:60])
    tx.execute(insert(staff), {**about, **kept, "created_at": clock.now()})
    return secret


def end(tx: Connection, login: str) -> bool:
    """No longer one of us: every login ends at once. False when there is no such member."""
    row = tx.execute(select(staff.c.id).where(staff.c.login == login)).first()
    if row is None:
        return False
    tx.execute(update(staff).where(staff.c.id == row.id).values(active=False))
    tx.execute(delete(staff_login).where(staff_login.c.staff_id == row.id))
    return True


def sign_in(login: str, password: str, code: str, address: str) -> tuple[str, Me]:
    """A token for the right password and this half minute's code. Raises SignedOut `sign_in_refused` whatever was wrong, TooMany
    after five tries in a quarter of an hour for one name from one `address`, Unavailable when too many passwords are looked at.

    What is cheap comes first: the shape of the name, the counters, the code. A password is hashed only for who has the code, so
    nobody keeps our cores busy with guesses; and without the code every name is answered the same and as fast.
    """
    if not rules.LOGIN_NAME.fullmatch(login):
        raise _refused()
    TRIES_HERE.spend(address)
    TRIES.spend(f"{login} {address}")
    with db.reading() as tx:
        row = tx.execute(select(staff).where(staff.c.login == login)).first()
    secret = crypto.unseal("staff.secret", row.id, row.secret) if row else base64.b32encode(os.urandom(20)).decode()
    step = rules.step_of(secret, code, clock.now().timestamp())
    if row is None or not row.active or step is None:
        raise _refused()
    PASSWORDS.spend(row.login)
    if not _right(row.password, password):
        raise _refused()
    token = "tok_staff_" + secrets.token_urlsafe(32)
    db.in_transaction(_begin, row.id, step, crypto.blind("staff_login.token", token))
    return token, Me(row.id, row.login, row.role, _unit(row.id, row.unit_sealed, row.unit), row.city)


def who(token: str) -> Me | None:
    """Who holds this token, or None."""
    if not token.startswith("tok_staff_") or len(token) > 80:
        return None
    return db.in_transaction(_seen, crypto.blind("staff_login.token", token))


def sign_out(tx: Connection, token: str) -> None:
    """This login is over."""
    tx.execute(delete(staff_login).where(staff_login.c.token_blind == crypto.blind("staff_login.token", token)))


def note(tx: Connection, staff_id: str, what: str, about: str, **detail: object) -> None:
    """Who did what about which number. `detail`: codes and sums only."""
    row = {"id": new_id(), "staff_id": staff_id, "what": what, "about": about[:64], "detail": detail, "at": clock.now()}
    tx.execute(insert(staff_action), row)


def forget_old(tx: Connection) -> int:
    """Delete logins that have ended. Returns how many."""
    return tx.execute(delete(staff_login).where(staff_login.c.started_at < clock.now() - rules.LASTS)).rowcount


def _begin(tx: Connection, staff_id: str, step: int, blind: bytes) -> None:
    """A code is good once: the half minute it belongs to must be later than that of the last one."""
    once = update(staff).where(staff.c.id == staff_id, staff.c.used_step < step)
    if tx.execute(once.values(used_step=step)).rowcount != 1:
        raise _refused()
    now = clock.now()
    tx.execute(insert(staff_login), {"token_blind": blind, "staff_id": staff_id, "started_at": now, "seen_at": now})


def _seen(tx: Connection, blind: bytes) -> Me | None:
    query = select(staff, staff_login.c.started_at, staff_login.c.seen_at).join(staff_login, staff_login.c.staff_id == staff.c.id)
    row = tx.execute(query.where(staff_login.c.token_blind == blind)).first()
    now = clock.now()
    if row is None or not row.active or rules.is_over(now, row.started_at, row.seen_at):
        return None
    if (now - row.seen_at).total_seconds() > 60:
        tx.execute(update(staff_login).where(staff_login.c.token_blind == blind).values(seen_at=now))
    return Me(row.id, row.login, row.role, _unit(row.id, row.unit_sealed, row.unit), row.city)


def _unit(staff_id: str, sealed: bytes | None, plain: str) -> str:
    return crypto.unseal("staff.unit", staff_id, sealed) if sealed else plain


def _refused() -> SignedOut:
    return SignedOut("sign_in_refused", "登录名、密码或动态码不对", "核对后再试")


def _hash(password: str) -> str:
    return Argon2id(salt=os.urandom(16), length=LENGTH, iterations=ITERATIONS, lanes=1, memory_cost=MEMORY_KIB).derive_phc_encoded(
        password.encode()
    )


def _right(stored: str, password: str) -> bool:
    if not HASHING.acquire(timeout=PATIENCE_S):
        raise Unavailable("sign_in_busy", "登录的人太多了", "过一会儿再试一次")
    try:
        Argon2id.verify_phc_encoded(password.encode(), stored)
        return True
    except InvalidKey:
        return False
    finally:
        HASHING.release()
