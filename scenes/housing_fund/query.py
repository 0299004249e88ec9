"""查公积金: what the accounts hold, whether the unit pays, what a loan still costs, from the rows of gjj.*. Pure."""

from __future__ import annotations

from app.language.showing import Bar, Columns, Line, Said, Seen, Sheet, day, month, span, yuan

PAYS, FROZEN, CLOSED = "正常", "封存", "销户"
PAID = ("汇缴", "补缴")
LATE = 2  # months behind: the month that runs and the one before it may still come
LAST = 24  # months of the chart


def balance(seen: Seen, arg: str) -> Said | None:
    """What the account holds that is paid into, else the one that holds most."""
    one = _main(seen)
    if one is None:
        return None
    if one["状态"] == CLOSED:
        return Said("已销户", f"{one['城市']}，{month(str(one['状态起']))}", "grey")
    unsettled = f"，没结的利息 {yuan(_fen(one['未结利息']))}" if _fen(one["未结利息"]) else ""
    if one["状态"] == FROZEN:
        return Said("", f"{one['城市']}，{month(str(one['状态起']))}封存{unsettled}", "near", _fen(one["余额"]))
    return Said("", "，".join(filter(None, (str(one["城市"]), str(one["单位"] or "")))) + unsettled, fen=_fen(one["余额"]))


def monthly(seen: Seen, arg: str) -> Said | None:
    """What comes each month: the unit's share and one's own."""
    one = _main(seen)
    if one is None or one["状态"] != PAYS or one["月缴存额"] is None or one["基数"] is None:
        return None
    shares = f"单位 {one['单位比例']}%，个人 {one['个人比例']}%，基数 {yuan(_fen(one['基数']))}"
    return Said("", shares, fen=_fen(one["月缴存额"]))


def paid(seen: Seen, arg: str) -> Said | None:
    """The last month that was paid, and how many in a row."""
    one = _main(seen)
    if one is None or one["状态"] == CLOSED:
        return None
    until = str(one["缴至"])
    behind = _number(seen.today.isoformat()) - _number(until)
    if one["状态"] == PAYS and behind > LATE:
        return Said(month(until), f"{behind - 1} 个月没缴。单位没缴的，打 12329 投诉", "near")
    count = int(str(one["连续月数"]))
    return Said(month(until), f"连续 {count} 个月（{span(count)}）" if count and one["状态"] == PAYS else "")


def gaps(seen: Seen, arg: str) -> Said | None:
    """Months within the flows that nothing was paid for."""
    one = _main(seen)
    if one is None or one["状态"] != PAYS:
        return None
    had = {_number(str(row["日"])) for row in _of(seen, one) if row["摘要"] in PAID}
    missing = [number for number in range(min(had), max(had)) if number not in had] if had else []
    if not missing:
        return None
    return Said(f"{len(missing)} 个月", "、".join(month(_name(number)) for number in missing), "near")


def elsewhere(seen: Seen, arg: str) -> Said | None:
    """The other accounts that still hold something."""
    rows = _others(seen)
    if not rows:
        return None
    listed = "；".join(f"{one['城市']} {yuan(_fen(one['余额']))}，{month(str(one['状态起']))}起{one['状态']}" for one in rows)
    return Said(f"{len(rows)} 个账户", listed)


def retired(seen: Seen, arg: str) -> Said | None:
    """Who draws a pension may take everything."""
    one = _main(seen)
    if one is None or one["状态"] == CLOSED or not _draws(seen):
        return None
    if _loans(seen):
        return Said("先结清贷款", "您已退休，公积金贷款还清以后可以全部取出", "near")
    return Said("全部", "您已退休，可以全部取出", "done")


def owed(seen: Seen, arg: str) -> Said | None:
    """What the loans still come to."""
    rows = _loans(seen)
    if not rows:
        return None
    return Said("", "；".join(f"{one['种类']}贷款，{one['坐落']}" for one in rows), fen=sum(_fen(one["余额"]) for one in rows))


def instalment(seen: Seen, arg: str) -> Said | None:
    """What goes each month."""
    rows = _loans(seen)
    return Said("", "", fen=sum(_fen(one["月供"]) for one in rows)) if rows else None


def next_due(seen: Seen, arg: str) -> Said | None:
    """The next day it is taken."""
    days = [f"{_name(_due(seen, one))}-{int(str(one['扣款日'])):02d}" for one in _loans(seen)]
    return Said(day(min(days))) if days else None


def terms_left(seen: Seen, arg: str) -> Said | None:
    """How many times, up to the last month."""
    rows = _loans(seen)
    if not rows:
        return None
    last = max(rows, key=lambda one: str(one["止"]))
    return Said(f"{_number(str(last['止'])) - _due(seen, last) + 1} 期", f"到 {month(str(last['止']))}")


def last_repaid(seen: Seen, arg: str) -> Said | None:
    """The last instalment, in principal and interest; one that was missed comes first."""
    rows = [row for one in _loans(seen) for row in _repaid(one)]
    if not rows:
        return None
    late = [row for row in rows if row["状态"] == "逾期"]
    one = max(late or rows, key=lambda row: str(row["日"]))
    parts = f"本金 {yuan(_fen(one['本']))}，利息 {yuan(_fen(one['息']))}"
    return Said(day(str(one["日"])), f"没还上：{parts}" if late else parts, "near" if late else "")


def moves(seen: Seen) -> tuple[Line, ...]:
    """Every move of every account, newest first."""
    cities = {str(one["个人账号"]): one for one in seen.of("accounts")}
    return tuple(
        _line(one, cities[str(one["个人账号"])])
        for one in sorted(seen.of("flows"), key=lambda one: str(one["日"]), reverse=True)
        if str(one["个人账号"]) in cities
    )


