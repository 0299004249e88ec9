"""A guardian's errand for a child: the child's age to the day, who the guardian is, and the child's own passport."""

import pytest

from tests.rules.checking import LIN, PASS, Fail, Off, facts, off, rows, verdict, waits

ZIXUAN, WU = "440199201406110016", "440199197907300089"  # born 2014-06-11
ME = {"child": ZIXUAN, "姓名": "周子轩", "监护人": LIN.id_number}
OLD = {"owner": ZIXUAN, "until": "2027-02-28", "pages_left": 20, "issued": "2022-02-28", "state": "有效"}
BOOK = {"months": 6, "few": 3}
DOCUMENT = {"months": 6, "due": "expiring"}
DUE, OVER, FULL, CHANGED = ({"why": why} for why in ("expiring", "expired", "pages", "info"))


def of(row, book=None, **more):
    picked = {"for": (ME | row,)} | ({"book": (OLD | book,)} if book is not None else {})
    return facts(picked=picked, **({"rows": rows(childbooks=[OLD | (book or {})])} | more))


def void(why, *others, **book):
    """A document that was reported lost, among these others of the child."""
    of_it = {"kind": "护照", "until": "2029-01-01", "issued": "2024-01-01", "state": "遗失作废"} | book
    return of({}, of_it, rows=rows(childbooks=[of_it, *others]), answers={"why": why})


def late(say):
    return Fail(say, "到时候再来；别的原因要换，改一下回答")


def typed(number, **more):
    return facts(form={"child_by_hand": {"name": "周子轩", "id_number": number}}, **more)


