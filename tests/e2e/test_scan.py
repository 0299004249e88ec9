"""扫一扫 on a phone without a camera in the browser: a picture or what one types; whatever it is, it is answered."""

from __future__ import annotations

import io

import pytest
import segno
from PIL import Image

from tests.e2e.phone import Phone


def picture(text: str) -> bytes:
    """A photograph of a code: grey, a little turned, with a table around it."""
    drawn = io.BytesIO()
    segno.make(text, micro=False).save(drawn, kind="png", scale=6, border=4)
    code = Image.open(drawn).convert("RGB").rotate(7, expand=True, fillcolor=(255, 255, 255))
    table = Image.new("RGB", (900, 1200), (122, 104, 90))
    table.paste(code, (220, 380))
    taken = io.BytesIO()
    table.save(taken, "JPEG", quality=82)
    return taken.getvalue()


def scan(phone: Phone, content: bytes) -> None:
    """Choose this picture."""
    phone.tap("q-scan")
    phone.choose_file("wx-scan-picture", content)


def type_in(phone: Phone, text: str) -> None:
    """Type what stands under the code."""
    phone.tap("q-scan")
    phone.see("wx-scan-text").fill(text)
    phone.tap("wx-scan-ok")


@pytest.fixture
def home(phone: Phone) -> Phone:
    """On the first screen."""
    phone.open()
    phone.see("q-scan")
    return phone


def test_a_picture_of_a_shown_certificate_says_whether_it_is_real(home: Phone, stage):
    code = stage.lin.post(f"/api/certificates/{stage.card}/codes", {"fields": ["name"]})
    scan(home, picture(code["url"]))
    home.says("verdict", "真的，有效")


def test_a_picture_without_a_code_says_so_and_leaves_the_keyboard(home: Phone):
    blank = io.BytesIO()
    Image.new("RGB", (640, 480), (200, 190, 180)).save(blank, "JPEG")
    scan(home, blank.getvalue())
    home.wait_text("wx-scan-say", "没有找到码")
    home.snap("scan-nothing")
    home.see("wx-scan-text").fill("pages/item/index?id=passport-renew")
    home.see("wx-scan-text").press("Enter")
    home.see("guide")


def test_a_number_on_a_receipt_opens_the_case(home: Phone, stage):
    home.held_by(stage.lin).open()
    home.settled()
    number = stage.lin.get(f"/api/cases/{stage.sent}")["no_text"]
    type_in(home, number)
    home.see("case-title")


@pytest.mark.parametrize(
    ("text", "say", "do"),
    [
        ("weixin://wxpay/bizpayurl?pr=abc", "这是收钱的码，不在这里付", "去交费"),
        ("https://evil.example.com/x?c=abc", "这是别的网站：evil.example.com", "先打电话问一问"),
        ("134567890123456789", "这是付款码", "别给别人看"),
    ],
)
def test_what_is_not_ours_is_said_plainly(home: Phone, text: str, say: str, do: str):
    type_in(home, text)
    shown = home.page.locator(".uni-modal:visible").inner_text()
    assert say in shown and do in shown
    home.snap("scan-answer")


def test_words_are_looked_for_and_nothing_is_said_too(home: Phone):
    type_in(home, "换护照")
    home.agree("confirm")
    home.see("item-passport-renew")
    assert home.see("search-word").locator("input").input_value() == "换护照"
    home.tap("back")
    home.tap("q-scan", "wx-scan-no")
    home.page.get_by_text("没有扫到码").first.wait_for()
