"""Everything of somebody's cases, opened, for the file they may take with them: form, materials, moves, corrections, courier."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

from sqlalchemy import Connection, select

from app.cases import deciding, parcels, passing, pinned, records, rules
from app.cases.models import case, case_action
from app.cases.moves import subject
from app.cases.records import ACTIONS, CASES, Action, Case
from app.catalog.words import fee_text
from app.corrections import queries as corrections
from app.files import queries as files
from app.forms.draft import Draft
from app.kernel import clock, paging
from app.language import forms
from app.language.checklist import Checklist
from app.participants import export as participants
from app.words import cases as words
from app.words import offices as office_words
from app.words import parcels as parcel_words

VERDICTS = {"pass": "符合", "fail": "不符合", "unknown": "由人来看"}
UNSAFE = str.maketrans(dict.fromkeys('/\\:*?"<>|', "_"))


def cases(tx: Connection, owners: Collection[str], after: str | None) -> tuple[list[dict[str, object]], str | None]:
    """A page of whole cases, latest first, and the mark of the next page."""
    query = CASES.query.where(case.c.owner_id.in_(list(owners)))
    rows = CASES.all(tx, paging.beyond(query, paging.read(after), case.c.created_at, case.c.id))
    shown, following = paging.cut(rows, lambda row: paging.Mark(row.created_at, row.id))
    return [_whole(tx, row) for row in shown], following


def consents(tx: Connection, owners: Collection[str], after: str | None) -> tuple[list[dict[str, object]], str | None]:
    """What was agreed to, when each case was handed in."""
    query = CASES.query.where(case.c.owner_id.in_(list(owners)), case.c.submitted_at.is_not(None))
    rows = CASES.all(tx, paging.beyond(query, paging.read(after), case.c.created_at, case.c.id))
    shown, following = paging.cut(rows, lambda row: paging.Mark(row.created_at, row.id))
    told: list[dict[str, object]] = [
        {"no": row.no, "name": pinned.of(row.version).name, "at": _at(row.submitted_at), "agreed": words.CONSENT} for row in shown
    ]
    return told, following


def numbers(tx: Connection, owners: Collection[str]) -> list[str]:
    """The numbers of all of them, oldest first."""
    return list(tx.execute(select(case.c.no).where(case.c.owner_id.in_(list(owners))).order_by(case.c.created_at)).scalars())


def file_names(tx: Connection, no: str) -> Iterator[tuple[str, files.File]]:
    """Where each file of a case lies in the bundle; the name its owner gave it stays recognisable."""
    for one in files.of_subject(tx, subject(no)).values():
        ending = "" if "." in one.name[-6:] else {"image/jpeg": ".jpg", "image/png": ".png", "application/pdf": ".pdf"}.get(one.mime, "")
        yield f"files/{no}/{one.id[-6:]}-{one.name.translate(UNSAFE)}{ending}", one


def _form(checklist: Checklist, draft: Draft) -> list[dict[str, object]]:
    """What stands in the form; `in_words` where that is more than the value itself."""
    known = {field.id: field for field in checklist.fields}
    found = []
    for key, value in draft.values.items():
        row = {"label": known[key].label if key in known else key, "value": value, "source": draft.sources.get(key)}
        said = forms.words(known[key], value, draft.rows.get(key, forms.NO_ROWS)) if key in known else ""
        found.append({**row, "in_words": said} if said and said != value else row)
    return found


def _whole(tx: Connection, row: Case) -> dict[str, object]:
    item = pinned.of(row.version)
    checklist = pinned.needed(item, row)
    draft = records.open_form(row)
    actions = ACTIONS.all(tx, ACTIONS.query.where(case_action.c.case_id == row.id).order_by(case_action.c.id))
    points = corrections.all_of(tx, [row.id])
    given = {attached.file_id: material for material, attached in records.materials(tx, row.id).items()}
    names = {one.id: one.name for one in checklist.materials}
    return {
        "no": row.no,
        "name": item.name,
        "state": words.CARD.get(row.state, (words.MOVE[row.state][0] if row.state in words.MOVE else row.state, ""))[0],
        "state_code": row.state,
        "outcome": words.OUTCOMES.get(row.outcome or ""),
        "unit": pinned.unit(row, item),
        "city": row.city,
        "district": row.district,
        "answers": {one["ask"]: one["text"] for one in pinned.answers(item, row)},
        "fee_text": fee_text(checklist.figures),
        "fee_fen": row.fee_fen,
        "begun_at": _at(row.created_at),
        "handed_in_at": _at(row.submitted_at),
        "accepted_at": _at(row.accepted_at),
        "paid_at": _at(row.paid_at),
        "promised_on": row.promised_on.isoformat() if row.promised_on else None,
        "erase_on": row.erase_on.isoformat() if row.erase_on and row.state == "draft" else None,
        "form": _form(checklist, draft),
        "materials": [
            {"material": names.get(given.get(one.id, ""), "以前传的"), "file": name, "size": one.size, "sha256": one.sha256}
            for name, one in file_names(tx, row.no)
        ],
        "moves": [_move(action) for action in actions],
        "corrections": [{"text": one.say, "fixed_at": _at(one.fixed_at)} for one in points],
        "checks": [
            {"text": one["text"], "verdict": VERDICTS[one["verdict"]], "why": one["why"], "at": one["at"]}
            for one in deciding.told(tx, row, checklist)
        ],
        "courier": records.open_courier(row),
        "track": [
            {"state": parcel_words.KINDS.get(way.state, "寄出了"), "said": [{"at": one["at"], "text": _heard(one)} for one in way.track]}
            for way in parcels.all_of(tx, row.no)
        ],
        **({"offices": [_office(one) for one in passing.of_case(tx, row.id)]} if item.course else {}),
        **({"participants": participants.of_case(tx, row.no)} if item.participants else {}),
    }


def _heard(one: parcels.Said) -> str:
    return "，".join(part for part in (parcel_words.KINDS[one["kind"]], one["say"]) if part)


def _move(action: Action) -> dict[str, object]:
    said = records.open_words(action)
    who = {rules.APPLICANT: "您", rules.PAYMENT: "缴费", rules.PARTICIPANT: "对方", rules.CLOCK: "到时间", rules.COURIER: "快递"}.get(
        action.role, "部门"
    )
    move = words.MOVE[action.to if action.to in words.MOVE else said["step"]][0]
    return {"at": _at(action.at), "move": move, "role": who, **said}


def _office(one: passing.Stand) -> dict[str, object]:
    dates = {"began_at": _at(one.began_at), "due_on": one.due_on.isoformat() if one.due_on else None, "decided_at": _at(one.decided_at)}
    return {"office": one.office, "department": one.department, "state": office_words.STATES[one.state][0], **dates, "said": one.said}


def _at(moment: datetime | None) -> str | None:
    return clock.rfc3339(moment) if moment else None
