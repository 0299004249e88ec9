"""办居住证、居住证续签: half a year lived here, then a year at a time."""

from __future__ import annotations

from datetime import date, timedelta

from sandbox.departments.decide.asked import Asked, digits
from sandbox.departments.decide.days import add_months
from sandbox.departments.decide.verdict import Effect, Verdict, deny
from sandbox.registers.declared import Row

ENDORSE = 30  # days before the end
UNITS = {"4401": "广州市公安局", "4403": "深圳市公安局", "4404": "珠海市公安局", "4406": "佛山市公安局", "4419": "东莞市公安局"}
HOW = {"rent": "租住", "own": "自有", "kin": "亲属", "unit": "单位", "school": "学校", "hotel": "旅馆"}


def endorse(asked: Asked) -> Verdict | None:
    """One more year; late, and the years begin anew. None while the form does not ask whether one still lives there."""
    if not asked.has("same"):
        return None
    row = asked.store.get("gat.residence", asked.person)
    if row is None or row["状态"] == "终止":
        return deny("居住证已终止，请重新申领" if row else "没有居住证，请先申领")
    stay = [one for one in asked.store.where("gat.stays", id=asked.person, 状态="有效") if one["区"][:4] == row["区"][:4]]
    if not stay or asked.text("same") in ("搬家了", "moved"):
        return deny("先登记新地址")
    until = date.fromisoformat(row["签注至"])
    if asked.today < until - timedelta(days=ENDORSE):
        return deny(f"{(until - timedelta(days=ENDORSE)).isoformat()} 起可签")
    late = asked.today > until
    new = add_months(asked.today if late else until, 12).isoformat()
    changed = {"签注至": new, "状态": "正常", "连续自": asked.today.isoformat() if late else row["连续自"]}
    opinion = "年限从今天重新算" if late else f"续签到 {new}"
    unit = "广州市公安局海珠分局" if row["区"] == "440105" else UNITS.get(row["区"][:4], "公安局")
    fields = {
        "姓名": asked.name(asked.person),
        "公民身份号码": asked.person,
        "居住地址": row["居住地址"],
        "签发机关": unit,
        "签注有效期": new,
    }
    effects: tuple[Effect, ...] = (("change", "gat.residence", asked.person, changed),)
    return Verdict("grant", machine=True, effects=effects, opinion=opinion, fields=fields, number=asked.person, valid_until=new)


DAYS, MONTHS = 183, 6  # lived here, or insured of the last twelve months


def permit(asked: Asked) -> Verdict | None:
    """Half a year lived here, or an exception, and a ground. None while neither the form nor an answer names one."""
    if asked.answer("do") == "register":
        return register(asked)
    if not asked.has("ground") and not asked.answer("base"):
        return None
    store, city = asked.store, str(asked.body.get("region") or "440100")[:4]
    home = str((store.get("gat.people", asked.person) or {}).get("户籍区") or "")
    if home[:4] == city:
        return deny("您是本市户口，不用办")
    held = store.get("gat.residence", asked.person)
    if held and held["状态"] == "正常" and held["区"][:4] == city:
        return deny("您已有居住证，到期前办续签")
    stay = next((row for row in store.where("gat.stays", id=asked.person) if row["区"][:4] == city and row["状态"] != "注销"), None)
    if stay is None:
        return deny("还没有居住登记，先登记住址")
    if stay["状态"] != "有效":
        return deny("房主还没有确认")
    days = (asked.today - date.fromisoformat(stay["起"])).days
    insured = store.get("rst.months", f"{asked.person}|{city}00")
    if days < DAYS and not (insured and insured["近12月月数"] >= MONTHS) and not owns(asked, city, MONTHS):
        first = date.fromisoformat(stay["起"]) + timedelta(days=DAYS)
        return deny(f"住满还差 {DAYS - days} 天，{first.isoformat()} 起可以办")
    today, until = asked.today.isoformat(), add_months(asked.today, 12).isoformat()
    row = {
        "id": asked.person,
        "首次领证日": today,
        "签注至": until,
        "连续自": stay["起"],
        "居住地址": stay["住址"],
        "区": stay["区"],
        "状态": "正常",
    }
    effects: tuple[Effect, ...] = (("add", "gat.residence", row),) if held is None else (("change", "gat.residence", asked.person, row),)
    fields = {"姓名": asked.name(asked.person), "公民身份号码": asked.person, "居住地址": stay["住址"], "签注有效期": until}
    fields["签发机关"] = UNITS.get(city, "公安局")
    machine = not asked.unknown()
    return Verdict("grant", machine=machine, effects=effects, fields=fields, number=asked.person, issued_on=today, valid_until=until)


def owns(asked: Asked, city: str, months: int = 0) -> bool:
    """Whether this person has had a flat in that city for so many months."""
    rows = [row for row in asked.store.where("zrzy.realestate", owner=asked.person) if row["区"][:4] == city]
    return any(add_months(date.fromisoformat(row["取得日"]), months) <= asked.today for row in rows)


def register(asked: Asked) -> Verdict:
    """An address is registered: by its owner's yes where it is somebody else's, by the land register where it is one's own."""
    district, how = asked.text("district"), HOW.get(asked.text("how"), "租住")
    home = str((asked.store.get("gat.people", asked.person) or {}).get("户籍区") or "")
    if home[:4] == district[:4]:
        return deny("您是本市户口，不用登记")
    owner = next(iter(asked.numbers("landlord")), asked.person if how == "自有" else None)
    if how == "自有" and not owns(asked, district[:4]):
        return deny("没有查到您在这里的房子，请选别的住法")
    if how in ("租住", "亲属") and (owner is None or not asked.agreed(owner)):
        return deny("房主还没有确认")
    row: Row = {"id": asked.person, "住址": asked.text("address"), "区": district}
    row["地址码"] = f"DJ{district}{digits(str(row['住址']), 6)}"
    row |= {"起": asked.text("since"), "方式": how, "状态": "有效"}
    row |= {"房主": owner, "房主确认时刻": f"{asked.today.isoformat()} 09:00"} if owner else {}
    before = [one for one in asked.store.where("gat.stays", id=asked.person, 状态="有效") if one["区"][:4] == district[:4]]
    if any(one["地址码"] == row["地址码"] for one in before):
        return deny("这个住址已经登记过了")
    leaves: tuple[Effect, ...] = tuple(("change", "gat.stays", f"{one['id']}|{one['地址码']}", {"状态": "注销"}) for one in before)
    first = date.fromisoformat(str(row["起"])) + timedelta(days=DAYS)
    opinion = f"住址登记好了，{max(first, asked.today).isoformat()} 起可以办居住证"
    return Verdict("grant", machine=True, effects=(*leaves, ("add", "gat.stays", row)), opinion=opinion, bare=True)
