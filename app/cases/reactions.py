"""Something happened: hand over to the department, tell it what changed, issue what was granted."""

from __future__ import annotations

from typing import TypedDict

import structlog
from sqlalchemy import Connection

from app.cases import deciding, granting, moves, nodes, passing, pinned, records, whose
from app.cases.granting import RECEIPT, STUCK, tell_money
from app.cases.inwords import agreement, in_rows, in_words
from app.cases.records import Case
from app.certificates import service as certificates
from app.checks import rules
from app.checks.materials import Attached, signature
from app.corrections.rules import mendable
from app.events.cases import (
    CaseCorrected,
    CaseEnded,
    CaseGranted,
    CaseSubmitted,
    CaseWithdrawn,
    OfficeCorrected,
    OfficeLeft,
    OfficeReached,
)
from app.events.money import PaymentClosed, PaymentSettled, ReceiptIssued, RefundSettled, RefundStuck
from app.files import queries as files
from app.identity import queries as identity
from app.kernel import clock, db
from app.kernel.audit import note_use
from app.kernel.events import Happened
from app.kernel.masks import mask_name
from app.kernel.ports import outside as world
from app.kernel.relay import outside
from app.language.checklist import Checklist
from app.language.courses import Course
from app.language.values import text_of
from app.notices import service as notices
from app.participants import queries as participants
from app.participants.rules import AGREED

log = structlog.get_logger("cases")
GRANTED = "granted"
SEEN = "/pages/seen/index"  # who used what of somebody's
_public_url = ""
LEFT = {"withdrawn": "申请人撤回", "lapsed": "到期没有改好，停办了"}


def reachable_at(url: str) -> None:
    """Where departments fetch files from (wsgi.py)."""
    global _public_url
    _public_url = url


@outside
def hand_over(happened: Happened[CaseSubmitted]) -> None:
    """The whole application to the department. The same case again, the same receipt. Of a course each office has its own turn."""
    if _course(happened.event.case_no):
        return
    row, payload, used = _application(happened.event.case_no)
    world().departments.hand_over(row.department, payload)
    db.in_transaction(_note, row, used, first=True)


@outside
def send_correction(happened: Happened[CaseCorrected]) -> None:
    """The application as it is now."""
    row, payload, used = _application(happened.event.case_no)
    world().departments.correct(row.department, row.no, payload)
    db.in_transaction(_note, row, used)


@outside
def reach_office(happened: Happened[OfficeReached]) -> None:
    """The application to one of several offices, with what those before it decided. The same office again, the same receipt."""
    row, payload, used = _application(happened.event.case_no, happened.event.office)
    world().departments.hand_over(_department(row, happened.event.office), payload)
    db.in_transaction(note_use, row.owner_id, *used)


@outside
def correct_office(happened: Happened[OfficeCorrected]) -> None:
    """The application as it is now, to an office that is not through with it."""
    row, payload, used = _application(happened.event.case_no, happened.event.office)
    world().departments.correct(_department(row, happened.event.office), row.no, payload)
    db.in_transaction(note_use, row.owner_id, *used)


@outside
def leave_office(happened: Happened[OfficeLeft]) -> None:
    """An office is told that it is over. What it had decided by then it finds out by itself."""
    no, office = happened.event.case_no, happened.event.office
    with db.reading() as tx:
        row = records.find(tx, no)
    if row is None:
        return
    why = LEFT.get(row.outcome or "", "别的部门没有同意，不办了")
    if not world().departments.withdraw(_department(row, office), no, why, office):
        log.warning("left_after_decision", case_no=no, office=office)


Used = tuple[str, list[str], str, str]  # what was used: by which unit, what, why, of which case


def _note(tx: Connection, row: Case, used: Used, first: bool = False) -> None:
    """The applicant reads what was used; so does the child it is for, who is known here, and is told when it is handed over `first`; and
    whoever else it names."""
    note_use(tx, row.owner_id, *used)
    item, draft = pinned.of(row.version), records.open_form(row)
    unit, what, why, no = used
    child = whose.known(tx, item, draft)
    for other, read in whose.named(tx, item, draft) if first else ():
        if other != row.owner_id:
            note_use(tx, other, unit, [read], f"{mask_name(identity.get_person(tx, row.owner_id).name)}{why}，写到了您")
    if child and child != row.owner_id:
        note_use(tx, child, unit, what, f"监护人给您{why}", no)
        if first:
            notices.tell(tx, child, f"监护人给您{why}", f"交给{unit}了。用了您哪些信息，点开看看。", "brand", SEEN)


