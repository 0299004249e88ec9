"""The steps of the main job, each from page to page with taps; pictures are kept on the way."""

from __future__ import annotations

from tests.e2e.phone import Phone


def to_the_form(phone: Phone, why: str = "expiring") -> None:
    """Home → 换护照 → the one open question → what to prepare."""
    phone.open()
    phone.tap("item-passport-renew")
    phone.tap(f"q-why-{why}")
    if phone.either("checklist", "decide") == "decide":
        phone.tap("decide")
    phone.see("checklist")


def identify(phone: Phone) -> None:
    """Real name, only when the step that needs it comes."""
    phone.see("real-name")
    phone.tap("real-name")
    phone.see("form-title")


def fill_form(phone: Phone) -> None:
    """The few fields nobody could prefill: sent by post, the phone number WeChat knows."""
    phone.tap("pick-delivery-mail")
    phone.tap("phone-phone")
    phone.snap("wechat-phone")
    phone.tap("wx-phone-ok")
    if phone.sees("field-address") and not phone.see("field-address").locator("textarea").input_value():
        phone.see("field-address").locator("textarea").fill("广东省广州市越秀区示例路 1 号 8 栋 302")
    phone.see("field-emergency_phone").locator("input").fill("1380013")
    phone.see("field-emergency_phone").locator("input").blur()
    phone.says("error-emergency_phone", "手机号要 11 位，现在是 7 位。")
    phone.see("field-emergency_phone").locator("input").fill("13800138003")
    phone.see("field-emergency_phone").locator("input").blur()
    phone.wait_text("saved", "刚刚自动保存")
    phone.tap("next")
    phone.see("materials-title")


def upload(phone: Phone) -> None:
    """The photo the demo offers passes the rule."""
    phone.tap("demo-m-photo-exit")
    phone.wait_text("materials-title", "都合格")
    phone.snap("photo-ok")
    phone.tap("next")


def sign_and_submit(phone: Phone) -> None:
    """Look into the camera to read it whole, sign with a finger, hand in: one face for both."""
    assert phone.text("reveal") == "看全再签" and not phone.sees("pad")
    phone.tap("reveal")
    phone.see("face")
    phone.tap("face")
    phone.see("wx-face")
    phone.snap("wechat-face")
    phone.tap("wx-face-pass")
    phone.says("submit", "还差签名")
    phone.tap("submit")  # leads to where one signs
    phone.write("pad")
    phone.snap("confirm")
    phone.tap("submit")
    phone.see("done")
    phone.tap("subscribe")
    phone.see("wx-subscribe")
    phone.snap("wechat-subscribe")
    phone.tap("wx-subscribe-accept")
    phone.wait_text("subscribed", "记下了")
    phone.snap("done")
    phone.tap("progress")


def pay(phone: Phone) -> None:
    """The department approves; the fee is paid in WeChat's sheet."""
    phone.wait_text("act", "去交费")
    phone.snap("progress-turn")
    phone.tap("act")
    phone.tells("pay", "120.00")
    phone.tap("pay")
    phone.says("wx-pay-sum", "¥120.00")
    phone.snap("wechat-pay")
    phone.tap("wx-pay-ok")
    phone.see("paid")
    phone.snap("paid")
    phone.tap("progress")


def receive(phone: Phone) -> None:
    """Made, sent, in the wallet, shown."""
    phone.wait_text("case-title", "办好了")
    phone.tells("money", "120.00")
    phone.tap("receipt")
    assert phone.text("number").replace(" ", "").isdigit()
    phone.snap("receipt")
    phone.tap("back")
    phone.tap("certificate")
    assert phone.text("number").startswith("E")
    phone.tap("show")
    phone.see("code")
