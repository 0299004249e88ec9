"""What the department has of whoever died: months, pension, account, what was paid too much; and whom they leave."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sandbox.registers.declared import Row
from sandbox.registers.kept import Store

PAID = ("已缴", "补缴")
GROWN = 18


def number(month: str) -> int:
    """Months since year 0."""
    return int(month[:4]) * 12 + int(month[5:7]) - 1


def died(store: Store) -> Iterator[Row]:
    """The certificates that count."""
    yield from (row for row in store.rows("wj.deaths").values() if row["状态"] == "有效")


def funerals(store: Store) -> Iterator[Row]:
    """rst.funerals: a row for each of the dead."""
    for death in died(store):
        yield of(store, death)


def of(store: Store, death: Row) -> Row:
    """What survivors are reckoned by: all of it as the registers stand now."""
    person, on = str(death["死者"]), str(death["死亡时间"])[:10]
    pension, account = store.get("rst.pension", person), store.get("rst.account", person) or {}
    paid = {
        one
        for row in store.rows("rst.pays").values()
        if row["id"] == person and row["险种"] == "养老" and row["状态"] in PAID
        for one in range(number(row["from"]), number(row["to"]) + 1)
    }
    retired = pension is not None and pension["类别"] == "企业"
    after = max(0, number(pension["已发至"]) - number(on)) if pension else 0
    years = [row for row in store.rows("rst.income").values() if int(row["year"]) < int(on[:4])]
    income = max(years, key=lambda row: int(row["year"]), default=None)
    claimed = store.get("rst.funeralpaid", person)
    return {
        "死者": person,
        "姓名": death["姓名"],
        "去世日": on,
        "类别": "退休" if retired else "在职" if paid and pension is None else "居民",
        "缴费月数": int(pension["缴费月数"]) if pension else len(paid),
        "领取月数": max(0, number(on) - number(pension["起月"])) if pension else 0,
        "月均收入": int(income["元"]) // 12 if income else 0,
        "定额": resident_sum(store, person),
        "个人账户": int(account.get("余额") or 0),
        "本人缴费": int(account.get("本金") or 0),
        "多领月数": after,
        "多领": after * int(pension["元"]) if pension else 0,
        "已申领": claimed["姓名"] if claimed else None,
    }


def resident_sum(store: Store, person: str) -> int:
    """What a city pays for the funeral of a resident, in fen."""
    page = store.get("gat.hukou", person)
    home = store.get("gat.households", page["户号"]) if page else None
    row = store.get("rst.funeralresident", f"{str(home['区'])[:4]}00") if home else None
    return int(row["元"]) if row else 0


def heirs(store: Store) -> Iterator[Row]:
    """rst.heirs: spouse, parents and children of each of the dead who are alive and have a page."""
    gone = {str(row["死者"]) for row in died(store)}
    for person in sorted(gone):
        near = store.get("gat.kin", person)
        for role, called in (("配偶", "配偶"), ("父母", "父母"), ("子女", "子女")) if near else ():
            for one in near[role] if near else ():
                page = store.get("gat.hukou", one)
                if page is None or page["状态"] != "正常" or one in gone:
                    continue
                birth = date(int(one[6:10]), int(one[10:12]), int(one[12:14]))
                age = store.today.year - birth.year - ((store.today.month, store.today.day) < (birth.month, birth.day))
                yield {"死者": person, "id": one, "姓名": page["姓名"], "关系": called, "成年": age >= GROWN}
