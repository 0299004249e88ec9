"""What is refused is said where it is mended: at the field, or beside the button that was tapped; the page stays."""

from tests.e2e.phone import Phone
from tests.e2e.resident import Resident


def test_a_wrong_number_is_told_at_its_field_once_and_no_longer_when_it_is_typed_over(phone: Phone):
    phone.held_by("wu-haiyan#3").open("real-name/index")  # a phone that knows nothing of anybody
    phone.see("id-number").locator("input").fill("440103199001011234")
    phone.see("name").locator("input").fill("陈嘉欣")
    phone.tap("real-name")
    assert phone.text("id-error").startswith("身份证号")
    assert not phone.sees("refused")
    assert not phone.sees("name-error")
    phone.snap("real-name-wrong")
    phone.see("id-number").locator("input").fill("4401031990010112")
    phone.page.wait_for_function("() => !document.querySelector('[data-test=\"id-error\"]')")
    assert phone.see("name").locator("input").input_value() == "陈嘉欣"


def test_a_withdrawal_that_did_not_go_through_says_why_beside_its_button_and_goes_at_the_next_tap(phone: Phone, house):
    li = Resident(house, "li-wenjing")
    no = li.begin("hkm-permit-renew")
    phone.held_by(li).open(f"case/index?no={no}")
    phone.see("withdraw")
    phone.settled()
    phone.page.context.set_offline(True)
    phone.tap("withdraw")
    phone.agree("confirm")
    assert phone.text("refused") == "现在没有网络。连上网再试一次。"
    assert phone.text("case-title") == "还没交"
    assert not phone.sees("problem")
    phone.snap("withdraw-refused")
    assert li.get(f"/api/cases/{no}")["state"] == "draft"
    phone.page.context.set_offline(False)
    phone.tap("withdraw")
    phone.agree("confirm")
    phone.see("group-draft")
    assert li.ask("GET", f"/api/cases/{no}").status_code == 404
