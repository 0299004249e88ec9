"""换护照, also a child's: the old book ends on the day the new one is issued."""

from __future__ import annotations

from datetime import date

from sandbox.departments.decide.asked import Asked, age, digits
from sandbox.departments.decide.days import add_months, term
from sandbox.departments.decide.verdict import Effect, Verdict, ask_again, deny
from sandbox.registers.declared import Row

WHY = {
    "due": ("快到期", "expiring", "near"),
    "full": ("签证页用完", "pages"),
    "expired": ("已经过期", "过期"),
    "changed": ("登记内容变了", "change", "info"),
}
MONTHS, FEW_PAGES, CHILD = 6, 3, 16
ADULT, MINOR, WARD = "adult", "minor", "child"  # answers of who asks: grown up, under sixteen, the guardian of whom it is for


def owner_of(asked: Asked) -> str:
    """Whose passport: `for` names the person, a row of gat.guardians, or oneself; `child_by_hand` a child the register did not tell."""
    typed = asked.form.get("child_by_hand")
    by_hand = str(typed.get("id_number") or "") if isinstance(typed, dict) else ""
    told = next(iter(asked.ids("for")), by_hand or asked.person).partition("|")[0]
    return asked.person if told in ("我", "本人", "me", "self") else told


def for_whom(asked: Asked) -> bool:
    """Does the application say for whom it is? A grown-up whom the population register does not know is looked at by a person."""
    if asked.has("for", "child_by_hand") or asked.answer("age") in (MINOR, WARD):
        return True
    return asked.answer("age") == ADULT and known(asked)


def known(asked: Asked) -> bool:
    """Does the population register know who asks?"""
    return asked.store.get("gat.people", asked.person) is not None


def consented(asked: Asked, owner: str) -> bool:
    """A guardian of whoever is under sixteen said yes, or signs at the window."""
    if age(owner, asked.today) >= CHILD or asked.text("guardian_way") == "counter":
        return True
    return any(asked.agreed(row["监护人"]) for row in asked.store.where("gat.guardians", child=owner))


def decide(asked: Asked) -> Verdict | None:
    """None while neither the form nor an answer says for whom."""
    if not for_whom(asked):
        return None
    owner, store = owner_of(asked), asked.store
    if owner not in asked.reach.own or store.get("gat.people", owner) is None:
        return deny("只能替自己和未成年的孩子办；宝宝要先上户口")
    old = newest(asked, owner)
    if old is None:
        return deny("没有查到护照，请办“第一次办护照”")
    if no := barred(asked, owner) or unneeded(asked, old):
        return no
    if photo := photo_fault(asked, owner):
        return photo
    if not consented(asked, owner):
        return deny("监护人还没有同意")
    return renewed(asked, owner, old)


def newest(asked: Asked, owner: str) -> Row | None:
    """The passport that is valid, or None."""
    books = [row for row in asked.store.where("crj.documents", owner=owner, kind="护照") if row["state"] == "有效"]
    return max(books, key=lambda row: str(row["issued"]), default=None)


def barred(asked: Asked, owner: str) -> Verdict | None:
    """Why somebody gets no passport now; None when they do."""
    flags = asked.store.get("crj.flags", owner)
    if flags and flags["exit_ban"]:
        return deny("现在不能受理，原因请打 12367 或到窗口问")
    consent = asked.form.get("unit_consent") or any(one.get("m") == "m-unit-consent" for one in asked.body["materials"])
    if flags and flags["registered_staff"] and not consent:
        return deny("登记备案人员要带单位同意的证明到窗口办")
    return None


def unneeded(asked: Asked, old: Row) -> Verdict | None:
    """Not before its time: half a year before the end, or no pages left, or what it says has changed."""
    until, why = date.fromisoformat(old["until"]), asked.chose("why", WHY, asked_before=True)
    if why == "full":
        few = old["pages_left"] is None or old["pages_left"] <= FEW_PAGES
        return None if few else deny(f"签证页还有 {old['pages_left']} 页，不用换")
    if why == "changed":
        row = asked.store.get("gat.hukou", old["owner"])
        return None if row and row["变更"] else deny("户口上没查到变更，先改户口信息")
    if until <= add_months(asked.today, MONTHS):
        return None
    years = (until - asked.today).days // 365
    return deny(f"护照还有 {years} 年，不用换" if years else "护照还有半年以上，不用换")


def photo_fault(asked: Asked, owner: str) -> Verdict | None:
    """A receipt of a photo shop must be this person's, and good."""
    number = asked.text("receipt") or asked.text("photo_receipt")
    if not number:
        return None
    row = asked.store.get("crj.photos", number)
    field = "receipt" if asked.text("receipt") else "photo_receipt"
    if row is None or row["owner"] != owner:
        return ask_again("field", field, f"这张相片不是{asked.name(owner)}的")
    return None if row["合格"] else ask_again("field", field, f"{row['原因']}，换一张")


def renewed(asked: Asked, owner: str, old: Row) -> Verdict:
    """The new book, and the case as the owner can follow it."""
    today = asked.today
    number = f"E{digits(str(asked.case['case_no']) + ':passport', 8)}"
    until = term(today, 5 if age(owner, today) < CHILD else 10)
    new = {
        "number": number,
        "owner": owner,
        "kind": "护照",
        "pinyin": old["pinyin"],
        "issued": today.isoformat(),
        "until": until.isoformat(),
    }
    new |= {"place": "广东", "state": "有效", "pages_left": 40}
    effects: list[Effect] = [("change", "crj.documents", old["number"], {"state": "换发作废"}), ("add", "crj.documents", new)]
    received, issued, dropped = followed(asked, owner)
    fields = {
        "姓名": asked.name(owner),
        "护照号码": number,
        "签发日期": today.isoformat(),
        "有效期至": until.isoformat(),
        "签发地点": "广东",
    }
    return Verdict(
        "grant",
        on_receipt=received,
        effects=(*effects, *issued),
        otherwise=dropped,
        fields=fields,
        number=number,
        issued_on=today.isoformat(),
        valid_until=until.isoformat(),
    )


Effects = tuple[Effect, ...]


def followed(asked: Asked, owner: str) -> tuple[Effects, Effects, Effects]:
    """The case as its owner can follow it: when it arrives, when it is granted, when it ends without."""
    number = str(asked.case["case_no"])
    running = {"number": number, "owner": owner, "item": asked.body["item_name"], "node": "受理"}
    running |= {"at": f"{asked.today.isoformat()} 09:00", "expected": asked.body.get("promised_by")}
    received: Effects = () if asked.store.get("crj.cases", number) else (("add", "crj.cases", running),)
    return received, (("change", "crj.cases", number, {"node": "已签发"}),), (("drop", "crj.cases", number),)
