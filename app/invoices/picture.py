"""A code as a picture to keep or to send: whose it is, what for and until when stand on it, for a bare code says nothing to anybody."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import segno

if TYPE_CHECKING:
    from PIL.Image import Image as Picture
    from PIL.ImageFont import FreeTypeFont

WIDTH, MARGIN, SQUARE = 720, 48, 560  # pixels
LARGE, SMALL, LEADING = 40, 28, 1.5
INK, PALE = 30, 96  # grey of the first lines, and of the last
DARK = "#14232A"


def svg(link: str) -> str:
    """The code for a screen, as a data URI."""
    return str(segno.make(link, error="m").svg_data_uri(scale=8, border=2, dark=DARK))


def png(link: str, title: Sequence[str], note: Sequence[str]) -> str:
    """The code with lines above and below it, as a data URI. Loads Pillow when it is first wanted: no other call of a worker does."""
    from PIL import Image, ImageDraw

    above, below = ([part for line in lines for part in _folded(line, size)] for lines, size in ((title, LARGE), (note, SMALL)))
    height = int(MARGIN * 3 + SQUARE + LEADING * (LARGE * len(above) + SMALL * len(below)))
    sheet = Image.new("L", (WIDTH, height), 255)
    pen = ImageDraw.Draw(sheet)
    y = float(MARGIN)
    for line in above:
        pen.text((WIDTH / 2, y), line, fill=INK, font=_font(LARGE), anchor="ma")
        y += LARGE * LEADING
    square = _square(link)
    sheet.paste(square, ((WIDTH - square.width) // 2, int(y) + MARGIN // 2))
    y += MARGIN + SQUARE
    for line in below:
        pen.text((WIDTH / 2, y), line, fill=PALE, font=_font(SMALL), anchor="ma")
        y += SMALL * LEADING
    kept = io.BytesIO()
    sheet.save(kept, "PNG", optimize=True)
    return f"data:image/png;base64,{base64.b64encode(kept.getvalue()).decode()}"


def _square(link: str) -> Picture:
    """Whole pixels for each dot: a reader finds sharp edges."""
    from PIL import Image

    rows = [bytes(0 if dark else 255 for dark in row) for row in segno.make(link, error="m").matrix_iter(border=2)]
    side = len(rows)
    found = Image.frombytes("L", (side, side), b"".join(rows))
    scale = SQUARE // side
    return found.resize((side * scale, side * scale), Image.Resampling.NEAREST)


def _folded(line: str, size: int) -> list[str]:
    """A long name on as many lines as it needs."""
    parts, rest, font = [], line, _font(size)
    while rest:
        fits = next((at for at in range(len(rest), 1, -1) if font.getlength(rest[:at]) <= WIDTH - 2 * MARGIN), 1)
        parts.append(rest[:fits])
        rest = rest[fits:]
    return parts


@lru_cache
def _font(size: int) -> FreeTypeFont:
    import pylopdf_fonts_zh_cn
    from PIL import ImageFont

    return ImageFont.truetype(f"{pylopdf_fonts_zh_cn.__path__[0]}/NotoSansSC-Regular.otf", size)
