"""What the department and the payment do to a case: nodes in, moves out. The same event told twice is done once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import orjson
from sqlalchemy import Connection, select, update

from app.cases import corrections, moves, pinned, records, rules, words
from app.cases.models import case, case_action
from app.cases.records import Case
from app.cases.rules import DEPARTMENT, FEE_BACK, PAYMENT
from app.certificates import faces
from app.certificates.kinds import kinds
from app.kernel import clock, crypto
from app.kernel.errors import Conflict, NotFound, Refused
from app.kernel.events import Event, emit_all
from app.kernel.workdays import calendar
from app.language.checklist import Checklist, Item

PICKUP = "pickup"
SAID = ("opinion", "reason", "result", "days")


def take(tx: Connection, department: str, no: str, node: Mapping[str, Any]) -> dict[str, Any]:
    """One node from `department`. Returns {case_no, status}.

    Raises NotFound for a case that is not theirs, Conflict `impossible_move`, `fee_paid`, Refused `event_reused`, what
    corrections.note raises, `correction_reason_needed`, `extension_refused`, `result_unreadable`; then nothing was stored.
    """
    row = records.find(tx, no, lock=True)
    if row is None or row.department != department or row.state == "draft" or row.submitted_at is None:
        raise NotFound("unknown_case", "没有这个办件", "核对办件编号")
    key, print_ = _key(department, node["event_id"]), _print(no, node)
    known = tx.execute(select(case_action.c.to, case_action.c.event_print).where(case_action.c.event_key == key)).first()
    if known:
        if known.event_print not in (print_, _plain_print(no, node)):
            raise Refused("event_reused", "同一个事件编号发来了不同的内容", "换一个事件编号")
        return {"case_no": no, "status": known.to}
    to = str(node["node"])
    moves.require(row, to, DEPARTMENT)
    item = pinned.of(row.version)
    checklist = pinned.plan(item, row.answers, row.city)
    if to == "approved":
        _require_face(item, node)
    changes = _changes(tx, row, item, checklist, to, node)
    said = {name: node.get(name) for name in SAID}
    action_id = moves.make(
        tx, row, to, DEPARTMENT, node["unit"], node.get("by") or "", said=said, event_key=key, event_print=print_, **changes
    )
    points = 0
    if to == "to_correct":
        points = corrections.note(tx, row, checklist, records.open_form(row), action_id, node.get("points") or [])
    _tell(tx, row, item, checklist, to, action_id, node, changes, points)
    return {"case_no": no, "status": to}


def paid(tx: Connection, no: str) -> bool:
    """The fee is settled: back to the department. False when the case does not wait for it (any more): it is noted, and one
    that has ended without a result gives it back."""
    row = records.find(tx, no, lock=True)
    if row is None:
        return False
    if not rules.may(row.state, "approving", PAYMENT):
        tx.execute(update(case).where(case.c.id == row.id, case.c.paid_at.is_(None)).values(paid_at=clock.now()))
        if row.state in FEE_BACK:
            emit_all(tx, released(row, row.state))
        return False
    item = pinned.of(row.version)
    said = {"opinion": f"收到您交的 {pinned.fee_text(row.fee_fen)}。"}
    moves.make(tx, row, "approving", PAYMENT, pinned.unit(row, item), "", said=said, paid_at=clock.now())
    moves.tell(tx, row, item, "approving", moves.facts_of(row, item, "approving", paid=True))
    return True


def given_back(tx: Connection, no: str) -> None:
    """All of the fee has gone back while the case goes on: it counts as not paid, and may be asked for again."""
    row = records.find(tx, no, lock=True)
    if row is not None and row.state not in rules.ENDED:
        tx.execute(update(case).where(case.c.id == row.id).values(paid_at=None))


def lapsed(tx: Connection, no: str) -> None:
    """The bill's time ran out. While the case still waits for its fee the resident is told what is possible."""
    row = records.find(tx, no)
    if row is not None and row.state == "to_pay":
        emit_all(tx, moves.message(row, pinned.of(row.version), "lapsed", words.LAPSED))


