"""Where the faces are, by OpenCV's trained cascades (they come with its wheel; nothing is fetched, nothing leaves).

Chosen by measurement on scikit-image's 100 faces and 100 other pieces of real photographs: `frontalface_alt2` finds 99 faces
and none where there is none; with the tones evened out at once 97, `alt` 95, `default` 87 and one too many, `alt_tree` 31.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import cv2
import numpy
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cv2.typing import MatLike, Rect

cv2.setNumThreads(1)

_LOOKED_AT = 640  # pixels on the longer side: a face of a portrait is then 150 and more
_LEAST = 0.11  # of the shorter side
_SMALL = 0.4  # of the largest face: what is smaller than that is a pattern or somebody far away


@dataclass(frozen=True)
class Face:
    """As parts of the picture's width and height. `tilt`: degrees, None when the eyes were not seen."""

    left: float
    top: float
    width: float
    height: float
    tilt: float | None = None

    @property
    def middle(self) -> tuple[float, float]:
        """Its middle, in the picture's pixels."""
        return self.left + self.width / 2, self.top + self.height / 2


def find(picture: Image.Image) -> list[Face]:
    """The faces that look at us, largest first."""
    small = picture.convert("L")
    small.thumbnail((_LOOKED_AT, _LOOKED_AT))
    grey = numpy.asarray(small)
    least = max(24, int(min(grey.shape) * _LEAST))
    # As it is first: evening out the tones drowns a small face before a white wall, and brings up one in the dark.
    boxes = next((found for tones in (grey, cv2.equalizeHist(grey)) if len(found := _boxes(tones, least))), ())
    found = sorted((tuple(int(one) for one in box) for box in boxes), key=lambda box: -box[2])
    high, wide = grey.shape
    return [
        Face(x / wide, y / high, w / wide, h / high, _tilt(grey[y : y + h, x : x + w])) for x, y, w, h in found if w >= _SMALL * found[0][2]
    ]


def _boxes(grey: MatLike, least: int) -> Sequence[Rect]:
    return _cascade("frontalface_alt2").detectMultiScale(grey, 1.1, 4, minSize=(least, least))


def upright(picture: Image.Image) -> tuple[Image.Image, list[Face]]:
    """The picture with its faces; one lying on its side or head, as messengers leave them, is turned first."""
    faces = find(picture)
    if faces:
        return picture, faces
    for turn in (Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_270, Image.Transpose.ROTATE_180):
        turned = picture.transpose(turn)
        found = find(turned)
        if len(found) == 1:
            return turned, found
    return picture, []


def _tilt(face: MatLike) -> float | None:
    """Degrees between the line of the eyes and the horizon."""
    side = face.shape[0]
    upper = face[side // 6 : side * 11 // 20]
    least = max(8, side // 7)
    eyes = _cascade("eye").detectMultiScale(upper, 1.1, 5, minSize=(least, least), maxSize=(side // 2, side // 2))
    middles = [(x + w / 2, y + h / 2) for x, y, w, h in eyes]
    left = [one for one in middles if one[0] < side * 0.48]
    right = [one for one in middles if one[0] > side * 0.52]
    if len(left) != 1 or len(right) != 1:
        return None
    return math.degrees(math.atan2(right[0][1] - left[0][1], right[0][0] - left[0][0]))


@lru_cache
def _cascade(name: str) -> cv2.CascadeClassifier:
    return cv2.CascadeClassifier(f"{cv2.data.haarcascades}haarcascade_{name}.xml")  # type: ignore[attr-defined]
