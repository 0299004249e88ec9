"""查社保: what a person's social insurance comes to, from the rows of rst.*. Pure."""

from __future__ import annotations

from datetime import date

from app.language.showing import Bar, Columns, Facts, Line, Said, Seen, Sheet, day, month, span, yuan
from scenes.social import months
from scenes.social.months import Kind, Paid

ORDER = ("养老", "医疗", "失业", "工伤", "生育")
LAST = 24  # months of the chart
KINDS: dict[str, Kind] = {"m60": "m60", "f55": "f55", "f50": "f50"}


def _whole(count: int) -> str:
    return f"{count} 个月"


def paid(seen: Seen, insurance: str) -> Said | None:
    """How many months count; those of other provinces are said apart, and together."""
    count = len(months.paid(seen.of("pays"), insurance))
    if not count:
        return None
    away = seen.of("elsewhere") if insurance == "养老" else ()
    if not away:
        return Said(_whole(count), span(count))
    others = "、".join(f"{one['省外城市']} {one['月数']} 个月" for one in away)
    together = _together(seen)
    return Said(_whole(count), f"另有{others}，合起来 {together} 个月（{span(together)}）")


def _together(seen: Seen) -> int:
    return len(months.paid(seen.of("pays"))) + sum(int(str(one["月数"])) for one in seen.of("elsewhere"))


def last(seen: Seen, insurance: str) -> Said | None:
    """The last month that was paid, and whether it goes on."""
    found = months.paid(seen.of("pays"), insurance)
    if not found:
        return None
    behind = months.number(seen.today.isoformat()) - found[-1]
    return Said(month(months.name(found[-1])), "正在缴" if behind <= 2 else f"停了 {behind - 1} 个月", "" if behind <= 2 else "near")


def account_kind(seen: Seen, arg: str) -> Said | None:
    """A temporary account: its months go back to where the person is at home."""
    rows = seen.of("persons")
    return Said("临时账户", "退休前转回户籍地或者别的参保地") if rows and rows[0]["账户"] == "临时" else None


def balance(seen: Seen, arg: str) -> Said | None:
    """What the account holds."""
    rows = seen.of("account")
    if not rows:
        return None
    one = rows[0]
    return Said("", f"本金 {yuan(_fen(one['本金']))}，利息 {yuan(_fen(one['利息']))}", fen=_fen(one["余额"]))


def gaps(seen: Seen, insurance: str) -> Said | None:
    """Where nothing was paid."""
    found = months.gaps(seen.of("pays"), insurance)
    if not found:
        return Said("没有断缴", "", "done") if months.paid(seen.of("pays"), insurance) else None
    listed = "；".join(f"{first} 到 {end}，{count} 个月" for first, end, count in found)
    return Said(f"{len(found)} 次", listed, "near")


def retire(seen: Seen, kind: str) -> Said | None:
    """The day of the legal age, for those it is for."""
    if not _applies(seen, kind):
        return None
    _, age, when = months.retire_age(KINDS[kind], _birth(seen))
    return Said(day(when), f"{age // 12} 岁" + (f" {age % 12} 个月" if age % 12 else ""))


def enough(seen: Seen, kind: str) -> Said | None:
    """Whether the months will do for that year, and from when one may go if they do already."""
    if not _applies(seen, kind):
        return None
    when, first = months.retire_age(KINDS[kind], _birth(seen))[2], months.earliest(KINDS[kind], _birth(seen))
    needed, have = months.min_months(when.year), _together(seen)
    if have < needed:
        return Said(f"还差 {needed - have} 个月", f"{when.year} 年退休最少要缴 {needed} 个月", "near")
    early = f"，最早 {day(first)}可以退" if first < when and have >= months.min_months(first.year) else ""
    return Said("缴够了", f"{when.year} 年退休最少要缴 {needed} 个月{early}", "done")


def _applies(seen: Seen, kind: str) -> bool:
    sex = "男" if kind == "m60" else "女"
    return bool(seen.birth and seen.sex == sex and months.paid(seen.of("pays")) and not seen.of("pension"))


def _birth(seen: Seen) -> date:
    if seen.birth is None:
        raise LookupError("birth")
    return seen.birth


