"""Every kind of field: made plain, checked, said. Server and phone read one table (tests/rules/kinds.json) and give one answer."""

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.language import derived, fields, forms, kinds
from app.language.declare import Field, fields_of
from app.language.kinds import places
from app.language.kinds.base import Wrong, masked
from app.language.kinds.days import bound

TODAY = date(2026, 11, 24)
SHARED = json.loads((Path(__file__).parent / "kinds.json").read_text("utf-8"))
ROOT = Path(__file__).parents[2]


def field(kind, more=None, name="x"):
    more = dict(more or {})
    inner = [(one["kind"], {k: v for k, v in one.items() if k not in ("kind", "id")}, one["id"]) for one in more.pop("fields", ())]
    lists = {"options": tuple(tuple(one) for one in more.pop("options", ())), "fields": tuple(field(*one) for one in inner)}
    base = {"id": name, "label": "这一项", "kind": kind, "source": None, "required": True, "hint": "", "max": None, "pattern": None}
    return Field(**{**base, "when": {}, "asked": {}, **lists, **more})


def test_every_kind_has_its_rows_in_the_table_and_its_widget_on_the_phone():
    assert {row["kind"] for row in SHARED} | {"files", "region"} == set(kinds.KINDS)
    widgets = (ROOT / "frontend/mp/components/fields/field-one.vue").read_text("utf-8")
    plain = {"text", "longtext", "address", "number", "phone", "idnumber", "uscc", "vin", "derived", "list"}
    assert all(f"  {kind}: '" in widgets for kind in set(kinds.KINDS) - plain)


@pytest.mark.parametrize("row", SHARED, ids=lambda row: f"{row['kind']}-{ascii(row['given'])[:50]}")
def test_server_and_phone_have_one_verdict(row):
    asked, whole = field(row["kind"], row.get("more")), row.get("whole", True)
    good, errors = forms.fill([asked], {"x": row["given"]}, TODAY, whole)
    found = [[error["field"].removeprefix("x"), error["say"]] for error in errors]
    empty = row["made"] is None and not row["faults"]
    assert found == ([["", "这一项还没填。"]] if empty and whole else row["faults"])
    assert good == ({} if empty or row["faults"] else {"x": row["made"]})
    if not empty and not row["faults"]:
        assert type(good["x"]) is type(row["made"])
        assert forms.words(asked, good["x"]) == row["words"]


@pytest.mark.parametrize("row", [one for one in SHARED if one["made"] is not None], ids=lambda row: ascii(row["given"])[:50])
def test_what_was_made_plain_stays_as_it_is(row):
    asked = field(row["kind"], row.get("more"))
    assert forms.made(asked, row["made"]) == row["made"]


@settings(max_examples=400, deadline=None, database=None)
@given(
    st.sampled_from(SHARED),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=20),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "id_number", "bank", "x"]), inner, max_size=3),
        max_leaves=8,
    ),
)
def test_whatever_is_sent_is_kept_or_named_and_never_crashes(row, sent):
    asked = field(row["kind"], row.get("more"))
    good, errors = forms.fill([asked], {"x": sent}, TODAY, whole=False)
    assert not (good and errors)
    assert all(forms.field_of(error["field"]) == "x" and error["say"] for error in errors)
    assert "x" in good or errors or forms.blank(sent) or kept_nothing(asked, sent)
    assert forms.fill([asked], good, TODAY, whole=False) == (good, [])
    for value in good.values():
        assert forms.words(asked, value) is not None and forms.shown(asked, value) is not None


def kept_nothing(asked, sent):
    """{name: " "} is nobody."""
    try:
        return forms.blank(forms.made(asked, sent))
    except Wrong:
        return False


