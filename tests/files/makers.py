"""Files for tests, good and hostile, made byte by byte."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import pikepdf
import pillow_heif
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

# The anti-virus industry's harmless test text, in two halves so that no scanner takes this file for it.
EICAR = (r"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*").encode()
SCRIPT = b"<script>alert(1)</script>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><html><body onload=alert(1)>"


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, *more: bytes, rows: bytes | None = None) -> bytes:
    """A grey PNG of this size, with more chunks before its pixels. Made without making the picture."""
    squeeze = zlib.compressobj(9)
    line = b"\0" * (1 + width)
    pixels = rows if rows is not None else b"".join(squeeze.compress(line) for _ in range(height)) + squeeze.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + b"".join(more) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def jpeg_that_says(width: int, height: int) -> bytes:
    """A small JPEG whose header claims another size."""
    out = io.BytesIO()
    Image.new("RGB", (16, 16), "white").save(out, "JPEG")
    raw = bytearray(out.getvalue())
    at = raw.index(b"\xff\xc0")
    raw[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(raw)


def jpeg_with_exif(turned: int = 6) -> bytes:
    """A phone's JPEG: where, when, by which phone, lying on its side; a comment with a script in it."""
    picture = Image.new("RGB", (60, 40), "white")
    exif = picture.getexif()
    exif[Base.Orientation], exif[Base.Model], exif[Base.DateTime] = turned, "SecretPhone", "2026:11:24 08:00:00"
    exif.get_ifd(IFD.GPSInfo).update({GPS.GPSLatitudeRef: "N", GPS.GPSLatitude: (23.0, 7.0, 45.0)})
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif, comment=SCRIPT, quality=95)
    return out.getvalue()


def heic(picture: Image.Image, **save: Any) -> bytes:
    """As an iPhone keeps it."""
    out = io.BytesIO()
    pillow_heif.from_pillow(picture).save(out, format="HEIF", **save)
    return out.getvalue()


def pdf(*objects: bytes, tail: bytes = b"", version: bytes = b"1.4") -> bytes:
    """A one-page PDF with more objects."""
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R " + tail + b">>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R >>",
        stream(b"BT ET"),
        *objects,
    ]
    out, places = b"%PDF-" + version + b"\n%\xe2\xe3\xcf\xd3\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    at = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(parts) + 1, table)
    return out + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, at)


def locked(content: bytes, user: str = "geheim", owner: str = "chef") -> bytes:
    """A PDF under a password; with user="" anybody may open it."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as paper:
        paper.save(out, encryption=pikepdf.Encryption(user=user, owner=owner))
    return out.getvalue()


def stream(data: bytes, about: bytes = b"") -> bytes:
    """A compressed stream object."""
    packed = zlib.compress(data)
    return b"<< /Length %d /Filter /FlateDecode %s >>\nstream\n%s\nendstream" % (len(packed), about, packed)
