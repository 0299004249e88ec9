"""A case as its owner sees it: on a card, in full, and what is to be put right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date

from app.cases import collecting, moves, pinned, queries, records, rules, served
from app.cases.queries import TURNS, Page, Whole
from app.cases.records import Action, Case, Listed, Words
from app.catalog import bring
from app.catalog import words as plain
from app.certificates.kinds import kinds
from app.corrections.queries import Stored
from app.kernel import clock
from app.kernel.masks import mask_name
from app.language.checklist import Checklist, Item
from app.offices import remedies
from app.participants.queries import Stored as Asked
from app.participants.rules import ASKED, push_wait
from app.participants.service import PAGE
from app.participants.words import STATES, minutes
from app.supervision.queries import light
from app.supervision.rules import DRAFT_LIVES
from app.words import cases as words
from app.words import papers, parcels
from miniprogram_api import filed
from miniprogram_api import office_view as offices

View = dict[str, object]  # what is shown, as JSON: the schemas say what stands in it

AGREE = "同意"  # the step of the others
ACTS = {
    "draft": ("接着填", "form"),
    "to_correct": ("去改", "correct"),
    "to_pay": ("去交费", "pay"),
}
BEFORE_TRIP = ("draft", "submitted", "pre_check")  # once it is accepted, everything is there
DECIDED = ("approved", "delivering", "done")
WITHOUT_RESULT = ("denied", "rejected", "terminated", "withdrawn", "lapsed")


def mine(page: Page) -> View:
    """A page of cards."""
    cards = [card(one.case, pinned.of(one.case.version), one.points, denied=one.refused, collect=one.collect) for one in page.cases]
    return {"cases": cards, "counts": page.counts, "next": page.following}


def card(
    row: Listed, item: Item, points: Sequence[Stored], reason: str = "", ended: date | None = None, denied: bool = False, collect: str = ""
) -> View:  # fmt: skip
    """A case on one card: whose turn, what, until when."""
    left = sum(point.fixed_at is None for point in points)
    pickup = row.state == "delivering" and collecting.ready(row)
    shown: moves.Seen = {
        "points": len(points),
        "points_left": left,
        "mend": _to_mend(item, points),
        "reason": reason,
        "paid": row.paid_at is not None,
        "denied": denied,
        "pickup": pickup,
        "collect": collect,
        "ended": ended or clock.china(row.updated_at).date(),
    }
    word, tone, title, say = words.card(moves.facts_of(row, item, row.state, **shown))
    if row.state == "draft" and row.erase_on and row.erase_on >= clock.china(row.updated_at).date() + DRAFT_LIVES:
        say = words.draft_goes(row.erase_on, clock.today())
    act = ACTS.get(row.state)
    return {
        "no": row.no,
        "no_text": rules.number_text(row.no),
        "item": item.id,
        "short": item.short,
        "name": item.name,
        "icon": item.icon,
        "state": row.state,
        "outcome": row.outcome,
        "turn": row.state in TURNS,
        "tone": tone,
        "word": word,
        "title": title,
        "say": say,
        "by": row.promised_on.isoformat() if row.promised_on else None,
        "act": {"text": act[0], "to": act[1]} if act else None,
        "updated_at": clock.rfc3339(row.updated_at),
    }


def _to_mend(item: Item, points: Sequence[Stored]) -> tuple[str, ...]:
    """What is still to be put right, each once, as the form and the list of materials call it."""
    called = {one.id: one.label for one in item.fields} | {one.id: one.name for one in item.materials}
    return tuple(dict.fromkeys(called.get(one.target, one.target) for one in points if one.fixed_at is None))


def one(found: Whole, urged: date | None = None, proved: bool = False) -> View:
    """One case in full (the order and the recommendations are its view's to add). `urged`: when its department was told it is late;
    `proved`: the face was shown, for what registers say."""
    row, item, checklist = found.standing.case, found.standing.item, found.standing.checklist
    actions, said, noted = found.actions, found.said, found.noted
    points = next((noted[action.id] for action in actions if action.id in noted), [])
    no_ = queries.refused(row)
    decided = next((action for action in actions if action.to == "denied"), None) if no_ else actions[0] if actions else None
    reason = (said[decided.id].get("reason") or "") if decided else ""
    there = collecting.place(row, item, checklist) if row.state in collecting.MADE and not no_ and not _sent(row) else None
    gone = _gone(row, checklist)
    told = [action for action in actions if offices.told(said[action.id])]
    starts = next((action for action in reversed(told) if action.to == "accepted"), None)
    return {
        **card(row, item, points, reason, denied=no_, collect=there.say if there else ""),
        "item_version": row.version,
        "unit": pinned.unit(row, item),
        "applicant": found.applicant,
        "promise": {
            "by": row.promised_on.isoformat() if row.promised_on else None,
            "text": _due(found, urged),
            "statutory_by": row.legal_on.isoformat() if row.legal_on else None,
            "provisional": bool(row.provisional),
            "starts": plain.clock_starts(item, checklist) if row.promised_on and row.state not in (*rules.ENDED, "delivering") else "",
        },
        "light": light(row),
        "answers": pinned.answers(item, row),
        "participants": [asked(one) for one in found.asked],
        "offices": offices.parts(found),
        "fee_text": _fee(row, item, checklist, no_),
        "trip": _trip(row, checklist, there),
        "collect": there and asdict(there),
        "steps": _steps(_way(found), plain.trip_step(checklist), pinned.making(row, item), row.state, row.paid_at is not None),
        "timeline": _timeline(found, told, starts),
        "delivery": _delivery(found),
        "parcel": _parcel(found),
        "payment": None,
        "certificate": _certificate(row, item),
        "vouchers": found.vouchers,
        "filed": filed.filed(found.standing, records.open_form(row)) if proved and item.lookups and row.submitted_at else [],
        "papers": filed.served(served.of(actions, said)),
        "can": _can(row),
        "refund_say": words.BACK_BEFORE if _can(row)["refund"] and not item.price else None,
        "hotline": item.hotline,
        "stays": "".join(papers.stays_void(name, undone) for name, undone in gone) if _for_nothing(row, no_) else "",
        "stays_if_withdrawn": "".join(papers.void_already(name) for name, _ in gone) if _can(row)["withdraw"] else "",
        "remedy": _remedy(row, item, "denied" if no_ else row.state, decided, said),
        "next": [],
        "following": [],
    }


def _due(found: Whole, urged: date | None) -> str:
    """Until when it is done; while it waits for its fee, how long that takes from the day it is paid."""
    row, checklist = found.standing.case, found.standing.checklist
    if row.state in rules.ENDED:
        return ""
    if row.state == "to_pay":
        return queries.after_paying(row, checklist).rstrip("。")
    return words.due_text(row.promised_on, clock.today(), bool(row.provisional), urged, at_once=found.standing.item.at_once_in(row.answers))


def _trip(row: Case, checklist: Checklist, there: collecting.Place | None) -> str | None:
    """What one still has to go for: the counter until it is accepted, the hall until it is said where."""
    if row.state in BEFORE_TRIP:
        return bring.trip_text(checklist)
    over = there or row.state in WITHOUT_RESULT or row.state in ("delivering", "done")
    return None if over else bring.fetch_text(checklist) or None


def _way(found: Whole) -> list[str]:
    """The way, and where others agree on it."""
    way = plain.steps(found.standing.item, found.standing.checklist, records.delivery(found.standing.case))
    return [*way[:1], AGREE, *way[1:]] if found.asked else way


def asked(one: Asked) -> View:
    """Somebody who must agree, as the applicant sees them."""
    text, tone = STATES[one.state]
    open_ = one.state == ASKED and clock.now() < one.until
    wait = push_wait(one.pushes, one.pushed_at, one.asked_at, clock.now()) if open_ else None
    return {
        "id": one.id,
        "role": one.text.label,
        "name": mask_name(one.named.name),
        "state": one.state,
        "text": text,
        "tone": tone,
        "until": clock.rfc3339(one.until),
        "answered_at": clock.rfc3339(one.answered_at) if one.answered_at else None,
        "why": one.why_not if one.reason_open else "",
        "link": f"{PAGE}?k={one.link}" if open_ else None,
        "push": None if wait is None else minutes(wait) if wait else 0,
    }


def _timeline(found: Whole, told: Sequence[Action], starts: Action | None) -> list[View]:
    """All that happened, latest first. What was said to be through before its fee was asked for was looked through, and not decided."""
    at = found.standing
    lines: list[View] = []
    called = {one.id: one.label for one in at.checklist.fields} | {one.id: one.name for one in at.checklist.materials}
    before_fee = at.case.fee_fen > 0
    refused = next((n for n, action in enumerate(told) if action.to == "denied"), 0)
    for n, action in reversed(list(enumerate(told))):
        line = _line(at.case, at.item, action, found.said[action.id], found.noted.get(action.id, []), action is starts, called)
        if action.to == "approving" and before_fee and "office" not in found.said[action.id]:
            line["title"] = words.looked_through(bool(at.item.price))
        if n < refused and action.to in words.AFTER_NO:
            line |= {"title": words.AFTER_NO[action.to], "tone": "bad"}
        before_fee = before_fee and action.to != "to_pay"
        lines.insert(0, line)
    return lines


def _line(
    row: Case, item: Item, action: Action, said: Words, asked: list[Stored], starts: bool, called: Mapping[str, str]
) -> View:  # fmt: skip
    """One move as the resident reads it: the department's own words where there are any. `starts`: the clock runs from here."""
    paid = action.role == rules.PAYMENT
    title, tone = words.MOVE.get(action.to, ("", "brand"))
    title = "收到您交的费" if paid else words.LONG.get(action.to, title)
    if action.to == "delivering" and records.open_courier(row).get("way") == "pickup":
        title = words.READY
    title = offices.title(item, said) or title
    say = said.get("reason") or said.get("opinion") or ""
    if starts and row.promised_on:
        say = say or "办理时间从这天算起"
    points = [{"name": called.get(one.target), "text": one.say, "fixed": one.fixed_at is not None} for one in asked]
    if say.rstrip("。") in [one.say.rstrip("。") for one in asked]:
        say = ""  # it stands below, as what is to be mended
    return {
        "at": clock.rfc3339(action.at),
        "title": title,
        "say": say,
        "tone": tone,
        "unit": said["unit"],
        "by": said["by"],
        "points": points,
    }


def _steps(names: list[str], trip: str | None, making: str, state: str, paid: bool) -> list[dict[str, str]]:
    """Where it stands: each step done, now or later. A fee that was not paid is no step behind anybody."""
    if not paid and state in DECIDED:
        names = [name for name in names if name != "交费"]
    now = _stage(names, trip, making, state, paid)
    waits = paid and state == "approving" and plain.APPROVAL not in names  # it is paid and not decided: nothing is being made yet
    return [{"name": name, "state": "done" if n < now else "now" if n == now and not waits else "later"} for n, name in enumerate(names)]


def _stage(names: list[str], trip: str | None, making: str, state: str, paid: bool) -> int:
    places = {name: n for n, name in enumerate(names)}
    review = places.get("审核", places.get(plain.FIRST_LOOK, 0))
    if state == "draft":
        return 0
    if state == "to_agree":
        return places.get(AGREE, 0)
    if state == "done":
        return len(names)
    if trip and state in BEFORE_TRIP:
        return places[trip]
    if state == "to_pay":
        return places.get("交费", review)
    if state == "delivering":
        return len(names) - 1
    if state == "approving" and paid and plain.APPROVAL in places:
        return places[plain.APPROVAL]
    if state == "approved" or (state == "approving" and paid):
        return places.get(making, len(names) - 1)
    return review


def _gone(row: Case, checklist: Checklist) -> list[tuple[str, str]]:
    """What handing it in did away with for good: its name, and what one does who has no new one."""
    void = [one for one in checklist.effects if one.do == "revoke" and one.at == "submitted"] if row.submitted_at else []
    return [(kinds()[one.cert].name, one.undone) for one in void]


def _for_nothing(row: Case, denied: bool) -> bool:
    """It ended and nothing was granted."""
    return denied or row.state in WITHOUT_RESULT


def _remedy(row: Case, item: Item, state: str, decided: Action | None, said: Mapping[str, Words]) -> dict[str, str] | None:
    """What can be done against a no; `decided`: the step that said it."""
    if state not in remedies.DECISIONS or decided is None:
        return None
    found = remedies.of(item.department, pinned.place(row, item), clock.china(decided.at).date())
    served_too = [paper["title"] for paper in said[decided.id].get("papers") or ()]
    return {**asdict(found), "paper": papers.on_paper(state, served_too, str(item.hotline["phone"]))} if found else None


def _sent(row: Case) -> dict[str, str] | None:
    """The courier that has it; None while none has, and where it is fetched."""
    courier = records.open_courier(row)
    return None if not courier or courier.get("way") == "pickup" else courier


def _delivery(found: Whole) -> View | None:
    row = found.standing.case
    courier = _sent(row)
    if courier is None:
        return None
    company, waybill, phone = (courier.get(key, "") for key in ("company", "waybill", "phone"))
    return {"company": company, "waybill": waybill, "phone": phone, "say": parcels.says(company, found.way.state, row.state == "done")}


def _parcel(found: Whole) -> View | None:
    """What a courier said of it; nothing before the first word."""
    row, way = found.standing.case, found.way
    if not way.track:
        return None
    closed = row.state == "done"
    track = [
        {"at": one["at"], "title": parcels.KINDS[one["kind"]], "say": one["say"], "tone": parcels.tone(one["kind"])} for one in way.track
    ]
    do = "" if closed else parcels.to_do(way.state, pinned.unit(row, found.standing.item))
    return {"do": do, "tone": "done" if closed else parcels.tone(way.state), "track": track}


def _fee(row: Case, item: Item, checklist: Checklist, denied: bool) -> str:
    """What it costs, as long as it may still come; once it ended without a result, what was charged. Empty where a counter may have
    taken something that we know nothing of."""
    computed = bool(item.price and row.submitted_at)
    text = plain.yuan(row.fee_fen) if computed and row.fee_fen else plain.FREE if computed else plain.fee_text(checklist.figures)
    if row.paid_at or not (denied or row.state in WITHOUT_RESULT) or text == plain.FREE:
        return text
    charged_here = row.fee_fen and (computed or not checklist.figures.price.unfixed)
    return "没有收费" if charged_here or not row.submitted_at else ""


def _can(row: Case) -> dict[str, bool]:
    """`refund`: taking it back gives back a fee that was paid."""
    withdraw = rules.may(row.state, "withdrawn", rules.APPLICANT)
    return {
        "withdraw": withdraw,
        "refund": withdraw and row.paid_at is not None,
        "pay": row.state == "to_pay",
        "correct": row.state == "to_correct",
        "edit": row.state in rules.EDITABLE,
        "reopen": row.state == "to_agree",
    }


def _certificate(row: Case, item: Item) -> dict[str, str] | None:
    """What it ended in, to be seen in the wallet. A receipt stands beside what was paid."""
    kind = kinds().get(str(item.result.get("cert")))
    if row.certificate_id is None or (kind and kind.receipt):
        return None
    return {"id": row.certificate_id, "name": kind.name if kind else item.name}
