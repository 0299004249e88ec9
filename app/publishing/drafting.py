"""Drafts of what operators publish: written by one, decided by another, published at once or at a time. What first screens (arrangement)
and items (editing) have in common: their tables have the columns `id`, `state`, `revision`, `changed_at`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from sqlalchemy import Connection, Table, update

from app.kernel import clock
from app.kernel.errors import Conflict, Forbidden, Refused

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


class Drafted(Protocol):
    """What is known of every draft. `by`: who changed it last."""

    @property
    def id(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def by(self) -> str: ...


def change(tx: Connection, table: Table, found: Drafted, revision: int, **values: object) -> None:
    """Of two who change the same revision the other is told. Raises Conflict `changed_meanwhile`."""
    same = update(table).where(table.c.id == found.id, table.c.revision == revision)
    if tx.execute(same.values(revision=revision + 1, changed_at=clock.now(), **values)).rowcount != 1:
        raise Conflict("changed_meanwhile", "别的同事刚刚改过这份草稿", "刷新看看，再接着改")


def move(tx: Connection, table: Table, found: Drafted, revision: int, to: str, **more: object) -> None:
    """Along MOVES. Raises Conflict `draft_elsewhere`, `changed_meanwhile`."""
    if to not in MOVES[found.state]:
        raise Conflict("draft_elsewhere", "这份草稿已经不在这一步了", "刷新看看最新情况")
    change(tx, table, found, revision, state=to, **more)


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


def to_come(at: datetime | None) -> None:
    """Raises Refused `time_passed`."""
    if at is not None and at <= clock.now():
        raise Refused("time_passed", "定的时间已经过了", "选一个以后的时间", errors=[{"field": "publish_at", "say": "选一个以后的时间"}])


def unchanged() -> Refused:
    """To be raised of a draft that says what is published."""
    return Refused("nothing_changed", "和现在居民看到的一样，不用送审", "先改再送")


def overtaken() -> Conflict:
    """To be raised where what the second person compares with is not what residents see any more."""
    return Conflict("published_meanwhile", "送审以后又发布过，要重新比一遍", "退回去，让同事在新的上面改")


OVERTAKEN = "到点时已经被别的发布改过，没有发，请再看一遍"
