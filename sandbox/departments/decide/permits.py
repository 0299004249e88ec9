"""换港澳通行证、台湾通行证: a card in place of one that ends, is lost or is broken; what stood on the old one ends with it."""

from __future__ import annotations

from datetime import date

from sandbox.departments.decide.asked import Asked
from sandbox.departments.decide.days import add_months
from sandbox.departments.decide.passports import MONTHS, Effects, for_whom, known
from sandbox.departments.decide.travel import applicant, given, issue, live, voided
from sandbox.departments.decide.verdict import Verdict, deny
from sandbox.registers.declared import Row

OFFICE = "公安部出入境管理局"
WHY = {
    "first": ("第一次", "first"),
    "due": ("快到期", "expiring", "renew"),
    "lost": ("丢失", "被盗", "丢失或被盗", "lost"),
    "damaged": ("损毁", "damaged"),
}
GONE = {"due": "换发作废", "lost": "遗失作废", "damaged": "换发作废"}


def renew(asked: Asked) -> Verdict | None:
    """A new card for Hong Kong and Macau. None while nothing says why, or for whom."""
    why = asked.chose("why", WHY, asked_before=True)
    return another(asked, why, "港澳", "C", "通行证") if why and for_whom(asked) else None


def taiwan(asked: Asked) -> Verdict | None:
    """A card for Taiwan, the first or another. None while nothing says why."""
    why = asked.chose("why", WHY, asked_before=True)
    return another(asked, why, "台湾", "L", "台湾通行证") if why and (for_whom(asked) or known(asked)) else None


def another(asked: Asked, why: str, kind: str, letter: str, name: str) -> Verdict:
    """A card of this kind, by why it is wanted."""
    owner = applicant(asked)
    if isinstance(owner, Verdict):
        return owner
    rows = list(asked.store.where("crj.documents", owner=owner, kind=kind))
    old = live(asked.store, owner, kind)
    old = old or (voided(rows) if why == "lost" else ended(rows) if why == "due" else None)
    if why == "first":
        if old is not None:
            return deny(f"已有{name} {old['number']}，有效到 {old['until']}；快到期的请换发")
        return carded(asked, issue(asked, owner, kind, letter), (), ())
    if old is None:
        return deny(f"还没有{name}，先办第一次的" if not rows else f"没有查到有效的{name}")
    if why == "due" and date.fromisoformat(old["until"]) > add_months(asked.today, MONTHS):
        years = left(date.fromisoformat(old["until"]), asked.today)
        return deny(f"{name}还有 {years} 年多，不用换" if years else f"{name}还有半年以上，不用换")
    over = void(asked, old, GONE[why])
    at_once = over if why == "lost" and old["state"] == "有效" else ()
    return carded(asked, issue(asked, owner, kind, letter), () if why == "lost" else over, at_once)


def left(until: date, today: date) -> int:
    """Whole years from one day to another."""
    return until.year - today.year - ((until.month, until.day) < (today.month, today.day))


def ended(rows: list[Row]) -> Row | None:
    """The last card that ran out by itself, or None."""
    return max((row for row in rows if row["state"] == "有效"), key=lambda row: str(row["until"]), default=None)


def void(asked: Asked, old: Row, state: str) -> Effects:
    """The old card ends, and what was left on it with it."""
    live_ones = [row for row in asked.store.where("crj.endorsements", permit=old["number"]) if row["state"] == "有效"]
    return (
        ("change", "crj.documents", old["number"], {"state": state}),
        *(("change", "crj.endorsements", f"{row['permit']}|{row['seq']}", {"state": "随证作废"}) for row in live_ones),
    )


def carded(asked: Asked, new: Row, over: Effects, at_once: Effects) -> Verdict:
    """The new card, with the office that issues it on its face."""
    verdict = given(asked, new, list(over), "证件号码", at_once)
    verdict.fields["签发机关"] = OFFICE
    return verdict
