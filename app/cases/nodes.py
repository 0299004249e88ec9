"""What the department and the payment do to a case: nodes in, moves out. The same event told twice is done once."""

from __future__ import annotations

from dataclasses import replace
from typing import Required, TypedDict

from sqlalchemy import Connection, bindparam, select, update

from app.cases import collecting, holding, moves, parcels, passing, pinned, pricing, prints, records, rules, slotting
from app.cases.models import case, case_action
from app.cases.moves import Changes
from app.cases.passing import Sends, Step
from app.cases.pinned import Standing
from app.cases.records import Case, Paper, Words
from app.cases.rules import DEPARTMENT, FEE_BACK, PAYMENT
from app.catalog.words import yuan
from app.certificates import faces
from app.certificates.kinds import kinds
from app.corrections import rules as corrections
from app.corrections.service import note
from app.deadlines import rules as deadlines
from app.deadlines import timers
from app.events.money import FeeReleased, PaymentDue
from app.kernel import clock, writes
from app.kernel.errors import Conflict, Refused
from app.kernel.events import Event, emit_all
from app.kernel.jsons import Json
from app.language.checklist import Item
from app.language.declared import DELIVERY, PICKUP
from app.words import cases as words
from app.words import papers as papers_words

# Made once: a statement put together for each call costs a third of sending it.
_KNOWN = select(case_action.c.to, case_action.c.event_print).where(case_action.c.event_key == bindparam("key"))
_SAID = records.ACTIONS.query.where(case_action.c.id == bindparam("action"))
_SAID_NO = select(case_action.c.id).where(case_action.c.case_id == bindparam("id"), case_action.c.to == "denied").limit(1)


class Delivery(TypedDict, total=False):
    """The courier."""

    company: str
    waybill: str
    phone: str


class Node(TypedDict, total=False):
    """One step as a department tells it (department_api/cases.py); `node` is the state it leads to. `office`: which of several it is;
    `sends`: what it passes on to those after it."""

    event_id: Required[str]
    node: Required[str]
    at: str
    unit: Required[str]
    by: str
    opinion: str
    points: list[corrections.Told]
    result: dict[str, Json] | None
    delivery: Delivery | None
    papers: list[Paper]
    reason: str
    days: int | None
    office: str
    sends: Sends


class Taken(TypedDict):
    """What became of it. `outcome`: what the case was concluded with, by this step or before a step that follows it."""

    case_no: str
    status: str
    outcome: str | None


def take(tx: Connection, department: str, no: str, node: Node) -> Taken:
    """One node from `department`. Returns {case_no, status, outcome}.

    Raises NotFound for a case that is not theirs, Conflict `impossible_move`, `fee_paid`, Refused `event_reused`, `reason_needed`,
    `fee_unpaid`, what note raises, `correction_reason_needed`, `extension_refused`, `result_unreadable`, and where several offices
    decide `office_unknown`, `not_your_point`; then nothing was stored.
    """
    row = records.find(tx, no, lock=True)
    if row is None or row.state == "draft" or row.submitted_at is None:
        raise passing.unknown()
    passing.theirs(row, pinned.of(row.version).course, department, node.get("office"))
    key, print_ = prints.key(department, node["event_id"]), prints.of(no, node)
    known = tx.execute(_KNOWN, {"key": key}).first()
    if known:
        if known.event_print not in (print_, prints.plain(no, node)):
            raise Refused("event_reused", "同一个事件编号发来了不同的内容", "换一个事件编号")
        return _taken(row, _status(tx, key) if known.to == rules.OFFICE else known.to)
    to = str(node["node"])
    at = pinned.standing(row)
    step = passing.step(tx, at, department, node.get("office"), to, node.get("points") or []) if at.item.course else None
    if step and step.leads is None:
        return _beside(tx, at, step, node, key, print_)
    moves.require(row, to, role := step.role if step else DEPARTMENT)
    if to == "to_pay":
        at = pricing.of_today(at)
        row = at.case
    if to == "approved":
        _require_face(at.item, node)
    _require_reason(row, to, node)
    changes = _changes(tx, at, to, node)
    no_ = denied(tx, row, to)
    if to in words.AFTER and row.outcome is None:  # decided by code from before outcomes
        changes["outcome"] = rules.OUTCOMES["denied" if no_ else "approved"]
    said = _said(node, step)
    action_id = moves.make(tx, row, to, role, node["unit"], node.get("by") or "", said=said, event_key=key, event_print=print_, **changes)
    if to == "delivering":
        parcels.sent(tx, no, **_sent(node))
    if step:
        passing.take(tx, at, step, to, _of_office(node, action_id))
    slotting.told(tx, no, at.item, to)
    if to == "approved":
        holding.granted(tx, row, at.item)
    elif to in rules.REASONED:
        holding.released(tx, no, at.item)
    points: tuple[str, ...] = ()
    if to == "to_correct":
        points = note(tx, row.id, at.checklist, records.open_form(row), action_id, node.get("points") or [])
    tell(tx, at, to, node, changes, points, no_)
    return _taken(replace(row, outcome=changes.get("outcome", row.outcome)), to)


