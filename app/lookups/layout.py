"""A sheet on A4 pages: title, facts, parts, a table, the seal, how to check it. Text stays text: it can be selected and searched."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import segno

from app.language.showing import Part, Sheet

if TYPE_CHECKING:
    from pyhanko.pdf_utils.font.opentype import GlyphAccumulator

WIDTH, HEIGHT, MARGIN = 595, 842, 48
INNER = WIDTH - 2 * MARGIN
LINE, ROW = 18, 17
TITLE, BODY, SMALL, MARK = 16.0, 10.0, 8.5, 13.0
SEAL_R, QR = 46, 84
LABEL = 110  # where what stands beside a label begins
ENDS = "，。；：、）》」"


@dataclass(frozen=True)
class Footing:
    """What stands below the table: who made it when, the check code and the page that checks it, whose seal."""

    made: str
    code: str
    check: str
    seal: str
    site: str


@lru_cache
def font() -> str:
    """Where the font lies: every character of a name is in it."""
    import pylopdf_fonts_zh_cn

    return os.path.join(os.path.dirname(pylopdf_fonts_zh_cn.__file__), "NotoSansSC-Regular.otf")


class Pages:
    """Pages as operators of a content stream, from above down."""

    def __init__(self, glyphs: GlyphAccumulator) -> None:
        self.glyphs, self.done, self.now, self.y = glyphs, list[bytes](), list[bytes](), 0.0
        self.turn()

    def turn(self) -> None:
        """The next page."""
        if self.now:
            self.done.append(b"\n".join(self.now))
        self.now, self.y = [], float(HEIGHT - MARGIN)

    def room(self, height: float) -> bool:
        return self.y - height > MARGIN + 24

    def text(self, x: float, said: str, size: float, right: float | None = None, colour: str = "0.08 0.14 0.17") -> None:
        """A line that begins at x, or ends at `right`."""
        if not said:
            return
        shaped = self.glyphs.shape(said)
        if right is not None:
            x = right - float(shaped.x_advance) * size
        head = f"q {colour} rg BT /F {size:.2f} Tf 1 0 0 1 {x:.2f} {self.y:.2f} Tm ".encode()
        self.now.append(head + bytes(shaped.graphics_ops) + b" ET Q")

    def wide(self, said: str, size: float) -> float:
        return float(self.glyphs.shape(said).x_advance) * size

    def rule(self, weight: float = 0.5, grey: float = 0.8) -> None:
        self.now.append(f"q {grey} G {weight} w {MARGIN} {self.y:.2f} m {WIDTH - MARGIN} {self.y:.2f} l S Q".encode())

    def across(self, said: str) -> None:
        """The same words aslant all over the page, below everything else: nobody cuts them away."""
        shaped = self.glyphs.shape(said)
        step = max(float(shaped.x_advance) * MARK + 60, 160.0)
        for row in range(-2, 9):
            for column in range(-1, int(WIDTH / step) + 2):
                x, y = column * step + (row % 2) * step / 2, row * 110.0
                head = f"q 0.88 0.91 0.92 rg BT /F {MARK:.2f} Tf 0.906 0.423 -0.423 0.906 {x:.2f} {y:.2f} Tm ".encode()
                self.now.insert(0, head + bytes(shaped.graphics_ops) + b" ET Q")

    def square(self, said: str, x: float, size: float, version: int | None = None) -> None:
        """A QR code whose lower left corner is at x, y; of that version, as a title's has to be."""
        made = segno.make(said, error="m", version=version, mode="byte", boost_error=False) if version else segno.make(said, error="m")
        rows = list(made.matrix)
        side = size / len(rows)
        dots = (
            f"{x + left * side:.2f} {self.y + (len(rows) - 1 - top) * side:.2f} {side:.3f} {side:.3f} re"
            for top, row in enumerate(rows)
            for left, dark in enumerate(row)
            if dark
        )
        self.now.append(f"q 0 g {' '.join(dots)} f Q".encode())

    def round_seal(self, x: float, y: float) -> None:
        """A ring with a star."""
        self.now.append(f"q 0.77 0.12 0.12 RG 2.2 w {_ring(x, y, SEAL_R)} S 0.77 0.12 0.12 rg {_star(x, y + 6, 11)} f Q".encode())


