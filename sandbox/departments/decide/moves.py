"""省内迁户口: a reason the new city's rules allow, a place to stand in, and two offices."""

from __future__ import annotations

from datetime import date, timedelta

from sandbox.departments.decide.asked import Asked, age
from sandbox.departments.decide.births import face, next_page
from sandbox.departments.decide.days import add_months
from sandbox.departments.decide.verdict import Effect, Verdict, ask_again, deny
from sandbox.registers.declared import Row
from sandbox.registers.store import Store

REASONS = {
    "合法住所": ("house", "房子", "own_house"),
    "学历": ("degree", "education"),
    "就业": ("job", "work", "社保"),
    "夫妻投靠": ("spouse", "配偶"),
    "父母子女投靠": ("parent", "child", "family", "亲属"),
    "入学": ("study", "school", "admission"),
    "积分入户": ("points",),
}
PLACES = {"own": ("自己的房子立户", "house"), "kin": ("入亲属的户",), "public": ("公共集体户", "collective"), "school": ("学校集体户",)}
DEGREES = ("高中", "大专", "大学本科", "硕士", "博士")
STEPS = ("pre_check", "accepted", "reviewing", "approving", "approved", "delivering", "done")
PERMIT_DAYS = 40
CITIES = {"4401": "广州", "4403": "深圳", "4406": "佛山", "4414": "梅州", "4419": "东莞"}


def decide(asked: Asked) -> Verdict | None:
    """Me, and who comes along, into another city of the province. None while the form names no city. Where two offices decide one after
    another each looks at what is its own."""
    if not asked.has("to") or not reason_of(asked):
        return None
    store, me, office = asked.store, asked.store.get("gat.hukou", asked.person), asked.office
    settles = office == "settle"
    if me is None or me["状态"] != ("迁出" if settles else "正常"):
        return deny("没有查到您的户口，请到派出所问问")
    home, region = store.get("gat.households", me["户号"]) or {}, region_of(asked)
    if no := wrong_way(asked, home, region):
        return no
    movers = sorted({asked.person, *asked.ids("movers"), *asked.numbers("family")})
    if stranger := [one for one in movers if (row := store.get("gat.hukou", one)) is None or row["户号"] != me["户号"]]:
        return ask_again("field", asked.place("movers", "family"), f"{called(asked, stranger[0])}的户口不在您这一户，不用迁")
    if not asked.ids("movers") == [] and asked.person not in asked.ids("movers"):
        return ask_again("field", "movers", "至少有本人")
    if refused := [one for one in movers if age(one, asked.today) >= 18 and not asked.agreed(one)]:
        return deny(f"{asked.name(refused[0])}还没有同意一起迁")
    left = left_behind(asked, home, movers)
    if office == "leave":
        return left if isinstance(left, Verdict) else leaving(asked, home, movers)
    if no := reason_fault(asked, region):
        return no
    target = place(asked, region)
    if isinstance(target, Verdict):
        return target
    if office.startswith("into"):
        return welcome(asked, home, target, movers)
    if isinstance(left, Verdict):
        return left
    return moved(asked, home, target, movers, left)


def called(asked: Asked, person: str) -> str:
    """Somebody's name by the register, or what can be said of who stands in none."""
    return asked.name(person) if asked.store.get("gat.hukou", person) else "有一位家人"


def reason_of(asked: Asked) -> str | None:
    """Why, as the form says or the question before it."""
    said = asked.text("why") or str(asked.body.get("answers", {}).get("why", ""))
    return next((name for name, words in REASONS.items() if said and (said == name or said in words)), None)


def permit(asked: Asked) -> str:
    """The number of the electronic permit to come, always the same for a case: nobody carries it on paper."""
    return f"粤准{asked.case['case_no']}"


