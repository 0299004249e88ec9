"""Rows of an invoice from what was sold: amounts, tax and rounding, to the fen. Decimals only, half up.

Sums are in fen; prices and quantities decimals. Source: items/merchants.md §5, domain.md 2.10 (tolerances of the tax administration).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

GROSS, NET = "gross", "net"  # prices with tax in them, or without
FREE = "免税"
ROW_OFF, ALL_OFF = Decimal(6), Decimal(127)  # fen that the tax of a row, and of all rows, may be off
MOST_ROWS, MOST_NAME = 500, 92  # MOST_NAME: bytes of GBK, with the short name of the goods before it
_DIGITS, _PLACES, _GROUPS = "零壹贰叁肆伍陆柒捌玖", ("仟", "佰", "拾", ""), ("", "万", "亿", "万亿")


class Wrong(ValueError):
    """Something of a row, or of all of them, that a cashier must put right: (row from 0 or None, field, words)."""

    def __init__(self, row: int | None, field: str, words: str) -> None:
        self.row, self.field, self.words = row, field, words
        super().__init__(words)


@dataclass(frozen=True)
class Sold:
    """What was sold. `short`: the goods' short name in the tax classification; `less`: a discount in fen, in the way prices are told."""

    name: str
    qty: Decimal
    price: Decimal
    rate: str  # "0.13", or FREE
    code: str
    short: str
    spec: str = ""
    unit: str = ""
    less: int = 0


@dataclass(frozen=True)
class Row:
    """A row as the tax bureau takes it. `price` is without tax, at most 8 decimals; empty, with `qty`, on a discount."""

    no: int
    name: str
    spec: str
    unit: str
    qty: str
    price: str
    amount: int
    rate: str
    tax: int
    code: str
    discount: bool = False

    @property
    def total(self) -> int:
        """With tax."""
        return self.amount + self.tax


@dataclass(frozen=True)
class Sums:
    """Of all rows, fen."""

    amount: int
    tax: int

    @property
    def total(self) -> int:
        """With tax."""
        return self.amount + self.tax


def rounded(value: Decimal) -> int:
    """To whole fen, half up."""
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))


def share(rate: str) -> Decimal:
    """What a rate takes of an amount."""
    return Decimal(0) if rate == FREE else Decimal(rate)


def percent(rate: str) -> str:
    """0.13 → 13%, 0.015 → 1.5%."""
    return rate if rate == FREE else f"{(Decimal(rate) * 100).normalize():f}%"


def rate_of(said: str) -> str:
    """13% → 0.13, 1.5% → 0.015: the way back of `percent`."""
    return said if said == FREE else f"{(Decimal(said.removesuffix('%')) / 100).normalize():f}"


def parted(sum_: int, rate: str, priced: str) -> tuple[int, int]:
    """A sum in fen → (amount, tax)."""
    if priced == GROSS:
        amount = rounded(Decimal(sum_) / (1 + share(rate)))
        return amount, sum_ - amount
    return sum_, rounded(sum_ * share(rate))


def rows(sold: Sequence[Sold], priced: str) -> list[Row]:
    """The rows of an invoice, a discount right under its own. Raises Wrong."""
    made: list[Row] = []
    for place, one in enumerate(sold):
        _sound(place, one)
        sum_ = rounded(one.qty * one.price * 100)
        if one.less > sum_:
            raise Wrong(place, "less", "折扣不能超过这一行")
        amount, tax = parted(sum_, one.rate, priced)
        name = f"*{one.short}*{one.name}"
        price = f"{(Decimal(amount) / 100 / one.qty).quantize(Decimal('1e-8'), ROUND_HALF_UP).normalize():f}"
        qty = f"{one.qty.normalize():f}"
        made.append(Row(len(made) + 1, name, one.spec, one.unit, qty, price, amount, one.rate, tax, one.code))
        if one.less:
            off, off_tax = parted(one.less, one.rate, priced)
            made.append(Row(len(made) + 1, name, "", "", "", "", -off, one.rate, -min(off_tax, tax), one.code, True))
    if not 0 < len(made) <= MOST_ROWS:
        raise Wrong(None, "rows", f"一张发票 1 到 {MOST_ROWS} 行" if made else "先加一样商品")
    if sums(made).total <= 0:
        raise Wrong(None, "rows", "合计要大于 0")
    return made


