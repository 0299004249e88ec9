"""Pictures a resident would upload, drawn here: no file of a real person is needed."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw


def exit_photo() -> bytes:
    """A JPEG of 33 × 48 mm at 300 dpi that passes the exit-entry rule: white ground, dark clothes."""
    picture = Image.new("RGB", (390, 567), "white")
    draw = ImageDraw.Draw(picture)
    draw.ellipse((30, 400, 360, 760), fill=(32, 44, 66))
    draw.rectangle((165, 360, 225, 440), fill=(222, 184, 160))
    draw.ellipse((110, 110, 280, 390), fill=(232, 196, 172))
    draw.pieslice((102, 84, 288, 300), 180, 360, fill=(30, 26, 26))
    for x in (160, 230):
        draw.ellipse((x - 9, 232, x + 9, 244), fill=(40, 30, 30))
    draw.arc((165, 290, 225, 330), 20, 160, fill=(150, 80, 80), width=4)
    return _bytes(picture, "JPEG")


def signature() -> bytes:
    """A PNG as the canvas of the signing page makes it."""
    picture = Image.new("RGBA", (600, 240), (255, 255, 255, 0))
    draw = ImageDraw.Draw(picture)
    for x in (80, 250, 420):
        draw.line((x, 60, x + 90, 60, x + 40, 190, x - 10, 130, x + 110, 170), fill=(20, 20, 20, 255), width=8)
    return _bytes(picture, "PNG")


def _bytes(picture: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, quality=92)
    return out.getvalue()
