"""高考查分 as it is read: the vector of 2021, marks that are hidden, a year that is not out, where one stands among all."""

from datetime import date
from functools import lru_cache

import pytest

from app.language.checklist import Item
from app.language.load import load
from app.language.showing import Seen
from sandbox.registers.declared import ROWS as FOLDER
from sandbox.registers.declared import names, plain, registers
from scenes.education import score
from tests.rules.test_social_page import page

TODAY = date(2026, 11, 23)
LIANG = "liang-junjie"
HIDDEN = {"year": "2026", "考生号": "0103260045", "科类": "物理", "各科": [], "总分": None, "排位": None, "屏蔽": True}
WAITING = {"批次": None, "院校": None, "专业": None, "录取状态": None, "状态日": None}


def seen(who=LIANG, today=TODAY, **rows):
    """What the registers of the sandbox say of one of the demo people; `rows` instead of theirs."""
    number = names()[who]
    exam = tuple(one for one in registers()["jy.gaokao"].rows.values() if one["id"] == number)
    known = {
        "exam": exam,
        "lines": tuple(registers()["jy.gaokaolines"].rows.values()),
        "seasons": tuple(registers()["jy.seasons"].rows.values()),
    }
    return Seen(today, "440100", known | rows, who)


@lru_cache
def declared():
    return Item(load()["exam-score"], "v")


def test_marks_place_lines_and_admission_stand_on_one_page():
    assert page(declared(), seen()) == {
        "cards": {
            "成绩": [
                "总分*: 572 分（2021 年，物理类）",
                "全省排位: 第 52,000 名（物理类，从高到低排）",
                "本科线: 高出 140 分（线是 432 分）",
                "特控线: 高出 33 分（线是 539 分）",
            ],
            "录取": ["现在*: 录取（2021 年 7 月 19 日）", "院校: 示例大学", "专业: 软件工程", "批次: 本科批次"],
        },
        "rows": "2021  8",
        "chart": "全省一分一段，您在哪里 23",
        "papers": ["高考成绩单（2021 年）"],
        "next": [],
        "empty": "",
        "off": None,
    }


def test_each_subject_says_what_was_written_and_what_counts_and_they_add_up():
    lines = {one.title: (one.text, one.note) for one in score.subjects(seen())}
    assert lines["语文"] == ("112 分", "") and lines["英语"] == ("125 分", "")
    assert lines["化学"] == ("80 分", "卷面 66 分，按等级换算") and lines["生物"] == ("75 分", "卷面 61 分，按等级换算")
    assert lines["总分"] == ("572 分", "物理类，全省第 52,000 名") and lines["录取"] == ("录取", "示例大学")
    assert sum(int(lines[one][0].split()[0]) for one in ("语文", "数学", "英语", "物理", "化学", "生物")) == 572


def test_the_table_of_the_office_gives_the_place_the_row_says():
    (lines,) = seen().of("lines")
    assert sum(one["人数"] for one in lines["一分段"] if one["分"] >= 572) == 52_000


def test_the_chart_marks_the_band_one_stands_in_and_counts_everybody_once():
    bars = score.crowd(seen())
    (mine,) = [one for one in bars if one.mine]
    (lines,) = seen().of("lines")
    within = sum(one["人数"] for one in lines["一分段"] if 560 <= one["分"] < 580)
    assert (mine.id, mine.height, mine.text, mine.facts) == ("560", within, f"560 到 579 分，{within:,} 人", (("您的总分", "572 分"),))
    assert sum(one.height for one in bars) == sum(one["人数"] for one in lines["一分段"])
    assert [one.tick for one in bars if one.tick] == ["300", "400", "500", "600"]


@pytest.mark.parametrize(
    ("marks", "first", "special"), [(572, "高出 140 分", "高出 33 分"), (539, "高出 107 分", "刚好到线"), (431, "差 1 分", "差 108 分")]
)
def test_where_one_stands_beside_the_lines(marks, first, special):
    (row,) = seen().of("exam")
    who = seen(exam=({**row, "总分": marks},))
    assert (score.line(who, "本科线").text, score.line(who, "特控线").text) == (first, special)


