"""An item that is not built: home does not promise it, its page says what to bring and where to go, and offers no beginning."""

import re

from tests.e2e.phone import Phone
from tests.e2e.resident import Resident

NOT_YET = "这件事还不能在手机上办"


def test_home_keeps_apart_what_can_be_done_and_what_is_told_only(phone: Phone):
    phone.open()
    phone.see("item-passport-renew")
    phone.settled()
    tiles = {name: phone.see(name).bounding_box() for name in ("item-passport-renew", "item-hkm-endorse", "item-house-query")}
    assert max(tiles["item-passport-renew"]["y"], tiles["item-hkm-endorse"]["y"]) < tiles["item-house-query"]["y"]
    lines = phone.page.locator("body").inner_text().splitlines()
    order = ["手机上能办", "换护照", "先看怎么办", "还不能在手机上办", "查房产"]
    assert [line for line in lines if line in order] == order
    phone.snap("guide-home")
    phone.tap("q-book")
    phone.page.wait_for_url("**/pages/booking/index?id=hall-checkin")  # a shortcut keeps its word


def test_a_guide_says_what_to_bring_where_to_go_and_whom_to_call_and_cannot_be_begun(phone: Phone, house):
    zhou = Resident(house, "zhou-zixuan")
    phone.held_by(zhou).open("item/index?id=disability-cert")
    assert NOT_YET in phone.text("not-yet")
    phone.snap("guide-questions")
    phone.open("item/index?id=disability-cert&answers=why:first")
    assert phone.text("headline") == "要到窗口办" and NOT_YET in phone.text("not-yet")
    page = phone.text("checklist")
    assert re.search(r"1 次\s*到现场", page)
    assert "身份证照片" in page and "一般能现场拍" in page and "居民身份证" in page and "带原件" in page
    assert "不用跑" not in page and "开始办" not in phone.page.locator("body").inner_text()
    assert "广州市政务服务中心" in phone.text("window") and "周一至周五" in phone.text("window")
    assert phone.text("start").strip() == "打 12385 问一问"
    phone.snap("guide-bring")
    assert zhou.get("/api/cases?group=draft")["cases"] == []
    phone.tap("window")
    phone.see("hall-440100")
    phone.open("item/index?id=disability-cert&answers=why:first")
    phone.tap("start")
    phone.settled()
    assert phone.strangers == ["tel:12385"]
    phone.strangers.clear()  # the one other that a page may ask: the telephone


def test_a_guide_in_large_letters(phone: Phone):
    phone.held_by("chen-xiaotong", elder=True).open()
    assert "看怎么办" in phone.text("item-medical-code") and "看怎么办" not in phone.text("item-passport-renew")
    phone.snap("guide-home-elder")
    phone.open("item/index?id=disability-cert&answers=why:first")
    assert NOT_YET in phone.text("not-yet") and phone.text("start").strip() == "打 12385 问一问"
    phone.snap("guide-bring-elder")


def test_what_a_call_settles_says_so_and_sends_nobody_anywhere(phone: Phone):
    phone.open("item/index?id=hotline-appeal&answers=kind:ask,anon:named")
    assert phone.text("headline") == "打电话办" and phone.text("start").strip() == "打 12345"
    phone.snap("guide-call")


def test_a_list_a_search_and_a_bundle_say_which_are_guides(phone: Phone):
    phone.open("list/index?kind=themes&id=t-exit")
    assert phone.text("item-passport-renew").splitlines()[-1] == "最多去一次"
    assert phone.text("item-exit-progress").splitlines()[-1] != "打电话办"
    phone.open("list/index?kind=themes&id=t-fund")
    assert phone.text("item-fund-query").splitlines()[-1] == "查询" and phone.text("item-fund-death").splitlines()[-1] == "到窗口办"
    phone.snap("guide-list")
    phone.open("search/index?q=残疾人证")
    assert phone.text("go") == "看怎么办" and "到窗口办" in phone.text("item-disability-cert")
    phone.snap("guide-search")
    phone.open("bundle/index?id=bundle-newborn")
    said = phone.text("note")
    assert "到窗口办" in phone.text("step-1") and said.startswith("现在要一件一件办") and "写着到窗口、打电话的，还不能在手机上办" in said
    phone.snap("guide-bundle")
