"""Told twice, done once: same key and body, same answer; same key, another body, a conflict.

The answer is stored in the transaction that did the work, so either both happened or neither did.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta

import orjson
from sqlalchemy import Connection, bindparam, delete, select

from app.kernel import clock, crypto, db, writes
from app.kernel.errors import BadRequest, Refused
from app.kernel.models import remembered

KEEP = timedelta(hours=48)
Reply = tuple[int, object]  # status, JSON body
Work = Callable[[Connection], Reply]
_STORED = select(remembered.c.request, remembered.c.status, remembered.c.answer).where(remembered.c.key == bindparam("name"))


def once(who: str, key: str | None, request: bytes, work: Work) -> Reply:
    """Do `work(tx)` → (status, JSON body) in one transaction, or return what it answered before.

    `who` scopes the key (account id), `request` is what the key stands for (method, path and body). Without a
    key: BadRequest. The same key with another request: Refused `key_reused`.
    """
    if not key or len(key) > 128:
        raise BadRequest("idempotency_key_missing", "这次请求没有带编号", "退出来重新进一次")
    name, prints = _names(who, key, request)

    def attempt(tx: Connection) -> Reply:
        stored = _recall(tx, name, prints)
        if stored is not None:
            return stored
        status, body = work(tx)
        answer = crypto.seal("remembered.answer", name.hex(), orjson.dumps(body).decode())
        row = {"key": name, "request": prints[0], "status": status, "answer": answer, "created_at": clock.now()}
        writes.insert(tx, remembered, {**row, "who": _who(who)})
        return status, body

    return db.in_transaction(attempt)  # somebody with the same key was faster: looking again, theirs is the answer


def recall(who: str, key: str, request: bytes) -> Reply | None:
    """What `once` answered to this key before, or None."""
    with db.reading() as tx:
        return _recall(tx, *_names(who, key, request))


def untold(work: Work) -> Reply:
    """Do `work(tx)` in one transaction and remember nothing: for what is harmless to do again."""
    return db.in_transaction(work)


def forget(tx: Connection, *whos: str) -> None:
    """Delete what these were answered: they leave."""
    tx.execute(delete(remembered).where(remembered.c.who.in_([_who(who) for who in whos])))


def forget_old(tx: Connection) -> int:
    """Delete answers older than KEEP. Returns how many."""
    return tx.execute(delete(remembered).where(remembered.c.created_at < clock.now() - KEEP)).rowcount


def _who(who: str) -> bytes:
    return crypto.blind("remembered.who", who)


def _names(who: str, key: str, request: bytes) -> tuple[bytes, tuple[bytes, bytes]]:
    """What the answer is stored under; and the request's print: keyed, since a bare hash of a phone number is found by trying all of
    them, and bare, as rows from before have it for two days more."""
    bare = hashlib.sha256(request)
    return crypto.blind("remembered.key", f"{who}\n{key}"), (crypto.blind("remembered.request", bare.hexdigest()), bare.digest())


def _recall(tx: Connection, name: bytes, prints: tuple[bytes, bytes]) -> Reply | None:
    row = tx.execute(_STORED, {"name": name}).first()
    if row is None:
        return None
    if row.request not in prints:
        raise Refused("key_reused", "同一个编号发来了不同的内容", "退出来重新进一次")
    return row.status, orjson.loads(crypto.unseal("remembered.answer", name.hex(), row.answer))
