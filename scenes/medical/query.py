"""查医保: whether one is insured, what the account holds, what was paid where and by whom, from the rows of ybj.*. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from app.language.showing import Bar, Columns, Line, Said, Seen, Sheet, day, month, span, yuan

EMPLOYEE, RETIRED, RESIDENT = "职工", "职工退休", "居民"
CALLED = {EMPLOYEE: "职工医保", RETIRED: "职工医保（退休）", RESIDENT: "居民医保"}
LAST = 12  # months of the chart, this one among them
SHARES = ("统筹", "个人账户", "现金")


def insured(seen: Seen, arg: str) -> Said | None:
    """Which insurance, and whether it holds now."""
    one = _insured(seen)
    if one is None:
        return None
    if one["状态"] == "未参保":
        return Said("没有参保", "看病要自己全付", "near")
    since = f"{day(str(one['自']))}起" if one["自"] else ""
    if one["状态"] == "暂停":
        return Said(CALLED[str(one["险种"])], f"{since}停了，停的时候看病不能报", "near")
    return Said(CALLED[str(one["险种"])], "，".join(filter(None, ("参保中", since, str(one["单位"] or "")))), "done")


def this_year(seen: Seen, arg: str) -> Said | None:
    """Of residents, who pay a year at a time: whether this one is paid."""
    return _year(seen, seen.today.year)


def next_year(seen: Seen, arg: str) -> Said | None:
    """And the next, once its window has opened; until when it may be paid."""
    window = _window(seen)
    if window is None:
        return None
    paid = _year(seen, int(str(window["year"])))
    if paid is None or paid.tone == "done":
        return paid
    last = str(window["缴费止"])
    if last < seen.today.isoformat():
        return Said("还没交", f"集中缴费 {day(last)}结束了，现在交要等待期", "near")
    return Said("还没交", f"{yuan(_fen(window['个人']))}，{day(last)}前交，元旦起能报销", "near")


def _year(seen: Seen, year: int) -> Said | None:
    one = _insured(seen)
    if one is None or one["险种"] != RESIDENT or one["状态"] == "未参保":
        return None
    return Said("交了", "", "done") if year in _years(one) else Said("还没交", "", "near")


def _years(one: Columns) -> list[int]:
    """The years that were paid."""
    paid = one["居民已缴年度"]
    return [int(str(year)) for year in paid] if isinstance(paid, list) else []


def until_retired(seen: Seen, arg: str) -> Said | None:
    """Of employees: how many months are still to be paid so that nothing is paid in retirement."""
    one = _insured(seen)
    needed = _needed(seen)
    if one is None or needed is None or one["险种"] != EMPLOYEE:
        return None
    have = int(str(one["职工累计月"]))
    if have >= needed:
        return Said("缴够了", f"缴了 {span(have)}，退休以后不用再缴", "done")
    return Said(f"还差 {span(needed - have)}", f"缴了 {span(have)}，退休时满 {span(needed)}就不用再缴")


def _needed(seen: Seen) -> int | None:
    one = _insured(seen)
    rules = [row for row in seen.of("retire") if str(row["from"]) <= seen.today.isoformat() and one and row["city"] == one["参保地"]]
    if not rules or seen.sex is None:
        return None
    return int(str(max(rules, key=lambda row: str(row["from"]))[seen.sex]))


def balance(seen: Seen, arg: str) -> Said | None:
    """What the account holds."""
    one = _account(seen)
    return Said("", "看病、买药，也能给家里人用", fen=_fen(one["余额"])) if one else None


def came(seen: Seen, arg: str) -> Said | None:
    """What came this year, beside what was left of the last."""
    one = _account(seen)
    return Said("", f"去年剩下 {yuan(_fen(one['上年结转']))}", fen=_fen(one["划入"])) if one else None


def went(seen: Seen, arg: str) -> Said | None:
    """What was spent this year."""
    one = _account(seen)
    return Said("", "" if _fen(one["支出"]) else "今年还没用过", fen=_fen(one["支出"])) if one else None


def shared(seen: Seen, arg: str) -> Said | None:
    """Who of the family may use the account, and what they did."""
    members = [one for one in seen.of("family") if one["状态"] == "生效"]
    if not members:
        return None
    used = [f"{one['姓名']}（{one['关系']}）" + _used(_fen(one["今年用了"])) for one in members]
    return Said(f"{len(members)} 个人能用", "；".join(used))


def _used(fen: int) -> str:
    return f"今年用了 {yuan(fen)}" if fen else "今年还没用"


def last_visit(seen: Seen, arg: str) -> Said | None:
    """The last time something was settled."""
    rows = _visits(seen)
    return Said(day(str(rows[0]["日"])), f"{rows[0]['机构']} {rows[0]['类别']}，{_shares(rows[0])}") if rows else None


def visits(seen: Seen) -> tuple[Line, ...]:
    """Each settlement, newest first: what it came to and who paid it."""
    return tuple(_line(one) for one in _visits(seen))


def _line(one: Columns) -> Line:
    when = str(one["日"])
    return Line(
        str(one["结算号"]),
        when[:4],
        str(one["类别"]),
        "",
        str(one["机构"]),
        "",
        f"{int(when[5:7])} 月 {int(when[8:])} 日，{_shares(one)}",
        "near" if _cash_only(one) else "",
        _fen(one["总额"]),
        (
            ("日期", day(when)),
            ("类别", f"{one['类别']}，{one['级别']}" + ("，异地" if one["异地"] else "")),
            ("一共", _fen(one["总额"])),
            *((name, _fen(one[name])) for name in SHARES),
            ("结算号", str(one["结算号"])),
        ),
    )


def _shares(one: Columns) -> str:
    """统筹 80.00 元，个人账户 350.00 元: those that paid something."""
    return "，".join(f"{name} {yuan(_fen(one[name]))}" for name in SHARES if _fen(one[name]))


def spent(seen: Seen) -> tuple[Bar, ...]:
    """What the account paid in each of the last months; what came is said beside it."""
    if _account(seen) is None:
        return ()
    first = seen.today.year * 12 + seen.today.month - LAST
    names = [f"{number // 12}-{number % 12 + 1:02d}" for number in range(first, first + LAST)]
    return tuple(_bar(name, [one for one in seen.of("log") if str(one["日"]).startswith(name)]) for name in names)


def _bar(name: str, rows: list[Columns]) -> Bar:
    gone, come = _flow(rows)
    text = f"{month(name)}，花了 {yuan(gone)}，划入 {yuan(come)}" if rows else f"{month(name)}没有进出"
    return Bar(name, gone, text, tuple((str(one["摘要"]), _fen(one["元"])) for one in rows))


def _flow(rows: Iterable[Columns]) -> tuple[int, int]:
    """What went and what came."""
    sums = [_fen(one["元"]) for one in rows]
    return -sum(one for one in sums if one < 0), sum(one for one in sums if one > 0)


def statement(seen: Seen, year: int) -> Sheet | None:
    """医保对账单 of a year: every move of the account with what was left after it; None where the account did not move."""
    account = next((one for one in seen.of("account") if str(one["year"]) == str(year)), None)
    rows = sorted((one for one in seen.of("log") if str(one["日"]).startswith(str(year))), key=lambda one: str(one["日"]))
    if account is None or not rows:
        return None
    left, table = _fen(account["上年结转"]), []
    for one in rows:
        left += _fen(one["元"])
        table.append((day(str(one["日"])), str(one["摘要"]), yuan(_fen(one["元"])), yuan(left)))
    gone, come = _flow(rows)
    facts = (
        ("上年结转", yuan(_fen(account["上年结转"]))),
        ("划入", yuan(come)),
        ("支出", yuan(gone)),
        ("余额", yuan(left)),
    )
    return Sheet(f"医疗保险个人账户对账单（{year} 年）", facts, ("日期", "摘要", "进出", "余额"), (24, 40, 18, 18), tuple(table))


def to_insure(seen: Seen, arg: str) -> Said | None:
    """Next, for whom nothing holds."""
    one = _insured(seen)
    return Said("没有参保，给他办居民医保") if one and one["状态"] == "未参保" else None


def to_pay(seen: Seen, arg: str) -> Said | None:
    """Next, for a resident whose year is not paid."""
    window, said = _window(seen), next_year(seen, arg)
    return Said(f"{window['year']} 年的还没交") if window and said and said.tone == "near" else None


def to_claim(seen: Seen, arg: str) -> Said | None:
    """Next, for who paid a bill in cash alone."""
    rows = [one for one in _visits(seen) if _cash_only(one)]
    return Said(f"{day(str(rows[0]['日']))}自己付了 {yuan(_fen(rows[0]['现金']))}，看能不能报") if rows else None


def _cash_only(one: Columns) -> bool:
    return _fen(one["现金"]) > 0 and not _fen(one["统筹"]) and not _fen(one["个人账户"])


def _insured(seen: Seen) -> Columns | None:
    return next(iter(seen.of("insured")), None)


def _account(seen: Seen) -> Columns | None:
    """The account of the newest year."""
    return max(seen.of("account"), key=lambda one: str(one["year"]), default=None)


def _window(seen: Seen) -> Columns | None:
    """The year that can be paid now, or whose window has just closed."""
    one = _insured(seen)
    open_ = [row for row in seen.of("windows") if str(row["缴费起"]) <= seen.today.isoformat() and one and row["city"] == one["参保地"]]
    return max(open_, key=lambda row: str(row["year"]), default=None)


def _visits(seen: Seen) -> list[Columns]:
    return sorted(seen.of("visits"), key=lambda one: (str(one["日"]), str(one["结算号"])), reverse=True)


def _fen(value: object) -> int:
    return int(str(value))
