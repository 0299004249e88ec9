"""Which files are taken, and what is left of them. Pure: bytes in, clean bytes or a refusal out."""

import base64
import io
import zlib

import pytest
from PIL import Image

from app.files import rules
from app.kernel.errors import Problem
from tests.applications import encoded
from tests.files import makers
from tests.files.makers import EICAR, HTML, SCRIPT, SVG, chunk, jpeg_with_exif, pdf, png, stream

SMALL = Image.new("RGB", (40, 30), "white")
JPEG, PNG = encoded(SMALL, "JPEG"), encoded(SMALL, "PNG")
NOISE = encoded(Image.effect_noise((64, 64), 90), "PNG")


def shown(value):
    """Bytes make no readable name of a test."""
    return f"{len(value)}-bytes" if isinstance(value, bytes) else None


@pytest.mark.parametrize(
    ("content", "name", "mime", "kind"),
    [
        (JPEG, "a.jpg", "image/jpeg", "jpeg"),
        (JPEG, "a.JPEG", "image/jpg", "jpeg"),
        (JPEG, "a", "", "jpeg"),
        (JPEG, "", "image/*", "jpeg"),
        (encoded(SMALL, "JPEG", progressive=True), "a.jpg", "image/jpeg", "jpeg"),
        (encoded(SMALL.convert("CMYK"), "JPEG"), "a.jpg", "image/jpeg", "jpeg"),
        (encoded(SMALL.convert("L"), "JPEG"), "a.jpg", "image/jpeg", "jpeg"),
        (PNG, "a.png", "image/png", "png"),
        (encoded(SMALL.convert("P"), "PNG"), "a.png", "image/png", "png"),
        (encoded(SMALL.convert("RGBA"), "PNG"), "a.png", "application/octet-stream", "png"),
        (encoded(SMALL.convert("I;16"), "PNG"), "a.png", "image/png", "png"),
        (pdf(), "a.pdf", "application/pdf", "pdf"),
        (pdf(version=b"1.7"), "a.PDF", "", "pdf"),
    ],
    ids=shown,
)
def test_pictures_and_papers_are_taken(content, name, mime, kind):
    clean = rules.clean(content, name, mime)
    assert (clean.kind, clean.mime) == (kind, rules.MIME[kind])
    if kind != "pdf":
        assert Image.open(io.BytesIO(clean.content)).size == (40, 30)


def test_nothing_but_the_picture_is_kept():
    before = jpeg_with_exif()
    assert b"SecretPhone" in before and SCRIPT in before
    clean = rules.clean(before, "a.jpg", "image/jpeg")
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
    clean = rules.clean(content, "", "")
    for hidden in (b"PK\x03\x04", b"<script", b"<?php", b"%PDF", b"EICAR", b"MZ"):
        assert hidden not in clean.content


