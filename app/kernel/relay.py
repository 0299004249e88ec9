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
from collections import defaultdict, deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar

import structlog
from sqlalchemy import Connection, case, delete, exists, func, insert, select, update

from app.kernel import clock, db, http
from app.kernel.events import E, Event, Happened, Inside, Outside, read
from app.kernel.jsons import Json
from app.kernel.models import outbox, reaction_done
from app.kernel.rows import Found, Query

LEASE = timedelta(seconds=30)  # what a dead relay held is free after this
RENEW = LEASE / 3
MAX_TRIES = 20
IN_HAND = 256  # events one relay holds at most
AT_ONCE = 64  # outside calls under way in one process
PATIENCE_S = 10.0  # how long such a call waits for its turn with a busy stranger
LAST_CALLS_S = 15.0  # how long a relay that is told to stop waits for calls under way
Reaction = Callable[..., object]
Reactions = Mapping[type[Event], Sequence[Reaction]]

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


@dataclass(frozen=True)
class Unknown(Event):
    """Stands for an event that cannot be read. It fails like any other that fails: it waits for a relay that knows it, which a
    deploy brings, and its neighbours go on."""

    KIND: ClassVar[str] = "unknown"
    kind: str


class Overtaken(Exception):
    """The lease ended before the work did, and another relay has finished the event."""


@dataclass(eq=False)
class Taken:
    """An event in hand. `left`: reactions still to run; `done`: names of those that ran and whose mark is not stored yet."""

    happened: Happened[Event]
    tries: int
    left: deque[Reaction]
    done: list[str] = field(default_factory=list)
    marked: bool = False  # some mark of it is stored
    calling: bool = False

    @property
    def id(self) -> str:
        return self.happened.id

    @property
    def outside_next(self) -> bool:
        return bool(self.left) and getattr(self.left[0], "is_outside", False)


Lane = deque[Taken]  # the events of one subject, in order


@dataclass(frozen=True)
class Progress:
    """What one transaction did for a lane: so many events finished, then so many reactions of the next one run."""

    lane: Lane
    finished: int
    ran: int


