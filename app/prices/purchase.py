"""The tax on a car just bought (车辆购置税法): a share of the price without VAT, what new-energy cars pay less, what lateness adds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.catalog.words import day, yuan
from app.checks.facts import Facts
from app.checks.purchase import purchase_due
from app.kernel import text
from app.kernel.jsons import Json
from app.prices.declare import Line, Table, price
from app.prices.fines import late_days

FREE, HALF, NONE = "免", "减半", "无"


@dataclass(frozen=True)
class Rate:
    """From this day on: `percent` of the price; `nev`: what a model of the list pays less (免, 减半, 无), `most` fen of it."""

    since: date
    percent: int
    nev: str
    most: int


@dataclass(frozen=True)
class Rates(Table):
    """The rows, the oldest first: [{从: "2026-01-01", 税率: 10, 新能源: 减半, 最多少交: 15000}], per cent and yuan."""

    rows: tuple[Rate, ...]

    @classmethod
    def read(cls, value: Json) -> Rates:
        """Raises KeyError, TypeError, ValueError."""
        if not isinstance(value, list) or not value:
            raise TypeError("要写成几行")
        return cls(tuple(sorted(map(_rate, value), key=lambda one: one.since)))

    def on(self, day_: date) -> Rate:
        """The row in force on a day. Raises LookupError before the first."""
        return [one for one in self.rows if one.since <= day_][-1]


def _rate(row: Json) -> Rate:
    if not isinstance(row, Mapping):
        raise TypeError("一行写成 {从, 税率, 新能源, 最多少交}")
    since, percent, nev, most = text.day(row["从"]), row["税率"], row["新能源"], row["最多少交"]
    if since is None or type(percent) is not int or type(most) is not int or nev not in (FREE, HALF, NONE):
        raise ValueError(str(row))
    return Rate(since, percent, str(nev), most * 100)


def purchase_tax(value: int, listed: bool, on: date, rates: Rates) -> tuple[int, int]:
    """(tax in full, what is paid less), in fen. The row is that of the day of the invoice."""
    rate = rates.on(on)
    full = (value * rate.percent + 50) // 100
    if not listed or rate.nev == NONE:
        return full, 0
    return full, min(full if rate.nev == FREE else (full + 1) // 2, rate.most)


def tax_late(tax: int, due: date, paid: date, per_10000: int) -> int:
    """What each day after the due day adds (税收征收管理法 art. 32), half up."""
    return (tax * per_10000 * late_days(due, paid) + 5_000) // 10_000


@price("purchase_tax")
def purchase_tax_owed(
    facts: Facts, *, car: str, imported: str, value: str, since: str, model: str, rates: Rates, due_days: int, late_per_10000: int
) -> tuple[Line, ...]:  # fmt: skip
    """`car`: the field with the invoice (不含税, 开票日), `imported` with the customs' row, `model` with the announced model; `value` and
    `since`: the fields of what was neither bought nor imported. Nothing while none of them is there."""
    base, on = _base(facts, car, imported, value, since)
    if base is None or on is None:
        return ()
    listed = any(row.get("减免目录") is True for row in facts.picked.get(model, ()))
    full, less = purchase_tax(base, listed, on, rates)
    due, rate = purchase_due(on, due_days), rates.on(on)
    late = late_days(due, facts.today)
    said = f"计税价 {yuan(base)} × {rate.percent}% = {yuan(full)}"
    if less:
        said += f"，新能源{'免税' if rate.nev == FREE else '减半'}，少交 {yuan(less)}"
        said += f"（每辆最多少 {yuan(rate.most)}）" if less == rate.most else ""
    elif listed:
        said += "，这一天开的票没有减免"
    lines = [Line("车辆购置税", full - less, said, until=None if late > 0 else due)]
    if late > 0:
        how = f"{day(due, facts.today, False)}到期，晚了 {late} 天，每天加税款的万分之{in_chinese(late_per_10000)}"
        lines.append(Line("滞纳金", tax_late(full - less, due, facts.today, late_per_10000), how, until=facts.today))
    return tuple(lines)


def in_chinese(count: int) -> str:
    """五 for 5; another figure as it is."""
    return "零一二三四五六七八九"[count] if count < 10 else str(count)


def _base(facts: Facts, car: str, imported: str, value: str, since: str) -> tuple[int | None, date | None]:
    """What the share is of, in fen, and the day that says which row counts."""
    for row in facts.picked.get(car, ()):
        return _fen(row, "不含税"), text.day(row.get("开票日"))
    for row in facts.picked.get(imported, ()):
        return sum(_fen(row, name) for name in ("完税价", "关税", "消费税")), text.day(row.get("放行日"))
    typed = facts.form.get(value)
    return (typed if type(typed) is int else None), text.day(facts.form.get(since))


def _fen(row: Mapping[str, Json], name: str) -> int:
    found = row[name]
    if type(found) is not int:
        raise TypeError(name)
    return found
