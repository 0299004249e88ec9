"""The first screen on a slow line, and the second one without any: what travels, what is seen meanwhile, what is kept."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Browser

from tests.e2e.conftest import SIZE
from tests.e2e.phone import Phone
from tests.e2e.slow_line import Visit

ENTRY = re.compile(r"/h5/assets/index-[\w-]+\.js")
KEPT = """async () => {
  const caught = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()))
  return caught.flat().map((one) => new URL(one.url).pathname)
}"""
MOST_BYTES = 138_000  # with headers and the two answers: 2.8 s of 400 kbit/s; each page that is built adds its line to the entry


def test_no_more_travels_than_a_slow_line_carries_in_time(browser: Browser, house):
    visit = Visit(browser, house.url)
    visit.open()
    assert visit.bytes <= MOST_BYTES, visit.told()
    assert [path for path in visit.asked if path.startswith("/api/home")] == ["/api/home?city=440100"], "asked for once, ahead"
    visit.close()


def test_the_outline_is_there_before_any_script_and_goes_when_the_page_comes(phone: Phone):
    held = []
    phone.page.route(ENTRY, lambda route: held.append(route))
    phone.page.goto(f"{phone.url}/h5/", wait_until="commit")
    phone.page.locator("#first .h").wait_for()
    assert phone.page.evaluate("() => getComputedStyle(document.querySelector('#first .h')).backgroundColor") == "rgb(11, 108, 117)"
    phone.snap("outline")
    for route in held:
        route.continue_()
    phone.see("item-passport-renew")
    assert phone.page.locator("#first").count() == 0


def test_a_second_visit_needs_no_network_and_nothing_personal_was_kept(browser: Browser, house, stage):
    context = browser.new_context(viewport=SIZE, is_mobile=True, has_touch=True, locale="zh-CN", service_workers="allow")
    page = context.new_page()
    phone = Phone(page, house)
    phone.held_by(stage.lin).open("wallet/index")
    phone.see("cert-ec-idcard")
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("() => navigator.serviceWorker.controller")
    kept = page.evaluate(KEPT)
    assert "/h5/" in kept and [path for path in kept if not path.startswith("/h5/")] == []
    context.set_offline(True)
    page.goto("about:blank")
    page.goto(f"{house.url}/h5/#/pages/cases/index")
    phone.see("tab-cases")
    phone.tap("tab-home")
    phone.see("city")
    assert phone.broken == []
    context.close()


def test_a_new_version_is_there_at_the_visit_after(new_phone: Callable[[], Phone], house):
    """The worker is asked for again each time: its answer says so."""
    answer = new_phone().page.request.get(f"{house.url}/h5/sw.js")
    assert answer.headers["cache-control"] == "no-cache"
    assert re.search(r"const NAME = 'shengshi-[0-9a-f]{12}'", answer.text())
