"""年检领标、改车主信息、新车上牌、车辆报废: what may be done with a car, and what its row is afterwards."""

from __future__ import annotations

import calendar
from datetime import date

from sandbox.departments.decide import visits
from sandbox.departments.decide.asked import Asked, digits
from sandbox.departments.decide.days import add_months, chinese
from sandbox.departments.decide.plates import LIMITED, city_of, kind_of, put, quota
from sandbox.departments.decide.verdict import Effect, Verdict, ask_again, deny
from sandbox.registers.declared import Row
from sandbox.registers.store import Store

OPEN_VIOLATIONS = ["未处理", "申诉中", "已处理未缴"]
GONE = {"lost": "灭失", "export": "出境"}
PAPERS = ("登记证书", "行驶证", "号牌")
BLOCKED = ("抵押", "质押", "查封", "锁定", "被盗抢")
MADE_YEARS = 2  # from then on a new car is tested before it is registered
YEARS = 40  # of a calendar nobody reads further


def class_of(car: Row) -> str:
    """The row of jj.inspectionrules this car goes by."""
    if car["使用性质"] != "非营运":
        return "营运载客"
    if car["伤亡或改装"]:
        return "伤亡或改装"
    if car["种类"] == "07":
        return "普通摩托车"
    return "面包车和其他小微型" if car["面包车"] else "非营运小微型载客" if car["座位"] <= 9 else "载货和大中型非营运"


def inspections(store: Store, car: Row) -> list[tuple[date, str]]:
    """[(last day, 标|线)] of this car: stickers and tests by the year, each to the end of the month of registration."""
    rule = store.get("jj.inspectionrules", class_of(car)) or {"领标年": [], "上线年": []}
    registered, last = date.fromisoformat(car["注册日"]), max(rule["上线年"], default=0)
    found = []
    for year in range(1, YEARS):
        step = "标" if year in rule["领标年"] else "线" if year in rule["上线年"] or year > last else ""
        if step:
            end = calendar.monthrange(registered.year + year, registered.month)[1]
            found.append((date(registered.year + year, registered.month, end), step))
    return found


def window(until: date) -> date:
    """The first day: of the month two before the last."""
    return add_months(until.replace(day=1), -2)


def next_inspection(store: Store, car: Row, today: date) -> date:
    """Early loses nothing, late moves nothing."""
    after = max(date.fromisoformat(car["检验至"]), today)
    return next(day for day, _ in inspections(store, car) if day > after)


def mine(asked: Asked, field: str = "car") -> Row | Verdict:
    """The car picked, when it is the applicant's or their company's."""
    car = asked.picked(field, "jj.vehicles")
    if car is None:
        return ask_again("field", field, "您名下没有这辆车")
    return car if car["所有人"] in asked.reach.own and "注销" not in car["状态"] else deny("这不是您的车")


def sticker(asked: Asked) -> Verdict | None:
    """The mark of a year without test: at once for the clean car, else every reason in one answer."""
    if not asked.has("car"):
        return None
    car = mine(asked)
    if isinstance(car, Verdict):
        return car
    store, today, until = asked.store, asked.today, date.fromisoformat(car["检验至"])
    step = next((kind for day, kind in inspections(store, car) if day == until), "线")
    if step == "线":
        return deny(f"{until.year - int(car['注册日'][:4])} 年的车这次要上线检测，去预约")
    if today < window(until):
        return deny(f"{chinese(window(until))}起可以办")
    if faults := sticker_faults(asked, car):
        return deny("；".join(faults))
    new = next_inspection(store, car, today).isoformat()
    fields = {"号牌号码": car["plate"], "检验有效期至": new, "发证机关": "广州市公安局交通警察支队"}
    number = f"{car['plate']}-{new[:4]}{new[5:7]}"
    changed: tuple[Effect, ...] = (("change", "jj.vehicles", car["plate"], {"检验至": new}),)
    machine = not asked.unknown()
    return Verdict("grant", machine=machine, effects=changed, fields=fields, number=number, issued_on=today.isoformat(), valid_until=new)


def sticker_faults(asked: Asked, car: Row) -> list[str]:
    """Everything that stands against a sticker, in sentences."""
    store, day = asked.store, asked.today.isoformat()
    open_ones = list(store.where("jj.violations", plate=car["plate"], 状态=OPEN_VIOLATIONS))
    faults = []
    if open_ones:
        fen, points = sum(row["罚款"] for row in open_ones), sum(row["记分"] for row in open_ones)
        faults.append(f"有 {len(open_ones)} 条违法没处理，{fen // 100:,}.{fen % 100:02d} 元 {points} 分")
    cti = store.get("ins.cti", car["VIN"])
    if cti is None or not cti["起"] <= day <= cti["止"]:
        faults.append(f"交强险 {chinese(date.fromisoformat(cti['止']))}到期了，续保后再来" if cti else "没有查到交强险")
    if store.get("sw.vvt", f"{car['VIN']}|{day[:4]}") is None:
        faults.append("今年的车船税还没交")
    return faults