def welcome(asked: Asked, home: Row, target: Row, movers: list[str]) -> Verdict:
    """The new office would take them: its permit goes to the old one by itself, and is taken back when the others say no."""
    until = (asked.today + timedelta(days=PERMIT_DAYS)).isoformat()
    row = {
        "number": permit(asked),
        "种类": "准迁证",
        "id": asked.person,
        "同迁": [one for one in movers if one != asked.person],
        "原因": str(reason_of(asked)),
        "迁出机关": str(home["派出所"]),
        "迁入机关": str(target["派出所"]),
        "迁入地址": target["住址"],
        "签发时刻": f"{asked.today.isoformat()} 09:00",
        "有效至": until,
        "状态": "有效",
    }
    there = asked.store.get("gat.movedocs", permit(asked)) is not None
    effects: tuple[Effect, ...] = () if there else (("add", "gat.movedocs", row),)
    return Verdict(
        "grant",
        bare=True,
        effects=effects,
        undo=(("change", "gat.movedocs", permit(asked), {"状态": "撤回"}),),
        opinion=f"可以迁到{target['住址']}，已转给{home['派出所']}",
        sends={"准迁": permit(asked), "迁入机关": str(target["派出所"]), "迁入地址": str(target["住址"]), "有效至": until},
        units=dict.fromkeys(STEPS, str(target["派出所"])),
    )


def leaving(asked: Asked, home: Row, movers: list[str]) -> Verdict:
    """The old office strikes them off, on the permit that the new one has sent it."""
    told: dict[str, str] = next((one["sends"]["facts"] for one in asked.body.get("before") or [] if one.get("sends")), {})
    paper = asked.store.get("gat.movedocs", told.get("准迁", ""))
    if paper is None or paper["状态"] != "有效" or paper["id"] != asked.person:
        return deny("没有收到迁入地派出所的准迁，请他们再转一次")
    away = {"状态": "迁出", "状态日": asked.today.isoformat(), "迁往": told["迁入地址"]}
    back = {"状态": "正常", "状态日": None, "迁往": None}
    return Verdict(
        "grant",
        bare=True,
        effects=tuple(("change", "gat.hukou", one, away) for one in movers),
        undo=tuple(("change", "gat.hukou", one, back) for one in movers),
        opinion=f"已核实，户口从{home['住址']}迁出",
        sends={"准迁": paper["number"], "迁出机关": str(home["派出所"]), "迁出日": asked.today.isoformat()},
        units=dict.fromkeys(STEPS, str(home["派出所"])),
    )


def region_of(asked: Asked) -> str:
    """The district chosen: a code, or the last part of {province, city, district}."""
    value = asked.form.get("to")
    if isinstance(value, dict):
        value = value.get("code") or value.get("district") or value.get("city")
    return str(value[-1] if isinstance(value, list) and value else value)


def wrong_way(asked: Asked, home: Row, region: str) -> Verdict | None:
    """Why this move is done by another errand; None when it is this one."""
    if region[:2] != "44" or str(home.get("区"))[:2] != "44":
        return deny("跨省请办“跨省迁户口”")
    if region[:4] == str(home["区"])[:4]:
        return deny("同城搬家请办“搬家改地址”")
    if home["状态"] != "正常":
        return deny("您的户口目前被冻结，请打户籍派出所电话问清楚")
    court = asked.store.get("fy.cases", asked.person)
    return deny("按监狱户口规定办") if court and court["服刑"] else None


def reason_fault(asked: Asked, region: str) -> Verdict | None:
    """Why the city does not take this reason from this person."""
    store, city = asked.store, region[:4] + "00"
    named, reason = CITIES.get(city[:4], "这里"), reason_of(asked)
    rule = store.get("gat.moverules", f"{city}|{reason}")
    if reason is None or rule is None or not rule["allowed"]:
        usable = [row["reason"] for row in store.where("gat.moverules", city=city, allowed=True)]
        text = rule["说明"] if rule and rule["说明"] else f"{named}没有这一种入户，可用：{'、'.join(usable)}"
        return deny(text)
    if reason == "合法住所" and not houses(asked, city):
        return deny(f"{named}没有查到您或配偶的房子")
    if reason == "就业":
        row = store.get("rst.months", f"{asked.person}|{city}")
        short = int(rule["社保月"] or 0) - (int(row["养老"]) if row else 0)
        return deny(f"{named}没有查到您的社保，差 {short} 个月" if row is None else f"社保还差 {short} 个月") if short > 0 else None
    if reason == "学历":
        held = [DEGREES.index(row["学历"]) for row in store.where("jy.degrees", id=asked.person) if row["学历"] in DEGREES]
        if max(held, default=-1) < DEGREES.index(rule["学历"] or "大专"):
            return deny(f"没有查到您的{rule['学历']}学历")
        return deny(f"{named}学历入户要 {rule['年龄上限']} 岁以下") if age(asked.person, asked.today) > (rule["年龄上限"] or 99) else None
    if reason == "夫妻投靠":
        return spouse_fault(asked, city, rule)
    return None


