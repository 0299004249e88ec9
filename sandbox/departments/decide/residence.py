"""办居住证、居住证续签: half a year lived here, then a year at a time."""

from __future__ import annotations

from datetime import date, timedelta

from sandbox.departments.decide.asked import Asked
from sandbox.departments.decide.days import add_months
from sandbox.departments.decide.verdict import Effect, Verdict, deny

ENDORSE = 30  # days before the end


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
    unit = {"440105": "广州市公安局海珠分局"}.get(row["区"], "广州市公安局")
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
    """Half a year lived here, or an exception, and a ground. None while the form names no ground."""
    if not asked.has("ground"):
        return None
    store, city = asked.store, str(asked.body.get("region") or "440100")[:4]
    home = str((store.get("gat.people", asked.person) or {}).get("户籍区") or "")
    if home[:4] == city:
        return deny("您是本市户口，不用办")
    held = store.get("gat.residence", asked.person)
    if held and held["状态"] == "正常":
        return deny("您已有居住证，到期前办续签")
    stay = next((row for row in store.where("gat.stays", id=asked.person) if row["区"][:4] == city and row["状态"] != "注销"), None)
    if stay is None:
        return deny("还没有居住登记，先登记住址")
    if stay["状态"] != "有效":
        return deny("房主还没有确认")
    days = (asked.today - date.fromisoformat(stay["起"])).days
    insured = store.get("rst.months", f"{asked.person}|{city}00")
    if days < DAYS and not (insured and insured["近12月月数"] >= MONTHS):
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
    machine = not asked.unknown()
    return Verdict("grant", machine=machine, effects=effects, fields=fields, number=asked.person, issued_on=today, valid_until=until)
