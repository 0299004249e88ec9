"""What somebody reads off an invoice they hold, and what cannot be right about it before anybody is asked (items/invoice.md, r1)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from app.reference import cities

DIGITS = 20
# Provinces by the first two digits of their region; cities planned apart have numbers of their own.
_PROVINCES = (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), *range(90, 96))
Wrong = tuple[str, str, str]  # field, what is wrong, what helps


@dataclass(frozen=True)
class Typed:
    """`fen`: with tax for a 数电票, without for one with a code; `check6`: the last six of the check code of those that have one."""

    number: str
    day: date
    fen: int
    code: str = ""
    check6: str = ""


def number_fault(number: str, on: date) -> tuple[str, str] | None:
    """Why this is no number of a 数电票 of that day: twenty digits: two of the year, two of a tax region, one of the channel, fifteen of
    the sequence."""
    if not re.fullmatch("[0-9]*", number):
        return "发票号码只有数字", ""
    if len(number) != DIGITS:
        gap = DIGITS - len(number)
        return f"发票号码{'少' if gap > 0 else '多'} {abs(gap)} 位", "数电票的号码是 20 位"
    if number[:2] != f"{on:%y}":
        return "发票号码和日期的年份对不上", "看看是不是抄错了"
    known = {*map(str, _PROVINCES), *(str(city["invoice_area"]) for city in cities().values())}
    return None if number[2:4] in known else ("发票号码第 3、4 位不是哪个地方的号", "看看是不是抄错了")


def wrong(said: Typed, today: date) -> list[Wrong]:
    """Everything that cannot be, at its field."""
    found: list[Wrong] = []
    if said.day > today:
        found.append(("day", "开票日期不能晚于今天", "看看是不是抄错了"))
    if said.code:
        found += _old(said, today)
    elif fault := number_fault(said.number, said.day):
        found.append(("number", *fault))
    if said.fen == 0:
        found.append(("amount_fen", "写上金额", "金额像 128.00"))
    return found


def _old(said: Typed, today: date) -> list[Wrong]:
    found: list[Wrong] = []
    if not re.fullmatch("[0-9]{10}|[0-9]{12}", said.code):
        found.append(("code", "发票代码是 10 位或 12 位数字", "看发票左上角"))
    if not re.fullmatch("[0-9]{8}", said.number):
        found.append(("number", "这种发票的号码是 8 位数字", "20 位的是数电票，不用填代码"))
    if said.check6 and not re.fullmatch("[0-9A-Z]{6}", said.check6):
        found.append(("check6", "填校验码后六位", "校验码在发票右上角"))
    if said.day == today:
        found.append(("day", "当天开的明天再查", "税务局第二天才收齐"))
    return found
