"""The relay: runs the reactions to stored events, once per (event, reaction), many events at a time.

Any number may run. A relay takes events by moving their `next_at` ahead (the lease, renewed while it works on them); should it die,
they are free again when the lease ends. Events of one subject run in order, and only one relay works on a subject at a time.

Reactions that stay inside, `def tell(tx, happened)`, of all the events in hand run in one transaction, which also takes the finished
events away: so they are done exactly when the event is gone. When one of them fails, nothing of that transaction stays, and each of
its events is done again by itself, a transaction per reaction: its neighbours go on, and the one that fails is tried again with
growing pauses. After MAX_TRIES it stays, is counted in the metrics and no longer blocks its subject.

A reaction that talks to the outside world is marked `@outside` and is called without a transaction, `def send(happened)`: a lock must
not be held while a stranger thinks. Up to `at_once` of them are under way. It runs at least once, so what it sends carries an id of
its own. Why it is built so: docs/decisions/0016.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Sequence

import structlog
from sqlalchemy import Connection, case, func, select

from app.kernel import clock, db, hand, progress
from app.kernel.calls import Calls
from app.kernel.events import E, Event, Happened, Inside, Outside
from app.kernel.hand import LEASE, MAX_TRIES, Lane, Reaction, Reactions, Taken, Unknown, kind_of, name_of
from app.kernel.models import outbox
from app.kernel.progress import Overtaken

RENEW = LEASE / 3
IN_HAND = 256  # events one relay holds at most
GATHER_S = 0.02  # after a turn that found little: what happens meanwhile is taken together, for a turn costs more than an event
LAST_CALLS_S = 15.0  # how long a relay that is told to stop waits for calls under way

log = structlog.get_logger("relay")


def outside(reaction: Outside[E]) -> Outside[E]:
    """Mark a reaction that calls the outside world: it gets no transaction."""
    reaction.is_outside = True  # type: ignore[attr-defined]
    return reaction


def after(event: type[E], *reactions: Inside[E] | Outside[E]) -> tuple[type[Event], Sequence[Reaction]]:
    """What follows an event, each a reaction to that very event."""
    return event, reactions


class Unreadable(Exception):
    """An event of a kind, or of a shape, that this version of the code does not know."""


class Relay:
    """`Relay(reactions).run(stop)` until `stop` is set; `drain()` in tests and commands. `at_once`: outside calls under way;
    with one, it is made by the caller's own thread."""

    def __init__(self, reactions: Reactions, at_once: int = 1) -> None:
        self.reactions: dict[type[Event], Sequence[Reaction]] = {**reactions, Unknown: (_refuse,)}
        self._kinds = {event.KIND: event for event in reactions}
        self._lanes: dict[str, Lane] = {}
        self._calls = Calls(at_once)
        self._leased_at = clock.now()

    def run(self, stop: threading.Event, idle: float = 0.2) -> None:
        """Work until told to stop; calls under way are waited for. The database going away is waited out: what was in hand then is
        taken anew when its lease ends."""
        while not stop.is_set():
            try:
                worked = self.turn()
                if not worked:
                    self._calls.wait(idle) if self._calls else stop.wait(idle)
                if worked < IN_HAND // 4:
                    stop.wait(GATHER_S)
            except Exception as error:
                log.error("relay_failed", error=type(error).__name__, where=_where(error))
                self._drop_everything()
                stop.wait(1.0)
        self._leave()

    def drain(self, seconds: float = 10.0) -> int:
        """Run what is due, until nothing is or time is up. Returns how many events were worked on."""
        done, until = 0, time.monotonic() + seconds
        while time.monotonic() < until and ((worked := self.turn()) or self._calls):
            done += worked
        return done

    def step(self) -> bool:
        """Take what is due and bring it to its end. False when nothing is due."""
        worked = self.turn()
        while self._calls:
            worked += self.turn(take=False)
        return worked > 0

    def turn(self, take: bool = True) -> int:
        """One round: collect calls, take more, run what stays inside, start calls. Returns how many events left the hand."""
        over = self._collect()
        self._renew()
        if take:
            self._take()
        over += self._inside()
        self._calls.start(self._lanes.values())
        return over

    # --- in hand ---

    def _take(self) -> None:
        room = IN_HAND - sum(map(len, self._lanes.values()))
        if room < IN_HAND // 4:
            return
        if not self._lanes:
            self._leased_at = clock.now()
        for happened, tries, stored in db.in_transaction(hand.take, room, self._kinds):
            if happened.subject in self._lanes and not self._lanes[happened.subject][-1].id < happened.id:
                continue  # our own, its lease ran out: it is in hand already
            left = deque(one for one in self.reactions[type(happened.event)] if name_of(one) not in stored)
            self._lanes.setdefault(happened.subject, deque()).append(Taken(happened, tries, left, marked=bool(stored)))

    def _renew(self) -> None:
        now = clock.now()
        if self._lanes and now - self._leased_at >= RENEW:
            db.in_transaction(hand.lease, [one.id for lane in self._lanes.values() for one in lane], now + LEASE)
            self._leased_at = now

    def _drop_everything(self) -> None:
        self._calls.forget(LAST_CALLS_S)
        self._lanes.clear()

    def _leave(self) -> None:
        """Told to stop: what is under way is finished, what has not begun is given back at once."""
        until = time.monotonic() + LAST_CALLS_S
        try:
            while self._calls and time.monotonic() < until:
                self._calls.wait(1.0)
                self._collect()
                self._inside()
            rest = [one.id for lane in self._lanes.values() for one in lane if not one.calling]
            if rest:
                db.in_transaction(hand.lease, rest, clock.now())
        except Exception as error:
            log.error("relay_failed", error=type(error).__name__, where=_where(error))
        self._calls.close()

    # --- inside ---

    def _inside(self) -> int:
        """All that can be done now without asking anybody. Returns how many events left the hand."""
        ready = [lane for lane in self._lanes.values() if not (lane[0].calling or (lane[0].outside_next and not lane[0].done))]
        fresh = [lane for lane in ready if not lane[0].tries]
        together = sum(map(len, fresh)) > 1
        over = self._together(fresh) if together else 0
        over += sum(self._alone(lane) for lane in ready if lane and (lane[0].tries or not together))
        self._lanes = {subject: lane for subject, lane in self._lanes.items() if lane}
        return over

    def _together(self, lanes: Sequence[Lane]) -> int:
        """These lanes in one transaction; when that fails, each by itself."""
        try:
            made = db.in_transaction(progress.advance, lanes)
        except Exception as error:
            log.warning("batch_failed", lanes=len(lanes), error=type(error).__name__, where=_where(error))
            return sum(self._alone(lane) for lane in lanes)
        for one in made:
            for _ in range(one.finished):
                one.lane.popleft()
            if one.lane:
                for _ in range(one.ran):
                    one.lane[0].left.popleft()
                _stored(one.lane[0])
        return sum(one.finished for one in made)

    def _alone(self, lane: Lane) -> int:
        """The first event of a lane, a transaction for each reaction. Returns 1 when it has left the hand."""
        one = lane[0]
        try:
            if one.done and one.left:  # with nothing left the event itself goes: its mark would go with it
                db.in_transaction(progress.mark, one.id, tuple(one.done))
                _stored(one)
            while one.left and not one.outside_next:
                name = name_of(one.left[0])
                db.in_transaction(progress.run_once, one.left[0], one.happened, name)
                one.left.popleft()
                one.marked = True
            if one.left:
                return 0
            db.in_transaction(progress.finish, [one.id], one.marked)
        except Overtaken:
            lane.clear()  # another relay has it, and what stands behind it
        except Exception as error:
            self._failed(lane, error)
        else:
            lane.popleft()
        return 1

    def _failed(self, lane: Lane, error: BaseException) -> None:
        """It comes again after a pause, and what stands behind it with it."""
        one = lane[0]
        log.warning("reaction_failed", name=kind_of(one.happened.event), error=type(error).__name__, where=_where(error))
        behind = [other.id for other in lane if other is not one]
        db.in_transaction(progress.postpone, one.id, tuple(one.done), type(error).__name__, behind)
        lane.clear()

    # --- outside ---

    def _collect(self) -> int:
        """What came back. Its mark is stored with the next step of its event. Returns how many events left the hand."""
        over = 0
        for one, error in self._calls.came_back():
            if error is None:
                one.done.append(name_of(one.left.popleft()))
                continue
            self._failed(self._lanes[one.happened.subject], error)
            over += 1
        self._lanes = {subject: lane for subject, lane in self._lanes.items() if lane}
        return over


def backlog(tx: Connection) -> tuple[int, int, float]:
    """What waits, what was given up after MAX_TRIES, and how many seconds the oldest waiting one is old."""
    stuck = case((outbox.c.tries >= MAX_TRIES, 1), else_=0)
    oldest = func.min(case((outbox.c.tries < MAX_TRIES, outbox.c.created_at)))
    total, given_up, since = tx.execute(select(func.count(), func.coalesce(func.sum(stuck), 0), oldest)).one()
    age = (clock.now() - since).total_seconds() if since else 0.0
    return int(total) - int(given_up), int(given_up), age


def _refuse(tx: Connection, happened: Happened[Unknown]) -> None:
    raise Unreadable(happened.event.kind)


def _stored(one: Taken) -> None:
    one.marked, one.done = True, []


def _where(error: BaseException) -> str:
    """File and line of the innermost frame, enough to find it and without a value in it."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno}" if trace else ""
