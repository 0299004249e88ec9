"""搬家改地址、改户口信息、补户口本、去世销户口: what else changes in a household book."""

from __future__ import annotations

from datetime import date, timedelta

from sandbox.departments.decide.asked import Asked, age
from sandbox.departments.decide.births import face
from sandbox.departments.decide.moves import next_book
from sandbox.departments.decide.verdict import Effect, Verdict, ask_again, deny
from sandbox.registers.declared import Row
from sandbox.registers.store import Store

MOST_BOOKS = 3  # reissues within 365 days; the next goes to a person


def book_of(asked: Asked) -> tuple[Row, Row] | Verdict:
    """The applicant's page and household."""
    row = asked.store.get("gat.hukou", asked.person)
    home = asked.store.get("gat.households", row["户号"]) if row else None
    if row is None or home is None or row["状态"] != "正常":
        return deny("没有查到您的户口，请到派出所问问")
    return (row, home) if home["状态"] == "正常" else deny("您的户口目前被冻结，请打户籍派出所电话问清楚")


def address(asked: Asked) -> Verdict | None:
    """A plate renamed, or a move inside the city into one's own house. None while the form does not say why."""
    if not asked.has("why"):
        return None
    found = book_of(asked)
    if isinstance(found, Verdict):
        return found
    row, home = found
    renamed = asked.store.one("std.addresses", 更名自=home["住址"])
    if asked.text("why") in ("门牌更名", "更名", "renamed"):
        if renamed is None:
            return deny("没有查到您的门牌改过名")
        changed: Effect = ("change", "gat.households", home["户号"], {"住址": renamed["全称"], "地址码": renamed["code"]})
        return certificate(asked, row, {**home, "住址": renamed["全称"]}, (changed,), f"门牌改为{renamed['全称']}")
    return own_house(asked, row, home)


def own_house(asked: Asked, row: Row, home: Row) -> Verdict:
    """A move inside the city, into a house of the family's own."""
    store = asked.store
    house = asked.picked("house", "zrzy.realestate")
    if house is None or house["owner"] not in asked.reach.family:
        return ask_again("field", "house", "选一下搬到哪套房子")
    if house["市"][:4] != home["区"][:4]:
        return deny("跨市请办“省内迁户口”")
    if store.one("gat.households", 地址码=house["地址码"], 状态="正常"):
        return deny("这个地址已经有一户，请选入亲属的户")
    place = store.get("std.addresses", house["地址码"]) or {}
    book = next_book(store, house["区"])
    new = {"户号": book, "类别": "家庭户", "地址码": house["地址码"], "住址": place.get("全称", house["坐落"]), "区": house["区"]}
    new |= {"派出所": place.get("派出所", home["派出所"]), "户主": asked.person, "状态": "正常", "管理单位": None, "簿": []}
    stay = [one["id"] for one in store.where("gat.hukou", 户号=home["户号"], 状态="正常") if one["id"] != asked.person]
    effects: list[Effect] = [("add", "gat.households", new)]
    entry = {"项": "住址", "原": home["住址"], "新": new["住址"], "日": asked.today.isoformat()}
    changed = {"户号": book, "页": 1, "与户主关系": "户主", "落户日": asked.today.isoformat(), "何因何地来": "市内移居"}
    changed["变更"] = [*row["变更"], entry]
    effects.append(("change", "gat.hukou", asked.person, changed))
    if not stay:
        effects.append(("change", "gat.households", home["户号"], {"状态": "已销"}))
    elif home["户主"] == asked.person:
        head = next(iter(asked.ids("left_head")), None)
        if head is None or head not in stay or age(head, asked.today) < 18:
            return ask_again("field", "left_head", "您是户主，选一下留下的人谁当户主")
        effects += [("change", "gat.households", home["户号"], {"户主": head}), ("change", "gat.hukou", head, {"与户主关系": "户主"})]
    return certificate(asked, {**row, **changed}, new, tuple(effects), f"户口搬到了{new['住址']}")


def certificate(asked: Asked, row: Row, home: Row, effects: tuple[Effect, ...], opinion: str, machine: bool = True) -> Verdict:
    """A page of the book as it is now."""
    return Verdict(
        "grant",
        machine=machine and not asked.unknown(),
        effects=effects,
        opinion=opinion,
        fields=face(asked.store, row, home),
        number=f"{home['户号']}-{row['页']}",
        issued_on=asked.today.isoformat(),
    )


MARRIED = {"结婚": "有配偶", "离婚": "离婚", "丧偶": "丧偶", "未婚": "未婚"}


