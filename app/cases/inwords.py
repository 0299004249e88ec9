"""A form, and who agreed to it, as a department reads them."""

from __future__ import annotations

from typing import TypedDict

from app.forms.draft import Draft
from app.kernel import clock
from app.language import forms
from app.language.checklist import Checklist
from app.language.kinds.base import Rows
from app.language.values import Value
from app.participants.queries import Stored as Asked


class Agreed(TypedDict):
    """Somebody who agreed, as a department is told of it. `text_hash`: SHA-256 of what they read, in hex."""

    role: str
    name: str
    id_number: str
    agreed_at: str
    text_hash: str


def agreement(one: Asked) -> Agreed:
    """Raises ValueError for one who has not answered."""
    who = one.named
    if one.answered_at is None:
        raise ValueError("who was handed over has agreed")
    agreed_at = clock.rfc3339(one.answered_at)
    return {"role": one.role, "name": who.name, "id_number": who.id_number, "agreed_at": agreed_at, "text_hash": one.text_hash.hex()}


def in_rows(checklist: Checklist, draft: Draft) -> dict[str, object]:
    """The form as a department reads it: behind a pick its own rows, with what it calls them (`row_id`), not the ids a phone knows."""
    picks = {one.id for one in checklist.fields if one.kind == "pick"}
    return {key: _rows(value, draft.rows.get(key, forms.NO_ROWS)) if key in picks else value for key, value in draft.values.items()}


def _rows(value: Value, rows: Rows) -> object:
    """The rows of a pick, one or several."""
    if isinstance(value, list):
        return [rows[one] for one in value if isinstance(one, str) and one in rows]
    return rows.get(value) if isinstance(value, str) else None


class InWords(TypedDict):
    """A field as a reviewer reads it."""

    id: str
    label: str
    text: str


def in_words(checklist: Checklist, draft: Draft) -> list[InWords]:
    """The form in words, in its order: choices by name, money in yuan, rows of a list one after another."""
    return [
        {"id": one.id, "label": one.label, "text": forms.words(one, draft.values[one.id], draft.rows.get(one.id, forms.NO_ROWS))}
        for one in checklist.fields
        if one.id in draft.values
    ]
