"""Each refusal names something that helps: here it is done, to the very file that was refused, and then it helps."""

import time

import pytest
from PIL import Image

from app.files import readers, rules, service
from app.files.rules import REFUSALS, Look
from app.kernel.errors import Problem
from app.kernel.limits import Limit
from deploy.pictures import portrait
from tests.applications import encoded, photo
from tests.files.hostile import made
from tests.files.makers import EICAR, HTML, jpeg_that_says, locked, pdf, png

pytestmark = pytest.mark.alike  # what a file is, is judged before anything is stored


def screenshot(_content):
    """打开它，截一张屏: a phone's screen as PNG."""
    return encoded(portrait(1080, 2400), "PNG")


def photographed(_content):
    """打印出来或者在屏幕上打开，拍张照片: twelve million pixels, JPEG."""
    return encoded(portrait(750, 1000).resize((3000, 4000)), "JPEG", quality=88)


def taken_again(_content):
    return photo()


SHOT = "在手机上打开它，截一张屏，传截屏就行"
PAPER = "打印出来或者在屏幕上打开，拍张照片传上来"
# What is refused → the sentence that helps, and what a person does who follows it.
CASES = {
    "file_empty": [(b"", "重新选一次", taken_again)],
    "file_kind": [
        (HTML, PAPER, photographed),
        (EICAR, PAPER, photographed),
        (encoded(Image.new("RGB", (9, 9)), "GIF"), PAPER, photographed),
    ],
    "photo_wanted": [(pdf(), "用手机拍一张，或者从相册选一张", taken_again)],
    "photo_broken": [(photo()[:3000], "重新选一次，还不行就重新拍一张", taken_again)],
    "pdf_broken": [(pdf()[:300], "重新选一次，还不行就重新导出一份", lambda _: pdf())],
    "pdf_locked": [(locked(pdf()), PAPER, photographed)],
    "pdf_empty": [(made(lambda paper: paper.Root.__setitem__("/NeedsRendering", True)), PAPER, photographed)],
    "file_too_heavy": [(made(lambda paper: [paper.pages.append(paper.pages[0]) for _ in range(501)]), PAPER, photographed)],
    "file_too_large": [(photo() + b"\0" * rules.MAX_BYTES, SHOT, screenshot), (pdf() + b"\0" * rules.MAX_BYTES, SHOT, screenshot)],
    "too_many_pixels": [(png(7750, 7750), SHOT, screenshot), (jpeg_that_says(17_321, 17_321), SHOT, screenshot)],
}


def accepted(content, look=Look(), who=""):  # noqa: B008 - frozen
    """Given as a resident gives it; nothing is kept."""
    return service.accept(content, "", look, lambda stored: stored.ok, who)


@pytest.mark.parametrize(("code", "content", "do", "follow"), [(code, *one) for code, ones in CASES.items() for one in ones])
def test_who_does_what_the_sentence_says_gets_through(app, code, content, do, follow):
    look = Look("signature") if code == "photo_wanted" else Look()
    with pytest.raises(Problem) as refused:
        accepted(content, look)
    assert (refused.value.code, refused.value.do) == (code, do)
    assert accepted(follow(content), Look()) is True


def test_an_hour_later_one_may_go_on(app, monkeypatch):
    monkeypatch.setattr(service, "HOURLY", Limit("files", 1, 3600))
    accepted(photo(), who="somebody")
    with pytest.raises(Problem) as refused:
        accepted(photo(), who="somebody")
    assert refused.value.do == "过一小时再接着传"
    now = time.time()
    monkeypatch.setattr("app.kernel.limits.time.time", lambda: now + 3600)
    assert accepted(photo(), who="somebody") is True


def test_half_a_minute_later_a_reader_is_free(app, monkeypatch):
    monkeypatch.setattr(readers, "WAIT_S", 0.05)
    slots = readers.pool()._slots
    for _ in range(readers.AT_ONCE):
        slots.acquire()
    try:
        with pytest.raises(Problem) as refused:
            accepted(photo())
    finally:
        for _ in range(readers.AT_ONCE):
            slots.release()
    assert (refused.value.code, refused.value.do) == ("files_busy", "过半分钟再传一次")
    assert accepted(photo()) is True


def test_every_sentence_was_followed():
    assert set(CASES) | {"files_too_many", "files_busy"} == set(REFUSALS)
