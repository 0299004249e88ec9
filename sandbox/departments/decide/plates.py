"""选车牌号: one number for one new car, never the same for two."""

from __future__ import annotations

import hashlib
import re
from datetime import date

from sandbox.departments.decide.asked import Asked
from sandbox.departments.decide.days import add_months, chinese, workdays_after
from sandbox.departments.decide.verdict import Effect, Verdict, ask_again, deny
from sandbox.registers.declared import Row
from sandbox.registers.store import Store

LIMITED = ("440100", "440300")  # cities where a car needs a quota
KEPT, BAN_MONTHS, OWN_MOST, DRAWN = 3, 24, 20, 50  # working days, months, tries of one's own, numbers of a draw
QUOTAS = {"普通": ("汽油", "柴油"), "节能": ("汽油", "柴油"), "新能源": ("纯电", "插混")}
WAYS = {"draw": ("系统给50个选1个", "50选1", "pick", "draw50", "fifty"), "own": ("自己编", "custom"), "old": ("用回我的旧号",)}
SECOND = {"纯电": "DABCE", "插混": "FGHJK"}


def keep_until(day: date) -> date:
    """The last day a chosen number is kept: the third working day after."""
    return workdays_after(day, KEPT)


def draw50(free: list[str], vin: str, seq: int, salt: str = "") -> list[str]:
    """The 50 numbers shown for a car; none when fewer are free."""
    key = lambda plate: hashlib.sha256(f"{salt}{vin}|{seq}|{plate}".encode()).hexdigest()  # noqa: E731
    return sorted(free, key=key)[:DRAWN] if len(free) >= DRAWN else []


def kind_of(fuel: str) -> str:
    """The kind of plate for a fuel."""
    return "52" if fuel in SECOND else "02"


def format_fault(store: Store, plate: str, city: str, fuel: str) -> str | None:
    """What is wrong with this number, in a sentence; None when it may be chosen."""
    pattern = store.get("jj.platepatterns", f"{city}|{kind_of(fuel)}")
    body = plate[2:]
    if re.search("[IO]", plate):
        return "车牌里没有字母 I 和 O，是不是数字 1 或 0"
    if pattern is None or plate[:1] != "粤" or plate[1:2] not in pattern["首字母"]:
        return "车牌的头两位不对"
    wanted = 6 if fuel in SECOND else 5
    if len(body) != wanted:
        return f"还差 {wanted - len(body)} 位" if len(body) < wanted else f"多了 {len(body) - wanted} 位"
    if fuel in SECOND and body[0] not in SECOND[fuel]:
        return f"{'插电混动' if fuel == '插混' else '纯电动'}的第三位是 {'、'.join(SECOND[fuel])}"
    if fuel in SECOND and not body[2:].isdigit():
        return "新能源车牌后四位都是数字"
    if fuel not in SECOND and sum(sign.isalpha() for sign in body) > 2:
        return "普通车牌最多两个字母"
    shape = "".join("N" if sign.isdigit() else "L" for sign in body)
    return None if shape in pattern["可编格式"] else "这种格式现在没有放出来"


def tidy(store: Store) -> None:
    """Numbers kept too long are free again from midnight, and who let one lapse may not choose online for two years."""
    changed = store.changes.get("jj.plates") or {}
    for plate, row in list(changed.items()):
        if row and row["状态"] == "预选" and row["至"] and row["至"][:10] < store.today.isoformat():
            owner = next((one["买方"] for one in store.where("sw.carinvoices", VIN=row["VIN"])), None)
            store.change("jj.plates", plate, 状态="空闲", VIN=None, 至=None)
            if owner and store.get("jj.platebans", owner) is None:
                lapsed = date.fromisoformat(row["至"][:10])
                store.add("jj.platebans", {"id": owner, "至": add_months(date.fromordinal(lapsed.toordinal() + 1), BAN_MONTHS).isoformat()})


def decide(asked: Asked) -> Verdict | None:
    """The number for the car picked. None while the form names no car."""
    if not asked.has("car") or not asked.has("number", "numbers", "old"):
        return None
    store = asked.store
    (told,) = asked.ids("car")[:1] or [""]
    invoice = store.get("sw.carinvoices", told) or store.one("sw.carinvoices", VIN=told.split("|")[0], 红冲=False)
    if invoice is None:
        return ask_again("field", "car", "没有查到您买的新车。发票开出一天后再来")
    if invoice["买方"] not in asked.reach.own or invoice["红冲"]:
        return deny("发票上的买方不是您" if invoice["买方"] not in asked.reach.own else "这张发票已经冲红")
    if no := unfit(asked, invoice):
        return no
    vin, made = invoice["VIN"], store.get("gxt.coc", invoice["VIN"])
    fuel, city = (made["燃料"] if made else "汽油"), city_of(asked)
    plate, fault = wish(asked, city, fuel, vin)
    if plate is None:
        return fault
    until = keep_until(asked.today)
    kept = {"城市": city, "种类": kind_of(fuel), "状态": "预选", "VIN": vin, "至": f"{until.isoformat()} 23:59"}
    effects: list[Effect] = [put(store, "jj.plates", plate, {"plate": plate}, kept), count(store, asked, vin)]
    return Verdict("grant", machine=True, effects=tuple(effects), opinion=f"{plate} 给您留到 {chinese(until)}，3 个工作日内要上牌")


