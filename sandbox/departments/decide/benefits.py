"""养老认证、领失业金、办社保卡、技能补贴、灵活就业参保."""

from __future__ import annotations

from datetime import date

from sandbox.departments.decide.asked import Asked, digits
from sandbox.departments.decide.days import add_months, term
from sandbox.departments.decide.penalty import yuan
from sandbox.departments.decide.plates import put
from sandbox.departments.decide.verdict import Effect, Verdict, ask_again, deny
from sandbox.registers.declared import Row
from sandbox.registers.store import Store
from sandbox.registers.views import born, month_number

HOW = {"me": ("我自己", "self"), "help": ("我帮家里老人", "family"), "visit": ("老人出不了门", "unable")}


def verify(asked: Asked) -> Verdict | None:
    """The elder's face was seen; the pension goes on, or starts again next month. None while nobody says who."""
    how = asked.chose("who", HOW, asked_before=True)
    if how is None:
        return None
    elder = next(iter(asked.ids("elder")), asked.person).rpartition("|")[2] if how != "me" else asked.person
    row = asked.store.get("rst.pension", elder)
    if row is None or row["状态"] == "终止":
        return deny("您没有养老金，不用认证" if elder == asked.person else "他还没有领养老金，不用认证")
    if asked.store.one("wj.deaths", 死者=elder, 状态="有效"):
        return deny("登记显示老人已去世，请办遗属待遇")
    if how == "help" and not asked.agreed(elder):
        return deny("没有看到老人本人的脸")
    until = add_months(asked.today, 12).isoformat()
    told = {"认证日": asked.today.isoformat(), "方式": {"me": "刷脸", "help": "家人协助", "visit": "上门"}[how], "有效至": until}
    effects: list[Effect] = [put(asked.store, "rst.verify", elder, {"id": elder}, told)]
    opinion = f"认证好了，有效到 {until}"
    if row["状态"] == "暂停":
        effects.append(("change", "rst.pension", elder, {"状态": "发放"}))
        back = max(0, month_number(asked.today.isoformat()) - month_number(row["已发至"]))
        opinion += f"；下个月一起发 {yuan(int(row['元']) * (back + 1))} 元"
    return Verdict("grant", machine=how != "visit" and not asked.unknown(), effects=tuple(effects), opinion=opinion)


def unemployment_months(months: int) -> int:
    """How long one may draw: by months paid."""
    return 0 if months < 12 else months // 12 if months < 48 else min(24, 4 + (months - 48) // 6)


def minimum_wage(store: Store, city: str) -> int:
    """Of a city today, in yuan; 0 where none is known."""
    rows = [row for row in store.where("rst.minwage", city=city) if row["from"] <= store.today.isoformat()]
    return int(max(rows, key=lambda row: str(row["from"]))["元"]) if rows else 0


