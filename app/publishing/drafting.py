"""Drafts of what operators publish: written by one, decided by another, published at once or at a time. What first screens (arrangement)
and items (editing) have in common: their tables have the columns of Drafted, and `open`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from sqlalchemy import Connection, Table, select, update

from app.kernel import clock, db
from app.kernel.errors import Conflict, Forbidden, NotFound, Refused
from app.kernel.rows import Reader
from app.publishing import release

# Where a draft may go. Only one that is being drafted may be changed; what was decided stays as it was decided.
MOVES: dict[str, tuple[str, ...]] = {
    "draft": ("sent", "dropped"),
    "sent": ("draft", "returned", "timed", "published"),
    "returned": ("draft", "sent", "dropped"),
    "timed": ("draft", "published"),
    "published": (),
    "dropped": (),
}
WRITABLE = frozenset({"draft", "returned"})
OVERTAKEN = "到点时已经被别的发布改过，没有发，请再看一遍"


@dataclass(frozen=True)
class Drafted:
    """What is stored of every draft. `by`: who changed it last; `decided_by`: the second person; `release`: what published it."""

    id: str
    state: str
    revision: int
    note: str
    comment: str
    by: str
    decided_by: str | None
    publish_at: datetime | None
    release: int | None
    changed_at: datetime


D = TypeVar("D", bound=Drafted)


class Kept(Reader[D]):
    """The drafts of a table; `open` is what an open one is of, and nothing of one that is over. `none`: what is said, and to be done,
    where there is none."""

    def __init__(self, shape: type[D], table: Table, none: tuple[str, str]) -> None:
        super().__init__(shape, table)
        self.table, self.none = table, none

    def open(self, tx: Connection, what: str) -> D | None:
        """The open draft of a city, an item, if there is one."""
        return self.first(tx, self.query.where(self.table.c.open == what))

    def get(self, tx: Connection, what: str) -> D:
        """The same. Raises NotFound `draft_not_found`."""
        found = self.open(tx, what)
        if found is None:
            raise NotFound("draft_not_found", *self.none)
        return found

    def again(self, tx: Connection, found: D) -> D:
        """The same draft as it is stored now."""
        return self.one(tx, self.query.where(self.table.c.id == found.id))

    def waiting(self, tx: Connection) -> list[D]:
        """Those somebody sent, for a second person, and those that wait for their time."""
        return self.all(tx, self.query.where(self.table.c.state.in_(["sent", "timed"])).order_by(self.table.c.changed_at))

    def due(self, tx: Connection, now: datetime) -> list[str]:
        """Of what an approved draft is to be published by now."""
        query = select(self.table.c.open).where(self.table.c.state == "timed", self.table.c.publish_at <= now)
        return [row.open for row in tx.execute(query)]


@dataclass(frozen=True)
class Course(Generic[D]):
    """A draft from hand to hand: sent by one, decided by another, published at once or at its time. `changes`: whether it says anything
    else than residents read; `still_true`: whether what the second person compares with is what they read; `publish(tx, draft, login)`:
    a release of its own, its number, or Refused and nothing stored."""

    kept: Kept[D]
    changes: Callable[[Connection, D], bool]
    still_true: Callable[[Connection, D], bool]
    publish: Callable[[Connection, D, str], int]

    def drop(self, tx: Connection, what: str, revision: int, by: str) -> None:
        """Back to what residents read. Raises NotFound, Conflict."""
        self._move(tx, self.kept.get(tx, what), revision, "dropped", open=None, by=by)

    def send(self, tx: Connection, what: str, revision: int, note: str, publish_at: datetime | None, by: str) -> D:
        """To a second person, to be published once approved or at a time. Raises NotFound, Conflict, Refused."""
        found = self.kept.get(tx, what)
        if not self.changes(tx, found):
            raise unchanged()
        if publish_at is not None and publish_at <= clock.now():
            past = "定的时间已经过了", "选一个以后的时间"
            raise Refused("time_passed", *past, errors=[{"field": "publish_at", "say": "选一个以后的时间"}])
        return self._move(tx, found, revision, "sent", note=note, comment="", publish_at=publish_at, by=by)

    def take_back(self, tx: Connection, what: str, revision: int, by: str) -> D:
        """Whoever sent it wants to go on with it. Raises NotFound, Conflict."""
        return self._move(tx, self.kept.get(tx, what), revision, "draft", publish_at=None, by=by)

    def give_back(self, tx: Connection, what: str, revision: int, comment: str, by: str) -> D:
        """A second person says what is to be changed. Raises NotFound, Conflict, Forbidden `own_change`."""
        found = self.kept.get(tx, what)
        by_another(found, by)
        return self._move(tx, found, revision, "returned", comment=comment, decided_by=by)

    def approve(self, tx: Connection, what: str, revision: int, by: str, login: str) -> D:
        """A second person agrees: published now, or at its time. Raises NotFound, Conflict, Forbidden `own_change`, Refused."""
        found = self.kept.get(tx, what)
        by_another(found, by)
        if not self.still_true(tx, found):
            raise Conflict("published_meanwhile", "送审以后又发布过，要重新比一遍", "退回去，让同事在新的上面改")
        if found.publish_at is not None and found.publish_at > clock.now():
            return self._move(tx, found, revision, "timed", decided_by=by)
        return self._publish(tx, found, revision, by, login)

    def publish_due(self) -> int:
        """Publish what was approved for a time that has come; what no longer fits goes back to its author. Returns how many."""
        with db.reading() as tx:
            waiting = self.kept.due(tx, clock.now())
        for what in waiting:
            db.in_transaction(self._when_due, what)
        if waiting:
            release.refresh()
        return len(waiting)

    def _when_due(self, tx: Connection, what: str) -> None:
        found = self.kept.open(tx, what)
        if found is None or found.state != "timed" or found.publish_at is None or found.publish_at > clock.now():
            return
        if not self.still_true(tx, found):
            self._move(tx, found, found.revision, "draft", comment=OVERTAKEN, publish_at=None)
            return
        try:
            self._publish(tx, found, found.revision, found.decided_by or "", "到点发布")
        except Refused as refusal:  # nothing was stored of it
            self._move(tx, found, found.revision, "draft", comment=refusal.say[:200], publish_at=None)

    def _publish(self, tx: Connection, found: D, revision: int, by: str, login: str) -> D:
        number = self.publish(tx, found, login)
        return self._move(tx, found, revision, "published", open=None, decided_by=by, release=number)

    def _move(self, tx: Connection, found: D, revision: int, to: str, **more: object) -> D:
        """Along MOVES. Raises Conflict `draft_elsewhere`, `changed_meanwhile`."""
        if to not in MOVES[found.state]:
            raise Conflict("draft_elsewhere", "这份草稿已经不在这一步了", "刷新看看最新情况")
        change(tx, self.kept.table, found, revision, state=to, **more)
        return self.kept.again(tx, found)


def change(tx: Connection, table: Table, found: Drafted, revision: int, **values: object) -> None:
    """Of two who change the same revision the other is told. Raises Conflict `changed_meanwhile`."""
    same = update(table).where(table.c.id == found.id, table.c.revision == revision)
    if tx.execute(same.values(revision=revision + 1, changed_at=clock.now(), **values)).rowcount != 1:
        raise Conflict("changed_meanwhile", "别的同事刚刚改过这份草稿", "刷新看看，再接着改")


def writable(found: Drafted) -> None:
    """Raises Conflict `not_being_drafted`."""
    if found.state not in WRITABLE:
        raise Conflict("not_being_drafted", "这份草稿已经送审，不能再改", "要改就先撤回来")


def first(revision: int) -> None:
    """A draft that is begun has no revision yet. Raises Conflict `draft_gone`."""
    if revision:
        raise Conflict("draft_gone", "这份草稿已经发布或者还原了", "刷新看看最新的")


def by_another(found: Drafted, by: str) -> None:
    """A second person decides. Raises Forbidden `own_change`."""
    if found.by == by:
        raise Forbidden("own_change", "自己改的要别人来看", "请另一位同事审")


def unchanged() -> Refused:
    """To be raised of a draft that says what is published."""
    return Refused("nothing_changed", "和现在居民看到的一样，不用送审", "先改再送")
