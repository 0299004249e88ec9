"""The desk in a browser: one colleague arranges a city's first screen, another approves it, the phone shows it there and nowhere else."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from deploy.desk import hire
from deploy.running import House
from deploy.visitor import wait
from tests.e2e.phone import Phone
from tests.e2e.test_axe import STILL
from tests.e2e.test_every_page import AXE

DESK = {"width": 1280, "height": 800}
GRAVE = """async () => (await axe.run(document, { iframes: false })).violations
  .filter((one) => ['serious', 'critical'].includes(one.impact))
  .map((one) => one.id + ': ' + one.nodes.map((node) => node.html.slice(0, 120)).join(' | '))"""
USED: dict[str, str] = {}  # login → the last code that let somebody in
PAGES = ("first-screen", "items", "demand", "reviews", "changes", "orders", "refunds", "bills", "late")


@pytest.fixture
def desk(browser: Browser, house) -> Iterator[Page]:
    """A desk nobody has signed in at."""
    hire(house)
    context = browser.new_context(viewport=DESK, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{house.url}/console/")
    yield page
    context.close()


def tap(page: Page, name: str) -> None:
    page.locator(f'[data-test="{name}"]').click()


def come_in(page: Page, house: House, login: str) -> None:
    """As this colleague: by a code that was not used yet, since each is good once."""

    def code() -> str:
        shown = {one["login"]: str(one["code"]) for one in page.request.get(f"{house.sandbox}/control/authenticators").json()}
        return shown[login]

    fresh = wait(code, lambda told: told != USED.get(login), 40.0)
    USED[login] = fresh
    tap(page, f"as-{login}")


def places(page: Page) -> list[str]:
    """The items of the list, in order."""
    found = page.locator('[data-test^="place-"]')
    return [str(one.get_attribute("data-test")).removeprefix("place-") for one in found.all()]


def snap(page: Page, name: str) -> None:
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=str(Path(folder) / f"c-{name}.png"))


def quiet(page: Page, where: str) -> None:
    """Nothing serious for who hears the page or works by keyboard, once what fades has gone and what moves stands still."""
    expect(page.locator(".el-message")).to_have_count(0, timeout=15_000)
    page.wait_for_function(STILL)
    page.evaluate(AXE.read_text("utf-8"))
    grave = page.evaluate(GRAVE)
    assert grave == [], f"{where}: {grave}"


def test_one_arranges_another_approves_and_the_phone_shows_it_there_and_nowhere_else(desk: Page, phone: Phone, house):
    snap(desk, "sign-in")
    quiet(desk, "sign-in")
    come_in(desk, house, "xu.jing")
    expect(desk.locator('[data-test="place-passport-renew"]')).to_be_visible()
    before = places(desk)
    desk.get_by_label("换护照下移").click()
    expect(desk.locator('[data-test="says"]')).to_contain_text("「换护照」从第 1 移到第 2")
    assert places(desk) == [before[1], before[0], *before[2:]]
    draft = desk.frame_locator('[data-test="phone"]')
    expect(draft.locator(f'[data-test="item-{before[1]}"]')).to_be_visible()
    snap(desk, "first-screen")
    tap(desk, "send")
    desk.get_by_label("为什么改").fill("年底去港澳的多")
    tap(desk, "send-ok")
    expect(desk.locator('[data-test="state"]')).to_have_text("等人审")
    tap(desk, "sign-out")
    come_in(desk, house, "li.hui")
    for at in PAGES:
        tap(desk, f"nav-{at}")
        expect(desk.locator("h1")).to_be_visible()
        expect(desk.locator(".el-skeleton")).to_have_count(0)
        snap(desk, at)
        quiet(desk, at)
    tap(desk, "nav-reviews")
    tap(desk, "approve-440100")
    expect(desk.get_by_text("没有等着审的。")).to_be_visible()
    tap(desk, "nav-changes")
    expect(desk.get_by_text("广州：「换护照」从第 1 移到第 2")).to_be_visible()
    shown = phone.page.request.get(f"{house.url}/api/home?city=440100").json()["common"]
    assert [one["id"] for one in shown] == places_of(before, 1)
    other = phone.page.request.get(f"{house.url}/api/home?city=440300").json()["common"]
    assert [one["id"] for one in other][:2] == before[:2]
    desk.locator('[data-test^="restore-"]').first.click()
    desk.get_by_role("button", name="退回", exact=True).click()
    expect(desk.get_by_text("首页退回到第")).to_be_visible()
    assert [one["id"] for one in phone.page.request.get(f"{house.url}/api/home?city=440100").json()["common"]] == before


def test_one_words_an_item_another_agrees_and_the_phone_says_it(desk: Page, phone: Phone, house):
    come_in(desk, house, "xu.jing")
    tap(desk, "nav-items")
    desk.get_by_label("找事项").fill("换护照")
    tap(desk, "item-passport-renew")
    expect(desk.locator('[data-test="place-plain"]')).to_be_visible()
    desk.locator('[data-test="place-plain"]').fill("")
    expect(desk.locator('[data-test="wrong-plain"]')).to_have_text("不能空着")
    quiet(desk, "item, wrong")
    desk.get_by_role("button", name="改回去").click()
    expect(desk.locator('[data-test="wrong-plain"]')).to_have_count(0)
    tap(desk, "group-提醒")
    desk.locator('[data-test="place-tips"]').fill("出国前半年就换\n旧护照先别扔")
    expect(desk.locator('[data-test="state"]')).to_have_text("草稿")
    expect(desk.locator('[data-test="compared"]')).to_contain_text("改了 1 处")
    draft = desk.frame_locator('[data-test="phone"]')
    draft.get_by_text("已经过期").click()
    expect(draft.get_by_text("旧护照先别扔")).to_be_visible()
    snap(desk, "item")
    quiet(desk, "item")
    tap(desk, "send")
    desk.get_by_label("为什么改").fill("说清楚")
    tap(desk, "send-ok")
    expect(desk.locator('[data-test="state"]')).to_have_text("等人审")
    tap(desk, "sign-out")
    come_in(desk, house, "li.hui")
    tap(desk, "nav-reviews")
    expect(desk.locator('[data-test="review-passport-renew"]')).to_be_visible()
    snap(desk, "review-item")
    quiet(desk, "review")
    tap(desk, "approve-passport-renew")
    expect(desk.get_by_text("没有等着审的。")).to_be_visible()
    shown = phone.page.request.get(f"{house.url}/api/items/passport-renew").json()
    assert shown["tips"] == ["出国前半年就换", "旧护照先别扔"]
    tap(desk, "nav-changes")
    expect(desk.get_by_text("「换护照」提醒：")).to_be_visible()


def places_of(before: list[str], moved: int) -> list[str]:
    """The list with its first one moved down by so many."""
    return [*before[1 : moved + 1], before[0], *before[moved + 1 :]]