def _line(one: Columns, account: Columns) -> Line:
    when, said = str(one["日"]), _said(one)
    return Line(
        f"{one['个人账号']}-{when}-{one['摘要']}",
        when[:4],
        str(account["城市"]),
        str(account["city"]),
        said,
        f"{int(when[5:7])} 月 {int(when[8:])} 日",
        fen=_fen(one["元"]),
        facts=(("日期", day(when)), ("摘要", said), ("账户", str(account["城市"]))),
    )


def _said(one: Columns) -> str:
    return f"{one['说明']}{one['摘要']}" if one["说明"] else str(one["摘要"])


def months(seen: Seen) -> tuple[Bar, ...]:
    """What came in each of the last months to the account that is paid into; a hole where nothing was paid, from the month it was
    opened to the last that should be there. What else moved is said beside it."""
    one = _main(seen)
    if one is None or one["状态"] != PAYS or not _of(seen, one):
        return ()
    now = _number(seen.today.isoformat())
    end = max(now - LATE, min(now, _number(str(one["缴至"]))))
    first = max(end - LAST + 1, _number(str(one["开户月"])))
    return tuple(_bar(_of(seen, one), _name(number)) for number in range(first, end + 1))


def _bar(moved: list[Columns], name: str) -> Bar:
    rows = [one for one in moved if str(one["日"]).startswith(name)]
    facts = tuple((_said(one), _fen(one["元"])) for one in rows)
    if not any(one["摘要"] in PAID for one in rows):
        return Bar(name, None, f"{month(name)}没有缴", facts)
    come = sum(fen for one in rows if (fen := _fen(one["元"])) > 0)
    gone = -sum(fen for one in rows if (fen := _fen(one["元"])) < 0)
    return Bar(name, come, f"{month(name)}，进 {yuan(come)}" + (f"，出 {yuan(gone)}" if gone else ""), facts)


def statement(seen: Seen, year: int) -> Sheet | None:
    """公积金缴存明细 of a year: every move with what the account held after it; None where nothing moved."""
    table = [row for account in seen.of("accounts") for row in _moved(seen, account, str(year))]
    if not table:
        return None
    rows = [one for one in seen.of("flows") if str(one["日"]).startswith(str(year))]
    came = sum(fen for one in rows if (fen := _fen(one["元"])) > 0)
    went = -sum(fen for one in rows if (fen := _fen(one["元"])) < 0)
    facts = (("年度", f"{year} 年"), ("进", yuan(came)), ("出", yuan(went)))
    return Sheet(f"住房公积金缴存明细（{year} 年）", facts, ("账户", "日期", "摘要", "进出", "余额"), (12, 24, 22, 21, 21), tuple(table))


def _moved(seen: Seen, account: Columns, year: str) -> list[tuple[str, ...]]:
    """An account's moves of the year. What it held is counted back from what it holds."""
    held = _fen(account["余额"])
    table: list[tuple[str, ...]] = []
    for one in sorted(_of(seen, account), key=lambda one: str(one["日"]), reverse=True):
        if str(one["日"]).startswith(year):
            table.append((str(account["城市"]), day(str(one["日"])), _said(one), yuan(_fen(one["元"])), yuan(held)))
        held -= _fen(one["元"])
    return table[::-1]


def to_transfer(seen: Seen, arg: str) -> Said | None:
    """Next, for whom an account lies frozen in another city."""
    main, rows = _main(seen), [one for one in _others(seen) if one["状态"] == FROZEN]
    return Said(f"{rows[0]['城市']}的 {yuan(_fen(rows[0]['余额']))}可以转过来") if main and main["状态"] == PAYS and rows else None


def to_retire(seen: Seen, arg: str) -> Said | None:
    """Next, for who draws a pension and owes nothing, as far as the loans can be read."""
    if "loans" in seen.off:
        return None
    said = retired(seen, arg)
    return Said("您已退休，公积金可以全部取出") if said and said.tone == "done" else None


def to_repay(seen: Seen, arg: str) -> Said | None:
    """Next, for who repays a loan."""
    return Said("公积金可以取来还房贷") if _loans(seen) and _main(seen) else None


def _draws(seen: Seen) -> bool:
    return any(one["状态"] != "终止" for one in seen.of("pension"))


def _main(seen: Seen) -> Columns | None:
    """The account that is paid into; else a frozen one, else a closed one; among equals what holds most."""
    order = (CLOSED, FROZEN, PAYS)
    return max(seen.of("accounts"), key=lambda one: (order.index(str(one["状态"])), _fen(one["余额"])), default=None)


def _others(seen: Seen) -> list[Columns]:
    main = _main(seen)
    return [one for one in seen.of("accounts") if one is not main and one["状态"] != CLOSED]


def _of(seen: Seen, account: Columns) -> list[Columns]:
    return [one for one in seen.of("flows") if one["个人账号"] == account["个人账号"]]


def _loans(seen: Seen) -> list[Columns]:
    return [one for one in seen.of("loans") if _fen(one["余额"])]


def _repaid(loan: Columns) -> list[Columns]:
    rows = loan["还款"]
    return [one for one in rows if isinstance(one, dict)] if isinstance(rows, list) else []


def _due(seen: Seen, loan: Columns) -> int:
    """The month of the next instalment: this one until its day has come."""
    return max(_number(seen.today.isoformat()) + (seen.today.day >= int(str(loan["扣款日"]))), _number(str(loan["起"])))


def _number(day_or_month: str) -> int:
    return int(day_or_month[:4]) * 12 + int(day_or_month[5:7]) - 1


def _name(number: int) -> str:
    return f"{number // 12}-{number % 12 + 1:02d}"


def _fen(value: object) -> int:
    return int(str(value))