def benefit(seen: Seen, arg: str) -> Said | None:
    """What somebody who lost the job now would get."""
    count = len(months.paid(seen.of("pays"), "失业"))
    if not count or seen.birth is None or seen.of("pension"):
        return None
    kind: Kind = "m60" if seen.sex == "男" else "f55"
    left = months.months_until(seen.today, months.retire_age(kind, seen.birth)[2])
    earned = months.unemployment_months(count, left)
    if not earned:
        return Said("还不能领", "失业保险缴满 12 个月，不是自己辞职的，才能领")
    monthly = minimum_wage(seen)
    return Said(f"能领 {earned} 个月", f"现在失业的话，每月 {yuan(months.share(monthly, 0.9))}" if monthly else "现在失业的话")


def minimum_wage(seen: Seen) -> int | None:
    """The minimum wage in force where the last month was paid."""
    here = [one for one in seen.of("minwage") if str(one["from"]) <= seen.today.isoformat() and one["city"] == _city(seen)]
    return _fen(max(here, key=lambda one: str(one["from"]))["元"]) if here else None


def _city(seen: Seen) -> str:
    latest = max(seen.of("pays"), key=lambda one: str(one["to"]), default=None)
    return str(latest["city"]) if latest else seen.city


def insured(seen: Seen, insurance: str) -> Said | None:
    """Whether somebody is insured now."""
    found = months.paid(seen.of("pays"), insurance)
    if not found:
        return None
    on = months.number(seen.today.isoformat()) - found[-1] <= 2
    return Said("参保中" if on else "没有在参保", f"缴到 {month(months.name(found[-1]))}", "done" if on else "")


def injuries(seen: Seen, arg: str) -> Said | None:
    """Injuries at work that were recognised, and what was paid for them."""
    rows = seen.of("injury")
    if not rows:
        return None
    return Said(f"{len(rows)} 次", "；".join(map(_injury, rows)))


def _injury(row: Columns) -> str:
    paid_out = row["待遇"] if isinstance(row["待遇"], list) else []
    sums = [f"{one['项']} {yuan(_fen(one['元']))}" for one in paid_out if isinstance(one, dict)]
    return "，".join([day(str(row["事故日"])), " ".join(filter(None, (str(row["结论"]), str(row["等级"] or "")))), *sums])


def pension(seen: Seen, arg: str) -> Said | None:
    """What a pensioner gets each month."""
    rows = seen.of("pension")
    if not rows:
        return None
    one = rows[0]
    state = {"发放": "每月发", "暂停": "暂停发放", "终止": "已经终止"}[str(one["状态"])]
    return Said("", f"{state}，{month(str(one['起月']))}起", "near" if one["状态"] != "发放" else "", _fen(one["元"]))


def paid_until(seen: Seen, arg: str) -> Said | None:
    """The last month a pension was paid for."""
    rows = seen.of("pension")
    return Said(month(str(rows[0]["已发至"]))) if rows else None


def verified(seen: Seen, arg: str) -> Said | None:
    """Until when a pensioner is known to be alive."""
    rows = seen.of("verify")
    if not rows or not seen.of("pension"):
        return None
    until = date.fromisoformat(str(rows[0]["有效至"]))
    left = (until - seen.today).days
    if left < 0:
        return Said(day(until), "过期了。认证以后，停发的下个月补发", "near")
    return Said(day(until), f"还有 {left} 天", "near" if left <= 60 else "")


def payments(seen: Seen) -> tuple[Line, ...]:
    """Every month of every insurance, newest first, insurances as people name them."""
    found = sorted(months.each(seen.of("pays")), key=lambda one: (-months.number(one.month), ORDER.index(one.insurance)))
    return tuple(_line(seen, one) for one in found)


def _line(seen: Seen, one: Paid) -> Line:
    return Line(
        f"{one.month}-{one.insurance}",
        one.month[:4],
        one.insurance,
        one.city,
        f"{int(one.month[5:])} 月",
        "",
        one.unit,
        "near" if one.state == "欠缴" else "",
        one.base,
        _facts(seen, one),
    )


