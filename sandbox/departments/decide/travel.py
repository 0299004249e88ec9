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

PLACES = {"HK": ("香港",), "MO": ("澳门",)}
NAMED = {"HK": "香港", "MO": "澳门"}
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
    wanted = asked.form.get("endorsements") or []
    places = [place_of(one) for one in wanted]
    if twice := next((one for one in places if places.count(one) > 1), None):
        return ask_again("field", "endorsements", f"{NAMED.get(twice, '一个地方')}只能选一种")
    for seq, one in enumerate(wanted, 1):
        rule = rule_of(asked.store, one)
        if rule is None:
            return ask_again("field", "endorsements", "没有这一种签注")
        if fault := kind_fault(asked, owner, rule):
            return ask_again("field", "endorsements", fault)
        effects.append(("add", "crj.endorsements", endorsement(asked, new["number"], seq, owner, rule)))
    verdict = given(asked, new, effects, "证件号码")
    verdict.fields["签发机关"] = "公安部出入境管理局"
    return verdict


def place_of(one: dict[str, str]) -> str:
    """HK or MO, whatever it was called."""
    told = str(one.get("place", ""))
    return next((place for place, words in PLACES.items() if told == place or told in words), told)


def rule_of(store: Store, one: dict[str, str]) -> Row | None:
    """What holds for an endorsement, or None where there is none of that kind."""
    return store.get("crj.kinds", f"{place_of(one)}|{one.get('kind')}|{one.get('option')}")


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
    return row | {"from": start.isoformat(), "until": until.isoformat(), "stay_days": rule["stay_days"], "state": "有效"}


# What an answer means by the register of kinds: by what for and how often. Not every kind comes twice, or many times.
KINDS = {"solo": "个人旅游", "group": "团队旅游", "family": "探亲", "business": "商务"}
OPTIONS = {
    ("solo", "once"): "1年1次",
    ("solo", "twice"): "1年2次",
    ("group", "once"): "1年1次",
    ("group", "twice"): "1年2次",
    ("family", "once"): "3月1次",
    ("family", "year"): "3月多次",
    ("business", "once"): "3月1次",
    ("business", "year"): "1年多次",
}
MANY = {"HK": "一签多行", "MO": "一周一行"}  # as often as one likes, for whom it is open


def wish(asked: Asked) -> dict[str, str]:
    """Place, kind and option as the form says them, or the answers."""
    if asked.has("place"):
        return {name: asked.text(name) for name in ("place", "kind", "option")}
    place, kind, times = asked.answer("place").upper(), asked.answer("kind"), asked.answer("times")
    if (kind, times) == ("solo", "year"):
        return {"place": place, "kind": MANY.get(place, ""), "option": "1年多次"}
    return {"place": place, "kind": KINDS.get(kind, ""), "option": OPTIONS.get((kind, times), "")}


def endorse(asked: Asked) -> Verdict | None:
    """Another trip. None while nothing names a place."""
    if not asked.has("place") and not (asked.answer("place") and known(asked)):
        return None
    store, owner = asked.store, applicant(asked)
    if isinstance(owner, Verdict):
        return owner
    card = live(store, owner, "港澳")
    if card is None:
        return deny("没有有效的通行证，先办通行证")
    rule = rule_of(store, wish(asked))
    if rule is None:
        return ask_again("field", "option", "没有这一种签注") if asked.has("place") else deny("没有这一种签注，换一种次数再办")
    if fault := kind_fault(asked, owner, rule):
        return deny(fault)
    if date.fromisoformat(card["until"]) < add_months(asked.today, rule["months"]) - timedelta(days=1):
        return deny(f"通行证到 {card['until']}，只能办短一些的，或先换证")
    for row in store.where("crj.endorsements", owner=owner, place=rule["place"], kind=rule["kind"], state="有效"):
        left = None if row["times"] == "many" else int(row["times"]) - row["used"]
        if row["until"] >= asked.today.isoformat() and left != 0:
            return deny(f"还有 {left} 次，到 {row['until']}" if left else f"还能用，到 {row['until']}")
    seq = max((row["seq"] for row in store.where("crj.endorsements", permit=card["number"])), default=0) + 1
    new = endorsement(asked, card["number"], seq, owner, rule)
    times = {"1": "一次", "2": "两次"}.get(rule["times"], "多次")
    fields = {"前往地": NAMED[rule["place"]], "签注种类": rule["kind"], "次数": times, "有效期至": new["until"]}
    machine = "自助机" in rule["ways"] and asked.text("way").startswith("自助机")
    running, issued, dropped = followed(asked, owner)
    effects: Effects = (("add", "crj.endorsements", new), *issued)
    return Verdict(
        "grant",
        machine=machine,
        on_receipt=running,
        effects=effects,
        otherwise=dropped,
        fields=fields,
        issued_on=new["from"],
        valid_until=new["until"],
    )
