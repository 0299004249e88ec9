"""A used car that changes hands: of whom it was bought, whether it is tested, how clean it has to be where it goes."""

import pytest

from tests.rules.checking import LIN, PASS, Fail, Off, facts, off, rows, verdict, waits

LI, A = "440199198801260060", "91440101MADEMA0192"
EMISSIONS = [{"city": "440300", "from": "2021-07-01", "排放": "国五"}, {"city": "440300", "from": "2027-01-01", "排放": "国六"}]


def bought(seller=LI, owner=LI, **car):
    picked = {"invoice": ({"卖方": seller},), "car": ({"所有人": owner, **car},)}
    return facts(picked=picked)


def moving(stage, at="440100", city="440300", day=None):
    picked = {"car": ({"排放": stage, "登记地": at},)}
    return facts(day=day, city=city, picked=picked, rows=rows(emissions=EMISSIONS))


CASES = [
    ("used_bought", bought(), PASS),
    ("used_bought", bought(owner=LIN.id_number), Fail("这辆车已经在您名下了", "不用再过户")),
    ("used_bought", bought(seller=LIN.id_number), Fail("不能过户给自己", "核对一下发票")),
    (
        "used_bought",
        bought(owner="440199199402140046"),
        Fail("发票上卖车的人，不是这辆车登记的车主", "请卖车的人先办清楚，或者请市场改了发票再来"),
    ),
    ("used_bought", bought(A, A), Fail("车主是单位", "和卖方一起到车管所窗口办")),
    ("used_bought", facts(), waits("form.invoice")),
    ("used_clear", facts(picked={"car": ({"plate": "粤A66M08"},)}, rows=rows(open=[])), PASS),
    (
        "used_clear",
        facts(picked={"car": ({"plate": "粤A66M08"},)}, rows=rows(open=[{"罚款": 20_000, "记分": 6}, {"罚款": 150_000, "记分": 12}])),
        Fail("粤A66M08 有 2 条违法没处理，罚款 1,700 元、记 18 分", "请车主先办“交罚款”，处理完马上能接着办"),
    ),
    ("inspection_valid", facts(picked={"car": ({"检验至": "2026-11-23"},)}), PASS),
    (
        "inspection_valid",
        facts(picked={"car": ({"检验至": "2026-08-31"},)}),
        Fail("检验8月31日过期了", "请车主先去检测，检测过了再来"),
    ),
    ("used_clear", facts(rows=rows(open=[])), waits("form.car")),
    ("inspection_valid", facts(), waits("form.car")),
    ("handed_within", facts(form={"handed": "2026-11-20"}), PASS),
    ("handed_within", facts(), waits("form.handed")),
    ("emission_ok", moving("国六"), PASS),
    ("emission_ok", moving("国五"), PASS),
    ("emission_ok", moving("零排放"), PASS),
    ("emission_ok", moving("国四"), Fail("这辆车国四，深圳要国五以上", "换一个城市上牌，或者问卖方退车")),
    ("emission_ok", moving("国五", day="2027-01-01"), Fail("这辆车国五，深圳要国六以上", "换一个城市上牌，或者问卖方退车")),
    ("emission_ok", moving("国四", at="440300"), PASS),
    (
        "emission_ok",
        facts(picked={"car": ({"排放": "国四", "登记地": "440100"},)}, rows={"emissions": Off("jj.emissions")}),
        off("jj.emissions"),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "given", "wanted"), CASES)
def test_a_point_of_a_used_car_says(name, given, wanted):
    assert verdict(name, None, given) == wanted


@pytest.mark.parametrize(
    ("handed", "note"),
    [("2026-10-24", ""), ("2026-10-23", "交车超过 30 天了，照样能办，车管所会按规定罚款")],
)
def test_what_is_late_is_done_too_and_told_of_the_fine(handed, note):
    given = verdict("handed_within", None, facts(form={"handed": handed}))
    assert (given, given.note) == (PASS, note)
