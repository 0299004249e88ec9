"""改户口信息、补户口本、去世销户口: what else changes in a household book."""

from __future__ import annotations

from datetime import date, timedelta

from sandbox.departments.decide.asked import Asked, age
from sandbox.departments.decide.births import face
from sandbox.departments.decide.days import add_months
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


GROWN, SETTLED = 18, 20
ABROAD = ("abroad", "court")  # where no hospital here certified it
LATELY = 3  # months after the last payment in which the employer still is one
HAND = {"婚姻": "marriage_now", "文化程度": "degree_level", "服务处所": "job_place", "职业": "job", "兵役": "military"}
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
    """Differences to other registers, taken over with one tap; what no register knows, by papers that a person looks at. None while
    the form picks none."""
    if asked.answer("what") == "nation":
        return nation(asked)
    if not asked.has("items"):
        return None
    found = book_of(asked)
    if isinstance(found, Verdict):
        return found
    row, home = found
    if "民族" in asked.ids("items") and age(asked.person, asked.today) >= SETTLED:
        return deny("满 20 周岁后民族不能再改")
    known = told(asked)
    work = asked.picked("work", "rst.pays")
    if work and add_months(date.fromisoformat(f"{work['to']}-01"), LATELY) < asked.today:
        return ask_again("field", "work", "这家单位早就不给您交社保了，选现在这家")
    for name in asked.ids("items"):
        if name not in known:
            return deny(f"{name}没有查到不一致的，请传证明")
        if row[name] == known[name]:
            return deny(f"户口簿上的{name}已经是“{row[name]}”")
    wanted = [*asked.ids("items"), *(["职业"] if asked.has("job") else [])]
    shown = any(isinstance(one, dict) and one.get("file") for one in asked.body["materials"])
    if by_hand(asked) and not shown:
        return ask_again("material", "m-info-proof", "请上传证明材料")
    return changed(asked, row, home, {name: known[name] for name in wanted}, machine=not by_hand(asked))


def told(asked: Asked) -> dict[str, str]:
    """{column: what it is to say}: by the rows picked, else as filled in by hand, else as other registers say."""
    found = differences(asked.store, asked.person)
    for name, typed in HAND.items():
        if asked.has(typed):
            found[name] = asked.text(typed)
    if wed := asked.picked("marriage", "mz.marriages"):
        found["婚姻"] = MARRIED[wed["状态"]]
    if degree := asked.picked("degree", "jy.degrees"):
        found["文化程度"] = degree["学历"]
    if work := asked.picked("work", "rst.pays"):
        found["服务处所"] = work["单位名称"]
    return found


def by_hand(asked: Asked) -> bool:
    """Whether something was filled in that no register says."""
    return asked.has("marriage_now", "degree_level", "job_place", "military")


def nation(asked: Asked) -> Verdict:
    """That of a parent, once, between eighteen and twenty; the card that names the old one is void."""
    found = book_of(asked)
    if isinstance(found, Verdict):
        return found
    row, home = found
    years = age(asked.person, asked.today)
    if not GROWN <= years < SETTLED:
        return deny("满 20 周岁后民族不能再改" if years >= SETTLED else "未满 18 周岁的，由爸爸妈妈来办")
    parent = asked.picked("parent", "gat.hukou")
    near = asked.store.get("gat.kin", asked.person) or {"父母": []}
    if parent is None or parent["id"] not in near["父母"] or parent["民族"] == row["民族"]:
        return ask_again("field", "parent", "民族只能随爸爸或妈妈")
    if any(one["项"] == "民族" for one in row["变更"]):
        return deny("民族已经改过一次了")
    cards = asked.store.where("gat.idcards", id=asked.person)
    void = tuple(("change", "gat.idcards", f"{asked.person}|{one['序']}", {"状态": "作废"}) for one in cards)
    return changed(asked, row, home, {"民族": parent["民族"]}, machine=False, also=void)


