"""Rows that were picked and papers, as they are read: before signing and ever after."""

from __future__ import annotations

from app.cases.pinned import Standing
from app.cases.served import Served
from app.forms.draft import Draft
from app.kernel import clock
from app.kernel.masks import mask_document
from app.language.declare import Field
from app.language.registers import is_id
from app.language.showing import Part, Sheet
from app.lookups import words
from app.participants.words import moment

View = dict[str, object]


def rows(at: Standing, field: Field, draft: Draft, brief: bool = False) -> list[View]:
    """The rows behind a pick, in the order they were picked; none behind any other field. `brief`: only what a list shows of them."""
    lookup = next((one for one in at.item.lookups if field.kind == "pick" and one.id == field.lookup), None)
    chosen, kept = draft.values.get(field.id), draft.rows.get(field.id, {})
    picked = [kept[str(one)] for one in (chosen if isinstance(chosen, list) else [chosen]) if str(one) in kept]
    if lookup is None:
        return []
    said = words.facts if brief else words.signed
    return [{"title": words.title(lookup, row), "facts": said(lookup, row)} for row in picked]


def filed(at: Standing, draft: Draft) -> list[View]:
    """Every pick of what was handed in, with its rows."""
    found = [(one, rows(at, one, draft)) for one in at.checklist.fields if one.kind == "pick" and one.id in draft.values]
    return [{"field": one.id, "label": one.label, "rows": picked} for one, picked in found if picked]


def text(sheet: Sheet, id_: str, served: Served | None = None) -> View:
    """A paper as it is read on a phone: numbers of papers masked, as everywhere there."""
    return {
        "id": id_,
        "title": sheet.title,
        "number": served.number if served else "",
        "served_at": clock.rfc3339(served.at) if served else None,
        "facts": _facts(sheet.facts),
        "parts": [_part(one) for one in sheet.parts],
    }


def served(found: list[Served]) -> list[View]:
    """What was served, one line each."""
    return [
        {
            "id": one.id,
            "title": one.title,
            "number": one.number,
            "served_at": clock.rfc3339(one.at),
            "say": f"{moment(one.at)} 送到您手机上",
        }
        for one in found
    ]


def _part(one: Part) -> View:
    return {"head": one.head, "text": one.text, "facts": _facts(one.facts)}


def _facts(facts: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
    return [{"label": label, "text": mask_document(said) if is_id(said) else said} for label, said in facts]
