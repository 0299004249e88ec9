"""第一次办护照、护照丢了、办港澳通行证、港澳签注: what a person holds decides what may be had."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from sandbox.departments.decide.asked import Asked, age, digits
from sandbox.departments.decide.days import add_months, term
from sandbox.departments.decide.passports import CHILD, Effects, barred, consented, followed, for_whom, known, newest, owner_of, photo_fault
from sandbox.departments.decide.verdict import Effect, Verdict, ask_again, deny
from sandbox.registers.declared import Row
from sandbox.registers.store import Store

PLACES = {"hk": "HK", "mo": "MO"}  # by the field in which its endorsement is picked
NAMED = {"HK": "香港", "MO": "澳门"}
TIMES = {"1": "一次", "2": "两次", "many": "多次"}
WHY_LOST = {"lost": ("丢失", "丢了"), "stolen": ("被盗", "被偷"), "damaged": ("损毁", "坏了")}
MOST = 2  # reissues in 365 days; the third goes to a person


def applicant(asked: Asked) -> str | Verdict:
    """Whom it is for, when they may have one at all."""
    owner = owner_of(asked)
    if asked.store.get("gat.people", owner) is None:
        return deny("还没上户口，先给宝宝上户口")
    if owner not in asked.reach.own:
        return deny("只能替自己和未成年的孩子办")
    if no := barred(asked, owner) or photo_fault(asked, owner):
        return no
    return owner if consented(asked, owner) else deny("监护人还没有同意")


def live(store: Store, owner: str, kind: str) -> Row | None:
    """The valid permit of a kind, or None."""
    rows = [row for row in store.where("crj.documents", owner=owner, kind=kind, state="有效") if row["until"] >= store.today.isoformat()]
    return max(rows, key=lambda row: str(row["issued"]), default=None)


def issue(asked: Asked, owner: str, kind: str, letter: str) -> Row:
    """A new document of this person; the name in letters is the earlier one's, or what the form says."""
    today = asked.today
    earlier = max(asked.store.where("crj.documents", owner=owner), key=lambda row: str(row["issued"]), default=None)
    spelt = f"{asked.text('surname_py')} {asked.text('given_py')}".strip().upper()
    return {
        "number": f"{letter}{digits(str(asked.case['case_no']) + kind + owner, 8)}",
        "owner": owner,
        "kind": kind,
        "pinyin": earlier["pinyin"] if earlier else spelt or "NAME",
        "issued": today.isoformat(),
        "until": term(today, 5 if age(owner, today) < CHILD else 10).isoformat(),
        "place": "广东",
        "state": "有效",
        "pages_left": 40 if kind == "护照" else None,
    }


def given(asked: Asked, new: Row, effects: list[Effect], number: str, received: Effects = ()) -> Verdict:
    """The document and its face. Fingerprints are kept from the window on. `received`: what arriving alone changes, for good."""
    owner = new["owner"]
    running, issued, dropped = followed(asked, owner)
    # Taken at the window, before anything is paid: of two applications on their way the second finds them.
    taken = asked.store.get("crj.fingerprints", owner) is not None
    prints: Effects = () if taken else (("add", "crj.fingerprints", {"owner": owner, "taken_on": asked.today.isoformat()}),)
    fields = {"姓名": asked.name(owner), number: new["number"], "签发日期": new["issued"], "有效期至": new["until"], "签发地点": "广东"}
    return Verdict(
        "grant",
        on_receipt=(*received, *running),
        before_fee=prints,
        effects=(("add", "crj.documents", new), *effects, *issued),
        otherwise=dropped,
        fields=fields,
        number=new["number"],
        issued_on=new["issued"],
        valid_until=new["until"],
    )


def first(asked: Asked) -> Verdict | None:
    """None while nothing says for whom."""
    if not for_whom(asked):
        return None
    owner = applicant(asked)
    if isinstance(owner, Verdict):
        return owner
    if held := live(asked.store, owner, "护照"):
        return deny(f"已有护照 {held['number']}，有效到 {held['until']}，不用再办；快到期或写满了请换发")
    if newest(asked, owner):
        return deny("护照已经过期，请办换护照")
    return given(asked, issue(asked, owner, "护照", "E"), [], "护照号码")


def reissue(asked: Asked) -> Verdict | None:
    """A lost book is void from the minute it is said; a damaged one until the new one is issued. None while nothing says why
    or for whom."""
    why = asked.chose("why", WHY_LOST, asked_before=True)
    if why is None or not (for_whom(asked) or known(asked)):
        return None
    owner = applicant(asked)
    if isinstance(owner, Verdict):
        return owner
    rows = list(asked.store.where("crj.documents", owner=owner, kind="护照"))
    old = live(asked.store, owner, "护照") or voided(rows)
    if old is None:
        return deny("没有查到有效的护照")
    gone: Effect = ("change", "crj.documents", old["number"], {"state": "遗失作废"})
    at_once: Effects = () if why == "damaged" or old["state"] == "遗失作废" else (gone,)
    verdict = given(asked, issue(asked, owner, "护照", "E"), [gone] if why == "damaged" else [], "护照号码", at_once)
    lately = (asked.today - timedelta(days=365)).isoformat()
    often = sum(row["state"] == "遗失作废" and row["issued"] > lately for row in rows) > MOST
    return deny("一年内第 3 次补发，要人工核实") if often else verdict


def voided(rows: Iterable[Row]) -> Row | None:
    """The document that was reported lost, by this application or by one that came to nothing; None where another took its place."""
    newest = max(rows, key=lambda row: str(row["issued"]), default=None)
    return newest if newest and newest["state"] == "遗失作废" else None


