"""What has a last day although nobody has begun it: which things there are, and on which mornings somebody is told."""

from dataclasses import replace
from datetime import date

import pytest

from app.cases.duties import words
from app.deadlines import duties
from app.deadlines.duties import Duty
from app.language import lookups, reminding
from app.language.checklist import Item
from app.language.sheet import Mistake
from tests import written
from tests.rules.test_timers import at

TAX, PLATE = (Item(written.contents()[item], item) for item in ("vehicle-purchase-tax", "vehicle-register"))
CAR = {"VIN": "LSGDEMA0XTG000001", "厂牌型号": "示例牌SGM7152", "开票日": "2026-11-20"}
LAST = date(2027, 1, 19)  # 60 days: 57 are left on 23 November
KEPT = {"plate": "粤A0029K", "VIN": CAR["VIN"], "至": "2026-11-26 23:59"}


def taxed(*bought, paid=()):
    return duties.duties(TAX.remind, {"companies": (), "invoices": bought, "taxes": paid})


def told(item, due, since, now):
    return [(one.duty.about, one.left) for one in duties.told(item.remind, due, at(since), at(now))]


def test_a_car_that_was_bought_is_to_be_taxed_within_60_days():
    assert taxed(CAR) == (Duty("示例牌SGM7152", LAST),)


def test_a_last_day_of_rest_moves_on():
    assert taxed({**CAR, "开票日": "2026-12-04"}) == (Duty("示例牌SGM7152", date(2027, 2, 2)),)
    assert taxed({**CAR, "开票日": "2026-12-02"}) == (Duty("示例牌SGM7152", date(2027, 2, 1)),)  # 31 January is a Sunday


def test_one_that_was_declared_is_not_and_another_car_is():
    other = {**CAR, "VIN": "LSGDEMA0XTG000009", "厂牌型号": "另一辆"}
    assert taxed(CAR, paid=[{"VIN": CAR["VIN"], "状态": "已申报未缴"}]) == ()
    assert [one.about for one in taxed(CAR, other, paid=[{"VIN": CAR["VIN"], "状态": "已缴"}])] == ["另一辆"]


@pytest.mark.parametrize("day", [None, "", "2026.11.20", "2026-13-01", 20261120])
def test_what_nobody_can_read_is_no_last_day(day):
    assert taxed({**CAR, "开票日": day}) == ()


@pytest.mark.parametrize(
    ("since", "now", "left"),
    [
        ("2026-11-23T09:00", "2027-01-04T08:59", []),
        ("2026-11-23T09:00", "2027-01-04T09:00", [15]),
        ("2027-01-04T09:00", "2027-01-05T12:00", [14]),  # the clock slept: what is so now is said
        ("2027-01-04T09:01", "2027-01-16T08:59", []),
        ("2027-01-04T09:01", "2027-01-16T09:00", [3]),
        ("2026-11-23T09:00", "2027-01-17T09:00", [2]),  # both mornings slept through are one
        ("2027-01-16T09:01", "2027-01-19T23:00", []),  # told before
        ("2026-11-23T09:00", "2027-01-20T00:00", []),  # over: what is late is said where it is paid
    ],
)
def test_who_has_not_paid_is_told_15_and_3_days_before(since, now, left):
    assert told(TAX, taxed(CAR), since, now) == [("示例牌SGM7152", one) for one in left]


@pytest.mark.parametrize(
    ("now", "following"),
    [
        ("2026-11-23T09:00", "2027-01-04T09:00"),
        ("2027-01-04T09:00", "2027-01-16T09:00"),
        ("2027-01-16T09:00", "2027-01-20T09:00"),  # looked at once more when it is over
        ("2027-01-20T09:00", None),
    ],
)
def test_it_is_looked_at_again_on_the_next_of_its_mornings(now, following):
    assert duties.following(TAX.remind, taxed(CAR), at(now)) == (at(following) if following else None)


def test_nothing_to_do_is_never_looked_at_again():
    assert duties.following(TAX.remind, (), at("2026-11-23T09:00")) is None


