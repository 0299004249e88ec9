"""交购置税: what is owed on a car just bought, by the tax bureau's own rates, and the row that the traffic police reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sandbox.departments.decide.asked import Asked, digits
from sandbox.departments.decide.days import or_next_workday
from sandbox.departments.decide.plates import put
from sandbox.departments.decide.verdict import Verdict, ask_again, deny
from sandbox.registers.declared import Row
from sandbox.registers.store import Store

DAYS, LATE_PER_10000, VAT = 60, 5, 13
HOW = {"gift": "受赠", "prize": "获奖", "made": "自产"}


@dataclass(frozen=True)
class Bought:
    """A car to be taxed: of which value in fen, since which day, of which announced model."""

    vin: str
    how: str
    value: int
    since: date
    model: str
    owner: str


def due_on(since: date) -> date:
    """Sixty days later; a day of rest moves on."""
    return or_next_workday(since + timedelta(days=DAYS))


def tax(store: Store, car: Bought) -> tuple[int, int]:
    """(in full, paid less) by the row of the day."""
    row = max(
        (one for one in store.rows("sw.purchaserates").values() if one["from"] <= car.since.isoformat()), key=lambda one: str(one["from"])
    )
    model = store.get("gxt.models", car.model)
    full = half_up(car.value * row["率"], 100)
    if model is None or not model["减免目录"] or row["新能源方式"] == "无":
        return full, 0
    return full, min(full if row["新能源方式"] == "免" else half_up(full, 2), row["每辆上限"])


def late(fen: int, due: date, today: date) -> int:
    """Five in ten thousand for each day after the due day."""
    return half_up(fen * LATE_PER_10000 * max((today - due).days, 0), 10_000)


def half_up(number: int, by: int) -> int:
    """A quotient in whole fen."""
    return (2 * number + by) // (2 * by)


def decide(asked: Asked) -> Verdict | None:
    """The tax of the car picked or told of. None while the form names none."""
    if not asked.has("car", "import", "vin"):
        return None
    car = bought(asked) if asked.has("car") else brought_in(asked) if asked.has("import") else given(asked)
    if isinstance(car, Verdict):
        return car
    store, row = asked.store, asked.store.get("sw.purchasetax", car.vin)
    if row and row["状态"] == "已缴" and not asked.case.get("granted"):
        return deny("这辆车交过了")
    full, less = tax(store, car)
    added = late(full - less, due_on(car.since), asked.today)
    owed, fee = full - less + added, int(asked.body["fee_fen"])
    if fee != owed and not asked.case.get("settled"):
        return deny(f"应缴 {yuan(owed)} 元，收到的是 {yuan(fee)} 元，请重新打开看看")
    today = asked.today.isoformat()
    told = {"方式": car.how, "计税价": car.value, "应纳": full, "减免": less, "实缴": full - less, "滞纳金": added, "申报日": today}
    number = f"3440{today[2:4]}{digits(str(asked.case['case_no']) + ':tax', 12)}"
    reported = put(store, "sw.purchasetax", car.vin, {"VIN": car.vin}, told | {"缴款日": None, "税票号": None, "状态": "已申报未缴"})
    paid = ("change", "sw.purchasetax", car.vin, {"缴款日": today, "税票号": number, "状态": "已缴"})
    fields = {
        "纳税人": payer(asked, car),
        "车辆识别代号": car.vin,
        "计税价格": yuan(car.value),
        "税额": yuan(full - less),
        "缴款日期": today,
    }
    machine = not looked_at(asked, car) and not asked.unknown()
    opinion = f"税款 {yuan(full - less)} 元" + (f"，滞纳金 {yuan(added)} 元" if added else "") + "，车管所已经看得到"
    return Verdict(
        "grant", machine=machine, before_fee=(reported,), effects=(paid,), fields=fields, number=number, issued_on=today,
        opinion=opinion, due=owed,
    )  # fmt: skip


def bought(asked: Asked) -> Bought | Verdict:
    """By the invoice picked, read again now."""
    row = asked.picked("car", "sw.carinvoices")
    if row is None:
        return ask_again("field", "car", "没有查到您的购车发票。开票后约 1 天能查到")
    if row["买方"] not in asked.reach.own:
        return deny("这张发票的买方不是您")
    if row["红冲"]:
        return deny("这张发票已经冲红，请卖车的店重新开票")
    if row["不含税"] + row["税额"] != row["价税合计"] or abs(100 * row["税额"] - VAT * row["不含税"]) > 600:
        return deny("发票金额对不上，请找卖车的店重开")
    if asked.store.get("gxt.coc", row["VIN"]) is None:
        return deny("发票和合格证的车架号不一样，请卖车的店改了再来")
    return Bought(row["VIN"], "购买", row["不含税"], date.fromisoformat(row["开票日"]), str(row["厂牌型号"] or ""), row["买方"])


def brought_in(asked: Asked) -> Bought | Verdict:
    """By what the customs has."""
    row = asked.picked("import", "hg.imports")
    if row is None:
        return ask_again("field", "import", "没有查到您进口的车，核对一下")
    if row["收货人"] not in asked.reach.own:
        return deny("这辆车的收货人不是您")
    value = row["完税价"] + row["关税"] + row["消费税"]
    return Bought(row["VIN"], "进口", value, date.fromisoformat(row["放行日"]), "", row["收货人"])


def given(asked: Asked) -> Bought | Verdict:
    """By what the applicant says and shows; an officer looks at it, and finds who else has bought this car, and what its model is worth."""
    vin, value, since = asked.text("vin").upper(), asked.form.get("value"), asked.text("got_on")
    if any(row["VIN"] == vin and row["买方"] not in asked.reach.own for row in asked.store.where("sw.carinvoices", 红冲=False)):
        return deny("这辆车开了别人的购车发票，请带上来历证明到办税服务厅办")
    if asked.store.one("jj.vehicles", VIN=vin):
        return deny("这辆车已经上过牌了，不用再交购置税")
    if type(value) is not int or value <= 0:
        return ask_again("field", "value", "写上这辆车值多少钱")
    made = asked.store.get("gxt.coc", vin)
    car = Bought(vin, HOW.get(asked.text("how"), "受赠"), value, date.fromisoformat(since), str(made["型号"]) if made else "", asked.person)
    if (asked.store.get("gxt.models", car.model) or {}).get("减免目录"):
        return deny("这款车在减免税目录里，能少交。带上来历证明到办税服务厅办")
    low = asked.store.get("sw.lowprices", car.model)
    if low and value < low["元"]:
        return ask_again("field", "value", f"这款车的核定价是 {yuan(low['元'])} 元，不能比它低")
    return car


def looked_at(asked: Asked, car: Bought) -> bool:
    """Whether an officer looks at it: what nobody bought at a shop, and a price below the mark of its model."""
    low = asked.store.get("sw.lowprices", car.model)
    return car.how in HOW.values() or bool(low and car.value < low["元"])


def payer(asked: Asked, car: Bought) -> str:
    """By name: the applicant, or their company."""
    company: Row | None = asked.store.get("scjg.companies", car.owner)
    return str(company["名称"]) if company else asked.name(car.owner)


def yuan(fen: int) -> str:
    """1,234.00"""
    return f"{fen // 100:,}.{fen % 100:02d}"
