"""A photo as people take it: the frame lies around the face already; it can be moved, made larger, left; the rest is the server's."""

import io

import pytest
from PIL import Image

from deploy import pictures
from tests.e2e.phone import Phone
from tests.e2e.resident import Resident
from tests.e2e.test_every_page import MEASURE
from tests.files.makers import pdf


def taken(width: int, height: int, face: float) -> bytes:
    out = io.BytesIO()
    pictures.snapshot(width, height, face=face).save(out, "JPEG", quality=92)
    return out.getvalue()


@pytest.fixture
def jiayi(house) -> Resident:
    return Resident(house, "li-wenjing")


def empty(jiayi: Resident) -> str:
    """A draft of hers without a photo."""
    no = jiayi.begin("passport-renew", why="pages")
    jiayi.ask("DELETE", f"/api/cases/{no}/materials/m-photo-exit")
    return no


def kept(jiayi: Resident, no: str) -> Image.Image:
    """What is stored now."""
    file = jiayi.get(f"/api/cases/{no}/materials")["materials"][0]["file"]
    return Image.open(io.BytesIO(jiayi.ask("GET", file["url"]).content))


@pytest.mark.parametrize(("width", "height", "face"), [(1200, 1600, 0.36), (1080, 1920, 0.4), (1600, 1200, 0.3)])
def test_a_photo_as_people_take_it_is_good_with_one_tap(phone: Phone, jiayi, width, height, face):
    no = empty(jiayi)
    phone.held_by(jiayi).open(f"materials/index?no={no}")
    phone.choose_file("album", taken(width, height, face))
    phone.says("crop-title", "头和肩膀都在框里就行")
    phone.see("crop-picture")
    phone.settled()
    complaints = phone.page.evaluate(MEASURE, {"font": 13, "tap": 44})
    assert complaints == []
    if width == 1200:
        phone.snap("crop")
    phone.tap("crop-keep")
    phone.wait_text("materials-title", "都合格")
    picture = kept(jiayi, no)
    assert abs(picture.width / picture.height - 33 / 48) < 0.01
    if width == 1200:
        phone.settled()
        phone.snap("crop-kept")


def test_the_frame_is_moved_by_buttons_and_by_finger_and_stays_on_the_picture(phone: Phone, jiayi):
    no = empty(jiayi)
    phone.held_by(jiayi).open(f"materials/index?no={no}")
    phone.choose_file("album", taken(1200, 1600, 0.36))
    phone.see("crop-picture")
    place = lambda: phone.find("crop-picture").bounding_box()  # noqa: E731
    frame, first = phone.find("crop-frame").bounding_box(), place()
    phone.tap("crop-in")
    assert place()["width"] > first["width"]
    phone.tap("crop-left")
    for _ in range(40):
        phone.find("crop-out").tap()
    for name in ("crop-up", "crop-left", "crop-down", "crop-right"):
        for _ in range(30):
            phone.find(name).tap()
        now = place()
        assert now["x"] <= frame["x"] + 1 and now["y"] <= frame["y"] + 1, name
        assert now["x"] + now["width"] >= frame["x"] + frame["width"] - 1, name
        assert now["y"] + now["height"] >= frame["y"] + frame["height"] - 1, name
    for name in ["crop-in"] * 12 + ["crop-down", "crop-right"] * 40:
        phone.find(name).tap()
    phone.snap("crop-corner")
    phone.tap("crop-keep")  # a corner without a face: said so, in the place it is mended
    phone.wait_text("materials-title", "这张照片有 ")
    assert kept(jiayi, no).width < 1200


def test_the_demo_shows_a_photo_that_wants_cutting_a_good_and_a_bad_one(phone: Phone, jiayi):
    no = empty(jiayi)
    phone.held_by(jiayi).open(f"materials/index?no={no}")
    phone.tap("bad-m-photo-exit")
    phone.wait_text("materials-title", "这张照片有 ")
    phone.lacks("crop-title")
    phone.tap("shot-m-photo-exit")
    phone.see("crop-title")
    phone.tap("crop-other")
    phone.wait_text("materials-title", "这张照片有 1 处不合格")
    phone.snap("crop-offered")
    phone.tap("demo-m-photo-exit")
    phone.wait_text("materials-title", "都合格")


def test_a_paper_can_be_a_pdf(phone: Phone, house):
    zhao = Resident(house, "li-wenjing")
    answers = {"age": "adult", "staff": "plain", "pace": "urgent"}
    no = zhao.post("/api/cases", {"item": "passport-first", "city": "440100", "answers": answers, "anyway": True})["no"]
    phone.held_by(zhao).open(f"materials/index?no={no}")
    phone.see("pdf-m-urgent-proof")
    phone.lacks("pdf-m-photo-exit")
    with phone.page.expect_file_chooser() as chooser:
        phone.tap("pdf-m-urgent-proof")
    chooser.value.set_files([{"name": "机票.pdf", "mimeType": "application/pdf", "buffer": pdf(tail=b"/OpenAction [3 0 R /Fit]")}])
    phone.see("paper-m-urgent-proof")
    assert zhao.get(f"/api/cases/{no}/materials")["materials"][1]["state"] == "ok"
    phone.snap("photo-paper")
