"""What becomes of an event in hand, each a transaction: its reactions run and it is gone, or it is marked, or it waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, delete, insert, select, update

from app.kernel import clock
from app.kernel.events import Event, Happened
from app.kernel.hand import Lane, Reaction, is_outside, lease, name_of
from app.kernel.models import outbox, reaction_done


class Overtaken(Exception):
    """The lease ended before the work did, and another relay has finished the event."""


@dataclass(frozen=True)
class Progress:
    """What one transaction did for a lane: so many events finished, then so many reactions of the next one run."""

    lane: Lane
    finished: int
    ran: int


def advance(tx: Connection, lanes: Sequence[Lane]) -> list[Progress]:
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
                if is_outside(reaction):
                    break
                reaction(tx, one.happened)
                names.append(name_of(reaction))
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
        finish(tx, gone, marked)
    return made


def finish(tx: Connection, ids: Sequence[str], marked: bool) -> None:
    """Take events away; raises Overtaken when one is gone already: then what was done with it must not stay."""
    if tx.execute(delete(outbox).where(outbox.c.id.in_(ids))).rowcount != len(ids):
        raise Overtaken
    if marked:
        tx.execute(delete(reaction_done).where(reaction_done.c.event_id.in_(ids)))


def run_once(tx: Connection, reaction: Reaction, happened: Happened[Event], name: str) -> None:
    """One reaction and its mark, unless it is there; another relay that works on the event waits here."""
    _still_there(tx, happened.id)
    if mark(tx, happened.id, (name,)):
        reaction(tx, happened)


def _still_there(tx: Connection, event_id: str) -> None:
    if tx.execute(select(outbox.c.id).where(outbox.c.id == event_id).with_for_update()).first() is None:
        raise Overtaken


def mark(tx: Connection, event_id: str, names: Sequence[str]) -> bool:
    """Store that these reactions ran. False when all of them are stored already."""
    known = set(tx.execute(select(reaction_done.c.reaction).where(reaction_done.c.event_id == event_id)).scalars())
    fresh = [{"event_id": event_id, "reaction": name} for name in names if name not in known]
    if fresh:
        tx.execute(insert(reaction_done), fresh)
    return bool(fresh)


def postpone(tx: Connection, event_id: str, done: Sequence[str], error: str, behind: Sequence[str]) -> None:
    """Try again later; what ran stays marked, what stood behind is given back."""
    tries = tx.execute(select(outbox.c.tries).where(outbox.c.id == event_id).with_for_update()).scalar()
    if tries is None:
        return
    if done:
        mark(tx, event_id, done)
    pause = timedelta(seconds=min(0.5 * 2**tries, 600))
    changed = {"tries": tries + 1, "next_at": clock.now() + pause, "last_error": error}
    tx.execute(update(outbox).where(outbox.c.id == event_id).values(**changed))
    if behind:
        lease(tx, behind, clock.now())
