"""What an item may ask registers, and whose rows: declarations read strictly, questions made from paths. Pure."""

import pytest

from app.kernel.ports import Row
from app.language import lookups as language
from app.language.lookups import Path
from app.language.sheet import Mistake
from app.lookups import rules
from app.lookups.rules import Asking, NotYours, Subject, Waits
from tests import written

LIN, ZHAO = "440199199208200010", "44019919851119005X"
CARS = {"id": "cars", "register": "jj.vehicles", "key": {"所有人": "person.id_number"}, "purpose": "看您的车"}
OPEN = {
    "id": "violations",
    "register": "jj.violations",
    "key": {"plate": "rows.cars.plate"},
    "where": {"状态": "未处理"},
    "purpose": "看您的违法",
    "show": ["行为", "罚款"],
}


def read(*rows):
    return language.read("vehicle/items.yaml", "violation-handle", list(rows), {"kind"}, {"plate", "car"})


def made(*rows):
    return {one.id: one for one in language.of_content({"lookups": read(*rows)})}


def test_what_is_left_out_has_its_usual_value():
    violations = made(CARS, OPEN)["violations"]
    assert (violations.off, violations.empty, violations.cache_s, violations.consent) == ("block", "没有查到", 0, False)
    assert (violations.title, violations.key) == ("行为", {"plate": Path("rows", ("cars", "plate"))})


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"register": "jj.nothing"}, "register"),
        ({"key": {"地点": "city"}}, "key.地点"),
        ({"key": {}}, "key"),
        ({"key": {"处理人": LIN}}, "key.处理人"),  # whose rows they are is written into no file
        ({"key": {"处理人": "person.phone"}}, "key.处理人"),
        ({"key": {"plate": "rows.cars.colour"}}, "key.plate"),
        ({"key": {"plate": "rows.houses.plate"}}, "key.plate"),
        ({"key": {"plate": "form.nothing"}}, "key.plate"),
        ({"key": {"plate": "answers.why"}}, "key.plate"),
        ({"where": {"状态": "也许"}}, "where.状态"),
        ({"where": {"颜色": "红"}}, "where.颜色"),
        ({"where": {"状态": ["未处理", "也许"]}}, "where.状态"),
        ({"where": {"状态": []}}, "where.状态"),
        ({"key": {"plate": ["粤A12B34"]}}, "key.plate"),
        ({"also": {"处理人": LIN}}, "also.处理人"),
        ({"also": {"地点": "city"}}, "also.地点"),
        ({"also": {}}, "also"),
        ({"show": ["颜色"]}, "show"),
        ({"title": "颜色"}, "title"),
        ({"off": "later"}, "off"),
        ({"cache_s": 3601}, "cache_s"),
        ({"cache_s": True}, "cache_s"),
        ({"consent": "yes"}, "consent"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_lookup_that_cannot_be_asked_is_refused_by_name(change, at):
    with pytest.raises(Mistake) as wrong:
        read(CARS, {**OPEN, **change})
    assert (wrong.value.file, wrong.value.item, wrong.value.field) == (
        "vehicle/items.yaml",
        "violation-handle",
        f"lookups.violations.{at}",
    )


def test_lookups_that_wait_for_each_other_are_refused():
    circle = {**CARS, "key": {"plate": "rows.violations.plate"}}
    with pytest.raises(Mistake, match="互相等着：cars、violations"):
        read(circle, OPEN)


def test_those_that_need_nothing_of_each_other_are_asked_at_once():
    cycles = {"id": "cycles", "register": "jj.cycles", "key": {"id": "person.id_number"}, "purpose": "看您的记分"}
    order = [[one.id for one in stage] for stage in language.stages(list(made(OPEN, CARS, cycles).values()))]
    assert order == [["cars", "cycles"], ["violations"]]


ME = Subject("林志豪", LIN)
ASKING = Asking(ME, ME, "440100", form={"plate": "粤A00001"}, picked={"car": ({"VIN": "LSGDEMA0XTG000001"},)})


def row(**columns):
    return Row(str(columns), columns)


def test_a_question_is_asked_for_every_row_of_the_lookup_it_hangs_on():
    found = {"cars": (row(plate="粤A8K526"), row(plate="粤A66M08"), row(plate="粤A8K526"))}
    assert rules.keys(made(CARS, OPEN)["violations"], ASKING, found) == [{"plate": "粤A8K526"}, {"plate": "粤A66M08"}]
    assert rules.keys(made(CARS, OPEN)["violations"], ASKING, {"cars": ()}) == []


def test_only_rows_that_fit_are_shown():
    open_, paid = row(状态="未处理"), row(状态="已缴")
    assert rules.fitting(made(CARS, OPEN)["violations"], (open_, paid), ASKING, {"cars": ()}) == (open_,)


def test_a_value_that_is_not_there_yet_is_named():
    asked = made(CARS, {**OPEN, "key": {"plate": "form.plate"}})["violations"]
    assert rules.keys(asked, ASKING, {}) == [{"plate": "粤A00001"}]
    with pytest.raises(Waits) as waits:
        rules.keys(asked, Asking(ME, ME, "440100"), {})
    assert waits.value.path == "form.plate"


def test_a_column_of_a_picked_row_is_asked_with():
    asked = made(CARS, {**OPEN, "register": "ins.cti", "key": {"VIN": "form.car.VIN"}, "where": {"公司": "示例"}, "show": ["公司"]})[
        "violations"
    ]
    assert rules.keys(asked, ASKING, {}) == [{"VIN": "LSGDEMA0XTG000001"}]


def test_nobody_else_is_asked_about_by_their_number():
    """A form may hold any number: only one's own and that of the child it is about reach a department."""
    asked = made({**CARS, "key": {"所有人": "form.plate"}})["cars"]
    with pytest.raises(NotYours):
        rules.keys(asked, Asking(ME, ME, "440100", form={"plate": ZHAO}), {})
    assert rules.keys(asked, Asking(ME, Subject("赵", ZHAO, "ref"), "440100", form={"plate": ZHAO}), {}) == [{"所有人": ZHAO}]


def test_who_asks_and_whom_it_is_about_are_two():
    child = Asking(ME, Subject("林沐阳", "440199202610080015", "ref"), "440100")
    mine = made({**CARS, "key": {"所有人": "me.id_number"}})["cars"]
    assert rules.keys(mine, child, {}) == [{"所有人": LIN}]
    assert rules.keys(made(CARS)["cars"], child, {}) == [{"所有人": "440199202610080015"}]


def test_nothing_personal_is_in_what_a_log_would_write():
    assert (repr(ME), repr(ASKING), repr(row(plate="粤A8K526"))) == ("Subject()", "Asking()", "Row()")


BIRTHS = {"id": "births", "register": "wj.births", "key": {"母": "me.id_number"}, "also": {"父": "me.id_number"}, "purpose": "看出生证"}


def test_a_second_key_is_asked_beside_the_first_and_the_same_question_once():
    me = Subject("林志豪", LIN)
    births = made({**BIRTHS, "where": {"状态": ["未用", "已用"]}})["births"]
    assert rules.keys(births, Asking(me, me, "440100"), {}) == [{"母": LIN}, {"父": LIN}]
    found = tuple(Row(state, {"状态": state}) for state in ("未用", "已用", "作废"))
    assert [one.id for one in rules.fitting(births, found, Asking(me, me, "440100"), {})] == ["未用", "已用"]
    same = made({**BIRTHS, "also": {"母": "person.id_number"}})["births"]
    assert rules.keys(same, Asking(me, me, "440100"), {}) == [{"母": LIN}]


def test_a_second_key_leads_to_nobody_else_s_rows_either():
    me, child = Subject("林志豪", LIN), {"other": ZHAO}
    births = lookups_with_form({**BIRTHS, "also": {"父": "form.other"}})
    with pytest.raises(NotYours):
        rules.keys(births, Asking(me, me, "440100", form=child), {})


def lookups_with_form(row):
    content = language.read("household/items.yaml", "birth-registration", [row], set(), {"other"})
    return language.of_content({"lookups": content})[0]


def test_what_a_resident_reads_of_a_row_has_a_name_in_chinese():
    """VIN：LSGDEMA0… stood on the card of a car."""
    from app.language.registers import registers
    from app.lookups.words import cells

    walked = 0
    for content in written.contents().values():
        for lookup in language.of_content(content):
            for cell in cells(lookup, {}):
                assert not [one for one in cell["label"] if one.isascii()], (content["id"], lookup.id, cell["label"])
                walked += 1
    assert walked > 40 and registers()["gxt.coc"].labels["VIN"] == "车架号"