def pdf(sheet: Sheet, name: str, footing: Footing) -> bytes:
    """The sheet, not yet signed. `name`: whose it is."""
    return document(lambda pages: _drawn(pages, sheet, name, footing))


def document(draw: Callable[[Pages], Iterable[bytes]]) -> bytes:
    """A file of the pages that `draw` makes."""
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.font.opentype import GlyphAccumulatorFactory
    from pyhanko.pdf_utils.generic import pdf_name
    from pyhanko.pdf_utils.writer import PageObject, PdfFileWriter

    writer = PdfFileWriter()
    glyphs = GlyphAccumulatorFactory(font(), font_size=1).create_font_engine(writer)
    pages = list(draw(Pages(glyphs)))
    resources = generic.DictionaryObject({pdf_name("/Font"): generic.DictionaryObject({pdf_name("/F"): glyphs.as_resource()})})
    for content in pages:
        stream = generic.StreamObject(stream_data=content)
        stream.compress()
        writer.insert_page(PageObject(contents=writer.add_object(stream), media_box=(0, 0, WIDTH, HEIGHT), resources=resources))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _drawn(pages: Pages, sheet: Sheet, name: str, footing: Footing) -> Iterator[bytes]:
    pages.y -= TITLE
    pages.text(MARGIN + (INNER - pages.wide(sheet.title, TITLE)) / 2, sheet.title, TITLE)
    pages.y -= LINE * 1.6
    _facts(pages, (("姓名", name), *sheet.facts))
    for part in sheet.parts:
        _part(pages, part)
    pages.y -= LINE / 2
    edges = _edges(sheet.widths)
    if sheet.columns:
        _heads(pages, sheet.columns, edges)
    for row in sheet.rows:
        if not pages.room(ROW):
            pages.turn()
            pages.y -= BODY
            _heads(pages, sheet.columns, edges)
        _row(pages, row, edges)
    _foot(pages, sheet, footing)
    pages.turn()
    total = len(pages.done)
    for number, content in enumerate(pages.done, 1):
        pages.now, pages.y = [content], float(MARGIN - 14)
        if sheet.mark:
            pages.across(sheet.mark)
        pages.text(MARGIN, f"防伪码 {footing.code}", SMALL, colour="0.37 0.43 0.46")
        pages.text(0, f"第 {number} 页，共 {total} 页", SMALL, right=WIDTH - MARGIN, colour="0.37 0.43 0.46")
        yield b"\n".join(pages.now)


def _facts(pages: Pages, facts: Iterable[tuple[str, str]]) -> None:
    """Labels on the left, what stands there beside them, in as many lines as it needs."""
    for label, text in facts:
        for n, line in enumerate(_lines(pages, text, INNER - LABEL)):
            if not pages.room(LINE):
                pages.turn()
                pages.y -= BODY
            pages.text(MARGIN, "" if n else label, BODY, colour="0.37 0.43 0.46")
            pages.text(MARGIN + LABEL, line, BODY)
            pages.y -= LINE


def _part(pages: Pages, part: Part) -> None:
    """A heading, which is not left alone at the foot of a page; its facts; its sentences."""
    if not pages.room(LINE * 3):
        pages.turn()
        pages.y -= BODY
    pages.y -= LINE / 2
    pages.text(MARGIN, part.head, BODY + 1)
    pages.y -= LINE
    _facts(pages, part.facts)
    for line in _lines(pages, part.text, INNER) if part.text else ():
        if not pages.room(LINE):
            pages.turn()
            pages.y -= BODY
        pages.text(MARGIN, line, BODY)
        pages.y -= LINE