def _course(no: str) -> Course | None:
    with db.reading() as tx:
        row = records.find(tx, no)
    return pinned.of(row.version).course if row else None


def _department(row: Case, office: str) -> str:
    """Whose office it is. Raises LookupError."""
    course = pinned.of(row.version).course
    found = course.office(office) if course else None
    if found is None:
        raise LookupError("office")
    return found.department


@outside
def tell_withdrawn(happened: Happened[CaseWithdrawn]) -> None:
    """It is over on our side. A department that had decided by then finds that out by itself."""
    with db.reading() as tx:
        row = records.find(tx, happened.event.case_no)
    if row is None or pinned.of(row.version).course:  # each office hears it by itself
        return
    if not world().departments.withdraw(row.department, row.no, happened.event.why):
        log.warning("withdrawn_after_decision", case_no=row.no)


def fee_paid(tx: Connection, happened: Happened[PaymentSettled]) -> None:
    """The case goes back to the department."""
    if no := _case_of(happened.event):
        nodes.paid(tx, no)


def fee_given_back(tx: Connection, happened: Happened[RefundSettled]) -> None:
    """A case that goes on has no longer paid when all of its fee, and not that of an earlier bill, is back."""
    if (no := _case_of(happened.event)) and happened.event.whole and happened.event.current:
        nodes.given_back(tx, no)


def bill_lapsed(tx: Connection, happened: Happened[PaymentClosed]) -> None:
    """A case that waits for its fee tells what to do now, when the bill's time ran out."""
    if (no := _case_of(happened.event)) and happened.event.lapsed:
        nodes.bill_lapsed(tx, no)


@outside
def tell_paid(happened: Happened[PaymentSettled]) -> None:
    """The department may go on."""
    no = _case_of(happened.event)
    with db.reading() as tx:
        row = records.find(tx, no) if no else None
    if row is not None:
        paid = happened.event
        world().departments.tell_paid(row.department, row.no, paid.order_no, paid.amount_fen, clock.rfc3339(happened.at))


def tell_receipt(tx: Connection, happened: Happened[ReceiptIssued]) -> None:
    """The receipt is there."""
    paid = happened.event
    tell_money(tx, _paid_case(tx, paid), RECEIPT, paid.amount_fen, f"/pages/receipt/index?order={paid.order_no}")


def tell_refund(tx: Connection, happened: Happened[RefundSettled]) -> None:
    """The money is back where it came from."""
    tell_money(tx, _paid_case(tx, happened.event), ("钱退给您了", "{} 元，原路退回付款的账户。"), happened.event.amount_fen)


def tell_stuck(tx: Connection, happened: Happened[RefundStuck]) -> None:
    """It did not come back, and somebody sees to it."""
    stuck = happened.event
    tell_money(tx, _paid_case(tx, stuck), STUCK, stuck.amount_fen, tone="near")


def _case_of(money: PaymentSettled | PaymentClosed | RefundSettled) -> str:
    """The number of the case that money is about; empty when it is about something else."""
    return money.subject.removeprefix("case:") if money.subject.startswith("case:") else ""


def _paid_case(tx: Connection, money: ReceiptIssued | RefundSettled | RefundStuck) -> Case | None:
    """The case that money is about; None when it is about something else."""
    return records.find(tx, money.subject.removeprefix("case:"))


def void_certificates(tx: Connection, happened: Happened[CaseSubmitted]) -> None:
    """A certificate that was reported lost is void from now on, whatever becomes of the case."""
    row = records.find(tx, happened.event.case_no)
    if row is None or not pinned.of(row.version).content.get("effects"):
        return
    at, draft = pinned.standing(row), records.open_form(row)
    child = whose.child(at.item, draft, row.owner_id)
    mine = not whose.another_s(at.item, at.checklist)
    for effect in at.checklist.effects:
        if effect.do != "revoke" or effect.at != "submitted":
            continue
        if mine:
            certificates.revoke(tx, row.owner_id, effect.cert)
        elif child:
            granting.void(tx, row, effect.cert, child)


