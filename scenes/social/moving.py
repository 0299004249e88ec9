"""养老转移: which months are joined already, which can be, which wait until retirement; and the paper that another province begins with.
Pure (tests/rules/test_checks_transfers.py)."""

from __future__ import annotations

from app.language.kinds.places import region_name
from app.language.showing import Columns, Said, Seen, Sheet, day, month, span, yuan
from scenes.social import months

DONE, RUNNING = "办结", "在办"


def transfer_sum(row: Columns, rule: Columns) -> tuple[int, int]:
    """What comes with the months of another province, in fen: the account and the pooled part; each month's share of the base is rounded
    half up to fen."""
    count, base = int(str(row["月数"])), int(str(row["基数"] or 0))
    each = (months.share(base, float(str(rule[name]))) for name in ("个人率", "统筹率"))
    own, pooled = (one * count for one in each)
    return own, pooled


def here(seen: Seen, arg: str) -> Said | None:
    """The months of this province, by city: they are one already."""
    counted: dict[str, set[int]] = {}
    for row in seen.of("pays"):
        counted.setdefault(str(row["city"]), set()).update(months.paid((row,)))
    told = [f"{_city(code)} {len(found)} 个月" for code, found in counted.items() if found]
    return Said("已经合并", f"{'、'.join(told)}，不用转", "done") if told else None


def movable(seen: Seen, arg: str) -> Said | None:
    """The months of other provinces: what would come with them, or that they wait until retirement."""
    rows, rule = seen.of("elsewhere"), next(iter(seen.of("rules")), None)
    if not rows or rule is None or {str(one["状态"]) for one in seen.of("pension")} - {"终止"}:
        return None
    told = "；".join(_told(row, rule) for row in rows)
    if any(str(one["账户"]) == "临时" for one in seen.of("persons")):
        return Said("到退休时再归集", f"{told}。您在广东是临时账户，现在不用转", "grey")
    total = sum(sum(transfer_sum(row, rule)) for row in rows)
    return Said("" if total else "可以转进来", told, "", total or None)


def _told(row: Columns, rule: Columns) -> str:
    own, pooled = transfer_sum(row, rule)
    sums = f"，个人账户 {yuan(own)}，统筹 {yuan(pooled)}，利息由对方算" if own else "，金额由对方算"
    return f"{row['省外城市']} {month(str(row['起']))}到 {month(str(row['止']))}，{row['月数']} 个月{sums}"


def steps(seen: Seen, arg: str) -> Said | None:
    """What is on its way, and what came."""
    rows = seen.of("running")
    if not rows:
        return None
    told = "；".join(_steps(row) for row in rows)
    open_ = any(row["状态"] == RUNNING for row in rows)
    return Said("正在转" if open_ else "转好了", told, "near" if open_ else "done")


def _steps(row: Columns) -> str:
    listed = row["步骤"] if isinstance(row["步骤"], list) else []
    passed = "，".join(f"{day(str(one['日']))}{one['名']}" for one in listed if isinstance(one, dict))
    return f"{row['转出地']} {row['月数']} 个月：{passed}" + ("，停办了" if row["状态"] not in (DONE, RUNNING) else "")


def leaving(seen: Seen, year: int) -> Sheet | None:
    """参保缴费凭证: what was paid here, for the office that another province begins the transfer at; up to the end of a year."""
    counted = [one for one in months.each(seen.of("pays"), "养老") if one.state in months.PAID and one.month[:4] <= str(year)]
    if not counted:
        return None
    first, last = counted[0].month, counted[-1].month
    facts = (
        ("参保地", _city(counted[-1].city)),
        ("险种", "企业职工基本养老保险"),
        ("缴费起止", f"{first} 到 {last}"),
        ("累计缴费", f"{len({one.month for one in counted})} 个月（{span(len({one.month for one in counted}))}）"),
    )
    note = "到外省参保以后，把这张交给那边的社保机构，由那边来转；这边不用来。"
    return Sheet("基本养老保险参保缴费凭证", facts, ("年度", "月数", "单位"), (20, 15, 65), tuple(_years(counted)), note)


def _years(counted: list[months.Paid]) -> list[tuple[str, str, str]]:
    years = sorted({one.month[:4] for one in counted})
    of = {year: [one for one in counted if one.month.startswith(year)] for year in years}
    return [(f"{year} 年", f"{len(of[year])} 个月", "、".join(dict.fromkeys(one.unit for one in of[year]))) for year in years]


def _city(code: str) -> str:
    return region_name(code).removeprefix("广东省").removesuffix("市")
