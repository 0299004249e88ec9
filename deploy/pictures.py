"""Pictures a resident would upload, drawn here: no file of a real person is needed, and a face detector takes them for faces."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence

from PIL import Image, ImageDraw, ImageFilter

SIZE = (390, 567)  # 33 × 48 mm at 300 dpi
HAIR, SKIN, SHADE, LIGHT, EYE = "#261e1c", "#e2b89c", "#cda084", "#f0c8b0", "#281c18"

Paint = Callable[[ImageDraw.ImageDraw], object]
Colour = str | tuple[int, int, int]


def _filled(corners: Sequence[tuple[float, float]]) -> Paint:
    return lambda on: on.polygon(corners, fill=255)


def _oval(middle: float, half: float, top: float, bottom: float) -> Paint:
    return lambda on: on.ellipse((middle - half, top, middle + half, bottom), fill=255)


def portrait(width: int = SIZE[0], height: int = SIZE[1], background: Colour = "white", clothes: Colour = "#223355") -> Image.Image:
    """Head and shoulders on a ground, light and dark where a face has them."""
    picture = Image.new("RGB", SIZE, background)

    def lay(colour: Colour, blur: float, paint: Paint, strength: int = 255) -> None:
        mask = Image.new("L", SIZE, 0)
        paint(ImageDraw.Draw(mask))
        mask = mask.filter(ImageFilter.GaussianBlur(blur)).point(lambda value: value * strength // 255)
        picture.paste(colour, (0, 0, *SIZE), mask)

    x = SIZE[0] / 2
    lay(HAIR, 1.5, lambda on: on.ellipse((x - 118, 78, x + 118, 330), fill=255))
    lay(SHADE, 1, lambda on: on.rounded_rectangle((x - 52, 330, x + 52, 470), 20, fill=255))
    lay(clothes, 1, lambda on: on.rounded_rectangle((20, 425, 370, 800), 110, fill=255))
    lay(SHADE, 1, lambda on: on.polygon([(x - 58, 418), (x + 58, 418), (x, 492)], fill=255))
    for side in (-1, 1):
        collar = [(x + side * 62, 412), (x + side * 78, 440), (x + side * 8, 505), (x, 488)]
        lay("#f0f2f5", 1, _filled(collar))
        lay("#d6a88c", 1, _oval(x + side * 102, 16, 225, 290))
    lay(SKIN, 1.5, lambda on: on.ellipse((x - 100, 118, x + 100, 392), fill=255))
    lay(HAIR, 4, lambda on: on.pieslice((x - 106, 98, x + 106, 250), 180, 360, fill=255))
    lay(LIGHT, 9, lambda on: on.ellipse((x - 78, 136, x + 78, 196), fill=255))
    for side in (-1, 1):
        _eye(lay, x + side * 46)
        lay(LIGHT, 10, _oval(x + side * 52, 32, 272, 326))
        lay("#825446", 2, _oval(x + side * 15, 7, 300, 309))
    lay(LIGHT, 5, lambda on: on.rectangle((x - 9, 214, x + 9, 298), fill=255))
    lay("#d6a48a", 5, lambda on: on.ellipse((x - 22, 288, x + 22, 314), fill=255), 150)
    lay("#a85a54", 2, lambda on: on.chord((x - 40, 320, x + 40, 362), 15, 165, fill=255))
    lay("#68343a", 1.2, lambda on: on.arc((x - 42, 312, x + 42, 352), 30, 150, fill=255, width=4))
    lay("#c4967e", 5, lambda on: on.ellipse((x - 34, 366, x + 34, 380), fill=255))
    return picture if (width, height) == SIZE else picture.resize((width, height), Image.Resampling.LANCZOS)


def _eye(lay: Callable[..., None], x: float) -> None:
    lay("#a87a64", 8, lambda on: on.ellipse((x - 36, 216, x + 36, 262), fill=255), 210)
    lay("#342824", 2, lambda on: on.rounded_rectangle((x - 32, 206, x + 32, 217), 5, fill=255))
    lay("#f0ece8", 1, lambda on: on.ellipse((x - 22, 228, x + 22, 250), fill=255))
    lay(EYE, 1, lambda on: on.ellipse((x - 12, 226, x + 12, 251), fill=255))
    lay("#30221e", 1, lambda on: on.arc((x - 25, 223, x + 25, 262), 195, 345, fill=255, width=5))


def snapshot(
    width: int = 1200, height: int = 1600, ground: Colour = "white", face: float = 0.36, clothes: Colour = "#223355"
) -> Image.Image:
    """What a phone takes: somebody before a wall, smaller than a document wants and with room around."""
    wide = round(width * face / 0.6)  # the head is six tenths of a portrait
    person = portrait(wide, round(wide * SIZE[1] / SIZE[0]), ground, clothes)
    picture = Image.new("RGB", (width, height), ground)
    left, top = (width - wide) // 2, max(0, min((height - person.height) // 2, height - person.height))
    picture.paste(person, (left, top))
    body = (left + round(wide * 20 / SIZE[0]), top + person.height - 1, left + round(wide * 370 / SIZE[0]), height)
    if body[3] > body[1]:
        ImageDraw.Draw(picture).rectangle(body, fill=clothes)
    return picture


def for_material(one: Mapping[str, dict[str, int] | None]) -> bytes:
    """A JPEG that passes for a material as the API lists it: its `shape` in mm is a portrait's."""
    shape = one.get("shape")
    if not shape:
        return _bytes(portrait(780, 1134), "JPEG")
    return _bytes(portrait(780, round(780 * shape["height"] / shape["width"])), "JPEG")


def exit_photo(clothes: str = "#223355") -> bytes:
    """A JPEG of 33 × 48 mm at 300 dpi that passes the exit-entry rule: white ground, dark clothes."""
    return _bytes(portrait(clothes=clothes), "JPEG")


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