def contact(asked: Asked) -> Verdict | None:
    """A new phone or address for cars and licence at once."""
    if not asked.has("targets", "cars", "licence"):
        return None
    new = {name: asked.text(field) for name, field in (("手机", "phone"), ("地址", "address")) if asked.text(field)}
    if not new:
        return ask_again("field", "phone", "写上新的手机号或地址")
    if "手机" in new and (asked.store.get("zsj.phones", new["手机"]) or {}).get("id") != asked.person:
        return ask_again("field", "phone", "这个号码不是您实名的")
    effects: list[Effect] = []
    for one in [*asked.ids("targets"), *asked.ids("cars"), *asked.ids("licence")]:
        register = "jj.drivers" if asked.store.get("jj.drivers", one) else "jj.vehicles"
        row = asked.store.get(register, one)
        if row is None or row["id" if register == "jj.drivers" else "所有人"] not in asked.reach.own:
            return deny("这不是您的车或驾驶证")
        if any(row[name] != text for name, text in new.items()):
            effects.append(("change", register, one, new))
    if not effects:
        return deny("和现在登记的一样")
    return Verdict("grant", machine=not asked.unknown(), effects=tuple(effects), opinion=f"改好了 {len(effects)} 条")


def scrap(asked: Asked) -> Verdict | None:
    """A car handed to a recycler, lost or gone abroad is struck off; its number is kept for the owner, or goes back."""
    if not asked.has("car"):
        return None
    car = mine(asked)
    if isinstance(car, Verdict):
        return car
    if any(state in BLOCKED for state in car["状态"]):
        return deny("有抵押或查封，先解除")
    reason = GONE.get(asked.answer("why"), "报废")
    if reason != "报废":
        return struck_off(asked, car, reason, machine=False)
    proof = asked.store.get("ls.scrap", car["VIN"])
    if proof is None:
        return deny("回收企业还没上传证明，交车后约 1 天")
    missing = [one for one in PAPERS if one not in proof["牌证"]]
    if missing and not asked.ticked("declared"):
        return ask_again("field", "declared", f"{'、'.join(missing)}没有交来，丢了请勾选声明作废")
    return struck_off(asked, car, reason, machine=not asked.unknown())


def struck_off(asked: Asked, car: Row, reason: str, machine: bool) -> Verdict:
    """The car is no more. Its number stays with the owner for two years where they want it and have used it for one."""
    today = asked.today
    kept = asked.ticked("keep") and add_months(date.fromisoformat(car["号牌起用日"]), 12) <= today
    until = f"{add_months(today, 24).isoformat()} 23:59" if kept else None
    plate = {"状态": "原主保留" if kept else "空闲", "VIN": None, "至": until}
    old = {"原主": car["所有人"], "起用日": car["号牌起用日"], "转让或注销日": today.isoformat()}
    effects: list[Effect] = [("change", "jj.vehicles", car["plate"], {"状态": ["注销"]})]
    effects.append(put(asked.store, "jj.plates", car["plate"], {"plate": car["plate"], "城市": car["登记地"], "种类": car["种类"]}, plate))
    effects.append(put(asked.store, "jj.plateold", car["plate"], {"plate": car["plate"]}, old))
    fields = {"号牌号码": car["plate"], "车辆识别代号": car["VIN"], "注销原因": reason, "注销日期": today.isoformat()}
    opinion = f"车已注销，{car['plate']} 给您留到 {until[:10]}" if until else "车已注销"
    return Verdict("grant", machine=machine, effects=tuple(effects), fields=fields, issued_on=today.isoformat(), opinion=opinion)