def spouse_fault(asked: Asked, city: str, rule: Row) -> Verdict | None:
    """Why one cannot move to a spouse; None when one can."""
    wed = asked.store.get("mz.marriages", asked.person)
    if wed is None or wed["状态"] != "结婚":
        return deny("没有查到您的结婚登记")
    other = asked.store.get("gat.hukou", wed["对方"][0]["id"])
    book = asked.store.get("gat.households", other["户号"]) if other else None
    if book is None or book["区"][:4] != city[:4]:
        return deny("配偶的户口不在那里")
    since = date.fromisoformat(wed["登记日"])
    years = int(rule["婚龄年"] or 0)
    return deny(f"要结婚满 {years} 年，{add_months(since, 12 * years)} 起可以办") if add_months(since, 12 * years) > asked.today else None


def houses(asked: Asked, city: str) -> list[Row]:
    """Houses in this city of the applicant or of the spouse."""
    near = asked.store.get("gat.kin", asked.person) or {"配偶": []}
    return list(asked.store.where("zrzy.realestate", owner=[asked.person, *near["配偶"]], 市=city))


def place(asked: Asked, region: str) -> Row | Verdict:
    """The household they come to: a row that is there, or a new one (without 户号 yet)."""
    store, city = asked.store, region[:4] + "00"
    alone = "public" if reason_of(asked) in ("就业", "学历") else "own"
    where = asked.chose("target", PLACES) or ("kin" if asked.has("kin", "kin_by_hand") else alone)
    if where in ("public", "school"):
        public = next((row for row in store.where("gat.households", 类别="公共集体户", 状态="正常") if row["区"][:4] == city[:4]), None)
        return public or deny("那里没有公共集体户")
    if where == "kin":
        typed = next(iter(asked.numbers("kin_by_hand")), "")
        kin, field = asked.picked("kin", "gat.hukou") or store.get("gat.hukou", typed) or {}, asked.place("kin", "kin_by_hand")
        if kin.get("id") not in asked.reach.family:
            return ask_again("field", field, "没有查到你们是亲属")
        book = store.get("gat.households", kin.get("户号"))
        if book is None or book["区"][:4] != city[:4]:
            return ask_again("field", field, "这位亲属的户口不在那里")
        return book if asked.agreed(book["户主"]) else deny(f"户主{asked.name(book['户主'])}还没有同意")
    own, typed = houses(asked, city), asked.text("house_no")
    by_number = next((row for row in own if row["证号"] == typed.replace("(", "（").replace(")", "）").replace(" ", "")), None)
    chosen = asked.picked("house", "zrzy.realestate") or by_number or (own[0] if len(own) == 1 and not typed else None)
    if chosen is None or chosen not in own:
        return ask_again("field", asked.place("house", "house_no"), "没有查到这张房产证，核对一下证号" if typed else "选一下迁到哪套房子")
    if store.one("gat.households", 地址码=chosen["地址码"], 状态="正常"):
        field = "target" if asked.has("target") else asked.place("house", "house_no")
        return ask_again("field", field, "这个地址已经有一户，请选“入亲属的户”")
    address = store.get("std.addresses", chosen["地址码"]) or {}
    office = str(address.get("派出所") or "户籍派出所")
    text = str(address.get("全称") or chosen["坐落"])
    new = {"类别": "家庭户", "地址码": chosen["地址码"], "住址": text, "区": chosen["区"], "派出所": office}
    return new | {"户号": next_book(store, chosen["区"]), "户主": asked.person, "状态": "正常", "管理单位": None, "簿": []}


