"""Make it happen, as the applicant: submit, resubmit, withdraw. Saving a draft is in drafts, the department's moves in nodes."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from app.cases import (
    agreeing,
    asking,
    deciding,
    forgetting,
    holding,
    looking,
    moves,
    nodes,
    passing,
    pinned,
    pricing,
    queries,
    records,
    rules,
    running,
    slotting,
    whose,
)
from app.cases.pinned import Standing
from app.cases.records import Case
from app.cases.rules import APPLICANT
from app.catalog.bring import trip_text
from app.checks import form as checks
from app.checks import wallet
from app.checks.gather import Gathered
from app.checks.materials import Attached, lacking, signature
from app.corrections import queries as corrections
from app.corrections.rules import MATERIAL, Point, open_fields, sign_again
from app.deadlines.rules import Dates, dates_from
from app.events.cases import CaseWithdrawn
from app.forms import prefill, reading
from app.forms.draft import Draft
from app.identity.rules import REAL_NAME
from app.kernel import clock
from app.kernel.errors import Conflict, Forbidden, Refused
from app.kernel.events import Event
from app.language.forms import field_of
from app.language.values import Value
from app.participants import service as participants
from app.participants.queries import Stored

SELF, APPLICANT_UNIT = "本人", "您"
KEPT = "您填的都留着。"


@dataclass(frozen=True)
class HandedIn:
    """What was handed in, as it stood then, what it costs, and by when it must be finished; or who must agree first (`waits`), and then
    no day runs."""

    standing: Standing
    dates: Dates | None
    fee_fen: int
    waits: tuple[Stored, ...] = ()


def gathered(row: Case, person_id: str, level: int, require_proved: Callable[[], None]) -> Gathered:
    """What it takes to hand a case in, asked with no transaction open: for the review points, behind the picks, who must agree. What a
    register knows is for who has shown the face (`require_proved` raises); below the level that the item needs nobody is asked."""
    at = pinned.standing(row)
    draft = records.open_form(row)
    asked = looking.wanted(at, draft, picks=row.submitted_at is None) if level >= at.checklist.needs_level else []
    if asked:
        require_proved()
    return deciding.at_submission(at, draft, person_id, level, asked)


def submit(
    tx: Connection, no: str, owners: Collection[str], account_id: str, person_id: str | None, require_level: Callable[[int], None],
    found: Gathered,
) -> HandedIn:  # fmt: skip
    """Hand the draft in. Six statements of our own: read, update, move, verdicts, two events. Where others must agree, it waits for
    them.

    `found`: what was gathered for its review points, its picks and whoever must agree (gathered). `require_level` raises when the
    caller's real-name level is too low. Raises Refused `form_incomplete`, `materials_missing`, `points_failed`, each with every
    `errors[]` and where it is mended; Unavailable `source_off` while nothing goes on without a source; Conflict `impossible_move` when
    it was handed in before, `form_unread` while what a register filled in has not been seen whole (opening.read), looking.RowsChanged
    where what was picked reads otherwise now, `certificate_stands` where its result was issued meanwhile. IntegrityError, now or
    with the commit: another case towards the same result is on its way (running.py).
    """
    row, attached = records.with_materials(tx, no, owners)
    moves.require(row, "submitted", APPLICANT)
    at = pinned.standing(row)
    item = at.item
    require_level(max(REAL_NAME, at.checklist.needs_level))
    person_id = _someone(person_id)
    read, at = at, _frozen(at, found)
    draft = _whole(tx, at, attached, account_id, person_id)
    _require_read(at, draft)
    _require_wanting(at, draft, found)
    verdicts = deciding.judged(at, draft, attached, found, agreeing.agreed(tx, at))
    deciding.refuse(verdicts, attached, at, draft, found)
    if any(one.kind == "pick" for one in at.checklist.fields):
        looking.as_read(at, records.open_form(read.case), draft)
    draft, fee = pricing.priced(at, draft)
    holding.handed_in(tx, at, draft)
    owned: moves.Changes = {"owner_id": person_id, "account_id": account_id, "draft_key": None, "fee_fen": fee}
    only = whose.subject(tx, item, at.checklist, draft, person_id)
    owned |= {"running_key": running.key(item, only, row.answers), "form": records.seal_form(row.id, draft)}
    wanted = asking.wanted(tx, at, draft, person_id, found)
    if wanted and participants.outstanding(tx, no, wanted):
        deciding.keep(tx, row.id, verdicts, again=True)
        return HandedIn(at, None, fee, tuple(agreeing.begin(tx, at, wanted, (person_id, account_id), owned)))
    dates = dates_from(clock.today(), at.checklist.promise, at.checklist.statutory)
    moves.make(
        tx, row, "submitted", APPLICANT, APPLICANT_UNIT, SELF,
        submitted_at=clock.now(), promised_on=dates.promised, legal_on=dates.legal, provisional=dates.provisional, **owned,
    )  # fmt: skip
    deciding.keep(tx, row.id, verdicts, again=bool(wanted))
    facts = moves.facts_of(row, item, "submitted", by=dates.promised, provisional=dates.provisional, trip=trip_text(at.checklist) or "")
    moves.tell(tx, row, item, "submitted", facts, *passing.handed_in(tx, at, draft.values), who=(person_id, account_id))
    return HandedIn(at, dates, fee)


def resubmit(
    tx: Connection, no: str, owners: Collection[str], account_id: str, person_id: str | None, found: Gathered
) -> HandedIn:  # fmt: skip
    """Hand in what was corrected; every point must have been put right, and the review points are decided anew. The clock runs again.
    Whoever agreed to what is another text now is asked again first; `found` as in submit. Raises as that does, Refused `points_left`, and
    `sign_again` where what was signed says something else by now."""
    row, attached = records.with_materials(tx, no, owners)
    moves.require(row, "corrected", APPLICANT)
    at = pinned.standing(row)
    points = corrections.points(tx, row.id)
    left = [_open(one) for one in points if not one.fixed]
    if left:
        raise Refused("points_left", f"还差 {len(left)} 处没改", "改完再交", errors=left, kept=KEPT)
    person_id = _someone(person_id)
    open_ = open_fields(points, at.checklist.fields)
    draft = _whole(tx, at, attached, account_id, person_id, open_)
    if sign_again((sign := signature(at.checklist)), attached, draft) and sign:
        errors = [{"field": sign.id, "say": "改过的表要重新签名。", "at": "signature"}]
        raise Refused("sign_again", "表改过了，要重新签一次名", "看一遍，签了名再交", errors=errors, kept=KEPT)
    verdicts = deciding.judged(at, draft, attached, found, agreeing.agreed(tx, at))
    deciding.refuse(verdicts, attached, at, draft, found)
    draft, fee = pricing.priced(at, draft)
    slotting.handed_in(tx, at, draft)
    kept: moves.Changes = {"form": records.seal_form(row.id, draft), "fee_fen": fee}
    wanted = asking.wanted(tx, at, draft, person_id, found)
    if wanted and participants.outstanding(tx, no, wanted):
        deciding.keep(tx, row.id, verdicts, again=True)
        return HandedIn(at, None, fee, tuple(agreeing.begin(tx, at, wanted, (person_id, account_id), kept)))
    later = moves.resumed(at, clock.today())
    kept |= later
    moves.make(tx, row, "corrected", APPLICANT, APPLICANT_UNIT, SELF, correct_by=None, **kept)
    deciding.keep(tx, row.id, verdicts, again=True)
    facts = moves.facts_of(row, at.item, "corrected")
    moves.tell(tx, row, at.item, "corrected", facts, *passing.mended(tx, at))
    promised, legal = later.get("promised_on", row.promised_on), later.get("legal_on", row.legal_on)
    if promised is None or legal is None:
        raise ValueError("what was handed in has its dates")
    return HandedIn(at, Dates(promised, legal, bool(row.provisional)), fee)


def withdraw(tx: Connection, no: str, owners: Collection[str], reason: str, paying: Callable[[], bool]) -> queries.Whole:
    """Take it back, until the department has decided; a fee that was paid goes back whole. Returns it as it is then; a draft
    leaves nothing else behind. `paying`: whether its bill was opened to be paid, asked where there is one. Raises Conflict
    `cannot_withdraw`."""
    row = records.get(tx, no, owners, lock=True)
    if not rules.may(row.state, "withdrawn", APPLICANT):
        raise Conflict("cannot_withdraw", "已经办到这一步，不能撤回了", "有疑问打热线问一问")
    item = pinned.of(row.version)
    moves.make(tx, row, "withdrawn", APPLICANT, APPLICANT_UNIT, SELF, said={"reason": reason}, draft_key=None, stopped_at=None)
    if row.submitted_at is not None:
        told: list[Event] = [CaseWithdrawn(no)]
        if row.fee_fen > 0 and row.state in ("to_pay", "approving"):
            told.append(nodes.released(row, "withdrawn"))
        billed = row.state == "to_pay"
        facts = moves.facts_of(row, item, "withdrawn", paid=row.paid_at is not None, asked=billed and paying(), billed=billed)
        moves.tell(tx, row, item, "withdrawn", facts, *told)
        holding.released(tx, no, item, by_person=True)
    if row.state == "to_agree":
        participants.close(tx, no)
    whole = queries.one(tx, no, owners)
    if row.submitted_at is None:
        holding.released(tx, no, item, by_person=True)
        forgetting.erase(tx, row.id, no)
    return whole


def _someone(person_id: str | None) -> str:
    """Whose case it is; a caller at level 3 is always somebody."""
    if person_id is None:
        raise Forbidden("real_name_needed", "要先知道您是谁", "填姓名和身份证号，一次就行", level=REAL_NAME)
    return person_id


def _frozen(at: Standing, found: Gathered) -> Standing:
    """The case with the rows behind its picks as they stand now."""
    if not any(one.kind == "pick" for one in at.checklist.fields):
        return at
    draft = looking.frozen(at, records.open_form(at.case), found)
    return replace(at, case=replace(at.case, form=records.seal_form(at.case.id, draft)))


def _require_read(at: Standing, draft: Draft) -> None:
    """Nothing is signed unread. Raises Conflict `form_unread` with what of the form the person has not been shown whole."""
    left = reading.left(draft, at.checklist.fields, at.checklist.counted(draft.values))
    if left:
        raise Conflict("form_unread", f"「{'、'.join(one.label for one in left)}」还没看全", "看全了，没错再交")


def _require_wanting(at: Standing, draft: Draft, found: Gathered) -> None:
    """Raises Conflict `certificate_stands`, as beginning it would now: what it asks for has been issued meanwhile."""
    if draft.anyway or not at.item.result.get("cert") or whose.another_s(at.item, at.checklist):
        return
    if stands := wallet.stands(at.item, at.checklist, found.wallet, clock.today()):
        raise Conflict("certificate_stands", stands["say"], stands["do"], certificate=stands["certificate"], kept=KEPT)


def _open(point: Point) -> dict[str, str]:
    place = {"at": "materials"} if point.kind == MATERIAL else {}
    return {"field": point.target, "say": point.text, **place}


def _whole(
    tx: Connection, at: Standing, attached: dict[str, Attached], account_id: str, person_id: str, open_: Collection[str] | None = None
) -> Draft:
    """The complete form, or everything that is wrong with it, at once. Reads more only when what we know has not been filled in yet.
    `open_`: only these can be mended now; the others stay as they were taken."""
    draft, fields = holding.standing(tx, at, records.open_form(at.case)), at.checklist.fields
    good, errors = filled(at, draft)
    if draft.person != person_id or errors:
        before, draft = draft, prefill.merged(draft, *prefill.known(tx, fields, account_id, person_id), fields, person_id)
        draft = reading.taken_up(before, draft, fields, whole=False)
        good, errors = filled(at, draft)
    if open_ is not None:
        errors = [one for one in errors if field_of(one["field"]) in open_]
        good = {**{key: value for key, value in draft.values.items() if key not in open_}, **good}
    if errors:
        raise Refused("form_incomplete", f"还有 {len(errors)} 项没填好", "补上再交", errors=errors, kept=KEPT)
    errors = lacking(at.checklist, attached)
    if errors:
        raise Refused("materials_missing", f"还差 {len(errors)} 样材料", "补上再交", errors=errors, kept=KEPT)
    return replace(draft, values=good, person=person_id)


def filled(at: Standing, draft: Draft) -> tuple[dict[str, Value], checks.Errors]:
    """What is filled in well, and everything that is wrong or missing."""
    return checks.filled(at.item, at.checklist, at.case.answers, at.case.city, draft.values, draft.rows)