def register(asked: Asked) -> Verdict | None:
    """The new car gets the number kept for it; the quota is used up."""
    if not asked.has("car"):
        return None
    store, told = asked.store, next(iter(asked.ids("car")), "")
    invoice = store.get("sw.carinvoices", told) or store.one("sw.carinvoices", VIN=told, 红冲=False)
    made = store.get("gxt.coc", invoice["VIN"]) if invoice else None
    if invoice is None or made is None or invoice["买方"] not in asked.reach.own:
        return ask_again("field", "car", "没有查到您买的新车")
    vin, city, day = invoice["VIN"], city_of(asked), asked.today.isoformat()
    if invoice["红冲"]:
        return deny("这张发票已经冲红")
    if fault := unfit_new(asked, made):
        return fault
    tax, cti = store.get("sw.purchasetax", vin), store.get("ins.cti", vin)
    if tax is None or tax["状态"] != "已缴":
        return deny("购置税还没交，去交（2分钟）")
    if cti is None or not cti["起"] <= day <= cti["止"]:
        return deny("没有查到交强险，买好后约 1 小时能查到")
    if store.get("sw.vvt", f"{vin}|{day[:4]}") is None:
        return deny("今年的车船税还没交")
    held = store.one("jj.plates", VIN=vin, 状态="预选")
    allowed = quota(store, invoice["买方"], city, made["燃料"], asked.today)
    if city in LIMITED and allowed is None:
        return deny("在广州上牌要先有指标，去申请" if city == "440100" else "在深圳上牌要先有指标，去申请")
    if held is None:
        return deny("还没选车牌号，先去选号")
    if asked.has("plate") and asked.ids("plate") != [held["plate"]]:
        return ask_again("field", "plate", "这个号是留给另一辆车的")
    if asked.answer("look") != "free" and (waits := visits.before(asked, "查验")):
        return waits
    return registered(asked, invoice, made, held, allowed)


def unfit_new(asked: Asked, made: Row) -> Verdict | None:
    """What speaks against a car itself: it has plates, left its maker long ago, or is not used as the form says; a look that is owed."""
    if there := asked.store.one("jj.vehicles", VIN=made["VIN"]):
        return deny("这辆车是被盗抢的，请到车管所窗口" if "被盗抢" in there["状态"] else "这辆车已经上过牌了")
    if add_months(date.fromisoformat(made["出厂日"]), 12 * MADE_YEARS) < asked.today:
        return deny("这辆车出厂超过 2 年，要先做安全检测，带上检测报告到车管所窗口上牌")
    if asked.text("use") == "other":
        return deny("营运车要到窗口办，带上许可")
    model = asked.store.get("gxt.models", made["型号"])
    if asked.answer("look") == "free" and not (model and model["免查验"]):
        return deny("这款车要开到车管所查验，请改选“要开去查验”再交")
    return None


def registered(asked: Asked, invoice: Row, made: Row, held: Row, allowed: Row | None) -> Verdict:
    """The car's row, its number in use, its quota used; a model to be looked at waits for its visit."""
    store, today, plate = asked.store, asked.today, held["plate"]
    owner = store.get("scjg.companies", invoice["买方"]) or {}
    owner = owner or store.get("gat.households", (store.get("gat.hukou", asked.person) or {}).get("户号")) or {}
    car = {
        "plate": plate,
        "VIN": made["VIN"],
        "种类": kind_of(made["燃料"]),
        "所有人": invoice["买方"],
        "车型": "小型轿车",
        "面包车": False,
    }
    car |= {
        "座位": made["座位"],
        "使用性质": "非营运",
        "燃料": made["燃料"],
        "品牌型号": made["型号"],
        "颜色": made["颜色"],
        "出厂日": made["出厂日"],
    }
    car |= {"注册日": today.isoformat(), "检验至": today.isoformat(), "状态": ["正常"], "伤亡或改装": False, "排放": made["排放"]}
    car |= {
        "登记地": city_of(asked),
        "证书号": digits(str(asked.case["case_no"]) + ":car", 12),
        "号牌起用日": today.isoformat(),
        "照片": True,
    }
    car |= {"手机": asked.body["applicant"].get("phone") or "没有留", "地址": owner.get("住址") or owner.get("住所", "没有留")}
    until = inspections(store, car)[0][0].isoformat()
    car["检验至"] = until
    effects: list[Effect] = [("add", "jj.vehicles", car), ("change", "jj.plates", plate, {"状态": "在用", "至": None})]
    if allowed:
        effects.append(("change", "jt.quotas", allowed["number"], {"状态": "已用", "VIN": made["VIN"]}))
    model = store.get("gxt.models", made["型号"])
    fields = {"号牌号码": plate, "车辆类型": "小型轿车", "使用性质": "非营运", "品牌型号": made["型号"], "车辆识别代号": made["VIN"]}
    company = store.get("scjg.companies", invoice["买方"])
    named = str(company["名称"]) if company else asked.name(invoice["买方"])
    fields |= {"注册日期": today.isoformat(), "检验有效期": until, "所有人": named}
    no_look = model is not None and model["免查验"]
    opinion = f"{plate} 上好了，登记证书 {car['证书号']} 和号牌一起给您。检验有效期到 {until[:4]}年{chinese(date.fromisoformat(until))}"
    return Verdict(
        "grant", machine=bool(no_look) and not asked.unknown(), effects=tuple(effects), fields=fields, number=plate,
        issued_on=today.isoformat(), valid_until="长期", opinion=opinion if no_look else f"查验过了。{opinion}",
    )  # fmt: skip