def released(row: Case, to: str) -> tuple[Event, str, dict[str, Any]]:
    """The fee is owed no more. Who gets nothing gets it back; who goes on without having paid keeps nothing to pay."""
    reason = "asked_for" if to == "withdrawn" else "not_granted"
    return Event.FEE_RELEASED, moves.subject(row.no), {"subject": moves.subject(row.no), "reason": reason, "keep_paid": to not in FEE_BACK}


def keep_certificate(tx: Connection, no: str, certificate_id: str) -> None:
    """The certificate this case yielded."""
    tx.execute(update(case).where(case.c.no == no).values(certificate_id=certificate_id))


def result_of(tx: Connection, action_id: str) -> dict[str, Any]:
    """The result a department sent with `approved`; empty when there was none."""
    row = tx.execute(select(case_action).where(case_action.c.id == action_id)).first()
    return dict(records.open_words(row).get("result") or {}) if row else {}


def _changes(tx: Connection, row: Case, item: Item, checklist: Checklist, to: str, node: Mapping[str, Any]) -> dict[str, Any]:
    """Columns that change with this move: the clock, the courier."""
    today, now = clock.today(), clock.now()
    if to == "to_correct":
        if row.corrections and not node.get("reason"):
            raise Refused("correction_reason_needed", "已经一次性告知过，再要补正得写明理由", "在 reason 里写明理由")
        form = records.seal_form(row.id, corrections.returned(tx, row, records.open_form(row)))
        return {"stopped_at": now, "corrections": row.corrections + 1, "correct_by": rules.correct_until(today), "form": form}
    if to == "special":
        return {"stopped_at": now}
    if to == "accepted" and row.accepted_at is None:
        return {"accepted_at": now, "stopped_at": None, **_dates(tx, row, checklist)}
    if to == "extended":
        return _extension(row, node)
    if to == "to_pay" and row.fee_fen <= 0:
        raise Conflict("impossible_move", "这件事不收费", "直接作出决定", state=row.state, allowed=[])
    if to == "to_pay" and row.paid_at is not None:
        raise Conflict("fee_paid", "这件事的费用已经交过了", "直接作出决定", state=row.state)
    if to == "delivering":
        delivery = node.get("delivery") or {}
        courier = {name: str(delivery.get(name, ""))[:40] for name in ("company", "waybill", "phone")}
        if not courier["company"] and not courier["waybill"] and records.open_form(row).values.get("delivery") == "pickup":
            courier["way"] = PICKUP
        return {"courier": records.seal_courier(row.id, courier)}
    return moves.resumed(row, item, today) if row.state == "special" else {}


def _require_face(item: Item, node: Mapping[str, Any]) -> None:
    """A certificate has every value its kind has, or it is not issued. Raises Refused `result_unreadable` that names the field."""
    kind, result = item.result.get("cert"), node.get("result")
    if not kind or not result:
        return
    try:
        faces.of_result(kinds()[kind], result)
    except faces.Unreadable as wrong:
        errors = [{"field": f"result.{wrong.field}", "say": wrong.say}]
        raise Refused("result_unreadable", f"{kinds()[kind].name}有一项不对：{wrong.field}", wrong.say, errors=errors) from None


def _dates(tx: Connection, row: Case, checklist: Checklist) -> dict[str, Any]:
    """The clock runs from acceptance, or from receipt when what was missing was told too late."""
    today, received = clock.today(), clock.china(row.submitted_at).date()
    first = select(case_action.c.at).where(case_action.c.case_id == row.id, case_action.c.to == "to_correct").order_by(case_action.c.id)
    at = tx.execute(first.limit(1)).scalar()
    told = clock.china(at).date() if at else today
    promise, legal = pinned.limits(checklist)
    dates = rules.dates_from(rules.clock_start(received, told, today), promise, legal)
    return {"promised_on": dates.promised, "legal_on": dates.legal, "provisional": dates.provisional}


