"""公积金：买房提取. What buyer and spouse take for a house, as far as its price and their share go."""

from __future__ import annotations

from datetime import date

from sandbox.departments.decide.asked import Asked
from sandbox.departments.decide.days import add_months, workdays_after
from sandbox.departments.decide.funds import paid, spouses
from sandbox.departments.decide.penalty import yuan
from sandbox.departments.decide.verdict import Effect, Verdict, ask_again, deny
from sandbox.registers.declared import Row
from sandbox.registers.store import Store

BUY = "购房"


def buy(asked: Asked) -> Verdict | None:
    """So much of the accounts of the applicant and, where they agreed, of the spouse. None while the form does not say who is paid."""
    if not asked.has("pay"):
        return None
    store, person, city = asked.store, asked.person, str(asked.body["region"])[:4] + "00"
    account = next(store.where("gjj.accounts", id=person, city=city), None)
    if account is None or account["状态"] == "销户" or not account["余额"]:
        return deny("在这个城市没有公积金账户" if account is None else "账户已经销户" if account["状态"] == "销户" else "账户里没有钱")
    house = asked.picked("house", "zj.purchases")
    if house is None and asked.has("house"):
        return ask_again("field", "house", "合同里没有您")
    if house is not None and (no := unfit(store, person, house, city)):
        return no
    left = left_of(asked, house)
    if not left:
        return deny("这套房的房款已经取完了")
    about = str(house["合同号"]) if house else f"{asked.text('address')} {asked.text('signed_on')}"
    most = min(account["余额"], left)
    wanted = asked.form.get("amount") if asked.text("take") in ("part", "只取一部分") else most
    if type(wanted) is not int or wanted <= 0:
        return ask_again("field", "amount", "写要取多少")
    if wanted > most:
        return ask_again("field", "amount", f"还剩 {yuan(left)} 元" if left < account["余额"] else f"最多 {yuan(most)} 元")
    takes = [(account, wanted)]
    if asked.text("both") in ("both", "配偶的也取"):
        other = spouse_account(asked, city)
        if isinstance(other, Verdict):
            return other
        takes.append((other, min(other["余额"], left - wanted)))
    month = asked.today.isoformat()[:7]
    effects: list[Effect] = [one for row, fen in takes if fen for one in paid(store, row, BUY, about, fen, asked.today, month)]
    listed = "，".join(f"{asked.name(row['id'])} {yuan(fen)} 元，余额 {yuan(row['余额'] - fen)} 元" for row, fen in takes if fen)
    whole = f"，一共 {yuan(sum(fen for _, fen in takes))} 元" if len(takes) > 1 else ""
    where = "打到监管账户" if asked.text("pay") in ("seller", "付首付") else "到账"
    machine = house is not None and house["一年内"] < 2 and not asked.unknown()
    opinion = f"{listed}{whole}，{workdays_after(asked.today, 1)} {where}"
    return Verdict("grant", machine=machine, effects=tuple(effects), opinion=opinion)


def unfit(store: Store, person: str, house: Row, city: str) -> Verdict | None:
    """Why nothing is paid for this contract; None when it will do."""
    if house["买方"] != person:
        return ask_again("field", "house", "合同里没有您")
    if house["状态"] == "已注销":
        return ask_again("field", "house", "这份合同已撤销")
    page = store.get("gat.hukou", person)
    book = store.get("gat.households", page["户号"]) if page else None
    if house["市"][:4] not in (city[:4], str(book["区"])[:4] if book else ""):
        return deny(f"{house['城市']}不是您的户籍地或缴存地，不能提取")
    rule = store.get("gjj.rules", f"{city}|{BUY}")
    end = add_months(date.fromisoformat(house["签订日"]), 12 * rule["年限"]) if rule else None
    return deny(f"已过 {rule['年限']} 年（{end}），只能还贷提取") if rule and end and end < store.today else None


def left_of(asked: Asked, house: Row | None) -> int:
    """What the household may still take for the house, in fen: its share of the price less what was taken. Without a contract on record
    what the applicant wrote; a person looks at the papers."""
    if house is not None:
        return max(0, int(house["成交价"] * house["家庭份额"] // 100) - int(house["已提取"]))
    price = asked.form.get("price")
    return price if type(price) is int else 0


def spouse_account(asked: Asked, city: str) -> Row | Verdict:
    """The account of who agreed; why there is none to take from."""
    other = next(iter(spouses(asked.store, asked.person)), None)
    if other is None or not asked.agreed(other):
        return deny("配偶没有同意")
    row = next(asked.store.where("gjj.accounts", id=other, city=city), None)
    if row is None or row["状态"] == "销户":
        return ask_again("field", "both", "配偶在这个城市没有公积金账户，选“只取我的”")
    return row
