"""What drivers hand in between two renewals: from seventy on and for C5 what the doctor says, for lorries and coaches a review."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from app.catalog.words import day
from app.checks.days import add_months
from app.checks.declare import check
from app.checks.facts import Fail, Pass, Verdict
from app.checks.vehicles import cycle
from app.identity.rules import age
from app.kernel import text
from app.kernel.ports import Row

HEAVY = ("A1", "A2", "A3", "B1", "B2")
DISABLED, EVERY = "C5", 3  # this class hands a report in after every third cycle
OLD, STUDY_HOURS, WINDOW_DAYS = 70, 3, 30
REPORT, REVIEW = "report", "review"
LATER = "到了那天再来"


@dataclass(frozen=True)
class Due:
    """After which cycle, and what: `report` or `review`. From the day after it, within thirty days; late for a year, then it is over."""

    cycle_end: date
    what: str

    @property
    def opens(self) -> date:
        """The first day."""
        return self.cycle_end + timedelta(days=1)

    @property
    def closes(self) -> date:
        """The last day on which it is not late."""
        return self.cycle_end + timedelta(days=WINDOW_DAYS)

    @property
    def over(self) -> date:
        """The last day of all: from the next on the licence is cancelled."""
        return add_months(self.opens, 12) - timedelta(days=1)


def due_after(grade: str, first_issue: date, birth: date, cycle_end: date) -> Due:
    """What is owed after the cycle that ends on this day."""
    years = (cycle_end + timedelta(days=1)).year - first_issue.year
    if years < 1:
        return Due(cycle_end, "")
    if grade in HEAVY:
        return Due(cycle_end, REVIEW)
    report = age(birth, cycle_end) >= OLD or (grade == DISABLED and years % EVERY == 0)
    return Due(cycle_end, REPORT if report else "")


def last_and_next(row: Row, birth: date, today: date) -> tuple[Due, Due] | None:
    """What the licence owes after the cycle that has ended, and after the one that runs; None where the register says no first issue."""
    first, grade = text.day(row.columns.get("初领")), str(row.columns.get("准驾"))
    if first is None:
        return None
    start, end = cycle(first, today)
    return due_after(grade, first, birth, start - timedelta(days=1)), due_after(grade, first, birth, end)


@check("report_due", licence="rows.licence", birth="person.birth", cycles="rows.cycles")
def report_due(today: date, licence: tuple[Row, ...], birth: date, cycles: tuple[Row, ...]) -> Verdict:
    """Something is owed for the cycle that has ended. Who has no licence is told so elsewhere."""
    both = last_and_next(licence[0], birth, today) if licence else None
    if both is None:
        return Pass()
    last, coming = both
    if last.what == REVIEW and not any(_number(row, "记分") for row in cycles if row.columns.get("止") == last.cycle_end.isoformat()):
        return Fail("上个记分周期没有记分，免审验", f"这个周期{day(coming.cycle_end, today, False)}结束，到时再看")
    until = text.day(licence[0].columns.get("体检至"))
    if last.what and (until is None or until <= last.cycle_end):
        return Pass()
    if last.what:
        return Fail("今年的已经收到，办好了", f"下次{day(coming.opens, today, False)}以后再看")
    if coming.what:
        return Fail(f"现在不用交，{day(coming.opens, today, False)}起交，{day(coming.closes, today, False)}前交", LATER)
    return Fail("您不用交", "70 岁以上的、残疾人驾驶证和大车驾驶证才要交")


@check("review_studied", licence="rows.licence", cycles="rows.cycles", birth="person.birth")
def review_studied(today: date, licence: tuple[Row, ...], cycles: tuple[Row, ...], birth: date) -> Verdict:
    """Where a review is owed: so many hours of study for the cycle that has ended with points."""
    both = last_and_next(licence[0], birth, today) if licence else None
    if both is None or both[0].what != REVIEW:
        return Pass()
    ended = [row for row in cycles if row.columns.get("止") == both[0].cycle_end.isoformat()]
    if not any(_number(row, "记分") for row in ended):
        return Pass()
    hours = max(_number(row, "学习小时") for row in ended)
    return Pass() if hours >= STUDY_HOURS else Fail(f"审验学习还差 {STUDY_HOURS - hours} 小时", "在交管12123 学完再来")


def _number(row: Row, name: str) -> int:
    found = row.columns.get(name)
    return found if isinstance(found, int) else 0
