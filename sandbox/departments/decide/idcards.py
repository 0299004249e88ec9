"""换身份证、身份证丢了、第一次身份证、临时身份证: a card is in the making from the day it is asked for until it is handed out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sandbox.departments.decide import visits
from sandbox.departments.decide.asked import Asked, age
from sandbox.departments.decide.days import add_months
from sandbox.departments.decide.verdict import Effect, Verdict, ask_again, deny
from sandbox.registers.columns import OPEN
from sandbox.registers.declared import Row
from sandbox.registers.store import Store

EARLY, PRINTS, PHOTO, TEMPORARY = 6, 120, 12, 3  # months: before the end; prints may be old; a photo may be old; a temporary card lives
MAKING, GOOD, STOPPED, VOID = "制证中", "有效", "挂失", "作废"
LOST = ("丢了", "被偷", "lost", "stolen")
CHANGED = ("姓名变了", "地址变了", "样子变化大", "name", "address", "info", "looks")


def card_until(person: str, issued: date) -> str:
    """Under 16 five years, 16–25 ten, 26–45 twenty, from 46 on 长期."""
    years = age(person, issued)
    length = 5 if years < 16 else 10 if years <= 25 else 20 if years <= 45 else 0
    return add_months(issued, 12 * length).isoformat() if length else OPEN


def newest(asked: Asked, owner: str, making: bool) -> Row | None:
    """The newest card of this person that is, or is not, still in the making."""
    rows = [row for row in asked.store.where("gat.idcards", id=owner) if (row["状态"] == MAKING) is making]
    return max(rows, key=lambda row: int(row["序"]), default=None)


def owner_of(asked: Asked) -> str:
    """Whose card it is: one's own, or of whom it is asked for; `child_by_hand` a child the register did not tell."""
    typed = asked.form.get("child_by_hand")
    by_hand = str(typed.get("id_number") or "") if isinstance(typed, dict) else ""
    told = next(iter(asked.ids("for")), by_hand or asked.person).partition("|")[0]
    return asked.person if told in ("我", "本人", "me", "self") else told


def renew(asked: Asked) -> Verdict | None:
    """A new card in place of one that is held."""
    return again(asked, lost=False)


def lost(asked: Asked) -> Verdict | None:
    """A new card in place of one that is lost, stolen or spoilt."""
    return again(asked, lost=True)


def again(asked: Asked, lost: bool) -> Verdict | None:
    """A card instead of an earlier one. None while neither the form nor an answer says how the prints are had."""
    if not asked.has("prints") and not asked.answer("way"):
        return None
    owner = owner_of(asked)
    old = newest(asked, owner, making=False)
    if owner not in asked.reach.own or old is None:
        return deny("没有查到身份证，请办“第一次身份证”")
    verdict = decided(asked, owner, old, lost)
    if lost and old["状态"] == GOOD and (asked.answer("why") or "lost") in LOST:  # stopped whatever becomes of the new one
        stop: Effect = ("change", "gat.idcards", f"{owner}|{old['序']}", {"状态": STOPPED})
        return replace(verdict, on_receipt=(stop, *verdict.on_receipt))
    return verdict


def decided(asked: Asked, owner: str, old: Row, lost: bool) -> Verdict:
    """Yes or no to the new card."""
    if newest(asked, owner, making=True) and not asked.case.get("received"):
        return deny("新证正在做，不用再申请")
    if not lost and (fault := too_early(asked, old)):
        return deny(fault)
    kept = asked.has("prints")
    if kept and (not old["指纹"] or add_months(date.fromisoformat(old["指纹采集日"]), PRINTS) < asked.today):
        return deny("留的指纹超过 10 年或没有，要到窗口按一次")
    prints = old["指纹采集日"] if kept else asked.today.isoformat()
    return photo_fault(asked, owner) or at_station(asked, owner, old, prints) or made(asked, owner, old, prints)


def at_station(asked: Asked, owner: str, old: Row | None, prints: str) -> Verdict | None:
    """Until the person was there; from that moment on the card is in the making. None where the form names no time."""
    begins: Effect = ("add", "gat.idcards", {**new_card(asked, owner, old, prints), "状态": MAKING})
    return visits.at_station(asked, asked.picked("office", "gat.offices"), "按指纹、拍照", begins)


def new_card(asked: Asked, owner: str, old: Row | None, prints: str) -> Row:
    """The card that comes after this one, from today on; `prints`: the day they were taken."""
    new = {
        "id": owner,
        "序": int(old["序"]) + 1 if old else 1,
        "签发日": asked.today.isoformat(),
        "有效期至": card_until(owner, asked.today),
    }
    return new | {"状态": GOOD, "机关": old["机关"] if old else office_of(asked, owner), "指纹": True, "指纹采集日": prints}


