"""查社保: one tap to the figures, months by tapping a bar, a signed paper, and what is said while the department is off."""

import re

import pypdfium2
import pytest

from tests.e2e.resident import Resident

VIEW = "view/index?id=social-query"
RST = [f"rst.{name}" for name in ("pays", "persons", "account", "elsewhere", "injury", "pension", "verify")]


@pytest.fixture
def all_on(world):
    yield world
    world.post("/settings", {"registers_off": []})


def test_the_face_is_asked_once_and_then_one_tap_shows_it_all(house, new_phone, tmp_path):
    phone = new_phone().held_by(Resident(house, "huang-guoqiang"))
    phone.open(VIEW)
    phone.tap("face", "wx-face-pass")
    phone.wait_text("pension-months", "334 个月")
    phone.tells("pension-gaps", "2003-04 到 2004-03，12 个月")
    assert "2029 年 9 月 3 日" in phone.text("pension-retire-m60") and "缴够了" in phone.text("pension-enough-m60")
    phone.snap("view-social")
    phone.tap("bar-2026-03")
    phone.wait_text("bar-text", "2026 年 3 月，基数 8,200.00 元")
    phone.tap("before")
    phone.wait_text("bar", "656.00 元")
    phone.tap("year-2004", "tab-失业")
    phone.see("line-2004-04-失业")
    phone.lacks("line-2004-03-失业")
    phone.tap("line-2004-04-失业")
    phone.wait_text("facts", "广州越秀示例百货有限公司")
    phone.snap("view-social-rows")
    with phone.page.expect_download() as coming:
        phone.tap("paper-2025")
    saved = tmp_path / "paper.pdf"
    coming.value.save_as(saved)
    phone.wait_text("said", "盖了电子章")
    with pypdfium2.PdfDocument(saved) as opened:
        said = "".join(page.get_textpage().get_text_range() for page in opened)
    code = re.search(r"防伪码 ([0-9A-Z-]{19})", said)[1]
    phone.open("verify/index")
    phone.find("code").locator("input").fill(code.lower())
    phone.tap("look")
    phone.wait_text("verdict", "真的，是这里开出的")
    phone.wait_text("lines", "黄*强")
    phone.snap("view-verified")
    phone.open(VIEW)
    phone.see("view")
    phone.tap("seen")
    phone.page.get_by_text("为看社保缴费").first.wait_for()


def test_a_month_without_payment_is_a_hole_one_sees(house, new_phone):
    who = Resident(house, "liang-junjie")
    who.look_into_the_camera()
    phone = new_phone().held_by(who)
    phone.open(VIEW)
    phone.wait_text("pension-months", "16 个月")
    phone.tap("bar-2025-01")
    phone.wait_text("bar-text", "2025 年 1 月没有缴费")
    phone.find("chart").scroll_into_view_if_needed()
    phone.snap("view-social-holes")


def test_a_child_is_looked_for_after_the_guardian_agreed(house, new_phone):
    who = Resident(house, "wu-haiyan")
    who.look_into_the_camera()
    phone = new_phone().held_by(who)
    phone.open(VIEW)
    phone.wait_text("pension-months", "84 个月")
    phone.tap("family", "child")
    phone.see("consent")
    phone.snap("view-consent")
    phone.tap("agree")
    phone.wait_text("empty", "没有参保记录")
    phone.snap("view-empty")


def test_what_is_off_says_so_and_shows_the_last_copy(house, new_phone, all_on):
    who = Resident(house, "huang-xiuying")
    who.look_into_the_camera()
    who.patch("/api/me", {"elder": True})
    phone = new_phone().held_by(who, elder=True)
    phone.open(VIEW)
    phone.wait_text("receiving-monthly", "4,350.00 元")
    phone.snap("view-pension-elder")
    nobody = Resident(house, "he-guifang")
    nobody.look_into_the_camera()
    all_on.post("/settings", {"registers_off": RST})
    other = new_phone().held_by(nobody)
    other.open(VIEW)
    other.wait_text("off", "人社系统暂时连不上")
    other.wait_text("off", "12333")
    other.snap("view-off")