def _beside(tx: Connection, at: Standing, step: Step, node: Node, key: bytes, print_: bytes) -> Taken:
    """A step of one office that leaves the case where it is."""
    row, to = at.case, str(node["node"])
    _require_face(at.item, node)
    action_id = moves.beside(tx, row, {**_said(node, step), "unit": node["unit"][:60], "by": (node.get("by") or "")[:60]}, key, print_)
    told = passing.take(tx, at, step, to, _of_office(node, action_id))
    if papers := node.get("papers"):
        told.append(moves.message(row, at.item, "served", papers_words.served(papers[0]["title"])))
    if told:
        emit_all(tx, *told)
    return _taken(row, row.state)


def _said(node: Node, step: Step | None) -> Words:
    said: Words = {"opinion": node.get("opinion"), "reason": node.get("reason"), "result": node.get("result"), "days": node.get("days")}
    said["papers"] = node.get("papers") or []
    return {**said, "office": step.office.id, "step": node["node"]} if step else said


def _of_office(node: Node, action_id: str) -> passing.Said:
    """What the office said, as it is kept with its part; what it does not say again stays."""
    said: passing.Said = {"unit": node["unit"][:60], "by": (node.get("by") or "")[:60], "opinion": node.get("opinion") or ""}
    if node.get("reason"):
        said["reason"] = node["reason"]
    if node.get("sends"):
        said["sends"] = node["sends"]
    return {**said, "action": action_id} if node.get("result") else said


def _status(tx: Connection, key: bytes) -> str:
    """Where the case stood when an office said this."""
    row = records.ACTIONS.one(tx, records.ACTIONS.query.where(case_action.c.event_key == key))
    return str(records.open_words(row)["status"])


def paid(tx: Connection, no: str) -> bool:
    """The fee is settled: back to the department. False when the case does not wait for it (any more): it is noted, and one
    that has ended without a result gives it back."""
    row = records.find(tx, no, lock=True)
    if row is None:
        return False
    if not rules.may(row.state, "approving", PAYMENT):
        tx.execute(update(case).where(case.c.id == row.id, case.c.paid_at.is_(None)).values(paid_at=clock.now()))
        if (end := row.outcome or row.state) in FEE_BACK:
            emit_all(tx, released(row, end))
        return False
    at = pinned.standing(row)
    item = at.item
    said: Words = {"opinion": f"收到您交的 {yuan(row.fee_fen)}。"}
    later = moves.resumed(at, clock.today())
    moves.make(tx, row, "approving", PAYMENT, pinned.unit(row, item), "", said=said, paid_at=clock.now(), **later)
    moves.tell(tx, row, item, "approving", moves.facts_of(row, item, "approving", paid=True))
    return True


def given_back(tx: Connection, no: str) -> None:
    """All of the fee has gone back while the case goes on: it counts as not paid, and may be asked for again."""
    row = records.find(tx, no, lock=True)
    if row is not None and row.state not in rules.ENDED:
        tx.execute(update(case).where(case.c.id == row.id).values(paid_at=None))


def bill_lapsed(tx: Connection, no: str) -> None:
    """The bill's time ran out. While the case still waits for its fee the resident is told what is possible."""
    row = records.find(tx, no)
    if row is not None and row.state == "to_pay":
        emit_all(tx, moves.message(row, pinned.of(row.version), "bill_lapsed", words.BILL_LAPSED))


def released(row: Case, to: str) -> FeeReleased:
    """The fee is owed no more. Who gets nothing gets it back; who goes on without having paid keeps nothing to pay."""
    reason = "asked_for" if to == "withdrawn" else "not_granted"
    return FeeReleased(subject=moves.subject(row.no), reason=reason, keep_paid=to not in FEE_BACK)


