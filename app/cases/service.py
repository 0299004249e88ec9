"""Make it happen, as the applicant: submit, resubmit, withdraw. Saving a draft is in drafts, the department's moves in nodes."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import Connection, select

from app.cases import forgetting, moves, nodes, pinned, prefill, queries, records, rules
from app.cases.models import case_point
from app.cases.records import Attached, Case, Draft
from app.cases.rules import APPLICANT
from app.catalog import forms
from app.catalog.checklist import Checklist, Item
from app.catalog.registry import scenes
from app.catalog.visit import Visit
from app.identity.rules import REAL_NAME, age, birth_date
from app.kernel import clock
from app.kernel.errors import Conflict, Forbidden, Refused
from app.kernel.events import Event

SELF, APPLICANT_UNIT = "本人", "您"
KEPT = "您填的都留着。"


def submit(
    tx: Connection, no: str, owners: Collection[str], account_id: str, person_id: str | None, require_level: Callable[[int], None]
) -> dict[str, Any]:
    """Hand the draft in. Five statements of our own: read, update, move, two events. Returns {no, say, by, item}.

    `require_level` raises when the caller's real-name level is too low. Raises Refused `form_incomplete`,
    `materials_missing`; Conflict `impossible_move` when it was handed in before.
    """
    row, attached = records.with_materials(tx, no, owners)
    moves.require(row, "submitted", APPLICANT)
    item = pinned.of(row.version)
    checklist = pinned.plan(item, row.answers, row.city)
    require_level(max(REAL_NAME, checklist.needs_level))
    person_id = _someone(person_id)
    draft = _whole(tx, row, item, checklist, attached, account_id, person_id)
    promise, legal = pinned.limits(checklist)
    dates = rules.dates_from(clock.today(), promise, legal)
    moves.make(
        tx, row, "submitted", APPLICANT, APPLICANT_UNIT, SELF,
        owner_id=person_id, account_id=account_id, draft_key=None, form=records.seal_form(row.id, draft), submitted_at=clock.now(),
        promised_on=dates.promised, legal_on=dates.legal, provisional=dates.provisional,
    )  # fmt: skip
    facts = moves.facts_of(row, item, "submitted", by=dates.promised, provisional=dates.provisional)
    handed = (Event.CASE_SUBMITTED, moves.subject(no), {"case_no": no})
    moves.tell(tx, row, item, "submitted", facts, handed, who=(person_id, account_id))
    return {"row": row, "item": item, "checklist": checklist, "dates": dates}


def resubmit(tx: Connection, no: str, owners: Collection[str], account_id: str, person_id: str | None) -> dict[str, Any]:
    """Hand in what was corrected; every point must have been put right. The clock runs again."""
    row, attached = records.with_materials(tx, no, owners)
    moves.require(row, "corrected", APPLICANT)
    item = pinned.of(row.version)
    checklist = pinned.plan(item, row.answers, row.city)
    open_points = select(case_point.c.id).where(case_point.c.case_id == row.id, case_point.c.fixed_at.is_(None))
    left = len(tx.execute(open_points).all())
    if left:
        raise Refused("points_left", f"还差 {left} 处没改", "改完再交", kept=KEPT)
    person_id = _someone(person_id)
    draft = _whole(tx, row, item, checklist, attached, account_id, person_id)
    later = moves.resumed(row, item, clock.today())
    moves.make(tx, row, "corrected", APPLICANT, APPLICANT_UNIT, SELF, form=records.seal_form(row.id, draft), correct_by=None, **later)
    facts = moves.facts_of(row, item, "corrected")
    moves.tell(tx, row, item, "corrected", facts, (Event.CASE_CORRECTED, moves.subject(no), {"case_no": no}))
    dates = rules.Dates(later.get("promised_on", row.promised_on), later.get("legal_on", row.legal_on), bool(row.provisional))
    return {"row": row, "item": item, "checklist": checklist, "dates": dates}


def withdraw(tx: Connection, no: str, owners: Collection[str], reason: str) -> dict[str, Any]:
    """Take it back, until the department has decided; a fee that was paid goes back whole. Returns it as it is then; a draft
    leaves nothing else behind. Raises Conflict `cannot_withdraw`."""
    row = records.get(tx, no, owners, lock=True)
    if not rules.may(row.state, "withdrawn", APPLICANT):
        raise Conflict("cannot_withdraw", "已经办到这一步，不能撤回了", "有疑问打热线问一问")
    item = pinned.of(row.version)
    moves.make(tx, row, "withdrawn", APPLICANT, APPLICANT_UNIT, SELF, said={"reason": reason}, draft_key=None, stopped_at=None)
    if row.state != "draft":
        told = [(Event.CASE_WITHDRAWN, moves.subject(no), {"case_no": no})]
        if row.fee_fen > 0 and row.state in ("to_pay", "approving"):
            told.append(nodes.released(row, "withdrawn"))
        facts = moves.facts_of(row, item, "withdrawn", paid=row.paid_at is not None, asked=row.state == "to_pay")
        moves.tell(tx, row, item, "withdrawn", facts, *told)
    view = queries.one(tx, no, owners)[1]
    if row.state == "draft":
        forgetting.erase(tx, row.id, no)
    return view


def _someone(person_id: str | None) -> str:
    """Whose case it is; a caller at level 3 is always somebody."""
    if person_id is None:
        raise Forbidden("real_name_needed", "要先知道您是谁", "填姓名和身份证号，一次就行", level=REAL_NAME)
    return person_id


def missing(checklist: Checklist, attached: dict[str, Attached]) -> list[str]:
    """Names of what must still be given, or given again."""
    needed = pinned.given(checklist)
    given = {material for material, file in attached.items() if file.ok}
    bad = {material for material, file in attached.items() if not file.ok}
    return [one.name for one in needed if (one.need == "must" and one.id not in given) or one.id in bad]


def _whole(
    tx: Connection, row: Case, item: Item, checklist: Checklist, attached: dict[str, Attached], account_id: str, person_id: str
) -> Draft:
    """The complete form, or everything that is wrong with it, at once. Reads more only when what we know has not been filled in yet."""
    draft = records.open_form(row)
    good, errors = _filled(item, row, checklist, draft)
    if draft.person != person_id or errors:
        draft = prefill.merged(draft, *prefill.known(tx, checklist.fields, account_id, person_id), checklist.fields, person_id)
        good, errors = _filled(item, row, checklist, draft)
    if errors:
        raise Refused("form_incomplete", f"还有 {len(errors)} 项没填好", "补上再交", errors=errors, kept=KEPT)
    lacking = missing(checklist, attached)
    if lacking:
        errors = [{"field": name, "say": f"{name}还没传好。"} for name in lacking]
        raise Refused("materials_missing", f"还差 {len(lacking)} 样材料", "补上再交", errors=errors, kept=KEPT)
    return Draft(good, draft.sources, person_id)


def _filled(item: Item, row: Case, checklist: Checklist, draft: Draft) -> tuple[dict[str, str], list[dict[str, str]]]:
    fields = {field.id for field in checklist.fields}
    values = {key: value for key, value in draft.values.items() if key in fields}
    good, errors = forms.fill(checklist.fields, values, clock.today())
    scene = scenes().get(item.scene)
    if scene and not errors:
        born = birth_date(good["id_number"]) if good.get("id_number") else None
        visit = Visit(clock.today(), row.answers, good, row.city, age(born, clock.today()) if born else None)
        scene.run(item.id, "check", visit)
        errors = visit.refused
    return good, errors