def changed(asked: Asked, row: Row, home: Row, new: dict[str, str], machine: bool = True, also: tuple[Effect, ...] = ()) -> Verdict:
    """These columns of the page say something else from today."""
    day = asked.today.isoformat()
    entries = [{"项": name, "原": row[name], "新": value, "日": day} for name, value in new.items()]
    values = {**new, "变更": [*row["变更"], *entries]}
    effects: tuple[Effect, ...] = (("change", "gat.hukou", asked.person, values), *also)
    opinion = "、".join(f"{name}改为{value}" for name, value in new.items())
    return certificate(asked, {**row, **values}, home, effects, opinion, machine)


WHY = {"丢了": ("lost",), "破损": ("worn",), "信息变了": ("info",)}


def reissue(asked: Asked) -> Verdict | None:
    """A new paper book, the old one void; a worn one is handed back first. None while nothing says why."""
    why = asked.chose("why", WHY, asked_before=True) or asked.text("why")
    if not why:
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
    book = {"号": f"B{home['区']}-{day[:4]}-{day[5:7]}{day[8:]}", "发簿日": day, "原因": why, "状态": "有效"}
    books = [{**one, "状态": "作废"} for one in home["簿"]] + [book]
    effects: tuple[Effect, ...] = (("change", "gat.households", home["户号"], {"簿": books}),)
    return certificate(asked, row, home, effects, "新户口本开好了，旧的作废", machine=times < MOST_BOOKS and why != "破损")


def death(asked: Asked) -> Verdict | None:
    """The page of the dead is closed, the card void, a new head named. None while the form names nobody."""
    if not asked.has("deceased", "deceased_by_hand"):
        return None
    store, told = asked.store, asked.picked("deceased", "wj.deaths")
    typed = next(iter(asked.numbers("deceased_by_hand")), "")
    if typed and asked.answer("where") not in ABROAD:
        told = store.one("wj.deaths", 死者=typed, 状态="有效")
    if (told is None or told["状态"] != "有效") and not (typed and asked.answer("where") in ABROAD):
        return ask_again("field", asked.place("deceased", "deceased_by_hand"), "没有查到死亡证明")
    person = str(told["死者"]) if told else typed
    if person not in asked.reach.family:
        return deny("没有查到您和逝者的关系，请选并上传证明")
    row = store.rows("gat.hukou")[person]
    if row["状态"] == "死亡":
        return deny("户口已经注销，注销证明在卡包里")
    day = date.fromisoformat(told["死亡时间"][:10]).isoformat() if told else asked.text("died_on") or asked.text("judgment_date")
    effects: list[Effect] = [("change", "gat.hukou", person, {"状态": "死亡", "状态日": day})]
    effects += [("change", "gat.idcards", f"{person}|{one['序']}", {"状态": "作废"}) for one in store.where("gat.idcards", id=person)]
    after = household_after(asked, row, person)
    if isinstance(after, Verdict):
        return after
    today = asked.today.isoformat()
    why = "宣告死亡" if asked.answer("where") == "court" else "死亡"
    fields = {"姓名": row["姓名"], "公民身份号码": person, "注销原因": why, "注销日期": today}
    plain = not typed and not asked.unknown()
    opinion = f"{row['姓名']}的户口已经注销"
    return Verdict("grant", machine=plain, effects=(*effects, *after), fields=fields, issued_on=today, opinion=opinion)


def household_after(asked: Asked, row: Row, person: str) -> tuple[Effect, ...] | Verdict:
    """What becomes of the household: closed, under a new head, or as it is."""
    home = asked.store.rows("gat.households")[row["户号"]]
    stay = [one["id"] for one in asked.store.where("gat.hukou", 户号=row["户号"], 状态="正常") if one["id"] != person]
    if not stay:
        return (("change", "gat.households", home["户号"], {"状态": "已销"}),)
    if home["户主"] != person:
        return ()
    head = next(iter([*asked.ids("new_head"), *asked.numbers("new_head_by_hand")]), None)
    if head not in [one for one in stay if age(one, asked.today) >= GROWN]:
        return ask_again("field", asked.place("new_head", "new_head_by_hand"), "逝者是户主，选一下谁当新户主")
    return (("change", "gat.households", home["户号"], {"户主": head}), ("change", "gat.hukou", head, {"与户主关系": "户主"}))
