"""Which files are taken, and what is left of them. Pure: bytes in, clean bytes or a refusal out."""

import base64
import io
import zlib

import pytest
from PIL import Image

from app.files import cleaning, rules
from app.kernel.errors import Problem
from tests.applications import encoded
from tests.files import makers
from tests.files.makers import EICAR, HTML, SCRIPT, SVG, chunk, heic, jpeg_with_exif, pdf, png

SMALL = Image.new("RGB", (40, 30), "white")
JPEG, PNG = encoded(SMALL, "JPEG"), encoded(SMALL, "PNG")
NOISE = encoded(Image.effect_noise((64, 64), 90), "PNG")


def shown(value):
    """Bytes make no readable name of a test."""
    return f"{len(value)}-bytes" if isinstance(value, bytes) else None


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (JPEG, "jpeg"),
        (encoded(SMALL, "JPEG", progressive=True), "jpeg"),
        (encoded(SMALL.convert("CMYK"), "JPEG"), "jpeg"),
        (encoded(SMALL.convert("L"), "JPEG"), "jpeg"),
        (PNG, "png"),
        (encoded(SMALL.convert("P"), "PNG"), "png"),
        (encoded(SMALL.convert("RGBA"), "PNG"), "png"),
        (encoded(SMALL.convert("I;16"), "PNG"), "png"),
        (heic(SMALL), "jpeg"),
        (pdf(), "pdf"),
        (pdf(version=b"1.7"), "pdf"),
    ],
    ids=shown,
)
def test_pictures_and_papers_are_taken(content, kind):
    clean = cleaning.clean(content)
    assert (clean.kind, clean.mime) == (kind, rules.MIME[kind])
    if kind != "pdf":
        assert Image.open(io.BytesIO(clean.content)).size == (40, 30)


def test_nothing_but_the_picture_is_kept():
    before = jpeg_with_exif()
    assert b"SecretPhone" in before and SCRIPT in before
    clean = cleaning.clean(before)
    after = Image.open(io.BytesIO(clean.content))
    assert dict(after.getexif()) == {} and set(after.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert b"SecretPhone" not in clean.content and b"Exif" not in clean.content and SCRIPT not in clean.content
    assert after.size == (40, 60)  # it stood on its side


@pytest.mark.parametrize(
    "content",
    [
        JPEG + b"PK\x03\x04" + b"payload",
        JPEG + SCRIPT,
        JPEG + pdf(),
        PNG + b"MZ" + EICAR,
        encoded(SMALL, "JPEG", comment=b"<?php system($_GET[0]); ?>"),
        png(8, 8, chunk(b"tEXt", b"Comment\0" + SCRIPT)),
        png(8, 8, chunk(b"prVt", b"MZ" + EICAR)),
    ],
    ids=shown,
)
def test_a_second_file_inside_a_picture_does_not_survive(content):
    clean = cleaning.clean(content)
    for hidden in (b"PK\x03\x04", b"<script", b"<?php", b"%PDF", b"EICAR", b"MZ"):
        assert hidden not in clean.content


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (HTML, "file_kind"),
        (SVG, "file_kind"),
        (EICAR, "file_kind"),
        (encoded(SMALL, "GIF"), "file_kind"),
        (encoded(SMALL, "WEBP"), "file_kind"),
        (encoded(SMALL, "BMP"), "file_kind"),
        (encoded(SMALL, "TIFF"), "file_kind"),
        (b"PK\x03\x04" + b"\0" * 100, "file_kind"),
        (b"MZ" + b"\0" * 100, "file_kind"),
        (b"\x00\x00\x00\x1cftypavif\0\0\0\0avifmif1miaf", "file_kind"),
        (b"data:image/jpeg;base64," + base64.b64encode(JPEG), "file_kind"),
        (HTML + JPEG, "file_kind"),
        (b"\x00\x00\x00\x18ftypheic\0\0\0\0mif1heic", "photo_broken"),
        (heic(SMALL)[:300], "photo_broken"),
        (JPEG[: len(JPEG) // 2], "photo_broken"),
        (JPEG[:4], "photo_broken"),
        (NOISE[: len(NOISE) // 2], "photo_broken"),
        (NOISE[:900] + b"\xff" * 300 + NOISE[1200:], "photo_broken"),
        (b"\xff\xd8\xff" + b"A" * 500, "photo_broken"),
        (b"\x89PNG\r\n\x1a\n" + EICAR, "photo_broken"),
        (png(8, 8, rows=b"not zlib"), "photo_broken"),
        (png(0, 0), "photo_broken"),
    ],
    ids=shown,
)
def test_what_is_none_of_ours_or_broken_is_refused_in_plain_words(content, code):
    with pytest.raises(Problem) as refused:
        cleaning.clean(content)
    problem = refused.value
    assert (problem.code, problem.status) == (code, 422), problem.say
    assert plain(problem.say) and plain(problem.do)


def test_no_sentence_speaks_of_names_or_endings():
    for code, (_, say, do) in rules.REFUSALS.items():
        assert plain(say) and plain(do), code
        assert not any(word in say + do for word in ("后缀", "改名", "名字", "格式")), code


def plain(text):
    """A sentence for people: Chinese, with no word of ours but the names of kinds."""
    left = text.replace("PDF", "").replace("JPG", "").replace("PNG", "").replace("MB", "")
    return bool(text) and not any("a" <= char.lower() <= "z" for char in left)


def test_more_than_thirty_two_megabytes_is_too_large():
    with pytest.raises(Problem) as refused:
        cleaning.clean(JPEG + b"\0" * rules.MAX_BYTES)
    assert (refused.value.code, refused.value.status) == ("file_too_large", 413)


@pytest.mark.parametrize(
    "content",
    [png(7750, 7750, rows=zlib.compress(b"\0" * 100)), makers.jpeg_that_says(17_000, 17_000), png(60_000, 60_000, rows=b"")],
    ids=shown,
)
def test_more_pixels_than_can_be_read_are_refused_by_the_header_alone(content):
    with pytest.raises(Problem) as refused:
        cleaning.clean(content)
    assert (refused.value.code, refused.value.status, refused.value.say) == ("too_many_pixels", 413, "这张图太大，读不出来")


@pytest.mark.parametrize("kind", [b"zTXt", b"iCCP"])
def test_a_bomb_in_a_pictures_margin_does_not_go_off(kind):
    bomb = chunk(kind, b"a\0\0" + zlib.compress(b"\0" * 80_000_000))
    try:
        clean = cleaning.clean(png(8, 8, bomb))
    except Problem as refused:
        assert refused.code == "photo_broken"
    else:
        assert len(clean.content) < 2000


def test_a_large_picture_is_made_smaller():
    clean = cleaning.clean(png(6000, 3000))
    assert Image.open(io.BytesIO(clean.content)).size == (4096, 2048)


def test_a_moving_picture_stands_still():
    out = io.BytesIO()
    SMALL.save(out, "PNG", save_all=True, append_images=[Image.new("RGB", (40, 30), "red")])
    clean = cleaning.clean(out.getvalue())
    assert getattr(Image.open(io.BytesIO(clean.content)), "n_frames", 1) == 1