CASES = [
    ("child_younger", 16, typed(ZIXUAN), PASS),
    ("child_younger", 16, typed(WU), Fail("孩子比您还大", "看看两个身份证号是不是填反了")),
    ("child_younger", 16, typed(LIN.id_number), Fail("孩子比您还大", "看看两个身份证号是不是填反了")),  # of one day, nobody's child
    ("child_younger", 16, typed(ZIXUAN, day="2030-06-10"), PASS),
    ("child_younger", 16, typed(ZIXUAN, day="2030-06-11"), Fail("孩子满 16 周岁了", "请本人用自己的手机办")),
    ("child_younger", 16, facts(), waits("form", "child_by_hand")),
    ("child_under", 16, of({}), PASS),
    ("child_under", 16, of({}, day="2030-06-10"), PASS),  # fifteen years and 364 days
    ("child_under", 16, of({}, day="2030-06-11"), Fail("周子轩满 16 周岁了", "请本人用自己的手机办")),
    ("child_under", 16, of({"child": "U440123456", "姓名": "林沐阳"}), Fail("林沐阳还没上户口", "先办“给宝宝上户口”")),
    ("child_under", 16, facts(), waits("form", "for")),
    ("child_under", 16, facts(unpicked={"for": Off("gat.guardians")}), off("gat.guardians")),
    ("child_guardian", None, of({}), PASS),
    ("child_guardian", None, of({"监护人": WU}), Fail("登记的监护人不是您", "请孩子的爸爸妈妈或者法院指定的监护人来办")),
    ("child_guardian", None, facts(), waits("form", "for")),
    ("child_book", BOOK, of({}, {}, answers=DUE), PASS),
    ("child_book", BOOK, of({}, {"until": "2027-05-23"}, answers=DUE), PASS),  # six months to the day
    ("child_book", BOOK, of({}, {"until": "2027-05-24"}, answers=DUE), late("孩子的护照2027年5月24日才到期，还没到换的时候")),
    ("child_book", BOOK, of({}, {"until": "2026-11-22"}, answers=OVER), PASS),
    ("child_book", BOOK, of({}, {"until": "2026-11-23"}, answers=OVER), Fail("孩子的护照11月23日才到期，还没过期", "快到期的，改一下回答")),
    ("child_book", BOOK, of({}, {"pages_left": 3}, answers=FULL), PASS),
    ("child_book", BOOK, of({}, {"pages_left": 4}, answers=FULL), Fail("签证页还有 4 页，不用换", "剩 3 页以内再换")),
    ("child_book", BOOK, of({}, {"pages_left": None}, answers=FULL), PASS),
    ("child_book", BOOK, of({}, {}, answers=CHANGED), PASS),
    ("child_book", BOOK, of({}, {"owner": WU}, answers=DUE), Fail("这本护照不是这个孩子的", "重新选一次")),
    ("child_book", BOOK, of({}, answers=DUE), waits("form", "book")),
    ("child_document", DOCUMENT, of({}, {"kind": "港澳", "until": "2027-05-23"}, answers=DUE), PASS),
    (
        "child_document",
        DOCUMENT,
        of({}, {"kind": "港澳", "until": "2027-05-24"}, answers=DUE),
        Fail("孩子的港澳通行证2027年5月24日才到期，还没到换的时候", "到期前 6 个月内再来"),
    ),
    ("child_document", DOCUMENT, of({}, {"kind": "台湾", "until": "2026-11-22"}, answers=DUE), PASS),  # over: a new one is due
    ("child_document", DOCUMENT, of({}, {"kind": "护照", "until": "2026-11-23"}, answers={"why": "lost"}), PASS),
    (
        "child_document",
        DOCUMENT,
        of({}, {"kind": "护照", "until": "2026-11-22"}, answers={"why": "lost"}),
        Fail("孩子的护照11月22日已经过期了", "去办“换护照”，选已经过期"),
    ),
    (
        "child_document",
        DOCUMENT,
        of({}, {"kind": "港澳", "until": "2026-11-22"}, answers={"why": "damaged"}),
        Fail("孩子的港澳通行证11月22日已经过期了", "改一下回答，选快到期的"),
    ),
    ("child_document", DOCUMENT, of({}, {"kind": "港澳", "owner": WU}, answers=DUE), Fail("这本港澳通行证不是这个孩子的", "重新选一次")),
    ("child_document", DOCUMENT, of({}, answers=DUE), waits("form", "book")),
    ("child_document", DOCUMENT, void("lost"), PASS),  # the application it was reported by came to nothing
    ("child_document", DOCUMENT, void("stolen", until="2026-11-22"), PASS),
    ("child_document", DOCUMENT, void("lost", {"issued": "2023-01-01", "state": "遗失作废"}), PASS),
    ("child_document", DOCUMENT, void("lost", {"issued": "2024-06-01", "state": "遗失作废"}), Fail("这本护照早就作废了", "选现在用的那本")),
    ("child_document", DOCUMENT, void("lost", {"issued": "2023-01-01", "state": "有效"}), Fail("这本护照早就作废了", "选现在用的那本")),
    ("child_document", DOCUMENT, void("damaged"), Fail("这本护照报失作废了", "改一下回答，选丢失")),
    ("child_document", DOCUMENT, void("expiring", kind="台湾"), Fail("这本台湾通行证报失作废了", "改一下回答，选丢失")),
    ("child_without", None, facts(rows=rows(had=[])), PASS),
    ("child_without", None, facts(rows=rows(had=[{"kind": "护照", "until": "2027-02-28"}])), Fail("孩子已经有护照了，2027年2月28日到期")),
    ("child_without", None, facts(rows={"had": Off("crj.documents")}), off("crj.documents")),
    ("child_may_leave", None, facts(rows=rows(marks=[])), PASS),
    ("child_may_leave", None, facts(rows=rows(marks=[{"exit_ban": False}])), PASS),
    ("child_may_leave", None, facts(rows=rows(marks=[{"exit_ban": True}])), Fail()),
    ("child_may_leave", None, facts(rows={"marks": Off("crj.flags")}), off("crj.flags")),
]


@pytest.mark.parametrize(("name", "arg", "given", "said"), CASES)
def test_what_a_check_says(name, arg, given, said):
    assert verdict(name, arg, given) == said
