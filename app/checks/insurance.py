"""Social insurance: who may draw or pay for oneself, what a skill is paid, over which months a proof can speak (items of 社保就业)."""

from __future__ import annotations

from datetime import date

from app.catalog.words import day
from app.checks.days import add_months
from app.checks.declare import check
from app.checks.facts import Fail, Pass, Verdict
from app.checks.social import F55, M60, retirement
from app.kernel import text as texts
from app.kernel.ports import Row
from app.reference import cities, city_of

PAID, NOBODY = ("已缴", "补缴"), "个人"
LEAST = 12  # months of unemployment insurance before anything is drawn (失业保险条例 art. 14)
WINDOW = "或者带材料到人社窗口说明"


def number(month: str) -> int:
    """2026-10 → months since year 0."""
    return int(month[:4]) * 12 + int(month[5:7]) - 1


def benefit_months(months: int) -> int:
    """How long one draws by months paid: 广东省失业保险条例 art. 15."""
    return 0 if months < LEAST else months // 12 if months < 48 else min(24, 4 + (months - 48) // 6)


@check("benefit_earned", paid="rows.months.失业", left="rows.drawn.剩余")
def benefit_earned(paid: list[int], left: list[int]) -> Verdict:
    """A year of unemployment insurance, or months earlier earned and not drawn."""
    if benefit_months(sum(paid)) or sum(left):
        return Pass()
    return Fail(f"失业保险缴了 {sum(paid)} 个月，要满 {LEAST} 个月；以前没领完的可以接着领", "接着缴，满了再来")


@check("stop_unwilling", said="form.stop.原因", willing="rows.reasons.非本人意愿", right="form.reason")
def stop_unwilling(said: str, willing: bool, right: str) -> Verdict:
    """What the unit said is no resignation, or it is disputed: then a person looks at the paper that is given."""
    if willing or right == "wrong":
        return Pass()
    return Fail(f"单位报的是“{said}”，不能领", "如果不对，让单位改；或者选“不对”，传解除劳动合同的证明由人核")


@check("stopped_for_good", pays="rows.pays", stops="rows.stops.日")
def stopped_for_good(today: date, pays: tuple[Row, ...], stops: list[str]) -> Verdict:
    """No unit pays any more: the last month paid by one lies no later than the last stop."""
    by_units = [row.columns for row in pays if row.columns["险种"] == "失业" and row.columns["单位"] != NOBODY]
    last = max(by_units, key=lambda row: str(row["to"]), default=None)
    if last is None or number(str(last["to"])) < number(today.isoformat()) - 3 or max(stops, default="")[:7] >= str(last["to"]):
        return Pass()
    return Fail(f"您 {int(str(last['to'])[5:])} 月还在{last['单位名称']}参保", "停保后再来")


@check("no_pension", pension="rows.pension.状态")
def no_pension(pension: list[str]) -> Verdict:
    """Who draws a pension neither draws this nor pays any more."""
    return Fail("您在领养老金", "领养老金的不用再办这一件") if {*pension} - {"终止"} else Pass()


@check("not_drawing", states="rows.drawn.状态")
def not_drawing(states: list[str]) -> Verdict:
    """Nothing is being drawn already."""
    return Fail("您已在领失业金", "领到第几个月，看“看我能领多少”") if "发放" in states else Pass()


@check("no_business", companies="rows.companies")
def no_business(companies: tuple[Row, ...]) -> Verdict:
    """No company in business is theirs to lead."""
    return Fail(f"名下有在营的“{companies[0].columns['名称']}”", f"先注销，{WINDOW}") if companies else Pass()


@check("young_enough", birth="person.birth", sex="person.sex")
def young_enough(today: date, birth: date, sex: str) -> Verdict:
    """The legal month of retirement is still to come; of women the later one of the two, 55 and what is added."""
    legal = retirement(M60 if sex == "男" else F55, birth).on
    return Pass() if (today.year, today.month) < (legal.year, legal.month) else Fail("已到退休年龄", "请看“办退休”")


@check("own_account", short="field", owner="form.account.owner", name="person.name")
def own_account(owner: str, name: str, field: str | None) -> Verdict:
    """The account is the person's own. `field`: words for what happens with it: debit it is taken from, elder a child may not take it."""
    if owner == name:
        return Pass()
    if field == "elder":
        return Fail("账户户名要是老人本人", "子女不能代收，换一个老人自己的账户")
    return Fail("扣款账户要是您本人的" if field == "debit" else "户名和您的名字对不上", "换一个您自己的账户")


@check("no_unit", units="rows.months.现单位", pays="rows.pays")
def no_unit(units: list[str], pays: tuple[Row, ...]) -> Verdict:
    """No unit insures the person this month."""
    now = next((one for one in units if one != NOBODY), "")
    if not now:
        return Fail("您已经自己在缴了", "不用再登记一次") if NOBODY in units else Pass()
    own = [row.columns for row in pays if row.columns["单位"] == now]
    last = max(own, key=lambda row: str(row["to"]), default=None)
    month, name = (int(str(last["to"])[5:]), last["单位名称"]) if last else ("现在", "单位")
    return Fail(f"您 {month} 月在{name}参保" if last else "您还在单位参保", "停保后再来")


@check("base_within", base="form.base", low="form.limits.下限", high="form.limits.上限")
def base_within(city: str, base: int, low: int, high: int) -> Verdict:
    """The base lies between the bounds of the city, all in fen."""
    if base < low:
        return Fail(f"{cities()[city_of(city)]['short']}最低 {low // 100:,} 元", "把基数改高一点")
    return Fail(f"最高 {high // 100:,} 元", "把基数改低一点") if base > high else Pass()


