"""A new car: its invoice, its tax, its number, its age, whether it has to be looked at."""

import pytest

from app.checks.facts import Pass
from tests.rules.checking import PASS, Fail, Off, facts, off, rows, verdict, waits

N1, N4 = "LSGDEMA0XTG000001", "LSGDEMA02TG000008"
CAR = {"VIN": N1, "不含税": 14_000_000, "税额": 1_820_000, "价税合计": 15_820_000, "开票日": "2026-11-20", "买方": "440199199208200010"}


def bought(day=None, answers=None, plate=None, model=None, lookups=None, **changed):
    """林志豪's car picked, with what registers say."""
    picked = {"car": ({**CAR, **changed},), **({"model": (model,)} if model else {})}
    form = {"plate": "1"} if plate else {}
    picked |= {"plate": ({"plate": plate},)} if plate else {}
    return facts(day=day, answers=answers or {}, form=form, picked=picked, rows=lookups or {})


ONE = {"vin": "form.car.VIN"}
UNPAID = Fail("购置税还没交", "先办“交购置税”，2 分钟，交完马上能接着上牌")
NO_NUMBER = Fail("还没选车牌号", "先办“选车牌号”，选好能留 3 个工作日；也可以到车管所窗口现场选")
MINE = rows(invoices=[CAR])
BAD = Fail("发票上的金额对不上", "请卖车的店重新开票")


def taxed(*rows_):
    return {**MINE, **rows(taxes=[dict(zip(("VIN", "状态"), one, strict=True)) for one in rows_])}


def kept(*numbers):
    return {**MINE, **rows(numbers=[dict(zip(("plate", "VIN", "至"), one, strict=True)) for one in numbers])}


def quotas(kind, whose=CAR["买方"], fuel="汽油"):
    held = {"人": whose, "车型": kind, "起": "2026-10-26", "止": "2027-10-26", "状态": "有效"}
    return {**MINE, **rows(coc=[{"VIN": N1, "燃料": fuel}], quotas=[held])}


LIMITED = {"cities_limited": ["440100", "440300"]}
QUOTA = {**LIMITED, "vin": "form.car.VIN"}
NUMBER = {"vin": "form.car.VIN", "plate": "form.plate.plate"}
HELD = ("粤A0029K", N1, "2026-11-26 23:59")
CASES = [
    ("car_invoice_balance", "0.13", bought(), PASS),
    ("car_invoice_balance", "0.13", bought(不含税=10_000_000, 税额=1_300_000, 价税合计=11_200_000), BAD),
    ("car_invoice_balance", "0.13", bought(税额=1_820_006, 价税合计=15_820_006), PASS),
    ("car_invoice_balance", "0.13", bought(税额=1_820_007, 价税合计=15_820_007), BAD),
    ("purchase_due_said", 60, bought(), Pass("2027年1月19日前交，还有 57 天")),
    ("reduction_said", None, bought(model={"减免目录": True}), PASS),
    ("car_untaxed", None, bought(lookups=taxed()), PASS),
    ("car_untaxed", None, bought(lookups=taxed((N1, "已申报未缴"), (N4, "已缴"))), PASS),
    (
        "car_untaxed", None, bought(lookups=taxed((N1, "已缴"))),
        Fail("这辆车的购置税交过了", "不用再交。完税证明在卡包里，上牌时车管所自己查得到"),
    ),
    ("car_untaxed", None, bought(lookups={"taxes": Off("sw.purchasetax")}), off("sw.purchasetax")),
    ("same_vin", None, bought(lookups=rows(coc=[{"VIN": N1}])), PASS),
    ("same_vin", None, bought(lookups=rows(coc=[])), Fail("发票和合格证的车架号不一样", "请卖车的店改了再来")),
    ("price_low", None, bought(lookups=rows(lows=[])), PASS),
    ("price_low", None, bought(lookups=rows(lows=[{"元": 14_000_000}])), PASS),
    (
        "price_low", None, bought(lookups=rows(lows=[{"元": 15_000_000}])),
        Fail("发票价格比这款车的核定价 150,000 元低", "由税务人员看一看，1 个工作日内定"),
    ),
    ("purchase_taxed", ONE, bought(lookups=taxed((N1, "已缴"))), PASS),
    ("purchase_taxed", ONE, bought(lookups=taxed((N4, "已缴"))), UNPAID),
    ("purchase_taxed", ONE, bought(lookups=taxed((N1, "已申报未缴"))), UNPAID),
    ("purchase_taxed", None, facts(rows=taxed((N4, "已缴"))), PASS),  # before a car is picked: one of them may be registered
    ("purchase_taxed", None, facts(rows=taxed((N1, "已退"))), UNPAID),
    ("purchase_taxed", None, facts(rows=rows(invoices=[], taxes=[])), PASS),  # who bought none hears that
    ("number_kept", NUMBER, bought(plate="粤A0029K", lookups=kept(HELD)), PASS),
    ("number_kept", NUMBER, bought(day="2026-11-26", plate="粤A0029K", lookups=kept(HELD)), PASS),
    ("number_kept", NUMBER, bought(day="2026-11-27", plate="粤A0029K", lookups=kept(HELD)), NO_NUMBER),
    ("number_kept", NUMBER, bought(lookups=kept()), NO_NUMBER),
    (
        "number_kept", NUMBER, bought(plate="粤A0021K", lookups=kept(HELD, ("粤A0021K", N4, "2026-11-26 23:59"))),
        Fail("这个号是留给另一辆车的", "选留给这辆车的那个号"),
    ),
    ("number_kept", None, facts(rows=kept(HELD)), PASS),
    ("number_kept", None, facts(rows=kept()), NO_NUMBER),
    ("new_car_quota", QUOTA, bought(lookups=quotas("普通")), PASS),
    ("new_car_quota", QUOTA, bought(lookups=quotas("新能源")), Fail("在广州上牌要先有指标", "先去申请小客车指标")),
    ("new_car_quota", QUOTA, bought(lookups=quotas("普通", "91440101MADEMA0192")), Fail("在广州上牌要先有指标", "先去申请小客车指标")),
    ("new_car_quota", QUOTA, bought(lookups=quotas("普通", fuel="纯电")), Fail("在广州上牌要先有指标", "先去申请：新能源指标直接给")),
    ("new_car_quota", {**QUOTA, "cities_limited": ["440300"]}, bought(lookups=quotas("新能源")), PASS),
    ("new_car_quota", {**QUOTA, "vin": N4}, bought(lookups=quotas("新能源")), PASS),  # no certificate of that car: said elsewhere
    ("new_car_quota", LIMITED, facts(rows=quotas("普通")), PASS),
    ("new_car_quota", LIMITED, facts(rows={**quotas("普通"), **rows(quotas=[])}), Fail("在广州上牌要先有指标", "先去申请小客车指标")),
    ("new_car_quota", LIMITED, facts(rows=rows(invoices=[], coc=[], quotas=[])), PASS),
    ("new_car_quota", LIMITED, facts(rows=MINE), waits("rows.coc")),
    ("coc_age", None, bought(lookups=rows(coc=[{"VIN": N1, "出厂日": "2026-10-08"}])), PASS),
    ("coc_age", None, bought(lookups=rows(coc=[{"VIN": N1, "出厂日": "2024-11-23"}])), PASS),
    (
        "coc_age", None, bought(lookups=rows(coc=[{"VIN": N1, "出厂日": "2024-10-08"}])),
        Fail("这辆车出厂超过 2 年，要先做安全检测", "带上检测合格的报告，到车管所窗口上牌"),
    ),
    ("look_free", None, bought(answers={"look": "free"}, model={"免查验": True}), PASS),
    ("look_free", None, bought(answers={"look": "look"}, model={"免查验": True}), Pass("这款车免查验，不用开去")),
    ("look_free", None, bought(answers={"look": "free"}, model={"免查验": False}), Fail("这款车要开去查验", "回去改选“要开去查验”")),
    ("new_car_bought", None, facts(rows=MINE), PASS),
    (
        "new_car_bought", None, facts(rows=rows(invoices=[])),
        Fail("没有查到您买的新车", "发票开出一天后再来；进口车带上进口证明书到车管所窗口办"),
    ),
    ("new_car_bought", None, facts(), waits("rows.invoices")),
    ("car_invoice_balance", "0.13", facts(), waits("form.car")),
    ("purchase_due_said", 60, facts(), waits("form.car")),
    ("reduction_said", None, bought(), waits("form.model")),
    ("same_vin", None, bought(), waits("rows.coc")),
    ("same_vin", None, bought(lookups={"coc": Off("gxt.coc")}), off("gxt.coc")),
    ("price_low", None, bought(), waits("rows.lows")),
    ("purchase_taxed", ONE, bought(lookups={**MINE, "taxes": Off("sw.purchasetax")}), off("sw.purchasetax")),
    ("number_kept", NUMBER, bought(lookups={**MINE, "numbers": Off("jj.plates")}), off("jj.plates")),
    ("coc_age", None, bought(), waits("rows.coc")),
    ("look_free", None, bought(answers={"look": "free"}), waits("form.model")),
]  # fmt: skip