def unemployment(asked: Asked) -> Verdict | None:
    """By months paid, the unit's word on why it ended, and no other living. None while the form asks nothing about looking for work."""
    if not asked.has("looking"):
        return None
    store, person = asked.store, asked.person
    if not asked.ticked("looking"):
        return ask_again("field", "looking", "领失业金要有求职要求")
    if any(row["状态"] == "发放" for row in store.where("rst.unemploy", id=person)):
        return deny("您已在领，看进度")
    stop = max(store.where("rst.stops", id=person), key=lambda row: str(row["日"]), default=None)
    if stop is None:
        return deny("您还在单位参保，停保后再来")
    if own := next((row for row in store.where("scjg.companies", 法定代表人=person, 状态=["存续", "异常"])), None):
        return deny(f"名下有在营的“{own['名称']}”，先注销，或到窗口说明没有经营")
    months = sum(int(row["失业"]) for row in store.where("rst.months", id=person))
    drawn = sum(int(row["剩余"]) for row in store.where("rst.unemploy", id=person))
    left = max(0, retire_month(person) - month_number(asked.today.isoformat()))
    length = min(unemployment_months(months) or drawn, left)
    if not left:
        return deny("已到退休年龄，请看办退休")
    if not length:
        return deny(f"失业保险缴了 {months} 个月，要满 12 个月；以前没领完的可以接着领")
    reason = store.get("rst.reasons", stop["原因码"])
    willing = reason is not None and reason["非本人意愿"]
    disputed = asked.text("reason") == "wrong"  # a person reads the paper that came with it
    if not willing and not disputed:
        return deny(f"单位报的是“{stop['原因']}”，不能领；如果不对，让单位改，或传解除证明由人核")
    monthly = minimum_wage(store, stop_city(store, person)) * 9 // 10
    first = asked.today.isoformat()[:7]
    row = {"id": person, "起": first, "月数": length, "已领": 0, "剩余": length, "元": monthly, "状态": "发放"}
    job: Effect = put_job(store, person, asked.today)
    opinion = f"能领 {length} 个月，每月 {yuan(monthly)} 元，共 {yuan(monthly * length)} 元"
    return Verdict(
        "grant",
        machine=bool(willing) and not disputed and not asked.unknown(),
        effects=(("add", "rst.unemploy", row), job),
        opinion=opinion,
    )


def stop_city(store: Store, person: str) -> str:
    """Where the last month was paid."""
    return str(max(store.where("rst.pays", id=person), key=lambda row: str(row["to"]), default={"city": "440100"})["city"])


def put_job(store: Store, person: str, today: date) -> Effect:
    """Somebody is registered as out of work."""
    return put(store, "rst.jobs", person, {"id": person}, {"状态": "失业登记", "自": today.isoformat()})


def card(asked: Asked) -> Verdict | None:
    """The first card of the holder, one's own or a child's. None while the form names no bank."""
    if not asked.has("bank"):
        return None
    store, holder = asked.store, next(iter(asked.ids("for")), "").partition("|")[0] or asked.person
    if store.get("gat.people", holder) is None:
        return deny("先给宝宝上户口，才有身份证号")
    if holder not in asked.reach.own:
        return deny("只能替自己和未成年的孩子办")
    if held := next(store.where("rst.cards", id=holder, 状态="正常"), None):
        return deny(f"已有卡 {held['卡号']}，丢了坏了请走补卡")
    made = from_stock(asked)
    if isinstance(made, Verdict):
        return made
    bank, effects = made
    today = asked.today
    row: Row = {"卡号": f"D{digits(str(asked.case['case_no']) + ':card', 8)}", "id": holder, "姓名": asked.name(holder), "版": "三代"}
    row |= {"银行": bank, "发卡": today.isoformat(), "至": term(today, 10).isoformat()}
    row |= {"社保功能": True, "金融功能": False, "状态": "正常"}
    effects.append(("add", "rst.cards", row))
    fields = {"姓名": asked.name(holder), "社会保障号码": holder, "卡号": row["卡号"], "发卡日期": row["发卡"]}
    return Verdict("grant", effects=tuple(effects), fields=fields, number=row["卡号"], issued_on=row["发卡"], valid_until=row["至"])


def from_stock(asked: Asked) -> tuple[str, list[Effect]] | Verdict:
    """The bank chosen, and what its branch has left once a card is taken from it; why not."""
    bank = asked.store.get("rst.cardbanks", asked.text("bank") or next(iter(asked.ids("bank")), ""))
    if bank is None:
        return ask_again("field", "bank", "选一家银行")
    branch = (asked.text("branch") or next(iter(asked.ids("branch")), "")).rpartition("|")[2]
    if not branch:
        return bank["bank"], []
    if not {one["名"]: int(one["库存"]) for one in bank["网点"]}.get(branch):
        return ask_again("field", "branch", "这个网点没有卡了，换一个")
    left = [{**one, "库存": int(one["库存"]) - (one["名"] == branch)} for one in bank["网点"]]
    return bank["bank"], [("change", "rst.cardbanks", bank["bank"], {"网点": left})]


