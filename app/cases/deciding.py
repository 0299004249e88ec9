"""Review points of a case: what stops it before the first field, what stands against it when it is handed in, the verdicts kept.

What they look at is gathered before the transaction (app/checks/gather.py); judged in it, with the form and the files as they are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypedDict

from sqlalchemy import Connection, bindparam, delete, select, update

from app.cases import looking, pinned, records
from app.cases.models import case, case_verdict
from app.cases.pinned import Standing
from app.cases.records import Case
from app.checks import gather, rules
from app.checks.facts import Earlier, Facts, FileFact, Unknown
from app.checks.form import Errors
from app.checks.gather import Gathered
from app.checks.materials import Attached, uploads
from app.checks.rules import Judged
from app.forms.draft import Draft
from app.kernel import audit, clock, crypto, db, writes
from app.kernel.errors import Conflict, Refused, Unavailable
from app.kernel.rows import Reader
from app.language.checklist import Checklist, Item
from app.language.declare import ReviewPoint
from app.language.lookups import Lookup

KEPT = "您填的都留着。"
Points = tuple[ReviewPoint, ...]
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
        """What was said of it, in plain; empty when nothing was."""
        return crypto.unseal("case_verdict.say", f"{self.case_id}:{self.point}", self.say) if self.say else ""


VERDICTS = Reader(Verdict, case_verdict)
_VERDICTS = VERDICTS.query.where(case_verdict.c.case_id == bindparam("wanted")).order_by(case_verdict.c.point)


def before(item: Item, checklist: Checklist, person_id: str, level: int) -> Gathered:
    """What the points need that can be decided before anything is filled in. Outside any transaction."""
    points = rules.decided(checklist.points, rules.START)
    with ThreadPoolExecutor(1, thread_name_prefix="registers") as pool:
        asked = pool.submit(looking.beforehand, item, checklist, person_id, points)
        found = _gathered(item, points, person_id, level, None)
        _note(found, item, person_id, None)
        return replace(found, rows=asked.result())


def stop(
    item: Item, checklist: Checklist, answers: Mapping[str, str], where: tuple[str, str | None], found: Gathered, anyway: bool
) -> None:
    """Raises Conflict `not_for_you` with what stands against it and what to do instead: the certificate is named by whoever looked at
    the wallet before. `anyway`: what the wallet says is left to a reviewer."""
    if failed := against(item, checklist, answers, where, found, anyway):
        raise Conflict("not_for_you", *_together(failed), errors=_errors(failed))


def against(
    item: Item, checklist: Checklist, answers: Mapping[str, str], where: tuple[str, str | None], found: Gathered, anyway: bool
) -> list[Judged]:
    """The points that fail before anything is filled in, as `stop` looks at them."""
    points = rules.decided(checklist.points, rules.START)
    facts = found.facts(Facts(clock.today(), *where, item=item.id, answers=answers))
    return rules.refused(rules.judge(points, facts, [one.id for one in points if anyway and rules.disputable(one)]))


def at_submission(
    at: Standing, draft: Draft, person_id: str, level: int, wanted: Collection[Lookup], some: Points | None = None
) -> Gathered:  # fmt: skip
    """What the points of this case need, or `some` of them, and what the registers say that have to be asked (looking.wanted), all at
    the same time. Outside any transaction."""
    points = _points(at.item, at.checklist) if some is None else some
    cert = some is None and bool(at.item.result.get("cert"))  # what stands by now is looked at when it is handed in
    if not wanted:
        return _gathered(at.item, points, person_id, level, at.case.no, cert)
    with ThreadPoolExecutor(1, thread_name_prefix="registers") as pool:
        asked = pool.submit(looking.ask, at, draft, person_id, wanted)
        known = _gathered(at.item, points, person_id, level, at.case.no, cert)
        return looking.gathered(at, draft, person_id, asked.result(), known)


def judged(
    at: Standing, draft: Draft, attached: Mapping[str, Attached], found: Gathered, agreed: frozenset[str] = frozenset(),
    some: Points | None = None,
) -> tuple[Judged, ...]:  # fmt: skip
    """The verdict on each point, or on `some`, with the form and the files as they stand. `agreed`: roles that have said yes."""
    points = _points(at.item, at.checklist) if some is None else some
    facts = found.facts(_facts(at, draft, attached, agreed))
    return rules.judge(points, facts, [one.id for one in points if draft.anyway and rules.disputable(one)])


def _facts(at: Standing, draft: Draft, attached: Mapping[str, Attached], agreed: frozenset[str]) -> Facts:
    row = at.case
    hand = any(one.how == "sign" and one.id in attached for one in at.checklist.materials)
    return Facts(
        clock.today(),
        row.city,
        row.district,
        at.item.id,
        row.answers,
        draft.values,
        files={key: FileFact(one.ok) for key, one in attached.items()},
        signed=agreed | ({"applicant"} if hand else frozenset()),
        picked={key: tuple(of.values()) for key, of in draft.rows.items()},
        unpicked=looking.unpicked(at, draft),
        registers=looking.registers(at),
    )


def hangs_on_signing(at: Standing) -> list[ReviewPoint]:
    """The points that are about who has signed or agreed."""
    return [one for one in _points(at.item, at.checklist) if "signed" in rules.needs(one)]


def sign(tx: Connection, at: Standing, agreed: frozenset[str]) -> None:
    """Decide anew what hangs on who has agreed, now that they have. No statement where nothing does."""
    points = hangs_on_signing(at)
    if not points:
        return
    facts = _facts(at, records.open_form(at.case), records.materials(tx, at.case.id), agreed)
    _store(tx, at.case.id, rules.judge(points, facts))


def refuse(verdicts: Iterable[Judged], attached: Mapping[str, Attached], at: Standing, draft: Draft, found: Gathered) -> None:
    """Raises Refused `points_failed` with every sentence and what to do; Unavailable `source_off` where nothing goes on without a
    source that does not answer; AskedFor where something uploaded or filled in may stand for it."""
    verdicts = tuple(verdicts)
    if against := rules.refused(verdicts):
        raise Refused("points_failed", *_together(against), errors=_errors(against), kept=KEPT)
    if blocked := rules.off(verdicts, rules.BLOCK):
        gather.count(verdicts)
        names = "、".join(dict.fromkeys(rules.source_name(rules.off_code(one)) for one in blocked))
        raise Unavailable("source_off", f"{names}暂时查不到，现在交不了", "过一会儿再试，或者约窗口办")
    silent = looking.by_hand(at, draft, found)
    if lacking := [one for one in rules.off(verdicts, rules.UPLOAD) if one.point.material not in attached]:
        gather.count(verdicts)
        raise AskedFor([one.point.material for one in lacking], [rules.off_code(one) for one in lacking], silent)
    if silent:
        for one in silent:
            gather.off(one.register.id, rules.MANUAL)
        raise AskedFor([], [], silent)


class AskedFor(Refused):
    """A source or register did not answer: these `materials` are uploaded instead, what these `lookups` would have told is filled in,
    and then it can be handed in (`ask_for`)."""

    def __init__(self, materials: Sequence[str], sources: Sequence[str], silent: Sequence[Lookup]) -> None:
        self.materials, self.lookups = materials, [one.id for one in silent]
        names = "、".join(dict.fromkeys(rules.source_name(one) for one in [*sources, *(one.register.id for one in silent)]))
        errors = [{"field": one, "say": "这一样请拍照传上来。", "at": "materials"} for one in materials]
        do = "改为自己填好、拍照传上来，再交" if silent else "改为自己拍照传上来，再交"
        super().__init__("materials_asked", f"{names}暂时查不到", do, errors=errors, kept=KEPT)


def ask_for(tx: Connection, no: str, owners: Collection[str], asked: AskedFor) -> Errors:
    """From now on these are among what the case needs. Returns what is to be mended, and where."""
    row = records.get(tx, no, owners, lock=True)
    draft, item = records.open_form(row), pinned.of(row.version)
    before = pinned.needed(item, row)
    off = looking.without(item, _joined(draft.off, asked.lookups))
    new = replace(draft, asked=_joined(draft.asked, asked.materials), off=off, rev=draft.rev + 1)
    form = records.seal_form(row.id, new)
    tx.execute(update(case).where(case.c.id == row.id).values(form=form))
    after = pinned.needed(item, replace(row, form=form))
    fields = {one.id for one in before.fields}
    given = {one.id for one in uploads(before)}
    return [
        *({"field": one.id, "say": f"{one.label}请自己填一下。"} for one in after.fields if one.id not in fields and one.required),
        *({"field": one.id, "say": "这一样请拍照传上来。", "at": "materials"} for one in uploads(after) if one.id not in given),
    ]


def _joined(old: Collection[str], more: Collection[str]) -> list[str]:
    return list(dict.fromkeys([*old, *more]))


def keep(tx: Connection, case_id: str, verdicts: Iterable[Judged], again: bool = False) -> None:
    """Store what was decided: one INSERT. `again`: in place of what was decided before."""
    if again:
        tx.execute(delete(case_verdict).where(case_verdict.c.case_id == case_id))
    verdicts = tuple(verdicts)
    gather.count(verdicts)
    if rows := _rows(case_id, verdicts):
        writes.insert(tx, case_verdict, *rows)


def forget(tx: Connection, case_id: str) -> None:
    """What was decided of one that is a draft again: it is decided anew when it is handed in."""
    tx.execute(delete(case_verdict).where(case_verdict.c.case_id == case_id))


def _store(tx: Connection, case_id: str, verdicts: Sequence[Judged]) -> None:
    """Some verdicts in place of those on the same points."""
    points = [one.point.id for one in verdicts]
    tx.execute(delete(case_verdict).where(case_verdict.c.case_id == case_id, case_verdict.c.point.in_(points)))
    if rows := _rows(case_id, verdicts):
        writes.insert(tx, case_verdict, *rows)


def _rows(case_id: str, verdicts: Iterable[Judged]) -> list[dict[str, object]]:
    now = clock.now()
    rows: list[dict[str, object]] = [
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
    return rows


def told(tx: Connection, row: Case, checklist: Checklist) -> list[Told]:
    """The verdicts of a case as its department is told of them."""
    text = {one.id: one.text for one in checklist.points}
    rows = VERDICTS.all(tx, _VERDICTS, wanted=row.id)
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


def _gathered(item: Item, points: Points, person_id: str, level: int, no: str | None, wallet: bool = False) -> Gathered:
    found = gather.gather(points, person_id, level, f"办{item.short}，核对条件", no, wallet)
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
