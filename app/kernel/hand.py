"""Events in hand: leased from the outbox many at a time, in order per subject. Who holds them, and until when, is `next_at`."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import ClassVar

from sqlalchemy import Connection, exists, select, update

from app.kernel import clock
from app.kernel.events import Event, Happened, read
from app.kernel.jsons import Json
from app.kernel.models import outbox, reaction_done
from app.kernel.rows import Found, Query

LEASE = timedelta(seconds=30)  # what a dead relay held is free after this
MAX_TRIES = 20
Reaction = Callable[..., object]
Reactions = Mapping[type[Event], Sequence[Reaction]]


@dataclass(frozen=True)
class Unknown(Event):
    """Stands for an event that cannot be read. It fails like any other that fails: it waits for a relay that knows it, which a
    deploy brings, and its neighbours go on."""

    KIND: ClassVar[str] = "unknown"
    kind: str


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
        """The event's."""
        return self.happened.id

    @property
    def outside_next(self) -> bool:
        """Whether the next reaction calls somebody outside."""
        return bool(self.left) and is_outside(self.left[0])


Lane = deque[Taken]  # the events of one subject, in order


def is_outside(reaction: Reaction) -> bool:
    """Whether it is called without a transaction."""
    return bool(getattr(reaction, "is_outside", False))


def name_of(reaction: Reaction) -> str:
    """What its mark is stored under."""
    return f"{reaction.__module__}.{reaction.__name__}"[-80:]


def kind_of(event: Event) -> str:
    """The kind an event was stored as, known here or not."""
    return event.kind if isinstance(event, Unknown) else event.KIND


def take(tx: Connection, room: int, kinds: Mapping[str, type[Event]]) -> list[tuple[Happened[Event], int, set[str]]]:
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
    lease(tx, ids, now + LEASE)
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


def lease(tx: Connection, ids: Sequence[str], until: datetime) -> None:
    """These are held until then: renewed while they are worked on, given back with now."""
    tx.execute(update(outbox).where(outbox.c.id.in_(ids)).values(next_at=until))


def _read(kinds: Mapping[str, type[Event]], name: str, data: Json) -> Event:
    try:
        return read(kinds[name], data)
    except (KeyError, TypeError):
        return Unknown(name)
