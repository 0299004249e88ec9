"""What drivers hand in between two renewals, and a car that is struck off."""

from datetime import date

import pytest

from app.checks.facts import Person
from app.checks.reviews import due_after
from tests.rules.checking import PASS, Fail, Off, facts, off, rows, verdict

HE = Person("何桂芳", "440199195512240027", "111", date(1955, 12, 24), "女", 4)
ZHAO = Person("赵大伟", "44019919851119005X", "111", date(1985, 11, 19), "男", 4)
FIRST = {"C5": "2010-12-15", "B2": "2011-01-20", "C1": "2014-07-09"}


def elder(until=None, **more):
    """何桂芳, 70 since 2025-12-24; the last cycle but one ended on 2025-12-14."""
    licence = [{"准驾": "C5", "初领": FIRST["C5"], "体检至": until}]
    return facts(person=HE, rows=rows(licence=licence, cycles=[]), **more)


def lorry(points=0, hours=0, **more):
    """赵大伟: the cycle that ends on 2027-01-19 with these points."""
    cycles = [{"止": "2026-01-19", "记分": 0, "学习小时": 0}, {"止": "2027-01-19", "记分": points, "学习小时": hours}]
    return facts(person=ZHAO, rows=rows(licence=[{"准驾": "B2", "初领": FIRST["B2"]}], cycles=cycles), **more)


def proof(*papers, declared=None):
    return facts(
        picked={"proof": ({"证明号": "BF2026", "牌证": list(papers)},)}, form={"proof": "x"} | ({"declared": True} if declared else {})
    )


SILENT = {"licence": Off("jj.drivers"), **rows(cycles=[])}
CASES = [
    ("report_due", None, elder("2026-12-14"), Fail("今年的已经收到，办好了", "下次12月15日以后再看")),
    ("report_due", None, elder("2025-12-14"), PASS),  # C5, the fifteenth year
    ("report_due", None, elder("2026-12-14", day="2026-12-20"), PASS),
    ("report_due", None, elder("2026-12-14", day="2027-02-01"), PASS),  # 19 days late, taken all the same
    ("report_due", None, elder("2027-12-14", day="2026-12-20"), Fail("今年的已经收到，办好了", "下次2027年12月15日以后再看")),
    ("report_due", None, lorry(3), Fail("上个记分周期没有记分，免审验", "这个周期2027年1月19日结束，到时再看")),
    ("report_due", None, lorry(3, day="2027-01-25"), PASS),
    (
        "report_due",
        None,
        facts(rows=rows(licence=[{"准驾": "C1", "初领": FIRST["C1"]}], cycles=[])),
        Fail("您不用交", "70 岁以上的、残疾人驾驶证和大车驾驶证才要交"),
    ),
    (
        "report_due",
        None,
        facts(person=HE, rows=rows(licence=[{"准驾": "C1", "初领": "2012-12-15"}], cycles=[])),  # 69 at the last end
        Fail("现在不用交，12月15日起交，2027年1月13日前交", "到了那天再来"),
    ),
    ("report_due", None, facts(rows=SILENT), off("jj.drivers")),
    ("review_studied", None, elder(), PASS),
    ("review_studied", None, lorry(0, day="2027-01-25"), PASS),
    ("review_studied", None, lorry(3, hours=3, day="2027-01-25"), PASS),
    ("review_studied", None, lorry(3, hours=2, day="2027-01-25"), Fail("审验学习还差 1 小时", "在交管12123 学完再来")),
    ("review_studied", None, facts(rows=SILENT), off("jj.drivers")),
    ("scrap_proof", None, facts(rows=rows(proof=[{"证明号": "BF2026"}])), PASS),
    ("scrap_proof", None, facts(rows=rows(proof=[])), Fail("回收企业还没上传证明", "交车后约 1 天能查到，那时再来")),
    ("scrap_proof", None, facts(rows={"proof": Off("ls.scrap")}), off("ls.scrap")),
    ("scrap_papers", None, proof("登记证书", "行驶证", "号牌"), PASS),
    ("scrap_papers", None, proof("行驶证", "号牌", declared=True), PASS),
    ("scrap_papers", None, proof("行驶证"), Fail("回收证明 BF2026 上没有登记证书、号牌", "交了再来；丢了的请勾“丢了，声明作废”")),
    ("scrap_papers", None, facts(unpicked={"proof": Off("ls.scrap")}), off("ls.scrap")),
    (
        "licence_elsewhere",
        None,
        facts(rows=rows(licence=[{"发证机关": "长沙市公安局交通警察支队"}])),
        PASS,
    ),
    (
        "licence_elsewhere",
        None,
        facts(rows=rows(licence=[{"发证机关": "广州市公安局交通警察支队"}])),
        Fail("您的驾驶证就是广州发的，不用转", "在这里直接换证、补证就行"),
    ),
    ("licence_elsewhere", None, facts(rows={"licence": Off("jj.drivers")}), off("jj.drivers")),
]


@pytest.mark.parametrize(("name", "arg", "given", "expected"), CASES, ids=[f"{row[0]}-{place}" for place, row in enumerate(CASES)])
def test_what_a_check_of_a_review_answers(name, arg, given, expected):
    assert verdict(name, arg, given) == expected


def test_the_window_is_thirty_days_and_late_is_a_year():
    due = due_after("C5", date(2010, 12, 15), date(1955, 12, 24), date(2026, 12, 14))
    assert (due.what, due.opens, due.closes, due.over) == ("report", date(2026, 12, 15), date(2027, 1, 13), date(2027, 12, 14))
    assert due_after("C1", date(2026, 3, 1), date(1950, 1, 1), date(2026, 2, 28)).what == ""  # there was no cycle before the first
