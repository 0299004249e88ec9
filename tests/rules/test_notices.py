"""What is read before it is signed: the words of a notice, how its declaration is read, how a paper is drawn. Pure."""

from datetime import date

import pypdfium2
import pytest

from app.language import notices
from app.language.lookups import of_content, read
from app.language.registers import declared
from app.language.sheet import Mistake
from app.language.showing import Part, Sheet, Told
from app.lookups import layout, words
from app.lookups.layout import Footing
from scenes.vehicle.notice import penalty

ROW = {
    "plate": "粤A66M08",
    "时间": "2026-11-05 08:12",
    "地点": "天河区体育东路口",
    "代码": "1625",
    "行为": "不按信号灯通行",
    "违反": "《道路交通安全法》第三十八条",
    "依据": "《道路交通安全法》第九十条",
    "罚款": 20_000,
    "记分": 6,
    "采集": "电子眼",
    "照片": ["远景", "车牌"],
    "机关": "广州市公安局交通警察支队天河大队",
}
TODAY = date(2026, 11, 23)
REMEDY = ("收到决定那天起 60 天内，可以向广州市人民政府申请行政复议。", "也可以在 6 个月内起诉。")


def test_a_notice_says_facts_evidence_grounds_and_what_is_meant_to_be_decided():
    sheet = penalty(Told(TODAY, "广州公安车管", (ROW,), REMEDY))
    assert (sheet.title, sheet.facts) == ("行政处罚告知书", (("一共", "1 条，罚款 200.00 元，记 6 分"),))
    one, speak, after, against = sheet.parts
    assert one.head == "不按信号灯通行"
    assert dict(one.facts) == {
        "时间": "2026 年 11 月 5 日 08:12",
        "地点": "天河区体育东路口",
        "车牌": "粤A66M08",
        "违法行为": "不按信号灯通行（代码 1625）",
        "证据": "电子眼照片：远景、车牌",
        "违反了": "《道路交通安全法》第三十八条",
        "处罚依据": "《道路交通安全法》第九十条",
        "打算怎么罚": "罚款 200.00 元，记 6 分",
        "作决定的": "广州市公安局交通警察支队天河大队",
    }
    assert "陈述和申辩" in speak.text and "15 天内" in after.text and against.text == "".join(REMEDY)


def test_several_are_numbered_and_added_up():
    other = {**ROW, "行为": "违反规定停车", "罚款": 10_000, "记分": 0}
    sheet = penalty(Told(TODAY, "广州公安车管", (ROW, other), REMEDY))
    assert sheet.facts == (("一共", "2 条，罚款 300.00 元，记 6 分"),)
    assert [one.head for one in sheet.parts[:2]] == ["1. 不按信号灯通行", "2. 违反规定停车"]


def test_what_the_department_leaves_empty_is_not_said():
    (one, *_) = penalty(Told(TODAY, "广州公安车管", ({**ROW, "plate": None, "照片": []},), REMEDY)).parts
    assert "车牌" not in dict(one.facts) and dict(one.facts)["证据"] == "电子眼"


FORM = [{"id": "picks", "kind": "pick"}, {"id": "notice", "kind": "check"}, {"id": "driver", "kind": "choice"}]
GOOD = {"fn": "penalty", "of": "picks", "read": "notice"}


def test_a_notice_is_declared_with_its_function_its_pick_and_its_tick():
    assert notices.read("vehicle/items.yaml", "violation-handle", "vehicle", GOOD, FORM) == GOOD


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"fn": "nothing"}, "notice.fn"),
        ({"of": "driver"}, "notice.of"),
        ({"read": "picks"}, "notice.read"),
        ({"colour": "red"}, "notice.colour"),
    ],
)
def test_a_notice_that_leads_nowhere_is_refused(change, at):
    with pytest.raises(Mistake) as wrong:
        notices.read("vehicle/items.yaml", "violation-handle", "vehicle", {**GOOD, **change}, FORM)
    assert wrong.value.field == at


OPEN = {
    "id": "open",
    "register": "jj.violations",
    "key": {"plate": "form.plate"},
    "purpose": "看违法",
    "show": ["时间", "plate", "罚款"],
    "more": ["依据", "时间", "照片"],
    "title": "行为",
    "glad": True,
}


def lookup(**change):
    rows = read("vehicle/items.yaml", "violation-handle", [{**OPEN, **change}], set(), {"plate"})
    return next(iter(of_content({"lookups": rows})))


def test_what_is_signed_is_what_a_list_shows_and_more_each_once_under_the_name_a_person_reads():
    facts = [(one["label"], one["text"] or one["amount_fen"]) for one in words.signed(lookup(), ROW)]
    assert facts == [
        ("时间", "2026-11-05 08:12"),
        ("车牌号", "粤A66M08"),
        ("罚款", 20_000),
        ("依据", "《道路交通安全法》第九十条"),
        ("照片", "远景、车牌"),
    ]
    assert [one["label"] for one in words.facts(lookup(), ROW)] == ["时间", "车牌号", "罚款"]
    assert lookup().typed and lookup().glad and not lookup(key={"处理人": "me.id_number"}).typed


def test_a_column_that_is_none_is_neither_read_nor_named():
    with pytest.raises(Mistake):
        lookup(more=["颜色"])
    row = {"id": "x.y", "name": "甲", "from": "dept-gat-jj", "key": ["a"], "off": "wait", "columns": {"a": "text"}}
    assert declared({"registers": [{**row, "labels": {"a": "甲号"}}]})["x.y"].labels == {"a": "甲号"}
    with pytest.raises(Mistake):
        declared({"registers": [{**row, "labels": {"b": "乙号"}}]})


def test_a_paper_is_drawn_in_lines_that_fit_and_on_as_many_pages_as_it_needs():
    long = "《道路交通安全法》第九十条，《道路交通安全违法行为记分管理办法》第十条。" * 6
    sheet = Sheet("决定书", (("处罚依据", long),), parts=tuple(Part(f"第 {n} 部分", long, (("依据", long),)) for n in range(9)))
    drawn = layout.pdf(sheet, "赵大伟", Footing("今天", "AAAA-BBBB-CCCC-DDDD", "https://x/?c=A", "印", "https://x/"))
    with pypdfium2.PdfDocument(drawn) as opened:
        pages = list(opened)
        assert len(pages) > 1
        for page in pages:
            found = page.get_textpage()
            boxes = [found.get_charbox(n) for n in range(found.count_chars())]
            assert max(right for _, _, right, _ in boxes) <= layout.WIDTH - layout.MARGIN / 2
            assert min(bottom for _, bottom, _, _ in boxes) >= 0
        said = "".join(page.get_textpage().get_text_range() for page in pages).replace("\r", "").replace("\n", "")
    assert said.count("第十条。") == 19 * 6