def differences(store: Store, person: str) -> dict[str, str]:
    """{column: what another register says} where the household book says something else."""
    row, found = store.rows("gat.hukou")[person], {}
    wed = store.get("mz.marriages", person)
    if wed and MARRIED[wed["状态"]] != row["婚姻"]:
        found["婚姻"] = MARRIED[wed["状态"]]
    degrees = [one["学历"] for one in store.where("jy.degrees", id=person)]
    if degrees and row["文化程度"] not in degrees:
        found["文化程度"] = degrees[-1]
    return found


def correct(asked: Asked) -> Verdict | None:
    """Differences to other registers, taken over with one tap. None while the form picks none."""
    if not asked.has("items"):
        return None
    found = book_of(asked)
    if isinstance(found, Verdict):
        return found
    row, home = found
    known = differences(asked.store, asked.person)
    wanted = asked.ids("items")
    if "民族" in wanted and age(asked.person, asked.today) >= 20:
        return deny("满 20 周岁后民族不能再改")
    if missing := [name for name in wanted if name not in known]:
        return deny(f"{missing[0]}没有查到不一致的，请传证明")
    day = asked.today.isoformat()
    entries = [{"项": name, "原": row[name], "新": known[name], "日": day} for name in wanted]
    changed = {name: known[name] for name in wanted} | {"变更": [*row["变更"], *entries]}
    effects: tuple[Effect, ...] = (("change", "gat.hukou", asked.person, changed),)
    return certificate(asked, {**row, **changed}, home, effects, "、".join(f"{name}改为{known[name]}" for name in wanted))


def reissue(asked: Asked) -> Verdict | None:
    """A new paper book, the old one void. None while the form does not say why."""
    if not asked.has("why"):
        return None
    found = book_of(asked)
    if isinstance(found, Verdict):
        return found
    row, home = found
    if age(asked.person, asked.today) < 18:
        return deny("要满 18 周岁，请家里大人来办")
    if not asked.agreed(home["户主"]):
        return deny("户主没有同意")
    since = (asked.today - timedelta(days=365)).isoformat()
    times = sum(one["发簿日"] > since and one["原因"] != "立户" for one in home["簿"])
    day = asked.today.isoformat()
    book = {"号": f"B{home['区']}-{day[:4]}-{day[5:7]}{day[8:]}", "发簿日": day, "原因": asked.text("why"), "状态": "有效"}
    books = [{**one, "状态": "作废"} for one in home["簿"]] + [book]
    effects: tuple[Effect, ...] = (("change", "gat.households", home["户号"], {"簿": books}),)
    return certificate(asked, row, home, effects, "新户口本开好了，旧的作废", machine=times < MOST_BOOKS)


def death(asked: Asked) -> Verdict | None:
    """The page of the dead is closed, the card void, a new head named. None while the form picks no certificate."""
    if not asked.has("deceased"):
        return None
    store, told = asked.store, asked.picked("deceased", "wj.deaths")
    if told is None or told["状态"] != "有效":
        return ask_again("field", "deceased", "没有查到死亡证明")
    person = told["死者"]
    if person not in asked.reach.family:
        return deny("没有查到您和逝者的关系，请选并上传证明")
    row = store.rows("gat.hukou")[person]
    if row["状态"] == "死亡":
        return deny("户口已经注销，注销证明在卡包里")
    home = store.rows("gat.households")[row["户号"]]
    stay = [one["id"] for one in store.where("gat.hukou", 户号=row["户号"], 状态="正常") if one["id"] != person]
    adults = [one for one in stay if age(one, asked.today) >= 18]
    day = date.fromisoformat(told["死亡时间"][:10]).isoformat()
    effects: list[Effect] = [("change", "gat.hukou", person, {"状态": "死亡", "状态日": day})]
    effects += [("change", "gat.idcards", f"{person}|{one['序']}", {"状态": "作废"}) for one in store.where("gat.idcards", id=person)]
    if not stay:
        effects.append(("change", "gat.households", home["户号"], {"状态": "已销"}))
    elif home["户主"] == person:
        head = next(iter(asked.ids("new_head")), None)
        if head not in adults:
            return ask_again("field", "new_head", "逝者是户主，选一下谁当新户主")
        effects += [("change", "gat.households", home["户号"], {"户主": head}), ("change", "gat.hukou", head, {"与户主关系": "户主"})]
    today = asked.today.isoformat()
    fields = {"姓名": row["姓名"], "公民身份号码": person, "注销原因": "死亡", "注销日期": today}
    return Verdict("grant", machine=True, effects=tuple(effects), fields=fields, issued_on=today, opinion=f"{row['姓名']}的户口已经注销")