def _sound(place: int, one: Sold) -> None:
    if not one.name.strip():
        raise Wrong(place, "name", "写上卖的是什么")
    if "*" in one.name:
        raise Wrong(place, "name", "简称由系统加，只写名称")
    if len(f"*{one.short}*{one.name}".encode("gb18030")) > MOST_NAME:
        raise Wrong(place, "name", f"名称太长了，最多 {(MOST_NAME - len(one.short.encode('gb18030')) - 2) // 2} 个汉字")
    if one.qty <= 0:
        raise Wrong(place, "qty", "数量要大于 0")
    if len(f"{one.qty:f}".replace(".", "")) > 13:
        raise Wrong(place, "qty", "数量太长了")
    if one.price <= 0:
        raise Wrong(place, "price", "价格要大于 0")
    if one.less < 0:
        raise Wrong(place, "less", "折扣不能是负的")


def sums(made: Iterable[Row]) -> Sums:
    """Of all rows."""
    every = list(made)
    return Sums(sum(one.amount for one in every), sum(one.tax for one in every))


def off(made: Iterable[Row]) -> Decimal:
    """How far the tax of all rows is from the tax of their amounts, fen."""
    every = list(made)
    return abs(sum((one.amount * share(one.rate) for one in every), Decimal(0)) - sums(every).tax)


def balanced(made: Sequence[Row]) -> None:
    """Raises Wrong when a row or all of them are out of balance: the whole must then be split."""
    for one in made:
        if abs(one.amount * share(one.rate) - one.tax) > ROW_OFF:
            raise Wrong(one.no - 1, "tax", "这一行的税额差得太多")
    if off(made) > ALL_OFF:
        raise Wrong(None, "rows", f"合计税额差 {off(made) / 100:.2f} 元，请分成{'两' if len(split(made)) == 2 else len(split(made))}张")


def split(made: Sequence[Row]) -> list[list[Row]]:
    """The rows in as few parts as are each in balance, in their order; a discount stays with its row."""
    parts: list[list[Row]] = [[]]
    for group in _groups(made):
        if parts[-1] and off([*parts[-1], *group]) > ALL_OFF:
            parts.append([])
        parts[-1] += group
    return [[replace(one, no=place) for place, one in enumerate(part, 1)] for part in parts]


def _groups(made: Iterable[Row]) -> Iterator[list[Row]]:
    group: list[Row] = []
    for one in made:
        if group and not one.discount:
            yield group
            group = []
        group.append(one)
    if group:
        yield group


def spread(less: int, gross: Sequence[int]) -> list[int]:
    """A discount on the whole order, by gross of each row; what is left of the cents goes to the largest remainders."""
    whole = sum(gross)
    if not 0 <= less <= whole:
        raise Wrong(None, "less", "折扣不能超过合计")
    shares = [divmod(less * one, whole) for one in gross] if whole else []
    taken = [part for part, _ in shares]
    order = sorted(range(len(shares)), key=lambda at: -shares[at][1])
    for at in order[: less - sum(taken)]:
        taken[at] += 1
    return taken


def paid(made: Sequence[Row], fen: int) -> None:
    """Raises Wrong when the rows are not what was paid."""
    total = sums(made).total
    if total != fen:
        raise Wrong(None, "rows", f"明细合计 {yuan(total)} 元，和收款 {yuan(fen)} 元差 {yuan(abs(total - fen))} 元")


def yuan(fen: int) -> str:
    """1,234.00; below zero with a sign."""
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def cn_money(fen: int) -> str:
    """A sum in capitals, as on receipts: 24750 → 贰佰肆拾柒圆伍角."""
    whole, cents = divmod(abs(fen), 100)
    said = (f"{_whole(whole)}圆" if whole else "") + _cents(cents, bool(whole))
    return f"（负数）{said}" if fen < 0 else said or "零圆整"


def _cents(cents: int, after: bool) -> str:
    tens, ones = divmod(cents, 10)
    if not cents:
        return "整" if after else ""
    return (f"{_DIGITS[tens]}角" if tens else "零" if after else "") + (f"{_DIGITS[ones]}分" if ones else "")


def _whole(value: int) -> str:
    groups = [value // 10000**place % 10000 for place in range(len(_GROUPS))]
    said, gap = "", False
    for place in reversed(range(len(groups))):
        if groups[place]:
            said += ("零" if said and (gap or groups[place] < 1000) else "") + _four(groups[place]) + _GROUPS[place]
            gap = False
        else:
            gap = True
    return said


def _four(value: int) -> str:
    said, gap = "", False
    for digit, place in zip(f"{value:04d}", _PLACES, strict=True):
        if digit != "0":
            said += ("零" if said and gap else "") + _DIGITS[int(digit)] + place
        gap = digit == "0"
    return said