def keep_certificate(tx: Connection, no: str, certificate_id: str) -> None:
    """The certificate this case yielded."""
    writes.update(tx, case, {"no": no}, {"certificate_id": certificate_id, "updated_at": clock.now()})


def result_of(tx: Connection, action_id: str) -> dict[str, Json]:
    """The result a department sent with `approved`; empty when there was none."""
    row = records.ACTIONS.first(tx, _SAID, action=action_id)
    return dict(records.open_words(row).get("result") or {}) if row else {}


def _changes(tx: Connection, at: Standing, to: str, node: Node) -> Changes:
    """Columns that change with this move: the clock, the courier."""
    row, today, now = at.case, clock.today(), clock.now()
    if to == "to_correct":
        if row.corrections and not node.get("reason"):
            raise Refused("correction_reason_needed", "已经一次性告知过，再要补正得写明理由", "在 reason 里写明理由")
        form = records.seal_form(row.id, corrections.returned(records.open_form(row), records.materials(tx, row.id)))
        since = row.stopped_at or now  # an office elsewhere had it: the clock stood still already
        return {"stopped_at": since, "corrections": row.corrections + 1, "correct_by": deadlines.correct_until(today), "form": form}
    if to == "special":
        return {"stopped_at": now}
    if to == "accepted" and row.accepted_at is None:
        return {"accepted_at": now, "stopped_at": None, **_dates(tx, at)}
    if to == "extended":
        return _extension(row, node)
    if to == "to_pay" and row.fee_fen <= 0:
        raise Conflict("impossible_move", "这件事不在手机上收费", "直接作出决定", state=row.state, allowed=[])
    if to == "to_pay" and row.paid_at is not None:
        raise Conflict("fee_paid", "这件事的费用已经交过了", "直接作出决定", state=row.state)
    if to == "to_pay":
        computed: Changes = {"fee_fen": row.fee_fen, "form": row.form} if at.item.price and row.form is not None else {}
        return {**computed, "pay_by": timers.pay_until(today), "stopped_at": now}
    if to == "delivering":
        courier = {name: str(value)[:40] for name, value in _parcel(node).items()}
        if collecting.laid_out(courier["company"], courier["waybill"], records.open_form(row).values.get(DELIVERY)):
            courier["way"] = PICKUP
        given = row.outcome != rules.OUTCOMES["denied"]
        ready = timers.first(timers.Clock(to, ready=now), now) if "way" in courier and given else None
        return {"courier": records.seal_courier(row.id, courier), "clock_at": ready}
    away = row.stopped_at is not None and row.state in timers.WORKING  # an office elsewhere had it
    return moves.resumed(at, today) if away or row.state in ("special", "to_pay") else {}


def _require_reason(row: Case, to: str, node: Node) -> None:
    """A no says why, and so does a grant before its fee came in (waived, or paid at a counter): else the fee is asked for first.
    Raises Refused `reason_needed`, `fee_unpaid`."""
    if (node.get("reason") or "").strip():
        return
    if to in rules.REASONED:
        raise Refused("reason_needed", "这个决定要写明理由，申请人看得到", "在 reason 里写明哪一条不符合、怎么办")
    if to == "approved" and row.fee_fen > 0 and row.paid_at is None:
        say = f"这件事要收 {yuan(row.fee_fen)}，申请人还没有交"
        raise Refused("fee_unpaid", say, "先请缴费（to_pay）；窗口交了或者免收的，在 reason 里写明")


def _require_face(item: Item, node: Node) -> None:
    """A certificate has every value its kind has, or it is not issued. Raises Refused `result_unreadable` that names the field."""
    kind, result = item.result.get("cert"), node.get("result")
    if not kind or not result:
        return
    try:
        faces.of_result(kinds()[kind], result)
    except faces.Unreadable as wrong:
        errors = [{"field": f"result.{wrong.field}", "say": wrong.say}]
        raise Refused("result_unreadable", f"{kinds()[kind].name}有一项不对：{wrong.field}", wrong.say, errors=errors) from None


