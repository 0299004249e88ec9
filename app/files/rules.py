"""What kinds of file we take. Pure: bytes in, clean bytes or a refusal out.

The kind is read from the first bytes and proved by decoding; a name or type that says otherwise is a lie and refused.
Pictures are decoded and written anew, so that nothing but the picture is kept: no EXIF, no place, no second file behind it.
"""

from __future__ import annotations

import io
import re
import zlib
from dataclasses import dataclass

from PIL import Image, ImageOps

from app.kernel.errors import Refused, TooLarge

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000
MAX_SIDE = 4096  # larger pictures are made smaller: nobody reviews more
_MAX_INFLATED = 20 * 1024 * 1024

MAGIC = {"jpeg": b"\xff\xd8\xff", "png": b"\x89PNG\r\n\x1a\n", "pdf": b"%PDF-"}
MIME = {"jpeg": "image/jpeg", "png": "image/png", "pdf": "application/pdf"}
NAMED = {"jpg": "jpeg", "jpeg": "jpeg", "jpe": "jpeg", "png": "png", "pdf": "pdf"}
_UNSAID = {"", "application/octet-stream", "multipart/form-data"}
# What a PDF may not carry: anything that runs, opens or hides.
_ACTIVE = re.compile(rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|OpenAction|AA|SubmitForm|ImportData|Encrypt)(?![A-Za-z])")
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.S)
# Objects packed in any other way than the usual one: we could not look inside.
_PACKED = re.compile(rb"/(?:ASCIIHexDecode|AHx|ASCII85Decode|A85|LZWDecode|LZW|RunLengthDecode|RL|Crypt|JBIG2Decode)(?![A-Za-z])")

Image.MAX_IMAGE_PIXELS = MAX_PIXELS


@dataclass(frozen=True)
class Clean:
    """A file as we keep it. `picture` is its decoded image, None for a PDF."""

    kind: str
    content: bytes
    picture: Image.Image | None

    @property
    def mime(self) -> str:
        return MIME[self.kind]


def clean(content: bytes, name: str, mime: str, kinds: tuple[str, ...] = ("jpeg", "png", "pdf")) -> Clean:
    """The file made safe.

    Raises TooLarge `file_too_large` `too_many_pixels`, Refused `file_empty` `file_kind` `file_lies` `file_broken` `pdf_active`.
    """
    if not content:
        raise Refused("file_empty", "文件是空的", "重新选一次")
    if len(content) > MAX_BYTES:
        raise TooLarge("file_too_large", "文件超过 10 MB 了", "拍小一点，或者压缩后再传")
    kind = _kind(content)
    said = {kind_ for kind_ in (_named(name), _typed(mime)) if kind_}
    # What never said it was one of ours is of a wrong kind; what said so and is not has lied.
    if said - {kind} and (kind or said & set(MAGIC)):
        raise Refused("file_lies", "文件的名字和里面的内容对不上", "换一张原图，不要改后缀")
    if kind is None or kind not in kinds:
        allowed = "JPG、PNG 照片和 PDF" if "pdf" in kinds else "JPG 或 PNG 照片"
        raise Refused("file_kind", f"这里只收 {allowed}", "换一个文件，或者拍张照片")
    if kind == "pdf":
        return Clean("pdf", check_pdf(content), None)
    picture = _decode(content, kind)
    return Clean(kind, _encode(picture, kind), picture)


def check_pdf(content: bytes) -> bytes:
    """A whole PDF without scripts, actions, attachments or a password; also none inside its compressed parts."""
    whole = re.match(rb"%PDF-[12]\.\d", content) and b"startxref" in content[-2048:] and b"%%EOF" in content[-1024:]
    if not whole or b"/Root" not in _plain(content):
        raise Refused("file_broken", "这个 PDF 打不开，可能没传完", "重新导出一份再传")
    if _ACTIVE.search(_plain(content)):
        raise Refused("pdf_active", "这个 PDF 里带有程序、附件或密码", "打印成一份新的 PDF 再传")
    return content


def _kind(content: bytes) -> str | None:
    return next((kind for kind, magic in MAGIC.items() if content.startswith(magic)), None)


def _named(name: str) -> str | None:
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    return NAMED.get(ending, ending) or None


def _typed(mime: str) -> str | None:
    plain = mime.split(";")[0].strip().lower()
    if plain in _UNSAID:
        return None
    by_mime = {value: key for key, value in MIME.items()} | {"image/jpg": "jpeg", "image/pjpeg": "jpeg"}
    # uni.uploadFile says image/* or image when it does not know better.
    return None if plain in ("image/*", "image") else by_mime.get(plain, plain)


def _decode(content: bytes, kind: str) -> Image.Image:
    try:
        picture = Image.open(io.BytesIO(content), formats=[kind.upper()])
        if picture.width * picture.height > MAX_PIXELS:  # from the header: nothing is decoded yet
            raise TooLarge("too_many_pixels", "照片太大了，超过 4000 万像素", "用手机直接拍一张就行")
        picture.draft("RGB", (MAX_SIDE, MAX_SIDE))
        picture.load()
        picture.thumbnail((MAX_SIDE, MAX_SIDE))  # before turning it, which needs a second picture of the same size
        upright = ImageOps.exif_transpose(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise TooLarge("too_many_pixels", "照片太大了，超过 4000 万像素", "用手机直接拍一张就行") from None
    except TooLarge:
        raise
    except Exception:  # Pillow raises a dozen kinds on damaged pictures; each means the same to its owner
        raise Refused("file_broken", "照片打不开，可能没传完", "重新选一张再传") from None
    clear = "A" in upright.mode or "transparency" in upright.info
    plain = upright.convert("RGBA" if clear and kind == "png" else "RGB")
    plain.info = {}
    return plain


def _encode(picture: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    if kind == "jpeg":
        picture.save(out, "JPEG", quality=92, subsampling=0)
    else:
        picture.save(out, "PNG", compress_level=6)
    return out.getvalue()


def _plain(content: bytes) -> bytes:
    """The PDF with its compressed parts opened and its spellings undone, as far as it may grow."""
    parts, left = [_STREAM.sub(b"", content)], _MAX_INFLATED
    for found in _STREAM.finditer(content):
        about = _spelled(content[max(0, found.start() - 1000) : found.start()].rpartition(b" obj")[2])
        if b"/ObjStm" in about and _PACKED.search(about):
            raise Refused("pdf_active", "这个 PDF 的写法少见，里面有什么看不清", "打印成一份新的 PDF 再传")
        opened = _inflate(found.group(1), left)
        left -= len(opened)
        if left <= 0:
            raise Refused("pdf_active", "这个 PDF 展开后太大了", "打印成一份新的 PDF 再传")
        if b"/Type" in opened[:200_000] or b"/S" in opened[:200_000]:
            parts.append(opened)
    return _spelled(b"\n".join(parts))


def _spelled(text: bytes) -> bytes:
    """#4a spellings undone."""
    return re.sub(rb"#([0-9A-Fa-f]{2})", lambda m: bytes([int(m.group(1), 16)]), text)


def _inflate(data: bytes, most: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(data, most + 1)
    except zlib.error:
        return b""
