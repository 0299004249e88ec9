"""残疾人两项补贴: which of the two is due, and how much (item of 民政)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.catalog.words import day, yuan
from app.checks.declare import check
from app.checks.facts import Fail, Pass, Verdict
from app.kernel.ports import Row

LIFE, CARE, PAID = "生活", "护理", "发放"
NO_LIFE = {"特困": "特困人员不另领生活补贴", "孤儿": "孤儿不另领生活补贴"}
HARD = "先认定低保或边缘家庭"


@dataclass(frozen=True)
class Sum:
    """What is due of one of the two: fen a month, or why nothing is."""

    name: str
    fen: int
    why: str = ""

    def __str__(self) -> str:
        return f"{self.name}补贴每月 {yuan(self.fen)}，可以领" if self.fen else f"{self.name}补贴：{self.why}"


def rate(rates: tuple[Row, ...], name: str, kind: str, grade: str, on: date) -> Row | None:
    """The newest row of the table for this kind and grade on a day; None where the card is not in it."""
    fits = [
        one
        for one in rates
        if one.columns["种类"] == name
        and one.columns["类别"] in (None, kind)
        and one.columns["等级"] in (None, grade)
        and str(one.columns["from"]) <= on.isoformat()
    ]
    return max(fits, key=lambda one: str(one.columns["from"]), default=None)


@check("disability_valid", until="form.card.至")
def disability_valid(today: date, until: date) -> Verdict:
    """The card is in force today."""
    return Pass() if until >= today else Fail(f"残疾人证{day(until, today, False)}过期了", "先换证，换好了再来")


@check(
    "disability_due",
    kind="form.card.类别",
    grade="form.card.等级",
    hard="rows.hardship.类别",
    rates="rows.rates",
    paid="rows.paid",
    care="rows.care",
)
def disability_due(
    today: date, kind: str, grade: str, hard: list[str], rates: tuple[Row, ...], paid: tuple[Row, ...], care: tuple[Row, ...]
) -> Verdict:
    """One of the two is due at least; what of each, and why not the other."""
    running = {str(one.columns["种类"]) for one in paid if one.columns["状态"] == PAID}
    elsewhere = any(one.columns["工伤护理"] for one in care)
    sums = [
        Sum(LIFE, 0, "已经在领") if LIFE in running else _life(rate(rates, LIFE, kind, grade, today), hard),
        Sum(CARE, 0, "已经在领") if CARE in running else _care(rate(rates, CARE, kind, grade, today), f"{grade}{kind}", elsewhere),
    ]
    told = "；".join(str(one) for one in sums)
    return Pass(told) if any(one.fen for one in sums) else Fail(told, "情况变了再来；有疑问打 12385")


def _life(found: Row | None, hard: list[str]) -> Sum:
    if barred := next((NO_LIFE[one] for one in hard if one in NO_LIFE), None):
        return Sum(LIFE, 0, barred)
    listed = found.columns["对象"] if found else None
    if found is None or not isinstance(listed, list) or not {*listed} & {*hard}:
        return Sum(LIFE, 0, HARD)
    return Sum(LIFE, int(str(found.columns["元"])))


def _care(found: Row | None, card: str, elsewhere: bool) -> Sum:
    if elsewhere:
        return Sum(CARE, 0, "已经领工伤护理费，不重复领")
    return Sum(CARE, int(str(found.columns["元"]))) if found else Sum(CARE, 0, f"{card}不在护理补贴范围")
