"""What the photo rules find, one bad point at a time, in whole sentences with what helps."""

import io
from importlib.metadata import files as files_of

import numpy
import pytest
from PIL import Image, ImageDraw

from app import reference
from app.checks import materials
from app.files import cleaning, faces, photos
from app.files.rules import Frame, Look, summary
from deploy.pictures import portrait, snapshot
from tests.files.test_kinds import plain

EXIT = Frame((33, 48), (354, 472), ("white", "light_blue"))
ID = Frame((26, 32), (358, 441))
DRIVE = Frame((22, 32), (260, 378))
FRAMES = {"exit": EXIT, "idcard": ID, "drive": DRIVE}
GOOD = ["清晰度够", "尺寸对，33×48 毫米", "看得清脸", "头是正的", "脸的大小和位置合适", "背景干净", "衣服和背景分得开"]


def real(name):
    """A picture that scikit-image brings along."""
    return next(one for one in files_of("scikit-image") if one.name == name).locate()


def said(findings, ok=False):
    return [one["say"] for one in findings if one["ok"] is ok]


def of(picture, frame=EXIT):
    return photos.portrait(picture, frame).findings


def with_shadow():
    picture = portrait()
    ImageDraw.Draw(picture).rectangle((330, 0, 390, 320), fill="#8a8a8a")
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
def test_a_good_photo_is_praised_in_every_point(picture):
    assert of(picture) == [{"ok": True, "say": say, "do": ""} for say in GOOD]


@pytest.mark.parametrize(("name", "size"), [("exit", (390, 567)), ("idcard", (780, 960)), ("drive", (300, 436))])
def test_every_document_has_its_own_shape(name, size):
    assert said(of(portrait(*size), FRAMES[name])) == []
    others = [one for one in FRAMES.values() if abs(one.ratio / FRAMES[name].ratio - 1) > 0.05]
    assert others and all(any("要裁一下" in say for say in said(of(portrait(*size), other))) for other in others)


def test_only_exit_and_entry_takes_a_light_blue_ground():
    assert said(of(portrait(300, 436, background="#cfe2ff"), DRIVE)) == ["背景不白，有颜色"]


@pytest.mark.parametrize(
    ("picture", "say", "do"),
    [
        (portrait(260, 378), "照片太小，只有 260×378 像素，要 354×472 以上", "用相机拍的原图，不要用截图。"),
        (portrait(background="#c03030"), "背景不白，有颜色", "站在白墙前，离墙一步。"),
        (portrait(background="#b9b9b9"), "背景不白，偏灰", "站在白墙前，找亮一点的地方。"),
        (with_shadow(), "背景不白，有影子，也偏灰", "站在白墙前，离墙一步。"),
        (portrait(clothes="#fafafa"), "衣服太浅，和白背景分不开", "换件深色、有领子的上衣。"),
    ],
)
def test_a_bad_point_says_what_helps(picture, say, do):
    findings = of(picture)
    assert {"ok": False, "say": say, "do": do} in findings
    assert all(plain(one["say"].replace("×", "")) for one in findings)


@pytest.mark.parametrize(
    "picture",
    [Image.new("RGB", (390, 567), "black"), Image.new("RGB", (390, 567), "white"), Image.effect_noise((390, 567), 80).convert("RGB")],
    ids=["black", "white", "noise"],
)
@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES)
def test_a_rectangle_is_nobody(picture, frame):
    assert "照片里没有看清脸" in said(of(picture, frame))


@pytest.mark.parametrize("name", ["chelsea.png", "coffee.png", "rocket.jpg", "hubble_deep_field.jpg", "brick.png", "coins.png"])
def test_a_cat_a_cup_a_rocket_and_a_wall_are_nobody(name):
    assert faces.find(Image.open(real(name)).convert("RGB")) == []


def test_real_faces_are_found_and_other_things_are_not():
    pieces = numpy.load(real("lfw_subset.npy"))  # 100 faces, then 100 other pieces of the same photographs, 25 × 25
    found = []
    for piece in pieces[::2]:
        page = Image.new("L", (330, 480), 235)
        page.paste(Image.fromarray((piece * 255).astype("uint8")).resize((200, 200), Image.Resampling.BICUBIC), (65, 100))
        found.append(len(faces.find(page)))
    assert sum(count == 1 for count in found[:50]) >= 48 and sum(found[50:]) == 0


def test_two_people_are_one_too_many():
    picture = Image.new("RGB", (800, 567), "white")
    picture.paste(portrait(), (0, 0))
    picture.paste(portrait(), (410, 0))
    assert "照片里不止一个人" in said(of(picture))


