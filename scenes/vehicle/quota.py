"""购车指标, looked at: what one has, what is on its way, when the next draw is and how many are drawn, what of it one may have. Pure."""

from __future__ import annotations

from datetime import date, timedelta

from app.language.monthly import month_by
from app.language.showing import Columns, Line, Said, Seen, day

OPEN = ("待审核", "待摇号", "可竞价")
SOON = 60  # days before its end a quota that is not used is said loudly
DRAWN, USED_UP = "普通车摇号", "更新"
MODEL = {"普通": "普通车", "节能": "节能车", "新能源": "新能源车"}


def my_quotas(seen: Seen, arg: str) -> Said | None:
    """Those that can still be used, each with its end."""
    mine = _good(seen)
    if not mine:
        return Said("没有", "", "grey")
    told = [f"{MODEL[str(one['车型'])]}{one['类型']}指标，{day(str(one['止']))}前用" for one in mine]
    soon = any((_day(one, "止") - seen.today).days <= SOON for one in mine)
    return Said("、".join(_spaced(str(one["number"])) for one in mine), "；".join(told), "near" if soon else "")


def running(seen: Seen, arg: str) -> Said | None:
    """What is on its way, each with its code and its day."""
    mine = [one for one in seen.of("applications") if one["结果"] in OPEN]
    if not mine:
        return Said("没有", "", "grey")
    told = [f"{one['kind']}，申请编码 {one['code']}" + (f"，摇过 {one['次数']} 次没中" if one["次数"] else "") for one in mine]
    return Said("；".join(_when(one) for one in mine), "；".join(told), "near")


def applications(seen: Seen) -> tuple[Line, ...]:
    """Every application there was, the newest first."""
    mine = sorted(seen.of("applications"), key=lambda row: (str(row["提交日"]), str(row["code"])), reverse=True)
    return tuple(
        Line(
            str(one["code"]),
            str(one["提交日"])[:4],
            "",
            "",
            str(one["kind"]),
            str(one["结果"]),
            f"{day(str(one['提交日']))}提交",
            "done" if one["结果"] == "已发指标" else "",
            facts=(("申请编码", str(one["code"])), *((("摇过", f"{one['次数']} 次"),) if one["次数"] else ())),
        )
        for one in mine
    )


def next_draw(seen: Seen, arg: str) -> Said | None:
    """The draw that an application of today would be in."""
    rule = _rule(seen, DRAWN)
    month = month_by(rule, seen.today) if rule else None
    if month is None:
        return None
    return Said(day(month.draws), f"{month.closes.month} 月 {month.closes.day} 日 24 点截止，{month.tells.day} 日出审核结果")


def odds(seen: Seen, arg: str) -> Said | None:
    """How many of a hundred were drawn the last time, as far as it is told."""
    rows = [one for one in seen.of("pools") if one["kind"] == DRAWN and one["申请数"]]
    last = max(rows, key=lambda row: str(row["month"]), default=None)
    if last is None:
        return None
    asked, given = int(str(last["申请数"])), int(str(last["指标数"]))
    month = str(last["month"])
    return Said(f"{given * 100 / asked:.1f}%", f"{month[:4]} 年 {int(month[5:])} 月：{asked:,} 个申请，{given:,} 个指标")


def home(seen: Seen, arg: str) -> Said | None:
    """In the books of the city, or with its residence permit; one that ends before the next draw is prolonged first."""
    if any(str(one["区"])[:4] == seen.city[:4] for one in seen.of("home")):
        return Said("本市户口")
    permits = [one for one in seen.of("permits") if str(one["区"])[:4] == seen.city[:4] and one["状态"] == "正常"]
    until = max((_day(one, "签注至") for one in permits), default=None)
    if until is None or until < seen.today:
        return Said("不是本市户口，也没有本市有效的居住证", "先办居住证", "near")
    rule = _rule(seen, DRAWN)
    month = month_by(rule, seen.today) if rule else None
    early = month is not None and until < month.draws
    return Said(f"居住证到 {day(until)}", "摇号前就到期，先签注" if early else "", "near" if early else "")


def months(seen: Seen, arg: str) -> Said | None:
    """Months of medical insurance here, for who is not in the books of the city."""
    rule = _rule(seen, DRAWN)
    wanted = rule.get("医保月") if rule else None
    if not isinstance(wanted, int) or any(str(one["区"])[:4] == seen.city[:4] for one in seen.of("home")):
        return None
    paid = sum(int(str(one["医疗"])) for one in seen.of("months"))
    return Said(f"{paid} 个月", f"要 {wanted} 个月，够了" if paid >= wanted else f"要 {wanted} 个月，还差 {wanted - paid} 个月")


def licence(seen: Seen, arg: str) -> Said | None:
    """The driving licence that is wanted."""
    mine = next(iter(seen.of("licence")), None)
    if mine is None:
        return Said("没有驾驶证", "要先有驾驶证", "near")
    until = str(mine["至"])
    return Said(str(mine["准驾"]), f"{day(until)}到期" if until[:1].isdigit() else "长期有效")


def cars(seen: Seen, arg: str) -> Said | None:
    """Cars of the city in one's name: with one there is no quota besides."""
    mine = [str(one["plate"]) for one in seen.of("cars")]
    if not mine:
        return Said("没有", "", "grey")
    return Said("、".join(mine), "有本市的车，不能再申请增量指标。报废、卖掉以后，可以申请更新指标")


def gone(seen: Seen, arg: str) -> Said | None:
    """Cars that are gone and give a quota, until when."""
    rule = _rule(seen, USED_UP)
    wanted = rule.get("旧车月") if rule else None
    local, used = {one["plate"] for one in seen.of("local")}, {one.get("旧车") for one in seen.of("quotas")}
    mine = [one for one in seen.of("gone") if one["plate"] in local - used]
    if not isinstance(wanted, int):
        return None
    ends = {str(one["plate"]): _later(_day(one, "转让或注销日"), wanted) for one in mine}
    good = {plate: end for plate, end in ends.items() if end >= seen.today}
    if not good:
        return None
    return Said("、".join(good), "；".join(f"{day(end)}前可以申请更新指标" for end in good.values()), "near")


def use_it(seen: Seen, arg: str) -> Said | None:
    """Next, for who has a quota."""
    return Said("有指标了，先选车牌号") if _good(seen) else None


def _good(seen: Seen) -> list[Columns]:
    return [one for one in seen.of("quotas") if one["状态"] == "有效" and _day(one, "止") >= seen.today]


def _when(row: Columns) -> str:
    if not row["摇号日"]:
        return "正在审核"
    on = _day(row, "摇号日")
    return f"{on.month} 月 {on.day} 日{'竞价' if str(row['kind']).endswith('竞价') else '摇号'}"


def _rule(seen: Seen, kind: str) -> Columns | None:
    """The rule of the city for a kind that holds today."""
    rows = [one for one in seen.of("rules") if one["kind"] == kind and _day(one, "from") <= seen.today]
    return max(rows, key=lambda row: str(row["from"]), default=None)


def _later(start: date, count: int) -> date:
    """So many months on: the same day, or the last of a shorter month."""
    year, month = divmod(start.year * 12 + start.month - 1 + count, 12)
    last = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1) - timedelta(days=1)
    return last.replace(day=min(start.day, last.day))


def _spaced(number: str) -> str:
    """4401 2611 0001."""
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))


def _day(row: Columns, name: str) -> date:
    return date.fromisoformat(str(row[name]))
