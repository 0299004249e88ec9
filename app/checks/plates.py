"""A number for a new car: the car was never registered, its buyer may have one, and it has none yet."""

from __future__ import annotations

from datetime import date

from app.catalog.words import day
from app.checks.declare import check
from app.checks.facts import Fail, Pass, Verdict
from app.kernel import text
from app.kernel.ports import Row
from app.reference import cities

ORDINARY, NEW = ("汽油", "柴油"), ("纯电", "插混")
GOOD_FOR = {"普通": ORDINARY, "节能": ORDINARY, "新能源": NEW}  # a quota's kind → fuels of the car it is for


@check("vin_unregistered", registered="rows.registered")
def vin_unregistered(registered: tuple[Row, ...]) -> Verdict:
    """No car of this number is registered."""
    return Fail("这辆车已经上过牌了", "换牌、补牌到车管所办") if registered else Pass()


@check("quota_ok", quotas="rows.quotas", fuel="form.car.燃料")
def quota_ok(today: date, city: str, quotas: tuple[Row, ...], fuel: str, cities_limited: list[str]) -> Verdict:
    """In a city that limits cars there is a quota of the right kind, in force today."""
    if city not in cities_limited or any(good_for(row, fuel, today) for row in quotas):
        return Pass()
    return no_quota(city, fuel)


def good_for(quota: Row, fuel: str, today: date) -> bool:
    """Whether a quota is in force today, and for cars of this fuel."""
    start, end = text.day(quota.columns.get("起")), text.day(quota.columns.get("止"))
    fuels = GOOD_FOR.get(str(quota.columns.get("车型")), ())
    return quota.columns.get("状态") == "有效" and fuel in fuels and bool(start and end and start <= today <= end)


def no_quota(city: str, fuel: str) -> Fail:
    """There is none, and how one is had."""
    where = cities()[city]["short"] if city in cities() else "这里"
    return Fail(f"在{where}上牌要先有指标", "先去申请：新能源指标直接给" if fuel in NEW else "先去申请小客车指标")


@check("no_plate_ban", bans="rows.bans")
def no_plate_ban(today: date, bans: tuple[Row, ...]) -> Verdict:
    """No number that was chosen online was left to lapse lately."""
    until = max((end for row in bans if (end := text.day(row.columns.get("至")))), default=None)
    if until is None or until < today:
        return Pass()
    return Fail(f"上次选了没来上牌，{day(until, today)}前只能到窗口选", "带上发票和合格证到车管所窗口")


@check("invoice_good", invoices="rows.invoices", vin="form.car.VIN")
def invoice_good(invoices: tuple[Row, ...], vin: str) -> Verdict:
    """The invoice of this car stands: it was not cancelled by a red one. Whose it is was asked with."""
    mine = [row for row in invoices if row.columns.get("VIN") == vin]
    return Pass() if any(row.columns.get("红冲") is False for row in mine) else Fail("这张发票已经冲红", "请卖车的店重新开票")


@check("one_plate", kept="rows.kept")
def one_plate(kept: tuple[Row, ...]) -> Verdict:
    """The car has no number that waits to be put on."""
    return Fail(f"这辆车已经选了 {kept[0].columns.get('plate')}", "到期前去上牌就行") if kept else Pass()


@check("plate_free", plate="form.number", free="rows.free.plate")
def plate_free(plate: str, free: list[str]) -> Verdict:
    """The number is free in the register."""
    return Pass() if plate in free else Fail("刚被选走了", "换一个")
