"""医保报销: which bills are paid back, to whom, and what speaks against it."""

from __future__ import annotations

from datetime import date

from app.catalog.words import day
from app.checks.days import add_months
from app.checks.declare import check
from app.checks.facts import Fail, Pass, Verdict
from app.kernel import text as texts
from app.kernel.ports import Row

BIRTH, USED, STOPPED, NOBODY = "生育", "已", "暂停", "未参保"


@check("bills_unused", states="form.bills.报销", numbers="form.bills.number", claims="rows.claims")
def bills_unused(today: date, states: list[str], numbers: list[str], claims: tuple[Row, ...]) -> Verdict:
    """None of the bills was paid back before."""
    for state, number in zip(states, numbers, strict=True):
        if state == USED:
            paid = next((texts.day(row.columns["日"]) for row in claims if row.columns["number"] == number), None)
            return Fail(f"这张票{day(paid, today, False)}已报销" if paid else "这张票已经报销过", "选没报过的")
    return Pass()


@check("bills_own", payers="form.bills.身份证号", me="person.id_number")
def bills_own(payers: list[str], me: str, child: str | None) -> Verdict:
    """Every bill is made out to who is treated: who asks, or the child."""
    whose = child or me
    return (
        Pass()
        if all(one == whose for one in payers)
        else Fail("交款人不是孩子" if child else "交款人不是您", "选自己的票，别人的由他自己报")
    )


@check("bills_one_stay", numbers="form.bills.number", codes="form.bills.code", stays="rows.stays")
def bills_one_stay(numbers: list[str], codes: list[str], stays: tuple[Row, ...]) -> Verdict:
    """They are of one stay, and no birth, which is paid with the allowance."""
    wanted = set(zip(codes, numbers, strict=True))
    picked = [row.columns for row in stays if (str(row.columns["code"]), str(row.columns["number"])) in wanted]
    if any(one["类别"] == BIRTH for one in picked):
        return Fail("这是生孩子的费用", "办“生育津贴”，一起报")
    if len({(one["机构"], one["入"], one["出"]) for one in picked}) > 1:
        return Fail("这几张票不是一次看病的", "请分两次报")
    return Pass()


@check("bills_listed", numbers="form.bills.number", stays="rows.stays", known="rows.catalog.码")
def bills_listed(numbers: list[str], stays: tuple[Row, ...], known: list[str]) -> Verdict:
    """The hospital's list has come, and every line of it is in the catalogue."""
    lists = [row.columns["明细"] for row in stays if row.columns["number"] in numbers]
    lines = [one for found in lists if isinstance(found, list) for one in found if isinstance(one, dict)]
    return Pass() if len(lists) == len(numbers) and all(str(one["码"]) in known for one in lines) else Fail()


@check("insured_then", treated="form.bills.日期", numbers="form.bills.number", stays="rows.stays", insured="rows.insured")
def insured_then(today: date, treated: list[str], numbers: list[str], stays: tuple[Row, ...], insured: tuple[Row, ...]) -> Verdict:
    """The insurance held when the stay began; where the hospital has sent nothing, on the day of the bill."""
    one = next((row.columns for row in insured), None)
    if one is None or one["状态"] == NOBODY:
        return Fail("没有参保，医保不能报", "先参加医保，以后看病才能报")
    began = [str(row.columns["入"]) for row in stays if row.columns["number"] in numbers] or treated
    since, first = texts.day(one["自"]), min((found for at in began if (found := texts.day(at))), default=today)
    if since and (since <= first) is (one["状态"] == STOPPED):
        return Fail("看病那天没有参保，不能报", "有别处参保的，到参保地报")
    return Pass()


@check("bills_in_time", bills="form.bills.日期", years="rows.rules.年限")
def bills_in_time(today: date, bills: list[str], years: int) -> Verdict:
    """No bill is older than what may still be asked for."""
    late = [end for bill in bills if (found := texts.day(bill)) and (end := add_months(found, 12 * years)) < today]
    return Fail(f"有一张票{day(late[0], today, False)}过了申领期", f"看完病 {years} 年内报") if late else Pass()


@check("payer_settled", payer="form.payer")
def payer_settled(payer: str) -> Verdict:
    """Whoever is to blame for an injury has paid what they owe."""
    return Fail("有人要赔的，先等赔完", "赔完了再来，没赔到的部分可以报") if payer == "waiting" else Pass()


@check("paid_within", other="form.other", sums="form.bills.金额")
def paid_within(other: int, sums: list[int]) -> Verdict:
    """What others paid is no more than what was paid."""
    return Pass() if other <= sum(sums) else Fail("比票据还多，请核对", "写别处赔的、报的，一共多少")