def unfit(asked: Asked, invoice: Row) -> Verdict | None:
    """Why this car gets no number now."""
    store, vin, owner = asked.store, invoice["VIN"], invoice["买方"]
    if store.one("jj.vehicles", VIN=vin):
        return deny("这辆车已经上过牌了")
    if held := store.one("jj.plates", VIN=vin, 状态="预选"):
        return deny(f"这辆车已经选了 {held['plate']}")
    if (ban := store.get("jj.platebans", owner)) and ban["至"] >= asked.today.isoformat():
        return deny(f"上次选了没来上牌，{ban['至']}前只能到窗口选")
    made = store.get("gxt.coc", vin)
    city = city_of(asked)
    if city in LIMITED and not quota(store, owner, city, made["燃料"] if made else "汽油", asked.today):
        return deny("在广州上牌要先有指标，去申请" if city == "440100" else "在深圳上牌要先有指标，去申请")
    return None


def quota(store: Store, owner: str, city: str, fuel: str, today: date) -> Row | None:
    """A quota that is open today and good for this fuel, or None."""
    rows = store.where("jt.quotas", 人=owner, 城市=city, 状态="有效")
    return next((row for row in rows if row["起"] <= today.isoformat() <= row["止"] and fuel in QUOTAS[row["车型"]]), None)


def city_of(asked: Asked) -> str:
    """The city's code, of a city or a district."""
    return str(asked.body.get("region") or "440100")[:4] + "00"


def wish(asked: Asked, city: str, fuel: str, vin: str) -> tuple[str | None, Verdict | None]:
    """(the number to keep, None), or (None, why not)."""
    way = asked.chose("way", WAYS) or ("own" if asked.has("numbers") else "draw")
    field = {"draw": "number", "own": "numbers", "old": "old"}[way]
    wishes = [one.upper() for one in asked.ids(field)]
    if not wishes:
        return None, ask_again("field", field, "选一个号码")
    if len(set(wishes)) < len(wishes):
        again = next(index for index, one in enumerate(wishes) if one in wishes[:index])
        return None, ask_again("field", field, f"第{wishes.index(wishes[again]) + 1}个和第{again + 1}个一样")
    if way == "old":
        return old(asked, wishes[0])
    if way == "own":
        used = (asked.store.get("jj.draws", vin) or {"自编已用": 0})["自编已用"]
        if used + len(wishes) > OWN_MOST:
            return None, deny("20 次都用完了，可以从 50 个里选")
    for plate in wishes:
        if fault := format_fault(asked.store, plate, city, fuel):
            return None, ask_again("field", field, fault)
        row = asked.store.get("jj.plates", plate)
        if (row is None and way == "own") or (row and (row["状态"] == "空闲" or (row["状态"] == "展示" and row["VIN"] == vin))):
            return plate, None
    return None, deny("刚被选走了，换一个")


def old(asked: Asked, plate: str) -> tuple[str | None, Verdict | None]:
    """A number used before: a year at least, given up two years ago at most."""
    row = asked.store.get("jj.plateold", plate)
    if row is None or row["原主"] not in asked.reach.own:
        return None, deny("这不是您用过的号码")
    used, gone = date.fromisoformat(row["起用日"]), date.fromisoformat(row["转让或注销日"])
    if add_months(used, 12) > gone or add_months(gone, 24) < asked.today:
        return None, deny("旧号要用过 1 年，转让或注销后 2 年内才能用回")
    return plate, None


def put(store: Store, register: str, row_id: str, key: Row, values: Row) -> Effect:
    """Change the row, or add it where there is none."""
    return ("change", register, row_id, values) if store.get(register, row_id) else ("add", register, key | values)


def count(store: Store, asked: Asked, vin: str) -> Effect:
    """The draw of this car is spent, or so many tries of its own."""
    row = store.get("jj.draws", vin) or {"抽过": False, "自编已用": 0}
    tried = len(asked.ids("numbers"))
    return put(store, "jj.draws", vin, {"VIN": vin}, {"抽过": row["抽过"] or not tried, "自编已用": row["自编已用"] + tried})
