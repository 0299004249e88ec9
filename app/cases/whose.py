"""Whose result an application brings: the applicant's, or that of a child whose guardian they are and whom the form names."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from app.forms.draft import Draft
from app.identity import queries as identity
from app.kernel.jsons import Json
from app.language.checklist import Checklist, Item
from app.lookups import service as lookups
from app.lookups.rules import Subject

NAME = "姓名"  # of the row that says who the child is


def another_s(item: Item, checklist: Checklist) -> bool:
    """Whether these answers ask for whom it is, beside the applicant."""
    return bool({one.id for one in checklist.fields} & {field for field, _ in item.whose})


def number(item: Item, draft: Draft) -> str | None:
    """The child's id number; None where it is the applicant's own, or nobody is named yet."""
    return next((found for field, column in item.whose if (found := part(draft, field, column))), None)


def child(item: Item, draft: Draft, person_id: str) -> Subject | None:
    """The child, where a register says that the applicant may act for them. `person_id`: the applicant's."""
    for field, column in item.whose:
        row = _row(draft, field)
        told, name = (row.get(column), row.get(NAME)) if row else (None, None)
        if isinstance(told, str) and isinstance(name, str):
            return Subject(name, told, lookups.ref_of(person_id, told))
    return None


def subject(tx: Connection, item: Item, checklist: Checklist, draft: Draft, person_id: str | None) -> str | None:
    """Whose only one it may be: the applicant, or the child (as known here, or by the number). None while no child is named yet."""
    if not another_s(item, checklist):
        return person_id
    found = number(item, draft)
    return (identity.find_by_number(tx, found) or found) if found else None


def known(tx: Connection, item: Item, draft: Draft) -> str | None:
    """The person the child is here; None where there is none, or it is not for a child. No statement then."""
    found = number(item, draft)
    return identity.find_by_number(tx, found) if found else None


def named(tx: Connection, item: Item, draft: Draft) -> list[tuple[str, str]]:
    """Whom else rows that were picked are about and who hears of it (`tells:`): person as known here, and what was read of them."""
    picks = {one.lookup: one.id for one in item.fields if one.kind == "pick" and one.id in draft.values}
    found = [(one.register.name, part(draft, picks[one.id], one.tells)) for one in item.lookups if one.tells and one.id in picks]
    known_ = [(identity.find_by_number(tx, number), what) for what, number in found if number]
    return [(who, what) for who, what in known_ if who is not None]


def _row(draft: Draft, field: str) -> Mapping[str, Json] | None:
    """The row behind a pick."""
    return draft.rows.get(field, {}).get(str(draft.values.get(field)))


def part(draft: Draft, field: str, column: str) -> str | None:
    """A column of the row picked there, or a part of what was typed."""
    value = draft.values.get(field)
    found = value.get(column) if isinstance(value, Mapping) else (_row(draft, field) or {}).get(column)
    return found if isinstance(found, str) and found else None