def test_a_number_that_is_kept_is_spoken_of_the_day_before_and_on_its_last():
    due = duties.duties(PLATE.remind, {"companies": (), "invoices": (CAR,), "numbers": (KEPT,)})
    assert due == (Duty("粤A0029K", date(2026, 11, 26)),)
    assert told(PLATE, due, "2026-11-23T10:00", "2026-11-25T09:00") == [("粤A0029K", 1)]
    assert told(PLATE, due, "2026-11-25T09:01", "2026-11-26T09:00") == [("粤A0029K", 0)]
    assert told(PLATE, due, "2026-11-23T10:00", "2026-11-25T08:59") == []


def test_what_is_said(monkeypatch):
    monkeypatch.setattr("app.kernel.clock.today", lambda: date(2026, 11, 26))
    assert words("晚一天加收", Duty("示例牌", date(2026, 12, 11)), 15) == ("还有 15 天", "示例牌，最晚 12月11日。晚一天加收。")
    assert words("放回号池", Duty("粤A0029K", date(2026, 11, 26)), 0)[0] == "今天是最后一天"


def test_every_item_that_says_so_is_asked_for_with_nothing_but_who_asks():
    some = [one for content in written.contents().values() if (one := Item(content, content["id"])).remind]
    assert {one.id: one.remind.days for one in some} == {"vehicle-purchase-tax": (15, 3), "vehicle-register": (1, 0)}
    assert [one.id for one in TAX.remind.lookups(TAX.lookups)] == ["companies", "invoices", "taxes"]
    assert [one.id for one in PLATE.remind.lookups(PLATE.lookups)] == ["companies", "invoices", "numbers"]


SAID = {
    "rows": "invoices", "since": "开票日", "within": {"n": 60, "unit": "day"}, "unless": {"taxes": "VIN"}, "days": [3, 15],
    "about": "厂牌型号", "after": ["vehicle-number-select"], "say": "晚了要加收",
}  # fmt: skip
WRONG = {
    "no such lookup": ({"rows": "cars"}, "rows：没有这次查询：cars"),
    "asked with what is typed": ({"rows": "coc", "since": "出厂日", "about": "型号", "unless": {}}, "rows：要人在表里填了才查得到：coc"),
    "no such column": ({"since": "出厂日"}, "since：没有这样一列日期：出厂日"),
    "no date": ({"since": "VIN"}, "since：没有这样一列日期：VIN"),
    "both": ({"until": "开票日"}, "since：写 since 和 within，或者只写 until"),
    "never ends": ({"within": {"n": 0, "unit": "day"}}, "n：写 1 到 366 的整数：0"),
    "hours": ({"within": {"n": 3, "unit": "hour"}}, "unit：不认识：hour"),
    "no such column elsewhere": ({"unless": {"taxes": "厂牌型号"}}, "unless.taxes：两处都要有这一列：厂牌型号"),
    "no day": ({"days": []}, "days：写 1 到 4 个不同的天数"),
    "a day twice": ({"days": [3, 3]}, "days：写 1 到 4 个不同的天数"),
    "a day too far": ({"days": [91]}, "days：写 0 到 90 的整数：91"),
    "a word for a day": ({"days": ["三"]}, "days：写 0 到 90 的整数：三"),
    "nameless": ({"about": "名字"}, "about：没有这一列：名字"),
}


def test_it_is_read_as_it_is_written():
    row = reminding.read("tax/items.yaml", "x", SAID, lookups.of_content(TAX.content))
    assert reminding.of_content({**TAX.content, "remind": row}) == replace(TAX.remind, say="晚了要加收")


@pytest.mark.parametrize("name", WRONG)
def test_what_is_written_wrong_is_named(name):
    change, say = WRONG[name]
    with pytest.raises(Mistake) as wrong:
        reminding.read("tax/items.yaml", "x", SAID | change, lookups.of_content(TAX.content))
    assert str(wrong.value).startswith(f"tax/items.yaml：x.remind.{say}")