class Relay:
    """`Relay(reactions).run(stop)` until `stop` is set; `drain()` in tests and commands. `at_once`: outside calls under way;
    with one, it is made by the caller's own thread."""

    def __init__(self, reactions: Reactions, at_once: int = 1) -> None:
        self.reactions: dict[type[Event], Sequence[Reaction]] = {**reactions, Unknown: (_refuse,)}
        self.at_once = at_once
        self._kinds = {event.KIND: event for event in reactions}
        self._lanes: dict[str, Lane] = {}
        self._calls: dict[Future[None], Taken] = {}
        self._pool = ThreadPoolExecutor(at_once, thread_name_prefix="outside") if at_once > 1 else None
        self._leased_at = clock.now()

    def run(self, stop: threading.Event, idle: float = 0.2) -> None:
        """Work until told to stop; calls under way are waited for. The database going away is waited out: what was in hand then is
        taken anew when its lease ends."""
        while not stop.is_set():
            try:
                if not self.turn():
                    wait(self._calls, timeout=idle, return_when=FIRST_COMPLETED) if self._calls else stop.wait(idle)
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
        self._start_calls()
        return over

    # --- in hand ---

    def _take(self) -> None:
        room = IN_HAND - sum(map(len, self._lanes.values()))
        if room < IN_HAND // 4:
            return
        if not self._lanes:
            self._leased_at = clock.now()
        for happened, tries, stored in db.in_transaction(_take, room, self._kinds):
            if happened.subject in self._lanes and not self._lanes[happened.subject][-1].id < happened.id:
                continue  # our own, its lease ran out: it is in hand already
            left = deque(one for one in self.reactions[type(happened.event)] if _name(one) not in stored)
            self._lanes.setdefault(happened.subject, deque()).append(Taken(happened, tries, left, marked=bool(stored)))

    def _renew(self) -> None:
        now = clock.now()
        if self._lanes and now - self._leased_at >= RENEW:
            db.in_transaction(_lease, [one.id for lane in self._lanes.values() for one in lane], now + LEASE)
            self._leased_at = now

    def _drop_everything(self) -> None:
        wait(self._calls, timeout=LAST_CALLS_S)
        self._lanes.clear()
        self._calls.clear()

    def _leave(self) -> None:
        """Told to stop: what is under way is finished, what has not begun is given back at once."""
        until = time.monotonic() + LAST_CALLS_S
        try:
            while self._calls and time.monotonic() < until:
                wait(self._calls, timeout=1.0, return_when=FIRST_COMPLETED)
                self._collect()
                self._inside()
            rest = [one.id for lane in self._lanes.values() for one in lane if not one.calling]
            if rest:
                db.in_transaction(_lease, rest, clock.now())
        except Exception as error:
            log.error("relay_failed", error=type(error).__name__, where=_where(error))
        if self._pool:
            self._pool.shutdown(wait=False, cancel_futures=True)

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
            made = db.in_transaction(_advance, lanes)
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
                db.in_transaction(_mark, one.id, tuple(one.done))
                _stored(one)
            while one.left and not one.outside_next:
                name = _name(one.left[0])
                db.in_transaction(_run_once, one.left[0], one.happened, name)
                one.left.popleft()
                one.marked = True
            if one.left:
                return 0
            db.in_transaction(_finish, [one.id], one.marked)
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
        log.warning("reaction_failed", name=_kind(one.happened.event), error=type(error).__name__, where=_where(error))
        behind = [other.id for other in lane if other is not one]
        db.in_transaction(_postpone, one.id, tuple(one.done), type(error).__name__, behind)
        lane.clear()

    # --- outside ---

    def _start_calls(self) -> None:
        for lane in self._lanes.values():
            if len(self._calls) >= self.at_once:
                return
            one = lane[0]
            if one.outside_next and not one.calling:
                one.calling = True
                self._calls[self._call(one.left[0], one.happened)] = one

    def _call(self, reaction: Reaction, happened: Happened[Event]) -> Future[None]:
        if self._pool:
            return self._pool.submit(_patiently, reaction, happened)
        made: Future[None] = Future()
        try:
            reaction(happened)
            made.set_result(None)
        except Exception as error:
            made.set_exception(error)
        return made

    def _collect(self) -> int:
        """What came back. Its mark is stored with the next step of its event. Returns how many events left the hand."""
        over = 0
        for future in [one for one in self._calls if one.done()]:
            one = self._calls.pop(future)
            one.calling = False
            error = future.exception()
            if error is None:
                one.done.append(_name(one.left.popleft()))
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


def _patiently(reaction: Reaction, happened: Happened[Event]) -> None:
    with http.patience(PATIENCE_S):
        reaction(happened)


def _refuse(tx: Connection, happened: Happened[Unknown]) -> None:
    raise Unreadable(happened.event.kind)


def _read(kinds: Mapping[str, type[Event]], name: str, data: Json) -> Event:
    try:
        return read(kinds[name], data)
    except (KeyError, TypeError):
        return Unknown(name)


def _kind(event: Event) -> str:
    return event.kind if isinstance(event, Unknown) else event.KIND


def _stored(one: Taken) -> None:
    one.marked, one.done = True, []


def _name(reaction: Reaction) -> str:
    return f"{reaction.__module__}.{reaction.__name__}"[-80:]


# --- transactions ---


def _take(tx: Connection, room: int, kinds: Mapping[str, type[Event]]) -> list[tuple[Happened[Event], int, set[str]]]:
    """Lease up to `room` events: the first of subjects that nobody works on, and what stands right behind them."""
    now = clock.now()
    older = outbox.alias("older")
    blocked = exists().where(older.c.subject == outbox.c.subject, older.c.id < outbox.c.id, older.c.tries < MAX_TRIES)
    due = select(outbox).where(outbox.c.next_at <= now, outbox.c.tries < MAX_TRIES).with_for_update(skip_locked=True, of=outbox)
    rows = list(tx.execute(due.where(~blocked).order_by(outbox.c.next_at).limit(room)).all())
    if not rows:
        return []
    rows += _behind(tx, due, [row.subject for row in rows], {row.id for row in rows}, room - len(rows))
    ids = [row.id for row in rows]
    _lease(tx, ids, now + LEASE)
    marks: dict[str, set[str]] = defaultdict(set)
    for event_id, name in tx.execute(select(reaction_done.c.event_id, reaction_done.c.reaction).where(reaction_done.c.event_id.in_(ids))):
        marks[event_id].add(name)
    return [(Happened(row.id, _read(kinds, row.name, row.data), row.subject, row.created_at), row.tries, marks[row.id]) for row in rows]


