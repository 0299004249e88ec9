"""Taking an invoice back: whole or in part, never more than it is, and who must agree (items/invoice.md, invoice-red)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.invoices.sums import Wrong, rounded, share, yuan

WRONG, RETURNED, STOPPED, REBATE = "01", "02", "03", "04"
REASONS = {WRONG: "开票有误", RETURNED: "销货退回", STOPPED: "服务中止", REBATE: "销售折让"}
WAITS = timedelta(hours=72)
ALONE, BY_SELLER, BY_BUYER, AGREED, BUYER_NO, SELLER_NO, LAPSED, WITHDRAWN = "01", "02", "03", "04", "05", "06", "07", "08"
STATES = {
    ALONE: "无需确认",
    BY_SELLER: "等购买方确认",
    BY_BUYER: "等销售方确认",
    AGREED: "双方已确认",
    BUYER_NO: "购买方不同意",
    SELLER_NO: "销售方不同意",
    LAPSED: "超过 72 小时，已作废",
    WITHDRAWN: "已撤回",
    "09": "确认后撤销",
    "10": "异常凭证，已作废",
    "11": "纳税人状态异常",
    "12": "自然人拒收",
    "13": "已申请退税",
}
OPEN = (BY_SELLER, BY_BUYER)


@dataclass(frozen=True)
class Left:
    """What of a row is left to take back, fen."""

    amount: int
    tax: int
    rate: str


@dataclass(frozen=True)
class Part:
    """What is taken back of a row, fen."""

    no: int
    amount: int
    tax: int


def parts(left: Mapping[int, Left], reason: str, wanted: Mapping[int, int] | None) -> list[Part]:
    """What is taken back. `wanted`: amounts without tax by row; None for all that is left. Raises Wrong."""
    if not any(one.amount for one in left.values()):
        raise Wrong(None, "invoice", "已经全部冲红")
    if reason not in REASONS:
        raise Wrong(None, "reason", "选一个原因")
    if wanted is None:
        return [Part(no, one.amount, one.tax) for no, one in left.items() if one.amount]
    if reason == WRONG:
        raise Wrong(None, "rows", "开票有误要整张冲")
    made = [_part(left, no, amount) for no, amount in wanted.items() if amount != 0]
    if not made:
        raise Wrong(None, "rows", "写上要冲多少")
    return made


def _part(left: Mapping[int, Left], no: int, amount: int) -> Part:
    """The last part of a row takes the rest of its tax: all parts together are the blue row, to the fen."""
    one = left.get(no)
    if one is None:
        raise Wrong(None, "rows", "没有这一行")
    if amount < 0:
        raise Wrong(no - 1, "amount", "写要冲掉多少，不带负号")
    if amount > one.amount:
        raise Wrong(no - 1, "amount", f"这一行最多还能冲 {yuan(one.amount)} 元")
    return Part(no, amount, one.tax if amount == one.amount else min(rounded(amount * share(one.rate)), one.tax))


def asks(used: bool, booked: bool, by_buyer: bool) -> str:
    """The state a confirmation begins with. Raises Wrong."""
    if not (used or booked):
        if by_buyer:
            raise Wrong(None, "invoice", "没抵扣也没入账，请销方直接冲")
        return ALONE
    return BY_BUYER if by_buyer else BY_SELLER


def lapses(entered: datetime) -> datetime:
    """When it lapses: 72 hours by the clock on the wall, nights and holidays too."""
    return entered + WAITS


def all_taken(blue: int, reds: Sequence[int]) -> bool:
    """Whether the reds (negative, fen) take the whole of it."""
    return blue + sum(reds) == 0
