"""The page on which all is read once more before it goes: what, from whom, for what."""

from __future__ import annotations

from app.cases import early, noticed, pinned, pricing, records, running, service, whose
from app.cases.early import Settled
from app.cases.pinned import Standing
from app.catalog import bring
from app.catalog import words as plain
from app.checks import materials as needs
from app.checks import wallet
from app.checks.materials import Attached, lacking
from app.deadlines.rules import dates_from
from app.forms import draft as drafts
from app.forms import prefill
from app.forms.draft import Draft
from app.kernel import clock
from app.kernel.db import Connection
from app.language import forms as language
from app.language.checklist import Checklist
from app.language.declare import Field, Material
from app.language.values import text_of
from app.words.cases import CONSENT
from miniprogram_api import case_pages as pages
from miniprogram_api import filed
from miniprogram_api.case_view import View

TICKED = (True, "yes")


def confirm(tx: Connection, at: Standing, draft: Draft, proved: bool = True, known: Settled = early.NOTHING) -> View:
    """Everything once more before it goes: what, from whom, for what; the signature. `draft` with what is held for it; `known`: what
    others say of it. Not `proved`: veiled as the form is."""
    shown = draft if proved else prefill.veiled(draft, {}, at.checklist.fields)[0]
    row, item, checklist = at.case, at.item, at.checklist
    hidden = set() if proved else prefill.hidden(draft, checklist.fields)
    attached = records.materials(tx, row.id)
    today = clock.today()
    dates = dates_from(today, checklist.promise, checklist.statutory)
    sign = needs.signature(checklist)
    signed = attached.get(sign.id) if sign else None
    notice = noticed.sheet(at, draft) if proved else None
    covered = item.notice.of if item.notice and notice else ""
    what = f"{item.short}，{_who(draft)}{checklist.situation.name}"
    lines: list[View] = [{"label": "办什么", "text": what, "note": "", "edit": None, "field": None, "rows": [], "ticked": False}]
    lines += [_material_line(one, attached) for one in needs.uploads(checklist) if one.need == "must" or one.id in attached]
    verdicts = early.judged(at, draft, known)
    notes = {one["field"]: one["say"] for one in early.noted(verdicts)}
    counts = checklist.counted(draft.values)
    chosen = [field for field in checklist.fields if field.id in counts and field.id in shown.values]
    free = [one for one in chosen if drafts.free(one, draft)]
    ours = [one for one in chosen if one not in free]
    open_ = {one.id for one in free if one.kind != "held" and (one.kind != "derived" or one.options)}  # what follows is not changed there
    lines += [
        {
            "label": one.label,
            "text": pages.read(one, shown, proved),
            "note": notes.get(one.id, ""),
            "edit": "form" if one.id in open_ else None,
            "field": one.id,
            "rows": filed.rows(at, one, draft, brief=one.id == covered) if proved else [],
            "ticked": one.kind == "check" and draft.values.get(one.id) in TICKED,
        }
        for one in free + ours  # what only a register may say comes last: read, not written
    ]
    labels = {field.id: field.label for field in checklist.fields} | {one.id: one.name for one in needs.given(checklist)}
    labels |= {question.id: question.ask for question in item.questions if question.id not in labels}
    faults = service.filled(at, draft)[1] + early.errors(verdicts) + lacking(checklist, attached)
    errors = [{**one, "label": labels.get(language.field_of(one["field"]), "")} for one in faults if one.get("at") != "signature"]
    return {
        "no": row.no,
        "short": item.short,
        "title": "看一遍，没错就签名" if sign else "看一遍，没错就交",
        "lines": lines,
        "notice": filed.text(notice, "notice") if notice else None,
        "uses": _uses(checklist, chosen, draft),
        "consent": CONSENT,
        "veiled": any(one.id in hidden for one in chosen) or (not proved and any(draft.rows.values())),
        "signature": {"needed": sign is not None, "file": _file(signed)},
        "signs": [one.name for one in needs.signs(checklist)],
        "gaps": [one["label"] for one in errors],
        "errors": errors,
        "item": item.id,
        "state": row.state,
        "fee_text": plain.fee_when(checklist.figures),
        "bill": pricing.shown(pricing.lines(at, draft)),
        "facts": plain.facts(checklist.figures),
        "promise": plain.promise_text(checklist, dates.promised, today),
        "trip": bring.trip_text(checklist),
        "answers": pinned.answers(item, row, draft),
        "today": today.isoformat(),
        **_against(tx, at, draft),
        "stops": [*draft.stops, *early.stops(verdicts)] if row.state == "draft" else [],
    }


def _against(tx: Connection, at: Standing, draft: Draft) -> View:
    """What speaks against handing it in, as the item's page says it: looked at again, since much may have happened since it was begun."""
    if at.case.state != "draft":
        return {"running": None, "stands": None}
    mine = not whose.another_s(at.item, at.checklist)
    stands = wallet.find(tx, at.item, at.checklist, draft.person, clock.today()) if mine and not draft.anyway else None
    who = whose.subject(tx, at.item, at.checklist, draft, draft.person)
    return {"running": running.find(tx, at.item, who, at.case.answers), "stands": stands}


def _who(draft: Draft) -> str:
    name = text_of(draft.values, "name")
    return f"{name}本人，" if name else ""


def _material_line(one: Material, attached: dict[str, Attached]) -> View:
    given = attached.get(one.id)
    text = "还没传" if given is None else "合格" if given.ok else "要换一张"
    return {"label": one.name, "text": text, "note": "", "edit": "materials", "field": one.id, "rows": [], "ticked": False}


def _uses(checklist: Checklist, chosen: list[Field], draft: Draft) -> list[dict[str, str]]:
    """One line each: what, from whom, for what. All of it: what is fetched, what the form took from elsewhere, what the person filled
    in and sent."""
    fetched = [one for one in checklist.materials if one.how == "fetch" and (one.certificate or one.provider)]
    uses = [
        {"what": f"{one.name}信息", "from": f"{one.provider}提供" if one.provider else "", "why": one.use or "办这件事"} for one in fetched
    ]
    taken: dict[str, list[str]] = {}
    for field in chosen:
        if field.kind == "check":
            continue  # a sentence that is agreed to tells nobody anything of the person
        taken.setdefault(draft.sources.get(field.id, ""), []).append(field.label)
    filled = taken.pop("", [])
    for source, labels in taken.items():
        if not any(one.name in (source, f"居民{source}") for one in fetched):
            uses.append({"what": "、".join(labels), "from": f"来自{source}", "why": "替您填在申请表里"})
    if filled:
        uses.append({"what": "、".join(filled), "from": "您填的", "why": "写在申请表里"})
    own = [one.name for one in needs.uploads(checklist) + needs.signs(checklist)]
    if own:
        uses.append({"what": "、".join(own), "from": "您上传", "why": "只用来办这件事，不作他用"})
    return uses


def _file(signed: Attached | None) -> dict[str, str] | None:
    return {"id": signed.file_id, "url": f"/api/files/{signed.file_id}"} if signed else None
