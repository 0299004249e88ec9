"""The exit-entry photo, 33×48 mm: what a reviewer would send back is said at once, in all points and plain words."""

import pytest
from PIL import Image, ImageDraw

from app.files import photos
from tests.files.test_kinds import plain

GOOD = ["清晰度够", "尺寸对，33×48 毫米", "背景干净", "衣服和背景分得开"]


def portrait(width=390, height=567, background="white", clothes="#223355"):
    picture = Image.new("RGB", (width, height), background)
    draw = ImageDraw.Draw(picture)
    draw.ellipse((width * 0.28, height * 0.16, width * 0.72, height * 0.62), fill="#d8a98a")
    draw.rectangle((width * 0.08, height * 0.72, width * 0.92, height), fill=clothes)
    return picture


def with_shadow():
    picture = portrait()
    ImageDraw.Draw(picture).rectangle((300, 0, 390, 320), fill="#8a8a8a")
    return picture


FINE = {
    "usual": portrait(),
    "smallest": portrait(354, 515),
    "large": portrait(1100, 1600),
    "light blue": portrait(background="#cfe2ff"),
    "off-white": portrait(background="#f4f4f4"),
    "a little too wide": portrait(397, 567),
}


@pytest.mark.parametrize("picture", FINE.values(), ids=FINE)
def test_a_good_photo_is_praised_in_four_points(picture):
    assert photos.exit_photo(picture) == [{"ok": True, "say": say} for say in GOOD]


@pytest.mark.parametrize(
    ("picture", "say"),
    [
        (portrait(260, 378), "照片太小，只有 260×378 像素，要 354×472 以上。用原图，不要用截图。"),
        (portrait(567, 567), "尺寸不对，太宽了。裁成宽 33、高 48 的样子，比如 390×567 像素。"),
        (portrait(360, 640), "尺寸不对，太高了。裁成宽 33、高 48 的样子，比如 390×567 像素。"),
        (portrait(background="#c03030"), "背景不白，有颜色。站在白墙前，离墙一步。"),
        (portrait(background="#b9b9b9"), "背景不白，偏灰。站在白墙前，找亮一点的地方。"),
        (with_shadow(), "背景不白，有影子，也偏灰。站在白墙前，离墙一步。"),
        (portrait(clothes="#fafafa"), "衣服太浅，和白背景分不开。换件深色、有领子的上衣。"),
    ],
)
def test_a_bad_point_says_what_to_do(picture, say):
    findings = photos.exit_photo(picture)
    assert {"ok": False, "say": say} in findings and all(plain(one["say"].replace("×", "")) for one in findings)


def test_everything_wrong_is_said_at_once():
    findings = photos.exit_photo(portrait(300, 300, background="#c03030", clothes="#fafafa"))
    assert [one["ok"] for one in findings] == [False, False, False, False]
    assert photos.summary(findings) == "这张照片要换 4 个地方"


@pytest.mark.parametrize(
    ("picture", "ok", "say"),
    [
        (Image.new("RGBA", (600, 240), (0, 0, 0, 0)), False, "还没有写字，或者太淡了。用手指写上您的名字。"),
        (Image.new("RGB", (600, 240), "black"), False, "黑的太多，看不出字。在白底上重新签。"),
    ],
)
def test_an_empty_or_black_page_is_no_signature(picture, ok, say):
    assert photos.signature(picture) == [{"ok": ok, "say": say}]
