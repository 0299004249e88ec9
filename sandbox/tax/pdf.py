"""The face of an invoice as PDF: text that can be selected, in an open font that is in the file; the original inside."""

from __future__ import annotations

import io
import os

import pylopdf_fonts_zh_cn
import segno
from fpdf import FPDF

from sandbox.registers.declared import Row
from sandbox.tax import layout

FONT = os.path.join(os.path.dirname(pylopdf_fonts_zh_cn.__file__), "NotoSansSC-Regular.otf")
POINT = 72 / 25.4


def drawn(row: Row, original: bytes) -> bytes:
    """The PDF, not yet sealed."""
    made = FPDF(unit="mm", format=(layout.HEIGHT, layout.WIDTH), orientation="landscape")
    made.set_title(layout.title(row))
    made.add_font("face", "", FONT)
    made.set_line_width(0.15)
    made.set_draw_color(128, 60, 30)
    code = io.BytesIO()
    segno.make(layout.code(row), error="m").save(code, kind="png", scale=6, border=2)
    for place, marks in enumerate(layout.pages(row)):
        made.add_page()
        if not place:
            made.image(code, 8, 4, 20, 20)
        for mark in marks:
            _put(made, mark)
    made.embed_file(bytes=original, basename=f"{row['number']}.xml", desc="original", mime_type="text/xml")
    return bytes(made.output())


def _put(page: FPDF, mark: layout.Mark) -> None:
    if isinstance(mark, layout.Line):
        page.line(mark.x1, mark.y1, mark.x2, mark.y2)
    elif mark.said:
        page.set_font("face", size=mark.size * POINT)
        page.text(mark.x - (page.get_string_width(mark.said) if mark.right else 0), mark.y, mark.said)
