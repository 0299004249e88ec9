"""What the bureau writes down: numbers of invoices one after another, the month's quota of a seller."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sandbox.departments.inbox import Refused
from sandbox.documents import Doc
from sandbox.registers.declared import Row
from sandbox.registers.store import Store
from sandbox.tax.money import yuan
from sandbox.world import World

PROVINCE, CHANNEL, FIRST = "44", "2", 1001
REGION = "440106"


def moment(world: World) -> str:
    """2026-11-20 18:02:11, as clocks in China show it."""
    return stamp(world.clock.now())


def stamp(seconds: float) -> str:
    """Unix seconds as clocks in China show them."""
    return (datetime.fromtimestamp(seconds, UTC) + timedelta(hours=8)).strftime("%Y-%m-%d %H:%M:%S")


def number(world: World) -> str:
    """The next invoice number: year, province, channel, one sequence for the whole bureau."""
    kept = world.tables["tax"]
    kept["next"] = kept.get("next", FIRST) + 1
    return f"{moment(world)[2:4]}{PROVINCE}{CHANNEL}{kept['next'] - 1:015d}"


def confirmation(world: World) -> str:
    """The next number of a confirmation of a red invoice."""
    kept = world.tables["tax"]
    kept["next_red"] = kept.get("next_red", FIRST) + 1
    now = moment(world)
    return f"{REGION}{now[2:4]}{now[5:7]}{kept['next_red'] - 1:010d}"


def seller(store: Store, uscc: object) -> Row:
    """The tax registration of a seller that may issue. Refused S001."""
    unit = store.get("sw.units", uscc)
    if unit is None:
        raise Refused(422, "S001", "销方还没做税务报到")
    if unit["状态"] != "正常":
        raise Refused(422, "S001", "销方税务状态非正常，先到税务处理")
    return unit


def quota(world: World, store: Store, uscc: str) -> Row:
    """The quota of this month; a month nobody has asked for begins with what the registration allows."""
    month = moment(world)[:7]
    row = store.get("sw.quota", f"{uscc}|{month}")
    if row is None:
        unit = store.get("sw.units", uscc)
        store.add("sw.quota", {"uscc": uscc, "month": month, "总额度": unit["额度"] if unit else 0, "已用": 0, "冻结": 0})
        row = store.rows("sw.quota")[f"{uscc}|{month}"]
    return row


def freeze(world: World, store: Store, uscc: str, amount: int) -> str:
    """Hold so much of this month's quota; the month. Refused Q001 with what is left."""
    row = quota(world, store, uscc)
    left = row["总额度"] - row["已用"] - row["冻结"]
    if amount > left or world.settings["tax_mood"] == "quota":
        raise Refused(422, "Q001", f"本月额度还剩 {yuan(left)} 元，这张要 {yuan(amount)} 元")
    store.change("sw.quota", f"{uscc}|{row['month']}", 冻结=row["冻结"] + amount)
    return str(row["month"])


def use(store: Store, uscc: str, month: str, amount: int, frozen: int) -> None:
    """Of what was frozen so much is used; below zero gives used quota back."""
    row = store.rows("sw.quota")[f"{uscc}|{month}"]
    store.change("sw.quota", f"{uscc}|{month}", 冻结=max(row["冻结"] - frozen, 0), 已用=max(row["已用"] + amount, 0))


def party(row: Doc) -> dict[str, str]:
    """The columns of a row that hold something."""
    return {name: value for name, value in row.items() if value}
