"""The tax on a car just bought: until when, on what, and whether it was paid already; and what a new car needs for its plates."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from app.catalog.words import day, yuan
from app.checks.days import add_months
from app.checks.declare import check
from app.checks.facts import Fail, Pass, Verdict
from app.checks.plates import good_for, no_quota
from app.kernel import text
from app.kernel.ports import Row
from app.kernel.workdays import due as day_due

DUE_DAYS = 60  # 车辆购置税法 art. 12
COC_YEARS = 2  # from then on a new car is tested before it is registered
ROW_OFF = 6  # fen a tax may be off, as the bureau rounds
CAR_SHOP = "请卖车的店重新开票"


def purchase_due(since: date, days: int = DUE_DAYS) -> date:
    """The last day to report without anything added; a day of rest moves on."""
    return day_due(since, days, "day").on


@check("purchase_due_said", short="days", since="form.car.开票日")
def purchase_due_said(today: date, since: date, days: int) -> Verdict:
    """Late is never refused: what is added is said with the sum."""
    due = purchase_due(since, days)
    left = (due - today).days
    if left < 0:
        return Pass(f"{day(due, today, False)}到期，晚了 {-left} 天，今天交要加滞纳金")
    return Pass(f"{day(due, today, False)}前交，{f'还有 {left} 天' if left else '今天是最后一天'}")


@check("reduction_said", listed="form.model.减免目录")
def reduction_said(listed: bool) -> Verdict:
    """What the list says of a model; one that is not on it pays in full."""
    return Pass("这款车在减免税目录里" if listed else "这款车不在减免税目录里，按 10% 交")


@check("car_untaxed", taxes="rows.taxes", vin="form.car.VIN")
def car_untaxed(taxes: tuple[Row, ...], vin: str) -> Verdict:
    """A car is taxed once."""
    paid = any(row.columns.get("VIN") == vin and row.columns.get("状态") == "已缴" for row in taxes)
    return Fail("这辆车的购置税交过了", "不用再交。完税证明在卡包里，上牌时车管所自己查得到") if paid else Pass()


@check("car_invoice_balance", short="rate", price="form.car.不含税", tax="form.car.税额", total="form.car.价税合计")
def car_invoice_balance(price: int, tax: int, total: int, rate: str) -> Verdict:
    """Price, tax and total of the invoice come out, as for any invoice. `rate`: 0.13."""
    fits = abs(tax - Decimal(price) * Decimal(rate)) <= ROW_OFF and price + tax == total
    return Pass() if fits else Fail("发票上的金额对不上", CAR_SHOP)


@check("same_vin", coc="rows.coc", vin="form.car.VIN")
def same_vin(coc: tuple[Row, ...], vin: str) -> Verdict:
    """The maker's certificate is about the car of the invoice."""
    mine = any(row.columns.get("VIN") == vin for row in coc)
    return Pass() if mine else Fail("发票和合格证的车架号不一样", "请卖车的店改了再来")


@check("price_low", price="form.car.不含税", lows="rows.lows")
def price_low(price: int, lows: tuple[Row, ...]) -> Verdict:
    """The price is not below the bureau's mark for the model: an officer looks at one that is."""
    low = max((one for row in lows if isinstance(one := row.columns.get("元"), int)), default=0)
    return Pass() if price >= low else Fail(f"发票价格比这款车的核定价 {yuan(low)}低", "由税务人员看一看，1 个工作日内定")


@check("purchase_taxed", taxes="rows.taxes", bought="rows.invoices")
def purchase_taxed(taxes: tuple[Row, ...], bought: tuple[Row, ...], vin: str | None) -> Verdict:
    """The tax of this car is paid; without `vin`, of one of the cars bought. Who bought none hears that elsewhere."""
    paid = {row.columns.get("VIN") for row in taxes if row.columns.get("状态") == "已缴"}
    good = not bought or (vin in paid if vin else bool(paid))
    return Pass() if good else Fail("购置税还没交", "先办“交购置税”，2 分钟，交完马上能接着上牌")


@check("number_kept", numbers="rows.numbers", bought="rows.invoices")
def number_kept(today: date, numbers: tuple[Row, ...], bought: tuple[Row, ...], vin: str | None, plate: str | None) -> Verdict:
    """A number is kept for this car, and it is the one that was picked; without `vin`, for one of the cars bought."""
    kept = {row.columns.get("plate"): row.columns.get("VIN") for row in numbers if _still(row, today)}
    if not bought or (bool(kept) if vin is None else vin in kept.values() and (plate is None or kept.get(plate) == vin)):
        return Pass()
    if vin and plate in kept and kept[plate] != vin:
        return Fail("这个号是留给另一辆车的", "选留给这辆车的那个号")
    return Fail("还没选车牌号", "先办“选车牌号”，选好能留 3 个工作日；也可以到车管所窗口现场选")


@check("new_car_quota", coc="rows.coc", quotas="rows.quotas", bought="rows.invoices")
def new_car_quota(
    today: date, city: str, coc: tuple[Row, ...], quotas: tuple[Row, ...], bought: tuple[Row, ...], cities_limited: list[str],
    vin: str | None,
) -> Verdict:  # fmt: skip
    """Whoever bought the car has a quota for its fuel where the city wants one; without `vin`, for one of the cars bought."""
    owners = {row.columns.get("VIN"): row.columns.get("买方") for row in bought if vin in (None, row.columns.get("VIN"))}
    cars = [row.columns for row in coc if row.columns.get("VIN") in owners]
    if city not in cities_limited or not cars:
        return Pass()  # of a car without a certificate another point tells
    for car in cars:
        mine = (row for row in quotas if row.columns.get("人") == owners[car.get("VIN")])
        if any(good_for(row, str(car.get("燃料")), today) for row in mine):
            return Pass()
    return no_quota(city, str(cars[0].get("燃料")))


@check("coc_age", coc="rows.coc", vin="form.car.VIN")
def coc_age(today: date, coc: tuple[Row, ...], vin: str) -> Verdict:
    """A car that left its maker more than two years ago is tested before it gets plates."""
    made = [text.day(row.columns.get("出厂日")) for row in coc if row.columns.get("VIN") == vin]
    old = any(one and add_months(one, 12 * COC_YEARS) < today for one in made)
    return Fail("这辆车出厂超过 2 年，要先做安全检测", "带上检测合格的报告，到车管所窗口上牌") if old else Pass()


@check("look_free", free="form.model.免查验", said="answers.look")
def look_free(free: bool, said: str) -> Verdict:
    """Whether the car has to be looked at is the model's; who said otherwise is not sent on in vain."""
    if said == "free":
        return Pass() if free else Fail("这款车要开去查验", "回去改选“要开去查验”")
    return Pass("这款车免查验，不用开去" if free else "交上去以后，带身份证把车开到车管所查验")


@check("new_car_bought", bought="rows.invoices")
def new_car_bought(bought: tuple[Row, ...]) -> Verdict:
    """There is a new car at all."""
    return Pass() if bought else Fail("没有查到您买的新车", "发票开出一天后再来；进口车带上进口证明书到车管所窗口办")


def _still(row: Row, today: date) -> bool:
    until = str(row.columns.get("至") or "9")
    return until[:10] >= today.isoformat()