def _lines(pages: Pages, said: str, width: float) -> Iterator[str]:
    """A text in lines that fit; no line begins with a sign that ends a clause."""
    line, wide = "", 0.0
    signs = {sign: pages.wide(sign, BODY) for sign in {*said}}
    for sign in said:
        one = signs[sign]
        if wide + one > width and sign not in ENDS:
            yield line
            line, wide = "", 0.0
        line, wide = line + sign, wide + one
    yield line


def _edges(widths: Sequence[int]) -> list[tuple[float, float]]:
    """From and to of each column."""
    total, at, edges = sum(widths), float(MARGIN), []
    for one in widths:
        edges.append((at, at + INNER * one / total))
        at = edges[-1][1]
    return edges


def _heads(pages: Pages, columns: Sequence[str], edges: Sequence[tuple[float, float]]) -> None:
    for label, (left, _) in zip(columns, edges, strict=True):
        pages.text(left, label, SMALL, colour="0.37 0.43 0.46")
    pages.y -= 5
    pages.rule(0.8, 0.5)
    pages.y -= ROW - 5


def _row(pages: Pages, row: Sequence[str], edges: Sequence[tuple[float, float]]) -> None:
    for said, (left, right) in zip(row, edges, strict=True):
        pages.text(left, _fitted(pages, said, right - left - 4), SMALL)
    pages.y -= 5
    pages.rule()
    pages.y -= ROW - 5


def _fitted(pages: Pages, said: str, width: float) -> str:
    """As much as fits."""
    if pages.wide(said, SMALL) <= width:
        return said
    while said and pages.wide(said + "…", SMALL) > width:
        said = said[:-1]
    return said + "…"


def _foot(pages: Pages, sheet: Sheet, footing: Footing) -> None:
    if not pages.room(SEAL_R * 2 + LINE * 5):
        pages.turn()
    pages.y -= LINE
    if sheet.note:
        pages.text(MARGIN, sheet.note, SMALL, colour="0.37 0.43 0.46")
        pages.y -= LINE
    top = pages.y
    pages.y -= QR - BODY
    pages.square(footing.check, MARGIN, QR)
    pages.y = top - LINE
    for said in (footing.made, f"防伪码 {footing.code}", "扫左边的码，或者打开下面的网址输入防伪码，查真假", footing.site):
        pages.text(MARGIN + QR + 14, said, SMALL)
        pages.y -= LINE
    middle, centre = WIDTH - MARGIN - SEAL_R - 8, top - QR / 2
    pages.round_seal(middle, centre)
    pages.y = centre - 22
    pages.text(middle - pages.wide(footing.seal, SMALL) / 2, footing.seal, SMALL, colour="0.77 0.12 0.12")


def _ring(x: float, y: float, r: float) -> str:
    k = 0.5523 * r
    return (
        f"{x + r:.2f} {y:.2f} m {x + r:.2f} {y + k:.2f} {x + k:.2f} {y + r:.2f} {x:.2f} {y + r:.2f} c "
        f"{x - k:.2f} {y + r:.2f} {x - r:.2f} {y + k:.2f} {x - r:.2f} {y:.2f} c "
        f"{x - r:.2f} {y - k:.2f} {x - k:.2f} {y - r:.2f} {x:.2f} {y - r:.2f} c "
        f"{x + k:.2f} {y - r:.2f} {x + r:.2f} {y - k:.2f} {x + r:.2f} {y:.2f} c"
    )


_TIPS = ((0.0, 1.0), (0.588, -0.809), (-0.951, 0.309), (0.951, 0.309), (-0.588, -0.809))


def _star(x: float, y: float, r: float) -> str:
    """Five tips, drawn in one line that crosses itself."""
    first, *others = [(x + r * dx, y + r * dy) for dx, dy in _TIPS]
    return " ".join([f"{first[0]:.2f} {first[1]:.2f} m", *(f"{px:.2f} {py:.2f} l" for px, py in others), "h"])
