"""Many items worded at once, from a spreadsheet: first what would change, then all of it as drafts that are sent, or none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from app.editing import service
from app.editing.queries import DRAFTS, Draft
from app.editing.sheets import Row
from app.kernel.errors import Conflict, Problem
from app.language import wording
from app.publishing import current
from app.publishing import service as publishing

NO_ITEM, TWICE = "没有这个事项编号", "同一处写了两行"
BUSY = "有同事正在改，等他发布了再改"


@dataclass(frozen=True)
class Change:
    """What would change of an item: its texts, and each in words."""

    item: str
    short: str
    texts: dict[str, str]
    says: list[str]


@dataclass(frozen=True)
class Wrong:
    """A row that cannot be taken."""

    number: int
    item: str
    say: str


def table(tx: Connection) -> Iterator[tuple[str, ...]]:
    """Every place of every item, in the order of sheets.HEAD but the last."""
    for item in current().items.values():
        for one in wording.places(publishing.source(tx, item.id)["item"]):
            yield item.id, item.short, one.group, one.label, one.path, one.text


def look(tx: Connection, rows: Iterable[Row]) -> tuple[list[Change], list[Wrong]]:
    """What these rows would change, and which of them cannot be taken. Stores nothing."""
    changes: list[Change] = []
    wrong: list[Wrong] = []
    by_item: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.wrong:
            wrong.append(Wrong(row.number, row.item, row.wrong))
        else:
            by_item[row.item].append(row)
    for item, mine in by_item.items():
        change, bad = _item(tx, item, mine)
        wrong += bad
        if change and not bad:
            changes.append(change)
    return changes, sorted(wrong, key=lambda one: one.number)


def send(tx: Connection, items: Mapping[str, Mapping[str, str]], note: str, by: str) -> list[Draft]:
    """Drafts of all of these, sent to a second person. Raises Refused `words_wrong`, Conflict `being_drafted` with the item's name: then
    nothing is kept of any."""
    sent = []
    for item, texts in items.items():
        if DRAFTS.open(tx, item):
            raise Conflict("being_drafted", f"「{current().item(item).short}」有同事正在改，等他发布了再改", "把这件事去掉，别的先送")
        draft = service.save(tx, item, 0, texts, by)
        sent.append(service.COURSE.send(tx, item, draft.revision, note, None, by))
    return sent


def _item(tx: Connection, item: str, rows: list[Row]) -> tuple[Change | None, list[Wrong]]:
    known = current().items.get(item)
    if known is None:
        return None, [Wrong(one.number, item, NO_ITEM) for one in rows]
    if DRAFTS.open(tx, item):
        return None, [Wrong(one.number, item, BUSY) for one in rows]
    lines: dict[str, int] = {}
    wrong = []
    for one in rows:
        if one.path in lines:
            wrong.append(Wrong(one.number, item, TWICE))
        lines.setdefault(one.path, one.number)
    texts = {one.path: one.text for one in rows}
    try:
        kept, before = service.kept(tx, item, texts)
    except Problem as problem:
        wrong += [Wrong(lines.get(one["field"], rows[0].number), item, one["say"]) for one in problem.errors]
        return None, wrong or [Wrong(rows[0].number, item, problem.say)]
    if wrong or not kept:
        return None, wrong
    labels = wording.labels(publishing.source(tx, item)["item"])
    return Change(item, known.short, kept, wording.difference(before, kept, labels)), []
