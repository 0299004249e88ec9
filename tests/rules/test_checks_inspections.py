"""A car that goes to be tested: the vectors of the specification (items/vehicle.md, vehicle-inspection-book; functions.md)."""

from datetime import date

import pytest

from app.checks.inspections import cycles_missed
from tests.rules.checking import PASS, Fail, Off, facts, off, rows, verdict, waits

ZHAO = {"plate": "粤A66M08", "种类": "02", "面包车": False, "座位": 7, "使用性质": "非营运", "燃料": "汽油", "伤亡或改装": False}
ZHAO |= {"注册日": "2020-11-30", "检验至": "2026-11-30"}
HUANG = {**ZHAO, "plate": "粤A8K526", "座位": 5, "注册日": "2013-08-16", "检验至": "2026-08-31"}
A = {**ZHAO, "plate": "粤AD00192", "种类": "52", "燃料": "纯电", "注册日": "2024-11-08", "检验至": "2026-11-30"}
TIANHE, BAIYUN = (
    {"名称": "广州天河示例检测站", "能检": ["汽油", "新能源"]},
    {"名称": "广州白云示例检测站", "能检": ["汽油", "柴油", "摩托"]},
)
POLICY = {"起": "2025-11-28", "止": "2026-11-27"}


def of(car, station=None, slot=None, day=None, **asked):
    picked = {"car": (car,), **({"station": (station,)} if station else {})}
    return facts(day=day, picked=picked, form={"slot": f"{slot} 天河站"} if slot else {}, rows=rows(**asked))


CASES = [
    ("inspection_needed", None, of(ZHAO), PASS),
    ("inspection_needed", None, of(A), Fail("今年不用上线，直接领标", "去办“年检领标”，一点就好")),
    ("inspection_needed", None, of({**A, "伤亡或改装": True}), PASS),
    ("inspection_needed", None, facts(), waits("form", "car")),
    ("cycles_missed", 3, of(HUANG), PASS),
    ("cycles_missed", 3, of({**HUANG, "检验至": "2023-08-31"}), Fail("连续 3 个周期没检，只能报废", "去办“车辆报废”")),
    ("cycles_missed", 3, facts(), waits("form", "car")),
    ("station_tests", None, of(A, TIANHE), PASS),
    ("station_tests", None, of(A, BAIYUN), Fail("这个站不检新能源车", "换一个站")),
    ("station_tests", None, of({**ZHAO, "燃料": "柴油"}, TIANHE), Fail("这个站不检柴油车", "换一个站")),
    ("station_tests", None, of({**ZHAO, "种类": "07"}, TIANHE), Fail("这个站不检摩托车", "换一个站")),
    ("station_tests", None, of(ZHAO), waits("form", "station")),
    ("insured_at", None, of(ZHAO, slot="2026-11-27 09:30", cti=[POLICY]), PASS),
    ("insured_at", None, of(ZHAO, slot="2026-11-28 09:30", cti=[POLICY]), Fail("检测那天交强险已过期", "先续保，或者选早一点的时间")),
    ("insured_at", None, of(ZHAO, cti=[POLICY]), waits("form", "slot")),
    ("insured_at", None, facts(form={"slot": "2026-11-25 09:30 站"}, rows={"cti": Off("ins.cti")}), off("ins.cti")),
    ("road_until", None, of(ZHAO, slot="2026-12-03 09:30"), PASS),
    ("road_until", None, facts(), waits("form", "car")),
    ("violations_wait", None, of(ZHAO, open=[{}, {}]), PASS),
    ("violations_wait", None, facts(picked={"car": (ZHAO,)}, rows={"open": Off("jj.violations")}), off("jj.violations")),
    (
        "not_booked",
        None,
        of(ZHAO, booked=[{"时段": "2026-11-25 09:30", "状态": "取消"}, {"时段": "2026-11-20 09:30", "状态": "约好"}]),
        PASS,
    ),
    (
        "not_booked",
        None,
        of(ZHAO, booked=[{"时段": "2026-11-25 09:30", "状态": "约好"}]),
        Fail("粤A66M08 已经约了 11月25日 09:30", "要换时间，先取消那一次"),
    ),
    ("not_booked", None, facts(picked={"car": (ZHAO,)}, rows={"booked": Off("jj.testbookings")}), off("jj.testbookings")),
]


@pytest.mark.parametrize(("name", "arg", "given", "wanted"), CASES)
def test_a_point_of_a_car_to_be_tested_says(name, arg, given, wanted):
    assert verdict(name, arg, given) == wanted


@pytest.mark.parametrize(
    ("until", "today", "missed"),
    [("2026-08-31", "2026-11-23", 0), ("2023-08-31", "2026-11-23", 3), ("2026-08-31", "2027-09-02", 1), ("2026-08-31", "2027-08-31", 0)],
)
def test_how_many_tests_a_car_of_2013_has_missed(until, today, missed):
    assert cycles_missed(date(2013, 8, 16), date.fromisoformat(until), date.fromisoformat(today)) == missed


@pytest.mark.parametrize(
    ("name", "given", "note"),
    [
        ("inspection_needed", of(ZHAO), "要在 11月30日前检完"),
        ("inspection_needed", of(HUANG), "已经过期 84 天，没检之前不能上路"),
        ("station_tests", of(A, TIANHE), "新能源车加测电池和电机"),
        ("station_tests", of(ZHAO, TIANHE), ""),
        ("road_until", of(ZHAO, slot="2026-12-03 09:30"), "那天已过期 3 天，过期不能上路"),
        ("road_until", of(ZHAO, slot="2026-11-30 09:30"), ""),
        ("violations_wait", of(ZHAO, open=[{}, {}, {}, {}]), "粤A66M08 检测可以做，领标前要处理 4 条违法"),
        ("violations_wait", of(ZHAO, open=[]), ""),
    ],
)
def test_what_is_only_told(name, given, note):
    assert verdict(name, None, given).note == note
