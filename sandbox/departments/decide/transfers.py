"""二手车过户: the car of one becomes the car of another, with a number of their own; what the seller had of it ends."""

from __future__ import annotations

from datetime import date

from sandbox.departments.decide import visits
from sandbox.departments.decide.asked import Asked
from sandbox.departments.decide.days import add_months, chinese
from sandbox.departments.decide.plates import LIMITED, city_of, count, format_fault, kind_of, put, quota
from sandbox.departments.decide.vehicles import BLOCKED, OPEN_VIOLATIONS
from sandbox.departments.decide.verdict import Effect, Verdict, ask_again, deny
from sandbox.registers.declared import Row
from sandbox.registers.store import Store

STAGES = ("国一", "国二", "国三", "国四", "国五", "国六", "零排放")
KEPT_MONTHS, USED_MONTHS = 24, 12  # the old number stays with the seller, where it was used so long


def decide(asked: Asked) -> Verdict | None:
    """None while the form names no invoice. The price is the invoice's; the car comes to be looked at before anything is decided."""
    if not asked.has("invoice"):
        return None
    invoice = asked.picked("invoice", "sw.usedinvoices")
    car = asked.store.one("jj.vehicles", VIN=invoice["VIN"]) if invoice else None
    if invoice is None or car is None or invoice["买方"] != asked.person:
        return ask_again("field", "invoice", "没有查到您的二手车发票")
    if asked.case.get("granted"):
        return None
    if car["所有人"] != invoice["卖方"]:
        return deny("这辆车已经在您名下了" if car["所有人"] == asked.person else "发票上卖车的人，不是这辆车登记的车主")
    if not asked.agreed(invoice["卖方"]):
        return deny("车主没有同意")
    city = city_of(asked)
    allowed = quota(asked.store, asked.person, city, car["燃料"], asked.today)
    if faults := unfit(asked, car, city, allowed):
        return deny("；".join(faults))
    plate = next(iter(asked.ids("number")), "").upper()
    if fault := taken(asked.store, plate, city, car):
        return ask_again("field", "number", fault)
    if waits := visits.before(asked, "查验", {"reviewing": "开车到车管所查验，带上登记证书、行驶证和旧号牌"}):
        return waits
    return moved(asked, car, plate, city, allowed)


def unfit(asked: Asked, car: Row, city: str, allowed: Row | None) -> list[str]:
    """Everything that stands against it, in sentences."""
    store, today = asked.store, asked.today
    open_ones = list(store.where("jj.violations", plate=car["plate"], 状态=OPEN_VIOLATIONS))
    until, cti = date.fromisoformat(car["检验至"]), store.get("ins.cti", car["VIN"])
    faults = [f"有 {len(open_ones)} 条违法没处理，请车主先处理"] if open_ones else []
    if held := [one for one in car["状态"] if one in (*BLOCKED, "达到报废", "注销")]:
        faults.append(f"{car['plate']} 现在是“{held[0]}”，请车主先解除")
    if until < today:
        faults.append(f"检验{chinese(until)}过期，先检测")
    if cti is None or not cti["起"] <= today.isoformat() <= cti["止"]:
        faults.append("没有查到今天在保的交强险")
    if car["登记地"] != city and STAGES.index(car["排放"]) < STAGES.index(wanted(store, city)):
        faults.append(f"这辆车{car['排放']}，这个城市要{wanted(store, city)}以上")
    if city in LIMITED and allowed is None:
        faults.append("在广州上牌要先有指标，去申请" if city == "440100" else "在深圳上牌要先有指标，去申请")
    return faults


def wanted(store: Store, city: str) -> str:
    """How clean a car from elsewhere has to be."""
    rows = [row for row in store.where("jj.emissions", city=city) if row["from"] <= store.today.isoformat()]
    return str(max(rows, key=lambda row: str(row["from"]))["排放"]) if rows else STAGES[0]


def taken(store: Store, plate: str, city: str, car: Row) -> str | None:
    """Why this number cannot be put on this car."""
    row = store.get("jj.plates", plate)
    if row is None or not (row["状态"] == "空闲" or row["VIN"] == car["VIN"]):
        return "刚被选走了，换一个"
    return format_fault(store, plate, city, car["燃料"])


def moved(asked: Asked, car: Row, plate: str, city: str, allowed: Row | None) -> Verdict:
    """The registers afterwards: another owner and number, the old number kept for the seller or free, the quota used up."""
    store, today, old, seller = asked.store, asked.today, car["plate"], car["所有人"]
    home = store.get("gat.households", (store.get("gat.hukou", asked.person) or {}).get("户号")) or {}
    phone = asked.body["applicant"].get("phone") or car["手机"]
    new = {**car, "plate": plate, "所有人": asked.person, "登记地": city, "种类": kind_of(car["燃料"]), "号牌起用日": today.isoformat()}
    new |= {"手机": phone, "地址": home.get("住址") or car["地址"]}
    kept = add_months(date.fromisoformat(car["号牌起用日"]), USED_MONTHS) <= today
    until = f"{add_months(today, KEPT_MONTHS).isoformat()} 23:59" if kept else None
    was = {"原主": seller, "起用日": car["号牌起用日"], "转让或注销日": today.isoformat()}
    pool = {"城市": car["登记地"], "种类": car["种类"], "状态": "原主保留" if kept else "空闲", "VIN": None, "至": until}
    effects: list[Effect] = [("drop", "jj.vehicles", old), ("add", "jj.vehicles", new)]
    effects.append(("change", "jj.plates", plate, {"状态": "在用", "VIN": car["VIN"], "至": None}))
    effects.append(put(store, "jj.plates", old, {"plate": old}, pool))
    effects.append(put(store, "jj.plateold", old, {"plate": old}, was))
    effects.append(count(store, asked, car["VIN"]))
    if allowed:
        effects.append(("change", "jt.quotas", allowed["number"], {"状态": "已用", "VIN": car["VIN"]}))
    fields = {
        "号牌号码": plate,
        "车辆类型": car["车型"],
        "使用性质": car["使用性质"],
        "品牌型号": car["品牌型号"],
        "所有人": asked.name(asked.person),
    }
    fields |= {"车辆识别代号": car["VIN"], "注册日期": car["注册日"], "检验有效期": car["检验至"]}
    opinion = f"查验过了，车已过户。新号牌 {plate}，旧号牌 {old} 交回"
    return Verdict(
        "grant", effects=tuple(effects), fields=fields, number=plate, issued_on=today.isoformat(), valid_until="长期", opinion=opinion
    )
