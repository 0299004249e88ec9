"""No criminal record: the fourth in a year says what for; the police of this province speaks of its own, and of who had a permit here."""

from datetime import date

import pytest

from app.language.derived import crime_since
from tests.rules.checking import PASS, Earlier, Fail, FileFact, Off, facts, off, rows, verdict, waits

DAYS = ("2025-11-20", "2026-01-05", "2026-05-06", "2026-09-08")
FOURTH = Fail("一年内第 4 次，要附用途材料", "在“用途证明”里传一张，比如录用通知")
ELSEWHERE = Fail("您的户口不在广东，也没有广东的居住证", "请到户籍地的公安机关开")
OURS, PERMIT = {"户号": "440113078901"}, {"首次领证日": "2025-12-10"}


def had(*days, outcome="granted", **more):
    return facts(earlier=tuple(Earlier("no-crime-cert", date.fromisoformat(one), outcome) for one in days), **more)


def book(number, *permits):
    return facts(rows=rows(mine=[{"户号": number}], permits=permits))


CASES = [
    ("crime_times", "3/365", had(), PASS),
    ("crime_times", "3/365", had(*DAYS), FOURTH),  # that of 2025-11-20 is more than a year ago
    ("crime_times", "3/365", had(*DAYS[:3]), PASS),
    ("crime_times", "3/365", had(*DAYS, outcome="withdrawn"), PASS),
    ("crime_times", "3/365", had(*DAYS, files={"m-nocrime-purpose": FileFact(True)}), PASS),
    ("crime_reach", None, book("440113078901"), PASS),
    ("crime_reach", None, book("430104056789", PERMIT), PASS),
    ("crime_reach", None, book("430104056789"), ELSEWHERE),
    ("crime_reach", None, facts(rows=rows(mine=[OURS]) | {"permits": Off("gat.residence")}), off("gat.residence")),
    ("crime_reach", None, facts(rows=rows(permits=[])), waits("rows", "mine")),
]


@pytest.mark.parametrize(("name", "arg", "given", "said"), CASES)
def test_what_a_check_says(name, arg, given, said):
    assert verdict(name, arg, given) == said


@pytest.mark.parametrize(("number", "since"), [("440113078901", "2003-04-05"), ("430104056789", None)])
def test_from_which_day_on_it_is_looked_at(number, since):
    assert crime_since([{"户号": number, "出生日期": "2003-04-05"}], {}) == since