def test_of_numbers_a_resident_sees_both_ends_and_a_department_all():
    person = {"name": "林志豪", "id_number": "440199199208200010"}
    account = {"bank": "工商银行", "number": "6222021234567890128", "owner": "林志豪"}
    movers = field("list", {"fields": [{"id": "who", "kind": "person", "label": "谁"}]})
    for asked, value, ends, all_ in [
        (field("person"), person, "林志豪 440199********0010", "林志豪 440199199208200010"),
        (field("bank"), account, "工商银行，尾号 0128，林志豪", "工商银行，6222021234567890128，林志豪"),
        (field("idnumber"), "440199199208200010", "440199********0010", "440199199208200010"),
        (field("phone"), "13800138001", "138 **** 8001", "13800138001"),
        (movers, [{"who": person}], "林志豪 440199********0010", "林志豪 440199199208200010"),
    ]:
        assert masked(kinds.of(asked), asked, value, {}) == ends == forms.shown(asked, value)
        assert forms.words(asked, value) == all_


def test_a_list_with_51_entries_is_refused_and_nothing_of_it_kept():
    asked = field("list", {"max": 50, "fields": [{"id": "name", "kind": "text", "label": "名字"}]})
    rows = [{"name": f"第{n}"} for n in range(51)]
    assert forms.fill([asked], {"x": rows[:50]}, TODAY) == ({"x": rows[:50]}, [])
    assert forms.fill([asked], {"x": rows}, TODAY) == ({}, [{"field": "x", "say": "最多 50 行，现在是 51 行。"}])


def test_a_pick_takes_only_rows_that_are_known():
    asked, many = field("pick", {"lookup": "cars", "title": "号牌"}), field("pick", {"lookup": "cars", "many": True, "title": "号牌"})
    rows = {"x": {"r1": {"号牌": "粤A12345"}, "r2": {"号牌": "粤AD00192"}}}
    assert forms.fill([asked], {"x": "r1"}, TODAY, rows=rows) == ({"x": "r1"}, [])
    gone = [{"field": "x", "say": "这一条现在查不到了，重新选一次。"}]
    assert forms.fill([asked], {"x": "r3"}, TODAY, rows=rows) == ({}, gone)
    assert forms.fill([asked], {"x": "r1"}, TODAY, rows={}) == ({}, gone)
    assert forms.fill([many], {"x": ["r2", "r3"]}, TODAY, rows=rows) == ({}, gone)
    assert forms.words(many, ["r2", "r1"], rows["x"]) == "粤AD00192、粤A12345"


@pytest.mark.parametrize(
    ("level", "code", "say"),
    [
        ("city", "440100", None),
        ("city", "440106", None),
        ("city", "430000", None),
        ("city", "440000", "选到市。"),
        ("district", "440100", "选到区。"),
        ("district", "440106", None),
        ("district", "430000", None),
        ("province", "440000", None),
        ("city", "999999", "没有这个地方，重新选一次。"),
        ("city", "广州", "没有这个地方，重新选一次。"),
    ],
)
def test_a_region_is_one_there_is_as_far_as_it_is_asked(level, code, say):
    assert forms.wrong(field("region", {"level": level}), code, TODAY) == say


def test_a_region_is_said_by_name_and_the_phone_knows_the_same_provinces():
    assert forms.words(field("region"), "440106") == "广东省广州市天河区"
    assert forms.words(field("region"), "430000") == "湖南省"
    on_the_phone = (ROOT / "frontend/shared/regions.ts").read_text("utf-8")
    assert all(f"{code}{name}" in on_the_phone for code, name in places.PROVINCES.items() if code != places.OURS)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2026-01-01", "2026-01-01"),
        ("today", "2026-11-24"),
        ("today-30d", "2026-10-25"),
        ("today+6m", "2027-05-24"),
        ("today-18y", "2008-11-24"),
        ("today+3m", "2027-02-24"),
    ],
)
def test_a_bound_may_move_with_today(said, day):
    assert bound(said, TODAY) == day


