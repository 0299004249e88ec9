"""残疾人两项补贴: both that are due, from the month of the application; they end with the card or with the hardship."""

from __future__ import annotations

from sandbox.departments.decide.asked import Asked
from sandbox.departments.decide.penalty import yuan
from sandbox.departments.decide.plates import put
from sandbox.departments.decide.verdict import Effect, Verdict, ask_again, deny
from sandbox.registers.declared import Row
from sandbox.registers.store import Store

KINDS, PAYS, STOPPED = ("生活", "护理"), "发放", "停发"
NO_LIFE = ("特困", "孤儿")


def decide(asked: Asked) -> Verdict | None:
    """Whatever is due and not yet paid. None while nobody promises anything."""
    if not asked.has("commit"):
        return None
    store, month = asked.store, asked.today.isoformat()[:7]
    person = next(iter(asked.ids("for")), "").partition("|")[0] or asked.person
    if person not in asked.reach.own:
        return ask_again("field", "for", "只能替本人和自己监护的孩子领")
    card = asked.picked("card", "cl.cards") or next(store.where("cl.cards", id=person, 状态="有效"), None)
    if card is None or card["id"] != person or card["状态"] != "有效":
        return deny("没有查到残疾人证")
    if card["至"] < asked.today.isoformat():
        return deny("残疾人证过期了，先换证")
    sums = {kind: due(store, card, kind) for kind in KINDS}
    new = {kind: fen for kind, fen in sums.items() if fen and not _paid(store, person, kind)}
    if not new:
        return deny("两项补贴现在都不能领，或者已经在领")
    account = asked.form.get("account")
    if isinstance(account, dict) and account.get("owner") not in (asked.name(asked.person), asked.name(person)):
        return ask_again("field", "account", "户名要是本人或监护人")
    effects = [_begin(store, person, kind, month, fen) for kind, fen in new.items()]
    opinion = "，".join(f"{kind}补贴每月 {yuan(fen)} 元" for kind, fen in new.items())
    both = f"，一共 {yuan(sum(new.values()))} 元" if len(new) > 1 else ""
    return Verdict("grant", machine=not asked.unknown(), effects=tuple(effects), opinion=f"{opinion}{both}，{int(month[5:])} 月起发")


def _begin(store: Store, person: str, kind: str, month: str, fen: int) -> Effect:
    row = {"自": month, "元": fen, "状态": PAYS, "停因": None}
    return put(store, "mz.disabilitypay", f"{person}|{kind}", {"id": person, "种类": kind}, row)


def _paid(store: Store, person: str, kind: str) -> bool:
    row = store.get("mz.disabilitypay", f"{person}|{kind}")
    return row is not None and row["状态"] == PAYS


def due(store: Store, card: Row, kind: str) -> int:
    """Fen a month of one of the two by the card and what else is known; 0 where it is not due."""
    today, person = store.today.isoformat(), card["id"]
    rows = [row for row in store.rows("mz.disabilityrates").values() if row["种类"] == kind and row["from"] <= today]
    rows = [row for row in rows if row["类别"] in (None, card["类别"]) and row["等级"] in (None, card["等级"])]
    if not rows:
        return 0
    row = max(rows, key=lambda one: str(one["from"]))
    family = [person, *(one["监护人"] for one in store.where("gat.guardians", child=person))]
    hard = {one["类别"] for one in store.where("mz.hardship", id=family)}
    cared = any(one["工伤护理"] for one in store.where("rst.care", id=person))
    barred = cared if kind == "护理" else bool(hard & {*NO_LIFE}) or not hard & {*row["对象"]}
    return 0 if barred else int(row["元"])


def _ended(store: Store, card: Row | None, kind: str) -> str:
    if card is None or card["至"] < store.today.isoformat():
        return "残疾人证到期"
    return "" if due(store, card, kind) else "不再符合条件"


def tidy(store: Store) -> None:
    """Nothing is paid on a card that has run out, or to whom is no longer in need."""
    for row in list(store.where("mz.disabilitypay", 状态=PAYS)):
        card = next(store.where("cl.cards", id=row["id"], 状态="有效"), None)
        if why := _ended(store, card, row["种类"]):
            store.change("mz.disabilitypay", f"{row['id']}|{row['种类']}", 状态=STOPPED, 停因=why)
