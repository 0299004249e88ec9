"""Review points of a case: what stops it before the first field, what stands against it when it is handed in, the verdicts kept.

What they look at is gathered before the transaction (app/checks/gather.py); judged in it, with the form and the files as they are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypedDict

from sqlalchemy import Connection, delete, select, update

from app.cases import pinned, records
from app.cases.models import case, case_verdict
from app.cases.pinned import Standing
from app.cases.records import Case
from app.checks import gather, rules
from app.checks.facts import Earlier, Facts, FileFact, Unknown
from app.checks.gather import Gathered
from app.checks.materials import Attached
from app.checks.rules import Judged
from app.forms.draft import Draft
from app.kernel import audit, clock, crypto, db, writes
from app.kernel.errors import Conflict, Refused, Unavailable
from app.kernel.rows import Reader
from app.language.checklist import Checklist, Item
from app.language.declare import ReviewPoint

KEPT = "您填的都留着。"
UNIT = "省事"


class Told(TypedDict):
    """A point as a department is told of it. `why`: what a verdict that is no pass says."""

    id: str
    text: str
    verdict: str
    why: str
    source: str
    at: str


@dataclass(frozen=True)
class Verdict:
    """A verdict's row; why is sealed."""

    case_id: str
    point: str
    verdict: str
    by: str
    say: bytes | None
    source: str
    at: datetime

    @property
    def why(self) -> str:
        return crypto.unseal("case_verdict.say", f"{self.case_id}:{self.point}", self.say) if self.say else ""


VERDICTS = Reader(Verdict, case_verdict)


def before(item: Item, checklist: Checklist, person_id: str, level: int) -> Gathered:
    """What the points need that can be decided before anything is filled in. Outside any transaction."""
    points = rules.decided(checklist.points, rules.START)
    found = _gathered(item, points, person_id, level, None)
    _note(found, item, person_id, None)
    return found


def stop(
    item: Item, checklist: Checklist, answers: Mapping[str, str], where: tuple[str, str | None], found: Gathered, anyway: bool
) -> None:
    """Raises Conflict `not_for_you` with what stands against it and what to do instead: the certificate is named by whoever looked at
    the wallet before. `anyway`: what the wallet says is left to a reviewer."""
    points = rules.decided(checklist.points, rules.START)
    facts = found.facts(Facts(clock.today(), *where, item=item.id, answers=answers))
    against = rules.refused(rules.judge(points, facts, [one.id for one in points if anyway and rules.disputable(one)]))
    if against:
        raise Conflict("not_for_you", *_together(against), errors=_errors(against))


def at_submission(row: Case, person_id: str, level: int) -> Gathered:
    """What the points of this case need. Outside any transaction."""
    at = pinned.standing(row)
    return _gathered(at.item, _points(at.item, at.checklist), person_id, level, row.no)


def judged(at: Standing, draft: Draft, attached: Mapping[str, Attached], found: Gathered) -> tuple[Judged, ...]:
    """The verdict on each point, with the form and the files as they stand."""
    row, files = at.case, {key: FileFact(one.ok) for key, one in attached.items()}
    signed = frozenset({"applicant"}) if any(one.how == "sign" and one.id in attached for one in at.checklist.materials) else frozenset()
    picked = {key: tuple(of.values()) for key, of in draft.rows.items()}
    base = Facts(clock.today(), row.city, row.district, at.item.id, row.answers, draft.values, files=files, signed=signed, picked=picked)
    points = _points(at.item, at.checklist)
    return rules.judge(points, found.facts(base), [one.id for one in points if draft.anyway and rules.disputable(one)])


def refuse(verdicts: Iterable[Judged], attached: Mapping[str, Attached]) -> None:
    """Raises Refused `points_failed` with every sentence and what to do; Unavailable `source_off` where nothing goes on without a
    source that does not answer; AskedFor where something uploaded may stand for it."""
    verdicts = tuple(verdicts)
    if against := rules.refused(verdicts):
        raise Refused("points_failed", *_together(against), errors=_errors(against), kept=KEPT)
    if blocked := rules.off(verdicts, rules.BLOCK):
        gather.count(verdicts)
        names = "、".join(dict.fromkeys(rules.source_name(rules.off_code(one)) for one in blocked))
        raise Unavailable("source_off", f"{names}暂时查不到，现在交不了", "过一会儿再试，或者约窗口办")
    if lacking := [one for one in rules.off(verdicts, rules.UPLOAD) if one.point.material not in attached]:
        gather.count(verdicts)
        raise AskedFor(lacking)


