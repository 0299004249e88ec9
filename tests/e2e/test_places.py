"""The other places of the mini-program: they open, say something, and survive a lost network."""

import pytest

from tests.e2e.conftest import Phone


def test_search_understands_everyday_words(phone: Phone):
    phone.open("/h5/#/pages/search/index")
    phone.see("search-word").locator("input").fill("换护照")
    phone.see("hits")
    phone.see("item-passport-renew")
    phone.snap("20-search")


def test_city_is_changed_with_one_tap(phone: Phone):
    phone.open("/h5/#/pages/city/index")
    phone.see("hot-440300")
    phone.snap("21-city")
    phone.tap("hot-440300")
    phone.page.wait_for_timeout(500)
    assert "深圳" in phone.page.locator("body").inner_text()


def test_an_item_nobody_knows_says_so_and_offers_a_way_on(phone: Phone):
    phone.open("/h5/#/pages/item/index?id=no-such-item")
    phone.see("problem")
    assert "没有找到" in phone.text("problem")
    phone.snap("22-not-found")


def test_home_still_stands_without_a_network(phone: Phone):
    phone.open()
    phone.see("item-passport-renew")
    phone.page.context.set_offline(True)
    phone.tap("tab-cases")
    phone.page.wait_for_timeout(500)
    phone.snap("23-offline")
    phone.tap("tab-home")
    phone.see("item-passport-renew")
    phone.page.context.set_offline(False)


@pytest.mark.parametrize("tab", ["cases", "wallet", "me"])
def test_every_tab_opens_for_someone_who_is_not_signed_in(phone: Phone, tab: str):
    phone.open()
    phone.see("item-passport-renew")
    phone.tap(f"tab-{tab}")
    phone.page.wait_for_timeout(1200)
    assert not phone.sees("problem"), phone.text("problem")
    phone.snap(f"24-{tab}")


def test_the_documentation_opens_without_a_stranger(phone: Phone):
    phone.open("/docs/")
    phone.page.locator("#swagger-ui .info .title").wait_for(timeout=15_000)
    assert "省事" in phone.page.locator("#swagger-ui .info .title").inner_text()