def next_book(store: Store, district: str) -> str:
    """The next number of a household of this district, twelve digits."""
    numbers = [int(book) for book, row in store.rows("gat.households").items() if book.startswith(district) and row["类别"] == "家庭户"]
    return str(max(numbers, default=int(district) * 1_000_000) + 1)


def left_behind(asked: Asked, home: Row, movers: list[str]) -> str | None | Verdict:
    """The new head of who stays; None when nobody must be chosen."""
    stay = [row["id"] for row in asked.store.where("gat.hukou", 户号=home["户号"], 状态="正常") if row["id"] not in movers]
    if not stay or home["户主"] not in movers:
        return None
    adults = [one for one in stay if age(one, asked.today) >= 18]
    chosen = next(iter([*asked.ids("left_head"), *asked.numbers("left_head_by_hand")]), None)
    if not adults:
        return deny("户里剩下的都是孩子，要一起迁或先换户主")
    if chosen not in adults:
        return ask_again("field", asked.place("left_head", "left_head_by_hand"), "您是户主，选一下留下的人谁当户主")
    return chosen


def moved(asked: Asked, home: Row, target: Row, movers: list[str], head: str | None, came: str = "省内迁移") -> Verdict:
    """Everybody's page in the new book, the old book closed or under a new head. `came`: how they came, in the register's word."""
    store, today = asked.store, asked.today.isoformat()
    new = store.get("gat.households", target["户号"]) is None
    effects: list[Effect] = [("add", "gat.households", target)] if new else []
    page = next_page(store, target["户号"])
    mine: Row = {}
    for index, person in enumerate(sorted(movers, key=lambda one: one != asked.person)):
        row = store.rows("gat.hukou")[person]
        relation = "户主" if target["户主"] == person else relation_of(asked, person, target["户主"]) if target["户主"] else "集体户成员"
        changed = {
            "户号": target["户号"],
            "页": page + index,
            "与户主关系": relation,
            "落户日": today,
            "何因何地来": f"{came} {home['住址']}",
            **({"状态": "正常", "状态日": None, "迁往": None} if asked.office else {}),
        }
        changed["变更"] = [*row["变更"], {"项": "住址", "原": home["住址"], "新": target["住址"], "日": today}]
        changed["前户"] = [*row["前户"], {"户号": home["户号"], "止": today}]
        effects.append(("change", "gat.hukou", person, changed))
        mine = mine or {**row, **changed}
    stay = [row for row in store.where("gat.hukou", 户号=home["户号"], 状态="正常") if row["id"] not in movers]
    if not stay and home["类别"] == "家庭户":
        effects.append(("change", "gat.households", home["户号"], {"状态": "已销"}))
    if head:
        effects.append(("change", "gat.households", home["户号"], {"户主": head}))
        effects.append(("change", "gat.hukou", head, {"与户主关系": "户主"}))
    if asked.store.get("gat.movedocs", permit(asked)):
        effects.append(("change", "gat.movedocs", permit(asked), {"状态": "已用"}))
    there, here = str(target["派出所"]), str(home["派出所"])
    units = dict.fromkeys(STEPS, there) | ({} if asked.office else {"approving": here})
    return Verdict(
        "grant",
        effects=tuple(effects),
        opinion=f"户口已迁到{target['住址']}，原来的户口由{here}注销",
        units=units,
        number=f"{target['户号']}-{page}",
        fields=face(store, mine, target),
        issued_on=today,
    )


def relation_of(asked: Asked, person: str, head: str) -> str:
    """To the head of the household joined, as the form says or the registers know."""
    if person == asked.person and asked.has("relation"):
        return asked.text("relation")
    near = asked.store.get("gat.kin", person) or {"配偶": [], "父母": []}
    man = asked.store.rows("gat.hukou")[person]["性别"] == "男"
    if head in near["配偶"]:
        return "夫" if man else "妻"
    return ("子" if man else "女") if head in near["父母"] else "其他亲属"
