"""大字版 is offered on the first screen, follows the size the system has text set to, and is remembered."""

from __future__ import annotations

import shutil
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser

from tests.e2e.conftest import QUIET, SIZE
from tests.e2e.phone import Phone
from tests.e2e.resident import Resident

HEADING = "() => [...document.querySelectorAll('.h2')].map((one) => getComputedStyle(one).fontSize)[0]"


@pytest.fixture
def enlarged(browser: Browser, house):
    """A phone whose browser is set to text one and a half times as large."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    opened = browser.browser_type.launch(executable_path=program, args=[*QUIET, "--blink-settings=defaultFontSize=24"])
    context = opened.new_context(viewport=SIZE, is_mobile=True, has_touch=True, locale="zh-CN", service_workers="block")
    yield Phone(context.new_page(), house)
    opened.close()


def test_the_first_screen_has_it_and_the_phone_remembers(phone: Phone):
    phone.open()
    phone.see("item-passport-renew")
    phone.says("larger", "大字版")
    assert not phone.sees("offer-elder"), "offered by itself only to who set text large"
    phone.tap("larger")
    phone.see("dial")
    phone.open()
    phone.see("dial")
    phone.tap("plain")
    phone.see("larger")
    phone.open()
    phone.see("larger")


def test_who_set_text_large_sees_it_large_and_is_asked_once(enlarged: Phone):
    enlarged.open()
    enlarged.see("item-passport-renew")
    assert enlarged.page.evaluate(HEADING) == "27px"  # 18 × 1.5
    enlarged.tells("offer-elder", "字调大了")
    enlarged.tap("offer-no")
    enlarged.open()
    enlarged.see("item-passport-renew")
    enlarged.lacks("offer-elder")
    assert enlarged.page.evaluate(HEADING) == "27px"
    enlarged.tap("larger")
    enlarged.see("dial")
    size = enlarged.page.evaluate("() => parseFloat(getComputedStyle(document.querySelector('.b8 .str')).fontSize)")
    assert size == pytest.approx(25.5, abs=0.01)  # 17 × 1.5, and 大字版's own 22 is less


def test_what_was_chosen_before_signing_in_is_told_to_the_account_and_another_phone_has_it(new_phone: Callable[[], Phone], house):
    first, second = new_phone(), new_phone()
    first.held_by("huang-xiuying").open()
    first.tap("larger")
    first.see("dial")
    first.tap("tab-wallet")
    first.tap("unlock")
    first.see("real-name")
    first.settled()
    first.open()
    first.see("dial")
    huang = Resident(house, "huang-xiuying")
    assert huang.get("/api/me")["elder"] is True
    second.held_by(huang).open()
    second.see("dial")


def test_home_is_walked_with_the_keyboard(phone: Phone):
    phone.open()
    phone.see("item-passport-renew")
    phone.settled()
    reached: list[str] = []
    for _ in range(90):
        phone.page.keyboard.press("Tab")
        name = phone.page.evaluate("() => document.activeElement?.dataset?.test ?? ''")
        if name in reached:
            break
        reached.append(name)
    for name in ("city", "larger", "search", "item-passport-renew", "bundles", "dept", "tab-me"):
        assert name in reached, reached
    phone.see("item-passport-renew").focus()
    phone.page.keyboard.press("Enter")
    phone.see("q-why-expiring")
    phone.see("q-why-expiring").focus()
    phone.page.keyboard.press("Space")
    phone.page.wait_for_function('() => document.querySelector(\'[data-test="checklist"], [data-test="decide"]\')')


def test_a_sheet_keeps_the_keyboard_until_escape_and_gives_it_back(phone: Phone):
    phone.open("item/index?id=passport-renew&answers=age:adult,hukou:pilot,why:expiring")
    phone.see("sample").focus()
    phone.page.keyboard.press("Enter")
    phone.see("sample-close")
    for _ in range(6):
        phone.page.keyboard.press("Tab")
        inside = phone.page.evaluate("() => document.activeElement === document.body || !!document.activeElement.closest('.sheet')")
        assert inside
    phone.page.keyboard.press("Escape")
    phone.page.wait_for_function("() => !document.querySelector('.sheet')")
    assert phone.page.evaluate("() => document.activeElement.dataset.test") == "sample"
