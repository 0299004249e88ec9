"""A day at a merchant's: what was issued, its sums, and whether the bureau says the same to the fen."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from app.invoices.sums import yuan
from app.kernel.bureau import DayRow
from app.merchants import rules
from app.merchants.queries import Issued

HEADS = ("发票号码", "开票日期", "购买方", "票种", "金额", "税额", "价税合计", "状态", "对应蓝字发票", "门店", "订单号")
WIDTHS = (24, 12, 32, 6, 12, 12, 12, 6, 24, 8, 20)  # of columns, in characters
BLUE = 7  # where the blue number stands after the first column


@dataclass(frozen=True)
class Totals:
    """Sums of a day, fen; reds apart."""

    count: int
    amount: int
    tax: int
    red_count: int
    red_total: int
    by_rate: list[tuple[str, int, int]]
    by_kind: list[tuple[str, int, int]]


def totals(found: Sequence[Issued]) -> Totals:
    """Of these invoices."""
    blue, red = [one for one in found if one.blue is None], [one for one in found if one.blue is not None]
    rates = rules.taxes((str(rate), int(amount), int(tax)) for one in blue for rate, amount, tax in one.taxes)
    kinds = [
        (kind, len(mine), sum(one.total for one in mine)) for kind in ("32", "31") if (mine := [one for one in blue if one.kind == kind])
    ]
    amount, tax = sum(one.amount for one in blue), sum(one.tax for one in blue)
    return Totals(len(blue), amount, tax, len(red), sum(one.total for one in red), rates, kinds)


def differences(ours: Sequence[Issued], theirs: Sequence[DayRow]) -> list[str]:
    """The numbers about which our books and the bureau's differ: missing with one of them, or of another sum."""
    mine, told = {one.number: one.total for one in ours}, {one.number: one.total for one in theirs}
    return sorted(number for number in mine.keys() | told.keys() if mine.get(number) != told.get(number))


def table(found: Sequence[Issued]) -> str:
    """CSV for an accountant: UTF-8 with its mark, numbers as text, CRLF."""
    lines = [",".join(HEADS)]
    for one in found:
        number, *rest = _cells(one)
        rest[BLUE] = _text(rest[BLUE])
        lines.append(",".join(_cell(cell) for cell in (_text(number), *rest)))
    return "\ufeff" + "\r\n".join(lines) + "\r\n"


def _cells(one: Issued) -> list[str]:
    kind = "专票" if one.kind == "31" else "普票"
    sums = (yuan(one.amount), yuan(one.tax), yuan(one.total))
    state = "红字" if one.blue else "蓝字"
    return [one.number, one.day.isoformat(), one.name, kind, *sums, state, one.blue or "", one.shop_no, one.order_no]


def workbook(found: Sequence[Issued]) -> bytes:
    """XLSX for an accountant: numbers as text, sums as numbers, added up in the last row. A name is text, never a formula."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet("发票清单")
    sheet.freeze_panes = "A2"
    for letter, width in zip("ABCDEFGHIJK", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width

    def cell(said: str | Decimal) -> WriteOnlyCell:
        made = WriteOnlyCell(sheet, said)
        if isinstance(said, str):
            made.data_type, made.number_format = "s", "@"
        else:
            made.number_format = "0.00"
        return made

    sheet.append([cell(head) for head in HEADS])
    for one in found:
        said = _cells(one)
        of_one = [cell(Decimal(fen) / 100) for fen in (one.amount, one.tax, one.total)]
        sheet.append([*(cell(each) for each in said[:4]), *of_one, *(cell(each) for each in said[7:])])
    whole = (sum(one.amount for one in found), sum(one.tax for one in found), sum(one.total for one in found))
    last = [cell(each) for each in ("合计", "", f"{len(found)} 张", "")]
    sheet.append([*last, *(cell(Decimal(fen) / 100) for fen in whole)])
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def by_day(found: Sequence[Issued]) -> Iterator[tuple[date, Totals]]:
    """Each day that has invoices, the latest first."""
    for day, of_day in groupby(sorted(found, key=lambda one: one.day, reverse=True), lambda one: one.day):
        yield day, totals(list(of_day))


def _text(number: str) -> str:
    """So that a spreadsheet leaves the twenty digits alone."""
    return f"\t{number}" if number else ""


def _cell(said: str) -> str:
    """A name that begins like a formula must not become one."""
    safe = f"'{said}" if said[:1] in "=+-@" and not said[1:].replace(",", "").replace(".", "").isdigit() else said
    return f'"{safe.replace(chr(34), chr(34) * 2)}"' if any(sign in safe for sign in ',"\r\n\t') else safe
