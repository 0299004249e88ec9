"""选车牌号 on the phone: the car is there already, fifty numbers under a clock, one held, the voucher; what happens when time runs out."""

from tests.e2e.phone import Phone
from tests.e2e.resident import Resident, World


def test_fifty_numbers_one_held_and_the_voucher(phone: Phone, world: World, house):
    buyer = Resident(house, "ou-jiayi")
    buyer.look_into_the_camera()
    phone.held_by(buyer).open("item/index?id=vehicle-number-select")
    phone.snap("plate-item")
    phone.tap("start")
    phone.wait_text("form-title", "3 项里，只差 2 项")  # the car is taken by itself: there is only one
    phone.snap("plate-form")
    phone.tap("draw")
    phone.wait_text("screen", "第 1 屏，共 5 屏")
    assert phone.text("clock").startswith(("还有 9 分", "还有 10 分"))
    first = phone.page.locator(".pl").first.inner_text().replace("·", "")
    phone.snap("plate-fifty")
    phone.tap("after")
    phone.wait_text("screen", "第 2 屏，共 5 屏")
    phone.tap("before", f"plate-{first}")
    phone.says("hold", f"就要 {first}")
    phone.tap("next")  # looked at is not chosen, and it is said what is
    phone.says("error-number", "还没选定。看好了，点「就要」那个按钮。")
    phone.snap("plate-chosen")
    phone.tap("hold")
    phone.see("chosen")
    phone.page.locator("[data-test=field-sure] .opt, [data-test=field-sure] [role=checkbox]").first.click()
    phone.wait_text("form-title", "都填好了，看一眼就行")
    phone.snap("plate-held")
    phone.tap("next")
    phone.see("submit")
    phone.snap("plate-confirm")
    phone.tap("submit")
    if phone.either("done", "agree") == "agree":
        phone.tap("agree")
    phone.see("done")
    (case,) = [one for one in buyer.get("/api/cases")["cases"] if one["item"] == "vehicle-number-select"]
    buyer.until(case["no"], "done")
    phone.open(f"case/index?no={case['no']}")
    assert first in phone.text("voucher") and phone.text("voucher-say").startswith("给您留到")
    phone.snap("plate-voucher")
    phone.says("go-on", "接着办新车上牌")
    phone.says("first", "还要先办好：交购置税、投保交强险（含车船税代收）")
    phone.tap("go-on")
    phone.see("start")
