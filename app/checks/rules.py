"""Which points are decided when, and what follows from the verdicts. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from app import reference
from app.checks import CHECKS
from app.checks.facts import Facts, Fail, Off, Pass, Unknown, Verdict
from app.language.declare import ReviewPoint
from app.language.registers import registers

START, FIELD, SUBMIT = "start", "field", "submit"
KNOWN_EARLY = frozenset({"person", "held", "source", "answer", "earlier"})
ON_THE_FORM = KNOWN_EARLY | {"form", "rows"}
OURS = "省事"
REFUSE, MANUAL, UPLOAD, BLOCK = "refuse", "manual", "upload", "block"


@dataclass(frozen=True)
class Judged:
    """A point and its verdict. `source`: who said so, in words; `by`: refuse | manual | upload | block, what a verdict that is no
    Pass leads to; empty while it only waits."""

    point: ReviewPoint
    verdict: Verdict
    source: str
    by: str = ""

    @property
    def say(self) -> str:
        """What a failing point says: its own words, the function's, or what it checks."""
        own = self.verdict.say if isinstance(self.verdict, Fail) else ""
        return self.point.say or own or f"这一条没对上：{self.point.text}"

    @property
    def own_do(self) -> str:
        """What to do about it, as the point or the function says; empty where neither does."""
        return self.point.do or (self.verdict.do if isinstance(self.verdict, Fail) else "")

    @property
    def note(self) -> str:
        """What stands on record; empty where nothing is to be told."""
        return "" if isinstance(self.verdict, Unknown) else self.verdict.note

    @property
    def do(self) -> str:
        """What to do about it."""
        return self.own_do or "不对的话，打热线问一问"


def needs(point: ReviewPoint) -> frozenset[str]:
    """What must be gathered to decide this point; empty for one that no function here decides (those of old versions too)."""
    check = CHECKS.get(point.fn)
    return check.needs(point.arg) if check else frozenset()


def field_of(point: ReviewPoint) -> str:
    """The field a verdict on it is said at; empty where it is about none."""
    check = CHECKS.get(point.fn)
    return check.field(point.arg) if check else ""


def moment(point: ReviewPoint) -> str:
    """When it can be decided: start (person, wallet, sources; rows where the item says so), field (what is typed), submit (files,
    signatures)."""
    if point.at:
        return point.at
    kinds = _kinds(point)
    if kinds <= KNOWN_EARLY:
        return START
    return FIELD if kinds <= ON_THE_FORM else SUBMIT


def decided(points: Iterable[ReviewPoint], *moments: str) -> tuple[ReviewPoint, ...]:
    """The points a function decides at one of these moments; at any when none is named."""
    with_function = (one for one in points if one.fn in CHECKS)
    return tuple(one for one in with_function if not moments or moment(one) in moments)


def early(points: Iterable[ReviewPoint]) -> tuple[ReviewPoint, ...]:
    """Those decided when a field settles, on more than the form says."""
    return tuple(one for one in decided(points, FIELD) if _beyond(one))


def before_signing(points: Iterable[ReviewPoint]) -> tuple[ReviewPoint, ...]:
    """Those that the whole form settles, with what others say; not what was decided before it was begun, and what the form alone decides
    when it is saved."""
    on_form = (one for one in decided(points) if moment(one) != START and _kinds(one) <= ON_THE_FORM)
    return tuple(one for one in on_form if _beyond(one) or moment(one) == SUBMIT)


def complete(point: ReviewPoint, there: Collection[str]) -> bool:
    """Whether every field that it cannot be decided without is filled in."""
    check = CHECKS.get(point.fn)
    return check is not None and check.fields(point.arg) <= set(there)


def gathered(points: Iterable[ReviewPoint], kind: str) -> list[str]:
    """The codes of one kind that these points need, each once: held → [ec-passport], source → [exit_ban, …]."""
    codes = (one.partition(":") for point in points for one in sorted(needs(point)))
    return list(dict.fromkeys(code for found, _, code in codes if found == kind))


def judge(points: Iterable[ReviewPoint], facts: Facts, disputed: Sequence[str] = ()) -> tuple[Judged, ...]:
    """The verdict on each point a function decides. `disputed`: points the person knows better about than the wallet: a reviewer
    decides those."""
    return tuple(_judged(one, facts, one.id in disputed) for one in decided(points))


def disputable(point: ReviewPoint) -> bool:
    """Whether it rests on our copies of certificates alone, which may lag behind what the person holds."""
    return bool(needs(point)) and {one.partition(":")[0] for one in needs(point)} <= {"held", "answer"}


def refused(judged: Iterable[Judged]) -> list[Judged]:
    """Those that make it pointless."""
    return [one for one in judged if one.by == REFUSE]


def off(judged: Iterable[Judged], by: str) -> list[Judged]:
    """Those whose source did not answer and that are settled so: block, upload, manual."""
    return [one for one in judged if one.by == by and isinstance(one.verdict, Unknown) and one.verdict.off]


def off_code(one: Judged) -> str:
    """The source that did not answer."""
    return one.verdict.off if isinstance(one.verdict, Unknown) else ""


def word(verdict: Verdict) -> str:
    """pass | fail | unknown."""
    return "pass" if isinstance(verdict, Pass) else "fail" if isinstance(verdict, Fail) else "unknown"


def source_name(code: str) -> str:
    """What a source is called: 指纹信息, 普通护照, 驾驶证记分."""
    if code in reference.sources():
        return reference.sources()[code].name
    if code in registers():
        return registers()[code].name
    return reference.certificates()[code]["name"] if code in reference.certificates() else code


def _kinds(point: ReviewPoint) -> set[str]:
    return {one.partition(":")[0] for one in needs(point)}


def _beyond(point: ReviewPoint) -> bool:
    """Whether it looks at more than the form and can refuse: what is a reviewer's to see is not asked for before there is one."""
    return point.fail != MANUAL and not _kinds(point) <= {"form", "answer"}


def _judged(point: ReviewPoint, facts: Facts, disputed: bool) -> Judged:
    verdict = CHECKS[point.fn](facts, point.arg)
    found = Judged(point, verdict, _said_by(point, facts))
    if isinstance(verdict, Fail):
        return replace(found, by=MANUAL if disputed or point.fail == MANUAL else REFUSE)
    if isinstance(verdict, Unknown):
        return replace(found, by=_fallback(point, verdict.off, facts) if verdict.off else "")
    return found


def _fallback(point: ReviewPoint, code: str, facts: Facts) -> str:
    """What happens where the source is off: as the point says, else as the item does where it asks, else as the source; without a
    material nothing is uploaded. What waits for a register waits at the department."""
    source = reference.sources().get(code)
    silent = [*(one for one in facts.rows.values() if isinstance(one, Off)), *facts.unpicked.values()]
    asked = next((one.by for one in silent if one.code == code), "")
    said = point.off or asked or (source.fallback if source else MANUAL)
    return MANUAL if said not in (UPLOAD, BLOCK) or (said == UPLOAD and not point.material) else said


def _said_by(point: ReviewPoint, facts: Facts) -> str:
    """Who said so: the department whose source or register it rests on."""
    needed = sorted(needs(point))
    if codes := [one.partition(":")[2] for one in needed if one.startswith("source:")]:
        return reference.plain_department(reference.sources()[codes[0]].department)
    if asked := [facts.registers[one] for one in needed if one in facts.registers]:
        return reference.plain_department(registers()[asked[0]].department)
    return OURS
