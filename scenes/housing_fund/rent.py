"""租房提取: what can be taken for rent, said before anything is asked. Pure."""

from __future__ import annotations

from app.language.funds import fen, rent_due
from app.language.showing import Columns, Said, Seen, day, month, yuan

RUNS = "有效"


def rent_can(seen: Seen, arg: str) -> Said | None:
    """What each lease of this city comes to; without one, the city's sum for a month. Of a lease elsewhere why it does not count."""
    account, rule = _first(seen, "accounts"), _first(seen, "rules")
    if account is None or rule is None:
        return None
    here = [one for one in seen.of("leases") if str(one["市"])[:4] == seen.city[:4] and one["状态"] == RUNS]
    away = any(str(one["市"])[:4] != seen.city[:4] and one["状态"] == RUNS for one in seen.of("leases"))
    note = "；别的城市的租约，本市公积金不能用" if away else ""
    if not here:
        each = fen(rule["月限额"])
        return Said(f"每月 {yuan(each)}", f"没有备案的租房按这个数，一次最多 {rule['最多月数']} 个月{note}")
    lease, taken, most = here[0], _taken(seen), int(str(rule["最多月数"]))
    paid = str(lease["付至"] or "")
    due = rent_due(str(lease["起"]), taken, seen.today, fen(lease["月租"]), most, fen(account["余额"]), paid)
    if due is None:
        return Said("这个月没有", f"房租已经取到 {month(taken)}，下个月再来{note}" if taken else "住满一个月再来")
    return Said("", f"{lease['坐落']}，{due.months} 个月，每月 {yuan(due.each)}{note}", fen=due.fen)


def rent_taken(seen: Seen, arg: str) -> Said | None:
    """The last month that rent was taken for, and how much in all."""
    if not _taken(seen):
        return None
    return Said(month(_taken(seen)), f"一共取过 {yuan(sum(fen(one['累计元']) for one in seen.of('uses')))}")


def rent_monthly(seen: Seen, arg: str) -> Said | None:
    """The contract that runs."""
    one = _first(seen, "contracts")
    return Said(f"每月 {one['日']} 日", f"下次 {day(str(one['下次']))}，{yuan(fen(one['每月上限']))}") if one else None


def rent_homes(seen: Seen, arg: str) -> Said | None:
    """Whether the person or a child has a house here: then nothing is taken for rent."""
    for whose, lookup in (("您", "homes"), ("孩子", "child_homes")):
        if row := _first(seen, lookup):
            return Said(f"{whose}名下有房", f"{row['坐落']}，不能租房提取", "near")
    return Said("没有", "您和未成年的孩子名下都没有", "done")


def _first(seen: Seen, lookup: str) -> Columns | None:
    return next(iter(seen.of(lookup)), None)


def _taken(seen: Seen) -> str:
    return max((str(one["已取到"]) for one in seen.of("uses") if one["已取到"]), default="")