def test_a_month_after_the_last_of_a_long_one_is_the_last_of_the_short_one():
    assert bound("today+1m", date(2026, 1, 31)) == "2026-02-28"
    assert bound("today-1y", date(2028, 2, 29)) == "2027-02-28"


def test_what_follows_is_found_and_asked_only_where_it_does_not_follow():
    who = field("person", name="who")
    sex = field("derived", {"fn": "sex_of", "of": ("who",), "options": [["男", "男", ""], ["女", "女", ""]]}, "sex")
    age = field("derived", {"fn": "age_of", "of": ("who",), "required": False}, "age")
    form, given_ = [who, sex, age], {"facts.today": "2026-11-24"}
    person = {"name": "林志豪", "id_number": "440199199208200010"}
    good, errors = forms.fill(form, {"who": person, "sex": "女", "age": 5}, TODAY, given=given_)
    assert (good, errors) == ({"who": person, "sex": "男", "age": 34}, [])
    assert forms.followed(form, {"who": {"name": "林志豪"}, "sex": "女", "age": 34}, given_) == {"who": {"name": "林志豪"}, "sex": "女"}
    assert forms.fill(form, {"who": person}, TODAY, given=given_)[0]["sex"] == "男"


FLEXIBLE, MEDICAL = {"下限": 551_000, "个人率": 0.2}, {"下限": 623_600, "个人率": 0.0835}


@pytest.mark.parametrize(
    ("fn", "seen", "found"),
    [
        ("birth_of", ["440199199208200010"], "1992-08-20"),
        ("birth_of", [{"name": "x", "id_number": "440199202610080015"}], "2026-10-08"),
        ("birth_of", [None], None),
        ("sex_of", ["440199199503120021"], "女"),
        ("sex_of", ["4401991995031200"], None),
        ("age_of", ["2010-11-24"], 16),
        ("age_of", ["2010-11-25"], 15),
        ("age_of", ["2026-11-25"], None),
        ("total_of", [1050, 200], 1250),
        ("total_of", [1050, None], None),
        ("insured_monthly", [["养老"], 551_000, FLEXIBLE, None], "一个月 1,102.00 元"),
        ("insured_monthly", [["养老"], 2_754_900, FLEXIBLE, None], "一个月 5,509.80 元"),
        ("insured_monthly", [["养老", "医疗"], 551_000, FLEXIBLE, MEDICAL], "养老 1,102.00 元，医疗 520.71 元，一共 1,622.71 元"),
        ("insured_monthly", [["养老", "医疗"], 800_000, FLEXIBLE, MEDICAL], "养老 1,600.00 元，医疗 520.71 元，一共 2,120.71 元"),
        ("insured_monthly", [["医疗"], 551_000, FLEXIBLE, MEDICAL], "一个月 520.71 元"),
        ("insured_monthly", [["养老", "医疗"], 551_000, FLEXIBLE, None], None),
        ("insured_monthly", [None, None, None, None], None),
    ],
)
def test_what_each_finder_finds(fn, seen, found):
    assert derived.FINDERS[fn].find(seen, {"facts.today": "2026-11-24"}) == found


MOVERS = {"id": "movers", "label": "一起迁的人", "kind": "list", "min": 1, "fields": [{"id": "name", "label": "姓名", "kind": "text"}]}


