"""A car that is registered: what stands against a sticker or a new card, and where its owner is reached."""

import pytest

from tests.rules.checking import PASS, Fail, Off, facts, off, rows, verdict, waits

CLEAR_FIRST = "先办“交罚款”，处理完马上能接着办"
LOCKED = {"states": ["锁定", "查封", "被盗抢"]}
TAX = Fail("今年的车船税还没交", "买交强险时一起交，交了再来")
PLACE = {"now": "form.address", "cars": "form.cars.地址", "own": "form.licence.地址"}
SAME = Fail("和现在登记的一样", "不用改，或者写一个新的")


def car(**columns):
    return facts(picked={"car": (columns,)})


def seen(*fines):
    return facts(rows=rows(open=[{"罚款": fen, "记分": points} for fen, points in fines]))


def insured(*spans):
    return facts(rows=rows(cti=[{"起": start, "止": end} for start, end in spans]))


def phones(typed, *mine):
    return facts(form={"phone": typed}, rows=rows(phones=[{"phone": one} for one in mine]))


def contact(typed, cars=(), licence=(), what="phone"):
    column = {"phone": "手机", "address": "地址"}[what]
    picked = {name: tuple({column: one} for one in of) for name, of in (("cars", cars), ("licence", licence))}
    return facts(form={what: typed}, picked=picked)


CASES = [
    ("car_unhurt", None, car(伤亡或改装=False), PASS),
    ("car_unhurt", None, car(伤亡或改装=True), Fail("出过伤亡事故或者改装过的车，每次都要上线检测", "去预约检测")),
    ("car_unhurt", None, facts(), waits("form", "car")),
    ("vehicle_clear", None, seen(), PASS),
    ("vehicle_clear", None, seen((20_000, 1)), Fail("有 1 条违法没处理，罚款 200 元、记 1 分", CLEAR_FIRST)),
    (
        "vehicle_clear",
        None,
        seen((20_000, 6), (20_000, 0), (150_000, 12), (20_000, 3)),
        Fail("有 4 条违法没处理，罚款 2,100 元、记 21 分", CLEAR_FIRST),
    ),
    ("vehicle_clear", None, facts(rows={"open": Off("jj.violations")}), off("jj.violations")),
    ("cti_in_force", None, insured(("2025-12-10", "2026-12-09")), PASS),
    ("cti_in_force", None, insured(("2025-11-24", "2026-11-23")), PASS),
    ("cti_in_force", None, insured(("2025-11-01", "2026-10-31")), Fail("交强险10月31日到期了", "续保后再来")),
    ("cti_in_force", None, insured(), Fail("没有查到今天在保的交强险", "买好后约 1 小时能查到，那时再来")),
    (
        "cti_in_force",
        None,
        insured(("2026-11-24", "2027-11-23")),  # begins tomorrow
        Fail("没有查到今天在保的交强险", "买好后约 1 小时能查到，那时再来"),
    ),
    ("cti_in_force", None, facts(rows={"cti": Off("ins.cti")}), off("ins.cti")),
    ("vvt_paid", None, facts(rows=rows(vvt=[{"year": "2026", "状态": "不征"}])), PASS),
    ("vvt_paid", None, facts(rows=rows(vvt=[{"year": "2025", "状态": "已缴"}])), TAX),
    ("vvt_paid", None, facts(rows=rows(vvt=[])), TAX),
    ("vvt_paid", None, facts(rows={"vvt": Off("sw.vvt")}), off("sw.vvt")),
    ("car_free", LOCKED, car(plate="粤A8K526", 状态=["正常", "抵押"]), PASS),
    ("car_free", LOCKED, car(plate="粤A8K526", 状态=["锁定"]), Fail("粤A8K526 现在是“锁定”，不能办", "解除了再来，不清楚的打 12123 问")),
    ("car_free", LOCKED, facts(), waits("form", "car")),
    ("phone_mine", None, phones("13800138005", "13800138005"), PASS),
    (
        "phone_mine",
        None,
        phones("13800138010", "13800138009"),
        Fail("这个号码不是您实名的", "换成登录用的号码，或者先到营业厅把号码改成您的名字"),
    ),
    ("phone_mine", None, facts(form={"phone": "13800138010"}, rows={"phones": Off("zsj.phones")}), off("zsj.phones")),
    ("contact_new", None, contact("13800138005", cars=["13800138004"]), PASS),
    ("contact_new", None, contact("13800138005", cars=["13800138004"], licence=["13800138005"]), PASS),
    ("contact_new", None, contact("13800138005", cars=["13800138005"]), SAME),
    ("contact_new", PLACE, contact("东华西路88号", licence=["文明路40号"], what="address"), PASS),
    ("contact_new", PLACE, contact("东华西路88号", licence=["东华西路88号"], what="address"), SAME),
    ("contact_new", None, facts(form={"phone": "13800138005"}, unpicked={"cars": Off("jj.vehicles", "manual")}), off("jj.vehicles")),
]


@pytest.mark.parametrize(("name", "arg", "given", "expected"), CASES, ids=[f"{row[0]}-{place}" for place, row in enumerate(CASES)])
def test_what_a_check_of_a_car_answers(name, arg, given, expected):
    assert verdict(name, arg, given) == expected
