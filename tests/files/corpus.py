"""Files as strangers send them, harmless and hostile, as many as are wanted, always the same for one seed."""

from __future__ import annotations

import io
import random
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image
from PIL.ExifTags import Base

from deploy.pictures import portrait, snapshot
from tests.files import test_papers
from tests.files.hostile import HOSTILE
from tests.files.makers import EICAR, HTML, SCRIPT, SVG, chunk, heic, jpeg_that_says, jpeg_with_exif, locked, pdf, png

MARKS = (b"<script", b"<?php", b"EICAR", b"onload=", b"MZ\0\0", b"PK\x03\x04", b"alert(1)", b"evil", b"cmd.exe", b"passwd")


@dataclass(frozen=True)
class Piece:
    """One file. `harmless`: it has to be taken. `face`: given as a portrait, otherwise as a paper."""

    kind: str
    harmless: bool
    face: bool
    name: str
    content: bytes


def corpus(seed: int, count: int) -> Iterator[Piece]:
    """So many files in a mixed order, made one at a time."""
    dice = random.Random(seed)
    for number in range(count):
        harmless = dice.random() < 0.5
        kinds = HARMLESS if harmless else EVIL
        kind = dice.choices(list(kinds), [weight for weight, _, _ in kinds.values()])[0]
        _, face, make = kinds[kind]
        content = make(dice)
        name = f"{number}{dice.choice(('.jpg', '.png', '.pdf', '.heic', '.exe', ''))}"
        yield Piece(kind, harmless, face, name, content)


@lru_cache(40)
def _jpeg(width: int, height: int, turned: int = 1, quality: int = 88, progressive: bool = False) -> bytes:
    exif, out = Image.Exif(), io.BytesIO()
    exif[Base.Orientation] = turned
    small = snapshot(min(width, 1500), min(width, 1500) * height // width)
    small.resize((width, height)).save(out, "JPEG", exif=exif, quality=quality, progressive=progressive)
    return out.getvalue()


@lru_cache(40)
def _face(width: int, height: int, ground: str, kind: str) -> bytes:
    out = io.BytesIO()
    if kind == "HEIC":
        return heic(portrait(width, height, ground), quality=85)
    portrait(width, height, ground).save(out, kind)
    return out.getvalue()


def _noted(content: bytes, dice: random.Random) -> bytes:
    """A JPEG with a note of its own: no two are the same."""
    note = b"%d" % dice.getrandbits(64)
    return content[:2] + b"\xff\xfe" + struct.pack(">H", len(note) + 2) + note + content[2:]


def _portrait(dice: random.Random) -> bytes:
    width = dice.choice((390, 600, 1100))
    kind = dice.choice(("JPEG", "JPEG", "PNG", "HEIC"))
    content = _face(width, round(width * 48 / 33), dice.choice(("#ffffff", "#f6f6f6", "#cfe2ff")), kind)
    return _noted(content, dice) if kind == "JPEG" else content


@lru_cache
def _paper(name: str) -> bytes:
    return test_papers.HARMLESS[name]()


@lru_cache
def _shot() -> bytes:
    out = io.BytesIO()
    portrait(1080, 2400).save(out, "PNG")
    return out.getvalue()


@lru_cache
def _evil(name: str) -> bytes:
    return HOSTILE[name]()


def _hidden(dice: random.Random) -> bytes:
    """A picture with something behind, before or inside it."""
    small, out = jpeg_with_exif(), io.BytesIO()
    Image.new("RGB", (800, 600), "#ddeeff").save(out, "PNG")
    payload = dice.choice(
        (SCRIPT, b"PK\x03\x04" + b"\0" * 99, b"MZ\0\0" + EICAR, pdf(tail=b"/OpenAction << /S /JavaScript /JS (alert(1)) >>"))
    )
    return dice.choice((small + payload, out.getvalue() + payload, png(500, 500, chunk(b"tEXt", b"Comment\0" + payload))))


def _cut(dice: random.Random) -> bytes:
    whole = dice.choice((_jpeg(3000, 4000), _paper("a scan without loss"), _face(600, 873, "#ffffff", "HEIC"), _shot()))
    return whole[: dice.randrange(20, len(whole) * 9 // 10)]


def _bomb(dice: random.Random) -> bytes:
    return dice.choice((
        lambda: png(7750, 7750, rows=zlib.compress(b"\0" * 1000)),
        lambda: png(60_000, 60_000, rows=b""),
        lambda: jpeg_that_says(17_000, 17_000),
        lambda: png(8, 8, chunk(b"zTXt", b"a\0\0" + zlib.compress(b"\0" * 30_000_000))),
        lambda: png(8, 8, chunk(b"iCCP", b"a\0\0" + zlib.compress(b"\0" * 30_000_000))),
        _scans,
    ))()  # fmt: skip


@lru_cache
def _scans() -> bytes:
    """A progressive JPEG of 4 million pixels whose last scan comes 800 times."""
    whole = _jpeg(2000, 2000, progressive=True)
    last = whole.rindex(b"\xff\xda")
    return whole[:-2] + whole[last:-2] * 800 + b"\xff\xd9"


def _slow(dice: random.Random) -> bytes:
    return dice.choice(list(test_papers.SLOW.values()))(15_000)


def _nothing(dice: random.Random) -> bytes:
    return dice.choice((HTML, SVG, EICAR, b"", HTML + _jpeg(300, 400), dice.randbytes(dice.randrange(1, 4000)), b"GIF89a" + SCRIPT))


def _garbled(dice: random.Random) -> bytes:
    """Something good with a few bytes changed, or only a good beginning."""
    whole = bytearray(dice.choice((_jpeg(1500, 2000), _face(600, 873, "#ffffff", "HEIC"), _evil("form"), _shot(), pdf())))
    for _ in range(dice.randrange(1, 40)):
        whole[dice.randrange(8, len(whole))] = dice.randrange(256)
    return bytes(whole)


Make = Callable[[random.Random], bytes]
# kind: (how often, whether given as a portrait, how it is made)
HARMLESS: dict[str, tuple[int, bool, Make]] = {
    "portrait": (30, True, _portrait),
    "snapshot": (20, True, lambda dice: _noted(_jpeg(1200, 1600, dice.choice((1, 3, 6, 8))), dice)),
    "phone's picture": (20, False, lambda dice: _noted(_jpeg(3000, 4000, dice.choice((1, 6))), dice)),
    "48 million pixels": (3, False, lambda dice: _noted(_jpeg(6048, 8064, quality=80), dice)),
    "200 million pixels": (1, False, lambda dice: _noted(_jpeg(12240, 16320, quality=70), dice)),
    "screenshot": (8, False, lambda dice: _shot()),
    "paper": (28, False, lambda dice: _paper(dice.choice(list(test_papers.HARMLESS)))),
    "paper for all to read": (4, False, lambda dice: locked(pdf(), user="", owner=str(dice.random()))),
}
EVIL: dict[str, tuple[int, bool, Make]] = {
    "paper that acts": (40, False, lambda dice: _evil(dice.choice(list(HOSTILE)))),
    "hidden": (14, False, _hidden),
    "cut": (8, False, _cut),
    "bomb": (8, False, _bomb),
    "slow": (5, False, _slow),
    "locked": (3, False, lambda dice: locked(pdf())),
    "nothing": (12, False, _nothing),
    "garbled": (10, False, _garbled),
}