@pytest.mark.parametrize("more", [{}, {"总分": 690, "排位": 12, "各科": [{"科": "语文", "原始": 130, "赋分": None}]}])
def test_hidden_marks_are_said_nowhere_even_if_the_office_sends_them(more):
    who = seen("ou-jiayi", exam=({**HIDDEN, **WAITING, **more},))
    told = page(declared(), who)
    assert told["cards"] == {"成绩": ["总分*: 暂不公布（请等录取，录取结果照样在这里看）"]}
    assert (told["rows"], told["chart"], told["papers"]) == (None, None, [])
    assert score.transcript(who, 2026) is None and "690" not in str(told) and "130" not in str(told)


def test_who_is_hidden_still_reads_the_admission_and_what_comes_next():
    admitted = {"批次": "提前批", "院校": "示例大学", "专业": "数学", "录取状态": "录取", "状态日": "2026-07-12"}
    told = page(declared(), seen("ou-jiayi", date(2026, 7, 13), exam=({**HIDDEN, **admitted},)))
    assert told["cards"]["录取"][:2] == ["现在*: 录取（录取了，等通知书，2026 年 7 月 12 日）", "院校: 示例大学"]
    assert told["next"] == ["student-aid 上大学有困难，申请助学金"]


def test_the_switch_of_the_sandbox_holds_no_mark():
    ((row,),) = plain(f"{FOLDER}/switches.yaml")["hidden-score-of-ou-jiayi"]["rows"].values()
    assert row["屏蔽"] == "true" and not row["各科"] and not {"总分", "排位"} & set(row)


@pytest.mark.parametrize(
    ("today", "empty"),
    [
        (TODAY, "2026 年没有查到您的考生信息。参加了考试的，核对一下姓名"),
        (date(2027, 5, 25), "2026 年没有查到您的考生信息。参加了考试的，核对一下姓名"),
        (date(2027, 5, 26), "成绩 2027 年 6 月 25 日 12:00 起可查"),
        (date(2027, 6, 25), "成绩 2027 年 6 月 25 日 12:00 起可查。过了还没有，打考试院电话问"),
        (date(2027, 6, 26), "2027 年没有查到您的考生信息。参加了考试的，核对一下姓名"),
    ],
)
def test_who_has_no_row_reads_when_marks_come_out_or_that_none_was_found(today, empty):
    told = page(declared(), seen("li-wenjing", today))
    assert (told["cards"], told["empty"], told["rows"]) == ({}, empty, None)


def test_who_sat_before_reads_when_this_year_s_come_out_and_where_to_go_with_doubts():
    assert score.coming(seen(today=date(2027, 6, 20)), "").text == "2027 年 6 月 25 日 12:00"
    (row,) = seen().of("exam")
    again = ({**row, "year": "2027"}, row)
    assert score.coming(seen(today=date(2027, 6, 25), exam=again), "") is None
    said = score.doubts(seen(today=date(2027, 6, 27), exam=again), "")
    assert (said.text, said.note) == ("2027 年 6 月 28 日前申请复查", "到报名的学校或者区招生办申请")
    assert score.doubts(seen(today=date(2027, 6, 29), exam=again), "") is None
    assert {one.year for one in score.subjects(seen(exam=again))} == {"2027", "2021"}


def test_the_paper_has_what_the_page_has():
    sheet = score.transcript(seen(), 2021)
    assert sheet.title == "普通高考成绩单（2021 年）"
    assert sheet.facts == (("考生号", "0113200123"), ("科类", "物理类"), ("总分", "572 分"), ("全省排位", "第 52,000 名"))
    assert sheet.rows[0] == ("语文", "112 分", "112 分") and sheet.rows[4] == ("化学", "66 分", "80 分") and len(sheet.rows) == 6
    assert score.transcript(seen(), 2026) is None


def test_while_the_office_is_off_nothing_is_said_to_be_absent():
    told = page(declared(), seen(), off=("exam", "lines"))
    assert told["off"] and (told["empty"], told["rows"], told["chart"]) == ("", None, None)
    told = page(declared(), seen(), off=("lines",))
    assert told["cards"]["成绩"][0] == "总分*: 572 分（2021 年，物理类）" and told["chart"] is None