@check("skill_in_time", short="months", given="form.cert.发证日")
def skill_in_time(today: date, given: list[str], months: int) -> Verdict:
    """Every certificate was given within so many months, to the day."""
    ends = [add_months(found, months) for one in given if (found := texts.day(one))]
    late = [one for one in ends if one < today]
    return Fail(f"{day(late[0], today, False)}过了申领期", f"发证后 {months} 个月内申领的才有") if late else Pass()


@check("skill_not_paid", trades="form.cert.职业", levels="form.cert.等级", paid="rows.paid")
def skill_not_paid(today: date, trades: list[str], levels: list[str], paid: tuple[Row, ...]) -> Verdict:
    """Each trade and level is paid once, and no lower level after a higher one."""
    ranks = "一二三四五"
    for trade, level in zip(trades, levels, strict=True):
        for row in (one.columns for one in paid if one.columns["职业"] == trade):
            if row["等级"] == level:
                return Fail(f"{trade}{level} {row['日']} 已经领过", "同一职业同一等级只能领一次")
            if ranks.index(str(row["等级"])[0]) < ranks.index(level[0]):
                return Fail(f"{trade}已经领过{row['等级']}的", "低一级的不再发")
    return Pass()


@check("skill_times", certs="form.cert.发证日", paid="rows.paid.日", rules="rows.rules")
def skill_times(today: date, certs: list[str], paid: list[str], rules: tuple[Row, ...]) -> Verdict:
    """The scheme is open today, and no more than so many are paid in a year."""
    begun = [row.columns for row in rules if str(row.columns["from"]) <= today.isoformat()]
    rule = max(begun, key=lambda row: str(row["from"]), default=None)
    if rule is None or rule["至"] and str(rule["至"]) < today.isoformat():
        return Fail("这项补贴目前停办", "开放了会在首页说")
    this_year = sum(one[:4] == str(today.year) for one in paid)
    most = int(str(rule["每年次数"]))
    if this_year + len(certs) <= most:
        return Pass()
    return Fail(f"一年最多领 {most} 次，今年领过 {this_year} 次", "少选几本，明年再领")


@check("skill_insured", paid="rows.months.失业", rules="rows.rules")
def skill_insured(paid: list[int], rules: tuple[Row, ...]) -> Verdict:
    """Months of unemployment insurance, as many as the rule wants."""
    least = max((int(str(row.columns["最低月"])) for row in rules), default=LEAST)
    return Pass() if sum(paid) >= least else Fail(f"失业保险缴了 {sum(paid)} 个月", f"满 {least} 个月再来")


@check("span_in_order", first="form.from_month", last="form.to_month")
def span_in_order(first: str, last: str) -> Verdict:
    """From no later than to."""
    return Pass() if first <= last else Fail("开始月份不能晚于结束月份", "改一下月份")


@check("proof_has_months", what="form.content", span="form.span", pays="rows.pays", first="form.from_month", last="form.to_month")
def proof_has_months(today: date, what: str, span: str, pays: tuple[Row, ...], first: str | None, last: str | None) -> Verdict:
    """Something was paid in the months chosen; for a proof that nothing was, nothing."""
    end = number(today.isoformat()) - 1
    since, until = (
        (number(first or ""), number(last or "")) if span == "pick" and first and last else (end - 23 if span == "two" else 0, end)
    )
    paid = any(number(str(row.columns["from"])) <= until and number(str(row.columns["to"])) >= since for row in pays)
    if what == "none":
        return Fail("这段时间有缴费记录，打不了无参保证明", "改成“参保证明”") if paid else Pass()
    return Pass() if paid else Fail("这段时间没有缴费记录", "换个时间；要无参保记录证明的，改上面的“打哪种”")


@check("draws_pension", states="rows.pension.状态")
def draws_pension(states: list[str]) -> Verdict:
    """Who asks draws a pension, paused or not."""
    return Pass() if {*states} - {"终止"} else Fail("您还没有领养老金，不用认证", "帮家里老人认证的，改一下回答")


@check("not_renewed", verified="rows.verify.认证日", seen="rows.alive")
def not_renewed(today: date, verified: list[str], seen: tuple[Row, ...]) -> Verdict:
    """No register has seen the person alive since the last check: where one has, it counts for twelve months by itself."""
    last = max((str(row.columns["日"]) for row in seen), default="")
    found = texts.day(last)
    if found is None or last <= max(verified, default="") or add_months(found, 12) < today:
        return Pass()
    until = add_months(found, 12)
    return Fail(f"不用刷脸，已经认证到 {until.isoformat()}", "到期前会接着算")


@check("card_none", cards="rows.mine", who="")
def card_none(cards: tuple[Row, ...], who: str | None) -> Verdict:
    """The holder has no card that still serves. `who`: the name of a child."""
    if not cards:
        return Pass()
    return Fail(f"{who or ''}已有卡 {cards[0].columns['卡号']}", "丢了、坏了的，请走“补社保卡”")


@check("card_older", version="form.card.版")
def card_older(version: str) -> Verdict:
    """The card is of an earlier generation."""
    return Fail("您的卡已经是第三代了", "坏了、丢了的，改一下回答") if version == "三代" else Pass()


@check("card_renamed", written="form.card.姓名", name="person.name")
def card_renamed(written: str, name: str) -> Verdict:
    """The name on the card is not what its holder is called now."""
    return Fail("卡上的名字和户口上的一样", "丢了、坏了的，改一下回答；户口还没改名的，先办改名") if written == name else Pass()


@check("bank_posts", posts="form.bank.邮寄", bank="form.bank.bank")
def bank_posts(posts: bool, bank: str) -> Verdict:
    """The bank sends cards by post."""
    return Pass() if posts else Fail(f"{bank}不寄卡", "改成到网点领，或者换一家银行")
