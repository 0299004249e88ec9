"""Nothing is handed in unread: what a register filled in, and the person may write otherwise, is seen whole before. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from app.forms.draft import Draft, editable
from app.forms.prefill import secret
from app.language.declare import Field


def to_read(fields: Iterable[Field]) -> list[str]:
    """Ids of the fields to be read on the confirmation: the person may write them otherwise, and whoever showed no face sees a veil."""
    return [one.id for one in fields if secret(one) and editable(one)]


def taken_up(before: Draft, after: Draft, fields: Iterable[Field], whole: bool) -> Draft:
    """`after`, which took up what is known by now, with what of it was not read. Another value than the one that was there is read
    again; what was empty is new only to somebody who is not shown it `whole`."""
    new = {key for key, value in after.values.items() if value != before.values.get(key) and (not whole or key in before.values)}
    return replace(after, unread=[key for key in to_read(fields) if key in before.unread or (key in new and key in after.sources)])


def left(draft: Draft, fields: Iterable[Field], counts: Collection[str]) -> list[Field]:
    """The fields that count, hold what a register said, and were not read."""
    return [one for one in fields if one.id in draft.unread and one.id in draft.sources and one.id in counts and one.id in draft.values]
