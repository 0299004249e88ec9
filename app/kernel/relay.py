"""The relay: runs the reactions to stored events, each in its own transaction, once per (event, reaction).

Any number may run. A relay takes an event by moving its `next_at` ahead (the lease); should it die, the event is
free again when the lease ends. Events of one subject run in order. A reaction that fails is tried again with
growing pauses; after MAX_TRIES the event stays, is counted in the metrics and no longer blocks its subject.

A reaction is `def tell(tx, happened)`. One that talks to the outside world is marked `@outside` and is called
without a transaction, `def send(happened)`: a lock must not be held while a stranger thinks. It runs at least
once, so what it sends carries an id of its own.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import Connection, and_, case, delete, exists, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.kernel import clock, db
from app.kernel.events import Event, Happened
from app.kernel.models import outbox, reaction_done

LEASE = timedelta(seconds=30)  # what takes longer may be run by another relay at the same time: as harmless as any second run
MAX_TRIES = 20
Reaction = Callable[..., Any]

log = structlog.get_logger("relay")


def outside(reaction: Reaction) -> Reaction:
    """Mark a reaction that calls the outside world: it gets no transaction."""
    reaction.is_outside = True  # type: ignore[attr-defined]
    return reaction


class Relay:
    """`Relay(reactions).run(stop)` until `stop` is set; `drain()` in tests and commands."""

    def __init__(self, reactions: Mapping[Event, Sequence[Reaction]]) -> None:
        self.reactions = reactions

    def run(self, stop: threading.Event, idle: float = 0.2) -> None:
        """Work until told to stop. The database going away is waited out."""
        while not stop.is_set():
            try:
                worked = self.step()
            except Exception as error:
                log.error("relay_failed", error=type(error).__name__)
                worked = False
                stop.wait(1.0)
            if not worked:
                stop.wait(idle)

    def drain(self, seconds: float = 10.0) -> int:
        """Run what is due, until nothing is or time is up. Returns how many events were worked on."""
        done, until = 0, time.monotonic() + seconds
        while time.monotonic() < until and self.step():
            done += 1
        return done

    def step(self) -> bool:
        """Take one event and run its reactions. False when nothing is due."""
        happened = db.in_transaction(_take)
        if happened is None:
            return False
        try:
            for reaction in self.reactions.get(happened.name, ()):
                self._react(reaction, happened)
        except Exception as error:
            log.warning("reaction_failed", name=happened.name, error=type(error).__name__, where=_where(error))
            db.in_transaction(_postpone, happened.id, type(error).__name__)
        else:
            db.in_transaction(_finish, happened.id)
        return True

    def _react(self, reaction: Reaction, happened: Happened) -> None:
        name = f"{reaction.__module__}.{reaction.__name__}"[-80:]
        with db.reading() as tx:
            if _is_done(tx, happened.id, name):
                return
        if getattr(reaction, "is_outside", False):
            reaction(happened)
            db.in_transaction(_mark, happened.id, name)
            return
        try:
            db.in_transaction(_run_once, reaction, happened, name)
        except IntegrityError:
            with db.reading() as tx:
                if not _is_done(tx, happened.id, name):
                    raise


def backlog(tx: Connection) -> tuple[int, int, float]:
    """What waits, what was given up after MAX_TRIES, and how many seconds the oldest waiting one is old."""
    stuck = case((outbox.c.tries >= MAX_TRIES, 1), else_=0)
    oldest = func.min(case((outbox.c.tries < MAX_TRIES, outbox.c.created_at)))
    total, given_up, since = tx.execute(select(func.count(), func.coalesce(func.sum(stuck), 0), oldest)).one()
    age = (clock.now() - since).total_seconds() if since else 0.0
    return int(total) - int(given_up), int(given_up), age


def _run_once(tx: Connection, reaction: Reaction, happened: Happened, name: str) -> None:
    reaction(tx, happened)
    _mark(tx, happened.id, name)


def _mark(tx: Connection, event_id: str, name: str) -> None:
    if not _is_done(tx, event_id, name):
        tx.execute(insert(reaction_done), {"event_id": event_id, "reaction": name})


def _is_done(tx: Connection, event_id: str, name: str) -> bool:
    mine = and_(reaction_done.c.event_id == event_id, reaction_done.c.reaction == name)
    return tx.execute(select(reaction_done.c.event_id).where(mine)).first() is not None


def _take(tx: Connection) -> Happened | None:
    now = clock.now()
    older = outbox.alias("older")
    blocked = exists().where(older.c.subject == outbox.c.subject, older.c.id < outbox.c.id, older.c.tries < MAX_TRIES)
    due = (
        select(outbox)
        .where(outbox.c.next_at <= now, outbox.c.tries < MAX_TRIES, ~blocked)
        .order_by(outbox.c.next_at)
        .limit(1)
        .with_for_update(skip_locked=True, of=outbox)
    )
    row = tx.execute(due).first()
    if row is None:
        return None
    leased = update(outbox).where(outbox.c.id == row.id, outbox.c.next_at == row.next_at)
    if tx.execute(leased.values(next_at=now + LEASE)).rowcount != 1:
        return None
    return Happened(row.id, Event(row.name), row.subject, row.data, row.created_at)


def _postpone(tx: Connection, event_id: str, error: str) -> None:
    tries = tx.execute(select(outbox.c.tries).where(outbox.c.id == event_id)).scalar() or 0
    pause = timedelta(seconds=min(0.5 * 2**tries, 600))
    changed = {"tries": tries + 1, "next_at": clock.now() + pause, "last_error": error}
    tx.execute(update(outbox).where(outbox.c.id == event_id).values(**changed))


def _finish(tx: Connection, event_id: str) -> None:
    tx.execute(delete(outbox).where(outbox.c.id == event_id))
    tx.execute(delete(reaction_done).where(reaction_done.c.event_id == event_id))


def _where(error: BaseException) -> str:
    """File and line of the innermost frame, enough to find it and without a value in it."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno}" if trace else ""
