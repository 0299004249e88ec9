"""An item's words and their drafts as the desk is shown them."""

from __future__ import annotations

from collections.abc import Collection

from app.editing import queries
from app.editing.queries import DRAFTS, Draft
from app.kernel import clock, db
from app.language import wording
from app.language.wording import Edit
from app.publishing import current, laying
from app.publishing import service as publishing
from app.staff import queries as staff_queries
from console_api import drafts


def listed(tx: db.Connection) -> dict[str, object]:
    """All items on a line each, those of a department together."""
    theirs, states = laying.edited(tx), queries.open_states(tx)
    rows = [
        {
            "id": one.id,
            "short": one.short,
            "name": one.name,
            "icon": one.icon,
            "serves": one.serves,
            "department": one.content["department_name"],
            "edited": len(theirs.get(one.id, {})),
            "apart": sum(edit["apart"] for edit in theirs.get(one.id, {}).values()),
            "state": states.get(one.id),
        }
        for one in current().items.values()
    ]
    return {"items": sorted(rows, key=lambda one: str(one["department"]))}


def item(tx: db.Connection, item_id: str) -> dict[str, object]:
    """One item. Raises NotFound."""
    found, mine, open_draft = current().item(item_id), laying.edited(tx).get(item_id, {}), DRAFTS.open(tx, item_id)
    return {
        "id": found.id,
        "short": found.short,
        "name": found.name,
        "release": current().number,
        "places": [_place(one, mine.get(one.path)) for one in wording.places(publishing.source(tx, item_id)["item"])],
        "draft": draft(tx, open_draft) if open_draft else None,
        "changes": [_change(tx, one) for one in queries.history(tx, item_id)],
    }


def draft(tx: db.Connection, one: Draft) -> dict[str, object]:
    """A draft with its names, its words, and a ticket to see it on the phone."""
    known = current().items.get(one.item)
    return {
        "item": one.item,
        "short": known.short if known else one.item,
        "texts": one.texts,
        **drafts.shown(tx, one, queries.says(tx, one), f"/pages/item/index?id={one.item}&"),
    }


def of_releases(tx: db.Connection, numbers: Collection[int]) -> dict[int, list[str]]:
    """What these releases changed of items' words, by release."""
    named = {key: one.short for key, one in current().items.items()}
    found = queries.of_releases(tx, numbers)
    return {number: [f"「{named.get(one.item, one.item)}」{said}" for said in queries.says(tx, one)] for number, one in found.items()}


def _place(one: wording.Place, edit: Edit | None) -> dict[str, object]:
    return {
        "path": one.path,
        "group": one.group,
        "label": one.label,
        "kind": one.kind,
        "most": one.most,
        "need": one.need,
        "text": one.text,
        "was": edit["was"] if edit else None,
        "apart": bool(edit and edit["apart"]),
    }


def _change(tx: db.Connection, one: Draft) -> dict[str, object]:
    decided = one.decided_by or ""
    names = staff_queries.names(tx, [one.by, decided])
    return {
        "number": one.release,
        "by": names.get(one.by, ""),
        "decided_by": names.get(decided, ""),
        "note": one.note,
        "at": clock.rfc3339(one.changed_at),
        "says": queries.says(tx, one),
    }
