"""A network that comes and goes, and a second phone: what was filled in is never lost."""

from collections.abc import Callable

from tests.e2e.phone import Phone
from tests.e2e.resident import Resident

HEAD_AT_NIGHT = "() => getComputedStyle([...document.querySelectorAll('.night .wrong .sec .h2')].at(-1)).color"


def test_home_still_stands_without_a_network(phone: Phone):
    phone.open()
    phone.see("item-passport-renew")
    phone.page.wait_for_timeout(2500)  # the other pages are fetched once it is quiet
    phone.page.context.set_offline(True)
    phone.tap("tab-cases")
    phone.tap("tab-home")
    phone.see("item-passport-renew")
    assert phone.text("kept").startswith("没有网络，这是今天")
    phone.snap("offline-home")
    phone.tap("search")
    phone.see("search-word").locator("input").fill("换护照")
    phone.tells("problem", "现在没有网络")
    phone.snap("offline")
    phone.page.context.set_offline(False)
    phone.see("item-passport-renew")  # by itself
    phone.lacks("problem")


def test_the_wallet_says_what_it_needs_keeps_what_it_showed_and_comes_back_by_itself(phone: Phone, stage):
    phone.held_by(stage.lin).open("cases/index")
    phone.see("group-open")
    phone.page.wait_for_timeout(2500)  # as above
    phone.page.context.set_offline(True)
    phone.tap("tab-wallet")
    phone.wait_text("problem", "卡包第一次打开要有网络")
    assert phone.sees("door-cases") and not phone.sees("door-wallet"), "only what the phone has kept, and never this very page"
    phone.snap("offline-wallet")
    phone.page.context.set_offline(False)
    phone.see("cert-ec-idcard")
    phone.page.context.set_offline(True)
    phone.tap("tab-cases", "tab-wallet")
    phone.wait_text("kept", "没有网络，这是今天")
    phone.tap("cert-ec-idcard")
    phone.see("certificate")
    phone.wait_text("kept", "没有网络，这是今天")
    phone.tap("show")
    phone.wait_text("problem", "现在没有网络")
    assert phone.page.evaluate(HEAD_AT_NIGHT) == "rgb(255, 255, 255)"
    phone.snap("offline-code")
    phone.page.context.set_offline(False)
    phone.either("code", "face")
    phone.page.wait_for_function("() => !document.querySelector('[data-test=\"kept\"]')")


def test_what_is_filled_in_without_a_network_waits_on_the_phone_and_goes_by_itself(phone: Phone, house):
    chen = Resident(house, "ou-jiayi")
    no = chen.begin("passport-renew", why="info")
    phone.held_by(chen).open(f"form/index?no={no}")
    phone.see("form-title")
    phone.settled()
    phone.page.context.set_offline(True)
    phone.see("field-emergency_phone").locator("input").fill("13800138003")
    phone.see("field-emergency_phone").locator("input").blur()
    phone.wait_text("saved", "没有网络，1 项存在手机里")
    phone.snap("offline-form")
    fields = {one["id"]: one["value"] for one in chen.get(f"/api/cases/{no}/form")["fields"]}
    assert fields["emergency_phone"] is None
    phone.page.context.set_offline(False)
    phone.wait_text("saved", "刚刚自动保存")
    fields = {one["id"]: one["value"] for one in chen.get(f"/api/cases/{no}/form")["fields"]}
    assert fields["emergency_phone"] == "13800138003"


def test_a_draft_is_taken_up_on_another_phone(new_phone: Callable[[], Phone], house):
    first, second = new_phone(), new_phone()
    no = Resident(house, "wu-haiyan").begin("passport-renew", why="pages")
    first.held_by(Resident(house, "wu-haiyan")).open(f"form/index?no={no}")
    first.tap("pick-delivery-pickup")
    first.see("field-emergency_phone").locator("input").fill("13800138002")
    first.see("field-emergency_phone").locator("input").blur()
    first.wait_text("saved", "刚刚自动保存")
    second.held_by(Resident(house, "wu-haiyan")).open("cases/index")
    second.tap("group-draft", f"act-{no}")
    second.see("form-title")
    assert second.see("field-emergency_phone").locator("input").input_value() == "13800138002"
    assert "on" in (second.see("pick-delivery-pickup").get_attribute("class") or "")


def test_who_signs_out_leaves_nothing_on_the_phone(phone: Phone, stage, house):
    phone.held_by(Resident(house, stage.lin.who)).open("wallet/index")
    phone.see("cert-ec-idcard")
    phone.open("me/index")
    phone.tap("sign-out")
    phone.agree("confirm")
    phone.page.wait_for_function("() => !localStorage.getItem('token')")
    kept = phone.page.evaluate("() => Object.keys(localStorage).filter(name => name.startsWith('kept.') && !name.startsWith('kept.home.'))")
    assert kept == []
    phone.tap("tab-wallet")
    phone.see("unlock")
    phone.tap("tab-me")
    phone.snap("me-signed-out")
    phone.tap("enter")
    phone.wait_text("who", "林*豪")
    phone.tap("sign-out")
    phone.agree("confirm")
    phone.see("enter")
    phone.open(f"case/index?no={stage.done}")
    phone.agree("cancel")
    phone.wait_text("problem", "您退出登录了")
    assert not phone.sees("retry"), "asking again would be answered the same"
    phone.snap("problem-signed-out")
    phone.tap("enter")
    phone.wait_text("case-title", "办好了")


def test_who_signs_out_in_one_tab_is_gone_from_the_other(phone: Phone, stage, house):
    nothing = "() => !document.querySelector('[data-test=\"case-title\"]')"  # of the pages behind either
    phone.held_by(Resident(house, stage.lin.who)).open(f"case/index?no={stage.denied}")
    phone.see("case-title")
    phone.page.evaluate("no => { location.hash = `#/pages/case/index?no=${no}` }", stage.done)
    phone.wait_text("case-title", "办好了")
    tab = Phone(phone.page.context.new_page(), house)
    tab.open("me/index")
    tab.tap("sign-out")
    tab.agree("confirm")
    tab.see("enter")
    phone.page.wait_for_function(nothing)
    phone.agree("cancel")
    phone.wait_text("problem", "您退出登录了")
    assert phone.sees("enter") and phone.sees("home") and phone.page.evaluate(nothing)
    phone.snap("signed-out-in-the-other-tab")


def test_a_page_that_is_slow_shows_its_outline_then_says_so(phone: Phone):
    """The answer is only held back; it is the true one that arrives in the end."""
    held = []
    phone.page.route("**/api/items/passport-renew?*", lambda route: held.append(route))
    phone.open("item/index?id=passport-renew")
    phone.see("skeleton")
    phone.snap("skeleton")
    phone.see("slow")
    phone.tells("slow", "再试一次")
    phone.snap("slow")
    for route in held:
        route.continue_()
    phone.see("guide")
