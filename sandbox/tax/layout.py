"""Where everything stands on the face of an invoice, in millimetres from the upper left corner; PDF and OFD are drawn from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sandbox.registers.declared import Row
from sandbox.tax.money import FREE, cn_money, percent, yuan

WIDTH, HEIGHT, LEFT = 210.0, 140.0, 8.0
RIGHT = WIDTH - LEFT
A_PAGE = 8  # rows
BODY, SMALL, TITLE = 3.2, 2.8, 6.0  # millimetres high
TOP, STEP = 58.0, 4.6
EDGES = (8.0, 52.0, 74.0, 86.0, 104.0, 126.0, 150.0, 172.0, 202.0)
HEADS = ("项目名称", "规格型号", "单位", "数量", "单价", "金额", "税率/征收率", "税额")
FOOT, END = 98.0, 132.0


@dataclass(frozen=True)
class Text:
    """A line of text: its lower left corner, or lower right where `right`."""

    x: float
    y: float
    said: str
    size: float = BODY
    right: bool = False


@dataclass(frozen=True)
class Line:
    """From here to there."""

    x1: float
    y1: float
    x2: float
    y2: float


Mark = Text | Line


def code(row: Row) -> str:
    """What stands in the QR code of the face. The last four are not computed by any published rule."""
    day = row["开票时间"][:10].replace("-", "")
    return f"01,{row['kind']},,{row['number']},{yuan(row['价税合计'])},{day},,{row['number'][-4:]}"


def title(row: Row) -> str:
    """What the invoice is called."""
    return "电子发票（增值税专用发票）" if row["kind"] == "31" else "电子发票（普通发票）"


def pages(row: Row) -> list[list[Mark]]:
    """The face, and as many pages as its rows need."""
    rows = row["明细"]
    parts = [rows[at : at + A_PAGE] for at in range(0, len(rows), A_PAGE)]
    return [[*_head(row), *_table(part), *_foot(row, place + 1, len(parts))] for place, part in enumerate(parts)]


def _head(row: Row) -> Iterator[Mark]:
    yield Text(WIDTH / 2 - TITLE * len(title(row)) / 2, 18, title(row), TITLE)
    yield Text(RIGHT, 14, f"发票号码：{row['number']}", BODY, right=True)
    yield Text(RIGHT, 20, f"开票日期：{_day(row['开票时间'])}", BODY, right=True)
    yield from _box(LEFT, 28, RIGHT, END)
    yield Line(105, 28, 105, 50)
    yield Line(LEFT, 50, RIGHT, 50)
    personal = "（个人）" if row["购方"]["自然人"] == "Y" else ""
    yield from _party(LEFT + 3, "购买方", f"{row['购方']['名称']}{personal}", row["购方代码"])
    yield from _party(108, "销售方", row["销方"]["名称"], row["销方代码"])


def _party(x: float, side: str, name: str, code: str | None) -> Iterator[Mark]:
    yield Text(x, 33, f"{side}信息", SMALL)
    yield Text(x, 39, f"名称：{name}")
    yield Text(x, 46, f"统一社会信用代码/纳税人识别号：{code or ''}")


def _table(rows: Sequence[Row]) -> Iterator[Mark]:
    for place, head in enumerate(HEADS):
        yield Text(EDGES[place] + 1, TOP - 3, head, SMALL) if place < 3 else Text(EDGES[place + 1] - 1, TOP - 3, head, SMALL, right=True)
    for place, one in enumerate(rows):
        y = TOP + 3 + place * STEP
        name = f"*{one['简称']}*{one['名称']}"
        for column, said in enumerate((name[:14], one["规格"], one["单位"])):
            yield Text(EDGES[column] + 1, y, said or "")
        tax = "***" if one["税率"] == FREE else yuan(one["税额"])
        for column, said in enumerate((one["数量"], one["单价"], yuan(one["金额"]), percent(one["税率"]), tax), 3):
            yield Text(EDGES[column + 1] - 1, y, said or "", right=True)


def _foot(row: Row, page: int, of: int) -> Iterator[Mark]:
    yield Line(LEFT, FOOT, RIGHT, FOOT)
    yield Line(LEFT, FOOT + 8, RIGHT, FOOT + 8)
    yield Line(LEFT, FOOT + 16, RIGHT, FOOT + 16)
    if page == of:
        tax = "***" if all(one["税率"] == FREE for one in row["明细"]) else f"¥{yuan(row['合计税额'])}"
        yield Text(LEFT + 3, FOOT + 5.5, "合计")
        yield Text(EDGES[6] - 1, FOOT + 5.5, f"¥{yuan(row['合计金额'])}", right=True)
        yield Text(EDGES[8] - 1, FOOT + 5.5, tax, right=True)
        yield Text(LEFT + 3, FOOT + 13.5, f"价税合计（大写） {cn_money(row['价税合计'])}")
        yield Text(EDGES[8] - 1, FOOT + 13.5, f"（小写）¥{yuan(row['价税合计'])}", right=True)
        remark = f"备注：{row['备注'] or ''}"
        for at in range(0, len(remark), 56):
            yield Text(LEFT + 3, FOOT + 21 + at / 56 * 5, remark[at : at + 56])
    yield Text(LEFT, END + 5, f"开票人：{row['开票人']}")
    yield Text(RIGHT, END + 5, "" if of == 1 else f"第 {page} 页，共 {of} 页", SMALL, right=True)


def _box(x1: float, y1: float, x2: float, y2: float) -> Iterator[Mark]:
    yield from (Line(x1, y1, x2, y1), Line(x2, y1, x2, y2), Line(x2, y2, x1, y2), Line(x1, y2, x1, y1))


def _day(moment: str) -> str:
    return f"{moment[:4]}年{moment[5:7]}月{moment[8:10]}日"
