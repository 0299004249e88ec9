"""公积金：租房提取. What is paid out of an account, once or every month; what the registers are afterwards."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sandbox.departments.decide.asked import Asked
from sandbox.departments.decide.days import add_months, workdays_after
from sandbox.departments.decide.penalty import yuan
from sandbox.departments.decide.plates import put
from sandbox.departments.decide.verdict import Effect, Verdict, ask_again, carry_out, deny
from sandbox.registers.declared import Row
from sandbox.registers.store import Store
from sandbox.registers.views import month_number

RENT, MONTHLY = "租房", "租房按月"


class Home(NamedTuple):
    """What rent is paid for: a lease, or `none` of them is registered. `start` and `paid` are months, `paid` empty for up to now."""

    about: str
    start: str
    each: int
    paid: str
    until: str | None


def rent(asked: Asked) -> Verdict | None:
    """The months not yet taken, each at the rent of the lease or at the city's sum, as far as the balance goes. None while the form does
    not say how much is taken."""
    if not asked.has("take"):
        return None
    store, person, city = asked.store, asked.person, str(asked.body["region"])[:4] + "00"
    account = next(store.where("gjj.accounts", id=person, city=city), None)
    rule = store.get("gjj.rules", f"{city}|{RENT}")
    if account is None or rule is None:
        return deny("在这个城市没有公积金账户")
    if no := unfit(asked, account, rule, city):
        return deny(no)
    home = lived(asked, rule, city)
    if isinstance(home, Verdict):
        return home
    taken = taken_until(store, person, home.about)
    last = month_number(asked.today.isoformat()) - 1
    last = min(last, month_number(home.paid)) if home.paid else last
    first = max(month_number(home.start), taken + 1, last - int(rule["最多月数"]) + 1)
    if first > last:
        return deny(f"房租已经取到 {month(taken)}，下个月再来" if taken else "还没住满一个月，下个月再来")
    most = min(account["余额"], (last - first + 1) * home.each)
    if not most:
        return deny("账户里没有钱")
    wanted = asked.form.get("amount") if asked.text("take") in ("part", "只取一部分") else most
    if type(wanted) is not int or wanted <= 0:
        return ask_again("field", "amount", "写要取多少")
    if wanted > most:
        return ask_again("field", "amount", f"本次最多 {yuan(most)} 元")
    left = account["余额"] - wanted
    effects = paid_out(store, account, home, wanted, month(last), asked.today)
    opinion = f"{month(first)} 到 {month(last)} 的房租 {yuan(wanted)} 元，{workdays_after(asked.today, 1)} 到账，余额 {yuan(left)} 元"
    if asked.text("how") in ("each", "以后每月自动取"):
        contract = agreed_on(asked, account, home)
        effects.append(put(store, "gjj.contracts", f"{person}|{MONTHLY}", {"id": person, "类型": MONTHLY}, contract))
        opinion += f"；{contract['下次']} 起每月自动取 {yuan(home.each)} 元"
    return Verdict("grant", machine=not asked.unknown(), effects=tuple(effects), opinion=opinion)


def unfit(asked: Asked, account: Row, rule: Row, city: str) -> str:
    """Why nothing is paid for rent: the account, a house of the family in the city, a loan; empty when all is well."""
    store, person = asked.store, asked.person
    if account["状态"] != "正常":
        return f"账户已{account['状态']}（{account['状态起']}），正常缴存才能租房提取"
    if account["连续月数"] < rule["连续月"]:
        return f"连续缴存 {account['连续月数']} 个月，满 {rule['连续月']} 个月再来"
    if house := next(store.where("zrzy.realestate", owner=person, 市=city), None):
        return f"{house['取得日']} 起您名下有{house['坐落']}，不能租房提取"
    for child in (row["child"] for row in store.where("gat.guardians", 监护人=person)):
        if any(store.where("zrzy.realestate", owner=child, 市=city)):
            return "孩子名下有房，不能租房提取"
    for other in spouses(store, person):
        if not asked.agreed(other):
            return "配偶没有同意查房产"
        if any(store.where("zrzy.realestate", owner=other, 市=city)):  # whose and where is said to nobody but the owner
            return "配偶名下有房，不能租房提取"
    loans = [*store.where("gjj.loans", id=person), *store.where("gjj.loans", 共同借款人=person)]
    left = sum(row["余额"] for row in loans)
    return f"公积金贷款还欠 {yuan(left)} 元，不能租房提取" if left else ""


def spouses(store: Store, person: str) -> list[str]:
    """Whom somebody is married to; nobody where they are not."""
    wed = store.get("mz.marriages", person)
    return [one["id"] for one in wed["对方"]] if wed and wed["状态"] == "结婚" else []


def lived(asked: Asked, rule: Row, city: str) -> Home | Verdict:
    """The lease picked, or the place that the form names; why neither will do."""
    picked = next(iter(asked.ids("lease")), "")
    if not picked:
        since = asked.text("since")
        if not since or month_number(since) > month_number(asked.today.isoformat()):
            return ask_again("field", "since", "不能晚于本月")
        return Home("没有备案", since, rule["月限额"], "", None)
    lease = asked.store.get("zj.rented", picked)
    if lease is None or lease["承租人"] not in (asked.person, *spouses(asked.store, asked.person)):
        return ask_again("field", "lease", "这份租约不是您的")
    if lease["市"] != city:
        return ask_again("field", "lease", "别的城市的租约不能用")
    if lease["状态"] != "有效":
        return ask_again("field", "lease", f"租约 {lease['止']} 到期，先续")
    return Home(picked, lease["起"][:7], lease["月租"], lease["付至"] or "", lease["止"])


def taken_until(store: Store, person: str, about: str) -> int:
    """The last month that rent was taken for: by the person for whatever home, by the other of a couple for this one; 0 for never."""
    mine = [row["已取到"] for row in store.where("gjj.uses", id=person, 类型=RENT)]
    ours = [row["已取到"] for other in spouses(store, person) for row in store.where("gjj.uses", id=other, 类型=RENT, 对象=about)]
    return max((month_number(one) for one in (*mine, *ours) if one), default=0)


def paid_out(store: Store, account: Row, home: Home, fen: int, until: str, day: date) -> list[Effect]:
    """The account is so much less; the rent is taken until this month."""
    return paid(store, account, RENT, home.about, fen, day, home.start, until)


def paid(store: Store, account: Row, kind: str, about: str, fen: int, day: date, start: str, until: str | None = None) -> list[Effect]:
    """The account is so much less, and the flow and the use say so."""
    person = account["id"]
    flow = {"个人账号": account["个人账号"], "id": person, "日": day.isoformat(), "摘要": "提取", "说明": kind, "元": -fen}
    key = {"id": person, "类型": kind, "对象": about}
    had = store.get("gjj.uses", "|".join(key.values())) or {"起": start, "累计元": 0}
    use = {"起": had["起"], "已取到": until, "累计元": had["累计元"] + fen}
    return [
        ("change", "gjj.accounts", account["个人账号"], {"余额": account["余额"] - fen}),
        flowed(store, flow),
        put(store, "gjj.uses", "|".join(key.values()), key, use),
    ]


def flowed(store: Store, flow: Row) -> Effect:
    """A flow more; what is taken for the same on the same day is one sum."""
    row_id = "|".join(str(flow[name]) for name in ("个人账号", "日", "摘要", "说明"))
    same = store.get("gjj.flows", row_id)
    return ("change", "gjj.flows", row_id, {"元": same["元"] + flow["元"]}) if same else ("add", "gjj.flows", flow)


def agreed_on(asked: Asked, account: Row, home: Home) -> Row:
    """The monthly contract: first on its day of the next month, for the month before."""
    day = int(asked.form.get("day") or 25)
    first = add_months(asked.today.replace(day=1), 1).replace(day=day)
    row = {"个人账号": account["个人账号"], "对象": home.about, "起": asked.today.isoformat()[:7], "日": day}
    return row | {"每月上限": home.each, "止": home.until, "下次": first.isoformat(), "状态": "正常"}


def tidy(store: Store) -> None:
    """What was to be paid by contract until today is paid; a contract whose lease is over, whose account is not paid into or whose owner
    has a house by now, is over too."""
    for row in list(store.where("gjj.contracts", 类型=MONTHLY, 状态="正常")):
        while row["状态"] == "正常" and row["下次"] <= store.today.isoformat():
            row = next_month(store, row)


def next_month(store: Store, row: Row) -> Row:
    """The contract after its next day: the month before it is paid, or it stops."""
    key, due = f"{row['id']}|{MONTHLY}", date.fromisoformat(row["下次"])
    account, covered = store.get("gjj.accounts", row["个人账号"]), month_number(row["下次"]) - 1
    over = row["止"] is not None and row["止"][:7] < month(covered)
    if account is None or account["状态"] != "正常" or over or any(store.where("zrzy.realestate", owner=row["id"], 市=account["city"])):
        return store.change("gjj.contracts", key, 状态="停")
    if covered > taken_until(store, row["id"], row["对象"]) and account["余额"]:
        fen = min(account["余额"], row["每月上限"])
        home = Home(row["对象"], row["起"], row["每月上限"], "", row["止"])
        carry_out(store, tuple(paid_out(store, account, home, fen, month(covered), due)))
    return store.change("gjj.contracts", key, 下次=add_months(due, 1).isoformat())


def month(number: int) -> str:
    """2026-10 of a number of months."""
    return f"{number // 12}-{number % 12 + 1:02d}"
