"""补行驶证车牌: the same card and the same number once more, and what is void from then on."""

from __future__ import annotations

from datetime import timedelta

from sandbox.departments.decide.asked import Asked
from sandbox.departments.decide.vehicles import mine
from sandbox.departments.decide.verdict import Effect, Verdict, deny
from sandbox.registers.declared import Row

LOCKED = ("锁定", "查封", "被盗抢")
WHY = {"lost": "丢了", "damaged": "坏了", "stolen": "被偷"}
CARD, PLATES = ("license", "both"), {"plate": 2, "both": 2, "plate_one": 1}
TEMPORARY = 15  # days a temporary plate is good for, and plates are made in


def decide(asked: Asked) -> Verdict | None:
    """None while the form names no car, or nothing is said to be wanted."""
    what = asked.answer("what")
    if not asked.has("car") or (what not in CARD and what not in PLATES):
        return None
    car = mine(asked)
    if isinstance(car, Verdict):
        return car
    if any(state in LOCKED for state in car["状态"]):
        return deny("车被锁定，请打 12123")
    effects: list[Effect] = []
    if what in CARD:
        effects.append(again(asked, car, "行驶证", None))
    if what in PLATES:
        effects.append(again(asked, car, "号牌", PLATES[what]))
    fields = {"号牌号码": car["plate"], "车辆类型": car["车型"], "使用性质": car["使用性质"], "品牌型号": car["品牌型号"]}
    fields |= {"车辆识别代号": car["VIN"], "注册日期": car["注册日"], "检验有效期": car["检验至"], "所有人": owner(asked, car)}
    issued, machine = asked.today.isoformat(), what not in PLATES and not asked.unknown()
    return Verdict(
        "grant", machine=machine, effects=tuple(effects), fields=fields, number=car["plate"], issued_on=issued, valid_until="长期"
    )


def again(asked: Asked, car: Row, what: str, plates: int | None) -> Effect:
    """What is made anew, of today; a second time on one day is the same once more."""
    store, day = asked.store, asked.today
    row = {"plate": car["plate"], "补": what, "日": day.isoformat(), "块": plates, "原因": WHY.get(asked.answer("why"), "坏了")}
    row |= {"在哪": asked.text("where_when") or None, "报警回执": asked.text("report_no") or None}
    until = day + timedelta(days=TEMPORARY)
    row["临时号牌至"] = until.isoformat() if plates and asked.text("temp") == "yes" else None
    key = f"{car['plate']}|{what}|{day.isoformat()}"
    return ("change", "jj.reissues", key, row) if store.get("jj.reissues", key) else ("add", "jj.reissues", row)


def owner(asked: Asked, car: Row) -> str:
    """By name: the applicant, or their company."""
    company = asked.store.get("scjg.companies", car["所有人"])
    return str(company["名称"]) if company else asked.name(car["所有人"])
