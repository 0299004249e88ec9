"""`holds:` of an item is read strictly: every mistake names file, item and place."""

import copy

import pytest

from app.language.holdings import of_content, read
from app.language.lookups import of_content as lookups_of
from app.language.sheet import Mistake
from tests import written

ITEM = "vehicle-number-select"


@pytest.fixture(scope="module")
def content():
    return written.contents()[ITEM]


def declared(content, **changed):
    row = {key: value for key, value in {**copy.deepcopy(content["holds"][0]), **changed}.items() if value is not None}
    return read("items.yaml", ITEM, [row], content["form"], lookups_of(content))


def test_what_is_declared_is_what_is_held(content):
    (holding,) = of_content({"holds": declared(content)})
    assert (holding.field, holding.thing, holding.lookup, holding.column) == ("number", "plate", "free", "plate")
    assert (holding.draw, holding.minutes, holding.keep.n, holding.keep.unit) == (50, 10, 3, "workday")
    assert holding.by["种类"].is_ == {"汽油": "02", "柴油": "02", "纯电": "52", "插混": "52"} and holding.fields == {"car"}


@pytest.mark.parametrize(
    ("changed", "place", "say"),
    [
        ({"field": "car"}, "holds.car.field", "表里没有这样一项 held：car"),
        ({"units": "free.number"}, "holds.number.units", "没有这次查询的这一列：free.number"),
        ({"units": "none.plate"}, "holds.number.units", "没有这次查询的这一列：none.plate"),
        ({"one": "me.id_number"}, "holds.number.one", "写选中那一行的一列，像 form.car.VIN：me.id_number"),
        ({"one": "form.car.nothing"}, "holds.number.one", "没有这一列：nothing"),
        ({"by": {"种类": {"of": "form.car.燃料", "is": {"汽油": "03"}}}}, "holds.number.by.种类", "这一列不会是：03"),
        ({"by": {"颜色": {"of": "form.car.燃料", "is": {"汽油": "02"}}}}, "holds.number.by.颜色", "没有这一列"),
        ({"minutes": 5}, "holds.number.minutes", "写 10 到 60 的整数：5"),
        ({"draw": 0}, "holds.number.draw", "写 1 到 100 的整数：0"),
        ({"keep": {"n": 3, "unit": "hour"}}, "holds.number.keep.unit", "不认识：hour"),
        ({"lapsed": None}, "holds.number.lapsed", "没有写"),
    ],
)
def test_a_mistake_names_its_place(content, changed, place, say):
    with pytest.raises(Mistake) as wrong:
        declared(content, **changed)
    assert f"{wrong.value.item} {wrong.value.field} {wrong.value.say}" == f"{ITEM} {place} {say}"


def test_a_field_that_is_held_and_says_not_what_is_refused(content):
    with pytest.raises(Mistake) as wrong:
        read("items.yaml", ITEM, [], content["form"], lookups_of(content))
    assert (wrong.value.field, wrong.value.say) == ("holds.number", "这一项是 held，要写明留的是什么")
