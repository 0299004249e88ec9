"""The other places of the mini-program: they open, say something, and lead on."""

import pytest

from tests.e2e.phone import Phone
from tests.e2e.resident import Resident


def test_search_understands_everyday_words_and_a_situation_tapped_there_is_not_asked_again(phone: Phone):
    phone.open("search/index")
    phone.see("search-word").locator("input").fill("换护照")
    phone.see("hits")
    phone.see("item-passport-renew")
    phone.tap("situation-pages")
    phone.says("headline", "手机上办完，寄到家不用跑")


def test_where_several_items_fit_alike_the_phone_asks_which(phone: Phone):
    phone.open("search/index?q=huzhao")
    assert phone.text("which").startswith("您要办哪一件？")
    assert all(one in phone.text("which") for one in ("换护照", "护照丢了", "第一次办护照"))
    phone.lacks("go")
    phone.snap("search-which")
    phone.see("search-word").locator("input").fill("hzdl")
    phone.see("go")
    assert "护照丢了" in phone.text("hits") and not phone.sees("which")
    phone.snap("search-pinyin")


def test_what_is_not_there_leads_on_in_three_ways(phone: Phone):
    phone.open("search/index?q=" + "养恐龙证")
    assert phone.text("none").startswith("没有找到「养恐龙证」")
    phone.open("search/index?q=" + "养狗证")
    phone.wait_text("none", "省事里办不了「养狗证」")
    assert "打 12345" in phone.text("none") and "最接近的是这些" in phone.text("none")
    phone.snap("search-absent")
    phone.open("item/index?id=no-such-item")
    phone.tells("problem", "没有找到这件事")
    assert all(phone.sees(door) for door in ("door-search", "door-hall", "door-phone"))
    phone.says("home", "回首页")


def test_city_is_changed_with_one_tap_and_holds_everywhere(phone: Phone):
    phone.open()
    phone.tap("city")
    phone.see("city-word").locator("input").fill("sz")
    phone.tap("city-440300")
    phone.wait_text("city", "深圳")
    phone.tap("item-passport-renew")
    phone.tells("guide", "深圳")


def test_a_department_leads_to_the_same_item_page(phone: Phone):
    phone.open()
    phone.tap("dept", "dept-公安出入境", "item-passport-renew")
    phone.see("q-why-expiring")


def test_all_bundles_that_are_promised_are_listed(phone: Phone):
    phone.open()
    promised = phone.text("bundles")
    phone.tap("bundles")
    phone.see("bundle-newborn")
    assert promised == f"全部 {phone.page.locator('[data-test^=bundle-]:visible').count()} 件"
    phone.tap("bundle-newborn", "step-1")
    phone.settled()
    phone.lacks("problem")


def test_all_that_is_done_on_the_phone_is_behind_the_first_row(phone: Phone):
    phone.open()
    first = phone.page.locator(".grid4").first.locator('[data-test^="item-"]:visible').all()
    names = [one.get_attribute("data-test") for one in first]
    phone.tap("online")
    phone.see(names[0])
    listed = [one.get_attribute("data-test") for one in phone.page.locator('[data-test^="item-"]:visible').all()]
    assert set(names) < set(listed) and "item-house-query" not in listed  # that one is a guide so far


@pytest.mark.parametrize("tab", ["cases", "wallet", "me"])
def test_every_tab_opens_for_someone_who_is_not_signed_in(phone: Phone, tab: str):
    phone.open()
    phone.tap(f"tab-{tab}")
    phone.settled()
    assert not phone.sees("problem"), phone.text("problem")


@pytest.mark.parametrize("page", ["cases", "wallet", "messages", "seen"])
def test_signed_out_is_not_the_same_as_empty(phone: Phone, page: str):
    phone.open(f"{page}/index")
    phone.tells("signed-out", "登录后看")
    phone.lacks("empty")
    phone.snap(f"signed-out-{page}")


def test_one_tap_signs_in_and_what_is_empty_says_so(phone: Phone):
    phone.held_by("lin-jianhong#2").open("messages/index")
    phone.tap("enter")
    assert phone.text("empty").startswith("还没有消息")
    phone.lacks("signed-out")


def test_large_text_is_one_switch_and_stays_with_the_account(phone: Phone, house):
    huang = Resident(house, "huang-xiuying")
    phone.held_by(huang).open("me/index")
    phone.tap("elder")
    phone.see("tab-help")
    phone.page.wait_for_timeout(300)
    assert huang.get("/api/me")["elder"] is True
    phone.tap("tab-home")
    assert phone.text("dial").startswith("打电话找人帮")
    phone.tap("plain")
    phone.see("item-passport-renew")


def test_the_documentation_opens_without_a_stranger(phone: Phone):
    phone.page.goto(f"{phone.url}/docs/")
    phone.page.locator("#swagger-ui .info .title").wait_for(timeout=15_000)
    assert "省事" in phone.page.locator("#swagger-ui .info .title").inner_text()


def test_a_district_chosen_beside_the_departments_is_where_the_errand_is_begun(phone: Phone, house, imaginary):
    who = Resident(house, "huang-guoqiang")
    phone.held_by(who).open()
    phone.tap("dept")
    phone.says("district", "全部区县")
    phone.tap("region")
    phone.see("regions")
    phone.snap("regions")
    phone.tap("region-440106")
    phone.wait_text("district", "天河区")
    phone.tap("dept-公安户政", "item-kin-proof")
    phone.tells("guide", "广州天河区")
    phone.tap("q-kind-kin")
    phone.tells("window", "天河区政务服务中心")
    phone.tells("steps-say", "天河区公安户政来办")
    phone.snap("district-checklist")
    phone.tap("start")
    phone.see("form-title")
    no = who.get("/api/cases?group=draft")["cases"][0]["no"]
    assert who.get(f"/api/cases/{no}")["unit"] == "天河区公安户政"
    phone.open(f"case/index?no={no}")
    assert phone.text("unit").startswith("天河区公安户政来办")
    phone.snap("district-case")
    phone.open("halls/index?item=kin-proof&first=hall-440106")
    assert phone.see("hall-440106").bounding_box()["y"] < phone.see("hall-440100").bounding_box()["y"]
    phone.open("dept/index")
    assert phone.text("district") == "天河区"  # kept, until another city is chosen
    phone.tap("region", "town", "city-440100")
    phone.wait_text("district", "全部区县")
    assert who.ask("POST", f"/api/cases/{no}/withdrawal", {}).ok


def test_addresses_typed_one_after_another_and_gone_back_through_each_show_their_own(phone: Phone):
    """After a page of another path the first item ever typed came back under the address of the next."""
    phone.open("item/index?id=passport-renew")
    phone.see("q-why-expiring")
    typed = [("item/index?id=hkm-endorse", "q-place-hk"), ("search/index", "search-word"), ("item/index?id=violation-handle", "q-do-pay")]
    for address, shown in typed:
        phone.page.evaluate("to => { location.hash = to }", f"#/pages/{address}")
        phone.see(shown)
    for shown in ("search-word", "q-place-hk", "q-why-expiring"):
        phone.page.go_back()
        phone.see(shown)