def made(asked: Asked, owner: str, old: Row | None, prints: str) -> Verdict:
    """The card: in the making from now on, good when it is granted; the old one is void on that day, not before."""
    today, new = asked.today.isoformat(), new_card(asked, owner, old, prints)
    key, running = f"{owner}|{new['序']}", newest(asked, owner, making=True)
    begins: tuple[Effect, ...] = () if asked.case.get("received") else (("add", "gat.idcards", {**new, "状态": MAKING}),)
    effects: list[Effect] = [("change", "gat.idcards", key, new) if begins or running else ("add", "gat.idcards", new)]
    if old:
        effects.append(("change", "gat.idcards", f"{owner}|{old['序']}", {"状态": VOID}))
    return Verdict(
        "grant",
        machine=asked.has("prints") and not asked.unknown(),
        on_receipt=begins,
        effects=tuple(effects),
        otherwise=(("drop", "gat.idcards", key),) if begins or running else (),
        fields=face(asked, owner, new),
        number=owner,
        issued_on=today,
        valid_until=str(new["有效期至"]),
    )


def office_of(asked: Asked, owner: str) -> str:
    """Who signs a first card: the police of the county where the household book is kept."""
    row = asked.store.get("gat.hukou", owner) or {}
    station = str((asked.store.get("gat.households", row.get("户号")) or {}).get("派出所") or "")
    return station if "公安局" in station else f"广州市公安局{station.partition('区')[0]}分局"


def too_early(asked: Asked, old: Row) -> str | None:
    """Why it is too early for a new card; None when it is not."""
    if (asked.text("why") or asked.answer("why")) in CHANGED:
        return None
    if old["有效期至"] == OPEN:
        return "您的身份证长期有效，不用换。丢了、坏了请办“身份证丢了”"
    first = add_months(date.fromisoformat(old["有效期至"]), -EARLY)
    return f"还没到换证时间，{first.isoformat()} 起可以换" if asked.today < first else None


def photo_fault(asked: Asked, owner: str) -> Verdict | None:
    """What is wrong with the photo's receipt; None when nothing is."""
    field = asked.place("receipt", "receipt_no")
    number = next(iter(asked.ids("receipt")), "") or asked.text("receipt_no")
    if not number:
        return None
    row = asked.store.get("gat.photos", number)
    if row is None or row["id"] != owner:
        return ask_again("field", field, f"这张相片不是{asked.name(owner)}的")
    if not row["合格"]:
        return ask_again("field", field, f"{row['原因']}，换一张")
    old = add_months(date.fromisoformat(row["拍摄日"]), PHOTO) < asked.today
    return ask_again("field", field, "相片要 12 个月内拍的") if old else None


def face(asked: Asked, owner: str, card: Row) -> dict[str, str]:
    """What is printed on an id card."""
    row = asked.store.get("gat.people", owner) or {}
    known = {"姓名": row["姓名"], "性别": row["性别"], "民族": row["民族"], "出生日期": row["出生"], "住址": str(row["住址"])}
    return known | {"公民身份号码": owner, "签发机关": card["机关"], "有效期限": f"{card['签发日']}至{card['有效期至']}"}


def first(asked: Asked) -> Verdict | None:
    """The first card of somebody in a household book. None while nobody says for whom."""
    if not asked.has("for", "child_by_hand") and not asked.answer("who"):
        return None
    owner = owner_of(asked)
    if asked.store.get("gat.hukou", owner) is None:
        return deny("宝宝还没上户口，先办“给宝宝上户口”")
    if owner not in asked.reach.own:
        return deny("没有查到您和孩子的关系，请带出生医学证明")
    if old := newest(asked, owner, making=False):
        return deny(f"已经有身份证，到期 {old['有效期至']}")
    if newest(asked, owner, making=True) and not asked.case.get("received"):
        return deny("新证正在做，不用再申请")
    today = asked.today.isoformat()
    return photo_fault(asked, owner) or at_station(asked, owner, None, today) or made(asked, owner, None, today)


def temporary(asked: Asked) -> Verdict | None:
    """A card for three months, while the real one is made. None while no office is named."""
    if not asked.has("office", "office_by_hand"):
        return None
    person, store = asked.person, asked.store
    making, card = newest(asked, person, making=True), newest(asked, person, making=False)
    if making is None:
        return deny("您没有在办的身份证，先办“换身份证”或者“身份证丢了”")
    if card and card["状态"] == GOOD and (card["有效期至"] == OPEN or card["有效期至"] >= asked.today.isoformat()):
        return deny("您手里的身份证还能用，不用办临时的")
    home = str((store.get("gat.people", person) or {}).get("户籍区") or "")
    office = asked.picked("office", "gat.offices")
    if office and office["区"][:4] != home[:4]:
        return deny("外地户口请在户籍地办临时证")
    key = f"{person}|{making['序']}"
    if store.get("gat.tempcards", key):
        return deny("已经办过一张临时身份证")
    if waits := visits.at_station(asked, office, "领证"):
        return waits
    until = add_months(asked.today, TEMPORARY).isoformat()
    row = {"id": person, "序": making["序"], "签发日": asked.today.isoformat(), "有效期至": until, "状态": GOOD}
    row["办理处"] = office["名称"] if office else asked.text("office_by_hand")
    return Verdict("grant", effects=(("add", "gat.tempcards", row),), opinion=f"临时身份证有效到 {until}，领到新证时交回", bare=True)


def tidy(store: Store) -> None:
    """A temporary card is void once the real one is handed out."""
    for row in list(store.where("gat.tempcards", 状态=GOOD)):
        card = store.get("gat.idcards", f"{row['id']}|{row['序']}")
        if card is None or card["状态"] != MAKING:
            store.change("gat.tempcards", f"{row['id']}|{row['序']}", 状态=VOID)
