"""购车指标: who may have one, by the city's rules and the registers of cars, licences and insurance."""

from __future__ import annotations

from sandbox.departments.decide.asked import Asked, digits
from sandbox.departments.decide.days import add_months
from sandbox.departments.decide.verdict import Effect, Verdict, deny

KINDS = {"lottery": ("普通车摇号", "普通车竞价", "节能车摇号"), "nev": ("新能源", "新能源直接申领"), "update": ("更新指标", "更新")}
MONTHS = 24  # of medical insurance, beside a residence permit
VALID = 12


def decide(asked: Asked) -> Verdict | None:
    """Direct kinds are granted by the register; a draw is for chance. None while the form names no city and kind."""
    if not asked.has("city") or not asked.has("kind"):
        return None
    city, kind = asked.text("city"), asked.chose("kind", KINDS)
    if city not in ("440100", "440300"):
        return deny("这里不限购，直接上牌")
    if kind is None:
        return deny("这个城市没有这一种指标")
    if fault := unfit(asked, city, kind):
        return deny(fault)
    if kind == "lottery":
        code = digits(str(asked.case["case_no"]) + ":quota", 13)
        row = {"code": code, "人": asked.person, "城市": city, "kind": asked.text("kind"), "提交日": asked.today.isoformat()}
        return Verdict("grant", effects=(("add", "jt.applications", row),), opinion=f"申请编码 {code}，每月 26 日摇号")
    number = f"4401{asked.today:%y}{digits(str(asked.case['case_no']) + ':quota', 6)}"
    until = add_months(asked.today, VALID).isoformat()
    made = {"number": number, "人": asked.person, "城市": city, "类型": "更新" if kind == "update" else "增量"}
    made |= {"车型": "新能源" if kind == "nev" else "普通", "起": asked.today.isoformat(), "止": until, "状态": "有效"}
    effects: tuple[Effect, ...] = (("add", "jt.quotas", made),)
    fields = {"指标人": asked.name(asked.person), "指标类型": f"{made['车型']}{made['类型']}指标", "有效期至": until}
    issued = asked.today.isoformat()
    return Verdict("grant", effects=effects, fields=fields, number=number, issued_on=issued, valid_until=until)


def unfit(asked: Asked, city: str, kind: str) -> str | None:
    """The first point that is missing, in a sentence."""
    store, person, day = asked.store, asked.person, asked.today.isoformat()
    if kind == "update":
        car = asked.picked("old_car", "jj.vehicles")
        gone = car is not None and car["所有人"] == person and "注销" in car["状态"]
        return None if gone else "选一辆已报废或过户的车"
    held = next((row for row in store.where("jt.quotas", 人=person, 城市=city, 状态="有效") if row["止"] >= day), None)
    if held:
        return f"您有一个有效的指标，到 {held['止']}"
    if kind == "lottery":
        own = next((row for row in store.where("jj.vehicles", 所有人=person, 登记地=city) if "注销" not in row["状态"]), None)
        if own:
            return f"您名下有 {own['plate']}，不能再申请增量指标"
    licence = store.get("jj.drivers", person)
    if licence is None or "注销" in licence["状态"]:
        return "要先有驾驶证"
    home = str((store.get("gat.people", person) or {}).get("户籍区") or "")
    if home[:4] == city[:4]:
        return None
    permit = store.get("gat.residence", person)
    if permit is None or permit["状态"] != "正常" or permit["签注至"] < day:
        return "要有有效的居住证"
    months = int((store.get("rst.months", f"{person}|{city}") or {"医疗": 0})["医疗"])
    return f"居住证有效，医保 {months} 个月，要 {MONTHS} 个月，还差 {MONTHS - months} 个月" if months < MONTHS else None
