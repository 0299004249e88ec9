"""购车指标: who may have one, by the city's rules and the registers of cars, licences and insurance; what is drawn waits for its day."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date

from sandbox.departments.decide.asked import Asked, digits
from sandbox.departments.decide.days import add_months, chinese
from sandbox.departments.decide.plates import city_of
from sandbox.departments.decide.verdict import Effect, Verdict, deny
from sandbox.registers.declared import Row
from sandbox.registers.store import Store

KINDS = {
    "lottery": ("普通车摇号",),
    "bid": ("普通车竞价",),
    "saver": ("节能车摇号",),
    "nev": ("新能源", "新能源直接申领"),
    "update": ("更新指标", "更新"),
}
CALLED = {"lottery": "普通车摇号", "bid": "普通车竞价", "saver": "节能车摇号", "nev": "新能源", "update": "更新"}  # as jt.rules has it
MODELS = {"节能车摇号": "节能", "新能源": "新能源"}
DRAWN = ("普通车摇号", "节能车摇号")
OPEN = ("待审核", "待摇号", "可竞价")
LATE = 12  # months a driving licence may be over


def decide(asked: Asked) -> Verdict | None:
    """Direct kinds are granted by the register; what is drawn waits for its day, what is bid for goes to the bank once it is looked
    through. None while nothing says which kind."""
    city, option = asked.text("city") or city_of(asked), asked.chose("kind", KINDS, asked_before=True)
    if option is None and not asked.has("kind"):
        return None
    if not asked.store.one("jt.rules", city=city):
        return deny("这里不限购，直接上牌")
    rule = rule_of(asked.store, city, CALLED[option]) if option else None
    if rule is None:
        return deny("这个城市没有这一种指标")
    code = city[:4] + digits(f"{asked.case['case_no']}{asked.person}{rule['kind']}", 9)
    row = asked.store.get("jt.applications", code) or application(asked, city, rule, code)
    faults = old_car_faults(asked, rule) if rule["kind"] == "更新" else []
    faults += [row["说明"]] if row["结果"] == "未通过" else unfit(asked.store, asked.person, rule, asked.today, code)
    if faults:
        return ended(asked, code, "未通过", "；".join(faults))
    if row["结果"] == "到期":
        return ended(asked, code, "到期", f"摇了 {row['次数']} 次都没摇中，这个申请到期了，可以再申请")
    if rule["摇号日"] is None or row["结果"] == "已中签":
        return given(asked, rule, row)
    return waiting(asked, rule, row)


def ended(asked: Asked, code: str, state: str, reason: str) -> Verdict:
    """No; what is on file says so, where it came that far."""
    known = asked.store.get("jt.applications", code)
    told: tuple[Effect, ...] = (("change", "jt.applications", code, {"结果": state, "说明": reason}),) if known else ()
    return Verdict("deny", machine=True, reason=reason, otherwise=told)


def rule_of(store: Store, city: str, kind: str) -> Row | None:
    """The rule of a city for a kind that holds today; None where it has none."""
    rows = [row for row in store.where("jt.rules", city=city, kind=kind) if row["from"] <= store.today.isoformat()]
    return max(rows, key=lambda row: str(row["from"]), default=None)


def application(asked: Asked, city: str, rule: Row, code: str) -> Row:
    """What is on file from the minute it arrives."""
    row: Row = {"code": code, "人": asked.person, "城市": city, "kind": rule["kind"], "提交日": asked.today.isoformat(), "次数": 0}
    row |= {"结果": "待摇号" if rule["kind"] in DRAWN else "待审核", "说明": None, "审核日": None, "摇号日": None}
    return row | (days_of(rule, asked.today) if rule["摇号日"] else {})


def days_of(rule: Row, submitted: date) -> Row:
    """{审核日, 摇号日}: of this month until its last day for handing in, else of the next."""
    month = submitted.replace(day=1) if submitted.day <= rule["截止日"] else add_months(submitted.replace(day=1), 1)
    return {"审核日": month.replace(day=rule["审核日"]).isoformat(), "摇号日": month.replace(day=rule["摇号日"]).isoformat()}


def arrives(asked: Asked, row: Row) -> tuple[tuple[Effect, ...], tuple[Effect, ...]]:
    """(what its arrival changes, what is changed back when it ends without a quota)."""
    return (("add", "jt.applications", row),), (("change", "jt.applications", row["code"], {"结果": "撤回"}),)


def given(asked: Asked, rule: Row, row: Row) -> Verdict:
    """The quota itself: twelve digits, good for the months of the rule."""
    today, kind = asked.today, rule["kind"]
    number = f"{row['城市'][:4]}{today:%y}{digits(row['code'] + ':quota', 6)}"
    until = add_months(today, rule["有效月"]).isoformat()
    made = {"number": number, "人": asked.person, "城市": row["城市"], "类型": "更新" if kind == "更新" else "增量"}
    made |= {"车型": MODELS.get(kind, "普通"), "起": today.isoformat(), "止": until, "状态": "有效"}
    made |= {"旧车": old_car(asked)} if kind == "更新" else {}
    came, back = arrives(asked, row)
    return Verdict(
        "grant",
        on_receipt=came,
        otherwise=back,
        effects=(("add", "jt.quotas", made), ("change", "jt.applications", row["code"], {"结果": "已发指标"})),
        fields={"指标人": asked.name(asked.person), "指标类型": f"{made['车型']}{made['类型']}指标", "有效期至": until},
        number=number,
        issued_on=today.isoformat(),
        valid_until=until,
        says={"accepted": f"申请编码 {row['code']}"},
    )


def waiting(asked: Asked, rule: Row, row: Row) -> Verdict:
    """Until the draw; what is bid for, until it is looked through, and then the bank goes on."""
    came, back = arrives(asked, row)
    code, looked, drawn = row["code"], date.fromisoformat(row["审核日"]), date.fromisoformat(row["摇号日"])
    bid = rule["kind"] not in DRAWN
    how = f"{chinese(drawn)}{'竞价' if bid else '摇号'}"
    opinion = f"申请编码 {code}，{f'拿它到银行的竞价平台报价、交保证金，{how}' if bid else how}"
    says = f"申请编码 {code}，{chinese(looked)}出审核结果，{how}。{ends_before(asked, drawn)}"
    verdict = Verdict("grant", on_receipt=came, otherwise=back, opinion=opinion, says={"accepted": says})
    if bid and asked.today >= looked:
        return replace(verdict, bare=True, effects=(("change", "jt.applications", code, {"结果": "可竞价"}),))
    past = f"摇过 {row['次数']} 次没中，" if row["次数"] else ""
    why = f"{chinese(looked)}出审核结果" if bid else f"{past}等{chinese(drawn)}摇号"
    return replace(verdict, wait_until=(looked if bid else drawn).isoformat(), wait_for=why)


def ends_before(asked: Asked, drawn: date) -> str:
    """A residence permit that is over by the day of the draw."""
    permit = asked.store.get("gat.residence", asked.person)
    until = date.fromisoformat(permit["签注至"]) if permit else drawn
    return f"居住证{chinese(until)}到期，先签注。" if until < drawn else ""


def tidy(store: Store) -> None:
    """What was not used in time is over; what was to be drawn by today is drawn."""
    today = store.today.isoformat()
    for row in [one for one in store.where("jt.quotas", 状态="有效") if one["止"] < today]:
        store.change("jt.quotas", row["number"], 状态="过期")
    for row in list(store.where("jt.applications", 结果="待摇号")):
        while row["结果"] == "待摇号" and row["摇号日"] <= today:
            row = draw(store, row)


def draw(store: Store, row: Row) -> Row:
    """The application after the draw it was in: looked through before, drawn or not, in the next one as often as the rule says."""
    day, rule = date.fromisoformat(row["摇号日"]), rule_of(store, row["城市"], row["kind"])
    if rule is None or (faults := unfit(store, row["人"], rule, day, row["code"])):
        return store.change("jt.applications", row["code"], 结果="未通过", 说明="；".join(faults) if rule else "没有这一种指标了")
    times = row["次数"] + 1
    if drawn(store, row, day):
        return store.change("jt.applications", row["code"], 结果="已中签", 次数=times)
    if times >= (rule["最多摇"] or 1):
        return store.change("jt.applications", row["code"], 结果="到期", 次数=times)
    return store.change("jt.applications", row["code"], 次数=times, **days_of(rule, add_months(day.replace(day=1), 1)))


def drawn(store: Store, row: Row, day: date) -> bool:
    """Chance, the same whenever it is looked at: as many of the month's applications as there are quotas. A month that is not told yet
    is like the last one that is."""
    pools = [one for one in store.where("jt.pools", city=row["城市"], kind=row["kind"]) if one["month"] <= f"{day:%Y-%m}"]
    if not pools:
        return False
    pool = max(pools, key=lambda one: str(one["month"]))
    ticket = int(hashlib.sha256(f"{row['code']}|{day:%Y-%m}".encode()).hexdigest(), 16)
    return bool(ticket * pool["申请数"] < pool["指标数"] * 2**256)


def unfit(store: Store, person: str, rule: Row, today: date, code: str) -> list[str]:
    """Everything that is missing, in sentences."""
    city, day = rule["city"], today.isoformat()
    held = next((row for row in store.where("jt.quotas", 人=person, 城市=city, 状态="有效") if row["止"] >= day), None)
    beside = next((row for row in store.where("jt.applications", 人=person, 城市=city, kind=rule["kind"], 结果=list(OPEN))), None)
    own = next((row for row in store.where("jj.vehicles", 所有人=person, 登记地=city) if "注销" not in row["状态"]), None)
    faults = []
    if held and (rule["看本市车"] or held["类型"] == "更新"):
        faults.append(f"您有一个有效的指标，到 {held['止']}")
    if beside and beside["code"] != code:
        faults.append(f"已有申请 {beside['code']}")
    if own and rule["看本市车"]:
        faults.append(f"您名下有 {own['plate']}，不能再申请增量指标")
    licence = store.get("jj.drivers", person)
    late = licence is not None and licence["至"] != "长期" and add_months(date.fromisoformat(licence["至"]), LATE).isoformat() < day
    if licence is None or late or not {"正常", "逾期未换"} & set(licence["状态"]):
        faults.append("要先有驾驶证")
    return faults + (stay_faults(store, person, rule, day) if rule["看本市车"] else [])


def stay_faults(store: Store, person: str, rule: Row, day: str) -> list[str]:
    """Registered in the city, or a permit of it and, where the rule wants them, months of medical insurance."""
    home = str((store.get("gat.people", person) or {}).get("户籍区") or "")
    if home[:4] == rule["city"][:4]:
        return []
    permit = store.get("gat.residence", person)
    if permit is None or permit["状态"] != "正常" or permit["签注至"] < day or permit["区"][:4] != rule["city"][:4]:
        return ["要有有效的居住证"]
    months, wanted = int((store.get("rst.months", f"{person}|{rule['city']}") or {"医疗": 0})["医疗"]), rule["医保月"] or 0
    return [f"居住证有效，医保 {months} 个月，要 {wanted} 个月，还差 {wanted - months} 个月"] if months < wanted else []


def old_car(asked: Asked) -> str:
    """The number of the car that is gone."""
    return next(iter(asked.ids("old_car")), "")


def old_car_faults(asked: Asked, rule: Row) -> list[str]:
    """Scrapped, sold or moved away, mine before, of this city, not too long ago, and for nothing else."""
    store, plate = asked.store, old_car(asked)
    number, gone = store.get("jj.plates", plate), store.get("jj.plateold", plate)
    car = store.get("jj.vehicles", plate)
    struck = car is not None and car["所有人"] == asked.person and "注销" in car["状态"]
    if not (struck or (gone and gone["原主"] == asked.person)) or number is None or number["城市"] != rule["city"]:
        return ["选一辆已报废或过户的车"]
    if gone and add_months(date.fromisoformat(gone["转让或注销日"]), rule["旧车月"] or 0) < asked.today:
        return [f"{plate} 走了超过 {rule['旧车月']} 个月"]
    return [f"{plate} 已经换过一个指标"] if store.one("jt.quotas", 旧车=plate) else []
