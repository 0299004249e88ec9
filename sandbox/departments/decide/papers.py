"""换身份证、身份证丢了、居住证续签."""

from __future__ import annotations

from datetime import date, timedelta

from sandbox.departments.decide.asked import Asked, age
from sandbox.departments.decide.days import add_months
from sandbox.departments.decide.verdict import Effect, Verdict, ask_again, deny
from sandbox.registers.columns import OPEN
from sandbox.registers.declared import Row

EARLY, PRINTS = 6, 120  # months before the end, months prints may be old
ENDORSE = 30  # days before the end


def card_until(person: str, issued: date) -> str:
    """Under 16 five years, 16–25 ten, 26–45 twenty, from 46 on 长期."""
    years = age(person, issued)
    length = 5 if years < 16 else 10 if years <= 25 else 20 if years <= 45 else 0
    return add_months(issued, 12 * length).isoformat() if length else OPEN


def current(asked: Asked, owner: str) -> Row | None:
    """The newest card of this person."""
    return max(asked.store.where("gat.idcards", id=owner), key=lambda row: int(row["序"]), default=None)


def owner_of(asked: Asked) -> str:
    """Whose card it is: one's own, or of whom it is asked for."""
    told = next(iter(asked.ids("for")), asked.person).partition("|")[0]
    return asked.person if told in ("我", "本人", "me", "self") else told


def idcard(asked: Asked, lost: bool) -> Verdict | None:
    """A new card instead of one that ends, or is lost. None while the form asks nothing about prints."""
    if not asked.has("prints"):
        return None
    owner = owner_of(asked)
    old = current(asked, owner)
    if owner not in asked.reach.own or old is None:
        return deny("没有查到身份证，请办“第一次身份证”")
    if old["状态"] == "制证中":
        return deny("新证正在做，不用再申请")
    if not lost and (fault := too_early(asked, old)):
        return deny(fault)
    if not old["指纹"] or add_months(date.fromisoformat(old["指纹采集日"]), PRINTS) < asked.today:
        return deny("留的指纹超过 10 年或没有，要到窗口按一次")
    if receipt := photo_fault(asked, owner):
        return receipt
    today, number = asked.today.isoformat(), int(old["序"]) + 1
    new = {"id": owner, "序": number, "签发日": today, "有效期至": card_until(owner, asked.today), "状态": "有效", "机关": old["机关"]}
    new |= {"指纹": True, "指纹采集日": old["指纹采集日"]}
    void: Effect = ("change", "gat.idcards", f"{owner}|{old['序']}", {"状态": "作废"})
    stopped: tuple[Effect, ...] = (("change", "gat.idcards", f"{owner}|{old['序']}", {"状态": "挂失"}),) if lost else ()
    fields = face(asked, owner, new)
    effects: tuple[Effect, ...] = (void, ("add", "gat.idcards", new))
    return Verdict(
        "grant",
        machine=not asked.unknown(),
        on_receipt=() if asked.case.get("received") else stopped,
        effects=effects,
        fields=fields,
        number=owner,
        issued_on=today,
        valid_until=new["有效期至"],
    )


def too_early(asked: Asked, old: Row) -> str | None:
    """Why it is too early for a new card; None when it is not."""
    if old["有效期至"] == OPEN:
        return "您的身份证长期有效，不用换。丢了、坏了请办“身份证丢了”"
    if asked.text("why") in ("姓名变了", "地址变了", "name", "address"):
        return None
    first = add_months(date.fromisoformat(old["有效期至"]), -EARLY)
    return f"还没到换证时间，{first.isoformat()} 起可以换" if asked.today < first else None


def photo_fault(asked: Asked, owner: str) -> Verdict | None:
    """What is wrong with the photo's receipt; None when nothing is."""
    number = asked.text("receipt")
    if not number:
        return None
    row = asked.store.get("gat.photos", number)
    if row is None or row["id"] != owner:
        return ask_again("field", "receipt", f"这张相片不是{asked.name(owner)}的")
    if not row["合格"]:
        return ask_again("field", "receipt", f"{row['原因']}，换一张")
    return (
        ask_again("field", "receipt", "相片要 12 个月内拍的") if add_months(date.fromisoformat(row["拍摄日"]), 12) < asked.today else None
    )


def face(asked: Asked, owner: str, card: Row) -> dict[str, str]:
    """What is printed on an id card."""
    row = asked.store.get("gat.people", owner) or {}
    known = {"姓名": row["姓名"], "性别": row["性别"], "民族": row["民族"], "出生日期": row["出生"], "住址": str(row["住址"])}
    return known | {"公民身份号码": owner, "签发机关": card["机关"], "有效期限": f"{card['签发日']}至{card['有效期至']}"}


def renew(asked: Asked) -> Verdict | None:
    """A new card in place of one that is held."""
    return idcard(asked, lost=False)


def lost(asked: Asked) -> Verdict | None:
    """A new card in place of one that is lost."""
    return idcard(asked, lost=True)


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


def crime(asked: Asked) -> Verdict | None:
    """What the register says of a person: none, or that it must be asked for at the office. None while the form does not say what for."""
    if not asked.has("purpose"):
        return None
    row = asked.store.get("gat.crimes", asked.person)
    if row is None:
        return None
    if row["有记录"] and not row["已封存"]:
        return deny("不能开具，请到户籍派出所了解")
    today = asked.today.isoformat()
    permit, home = asked.store.get("gat.residence", asked.person), asked.store.get("gat.people", asked.person) or {}
    here = str(home.get("户籍区"))[:2] == "44"
    since = permit["首次领证日"] if permit and not here else home.get("出生", today)
    fields = {"姓名": asked.name(asked.person), "公民身份号码": asked.person, "查询期间": f"{since}至{today}", "出具日期": today}
    return Verdict("grant", machine=True, fields=fields, issued_on=today)


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