def _facts(seen: Seen, one: Paid) -> Facts:
    rate = _rate(seen, one)
    shares = (("单位缴", months.share(one.base, rate[0])), ("个人缴", months.share(one.base, rate[1]))) if rate else ()
    return (("单位", one.unit), ("缴费基数", one.base), *shares, ("状态", one.state))


def _rate(seen: Seen, one: Paid) -> tuple[float, float] | None:
    """The unit's and the person's rate of that month in that city."""
    found = [row for row in seen.of("rates") if (row["city"], row["险种"]) == (one.city, one.insurance) and str(row["from"]) <= one.month]
    if not found:
        return None
    latest = max(found, key=lambda row: str(row["from"]))
    return float(str(latest["单位率"])), float(str(latest["个人率"]))


def bases(seen: Seen) -> tuple[Bar, ...]:
    """The base of pension insurance in the last 24 months; a hole where nothing was paid, up to the month before this one."""
    by_month = {one.month: one for one in months.each(seen.of("pays"), "养老") if one.state in months.PAID}
    if not by_month:
        return ()
    end = months.number(seen.today.isoformat()) - 1
    end = end if months.name(end) in by_month else max(end - 1, months.number(max(by_month)))
    return tuple(_bar(seen, months.name(one), by_month.get(months.name(one))) for one in range(end - LAST + 1, end + 1))


def _bar(seen: Seen, name: str, one: Paid | None) -> Bar:
    if one is None:
        return Bar(name, None, f"{month(name)}没有缴费")
    return Bar(name, one.base, f"{month(name)}，基数 {yuan(one.base)}", _facts(seen, one))


def record(seen: Seen, year: int) -> Sheet | None:
    """个人权益记录单 of a year: every month of every insurance; None where nothing was paid."""
    rows = [one for one in months.each(seen.of("pays")) if one.month.startswith(str(year))]
    if not rows:
        return None
    table = tuple((month(one.month), one.insurance, one.unit, yuan(one.base), *_shares(seen, one), one.state) for one in rows)
    counted = len({one.month for one in rows if one.insurance == "养老" and one.state in months.PAID})
    until = [one for one in months.paid(seen.of("pays")) if months.name(one) <= f"{year}-12"]
    facts = (
        ("年度", f"{year} 年"),
        ("当年养老缴费", _whole(counted)),
        ("到当年年底累计", f"{_whole(len(until))}（{span(len(until))}）"),
    )
    columns = ("月份", "险种", "单位", "缴费基数", "单位缴", "个人缴", "状态")
    note = "单位缴、个人缴按当月费率算出，以社保经办机构核定的为准。"
    return Sheet(f"社会保险个人权益记录单（{year} 年）", facts, columns, (14, 7, 31, 15, 13, 12, 8), table, note)


def _shares(seen: Seen, one: Paid) -> tuple[str, str]:
    rate = _rate(seen, one)
    return (yuan(months.share(one.base, rate[0])), yuan(months.share(one.base, rate[1]))) if rate else ("—", "—")


def broken(seen: Seen, arg: str) -> Said | None:
    """Next, for whom months are missing."""
    missing = months.gaps(seen.of("pays"))
    return Said("断缴了，可以自己接着缴") if missing and not seen.of("pension") else None


def away(seen: Seen, arg: str) -> Said | None:
    """Next, for whom months lie in another province."""
    rows = seen.of("elsewhere")
    return Said(f"{rows[0]['省外城市']}的 {rows[0]['月数']} 个月可以转过来") if rows else None


def soon(seen: Seen, arg: str) -> Said | None:
    """Next, within a year of the legal age."""
    kinds = [kind for kind in KINDS if _applies(seen, kind)]
    days = [months.retire_age(KINDS[kind], _birth(seen))[2] for kind in kinds]
    return Said("快到退休年龄了") if any((one - seen.today).days <= 366 for one in days) else None


def proof(seen: Seen, arg: str) -> Said | None:
    """Next, for anybody with rows."""
    return Said("要交给别人看的，打参保证明") if seen.of("pays") else None


def _fen(value: object) -> int:
    return int(str(value))
