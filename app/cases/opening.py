"""Opening a page of a case: whose it is, who may go on, what is known of the form by now."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import Connection, update

from app.cases import pinned, records
from app.cases.models import case
from app.cases.pinned import Standing
from app.cases.records import Case
from app.forms import prefill, reading
from app.forms.draft import Draft
from app.identity.papers import ID_CARD, PAPERS
from app.identity.rules import FACE, REAL_NAME
from app.kernel.errors import Forbidden
from app.language.checklist import Checklist, Item

Offers = dict[str, tuple[str, str]]


def opened(tx: Connection, no: str, owners: Collection[str]) -> Standing:
    """The caller's case with its item and checklist."""
    return pinned.standing(records.get(tx, no, owners))


def needs_person(checklist: Checklist, person_id: str | None) -> None:
    """A form that is filled from certificates, or picks from what registers know of somebody, waits for the real name: before that it
    could only count what it does not know. Raises Forbidden `real_name_needed`."""
    proved = any(str(field.source or "").startswith("ec-") or field.lookup for field in checklist.fields)
    if person_id is None and proved and checklist.needs_level >= REAL_NAME:
        raise Forbidden("real_name_needed", "填上您是谁，其余的我们替您填", "填姓名和身份证号，一次就行", level=REAL_NAME)


def needs_id_card(item: Item, checklist: Checklist, paper: str | None) -> None:
    """What is filled in from an id card, or asks for a face, is not for the holder of another paper, unless the item is open to
    it. Raises Forbidden `id_card_needed`: who may have it at a window is told so, anybody else whom to ask."""
    if paper in (None, ID_CARD):
        return
    numbered = any(str(field.source or "") == "ec-idcard.公民身份号码" for field in checklist.fields)
    if paper in item.papers:
        if checklist.needs_level >= FACE:
            name = PAPERS[paper].name
            raise Forbidden("id_card_needed", f"{name}也能办，只是手机上刷脸只认居民身份证", f"带{name}去窗口办")
    elif numbered or checklist.needs_level >= FACE:
        phone = item.hotline["phone"]
        raise Forbidden("id_card_needed", "这件事在手机上只能用居民身份证办", f"用别的证件能不能办、去哪里办，打 {phone} 问一问")


def draft_of(tx: Connection, at: Standing, account_id: str, person_id: str | None) -> tuple[Draft, Offers]:
    """The draft with what we know by now, and what we know instead of what the person put; nothing is written."""
    draft, fields = records.open_form(at.case), at.checklist.fields
    if at.case.state != "draft":
        return draft, {}
    values, sources = prefill.known(tx, fields, account_id, person_id)
    whole = prefill.merged(draft, values, sources, fields, person_id)
    return whole, prefill.offers(whole, values, sources)


def shown(at: Standing, draft: Draft, whole: bool) -> Draft | None:
    """The draft as it was just shown; None where nothing is to be kept of that. `whole`: nothing was veiled."""
    if at.case.state != "draft":
        return None
    seen = replace(draft, unread=[] if whole else reading.to_read(at.checklist.fields))
    return seen if seen != records.open_form(at.case) else None


def read(tx: Connection, row: Case, seen: Draft) -> None:
    """What was shown stands in the draft, so that what is handed in is what was read. Whoever wrote meanwhile is not written over: it is
    shown, and read, again."""
    now = records.find(tx, row.no, lock=True)
    if now is not None and (now.state, now.form) == (row.state, row.form):
        tx.execute(update(case).where(case.c.id == row.id).values(form=records.seal_form(row.id, seen)))