def subsidy(asked: Asked) -> Verdict | None:
    """So much for each certificate, once, within a year of it. None while the form picks none."""
    if not asked.has("cert"):
        return None
    store, today = asked.store, asked.today
    rule = max(store.rows("rst.skillrules").values(), key=lambda row: str(row["from"]))
    if rule["至"] and rule["至"] < today.isoformat():
        return deny("这项补贴目前停办，开放时提醒您")
    months = sum(int(row["失业"]) for row in store.where("rst.months", id=asked.person))
    if months < rule["最低月"]:
        return deny(f"失业保险缴了 {months} 个月，满 {rule['最低月']} 个月再来")
    effects: list[Effect] = []
    for one in asked.ids("cert"):
        skill = store.get("rst.skills", one)
        if skill is None or skill["id"] != asked.person:
            return ask_again("field", "cert", "这本证书不是您的")
        if fault := skill_fault(store, skill):
            return deny(fault)
        sums = {row["等级"]: row["额"] for row in rule["元"]}
        paid = {"id": asked.person, "职业": skill["职业"], "等级": skill["等级"], "日": today.isoformat(), "元": sums[skill["等级"]]}
        effects.append(("add", "rst.skillpaid", paid))
    total = sum(int(effect[2]["元"]) for effect in effects)
    return Verdict("grant", effects=tuple(effects), opinion=f"补贴 {yuan(total)} 元")


def skill_fault(store: Store, skill: Row) -> str | None:
    """Why nothing is paid for a skill; None when it is."""
    last = add_months(date.fromisoformat(skill["发证日"]), 12)
    if last < store.today:
        return f"{last.isoformat()} 过了申领期"
    if paid := store.get("rst.skillpaid", f"{skill['id']}|{skill['职业']}|{skill['等级']}"):
        return f"这本证书 {paid['日']} 已经领过"
    return None


