"""The words of items as a spreadsheet, XLSX or CSV: written for whoever changes many at once, read back cell by cell.

A cell is text. What a spreadsheet makes of text by itself (a number, a date, a formula) is taken where it can only mean one thing, and is
a mistake of its row otherwise. Macros, and files that unpack to much more than they are, are not read at all.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Form = Literal["xlsx", "csv"]
KINDS: dict[Form, str] = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8"}
HEAD = ("事项编号", "事项", "部分", "这是什么", "位置", "现在的字", "改成")
ITEM, PATH, FRESH = HEAD.index("事项编号"), HEAD.index("位置"), HEAD.index("改成")
WIDTHS = (24, 14, 12, 36, 34, 50, 50)
MOST_BYTES, MOST_UNPACKED, MOST_ROWS = 4 * 1024 * 1024, 64 * 1024 * 1024, 20_000
FORMULA = ("=", "+", "-", "@", "\t")  # what a spreadsheet takes for a formula at the beginning of a cell


class Unread(Exception):
    """A file that is not read at all, in the words of whoever sent it."""

    def __init__(self, say: str, do: str) -> None:
        super().__init__(say)
        self.say, self.do = say, do


@dataclass(frozen=True)
class Row:
    """What is to stand at a place. `number`: of the row, as the spreadsheet counts; `wrong`: why it cannot be taken."""

    number: int
    item: str
    path: str
    text: str
    wrong: str = ""


def write(rows: Iterable[Sequence[str]], form: Form) -> bytes:
    """Rows in the order of HEAD, all but the last column."""
    return _csv(rows) if form == "csv" else _xlsx(rows)


def read(data: bytes) -> list[Row]:
    """The rows in which something is to be said otherwise. Raises Unread."""
    if len(data) > MOST_BYTES:
        raise Unread("文件太大了", f"最多 {MOST_BYTES // 1024 // 1024} MB，分几次传")
    cells = _cells_of_xlsx(data) if data[:2] == b"PK" else _cells_of_csv(data)
    head = [str(one or "").strip() for one in next(cells, ())]
    if missing := [HEAD[at] for at in (ITEM, PATH, FRESH) if HEAD[at] not in head]:
        raise Unread(f"第一行没有「{'」「'.join(missing)}」这一列", "用这里导出的表来改，不要改第一行")
    columns = [head.index(HEAD[at]) for at in (ITEM, PATH, FRESH)]
    return list(_rows(cells, columns))


def _rows(cells: Iterator[Sequence[object]], columns: Sequence[int]) -> Iterator[Row]:
    for number, line in enumerate(cells, 2):
        if number > MOST_ROWS + 1:
            raise Unread(f"超过 {MOST_ROWS} 行", "只留要改的行再传")
        values = [line[at] if at < len(line) else None for at in columns]
        item, path, fresh = (_text(one) for one in values)
        if fresh == "":
            continue
        if fresh is None:
            yield Row(number, item or "", path or "", "", "「改成」这一格不是文字，先把格式改成文本再填")
        elif not item or not path:
            yield Row(number, "", "", fresh, "没有写事项编号和位置")
        else:
            yield Row(number, item, path, fresh)


def _text(value: object) -> str | None:
    """A cell as text; None for what is none: a date, a formula, yes or no, a fraction."""
    if value is None:
        return ""
    if isinstance(value, str):
        bare = value.strip()
        if bare.startswith("'") and bare[1:2] in FORMULA:
            bare = bare[1:]
        return None if bare.startswith("=") else bare
    if isinstance(value, bool):
        return None
    return str(int(value)) if isinstance(value, int | float) and value == int(value) else None


def _cells_of_csv(data: bytes) -> Iterator[Sequence[object]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        try:
            yield from csv.reader(io.StringIO(text, newline=""), strict=True)
        except csv.Error:
            break
        return
    raise Unread("读不出这个文件", "存成 XLSX 或者 CSV 再传")


def _cells_of_xlsx(data: bytes) -> Iterator[Sequence[object]]:
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if any(name.lower().endswith("vbaproject.bin") for name in packed.namelist()):
                raise Unread("表里有宏", "另存成不带宏的 XLSX 再传")
            if sum(one.file_size for one in packed.infolist()) > MOST_UNPACKED:
                raise Unread("表里的东西太多了", "只留要改的行再传")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        yield from book.worksheets[0].iter_rows(values_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, IndexError, SyntaxError, TypeError, OSError):
        raise Unread("读不出这个文件", "存成 XLSX 或者 CSV 再传") from None


def _csv(rows: Iterable[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEAD)
    writer.writerows([*(f"'{one}" if one[:1] in FORMULA else one for one in row), ""] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _xlsx(rows: Iterable[Sequence[str]]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "事项的字"
    sheet.append(list(HEAD))
    for row in rows:
        sheet.append([*row, ""])
        for cell in sheet[sheet.max_row]:
            cell.data_type, cell.number_format = "s", "@"
    for at, width in enumerate(WIDTHS):
        letter = sheet.cell(1, at + 1).column_letter
        sheet.column_dimensions[letter].width = width
        sheet.cell(1, at + 1).font = Font(bold=True)
    for cell in (*sheet["F"], *sheet["G"]):
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
