"""What stands in a form, and what may be typed there. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as part
from typing import TypedDict

from app.kernel.jsons import Json
from app.kernel.masks import mask_document
from app.language import forms
from app.language.declare import Field
from app.language.kinds.base import Rows
from app.language.values import Value


class Stop(TypedDict):
    """What speaks against an errand, and what to do instead."""

    say: str
    do: str


@dataclass(frozen=True)
class Draft:
    """The form: values by field, where each came from (来自…), and the person they were filled in for.

    `rev` grows with each save that changed something; `marks` says at which one the person last set or cleared a field: what
    is marked is their choice, and nothing we know goes over it. `returned`: what stood there when the department sent it
    back, by field, and by `m:` material the id of the file: put right is what differs from that. `rows`: the rows behind each pick
    field, as they stood when it was made, by their ids. `bill`: the lines of what is owed, as they were
    computed last (app.prices). Values from before they had types are texts.

    `anyway`: begun in spite of what the wallet says, since the person knows better: a reviewer decides the points that rest on it.
    `asked`: materials that are uploaded after all, since the source that would have told did not answer. `off`: lookups without
    which the person goes on by hand, since their register did not answer. `stops`: what speaks against it, of one that was begun before
    anybody knew whose it is (app/cases/named.py).
    `unread`: fields whose value came from a register and was not shown whole to the person yet (app.forms.reading).
    """

    values: dict[str, Value] = part(default_factory=dict)
    sources: dict[str, str] = part(default_factory=dict)
    person: str | None = None
    rev: int = 0
    marks: dict[str, int] = part(default_factory=dict)
    returned: dict[str, Value] = part(default_factory=dict)
    rows: dict[str, dict[str, dict[str, Json]]] = part(default_factory=dict)
    bill: list[dict[str, Json]] = part(default_factory=list)
    anyway: bool = False
    asked: list[str] = part(default_factory=list)
    off: list[str] = part(default_factory=list)
    stops: list[Stop] = part(default_factory=list)
    unread: list[str] = part(default_factory=list)

    def __repr__(self) -> str:
        return f"Draft({len(self.values)})"


def editable(field: Field) -> bool:
    """What a certificate proves is not typed over; addresses and phone numbers are the person's to choose, and so is what a row that
    was picked only proposes."""
    proved = bool(field.source) and not str(field.source).startswith(("account", "form."))
    return not proved or field.kind in ("address", "phone")


def free(field: Field, draft: Draft) -> bool:
    """Whether the person may type here: what nothing filled in, and what is theirs to choose."""
    return field.id not in draft.sources or editable(field)


def shown(field: Field, value: Value | None, rows: Rows = forms.NO_ROWS) -> str:
    """A value as it stands on the page: numbers masked, choices in words."""
    if isinstance(value, str) and field.source and field.source.endswith(".number"):
        return mask_document(value)
    return forms.shown(field, value, rows)
