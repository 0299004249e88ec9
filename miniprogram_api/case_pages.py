"""Two of the pages of applying, as their owner sees them: form and materials (confirm_page has the third)."""

from __future__ import annotations

from functools import partial

from app.cases import hand, holding, moves, pricing, records, rules, running, whose
from app.cases.opening import Offers
from app.cases.pinned import Standing
from app.cases.records import Case
from app.checks import form as checks
from app.checks import materials as needs
from app.checks.materials import Attached
from app.corrections import queries as corrections
from app.corrections.rules import FIELD, MATERIAL, open_fields, open_materials
from app.files import queries as files
from app.files import rules as photos
from app.forms import draft as drafts
from app.forms import prefill
from app.forms.draft import Draft
from app.kernel import clock
from app.kernel.db import Connection
from app.language import forms as language
from app.language.checklist import Item
from app.language.declare import Field, Material
from app.language.kinds.days import bound
from app.language.lookups import with_those_before
from miniprogram_api.case_view import View

SHOWN_FILLED = 6  # the rest folds away
SAME = "和退回来的是同一张，换一张。"
STEPS = ["填信息", "传照片", "核对签名"]


def form(tx: Connection, at: Standing, draft: Draft, offers: Offers, proved: bool = True) -> View:
    """The form: what is still asked, what is filled in and from where, what is wrong with it. In a correction only what was
    sent back is open, each with what the reviewer says. Not `proved`: what a register says is veiled (`prefill.secret`)."""
    row, item, checklist = at.case, at.item, at.checklist
    draft = holding.standing(tx, at, draft)
    points = corrections.points(tx, row.id) if row.state == "to_correct" else []
    reasons = {point.target: point.text for point in points if point.kind == FIELD}
    asked = {point.target: point.text for point in points if point.kind == FIELD and not point.fixed}
    open_ = open_fields(points, checklist.fields) if row.state == "to_correct" else None
    errors = checks.errors(item, row.answers, row.city, draft.values) if row.state in rules.EDITABLE else []
    wrong = {one["field"]: one["say"] for one in errors if "at" not in one} | asked
    shown, offers = (draft, offers) if proved else prefill.veiled(draft, offers, checklist.fields)
    hidden = () if proved else prefill.hidden(draft, checklist.fields)
    fields = [
        {
            **_field(field, shown, wrong, offers, open_),
            "veiled": field.id in hidden,
            "after": _after(item, field),
            "asked": reasons.get(field.id, ""),
        }
        for field in checklist.fields
    ]
    counts = checklist.counted(draft.values)
    counted = [field.id for field in checklist.fields if field.id in counts]
    gaps = checklist.gaps(draft.values)
    who = partial(whose.subject, tx, item, checklist, draft, draft.person)
    every = [field.id for field in checklist.fields]  # one that counts only once something is chosen is as much ours as the others
    filled = [key for key in every if key in draft.sources] if open_ is None else [key for key in counted if key not in open_]
    return {
        "no": row.no,
        "short": item.short,
        "item": item.id,
        "state": row.state,
        "rev": draft.rev,
        "step": 1,
        "steps": STEPS,
        "title": _title(len(counted), len(gaps)),
        "say": _tally(len(counted), [key for key in filled if key in counts], [key for key in counted if key in draft.values], gaps),
        "fields": fields,
        "given": {**checklist.given},
        "by_hand": hand.said(item, draft) if row.state in rules.EDITABLE else "",
        "groups": {
            "ask": [field.id for field in checklist.fields if field.id not in filled],
            "filled": filled[:SHOWN_FILLED],
            "more": filled[SHOWN_FILLED:],
        },
        "gaps": gaps,
        "questions": _questions(item, row, errors),
        "running": running.find(tx, item, who(), row.answers) if row.state == "draft" else None,
        "stops": draft.stops if row.state == "draft" else [],
        "signs": needs.signature(checklist) is not None,
        "notice": item.notice.read if item.notice else "",
        "bill": pricing.shown(pricing.lines(at, draft)),
        "instead": _instead(item, row),
    }


def _title(all_: int, left: int) -> str:
    """How much there is to do."""
    if not left:
        return "都填好了，看一眼就行"
    return f"{all_} 项里，只差 {left} 项" if left < all_ else f"要填 {all_} 项"


def _instead(item: Item, row: Case) -> list[dict[str, str]]:
    """The other answers, of an item that asks one question."""
    if len(item.questions) != 1:
        return []
    (question,) = item.questions
    others = [one for one in question.options if one.id != row.answers.get(question.id)]
    return [{"say": one.text, "answers": f"{question.id}:{one.id}"} for one in others]


def _tally(all_: int, filled: list[str], there: list[str], gaps: list[str]) -> str:
    """What the rest of the fields is, so that the numbers add up: ours, the person's own, and what may stay empty."""
    ours = len([key for key in filled if key in there and key not in gaps])
    own = len([key for key in there if key not in filled and key not in gaps])
    parts = ((ours, "替您填好了"), (own, "您填好了"), (all_ - ours - own - len(gaps), "可以不填"))
    said = "，".join(f"{number} 项{what}" for number, what in parts if number)
    return f"{said}。" if said else "填一项存一项，中途退出不会丢。"


def _questions(item: Item, row: Case, errors: checks.Errors) -> list[dict[str, str]]:
    """Answers that do not fit what we know: {id, ask, say}."""
    asks = {question.id: question.ask for question in item.questions}
    return [{"id": one["field"], "ask": asks[one["field"]], "say": one["say"]} for one in checks.of_answers(errors)]