def _behind(tx: Connection, due: Query, subjects: Sequence[str], heads: set[str], room: int) -> Sequence[Found]:
    """Events that follow the heads without a gap: one that somebody else has locked, or that is not due, ends its lane."""
    if room <= 0:
        return []
    more = tx.execute(due.where(outbox.c.subject.in_(subjects), outbox.c.id.not_in(heads)).order_by(outbox.c.id).limit(room)).all()
    if not more:
        return []
    in_hand = heads | {row.id for row in more}
    mine = (outbox.c.subject.in_({row.subject for row in more}), outbox.c.tries < MAX_TRIES, outbox.c.id <= more[-1].id)
    gap: set[str] = set()
    unbroken: set[str] = set()
    for subject, event_id in tx.execute(select(outbox.c.subject, outbox.c.id).where(*mine).order_by(outbox.c.id)):
        if event_id not in in_hand:
            gap.add(subject)
        elif subject not in gap:
            unbroken.add(event_id)
    return [row for row in more if row.id in unbroken]


def _lease(tx: Connection, ids: Sequence[str], until: datetime) -> None:
    tx.execute(update(outbox).where(outbox.c.id.in_(ids)).values(next_at=until))


def _advance(tx: Connection, lanes: Sequence[Lane]) -> list[Progress]:
    """Run what stays inside, lane by lane, and take finished events away with it. Raises what a reaction raises."""
    made: list[Progress] = []
    gone: list[str] = []
    marked = False
    marks: list[dict[str, str]] = []
    for lane in lanes:
        finished = ran = 0
        for one in lane:
            names = list(one.done)
            ran = 0
            for reaction in one.left:
                if getattr(reaction, "is_outside", False):
                    break
                reaction(tx, one.happened)
                names.append(_name(reaction))
                ran += 1
            if ran < len(one.left):
                marks += [{"event_id": one.id, "reaction": name} for name in names]
                break
            finished += 1
            gone.append(one.id)
            marked = marked or one.marked
        made.append(Progress(lane, finished, ran))
    if marks:
        tx.execute(insert(reaction_done), marks)
    if gone:
        _finish(tx, gone, marked)
    return made


def _finish(tx: Connection, ids: Sequence[str], marked: bool) -> None:
    """Take events away; raises Overtaken when one is gone already: then what was done with it must not stay."""
    if tx.execute(delete(outbox).where(outbox.c.id.in_(ids))).rowcount != len(ids):
        raise Overtaken
    if marked:
        tx.execute(delete(reaction_done).where(reaction_done.c.event_id.in_(ids)))


def _run_once(tx: Connection, reaction: Reaction, happened: Happened[Event], name: str) -> None:
    """One reaction and its mark, unless it is there; another relay that works on the event waits here."""
    _still_there(tx, happened.id)
    if _mark(tx, happened.id, (name,)):
        reaction(tx, happened)


def _still_there(tx: Connection, event_id: str) -> None:
    if tx.execute(select(outbox.c.id).where(outbox.c.id == event_id).with_for_update()).first() is None:
        raise Overtaken


def _mark(tx: Connection, event_id: str, names: Sequence[str]) -> bool:
    """Store that these reactions ran. False when all of them are stored already."""
    known = set(tx.execute(select(reaction_done.c.reaction).where(reaction_done.c.event_id == event_id)).scalars())
    fresh = [{"event_id": event_id, "reaction": name} for name in names if name not in known]
    if fresh:
        tx.execute(insert(reaction_done), fresh)
    return bool(fresh)


def _postpone(tx: Connection, event_id: str, done: Sequence[str], error: str, behind: Sequence[str]) -> None:
    """Try again later; what ran stays marked, what stood behind is given back."""
    tries = tx.execute(select(outbox.c.tries).where(outbox.c.id == event_id).with_for_update()).scalar()
    if tries is None:
        return
    if done:
        _mark(tx, event_id, done)
    pause = timedelta(seconds=min(0.5 * 2**tries, 600))
    changed = {"tries": tries + 1, "next_at": clock.now() + pause, "last_error": error}
    tx.execute(update(outbox).where(outbox.c.id == event_id).values(**changed))
    if behind:
        _lease(tx, behind, clock.now())


def _where(error: BaseException) -> str:
    """File and line of the innermost frame, enough to find it and without a value in it."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno}" if trace else ""
