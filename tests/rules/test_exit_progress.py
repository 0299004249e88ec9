"""查护照进度: what a person reads of what exit and entry has."""

from datetime import date

import pytest

from app.language.showing import Said, Seen
from scenes.exit_entry import progress

TODAY = date(2026, 11, 23)
BOOK = {"number": "E12346128", "kind": "护照", "issued": "2017-03-18", "until": "2027-03-17", "state": "有效"}
CARD = {"number": "C98765432", "kind": "港澳", "issued": "2022-06-01", "until": "2032-05-31", "state": "有效"}
TRIP = {"place": "HK", "kind": "个人旅游", "times": "2", "used": 1, "until": "2027-02-10", "state": "有效"}
OUT = {"time": "2026-08-14 10:20", "出入": "出", "port": "罗湖", "kind": "港澳", "number": "C98765432"}
IN = OUT | {"time": "2026-08-16 21:05", "出入": "入"}


def seen(**rows):
    return Seen(TODAY, "440100", {name: tuple(one) for name, one in rows.items()})


def test_what_is_on_its_way_is_said_with_its_step_and_its_day():
    case = {"number": "1", "item": "普通护照换发", "node": "受理", "expected": "2026-12-02"}
    assert progress.running(seen(running=[case]), "") == Said("1 件在办", "普通护照换发，受理，预计 2026 年 12 月 2 日", "near")
    assert progress.running(seen(running=[case | {"node": "已签发"}]), "") == Said("没有在办的", "", "grey")
    assert progress.running(seen(), "") == Said("没有在办的", "", "grey")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([BOOK], Said("E1234****", "2027 年 3 月 17 日到期，还有 114 天", "near")),
        ([BOOK | {"until": "2033-09-11"}], Said("E1234****", "2033 年 9 月 11 日到期，还有 2484 天", "")),
        ([BOOK | {"until": "2026-11-22"}], Said("E1234****", "2026 年 11 月 22 日已经过期", "near")),
        ([BOOK | {"state": "遗失作废"}], Said("E1234****", "遗失作废，没有有效的护照", "near")),
        ([CARD], None),
        ([], None),
    ],
)
def test_a_document_is_said_with_its_end(rows, said):
    assert progress.document(seen(documents=rows), "护照") == said


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([TRIP], Said("剩 1 次", "个人旅游，到 2027 年 2 月 10 日", "")),
        ([TRIP | {"used": 2}], Said("剩 0 次", "个人旅游，到 2027 年 2 月 10 日", "near")),
        ([TRIP | {"times": "many"}], Said("不限次数", "个人旅游，到 2027 年 2 月 10 日", "")),
        ([TRIP | {"state": "随证作废"}], None),
        ([TRIP | {"until": "2026-11-22"}], None),
        ([TRIP | {"place": "MO"}], None),
    ],
)
def test_what_is_left_of_the_endorsements(rows, said):
    assert progress.trips(seen(endorsements=rows), "HK") == said


def test_crossings_are_told_of_five_years_newest_first():
    old = OUT | {"time": "2021-11-22 08:00"}
    lines = progress.crossings(seen(crossings=[old, OUT, IN]))
    assert [(one.title, one.text, one.note) for one in lines] == [
        ("入境 罗湖", "2026 年 8 月 16 日 21:05", "港澳通行证 C9876****"),
        ("出境 罗湖", "2026 年 8 月 14 日 10:20", "港澳通行证 C9876****"),
    ]
    sheet = progress.record(seen(crossings=[old, OUT, IN]), 2026)
    assert [row[:3] for row in sheet.rows] == [("2026 年 8 月 14 日 10:20", "出境", "罗湖"), ("2026 年 8 月 16 日 21:05", "入境", "罗湖")]
    assert progress.record(seen(crossings=[old]), 2021) is None and progress.record(seen(), 2026) is None


@pytest.mark.parametrize(("until", "said"), [("2027-06-22", True), ("2027-06-23", False), ("2033-09-11", False)])
def test_a_passport_with_less_than_seven_months_is_renewed_next(until, said):
    assert (progress.renew_soon(seen(documents=[BOOK | {"until": until}]), "") is not None) == said


def test_an_endorsement_is_next_for_who_has_no_trip_left():
    assert progress.used_up(seen(documents=[CARD], endorsements=[TRIP | {"used": 2}]), "") == Said("签注用完了，再办一次")
    assert progress.used_up(seen(documents=[CARD], endorsements=[TRIP]), "") is None
    assert progress.used_up(seen(documents=[BOOK]), "") is None