def _field(field: Field, draft: Draft, wrong: dict[str, str], offers: Offers, open_: set[str] | None) -> View:
    value, source = draft.values.get(field.id), draft.sources.get(field.id)
    free = drafts.free(field, draft) and (open_ is None or field.id in open_)
    offer = offers.get(field.id) if free else None
    free = free and (field.kind != "derived" or bool(field.options))
    text = _text(field, draft)
    typed = free or bool(field.options) or not isinstance(value, str | dict)  # what other fields hang on stays itself, open or not
    return {
        **_asked(field),
        "value": value if typed else text,
        "text": text,
        "source": source,
        "editable": free,
        "many": field.many,
        "lookup": field.lookup,
        "fields": [_asked(one) for one in field.fields],
        "error": wrong.get(field.id),
        "offer": {"value": offer[0], "text": drafts.shown(field, offer[0]), "source": offer[1]} if offer else None,
    }


def _after(item: Item, field: Field) -> list[str]:
    """The fields whose values say which rows one picks from."""
    needed = with_those_before({field.lookup}, item.lookups) if field.lookup else []
    hang = frozenset[str]().union(*(one.rests_on for one in needed))
    return [one.id for one in item.fields if one.id in hang]


def _text(field: Field, draft: Draft) -> str:
    return drafts.shown(field, draft.values.get(field.id), draft.rows.get(field.id, language.NO_ROWS))


def read(field: Field, draft: Draft, proved: bool) -> str:
    """A value as it is read before it is signed: every digit of a phone number the person wrote and, once it is `proved`, what is theirs
    whole. Somebody else's number stays masked."""
    told = field.id in draft.sources
    theirs = told and proved and str(field.source).startswith(("ec-", "account"))
    if not theirs and (field.kind != "phone" or told):
        return _text(field, draft)
    return language.words(field, draft.values.get(field.id), draft.rows.get(field.id, language.NO_ROWS))


def _asked(field: Field) -> View:
    today = clock.today()
    return {
        "id": field.id,
        "label": field.label,
        "kind": field.kind,
        "options": [{"id": one[0], "text": one[1], "note": one[2]} for one in field.options],
        "hint": field.hint,
        "required": field.required,
        "max": field.max,
        "min": field.min,
        "unit": field.unit,
        "decimals": field.decimals,
        "earliest": bound(field.earliest, today),
        "latest": bound(field.latest, today),
        "landline": field.landline,
        "level": field.level,
        "material": field.material,
        "when": dict(field.when) or None,
        "pattern": field.pattern,
    }


def materials(tx: Connection, at: Standing) -> View:
    """What to give and what of it is good; what to bring is listed too."""
    row, checklist = at.case, at.checklist
    attached = records.materials(tx, row.id)
    kept = files.of_subject(tx, moves.subject(row.no))
    wanted = needs.uploads(checklist) + [one for one in checklist.materials if one.how == "bring"]
    sign = needs.signature(checklist)
    if sign and row.state == "to_correct":
        wanted.append(sign)
    points = corrections.points(tx, row.id) if row.state == "to_correct" else []
    asked = {point.target: point.text for point in points if point.kind == MATERIAL and not point.fixed}
    open_ = open_materials(points) if row.state == "to_correct" else None
    listed = [material(one, attached, kept, row.state) for one in wanted]
    for one in listed:
        one["editable"] = row.state in rules.EDITABLE and (open_ is None or one["material"] in open_)
        if str(one["material"]) in asked:
            one.update(_sent_back(asked[str(one["material"])]))
    return {
        "no": row.no,
        "state": row.state,
        "materials": listed,
        "signs": sign is not None,
        "missing": sum(
            one["how"] == "upload" and one["need"] == "must" and (one["state"] != "ok" or one["error"] is not None) for one in listed
        ),
    }


def given(tx: Connection, row: Case, one: Material) -> View:
    """One material just after a file was given for it; in a correction, whether that put it right."""
    shown = material(one, records.materials(tx, row.id), files.of_subject(tx, moves.subject(row.no)), row.state)
    points = corrections.points(tx, row.id) if row.state == "to_correct" else []
    same = shown["state"] == "ok" and any((point.kind, point.target, point.fixed) == (MATERIAL, one.id, False) for point in points)
    return {**shown, "editable": True, **(_sent_back(SAME) if same else {})}


def _sent_back(why: str) -> View:
    """What a person refused is called good nowhere, whatever the machine found (`state` is the machine's)."""
    return {"error": why, "say": why, "findings": []}


def material(one: Material, attached: dict[str, Attached], kept: dict[str, files.File], state: str = "draft") -> View:
    """One material. In a correction a signature may also be photographed on paper."""
    given = attached.get(one.id)
    file = kept.get(given.file_id) if given else None
    frame = needs.frame_of(one)
    status = "missing" if given is None else "ok" if given.ok else "bad"
    says = {
        "missing": "还没传",
        "ok": "合格" if frame or one.how == "sign" else "收到了",
        "bad": photos.summary(given.findings) if given else "",
    }
    return {
        "material": one.id,
        "name": one.name,
        "note": one.note,
        "how": "upload" if one.how == "sign" and state == "to_correct" else one.how,
        "need": one.need,
        "state": status,
        "file": {"id": file.id, "name": file.name, "size": file.size, "mime": file.mime, "url": f"/api/files/{file.id}"} if file else None,
        "findings": given.findings if given else [],
        "say": says[status],
        "error": None,
        "pdf": "pdf" in needs.look(one).kinds,
        "sample": frame is not None,
        "shape": {"width": frame.mm[0], "height": frame.mm[1]} if frame else None,
        "rules": photos.PORTRAIT_HOW if frame else [],
    }
