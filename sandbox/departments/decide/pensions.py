"""养老转移: three offices of two provinces, each on what the one before it wrote down."""

from __future__ import annotations

from sandbox.departments.decide.asked import Asked
from sandbox.departments.decide.penalty import yuan
from sandbox.departments.decide.verdict import Effect, Verdict, ask_again, deny
from sandbox.registers.declared import Row
from sandbox.registers.store import Store
from sandbox.registers.views import born, month_number

PAID = ("已缴", "补缴")
OURS = "44"
BEHIND = 2  # months after the last payment in which somebody still counts as insured
STEPS = {"ask": "发接收函", "there": "对方转出", "enter": "入账"}


def transfer(asked: Asked) -> Verdict | None:
    """By office: ask, there and enter. None while the form names no place."""
    if not asked.has("from", "place"):
        return None
    if no := unfit(asked):
        return no
    row = came_from(asked)
    if isinstance(row, Verdict):
        return row
    return {"there": closed_there, "enter": entered}.get(asked.office, asked_for)(asked, row)


def paid_months(store: Store, person: str) -> set[int]:
    """Months of pension insurance paid here, as numbers."""
    rows = (row for row in store.where("rst.pays", id=person, 险种="养老") if row["状态"] in PAID)
    return {one for row in rows for one in range(month_number(row["from"]), month_number(row["to"]) + 1)}


def unfit(asked: Asked) -> Verdict | None:
    """Why nothing is joined for this person."""
    store, person, now = asked.store, asked.person, month_number(asked.today.isoformat())
    pension = store.get("rst.pension", person)
    if pension and pension["状态"] != "终止":
        return deny("在领养老金，不再转")
    months = paid_months(store, person)
    if now - max(months, default=0) > BEHIND:
        return deny("先在广东参保，再转")
    rule = max(store.where("rst.transferrules", 省="广东省"), key=lambda one: str(one["from"]))
    page, first = store.get("gat.hukou", person), store.get("rst.persons", person)
    home = store.get("gat.households", page["户号"]) if page else None
    most = int(rule["男" if int(person[16]) % 2 else "女"])
    began = month_number(first["首次参保月"]) if first else now
    if home and home["区"][:2] != OURS and began - month_number(born(person).isoformat()) >= 12 * most:
        return deny(f"您首次在广东参保时已满 {most} 岁、户籍不在广东，广东缴的 {len(months)} 个月退休时会一起归集，现在不用办")
    return None


def came_from(asked: Asked) -> Row | Verdict:
    """What was paid in the other province."""
    if asked.text("place")[:2] == OURS:
        return ask_again("field", "place", "省内不用转，已经合并")
    picked = asked.picked("from", "rst.elsewhere")
    mine = [picked] if picked else list(asked.store.where("rst.elsewhere", id=asked.person))
    found = next((one for one in mine if one["id"] == asked.person), None)
    return found or deny("对方社保机构没有查到您的缴费")


def number_of(asked: Asked) -> str:
    """The number of this case's transfer."""
    return f"粤转{asked.case['case_no']}"


def sums(store: Store, row: Row) -> tuple[int, int]:
    """What comes with the months, in fen: the account and the pooled part."""
    rule = max(store.where("rst.transferrules", 省="广东省"), key=lambda one: str(one["from"]))
    base, count = int(row["基数"] or 0), int(row["月数"])
    own, pooled = ((base * round(float(rule[name]) * 1_000_000) + 500_000) // 1_000_000 * count for name in ("个人率", "统筹率"))
    return own, pooled


def place(row: Row) -> str:
    """The other place as it is called."""
    return str(row["省外城市"])


def step(asked: Asked, office: str) -> dict[str, str]:
    """A step of the transfer's record."""
    return {"名": STEPS[office], "日": asked.today.isoformat()}


def asked_for(asked: Asked, row: Row) -> Verdict:
    """The office here writes to the one there."""
    running = next((one for one in asked.store.where("rst.transfers", id=asked.person, 转出地=place(row), 状态="在办")), None)
    if running and running["no"] != number_of(asked):
        return deny(f"{place(row)}的转移正在办")
    own, pooled = sums(asked.store, row)
    made: Row = {"no": number_of(asked), "id": asked.person, "转出地": place(row), "转入地": "广东省广州市", "月数": row["月数"]}
    made |= {"个人账户": own, "统筹": pooled, "步骤": [step(asked, "ask")], "状态": "在办"}
    return Verdict(
        "grant",
        bare=True,
        effects=() if running else (("add", "rst.transfers", made),),
        undo=(("change", "rst.transfers", number_of(asked), {"状态": "终止"}),),
        opinion=f"接收函已经发给{place(row)}",
        sends={"接收函": number_of(asked), "转出地": place(row)},
    )


def further(asked: Asked, office: str, state: str = "在办") -> Effect:
    """One more step stands in the record."""
    record = asked.store.get("rst.transfers", number_of(asked)) or {"步骤": []}
    return ("change", "rst.transfers", number_of(asked), {"步骤": [*record["步骤"], step(asked, office)], "状态": state})


def closed_there(asked: Asked, row: Row) -> Verdict:
    """The office there closes its account and sends what is in it; or says why it does not."""
    if row["不转"]:
        return deny(f"{place(row)}不转：{row['不转']}，打那边的 12333 问清楚")
    own, pooled = sums(asked.store, row)
    money = f"，{yuan(own + pooled)} 元" if own else ""
    return Verdict(
        "grant",
        bare=True,
        effects=(further(asked, "there"),),
        opinion=f"{place(row)}转出了 {row['月数']} 个月{money}",
        sends={"信息表": number_of(asked), "月数": str(row["月数"])},
    )


def entered(asked: Asked, row: Row) -> Verdict:
    """The months stand here from now on, and the money is in the account."""
    store, person = asked.store, asked.person
    own, pooled = sums(store, row)
    came: Row = {"id": person, "险种": "养老", "from": row["起"], "to": row["止"], "city": f"{str(asked.body['region'])[:4]}00"}
    came |= {"单位": "转入", "单位名称": f"{place(row)}转入", "基数": row["基数"] or 0, "状态": "已缴"}
    effects: list[Effect] = [further(asked, "enter", "办结"), ("drop", "rst.elsewhere", f"{person}|{row['起']}"), ("add", "rst.pays", came)]
    if account := store.get("rst.account", person):
        effects.append(("change", "rst.account", person, {"本金": int(account["本金"]) + own, "余额": int(account["余额"]) + own}))
    months = len(paid_months(store, person) | {*range(month_number(row["起"]), month_number(row["止"]) + 1)})
    money = f"，个人账户 {yuan(own)} 元、统筹 {yuan(pooled)} 元" if own else ""
    opinion = f"{place(row)}的 {row['月数']} 个月转进来了{money}，养老保险合起来 {months} 个月"
    return Verdict("grant", bare=True, effects=tuple(effects), opinion=opinion)