@pytest.mark.parametrize(
    ("row", "place", "say"),
    [
        ({"id": "a", "label": "甲", "kind": "slot"}, "a.of", "写在哪里约：of 一项选出来的地方，或者 theme 一类大厅，二选一"),
        ({"id": "a", "label": "甲", "kind": "slot", "theme": "zoo"}, "a.theme", "没有这一类大厅：zoo"),
        ({"id": "a", "label": "甲", "kind": "slot", "of": ["b", "c"]}, "a.of", "写看哪一项：[station]"),
        ({"id": "a", "label": "甲", "kind": "colour"}, "a.kind", "不认识：colour"),
        ({"id": "any", "label": "甲", "kind": "text"}, "any.id", "这个编号另有用处：any"),
        ({"id": "a", "label": "甲", "kind": "text", "unit": "人"}, "a.unit", "text 没有这一条"),
        ({"id": "a", "label": "甲", "kind": "number", "min": 5, "max": 3}, "a.min", "比 max 还大"),
        ({"id": "a", "label": "甲", "kind": "number", "min": "3"}, "a.min", "写 0 到 999999999999 的整数：3"),
        ({"id": "a", "label": "甲", "kind": "number", "decimals": 4}, "a.decimals", "写 0 到 3"),
        ({"id": "a", "label": "甲", "kind": "money", "max": "1.234"}, "a.max", "写多少元，最多两位小数：1.234"),
        ({"id": "a", "label": "甲", "kind": "date", "latest": "tomorrow"}, "a.latest", None),
        ({"id": "a", "label": "甲", "kind": "choice"}, "a.options", "至少两个选项，编号不能重复"),
        ({"id": "a", "label": "甲", "kind": "choices", "options": [["x", "X"], ["y", "Y"]], "max": 3}, "a.max", "写 1 到 2 的整数：3"),
        ({"id": "a", "label": "甲", "kind": "pick"}, "a.lookup", "写从哪次查询里选"),
        ({"id": "a", "label": "甲", "kind": "pick", "lookup": "boats"}, "a.lookup", "没有这次查询：boats"),
        ({"id": "a", "label": "甲", "kind": "photo", "material": "m-x"}, "a.material", "这件事没有这样材料：m-x"),
        ({"id": "a", "label": "甲", "kind": "region", "level": "street"}, "a.level", "不认识：street，可用：province、city、district"),
        ({"id": "a", "label": "甲", "kind": "person", "from": "ec-idcard.姓名"}, "a.from", "没有这个来源：ec-idcard.姓名"),
        ({"id": "a", "label": "甲", "kind": "derived", "fn": "x", "of": ["b"]}, "a.fn", None),
        ({"id": "a", "label": "甲", "kind": "derived", "fn": "sex_of", "of": ["b"]}, "a.of", "表里没有这一项：b"),
        ({"id": "a", "kind": "text"}, "a", "没有写 label"),
        ({**MOVERS, "fields": []}, "movers.fields", "写每一行有哪几项，1 到 20 项"),
        ({**MOVERS, "max": 51}, "movers.max", "写 0 到 50 的整数：51"),
        ({**MOVERS, "fields": [MOVERS]}, "movers.fields.movers.kind", "一行里不能有 list"),
        ({**MOVERS, "fields": [*MOVERS["fields"], *MOVERS["fields"]]}, "movers.fields", "字段编号重复"),
    ],
)
def test_a_field_declared_wrong_is_named_with_its_place(row, place, say):
    with pytest.raises(fields.Misread) as fault:
        fields.read([row], ["cars"], ["m-photo-id"])
    assert fault.value.place == place and fault.value.say == (say or fault.value.say)


def test_what_is_declared_right_is_read_whole():
    rows = [
        MOVERS,
        {"id": "price", "label": "价格", "kind": "money", "min": "0.01", "max": 1000000},
        {"id": "car", "label": "哪辆车", "kind": "pick", "lookup": "cars", "many": True, "max": 3},
        {"id": "born", "label": "生日", "kind": "date", "latest": "today", "when": {"price": {"gte": 100}}},
    ]
    content = {"form": json.loads(json.dumps(fields.read(rows, ["cars"], [])))}
    movers, price, car, born = fields_of(content)
    assert (movers.min, movers.max, movers.fields[0].label) == (1, 50, "姓名")
    assert (price.min, price.max) == (1, 100000000)
    assert (car.lookup, car.many, car.max) == ("cars", True, 3)
    assert (born.latest, born.when) == ("today", {"price": {"gte": 100}})
