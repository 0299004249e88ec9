"""An id card in place of an earlier one: whether it is time, whether the prints kept still serve, whether a photo taken can be used."""

from __future__ import annotations

from datetime import date

from app.catalog.words import day
from app.checks.days import add_months
from app.checks.declare import check
from app.checks.facts import Fail, Held, Pass, Unknown, Verdict
from app.kernel import text as texts
from app.kernel.ports import Row

FOREVER, MAKING, OURS = "长期", "制证中", "44"
WHERE = "做到哪一步了，到“办件”里看"


def renew_from(until: date, months: int) -> date:
    """From which day on it may be renewed."""
    return add_months(until, -months)


@check("card_due", short="months")
def card_due(today: date, cert: Held | None, months: int) -> Verdict:
    """The card in the wallet ends within so many months, or has ended."""
    return Unknown("wait for cert") if cert is None else _due(today, cert.valid_until or FOREVER, months)


@check("card_row_due", short="months", until="form.card.有效期至")
def card_row_due(today: date, until: str, months: int) -> Verdict:
    """The same of the card in the register."""
    return _due(today, until, months)


@check("card_usable", state="form.card.状态", states="rows.cards.状态")
def card_usable(state: str, states: list[str]) -> Verdict:
    """The card is good, and no new one is being made."""
    if MAKING in states:
        return Fail("新证正在做，不用再申请", WHERE)
    return Pass() if state == "有效" else Fail("这张身份证挂失过了，不能换", "请办“身份证丢了”补一张")


@check("card_lost", card="form.card.序", states="rows.cards.状态")
def card_lost(card: int, states: list[str]) -> Verdict:
    """No new card is being made already. `card`: the one picked; while none is, nothing is said."""
    return Fail("新证正在做，不用再申请", WHERE) if MAKING in states else Pass()


@check("card_first", name="form.for.姓名", cards="rows.childcards")
def card_first(today: date, name: str, cards: tuple[Row, ...]) -> Verdict:
    """The child has never had one, and none is being made."""
    if any(row.columns["状态"] == MAKING for row in cards):
        return Fail("新证正在做，不用再申请", WHERE)
    until = max((str(row.columns["有效期至"]) for row in cards), default="")
    if not until:
        return Pass()
    last = texts.day(until)
    ends = f"到期 {day(last, today, False)}" if last else FOREVER
    return Fail(f"{name}已经有身份证，{ends}", "快到期的办“换身份证”，丢了、坏了办“身份证丢了”")


@check("card_in_hand", made="form.card.序", cards="rows.cards")
def card_in_hand(today: date, made: int, cards: tuple[Row, ...]) -> Verdict:
    """No card that still serves is in hand. `made`: the one being made; while it is not seen, nothing is said."""
    ends = [texts.day(str(row.columns["有效期至"])) for row in cards]
    serves = any(last is None or last >= today for last in ends)
    return Fail("您手里的身份证还能用，不用办临时的", "新证做好前，旧的照样用") if serves else Pass()


@check("temp_here", at="form.office.区", home="rows.home.区")
def temp_here(at: str, home: str) -> Verdict:
    """The office is in the city of the household register. `at`, `home`: codes of GB/T 2260."""
    if home[:2] != OURS:
        return Fail("外地户口请在户籍地办临时证", "回户口所在的市办；急着坐车、住店，用手机里的电子身份证")
    return Pass() if at[:4] == home[:4] else Fail("外地户口请在户籍地办临时证", "选一家户口所在市的派出所")


@check("card_prints", short="years", kept="rows.cards.指纹", taken="rows.cards.指纹采集日")
def card_prints(today: date, kept: bool, taken: date | None, years: int) -> Verdict:
    """Fingerprints are on file, no more than so many years old."""
    do = "改成到窗口办"
    if not kept or taken is None:
        return Fail("以前没留过指纹，要到窗口按一次", do)
    return Fail(f"留的指纹超过 {years} 年了，要到窗口按一次", do) if add_months(taken, 12 * years) < today else Pass()


@check("photo_receipt", short="months", good="form.receipt.合格", why="form.receipt.原因", taken="form.receipt.拍摄日")
def photo_receipt(today: date, good: bool, why: str | None, taken: date, months: int) -> Verdict:
    """The photo a receipt stands for is good and not too old."""
    if not good:
        return Fail(f"这张相片不合格：{why}" if why else "这张相片不合格", "选另一张，或者用手机拍一张")
    old = add_months(taken, months) < today
    return Fail(f"相片要 {months} 个月内拍的，这张是{day(taken, today, False)}拍的", "选另一张，或者用手机拍一张") if old else Pass()


def _due(today: date, until: str, months: int) -> Verdict:
    last = texts.day(until)
    if last is None:
        return _forever()
    first = renew_from(last, months)
    if today >= first:
        return Pass()
    return Fail(f"还没到换证时间，{day(first, today, False)}起可以换", "姓名、地址变了，或者样子变化大的，改一下回答")


def _forever() -> Fail:
    return Fail("您的身份证长期有效，不用换", "丢了、坏了，请办“身份证丢了”")
