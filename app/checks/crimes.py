"""A certificate that there is no criminal record: how often it was had, and whether the police of this province can speak of somebody."""

from __future__ import annotations

from datetime import date

from app.checks.days import GONE, times_in
from app.checks.declare import check
from app.checks.facts import Earlier, Facts, Fail, Pass, Verdict
from app.kernel.ports import Row

OURS, WHAT_FOR = "44", "m-nocrime-purpose"


@check("crime_times", short="times", whole=("earlier", "file"), earlier="earlier")
def crime_times(today: date, facts: Facts, earlier: tuple[Earlier, ...], times: str) -> Verdict:
    """`times`: most/days without a word about what for; after that a paper says it. This one not counted."""
    most, _, days = times.partition("/")
    found = times_in(int(days), [one.on for one in earlier if one.outcome not in GONE], today)
    if found < int(most) or WHAT_FOR in facts.files:
        return Pass()
    return Fail(f"一年内第 {found + 1} 次，要附用途材料", "在“用途证明”里传一张，比如录用通知")


@check("crime_reach", book="rows.mine.户号", permits="rows.permits")
def crime_reach(book: str, permits: tuple[Row, ...]) -> Verdict:
    """Registered in this province, or once with a residence permit here. `book`: the number of the household book."""
    if book.startswith(OURS) or permits:
        return Pass()
    return Fail("您的户口不在广东，也没有广东的居住证", "请到户籍地的公安机关开")
