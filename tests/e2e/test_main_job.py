"""From the first screen to the certificate, with nothing but taps."""

from tests.e2e.conftest import Phone


def to_the_form(phone: Phone) -> None:
    """Home → 换护照 → the one open question → start."""
    phone.open()
    phone.see("item-passport-renew")
    phone.snap("01-home")
    phone.tap("item-passport-renew")
    phone.see("q-why-expiring")
    phone.snap("02-guide")
    phone.tap("q-why-expiring")
    if phone.either("checklist", "decide") == "decide":
        phone.tap("decide")
    phone.see("checklist")
    phone.snap("03-checklist")


def identify(phone: Phone) -> None:
    """Real name, then face; both only when the first step that needs them comes."""
    phone.see("real-name")
    phone.snap("04-real-name")
    phone.tap("real-name")
    if phone.either("face", "form-title") == "face":
        phone.snap("05-face")
        phone.tap("face")
    phone.see("form-title")


def test_home_to_form_takes_four_taps_and_no_login_before_start(phone: Phone):
    to_the_form(phone)
    assert phone.page.evaluate("localStorage.getItem('token')") in (None, "")
    assert "120" in phone.text("checklist")
    assert phone.text("start") == "开始办"
    assert phone.taps <= 3
    phone.tap("start")
    identify(phone)


def test_a_resident_renews_a_passport(phone: Phone):
    to_the_form(phone)
    phone.tap("start")
    identify(phone)
    fill_form(phone)
    upload(phone)
    sign_and_submit(phone)
    pay(phone)
    receive(phone)


def fill_form(phone: Phone) -> None:
    """The few fields nobody could prefill."""
    phone.snap("06-form")
    for _ in range(8):
        picks = phone.page.locator('[data-test^="field-"]:visible')
        for index in range(picks.count()):
            field = picks.nth(index)
            if field.locator(".on").count() == 0 and field.locator('[data-test^="pick-"]').count():
                field.locator('[data-test^="pick-"]').first.tap()
            elif field.locator("input").count() and not field.locator("input").first.input_value():
                if field.locator('[data-test^="phone-"]').count():
                    field.locator('[data-test^="phone-"]').first.tap()
                else:
                    field.locator("input").first.fill(value_for(field.get_attribute("data-test") or ""))
                    field.locator("input").first.blur()
            phone.page.wait_for_timeout(150)
        phone.tap("next")
        if phone.either("materials-title", "form-title") == "materials-title":
            return
    raise AssertionError(f"the form never came to an end: {phone.text('form-title')}")


def value_for(tag: str) -> str:
    """Something right to type."""
    return "13800138003" if "phone" in tag else "陈晓彤"


def upload(phone: Phone) -> None:
    """The photo the demo offers passes the rule."""
    phone.snap("07-materials")
    for button in phone.page.locator('[data-test^="demo-m-"]:visible').all():
        button.tap()
        phone.page.wait_for_timeout(800)
    phone.page.locator(".tag.done:visible").first.wait_for(timeout=15_000)
    phone.snap("08-materials-ok")
    phone.tap("next")


def sign_and_submit(phone: Phone) -> None:
    """Read it once, sign, hand in."""
    phone.see("submit")
    phone.tap("demo-sign")
    phone.page.wait_for_timeout(1500)
    phone.snap("09-confirm")
    phone.tap("submit")
    phone.see("done")
    phone.snap("10-done")
    phone.tap("progress")


def pay(phone: Phone) -> None:
    """The department approves; the fee is paid in WeChat's sheet."""
    phone.see("case")
    phone.snap("11-progress")
    phone.wait_text("act", "交")
    phone.snap("12-your-turn")
    phone.tap("act")
    assert "120.00" in phone.text("pay")
    phone.snap("13-pay")
    phone.tap("pay")
    phone.see("paid")
    phone.snap("14-paid")
    phone.tap("progress")


def receive(phone: Phone) -> None:
    """Made, sent, in the wallet, shown, verified."""
    phone.see("certificate")
    phone.snap("15-granted")
    phone.tap("certificate")
    assert "E" in phone.text("number")
    phone.snap("16-certificate")
    phone.tap("show")
    phone.see("code")
    phone.snap("17-code")
