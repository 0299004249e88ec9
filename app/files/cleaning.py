"""Decodes a stranger's file and writes it anew. Runs in the reader process; bytes in, clean bytes or a refusal out.

Pictures are decoded and written again, so that nothing but the picture is kept: no EXIF, no place, no second file behind it.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps

from app.files import rules
from app.files.rules import MAX_PIXELS, MAX_SIDE, Box
from app.kernel.errors import Problem

Image.MAX_IMAGE_PIXELS = None  # ours are stricter, and told apart by kind
_DECODED = 26_000_000  # pixels held at most where the format lets us choose
_PNG_KEPT = 4_000_000  # pixels; larger ones without transparency are photographs and kept as JPEG


@dataclass(frozen=True)
class Clean:
    """A file as we keep it. `picture` is its decoded image, None for a PDF."""

    kind: str
    content: bytes
    picture: Image.Image | None

    @property
    def mime(self) -> str:
        """Its media type."""
        return rules.MIME[self.kind]


def clean(content: bytes, kinds: tuple[str, ...] = rules.PAPERS) -> Clean:
    """The file made safe. Raises the problems of rules.REFUSALS."""
    kind = known(content, kinds)
    if kind == "pdf":
        from app.files import papers  # a library of its own: only when there is a PDF

        return Clean("pdf", papers.sanitised(content), None)
    return written(decoded(content, kind), kind)


def known(content: bytes, kinds: tuple[str, ...]) -> str:
    """What kind of file it is, when it is one of ours."""
    if not content:
        raise rules.refusal("file_empty")
    kind = rules.kind_of(content[:2048])
    if len(content) > rules.MAX_BYTES:
        raise rules.refusal("file_too_large")
    if kind is None:
        raise rules.refusal("file_kind" if "pdf" in kinds else "photo_wanted")
    if kind not in kinds:
        raise rules.refusal("photo_wanted")
    return kind


def decoded(content: bytes, kind: str) -> Image.Image:
    """The picture, upright, at most MAX_SIDE on a side, RGB or (from a PNG) RGBA."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what Pillow grumbles about a damaged margin is nobody's news
            picture = _opened(content, kind)
            picture.load()
        picture.thumbnail((MAX_SIDE, MAX_SIDE))  # before turning it, which needs a second picture of the same size
        upright = ImageOps.exif_transpose(picture)
    except Problem:
        raise
    except MemoryError:
        raise rules.refusal("too_many_pixels") from None
    except Exception:  # Pillow raises a dozen kinds on damaged pictures; each means the same to its owner
        raise rules.refusal("photo_broken") from None
    clear = "A" in upright.mode or "transparency" in upright.info
    plain = upright.convert("RGBA" if clear and kind == "png" else "RGB")
    plain.info = {}
    return plain


def _opened(content: bytes, kind: str) -> Image.Image:
    """Its header read and judged; a JPEG will be made smaller while it is decoded."""
    if kind == "heic":
        from pillow_heif import register_heif_opener  # type: ignore[import-untyped,unused-ignore]

        register_heif_opener()
    picture = Image.open(io.BytesIO(content), formats=["HEIF" if kind == "heic" else kind.upper()])
    pixels = picture.width * picture.height
    limit = "progressive" if kind == "jpeg" and picture.info.get("progressive") else kind
    if pixels > MAX_PIXELS[limit]:  # from the header: nothing is decoded yet
        raise rules.refusal("too_many_pixels")
    scale = next((one for one in (1, 2, 4) if pixels <= _DECODED * one * one), 8)
    if scale > 1:
        picture.draft("RGB", (picture.width // scale, picture.height // scale))
    return picture


def written(picture: Image.Image, kind: str) -> Clean:
    """A decoded picture as we keep it."""
    out = io.BytesIO()
    if kind == "png" and (picture.mode == "RGBA" or picture.width * picture.height <= _PNG_KEPT):
        picture.save(out, "PNG", compress_level=6)
        return Clean("png", out.getvalue(), picture)
    picture.convert("RGB").save(out, "JPEG", quality=90, subsampling=0)
    return Clean("jpeg", out.getvalue(), picture)


def cut(picture: Image.Image, box: Box) -> Image.Image:
    """The part of a picture a person chose; what lies outside the picture is left away."""
    left, top, width, height = box
    edges = (left * picture.width, top * picture.height, (left + width) * picture.width, (top + height) * picture.height)
    left_, top_ = max(0, round(edges[0])), max(0, round(edges[1]))
    right, low = min(picture.width, round(edges[2])), min(picture.height, round(edges[3]))
    return picture.crop((left_, top_, max(left_ + 1, right), max(top_ + 1, low)))
