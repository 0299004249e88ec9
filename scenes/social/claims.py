"""领失业金、技能补贴: what somebody could draw, said before anything is asked. Pure."""

from __future__ import annotations

from datetime import date

from app.language.showing import Columns, Said, Seen, day, month, yuan
from scenes.social import months, query


def stopped(seen: Seen, arg: str) -> Said | None:
    """The last stop, and whose wish it was said to be."""
    last = _stop(seen)
    return Said(day(str(last["日"])), str(last["原因"])) if last else None


def claimable(seen: Seen, arg: str) -> Said | None:
    """Months and sums; to whom a unit still pays, that it is not yet time."""
    count = len(months.paid(seen.of("pays"), "失业"))
    if not count or seen.birth is None or seen.of("pension") or any(row["状态"] == "发放" for row in seen.of("drawn")):
        return None
    last, paid_to = _stop(seen), max(str(row["to"]) for row in seen.of("pays") if row["险种"] == "失业")
    if last is None or str(last["日"])[:7] < paid_to:
        return Said("还在参保", f"{int(paid_to[5:])} 月还在单位参保，停保后再来")
    left = months.months_until(seen.today, months.retire_age("m60" if seen.sex == "男" else "f55", seen.birth)[2])
    spared = sum(int(str(row["剩余"])) for row in seen.of("drawn"))
    length = months.unemployment_months(count, left) or min(spared, left)
    if not length:
        return Said("还不能领", "失业保险要缴满 12 个月；以前没领完的可以接着领")
    wage = query.minimum_wage(seen)
    each = months.share(wage, 0.9) if wage else 0
    return Said(f"能领 {length} 个月", f"每月 {yuan(each)}，共 {yuan(each * length)}" if each else "")


def drawing(seen: Seen, arg: str) -> Said | None:
    """What is being drawn, and how far it has come."""
    row = next((one for one in seen.of("drawn") if one["状态"] == "发放"), None)
    if row is None:
        return None
    return Said("", f"{month(str(row['起']))}起，已领 {row['已领']}/{row['月数']} 个月，下个月 20 日前到账", fen=int(str(row["元"])))


def renewed(seen: Seen, arg: str) -> Said | None:
    """Seen alive since the last check, so that no face is wanted."""
    last = max((str(row["日"]) for row in seen.of("alive")), default="")
    checked = max((str(row["认证日"]) for row in seen.of("verify")), default="")
    if not last or last <= checked:
        return None
    return Said(f"到 {day(months.later(date.fromisoformat(last), 12))}", "不用刷脸", "done")


def paused(seen: Seen, arg: str) -> Said | None:
    """A pension that stands still, and when it is made good."""
    row = next((one for one in seen.of("pension") if one["状态"] == "暂停"), None)
    if row is None:
        return None
    first = months.name(months.number(str(row["已发至"])) + 1)
    return Said(f"{month(first)}起停发", "认证后下个月一起补发", "near")


def card(seen: Seen, arg: str) -> Said | None:
    """The card in use: number, generation, bank, end."""
    row = _card(seen)
    return Said(str(row["卡号"]), f"{row['版']}，{row['银行']}，有效期至 {day(str(row['至']))}") if row else None


def card_works(seen: Seen, arg: str) -> Said | None:
    """What the card can do now."""
    row = _card(seen)
    if row is None:
        return None
    if row["状态"] != "正常":
        return Said("已停用", str(row["状态"]), "near")
    bank = "银行功能能用" if row["金融功能"] else "银行功能还没开通，带身份证到网点开"
    return Said("能用", bank, "done")


def _card(seen: Seen) -> Columns | None:
    rows = seen.of("mine") or seen.of("cards")
    return max(rows, key=lambda row: str(row["发卡"]), default=None)


def skill_sums(seen: Seen, arg: str) -> Said | None:
    """Every certificate that is still paid, with its sum and its last day."""
    sums = _sums(seen)
    told = [(one, sums.get(str(one["等级"]), 0)) for one in seen.of("skills") if _end(one) >= seen.today and not _paid(seen, one)]
    listed = "；".join(f"{one['职业']} {one['等级']} {yuan(fen)}，{day(_end(one))}前申领" for one, fen in told if fen)
    return Said("", listed, fen=sum(fen for _, fen in told)) if listed else None


def skills_gone(seen: Seen, arg: str) -> Said | None:
    """Those that are paid, and those whose time has passed."""
    said = []
    for one in seen.of("skills"):
        paid = _paid(seen, one)
        if paid:
            said.append(f"{one['职业']} {one['等级']} {day(str(paid['日']))}领过 {yuan(int(str(paid['元'])))}")
        elif _end(one) < seen.today:
            said.append(f"{one['职业']} {one['等级']} {day(_end(one))}过了申领期")
    return Said(f"{len(said)} 本", "；".join(said)) if said else None


def skill_months(seen: Seen, arg: str) -> Said | None:
    """Months of unemployment insurance, and how many are wanted."""
    count, least = (
        sum(int(str(row["失业"])) for row in seen.of("months")),
        min((int(str(row["最低月"])) for row in seen.of("rules")), default=12),
    )
    if not seen.of("skills"):
        return None
    return Said(f"{count} 个月", "够了" if count >= least else f"满 {least} 个月才能领", "done" if count >= least else "near")


def _stop(seen: Seen) -> Columns | None:
    return max(seen.of("stops"), key=lambda row: str(row["日"]), default=None)


def _end(skill: Columns) -> date:
    return months.later(date.fromisoformat(str(skill["发证日"])), 12)


def _paid(seen: Seen, skill: Columns) -> Columns | None:
    same = (skill["职业"], skill["等级"])
    return next((row for row in seen.of("paid") if (row["职业"], row["等级"]) == same), None)


def _sums(seen: Seen) -> dict[str, int]:
    begun = [row for row in seen.of("rules") if str(row["from"]) <= seen.today.isoformat()]
    rule = max(begun, key=lambda row: str(row["from"]), default=None)
    listed = rule["元"] if rule and isinstance(rule["元"], list) else []
    return {str(one["等级"]): int(str(one["额"])) for one in listed if isinstance(one, dict)}