def issue_certificate(tx: Connection, happened: Happened[CaseEnded]) -> None:
    """What the department granted goes into the wallet, where the item ends in a certificate; what it changes for others is changed."""
    ended = happened.event
    row = records.find(tx, ended.case_no) if ended.outcome == GRANTED else None
    if row is not None:
        granting.granted(tx, row, ended.action_id)


def close_offices(tx: Connection, happened: Happened[CaseEnded]) -> None:
    """Of several offices those that are left have nothing to do any more, when it ended without a grant."""
    row = records.find(tx, happened.event.case_no, lock=True) if happened.event.outcome != GRANTED else None
    if row is not None and pinned.of(row.version).course:
        passing.ended(tx, row)


def issue_granted(tx: Connection, happened: Happened[CaseGranted]) -> None:
    """The same, of a grant that was told before CaseEnded."""
    row = records.find(tx, happened.event.case_no)
    if row is not None:
        granting.issue(tx, row, happened.event)


def _application(no: str, office: str = "") -> tuple[Case, dict[str, object], Used]:
    """The case, what the department is sent (`office`: one of several), and the use of data that is (unit, what, why, case_no)."""
    with db.reading() as tx:
        row = records.find(tx, no)
        if row is None:
            raise LookupError("case")
        person = identity.get_person(tx, row.owner_id)
        phone = identity.phone_of(tx, row.account_id)
        attached = records.materials(tx, row.id)
        kept = files.of_subject(tx, moves.subject(no))
        at = pinned.standing(row)
        agreed = participants.of_case(tx, no) if at.item.participants else []
        verdicts = deciding.told(tx, row, at.checklist)
        stands = passing.of_case(tx, row.id) if office else []
    item, checklist, draft, dates = at.item, at.checklist, records.open_form(row), row.dates
    form = draft.values
    sent = _materials(checklist, attached, kept)
    phone = text_of(form, "phone") or phone or ""
    payload = {
        "case_no": no,
        "item": item.id,
        "item_name": item.name,
        "situation": checklist.situation.name,
        "answers": row.answers,
        "region": row.district or row.city,
        "unit": pinned.unit(row, item),
        "submitted_at": clock.rfc3339(row.handed_in),
        "applicant": {"name": person.name, "id_type": person.paper, "id_number": person.id_number, "phone": phone},
        "form": in_rows(checklist, draft),
        "shown": in_words(checklist, draft),
        "fee_fen": row.fee_fen,
        "promised_by": dates.promised.isoformat() if dates else None,
        "materials": sent,
        "facts": verdicts,
        "points": [{"id": point.id, "text": point.text} for point in checklist.points],
        "mendable": mendable(checklist, draft),
    }
    if item.course and office:
        payload |= passing.part(item.course, stands, office, verdicts, checklist, draft)
    if agreed:
        payload["participants"] = [agreement(one) for one in agreed if one.state == AGREED]
    # Only what goes along: the files, and certificates whose words stand in the form.
    copied = {str(field.source).partition(".")[0] for field in checklist.fields if field.source and form.get(field.id)}
    given = {one["m"] for one in sent if one["file"]}
    what = [one.name for one in checklist.materials if one.id in given or one.certificate in copied] + ["填的表"]
    what += [rules.source_name(code) for code in rules.gathered(checklist.points, "source")]
    return row, payload, (str(payload["unit"]), what, f"办{item.short}", no)


class SentFile(TypedDict):
    """A file as a department is told of it."""

    id: str
    sha256: str
    size: int
    mime: str
    url: str


class Sent(TypedDict):
    """A material as a department is told of it."""

    m: str
    name: str
    source: str
    file: SentFile | None


def _materials(checklist: Checklist, attached: dict[str, Attached], kept: dict[str, files.File]) -> list[Sent]:
    """What goes with it: how each is provided, and the file when there is one."""
    sent: list[Sent] = []
    sign = signature(checklist)
    for one in checklist.materials:
        given = attached.get(sign.id if sign and one.how == "sign" else one.id)
        file = kept.get(given.file_id) if given else None
        url = f"{_public_url}/department/v1/files/{file.id}" if file else ""
        shown: SentFile | None = {"id": file.id, "sha256": file.sha256, "size": file.size, "mime": file.mime, "url": url} if file else None
        sent.append({"m": one.id, "name": one.name, "source": one.source, "file": shown})
    return sent
