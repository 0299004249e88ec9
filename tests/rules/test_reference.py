"""Reference data are read strictly: whoever edits them is told file, entry and field of what is wrong, before anything is served."""

import copy
from pathlib import Path
from typing import Literal, NotRequired, TypedDict

import pytest

from app import reference
from app.kernel import sheets, workdays
from app.kernel.sheets import Mistake
from app.reference import shapes

FILES = {
    "regions": (shapes.Regions, "cities", "440100"),
    "departments": (shapes.Departments, "departments", "dept-gat-crj"),
    "materials": (shapes.Materials, "materials", "m-idcard"),
    "certificates": (shapes.Certificates, "certificates", "ec-idcard"),
    "halls": (shapes.Halls, "halls", "hall-440100"),
    "data-sources": (shapes.DataSources, "matches", "proxy_staff"),
}
ANOTHER = {str: 7, int: "七", bool: "true", list: "甲", type(None): "七"}  # a value of another type


def entry(name):
    """A copy of a file's data, and one entry of it."""
    said = copy.deepcopy(reference.read(name))
    _, part, which = FILES[name]
    return said, next(one for one in said[part] if which in (one.get("id"), one.get("code")))


def told(name, said):
    with pytest.raises(Mistake) as wrong:
        sheets.shaped(FILES[name][0], said, f"{name}.yaml")
    return wrong.value.file, wrong.value.item, wrong.value.field


def test_every_file_is_of_its_shape():
    for name, (shape, part, _) in FILES.items():
        assert sheets.shaped(shape, reference.read(name), f"{name}.yaml")[part], name
    assert len(reference.cities()) == 21 and reference.dictionaries()["made_before"] == "制证" and reference.halls()
    assert reference.materials() and reference.certificates() and reference.checks() and reference.sources()


@pytest.mark.parametrize("name", FILES)
def test_a_key_nobody_knows_is_named(name):
    said, row = entry(name)
    row["nmae"] = "写错的键"
    assert told(name, said) == (f"{name}.yaml", f"{FILES[name][1]}.{FILES[name][2]}", "nmae")


@pytest.mark.parametrize("name", FILES)
def test_every_key_that_is_missing_or_empty_is_named(name):
    may = {
        key
        for key in entry(name)[1]
        if key in {"organ", "review", "use", "ecert", "from", "colour", "rank", "photo", "renew", "remind", "warns", "write"}
    }
    if name == "data-sources":
        may -= {"from"}
    for key in entry(name)[1]:
        if key in ("id", "code"):
            continue
        said, row = entry(name)
        if key not in may:
            del row[key]
            assert told(name, said)[1:] == (f"{FILES[name][1]}.{FILES[name][2]}", key)
        said, row = entry(name)
        row[key] = ""
        assert told(name, said)[2] == key


@pytest.mark.parametrize("name", FILES)
def test_every_value_of_another_type_is_named(name):
    for key, value in entry(name)[1].items():
        said, row = entry(name)
        row[key] = ANOTHER[type(value)]
        file, item, field = told(name, said)
        assert (file, field) == (f"{name}.yaml", key) and item.startswith(FILES[name][1])


@pytest.mark.parametrize("name", FILES)
def test_an_entry_written_twice_is_named(name):
    said, row = entry(name)
    said[FILES[name][1]].append(row)
    assert told(name, said) == (f"{name}.yaml", "文件", FILES[name][1])


def test_a_kind_that_is_none_of_those_there_are_is_named():
    said, row = entry("departments")
    row["review"] = "nobody"
    assert told("departments", said) == ("departments.yaml", "departments.dept-gat-crj", "review")


def test_what_an_entry_refers_to_must_be_there():
    rows = [{"id": "m-x", "ecert": "ec-nothing"}]
    with pytest.raises(Mistake, match="materials.yaml：m-x.ecert：没有：ec-nothing"):
        reference.require("materials", rows, "ecert", reference.certificates())


class Inner(TypedDict):
    n: int


class Shape(TypedDict):
    pair: tuple[int, int]
    maybe: bool | None
    by: dict[str, list[str]]
    inner: NotRequired[Inner]
    one: NotRequired[Literal[1, 2]]
    rate: NotRequired[float]


GOOD = {"pair": [3, 4], "maybe": None, "by": {"甲": ["乙"]}}


def test_a_shape_may_hold_pairs_lists_by_key_and_further_shapes():
    said = {**GOOD, "inner": {"n": 0}, "one": 2, "rate": 1}
    assert sheets.shaped(Shape, said, "x.yaml") == {**said, "pair": (3, 4)}


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"pair": [3]}, "x.yaml：文件.pair：要写 2 个"),
        ({"pair": [3, True]}, "x.yaml：文件.pair：写整数：True"),
        ({"pair": [3, 1.0]}, "x.yaml：文件.pair：写整数：1.0"),
        ({"maybe": "no"}, "x.yaml：文件.maybe：写 true 或 false：no"),
        ({"by": {"甲": "乙"}}, "x.yaml：文件.by.甲：要写成列表：[甲, 乙]"),
        ({"by": {True: []}}, "x.yaml：文件.by：要加引号：True"),
        ({"by": []}, "x.yaml：文件.by：要写成 {词: 词}"),
        ({"inner": {"n": "0"}}, "x.yaml：inner.n：写整数：0"),
        ({"inner": {}}, "x.yaml：inner.n：没有写"),
        ({"inner": 3}, "x.yaml：inner.写法：要写成 键: 值"),
        ({"one": 3}, "x.yaml：文件.one：写 1、2 里的一个：3"),
        ({"one": True}, "x.yaml：文件.one：写 1、2 里的一个：True"),
        ({"rate": "1"}, "x.yaml：文件.rate：写数字：1"),
        ({False: 1}, '不认识这个字段；off、on、yes、no 要加引号："off"'),
    ],
)
def test_what_is_of_another_shape_is_told_where(change, place):
    with pytest.raises(Mistake) as wrong:
        sheets.shaped(Shape, {**GOOD, **change}, "x.yaml")
    assert place in str(wrong.value)


def test_a_key_written_twice_is_told_with_its_line(tmp_path):
    path = Path(tmp_path / "x.yaml")
    path.write_text("a: 1\nb: 2\na: 3\n", "utf-8")
    with pytest.raises(Mistake, match="第 3 行：a 写了两次"):
        sheets.read(path, "x.yaml")


HOLIDAYS = {"years": {"2026": {"rest": ["2026-01-01"], "work": ["2026-01-04"]}}}


def test_a_published_year_is_read():
    assert workdays.published(HOLIDAYS).years == {2026}


@pytest.mark.parametrize(
    ("days", "place"),
    [
        ({"rest": ["2026-01-01"]}, "holidays.yaml：years.2026.work：没有写"),
        ({"rest": ["2026-1-1"], "work": []}, "holidays.yaml：2026.rest：要写成这一年的日子"),
        ({"rest": ["2025-01-01"], "work": []}, "holidays.yaml：2026.rest：要写成这一年的日子"),
        ({"rest": ["2026-01-01"], "work": ["2026-01-01"]}, "holidays.yaml：2026.work：又放假又补班：2026-01-01"),
        ({"rest": "2026-01-01", "work": []}, "rest：要写成列表"),
        ({"rest": [], "work": [], "wrok": []}, "wrok：不认识这个字段"),
    ],
)
def test_a_day_that_is_none_is_named(days, place):
    with pytest.raises(Mistake) as wrong:
        workdays.published({"years": {"2026": days}})
    assert place in str(wrong.value)
