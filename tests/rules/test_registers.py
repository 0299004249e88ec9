"""Registers as they are declared, and rows that are none: each type held to its own."""

import pytest

from app.language import registers as reg
from app.language.sheet import Entry, Mistake

LIN = "440199199208200010"
COMPANY = "91440101MADEMA0192"


def column(kind):
    return reg.column(Entry("registers.yaml", "x", {}, ()), "columns.x", kind)


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("text", ["天河区", "0"], ["", " ", 5, None, True, "长" * 2001]),
        ("text?", ["天河区", None], ["", 5]),
        ("date", ["2026-11-23", "2024-02-29"], ["2025-02-29", "2026-1-1", "2026-11-23 09:00", 20261123, "长期", None]),
        ("until", ["2026-11-23", "长期"], ["永远", None]),
        ("time", ["2026-11-23 09:00", "2026-11-23 23:59"], ["2026-11-23 24:00", "2026-11-23T09:00", "2026-11-23", 9]),
        ("month", ["2026-11", "2026-01"], ["2026-13", "2026-1", "2026-00", 202611]),
        ("year", ["2026"], ["1899", "26", 2026]),
        ("money", [0, 720000], [-1, 7200.5, "7200", True, None]),
        ("int", [0, -3, 12], [1.5, "12", True, None]),
        ("number", [1, 0.92], ["0.92", True, None]),
        ("bool", [True, False], [0, 1, "true", None]),
        ("id", [LIN], ["440199199208200011", "19920820", COMPANY, 4, None]),
        ("uscc", [COMPANY], ["91440101MADEMA0193", LIN]),
        ("party", [LIN, COMPANY], ["林志豪"]),
        ("plate", ["粤A8K526", "粤AD00192"], ["粤A8I526", "A8K526", "粤a8k526"]),
        ("vin", ["LSGDEMA0XTG000001"], ["LSGDEMA0XTG00000", "LSGDEMA0XTG00000I"]),
        ({"choice": ["已缴", "欠缴"]}, ["已缴", "欠缴"], ["补缴", "", 1, None]),
        ({"maybe": {"choice": ["已缴"]}}, ["已缴", None], ["补缴"]),
        ({"list": "date"}, [[], ["2026-11-23"]], [["昨天"], "2026-11-23", None, [None]]),
        ({"list": {"choice": ["正常"]}}, [["正常"]], [["抵押"], "正常"]),
        (
            {"list": {"项": "text", "元": "money"}},
            [[], [{"项": "补助金", "元": 1, "别的": "x"}]],
            [[{"项": "补助金"}], [{"项": 1, "元": 1}], [[]]],
        ),
    ],
)
def test_a_value_is_of_its_columns_type_or_none_at_all(kind, good, bad):
    made = column(kind)
    assert [value for value in good if not made.fits(value)] == []
    assert [value for value in bad if made.fits(value)] == []


def test_what_nobody_declared_is_left_aside():
    made = column({"list": {"项": "text"}})
    assert made.kept([{"项": "补助金", "账号": "6222"}]) == [{"项": "补助金"}]


PAID = {
    "id": LIN,
    "险种": "养老",
    "from": "2014-07",
    "to": "2026-10",
    "city": "440100",
    "单位": COMPANY,
    "单位名称": "示例",
    "基数": 1000000,
    "状态": "已缴",
}


def test_a_row_is_what_was_asked_for_or_its_first_wrong_column_is_named():
    pays = reg.registers()["rst.pays"]
    assert pays.fault(PAID, {"id": LIN}) is None
    assert pays.fault(PAID, {"id": "44019919851119005X"}) == "id"
    assert pays.fault({**PAID, "基数": "10,000.00"}, {"id": LIN}) == "基数"
    assert pays.fault({**PAID, "from": 201407}, {"id": LIN}) == "from"
    assert pays.fault({name: value for name, value in PAID.items() if name != "to"}, {"id": LIN}) == "to"
    assert pays.kept({**PAID, "row_id": "x", "新的一列": 1}) == PAID


def test_every_register_is_of_a_department_and_is_asked_by_columns_it_has():
    assert {one.department for one in reg.registers().values()} >= {
        "dept-rst",
        "dept-gat-jj",
        "dept-wj",
        "dept-gat-hz",
        "dept-mz",
        "dept-zrzy",
    }
    assert all(set(one.key) <= set(one.columns) for one in reg.registers().values())
    assert reg.registers()["rst.rates"].open and not reg.registers()["rst.pays"].open


GOOD = {"id": "rst.x", "name": "一册", "from": "dept-rst", "key": ["id"], "off": "wait", "columns": {"id": "id", "额": "money"}}


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({"from": "dept-nobody"}, "from"),
        ({"key": ["没有"]}, "key"),
        ({"key": []}, "key"),
        ({"off": "later"}, "off"),
        ({"columns": {"id": "number18"}}, "columns.id"),
        ({"columns": {"id": {"choice": []}}}, "columns.id"),
        ({"columns": {"id": "id", "待遇": {"list": {"项": "words"}}}}, "columns.待遇.项"),
        ({"open": "yes"}, "open"),
        ({"colour": "red"}, "colour"),
        ({False: "wait"}, "False"),
    ],
)
def test_a_register_that_contradicts_itself_is_refused_by_name(change, at):
    with pytest.raises(Mistake) as wrong:
        reg.declared({"registers": [{**GOOD, **change}]})
    assert (wrong.value.file, wrong.value.item, wrong.value.field) == ("registers.yaml", "registers.rst.x", at)


def test_a_register_stands_there_once():
    with pytest.raises(Mistake, match="编号重复"):
        reg.declared({"registers": [GOOD, GOOD]})
