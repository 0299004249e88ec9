"""Show me drafts of items' words, and what each release changed of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, select

from app.editing import rules
from app.editing.models import item_edit
from app.kernel.errors import NotFound
from app.language import wording
from app.language.checklist import Item
from app.publishing import drafting
from app.publishing import service as publishing
from app.publishing.versions import fingerprint

MOST = 30  # of an item's history


@dataclass(frozen=True)
class Draft(drafting.Drafted):
    """A draft as it is stored."""

    item: str
    before: dict[str, str]
    texts: dict[str, str]


DRAFTS = drafting.Kept(Draft, item_edit, ("这件事没有在改的草稿", "先改几个字"))


def open_states(tx: Connection) -> dict[str, str]:
    """Where each open draft is, by item."""
    query = select(item_edit.c.open, item_edit.c.state).where(item_edit.c.open.is_not(None))
    return {row.open: row.state for row in tx.execute(query)}


def history(tx: Connection, item: str) -> list[Draft]:
    """What was published of an item's words, newest first."""
    query = DRAFTS.query.where(item_edit.c.item == item, item_edit.c.release.is_not(None))
    return DRAFTS.all(tx, query.order_by(item_edit.c.release.desc()).limit(MOST))


def of_releases(tx: Connection, numbers: Collection[int]) -> dict[int, Draft]:
    """The drafts that these releases carry, by release."""
    found = DRAFTS.all(tx, DRAFTS.query.where(item_edit.c.release.in_(numbers))) if numbers else []
    return {one.release: one for one in found if one.release is not None}


def says(tx: Connection, one: Draft) -> list[str]:
    """What a draft changes, a sentence each."""
    try:
        labels = wording.labels(publishing.source(tx, one.item)["item"])
    except NotFound:  # of an item that is no more
        labels = {}
    return wording.difference(one.before, one.texts, labels)


def previewed(tx: Connection, id_: str, item: str) -> Item | None:
    """The item as an open draft of it says it, for a preview."""
    found = DRAFTS.first(tx, DRAFTS.query.where(item_edit.c.id == id_, item_edit.c.open == item))
    if found is None:
        return None
    _, content = rules.worded(publishing.source(tx, item), found.texts)
    return Item(content, fingerprint(content))