def _dates(tx: Connection, at: Standing) -> Changes:
    """The clock runs from acceptance, or from receipt when what was missing was told too late."""
    row, today, received = at.case, clock.today(), clock.china(at.case.handed_in).date()
    first = select(case_action.c.at).where(case_action.c.case_id == row.id, case_action.c.to == "to_correct").order_by(case_action.c.id)
    noted = tx.execute(first.limit(1)).scalar()
    told = clock.china(noted).date() if noted else today
    dates = deadlines.dates_from(deadlines.clock_start(received, told, today), at.checklist.promise, at.checklist.statutory)
    return {"promised_on": dates.promised, "legal_on": dates.legal, "provisional": dates.provisional}


def _extension(row: Case, node: Node) -> Changes:
    """Once, before the promised date, with a reason, ten working days at most."""
    days = int(node.get("days") or 0)
    dates = row.dates
    well = 0 < days <= deadlines.EXTEND_AT_MOST and node.get("reason")
    if dates is None or clock.today() > dates.promised or row.extended or not well:
        raise Refused("extension_refused", "延期只能在承诺日之前、一次、最多 10 个工作日，并写明理由", "核对后重发")
    later = deadlines.extended(dates, days)
    return {"extended": True, "promised_on": later.promised, "legal_on": later.legal, "provisional": later.provisional}


def tell(tx: Connection, at: Standing, to: str, node: Node, changes: Changes, points: tuple[str, ...], no_: bool) -> None:
    """What the person hears of a step, and what it leads to. `no_`: it was answered with a no before."""
    row, item = at.case, at.item
    courier = str((node.get("delivery") or records.open_courier(row)).get("company", ""))[:40]
    seen: moves.Seen = {
        "by": changes.get("promised_on", row.promised_on),
        "correct_by": changes.get("correct_by"),
        "points": len(points),
        "points_left": len(points),
        "mend": tuple(dict.fromkeys(points)),
        "paid": to in FEE_BACK and row.paid_at is not None,
        "held": bool(row.certificate_id) and not kinds()[str(item.result.get("cert"))].receipt,
        "denied": no_,
        "courier": courier,
    }
    if to == "delivering":
        parcel = _parcel(node)
        seen["pickup"] = collecting.laid_out(parcel["company"], parcel["waybill"], records.open_form(row).values.get(DELIVERY))
    if to in ("delivering", "done") and not courier and not seen["denied"] and (there := collecting.place(row, item, at.checklist, to)):
        seen["collect"] = there.say
    others: list[Event] = []
    titles = [one["title"] for one in node.get("papers") or ()]
    if to in papers_words.NO_ON_PAPER and (title := papers_words.decision(titles)):
        seen["paper"] = title
    elif titles:
        others.append(moves.message(row, item, "served", papers_words.served(titles[0])))
    if to == "to_pay":
        others.append(_bill(at))
    if row.fee_fen > 0 and (to in FEE_BACK or row.state == "to_pay"):
        others.append(released(row, to))
    moves.tell(tx, row, item, to, moves.facts_of(row, item, to, **seen), *others)


def denied(tx: Connection, row: Case, to: str) -> bool:
    """Whether a case that is closed now was answered with a no before."""
    if to not in words.AFTER or row.outcome is not None or row.state == "denied":
        return to in words.AFTER and "denied" in (row.outcome, row.state)
    return tx.execute(_SAID_NO, {"id": row.id}).first() is not None


def _bill(at: Standing) -> PaymentDue:
    row, item, due = at.case, at.item, pricing.bill(at)
    return PaymentDue(
        case_no=row.no,
        subject=moves.subject(row.no),
        person_id=row.owner_id,
        account_id=row.account_id,
        short=item.short,
        amount_fen=due.amount_fen,
        payee=row.department,
        description=f"{item.short} {rules.number_text(row.no)}",
        lines=due.lines or [],
        until=clock.rfc3339(due.until),
    )


def _parcel(node: Node) -> dict[str, str]:
    sent = node.get("delivery") or {}
    return {"company": sent.get("company", ""), "waybill": sent.get("waybill", ""), "phone": sent.get("phone", "")}


def _sent(node: Node) -> dict[str, str]:
    """To whom it was given, and under which number."""
    given = _parcel(node)
    return {"company": given["company"][:40], "waybill": given["waybill"][:40]}


def _taken(row: Case, to: str) -> Taken:
    """What a node led to; the same whenever it is told again."""
    return {"case_no": row.no, "status": to, "outcome": rules.OUTCOMES.get(to) or (row.outcome if to in words.AFTER else None)}