def retire_month(person: str) -> int:
    """The month of legal retirement counted from year 0, men from 60 and women who pay alone from 55, with the gradual delay."""
    birth, male = born(person), int(person[16]) % 2
    base, start = (60, 1965) if male else (55, 1970)
    since = birth.year * 12 + birth.month - 1 - start * 12
    delay = min(36, since // 4 + 1) if since >= 0 else 0
    return (birth.year + base) * 12 + birth.month - 1 + delay


def flexible(asked: Asked) -> Verdict | None:
    """One pays for oneself from this month or the next. None while the form names no base."""
    if not asked.has("base"):
        return None
    store, person, now = asked.store, asked.person, asked.today.year * 12 + asked.today.month - 1
    if store.get("rst.pension", person):
        return deny("您在领养老金")
    if now >= retire_month(person):
        return deny("已到退休年龄，请看办退休")
    if unit := next((row["现单位"] for row in store.where("rst.months", id=person) if row["现单位"]), None):
        pays = store.where("rst.pays", id=person, 单位=unit)
        named = max(pays, key=lambda row: month_number(row["to"]))
        return deny(f"您 {int(named['to'][5:])} 月在{named['单位名称']}参保，停保后再来")
    base, kinds, city = asked.form["base"], asked.ids("kinds") or ["养老"], str(asked.body["region"])[:4] + "00"
    rate = max(store.where("rst.rates", city=city, 险种="灵活养老"), key=lambda row: str(row["from"]), default=None)
    if rate is None:
        return deny("这个城市还没有灵活就业的缴费基数，请打 12333")
    if type(base) is not int or not rate["下限"] <= base <= rate["上限"]:
        low = type(base) is int and base < rate["下限"]
        return ask_again("field", "base", f"最低 {rate['下限'] // 100:,} 元" if low else f"最高 {rate['上限'] // 100:,} 元")
    later = asked.text("start") in ("下月", "next")
    first = add_months(asked.today.replace(day=1), int(later)).isoformat()[:7]
    effects: list[Effect] = []
    monthly = 0
    for kind in ("养老", "医疗"):
        if any(kind in one for one in kinds):
            paid = paid_alone(store, kind, city, base)
            monthly += paid[1]
            row = {"id": person, "险种": kind, "from": first, "to": first, "city": city, "单位": "个人", "单位名称": "灵活就业"}
            effects.append(("add", "rst.pays", row | {"基数": paid[0], "状态": "欠缴"}))
    for drawn in store.where("rst.unemploy", id=person, 状态="发放"):
        effects.append(("change", "rst.unemploy", f"{person}|{drawn['起']}", {"状态": "停发", "停因": "灵活就业参保"}))
    effects.append(put_flexible(store, person, asked.today))
    due = add_months(date.fromisoformat(f"{first}-20"), 1)
    opinion = f"从 {first} 起参保，每月 {yuan(monthly)} 元，第一次 {due.month} 月 20 日扣 {int(first[5:])} 月的"
    return Verdict("grant", machine=not asked.unknown(), effects=tuple(effects), opinion=opinion)


def paid_alone(store: Store, kind: str, city: str, base: int) -> tuple[int, int]:
    """The base of an insurance and a month's payment in fen: the one chosen for the pension, the lower bound for medical."""
    rate = max(store.where("rst.rates", city=city, 险种=f"灵活{kind}"), key=lambda row: str(row["from"]))
    on = base if kind == "养老" else int(rate["下限"])
    return on, (on * round(float(rate["个人率"]) * 1_000_000) + 500_000) // 1_000_000


def put_flexible(store: Store, person: str, today: date) -> Effect:
    """Somebody works on their own account."""
    return put(store, "rst.jobs", person, {"id": person}, {"状态": "灵活", "自": today.isoformat()})


def replace_card(asked: Asked) -> Verdict | None:
    """A card lost is stopped at once, and works again where that is withdrawn before a new one is made; any other works until the new
    one is in its holder's hands. None while nobody says why."""
    why = asked.chose("why", {"lost": ("丢了",), "damaged": ("坏了",), "upgrade": ("换三代",), "name": ("改了名字",)}, asked_before=True)
    if why is None:
        return None
    store, lost = asked.store, why == "lost"
    picked = asked.picked("card", "rst.cards")
    mine = [picked] if picked and picked["id"] == asked.person else list(store.where("rst.cards", id=asked.person))
    old = max((one for one in mine if one["状态"] != "注销"), key=lambda row: str(row["发卡"]), default=None)
    if old is None:
        return deny("您还没有社保卡，请办社保卡")
    made = from_stock(asked) if asked.has("bank") else (old["银行"], [])
    if isinstance(made, Verdict):
        return made
    today = asked.today
    row = {**old, "卡号": f"D{digits(str(asked.case['case_no']) + ':card', 8)}", "版": "三代", "发卡": today.isoformat(), "银行": made[0]}
    row |= {"姓名": asked.name(asked.person), "至": term(today, 10).isoformat(), "金融功能": False, "社保功能": True, "状态": "正常"}
    fields = {"姓名": asked.name(asked.person), "社会保障号码": asked.person, "卡号": row["卡号"], "发卡日期": row["发卡"]}
    works = {name: old[name] for name in ("状态", "社保功能", "金融功能")}
    ends: Effect = ("change", "rst.cards", old["卡号"], {"状态": "注销", "社保功能": False, "金融功能": False})
    stops: Effect = ("change", "rst.cards", old["卡号"], {"状态": "正式挂失", "社保功能": False, "金融功能": False})
    return Verdict(
        "grant",
        on_receipt=(stops,) if lost else (),
        otherwise=(("change", "rst.cards", old["卡号"], works),) if lost and works["状态"] == "正常" else (),
        effects=(*made[1], *((ends,) if lost else ()), ("add", "rst.cards", row)),
        handed=() if lost else (ends,),
        fields=fields,
        number=row["卡号"],
        issued_on=row["发卡"],
        valid_until=row["至"],
    )
