"""Going on by hand: what a register does not tell is filled in and uploaded by the person, and looked at by a reviewer."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import Connection, update

from app.cases import drafts, pinned, records
from app.cases.models import case
from app.checks import gather, rules
from app.forms.draft import Draft
from app.kernel import clock
from app.language.checklist import Item


def go_on(tx: Connection, no: str, owners: Collection[str], off: Collection[str]) -> str:
    """From now on these lookups, and no others, are done without. Returns what is said of that, empty for none. Raises Conflict
    `case_closed` for what is not open any more."""
    row = records.get(tx, no, owners, lock=True)
    drafts.editable(row)
    item, draft = pinned.of(row.version), records.open_form(row)
    if {*off} != {*draft.off}:
        for name in {*off} - {*draft.off}:
            count(item, name)
        draft = replace(draft, off=sorted(off), rev=draft.rev + 1)
        tx.execute(update(case).where(case.c.id == row.id).values(form=records.seal_form(row.id, draft), updated_at=clock.now()))
    return said(item, draft)


def count(item: Item, name: str) -> None:
    """A register that did not answer, and what is done instead."""
    lookup = next(one for one in item.lookups if one.id == name)
    gather.off(lookup.register.id, rules.MANUAL if lookup.off != rules.UPLOAD else rules.UPLOAD)


def said(item: Item, draft: Draft) -> str:
    """What a person reads who goes on by hand."""
    names = "、".join(dict.fromkeys(one.register.name for one in item.lookups if one.id in draft.off))
    return f"{names}暂时查不到，您自己填的由工作人员核对" if names else ""
