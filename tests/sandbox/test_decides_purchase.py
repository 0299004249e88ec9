"""The tax on a new car by the bureau's own rules, and what the registers are afterwards."""

from datetime import date

import pytest

from sandbox.departments.decide import judge
from sandbox.registers.store import Store
from sandbox.registers.switches import switches, turn
from tests.sandbox.deciding import case, granted, of, on, refused, said

ITEM = "vehicle-purchase-tax"
N1, N2, N3, N4, N5 = (f"2644200000000000010{n}" for n in range(1, 6))
VIN1, VIN2, VIN3, VIN4 = "LSGDEMA0XTG000001", "LSGEVMB2XTG000004", "LSGEVMB21TG000005", "LSGDEMA02TG000008"


@pytest.fixture
def store():
    return Store({}, date(2026, 11, 23))


PAID = [
    ("lin-zhihao", N1, VIN1, 1_400_000, (14_000_000, 1_400_000, 0, 1_400_000, 0), "林志豪"),
    ("chen-xiaotong", N2, VIN2, 1_000_000, (20_000_000, 2_000_000, 1_000_000, 1_000_000, 0), "陈晓彤"),
    ("li-wenjing", N3, VIN3, 2_500_000, (40_000_000, 4_000_000, 1_500_000, 2_500_000, 0), "广州云山示例科技有限公司"),
    ("ou-jiayi", N4, VIN4, 1_414_700, (14_000_000, 1_400_000, 0, 1_400_000, 14_700), "区嘉怡"),
    ("liang-junjie", N5, "LSGEVPB45TG000009", 1_800_000, (18_000_000, 1_800_000, 0, 1_800_000, 0), "梁俊杰"),
]


@pytest.mark.parametrize(("who", "invoice", "vin", "fee", "sums", "payer"), PAID)
def test_what_is_paid_stands_in_the_register_to_the_fen(store, who, invoice, vin, fee, sums, payer):
    verdict = granted(store, ITEM, who, fee=fee, car=invoice)
    assert (verdict.machine, verdict.due, verdict.fields["纳税人"]) == (True, fee, payer)
    assert of(store, "sw.purchasetax", vin, "计税价", "应纳", "减免", "实缴", "滞纳金") == sums
    assert of(store, "sw.purchasetax", vin, "方式", "状态", "申报日", "缴款日") == ("购买", "已缴", "2026-11-23", "2026-11-23")
    (number,) = of(store, "sw.purchasetax", vin, "税票号")
    assert (len(number), number) == (18, verdict.number) and number.isdigit()
    assert verdict.fields["税额"].replace(",", "") == f"{sums[3] // 100}.00"


def test_before_it_is_paid_it_is_reported_and_not_paid(store):
    verdict = judge(case(ITEM, "lin-zhihao", fee=1_400_000, car=N1), store)
    (told,) = verdict.before_fee
    assert (told[0], told[1], told[2]["状态"], told[2]["缴款日"]) == ("add", "sw.purchasetax", "已申报未缴", None)


def test_on_the_last_day_nothing_is_added(store):
    granted(on(store, "2026-11-02"), ITEM, "ou-jiayi", fee=1_400_000, car=N4)


def test_a_car_is_taxed_once(store):
    granted(store, ITEM, "lin-zhihao", fee=1_400_000, car=N1)
    assert said(store, ITEM, "lin-zhihao", fee=1_400_000, car=N1) == "这辆车交过了"


def test_what_was_reported_and_not_paid_is_reported_again(store):
    told = {"VIN": VIN1, "方式": "购买", "计税价": 14_000_000, "应纳": 1_400_000, "减免": 0, "实缴": 1_400_000, "滞纳金": 0}
    store.add("sw.purchasetax", told | {"申报日": "2026-11-22", "缴款日": None, "税票号": None, "状态": "已申报未缴"})
    granted(store, ITEM, "lin-zhihao", fee=1_400_000, car=N1)
    assert of(store, "sw.purchasetax", VIN1, "状态", "申报日") == ("已缴", "2026-11-23")


def test_another_sum_is_not_taken(store):
    assert refused(store, ITEM, "lin-zhihao", fee=1_000_000, car=N1) == "应缴 14,000.00 元，收到的是 10,000.00 元，请重新打开看看"


def test_an_invoice_that_turned_red_is_refused(store):
    store.change("sw.carinvoices", N1, 红冲=True)
    assert said(store, ITEM, "lin-zhihao", fee=1_400_000, car=N1) == "这张发票已经冲红，请卖车的店重新开票"
    assert "sw.purchasetax" not in store.changes


@pytest.mark.parametrize(
    ("who", "form", "why"),
    [
        ("chen-xiaotong", {"car": N1}, "这张发票的买方不是您"),
        ("lin-zhihao", {"car": "26442000000000000999"}, ("car", "没有查到您的购车发票。开票后约 1 天能查到")),
        ("lin-zhihao", {"import": "LSGDEMA06TG000027"}, ("import", "没有查到您进口的车，核对一下")),
        ("lin-zhihao", {"vin": VIN4, "value": 9_000_000, "got_on": "2026-11-20"}, "这辆车开了别人的购车发票，请带上来历证明到办税服务厅办"),
        ("lin-zhihao", {"vin": "LSGDEMA01DG000003", "value": 1, "got_on": "2026-11-20"}, "这辆车已经上过牌了，不用再交购置税"),
        ("lin-zhihao", {"vin": "LSGDEMA01TG000033", "value": 0, "got_on": "2026-11-20"}, ("value", "写上这辆车值多少钱")),
    ],
)
def test_what_is_not_taxed_here_says_why(store, who, form, why):
    assert refused(store, ITEM, who, fee=1_400_000, **form) == why


def test_an_invoice_that_does_not_come_out_goes_back_to_the_shop(store):
    store.change("sw.carinvoices", N1, 不含税=10_000_000, 税额=1_300_000, 价税合计=11_200_000)
    assert said(store, ITEM, "lin-zhihao", fee=1_000_000, car=N1) == "发票金额对不上，请找卖车的店重开"


def test_a_price_below_the_mark_is_looked_at_by_an_officer(store):
    turn(store, switches()["low-price-of-n1"], True)
    assert judge(case(ITEM, "lin-zhihao", fee=1_400_000, car=N1), store).machine is False


def test_an_imported_car_is_taxed_by_what_the_customs_has(store):
    turn(store, switches()["import-of-lin-zhihao"], True)
    verdict = granted(store, ITEM, "lin-zhihao", fee=3_791_209, **{"import": "LSGDEMA06TG000027"})
    assert (verdict.machine, verdict.fields["计税价格"]) == (True, "379,120.88")
    assert of(store, "sw.purchasetax", "LSGDEMA06TG000027", "方式", "计税价", "实缴") == ("进口", 37_912_088, 3_791_209)


def test_a_car_that_was_given_is_looked_at_by_an_officer(store):
    form = {"vin": "LSGDEMA01TG000033", "how": "prize", "value": 9_000_000, "got_on": "2026-11-20"}
    assert granted(store, ITEM, "lin-zhihao", fee=900_000, **form).machine is False
    assert of(store, "sw.purchasetax", "LSGDEMA01TG000033", "方式", "计税价", "实缴") == ("获奖", 9_000_000, 900_000)