def permit(asked: Asked) -> Verdict | None:
    """The card, with up to one endorsement a place. None while nothing says for whom."""
    if not for_whom(asked):
        return None
    owner = applicant(asked)
    if isinstance(owner, Verdict):
        return owner
    if held := live(asked.store, owner, "港澳"):
        return deny(f"已有通行证 {held['number']}，有效到 {held['until']}；要签注请办港澳签注")
    new, effects = issue(asked, owner, "港澳", "C"), list[Effect]()
    for seq, (field, rule) in enumerate(chosen(asked), 1):
        if rule is None:
            return ask_again("field", field, "没有这一种签注")
        if fault := kind_fault(asked, owner, rule):
            return ask_again("field", field, fault)
        effects.append(("add", "crj.endorsements", endorsement(asked, new["number"], seq, owner, rule)))
    verdict = given(asked, new, effects, "证件号码")
    verdict.fields["签发机关"] = "公安部出入境管理局"
    return verdict


def chosen(asked: Asked) -> list[tuple[str, Row | None]]:
    """The endorsements picked, by the field each was picked in; None for one of which the table says nothing, or of another place."""
    picked = [(field, place, asked.ids(field)) for field, place in PLACES.items()]
    found = [(field, place, asked.store.get("crj.kinds", ids[0])) for field, place, ids in picked if ids]
    return [(field, rule if rule and rule["place"] == place else None) for field, place, rule in found]


def kind_fault(asked: Asked, owner: str, rule: Row) -> str | None:
    """Why this kind is not this person's."""
    home = str((asked.store.get("gat.people", owner) or {}).get("户籍区") or "")
    stay = str((asked.store.get("gat.residence", owner) or {}).get("区") or "")
    if rule["who"] == "深圳户口或居住证" and "4403" not in (home[:4], stay[:4]):
        return "一签多行只给深圳户籍和居住证"
    if rule["who"] == "珠海户口" and home[:4] != "4404":
        return "一周一行只给珠海户籍"
    if rule["who"].startswith("横琴"):
        return "一签多行只给横琴户籍和居住证"
    if rule["kind"] in ("商务", "人才") and age(owner, asked.today) < 18:
        return f"孩子不能办{rule['kind']}签注"
    filed = any(row["until"] >= asked.today.isoformat() for row in asked.store.where("crj.filings", persons=owner))
    return None if rule["kind"] != "商务" or filed else "单位没在出入境备案，先让单位备案"


def endorsement(asked: Asked, permit_number: str, seq: int, owner: str, rule: Row) -> Row:
    """The row of a new endorsement from today on."""
    start = asked.today
    until = add_months(start, rule["months"]) - timedelta(days=1)
    row = {
        "permit": permit_number,
        "seq": seq,
        "owner": owner,
        "place": rule["place"],
        "kind": rule["kind"],
        "times": rule["times"],
        "used": 0,
    }
    return row | {"from": start.isoformat(), "until": until.isoformat(), "stay_days": rule["stay_days"] or 0, "state": "有效"}


def endorse(asked: Asked) -> Verdict | None:
    """Another trip, to one place or to both. None while nothing was picked."""
    wanted = chosen(asked)
    if not wanted or not for_whom(asked):
        return None
    store, owner = asked.store, applicant(asked)
    if isinstance(owner, Verdict):
        return owner
    card = live(store, owner, "港澳")
    if card is None:
        return deny("没有有效的通行证，先办通行证")
    last, new = max((row["seq"] for row in store.where("crj.endorsements", permit=card["number"])), default=0), list[Row]()
    for field, rule in wanted:
        if rule is None:
            return ask_again("field", field, "没有这一种签注")
        if fault := kind_fault(asked, owner, rule) or short(asked, card, rule) or left_over(store, owner, rule):
            return deny(fault)
        new.append(endorsement(asked, card["number"], last + len(new) + 1, owner, rule))
    running, issued, dropped = followed(asked, owner)
    effects: Effects = (*(("add", "crj.endorsements", one) for one in new), *issued)
    return Verdict(
        "grant",
        machine=all(rule and "自助机" in rule["ways"] for _, rule in wanted) and asked.text("way").startswith("自助机"),
        on_receipt=running,
        effects=effects,
        otherwise=dropped,
        fields=endorsed(asked, new[0]),
        number=numbered(new[0]),
        issued_on=new[0]["from"],
        valid_until=new[0]["until"],
    )


def endorsed(asked: Asked, row: Row) -> dict[str, str]:
    """The face of an endorsement."""
    face = {"前往地": NAMED[row["place"]], "签注种类": row["kind"], "次数": TIMES[row["times"]], "有效期至": row["until"]}
    return face | {"姓名": asked.name(row["owner"])}


def numbered(row: Row) -> str:
    """An endorsement stands on the card: the card's number, and which it is."""
    return f"{row['permit']}-{row['seq']}"


def short(asked: Asked, card: Row, rule: Row) -> str | None:
    """That the card ends before it would."""
    enough = date.fromisoformat(card["until"]) >= add_months(asked.today, rule["months"]) - timedelta(days=1)
    return None if enough else f"通行证到 {card['until']}，只能办短一些的，或先换证"


def left_over(store: Store, owner: str, rule: Row) -> str | None:
    """That one of the kind can still be used there."""
    for row in store.where("crj.endorsements", owner=owner, place=rule["place"], kind=rule["kind"], state="有效"):
        left = None if row["times"] == "many" else int(row["times"]) - row["used"]
        if row["until"] >= store.today.isoformat() and left != 0:
            return f"还有 {left} 次，到 {row['until']}" if left else f"还能用，到 {row['until']}"
    return None
