"""高龄津贴: paid by age and district to the elder's own card, growing by itself, ended by a death or a move."""

from __future__ import annotations

from datetime import date

from sandbox.departments.decide.asked import Asked
from sandbox.departments.decide.days import add_months
from sandbox.departments.decide.penalty import yuan
from sandbox.departments.decide.plates import put
from sandbox.departments.decide.verdict import Verdict, ask_again, deny
from sandbox.registers.declared import Row
from sandbox.registers.store import Store
from sandbox.registers.views import born

WHO = {"self": ("我自己",), "family": ("家里老人", "家里人")}
PAYS, STOPPED = "发放", "停发"
EARLY = 3  # months before the birthday in which it may be said
CARDS = ("社保卡", "存折", "借记卡")


def decide(asked: Asked) -> Verdict | None:
    """Confirmed once, paid from this month or that of the birthday. None while nobody says for whom."""
    who = asked.chose("who", WHO, asked_before=True)
    if who is None:
        return None
    store, today = asked.store, asked.today
    elder = asked.person if who == "self" else next(iter(asked.ids("elder")), "").rpartition("|")[2]
    if who == "family" and elder not in asked.reach.family:
        return ask_again("field", "elder", "只能帮父母和配偶确认")
    if store.one("wj.deaths", 死者=elder, 状态="有效"):
        return deny("登记显示老人已去世")
    paid = store.get("mz.elders", elder)
    if paid and paid["状态"] == PAYS:
        return deny(f"已经在领，每月 {yuan(int(paid['元']))} 元")
    found = steps(store, elder, today)
    if not found:
        return deny("津贴由户口所在地发")
    first = add_months(born(elder), 12 * found[0]["年龄起"])
    since = max(today, first).isoformat()[:7]
    if add_months(first, -EARLY) > today:
        return deny(f"{add_months(first, -EARLY).isoformat()} 起可以确认，{first.year} 年 {first.month} 月起发")
    where = account(asked, elder)
    if isinstance(where, Verdict):
        return where
    fen = monthly(found, elder, since)
    effect = put(store, "mz.elders", elder, {"id": elder}, {"自": since, "元": fen, "状态": PAYS, "停因": None})
    opinion = f"每月 {yuan(fen)} 元，{int(since[5:])} 月起发，发到{where}"
    return Verdict("grant", machine=not asked.unknown(), effects=(effect,), opinion=opinion)


def account(asked: Asked, elder: str) -> str | Verdict:
    """Where it is paid to, in words: what the form says, or the elder's own card; never somebody else's."""
    if isinstance(said := asked.form.get("account"), dict):
        if said.get("owner") != asked.name(elder):
            return ask_again("field", "account", "账户户名要是老人本人，子女不能代收")
        return f"{said['bank']}尾号 {str(said['number'])[-4:]}"
    picked = asked.picked("card", "yh.cards")
    held = [row for row in asked.store.where("yh.cards", id=elder) if row["类"] == "I"]
    card = picked if picked and picked["id"] == elder else min(held, key=lambda row: CARDS.index(row["种类"]), default=None)
    if card is None:
        return deny("没有查到老人的社保卡和存折，请老人自己的手机上办，写上账户；或者带存折到村居办")
    return f"{card['银行']}{card['种类']}尾号 {card['尾号']}"


def steps(store: Store, person: str, day: date) -> list[Row]:
    """What the district of somebody's household pays on a day, the youngest first; none where it is not of this city's table."""
    page = store.get("gat.hukou", person)
    home = store.get("gat.households", page["户号"]) if page and page["状态"] == "正常" else None
    if home is None:
        return []
    rows = [row for row in store.rows("mz.eldertable").values() if row["from"] <= day.isoformat() and row["city"][:4] == home["区"][:4]]
    own = [row for row in rows if row["区"] == home["区"]] or [row for row in rows if not row["区"]]
    newest = max((row["from"] for row in own), default="")
    return sorted((row for row in own if row["from"] == newest), key=lambda row: int(row["年龄起"]))


def monthly(found: list[Row], person: str, month: str) -> int:
    """Fen in a month: a birthday counts in its own."""
    there = [row for row in found if add_months(born(person), 12 * row["年龄起"]).isoformat()[:7] <= month]
    return int(there[-1]["元"]) if there else 0


def tidy(store: Store) -> None:
    """Who grew older is paid more, who died or moved away nothing more."""
    today = store.today
    for row in list(store.where("mz.elders", 状态=PAYS)):
        person = row["id"]
        found = steps(store, person, today)
        why = "去世" if store.one("wj.deaths", 死者=person, 状态="有效") else "" if found else "户口迁出"
        if why:
            store.change("mz.elders", person, 状态=STOPPED, 停因=why)
        elif (fen := monthly(found, person, max(row["自"], today.isoformat()[:7]))) != row["元"]:
            store.change("mz.elders", person, 元=fen)
