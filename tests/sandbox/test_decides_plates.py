"""Number plates and quotas by the specifications' vectors, and what the rows are afterwards."""

from datetime import date

import pytest

from sandbox.departments.decide import judge, plates
from sandbox.registers.store import Store
from tests.sandbox.deciding import NUMBERS, case, granted, of, refused, said


@pytest.fixture
def store():
    return Store({}, date(2026, 11, 23))


# --- 选车牌号


POOL = [f"粤A{n:04}K" for n in range(1, 121)]
N1 = "26442000000000000101"


def test_the_draw_is_the_specification_s():
    assert plates.draw50(POOL, "LSGDEMA0XTG000001", 1)[:5] == ["粤A0029K", "粤A0088K", "粤A0053K", "粤A0039K", "粤A0011K"]
    first = plates.draw50(POOL, "LSGDEMA0XTG000001", 1)
    second = plates.draw50([one for one in POOL if one not in first], "LSGDEMA02TG000008", 1)
    assert (first[-1], second[:3]) == ("粤A0113K", ["粤A0021K", "粤A0120K", "粤A0057K"])
    assert plates.draw50([one for one in POOL if one not in (*first, *second)], "LSGDEMA02TG000008", 1) == []


@pytest.mark.parametrize(("day", "kept"), [("2026-11-23", "2026-11-26"), ("2026-11-27", "2026-12-02"), ("2026-09-29", "2026-10-09")])
def test_a_number_is_kept_three_working_days(day, kept):
    assert plates.keep_until(date.fromisoformat(day)).isoformat() == kept


def test_a_number_is_taken_once_and_one_for_a_car(store):
    verdict = granted(store, "vehicle-number-select", "lin-zhihao", car=N1, way="系统给50个选1个", number="粤A0029K", sure=True)
    assert (verdict.machine, verdict.opinion) == (True, "粤A0029K 给您留到 11月26日，3 个工作日内要上牌")
    assert of(store, "jj.plates", "粤A0029K", "状态", "VIN", "至") == ("预选", "LSGDEMA0XTG000001", "2026-11-26 23:59")
    assert of(store, "jj.draws", "LSGDEMA0XTG000001", "抽过", "自编已用") == (True, 0)
    assert (
        judge(case("vehicle-number-select", "ou-jiayi", car="26442000000000000104", number="粤A0029K"), store).reason
        == "刚被选走了，换一个"
    )
    assert judge(case("vehicle-number-select", "lin-zhihao", car=N1, number="粤A0030K"), store).reason == "这辆车已经选了 粤A0029K"


def test_a_number_let_lapse_is_free_again_and_its_owner_waits_two_years(store):
    granted(store, "vehicle-number-select", "lin-zhihao", car=N1, number="粤A0029K")
    later = Store(store.changes, date(2026, 11, 27))
    plates.tidy(later)
    assert of(later, "jj.plates", "粤A0029K", "状态", "VIN", "至") == ("空闲", None, None)
    assert of(later, "jj.platebans", NUMBERS["lin-zhihao"], "至") == ("2028-11-27",)
    said = judge(case("vehicle-number-select", "lin-zhihao", car=N1, number="粤A0029K"), later)
    assert said.reason == "上次选了没来上牌，2028-11-27前只能到窗口选"


def test_one_s_own_wishes_are_tried_in_order(store):
    granted(store, "vehicle-number-select", "lin-zhihao", car=N1, way="自己编", numbers=["粤A8K526", "粤A12B34"])
    assert of(store, "jj.plates", "粤A12B34", "状态", "城市", "种类") == ("预选", "440100", "02")
    assert of(store, "jj.draws", "LSGDEMA0XTG000001", "抽过", "自编已用") == (False, 2)


