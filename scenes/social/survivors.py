"""领抚恤金: what a family is owed, line by line, before anything is asked. Pure (tests/rules/test_checks_survivors.py)."""

from __future__ import annotations

from app.language.showing import Columns, Said, Seen, day, span, yuan
from app.language.survivors import lines, owed


def passed(seen: Seen, arg: str) -> Said | None:
    """Who it is about: the day, what they were insured as, for how long."""
    row = _row(seen)
    if row is None:
        return None
    count = int(str(row["缴费月数"]))
    paid = f"，缴了 {count} 个月（{span(count)}）" if count else ""
    return Said(str(row["姓名"]), f"{day(str(row['去世日']))}，{_called(row)}{paid}")


def sums(seen: Seen, arg: str) -> Said | None:
    """What is paid in all, and of what it is made up; whoever was paid already."""
    row = _row(seen)
    if row is None:
        return None
    if row["已申领"]:
        return Said("已经领了", f"由{row['已申领']}申领", "done")
    found = owed(row)
    return Said("", "，".join(f"{name} {yuan(fen)}" for name, fen in lines(found)), fen=found.total)


def back(seen: Seen, arg: str) -> Said | None:
    """Months that were paid after the one somebody died in."""
    row = _row(seen)
    if row is None or not row["多领月数"] or row["已申领"]:
        return None
    return Said(f"{row['多领月数']} 个月", f"去世以后还发了 {yuan(int(str(row['多领'])))}，从里面扣回", "near")


def _called(row: Columns) -> str:
    return {"退休": "领养老金的退休人员", "在职": "在职参保", "居民": "城乡居民"}[str(row["类别"])]


def _row(seen: Seen) -> Columns | None:
    """The latest of them, the one that was not claimed first."""
    rows = sorted(seen.of("dead"), key=lambda row: (row["已申领"] is None, str(row["去世日"])))
    return rows[-1] if rows else None
