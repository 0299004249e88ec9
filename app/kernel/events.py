"""Events: what must be told is stored with the change, and told after commit by the relay (app/kernel/relay.py).

    emit(tx, PaymentSettled(order_no=…, subject=…, …))       # one of app/events, each a frozen dataclass
    def issue_receipt(tx, happened: Happened[PaymentSettled]): ... happened.event.order_no ...

What is stored is the event's `KIND` and its fields as JSON, so that an event outlives the version of the code that told it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import ClassVar, Generic, TypeVar

from sqlalchemy import Connection

from app.kernel import clock, models, writes
from app.kernel.ids import new_id
from app.kernel.jsons import Json, an_object


@dataclass(frozen=True)
class Event:
    """Base of everything that may happen. Fields are JSON values: ids, codes and sentences made of the catalogue's words; a name,
    a number or an address never, unless sealed. A field that comes later has a default: events stored before lack it."""

    KIND: ClassVar[str]  # as stored, for ever

    @property
    def lane(self) -> str:
        """What it is about: events of one lane run in order, and none waits for another's."""
        raise NotImplementedError


E = TypeVar("E", bound=Event)
E_co = TypeVar("E_co", bound=Event, covariant=True)


@dataclass(frozen=True)
class Happened(Generic[E_co]):
    """An event as a reaction gets it. `subject`: its lane, as it was when it was stored."""

    id: str
    event: E_co
    subject: str
    at: datetime


_known: dict[type[Event], frozenset[str]] = {}  # names of fields, looked up once a kind

# What follows an event: inside, with the relay's transaction; or outside (app.kernel.relay.outside), without one.
Inside = Callable[[Connection, Happened[E]], object]
Outside = Callable[[Happened[E]], object]


def emit(tx: Connection, event: Event) -> str:
    """Store an event with the change that caused it. One INSERT. Returns its id."""
    row = _row(event, clock.now())
    writes.insert(tx, models.outbox, row)
    return str(row["id"])


def emit_all(tx: Connection, *events: Event) -> None:
    """Several events in one INSERT."""
    now = clock.now()
    writes.insert(tx, models.outbox, *(_row(event, now) for event in events))


def read(kind: type[E], data: Json) -> E:
    """A stored event. What this version of the code does not know is left aside. Raises TypeError for one that lacks something."""
    make: Callable[..., E] = kind
    known = _fields(kind)
    return make(**{name: value for name, value in an_object(data).items() if name in known})


def _row(event: Event, now: datetime) -> dict[str, object]:
    return {
        "id": new_id(),
        "name": event.KIND,
        "subject": event.lane,
        "data": vars(event),
        "created_at": now,
        "next_at": now,
        "tries": 0,
    }


def _fields(kind: type[Event]) -> frozenset[str]:
    if kind not in _known:
        _known[kind] = frozenset(one.name for one in fields(kind))
    return _known[kind]