@pytest.mark.parametrize(("name", "arg", "given", "wanted"), CASES)
def test_a_new_car(name, arg, given, wanted):
    assert verdict(name, arg, given) == wanted


@pytest.mark.parametrize(
    ("day", "note"),
    [
        ("2026-11-23", "2027年1月19日前交，还有 57 天"),
        ("2027-01-19", "1月19日前交，今天是最后一天"),
        ("2027-01-20", "1月19日到期，晚了 1 天，今天交要加滞纳金"),
    ],
)
def test_the_last_day_is_said_beside_the_car(day, note):
    assert verdict("purchase_due_said", 60, bought(day=day)).note == note


def test_what_the_list_says_is_said_and_refuses_nobody():
    said = [verdict("reduction_said", None, bought(model={"减免目录": one})) for one in (True, False)]
    assert [one.note for one in said] == ["这款车在减免税目录里", "这款车不在减免税目录里，按 10% 交"]


def test_of_several_cars_only_the_policy_and_the_tax_of_this_one_count():
    policies = rows(cti=[{"VIN": N4, "起": "2026-11-01", "止": "2027-10-31"}])
    assert verdict("cti_in_force", None, facts(rows=policies)) == PASS
    assert verdict("cti_in_force", ONE, bought(lookups=policies)) == Fail("没有查到今天在保的交强险", "买好后约 1 小时能查到，那时再来")
    years = rows(vvt=[{"VIN": N4, "year": "2026", "状态": "已缴"}])
    assert verdict("vvt_paid", None, facts(rows=years)) == PASS
    assert verdict("vvt_paid", ONE, bought(lookups=years)) == Fail("今年的车船税还没交", "买交强险时一起交，交了再来")


def test_who_bought_no_car_hears_nothing_of_policies_and_taxes():
    none = rows(invoices=[], cti=[], vvt=[], coc=[], quotas=[])
    for name in ("cti_in_force", "vvt_paid"):
        assert verdict(name, {"bought": "rows.invoices"}, facts(rows=none)) == PASS
        assert verdict(name, {"bought": "rows.invoices"}, facts(rows={**none, **MINE})) != PASS