class AskedFor(Refused):
    """A source did not answer: these `materials` are uploaded instead, and then it can be handed in (`ask_for`)."""

    def __init__(self, lacking: Collection[Judged]) -> None:
        self.materials = [one.point.material for one in lacking]
        names = "、".join(dict.fromkeys(rules.source_name(rules.off_code(one)) for one in lacking))
        errors = [{"field": one, "say": "这一样请拍照传上来。", "at": "materials"} for one in self.materials]
        super().__init__("materials_asked", f"{names}暂时查不到", "改为自己拍照传上来，再交", errors=errors, kept=KEPT)


def ask_for(tx: Connection, no: str, owners: Collection[str], materials: Collection[str]) -> None:
    """From now on these are among what the case needs."""
    row = records.get(tx, no, owners, lock=True)
    draft = records.open_form(row)
    asked = list(dict.fromkeys([*draft.asked, *materials]))
    tx.execute(update(case).where(case.c.id == row.id).values(form=records.seal_form(row.id, replace(draft, asked=asked))))


def keep(tx: Connection, case_id: str, verdicts: Iterable[Judged], again: bool = False) -> None:
    """Store what was decided: one INSERT. `again`: in place of what was decided before."""
    if again:
        tx.execute(delete(case_verdict).where(case_verdict.c.case_id == case_id))
    now, verdicts = clock.now(), tuple(verdicts)
    gather.count(verdicts)
    rows = [
        {
            "case_id": case_id,
            "point": one.point.id,
            "verdict": rules.word(one.verdict),
            "by": one.by,
            "say": crypto.seal("case_verdict.say", f"{case_id}:{one.point.id}", why) if (why := reason(one)) else None,
            "source": one.source,
            "at": now,
        }
        for one in verdicts
    ]
    if rows:
        writes.insert(tx, case_verdict, *rows)


def told(tx: Connection, row: Case, checklist: Checklist) -> list[Told]:
    """The verdicts of a case as its department is told of them."""
    text = {one.id: one.text for one in checklist.points}
    rows = VERDICTS.all(tx, VERDICTS.query.where(case_verdict.c.case_id == row.id).order_by(case_verdict.c.point))
    return [
        {
            "id": one.point,
            "text": text.get(one.point, ""),
            "verdict": one.verdict,
            "why": one.why,
            "source": one.source,
            "at": clock.rfc3339(one.at),
        }
        for one in rows
    ]


def reason(one: Judged) -> str:
    """Why it is no pass, for whoever decides then."""
    if isinstance(one.verdict, Unknown):
        return f"{rules.source_name(one.verdict.off)}没有答复" if one.verdict.off else "还不能判断"
    return one.say if one.by else ""


def note(found: Gathered, item: Item, person_id: str, no: str) -> None:
    """Tell the person what was asked about them though nothing was handed over."""
    _note(found, item, person_id, no)


def _points(item: Item, checklist: Checklist) -> tuple[ReviewPoint, ...]:
    """Those a function decides. A version from before items said what they serve as was begun when none did, and is left to reviewers."""
    return rules.decided(checklist.points) if "serves" in item.content else ()


def _gathered(item: Item, points: tuple[ReviewPoint, ...], person_id: str, level: int, no: str | None) -> Gathered:
    found = gather.gather(points, person_id, level, f"办{item.short}，核对条件", no)
    if any("earlier" in rules.needs(one) for one in points):
        with db.reading() as tx:
            return replace(found, earlier=_earlier(tx, item, person_id))
    return found


def _earlier(tx: Connection, item: Item, person_id: str) -> tuple[Earlier, ...]:
    mine = select(case.c.submitted_at, case.c.outcome).where(case.c.owner_id == person_id, case.c.item == item.id)
    rows = tx.execute(mine.where(case.c.submitted_at.is_not(None)))
    return tuple(Earlier(item.id, clock.china(row.submitted_at).date(), row.outcome or "") for row in rows)


def _note(found: Gathered, item: Item, person_id: str, no: str | None) -> None:
    if found.asked:
        db.in_transaction(audit.note_use, person_id, UNIT, list(found.asked), f"办{item.short}，核对条件", no)


def _together(against: Sequence[Judged]) -> tuple[str, str]:
    """What is wrong and what to do, all of it."""
    if len(against) == 1:
        return against[0].say, against[0].do
    return f"有 {len(against)} 条不符合", "".join(f"{one.say}，{one.do}。" for one in against).rstrip("。")


def _errors(against: Iterable[Judged]) -> list[dict[str, str]]:
    """Each with the field it is mended at, where it is about one."""
    errors = []
    for one in against:
        field = rules.field_of(one.point)
        errors.append(
            {"field": field or one.point.id.rpartition(".")[2], "say": f"{one.say}，{one.do}。", **({} if field else {"at": "point"})}
        )
    return errors