@pytest.mark.parametrize(
    ("content", "name", "mime", "code"),
    [
        (b"", "a.jpg", "image/jpeg", "file_empty"),
        (PNG, "a.jpg", "image/jpeg", "file_lies"),
        (PNG, "a.png", "image/jpeg", "file_lies"),
        (JPEG, "a.pdf", "application/pdf", "file_lies"),
        (JPEG, "a.exe", "", "file_lies"),
        (pdf(), "a.jpg", "image/jpeg", "file_lies"),
        (HTML, "a.jpg", "image/jpeg", "file_lies"),
        (SVG, "a.png", "image/png", "file_lies"),
        (EICAR, "a.jpg", "image/jpeg", "file_lies"),
        (EICAR, "eicar.com", "", "file_kind"),
        (SVG, "a.svg", "image/svg+xml", "file_kind"),
        (HTML, "a.html", "text/html", "file_kind"),
        (encoded(SMALL, "GIF"), "a.gif", "image/gif", "file_kind"),
        (encoded(SMALL, "WEBP"), "a.webp", "image/webp", "file_kind"),
        (encoded(SMALL, "BMP"), "a.bmp", "image/bmp", "file_kind"),
        (encoded(SMALL, "TIFF"), "a.tiff", "image/tiff", "file_kind"),
        (b"PK\x03\x04" + b"\0" * 100, "a.docx", "", "file_kind"),
        (b"MZ" + b"\0" * 100, "a.exe", "application/x-msdownload", "file_kind"),
        (b"\x00\x00\x00\x18ftypheic", "a.heic", "image/heic", "file_kind"),
        (HTML + JPEG, "a.jpg", "image/jpeg", "file_lies"),
        (JPEG[: len(JPEG) // 2], "a.jpg", "image/jpeg", "file_broken"),
        (JPEG[:4], "a.jpg", "image/jpeg", "file_broken"),
        (NOISE[: len(NOISE) // 2], "a.png", "image/png", "file_broken"),
        (NOISE[:900] + b"\xff" * 300 + NOISE[1200:], "a.png", "image/png", "file_broken"),
        (b"\xff\xd8\xff" + b"A" * 500, "a.jpg", "image/jpeg", "file_broken"),
        (b"\x89PNG\r\n\x1a\n" + EICAR, "a.png", "image/png", "file_broken"),
        (png(8, 8, rows=b"not zlib"), "a.png", "image/png", "file_broken"),
        (png(0, 0), "a.png", "image/png", "file_broken"),
        (pdf()[:-30], "a.pdf", "application/pdf", "file_broken"),
        (pdf()[:200], "a.pdf", "application/pdf", "file_broken"),
        (b"%PDF-1.4\n" + HTML, "a.pdf", "application/pdf", "file_broken"),
        (b"junk" + pdf(), "a.pdf", "application/pdf", "file_lies"),
        (pdf(tail=b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"), "a.pdf", "", "pdf_active"),
        (pdf(b"<< /S /JavaScript /JS (app.alert(1)) >>"), "a.pdf", "", "pdf_active"),
        (pdf(b"<< /S /J#61vaScript /J#53 (app.alert(1)) >>"), "a.pdf", "", "pdf_active"),
        (pdf(b"<< /S /Launch /F (cmd.exe) >>"), "a.pdf", "", "pdf_active"),
        (pdf(tail=b"/Names << /EmbeddedFiles << >> >>"), "a.pdf", "", "pdf_active"),
        (pdf(tail=b"/AA << /O 5 0 R >>"), "a.pdf", "", "pdf_active"),
        (pdf(tail=b"/AcroForm << /XFA 5 0 R >>"), "a.pdf", "", "pdf_active"),
        (pdf(b"<< /S /SubmitForm /F (http://evil) >>"), "a.pdf", "", "pdf_active"),
        (pdf(b"<< /Filter /Standard /V 2 /Encrypt 6 0 R >>"), "a.pdf", "", "pdf_active"),
        (pdf(stream(b"7 0 << /S /JavaScript /JS (x) >>", b"/Type /ObjStm /N 1 /First 4")), "a.pdf", "", "pdf_active"),
        (
            pdf(
                b"<< /Type /ObjStm /N 1 /First 4 /Length 9 /Filter [/ASCIIHexDecode /FlateDecode] >>\nstream\n"
                + zlib.compress(b"7 0 << /S /JavaScript >>").hex().encode()
                + b">\nendstream"
            ),
            "a.pdf",
            "",
            "pdf_active",
        ),
        (pdf(stream(b"/Type /S" + b"\0" * 30_000_000, b"/Type /ObjStm")), "a.pdf", "", "pdf_active"),
    ],
    ids=shown,
)
def test_what_is_not_what_it_says_or_not_safe_is_refused_in_plain_words(content, name, mime, code):
    with pytest.raises(Problem) as refused:
        rules.clean(content, name, mime)
    problem = refused.value
    assert (problem.code, problem.status) == (code, 422), problem.say
    assert plain(problem.say) and plain(problem.do)


def plain(text):
    """A sentence for people: Chinese, with no word of ours but the names of kinds."""
    left = text.replace("PDF", "").replace("JPG", "").replace("PNG", "").replace("MB", "")
    return bool(text) and not any("a" <= char.lower() <= "z" for char in left)


def test_more_than_ten_megabytes_is_too_large():
    with pytest.raises(Problem) as refused:
        rules.clean(JPEG + b"\0" * rules.MAX_BYTES, "a.jpg", "image/jpeg")
    assert (refused.value.code, refused.value.status) == ("file_too_large", 413)


@pytest.mark.parametrize(
    "content",
    [png(7750, 7750, rows=zlib.compress(b"\0" * 100)), makers.jpeg_that_says(7750, 7750), png(60_000, 60_000, rows=b"")],
    ids=shown,
)
def test_more_than_forty_million_pixels_are_refused_by_the_header_alone(content):
    with pytest.raises(Problem) as refused:
        rules.clean(content, "", "")
    assert (refused.value.code, refused.value.status, refused.value.say) == ("too_many_pixels", 413, "照片太大了，超过 4000 万像素")


@pytest.mark.parametrize("kind", [b"zTXt", b"iCCP"])
def test_a_bomb_in_a_pictures_margin_does_not_go_off(kind):
    bomb = chunk(kind, b"a\0\0" + zlib.compress(b"\0" * 80_000_000))
    try:
        clean = rules.clean(png(8, 8, bomb), "", "")
    except Problem as refused:
        assert refused.code == "file_broken"
    else:
        assert len(clean.content) < 2000


def test_a_large_picture_is_made_smaller():
    clean = rules.clean(png(6000, 3000), "", "")
    assert Image.open(io.BytesIO(clean.content)).size == (4096, 2048)


def test_a_moving_picture_stands_still():
    out = io.BytesIO()
    SMALL.save(out, "PNG", save_all=True, append_images=[Image.new("RGB", (40, 30), "red")])
    clean = rules.clean(out.getvalue(), "", "")
    assert getattr(Image.open(io.BytesIO(clean.content)), "n_frames", 1) == 1


def test_a_data_address_is_no_picture():
    with pytest.raises(Problem) as refused:
        rules.clean(b"data:image/jpeg;base64," + base64.b64encode(JPEG), "a.jpg", "image/jpeg")
    assert refused.value.code == "file_lies"