@pytest.mark.parametrize(
    ("person", "form", "why"),
    [
        ("chen-xiaotong", {"car": "26442000000000000102", "number": "粤AD00006"}, "在广州上牌要先有指标，去申请"),
        ("liang-junjie", {"car": "26442000000000000105", "number": "粤AF00006"}, "在广州上牌要先有指标，去申请"),
        ("chen-xiaotong", {"car": N1, "number": "粤A0001K"}, "发票上的买方不是您"),
        ("lin-zhihao", {"car": N1, "numbers": ["粤AO1234"]}, ("numbers", "车牌里没有字母 I 和 O，是不是数字 1 或 0")),
        ("lin-zhihao", {"car": N1, "numbers": ["粤AABC12"]}, ("numbers", "普通车牌最多两个字母")),
        ("lin-zhihao", {"car": N1, "numbers": ["粤A1234"]}, ("numbers", "还差 1 位")),
        ("lin-zhihao", {"car": N1, "numbers": ["粤A12B34", "粤A12B35", "粤A12B36", "粤A12B35"]}, ("numbers", "第2个和第4个一样")),
        ("lin-zhihao", {"car": "nothing", "number": "粤A0001K"}, ("car", "没有查到您买的新车。发票开出一天后再来")),
    ],
)
def test_a_number_that_cannot_be_taken_says_why(store, person, form, why):
    assert refused(store, "vehicle-number-select", person, **form) == why


@pytest.mark.parametrize(
    ("plate", "fuel", "fault"),
    [
        ("粤A12B34", "汽油", None),
        ("粤AD12345", "纯电", None),
        ("粤AF12345", "插混", None),
        ("粤AD12345", "插混", "插电混动的第三位是 F、G、H、J、K"),
        ("粤AD1A345", "纯电", "新能源车牌后四位都是数字"),
    ],
)
def test_a_number_has_the_form_of_its_fuel(store, plate, fuel, fault):
    assert plates.format_fault(store, plate, "440100", fuel) == fault


# --- quotas


@pytest.mark.parametrize(
    ("person", "kind", "why"),
    [
        ("liang-junjie", "普通车摇号", "要先有驾驶证"),
        ("ou-jiayi", "普通车摇号", "您有一个有效的指标，到 2027-09-26"),
        ("zhao-dawei", "普通车摇号", "您名下有 粤A66M08，不能再申请增量指标"),
        ("huang-guoqiang", "更新指标", "选一辆已报废或过户的车"),
    ],
)
def test_a_quota_that_is_not_given_says_why(store, person, kind, why):
    assert refused(store, "car-quota", person, city="440100", kind=kind, old_car="粤A8K526") == why


def test_a_quota_is_direct_for_a_new_energy_car_and_for_an_old_car_gone(store):
    verdict = granted(store, "car-quota", "chen-xiaotong", city="440100", kind="新能源")
    assert (verdict.number[:6], verdict.valid_until, verdict.fields["指标类型"]) == ("440126", "2027-11-23", "新能源增量指标")
    plate = granted(store, "vehicle-number-select", "chen-xiaotong", car="26442000000000000102", number="粤AD00006")
    assert plate.opinion.startswith("粤AD00006 给您留到")
    store.reset("jt.quotas")
    store.change("jj.vehicles", "粤A8K526", 状态=["注销"])
    assert (
        granted(store, "car-quota", "huang-guoqiang", city="440100", kind="更新指标", old_car="粤A8K526").fields["指标类型"]
        == "普通更新指标"
    )


def test_who_comes_from_elsewhere_needs_months_of_insurance(store):
    assert granted(store, "car-quota", "wu-haiyan", city="440100", kind="普通车摇号").opinion.startswith("申请编码 ")
    for row_id in [f"{NUMBERS['wu-haiyan']}|医疗|2019-11"]:
        store.change("rst.pays", row_id, to="2021-04")
    said_now = "居住证有效，医保 18 个月，要 24 个月，还差 6 个月"
    assert said(store, "car-quota", "wu-haiyan", city="440100", kind="新能源") == said_now
