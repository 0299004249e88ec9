"""Picks: a phone sends ids of rows it was shown, and we ask the register again for what stands behind them, before anything is stored
or sent. And what others say of it besides. No transaction is open meanwhile."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace

from flask import g

from app.cases import drafts, early, opening
from app.cases.deciding import Points
from app.cases.early import Settled
from app.cases.pinned import Standing
from app.cases.records import open_form
from app.forms.draft import Draft
from app.kernel import db
from app.kernel.ids import is_id
from app.language.declare import Field
from app.language.forms import Picked
from app.language.lookups import with_those_before
from app.language.values import Value
from app.lookups import service
from app.publishing import current
from miniprogram_api.auth import owners, require_proved
from miniprogram_api.lookups import asking_for

ROW = re.compile("[0-9a-f]{32}")  # what a row is called on the phone (app.lookups.service.ref_of)


def settled(no: str, values: Mapping[str, object]) -> tuple[Picked | None, Settled]:
    """The rows behind the picks among these values, those the register still has; None where nothing was picked. And what others say of
    what these values settle."""
    ids = {key: found for key, value in values.items() if (found := _ids(value)) and all(ROW.fullmatch(one) for one in found)}
    judges = values.keys() & current().once(early.fields)
    if not ids and not judges:
        return None, early.NOTHING
    with db.reading() as tx:
        at = opening.opened(tx, no, owners())
    draft = open_form(at.case).values
    wanted = [(one, ids[one.id]) for one in _picks(at) if one.id in ids]
    rows = _asked(at, {**draft, **{key: [*found] for key, found in ids.items()}}, wanted) if ids else None
    if not judges or at.case.state != "draft" or not is_id(g.me.person or ""):
        return rows, early.NOTHING
    new, changed = drafts.would(at, values, rows or {})
    return rows, _known(at, new, early.settled(at, new, changed))


def before_signing(at: Standing, draft: Draft) -> Settled:
    """What others say of the whole form, on the page that is signed."""
    if at.case.state != "draft" or not is_id(g.me.person or ""):
        return early.NOTHING
    return _known(at, draft, early.every(at, draft))


def of_fields(at: Standing, draft: Draft, changed: Collection[str]) -> Settled:
    """What others say of these fields, as they stand in a draft that is not stored yet."""
    if at.case.state != "draft" or not is_id(g.me.person or ""):
        return early.NOTHING
    return _known(at, draft, early.settled(at, draft, changed))


def _known(at: Standing, draft: Draft, points: Points) -> Settled:
    return early.ask(at, draft, g.me.person, g.me.level, points, registers=g.me.proved)


def _picks(at: Standing) -> list[Field]:
    return [one for one in at.checklist.fields if one.kind == "pick"]


def _ids(value: object) -> list[str]:
    several = value if isinstance(value, list) else [value]
    return [one for one in several if isinstance(one, str)] if all(isinstance(one, str) for one in several) else []


def _asked(at: Standing, draft: Mapping[str, Value], wanted: Collection[tuple[Field, list[str]]]) -> Picked:
    """Every lookup that is needed, asked once. Raises Unavailable when one cannot be asked."""
    if not wanted:
        return {}
    require_proved()
    names = {one.lookup for one, _ in wanted}
    about = replace(asking_for(at), form=draft)
    found = service.gather(at.item.id, about, g.me.person, with_those_before(names, at.item.lookups))
    db.in_transaction(service.note, g.me.person, found.values(), about.about, at.case.no)
    return {field.id: service.pick(at.item, g.me.person, found[field.lookup], ids) for field, ids in wanted}
