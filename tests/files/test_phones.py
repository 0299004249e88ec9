"""Pictures as phones make them: HEIC, 48 and 200 million pixels, lying on their side; each comes out upright and of a size one can read."""

import io
from functools import lru_cache

import pytest
from PIL import Image
from PIL.ExifTags import Base

from app.files import readers, rules
from app.files.rules import Frame, Look
from deploy.pictures import portrait
from tests.applications import encoded
from tests.files.makers import heic

EXIT = Look("portrait", Frame((33, 48), (354, 472)))
# How a camera writes down which way up it was held → how the stored picture must be turned to be that way.
TURNS = {3: 180, 6: 90, 8: 270}


@pytest.fixture(scope="module")
def pool():
    made = readers.Pool()
    yield made
    made.end()


def read(pool, content, look=Look()):  # noqa: B008 - frozen
    return pool.read(look, None, io.BytesIO(content), len(content))


@lru_cache
def large(width, height):
    """A picture of a face, very large, with what a sensor adds."""
    return portrait(width // 8, height // 8).resize((width, height))


def sizes(found):
    return Image.open(io.BytesIO(found.content)).size


def test_48_million_pixels(pool):
    found = read(pool, encoded(large(6048, 8064), "JPEG", quality=90))
    assert (found.kind, sizes(found)) == ("jpeg", (3024, 4032))


def test_a_heic_of_12_million_pixels(pool):
    found = read(pool, heic(large(3024, 4032), quality=60, enc_params={"preset": "ultrafast"}))
    assert (found.kind, sizes(found)) == ("jpeg", (3024, 4032))


def test_200_million_pixels(pool):
    content = encoded(large(12240, 16320), "JPEG", quality=80)
    found = read(pool, content)
    assert (found.kind, sizes(found)) == ("jpeg", (3060, 4080)) and len(found.content) < 8_000_000
    assert pool._idle[-1].rss < 300 * 1024


def test_a_progressive_one_of_48_million_pixels(pool):
    assert read(pool, encoded(large(6048, 8064), "JPEG", progressive=True)).kind == "jpeg"


@pytest.mark.parametrize("turned", TURNS)
def test_a_camera_held_otherwise(pool, turned):
    lying = portrait().rotate(TURNS[turned], expand=True)
    exif = Image.Exif()
    exif[Base.Orientation] = turned
    found = read(pool, encoded(lying, "JPEG", exif=exif, quality=95), EXIT)
    assert sizes(found) == (390, 567) and all(one["ok"] for one in found.findings)


def test_a_portrait_by_an_iphone(pool):
    found = read(pool, heic(portrait(1100, 1600), quality=90), EXIT)
    assert (found.kind, sizes(found)) == ("jpeg", (1100, 1600)) and all(one["ok"] for one in found.findings)
    assert b"ftyp" not in found.content


def test_the_largest_file_that_is_taken_is_what_the_edge_and_the_proxy_let_in():
    from edge.requests import MAX_UPLOAD

    nginx = (readers.ROOT / "deploy/nginx.conf").read_text()
    assert f"client_max_body_size {MAX_UPLOAD // 1024 // 1024}m;" in nginx and MAX_UPLOAD == rules.MAX_BYTES + 1024 * 1024