def _extension(row: Case, node: Mapping[str, Any]) -> dict[str, Any]:
    """Once, before the promised date, with a reason, ten working days at most."""
    days = int(node.get("days") or 0)
    late = row.promised_on is None or clock.today() > row.promised_on
    if row.extended or late or not 0 < days <= rules.EXTEND_AT_MOST or not node.get("reason"):
        raise Refused("extension_refused", "延期只能在承诺日之前、一次、最多 10 个工作日，并写明理由", "核对后重发")
    due = calendar().after(row.promised_on, days)
    return {
        "extended": True,
        "promised_on": due.on,
        "legal_on": max(row.legal_on, due.on),
        "provisional": row.provisional or due.provisional,
    }


def _tell(
    tx: Connection, row: Case, item: Item, checklist: Checklist, to: str, action_id: str,
    node: Mapping[str, Any], changes: Mapping[str, Any], points: int,
) -> None:  # fmt: skip
    seen = {"by": changes.get("promised_on", row.promised_on), "correct_by": changes.get("correct_by"), "points": points}
    courier = str((node.get("delivery") or records.open_courier(row)).get("company", ""))[:40]
    seen |= {"paid": to in FEE_BACK and row.paid_at is not None, "held": bool(row.certificate_id), "denied": denied(tx, row, to)}
    if to == "delivering":
        seen["pickup"] = not courier and records.open_form(row).values.get("delivery") == "pickup"
    others = []
    if to == "to_pay":
        others.append((Event.PAYMENT_DUE, moves.subject(row.no), _bill(row, item, checklist)))
    if to == "approved" and node.get("result") and item.result.get("cert"):
        granted = {"case_no": row.no, "action_id": action_id, "person_id": row.owner_id, "kind": item.result["cert"]}
        others.append((Event.CASE_GRANTED, moves.subject(row.no), granted))
    if row.fee_fen > 0 and (to in FEE_BACK or row.state == "to_pay"):
        others.append(released(row, to))
    moves.tell(tx, row, item, to, moves.facts_of(row, item, to, courier=courier, **seen), *others)


def denied(tx: Connection, row: Case, to: str) -> bool:
    """Whether a case that is closed now was answered with a no before."""
    if to not in words.AFTER or row.state == "denied":
        return row.state == "denied"
    said_no = select(case_action.c.id).where(case_action.c.case_id == row.id, case_action.c.to == "denied")
    return tx.execute(said_no.limit(1)).first() is not None


def _bill(row: Case, item: Item, checklist: Checklist) -> dict[str, Any]:
    charged = [fee for fee in checklist.fees if fee.firm and not fee.optional and fee.fen]
    return {
        "case_no": row.no,
        "subject": moves.subject(row.no),
        "person_id": row.owner_id,
        "account_id": row.account_id,
        "short": item.short,
        "amount_fen": row.fee_fen,
        "payee": row.department,
        "description": f"{item.short} {rules.number_text(row.no)}",
        "lines": [{"name": fee.name, "text": pinned.fee_text(fee.fen)} for fee in charged],
        "until": clock.rfc3339(clock.now() + rules.PAY_WITHIN),
        "city": row.city,
    }


def _key(department: str, event_id: str) -> bytes:
    return crypto.blind("case_action.event", f"{department}\n{event_id}")


def _print(no: str, node: Mapping[str, Any]) -> bytes:
    """Keyed: a bare hash of a short message is found by trying all of them."""
    return crypto.blind("case_action.print", _plain_print(no, node).hex())


def _plain_print(no: str, node: Mapping[str, Any]) -> bytes:
    """As it was stored before 0016."""
    return hashlib.sha256(no.encode() + orjson.dumps(dict(node), option=orjson.OPT_SORT_KEYS)).digest()
