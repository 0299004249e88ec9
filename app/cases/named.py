"""A draft that was begun before anybody knew whose it is: what would have stopped it then is said as soon as the name is known, on the
next page that is opened, and not only when all is filled in."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import Connection, update

from app.cases import deciding, pinned, records, whose
from app.cases.models import case
from app.cases.pinned import Standing
from app.checks import wallet
from app.checks.gather import Gathered
from app.forms import prefill
from app.forms.draft import Draft, Stop
from app.kernel import clock


def unjudged(at: Standing, person_id: str) -> bool:
    """Whether nobody has looked yet what speaks against it for this person, or something did: that may have changed."""
    draft = records.open_form(at.case)
    return at.case.state == "draft" and (draft.person != person_id or bool(draft.stops))


def judge(tx: Connection, no: str, owners: Collection[str], account_id: str, person_id: str, found: Gathered) -> None:
    """Keep what speaks against it with the draft, which is this person's from now on. `found`: what deciding.before gathered."""
    row = records.get(tx, no, owners, lock=True)
    at = pinned.standing(row)
    if not unjudged(at, person_id):
        return
    fields = at.checklist.fields
    draft = prefill.merged(records.open_form(row), *prefill.known(tx, fields, account_id, person_id), fields, person_id)
    form = records.seal_form(row.id, replace(draft, stops=_stops(tx, at, draft, person_id, found)))
    tx.execute(update(case).where(case.c.id == row.id).values(form=form, owner_id=person_id))


def _stops(tx: Connection, at: Standing, draft: Draft, person_id: str, found: Gathered) -> list[Stop]:
    row = at.case
    mine = not whose.another_s(at.item, at.checklist)
    stands = None if draft.anyway or not mine else wallet.find(tx, at.item, at.checklist, person_id, clock.today())
    said = [Stop(say=stands["say"], do=stands["do"])] if stands else []
    failed = deciding.against(at.item, at.checklist, row.answers, (row.city, row.district), found, draft.anyway)
    said += [Stop(say=one.say, do=one.do) for one in failed]
    return [one for place, one in enumerate(said) if one not in said[:place]]