def test_a_tilted_head_is_seen_and_a_straight_one_is_not_called_tilted():
    real_one = Image.open(real("astronaut.png")).convert("RGB").crop((100, 0, 360, 240)).resize((1040, 960))
    tilted = real_one.rotate(14, Image.Resampling.BICUBIC, fillcolor="white")
    assert "头歪了" in said(of(tilted)) and "头歪了" not in said(of(real_one))


SHOTS = {
    "3:4": snapshot(1200, 1600),
    "9:16": snapshot(1080, 1920),
    "landscape": snapshot(1600, 1200, face=0.3),
    "square": snapshot(1200, 1200, face=0.4),
    "far away": snapshot(3000, 4000, face=0.22),
}


@pytest.mark.parametrize("frame", FRAMES.values(), ids=FRAMES)
@pytest.mark.parametrize("picture", SHOTS.values(), ids=SHOTS)
def test_a_snapshot_is_good_once_it_is_cut_where_we_propose(picture, frame):
    first = of(picture, frame)
    crops = [one["crop"] for one in first if "crop" in one]
    assert len(crops) == 1 and [one["say"] for one in first if not one["ok"]][0].endswith("要裁一下"), first
    left, top, width, height = crops[0]
    assert 0 <= left <= left + width <= 1.0001 and 0 <= top <= top + height <= 1.0001
    cut = cleaning.cut(picture, tuple(crops[0]))
    assert abs(cut.width / cut.height / frame.ratio - 1) < 0.01
    assert said(of(cut, frame)) == []


def test_a_face_too_far_away_is_not_cut_into_a_blur():
    findings = of(snapshot(1200, 1600, face=0.13))
    assert not any("crop" in one for one in findings)
    assert "人离镜头太远或者太近，裁不出来" in said(findings)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_picture_lying_on_its_side_is_put_upright(turn):
    seen = photos.portrait(portrait().rotate(turn, expand=True), EXIT)
    assert seen.picture.size == (390, 567) and said(seen.findings) == []


def test_everything_wrong_is_said_at_once():
    findings = of(Image.new("RGB", (300, 300), "#c03030"))
    assert [one["ok"] for one in findings] == [False, False, False, False, True]
    assert summary(findings) == "这张照片有 4 处不合格"


@pytest.mark.parametrize(
    ("picture", "say", "do"),
    [
        (Image.new("RGBA", (600, 240), (0, 0, 0, 0)), "还没有写字，或者太淡了", "用手指写上您的名字。"),
        (Image.new("RGB", (600, 240), "black"), "黑的太多，看不出字", "在白底上重新签。"),
    ],
)
def test_an_empty_or_black_page_is_no_signature(picture, say, do):
    assert photos.signature(picture) == [{"ok": False, "say": say, "do": do}]


@pytest.mark.parametrize(
    ("picture", "say"),
    [
        (Image.new("RGB", (1000, 1400), "black"), "图太黑，什么也看不见"),
        (Image.new("RGB", (1000, 1400), "white"), "图上什么也没有"),
        (Image.new("RGBA", (1000, 1400), (0, 0, 0, 0)), "图上什么也没有"),
        (portrait(100, 140), "图太小，看不清字"),
    ],
)
def test_an_empty_a_black_or_a_tiny_paper_is_none(picture, say):
    assert said(photos.look(Look(), picture).findings) == [say]


def test_every_portrait_of_the_catalogue_has_a_rule_and_so_has_every_other_upload():
    looks = {}
    for one in reference.materials().values():
        if one["how"] == "upload":
            material = type("Material", (), {"id": one["id"], "how": "upload"})
            looks[one["id"]] = materials.look(material)
    portraits = {name for name, look in looks.items() if look.rule == "portrait"}
    assert portraits == {"m-photo-exit", "m-photo-id", "m-photo-drive"}
    assert {name: looks[name].frame for name in portraits} == {"m-photo-exit": EXIT, "m-photo-id": ID, "m-photo-drive": DRIVE}
    assert {name for name, look in looks.items() if look.rule == "scene"} == {"m-vehicle-photo"}
    called = {
        one["id"] for one in reference.materials().values() if one["how"] == "upload" and ("相片" in one["name"] or "照" in one["short"])
    }
    assert called - {"m-vehicle-photo"} == portraits | {"m-pre-permit"} & called


def test_every_review_point_about_a_photo_speaks_of_a_rule_that_exists(app):
    from app.publishing import current

    named = {
        point.rule["arg"] for item in current().items.values() for point in item.points if (point.rule or {}).get("fn") == "photo_spec"
    }
    assert named <= set(reference.photo_specs())


def test_a_png_portrait_is_looked_at_like_a_jpeg():
    out = io.BytesIO()
    portrait().save(out, "PNG")
    assert said(of(cleaning.decoded(out.getvalue(), "png"))) == []
