"""A second WeChat account of one person: the face joins it, the first phone sees it and throws it out, it signs in by hand."""

from tests.e2e.phone import Phone
from tests.e2e.resident import Resident


def say_who(phone: Phone, name: str, number: str) -> None:
    phone.see("name").locator("input").fill(name)
    phone.see("id-number").locator("input").fill(number)
    phone.tap("real-name")


def test_the_second_account_joins_by_face_and_is_thrown_out(house, world, new_phone):
    first = Resident(house, "he-guifang")
    first.look_into_the_camera()
    person = world.person("he-guifang")
    second: Phone = new_phone().held_by("he-guifang#2")
    second.open("me/index")
    second.tap("who")
    say_who(second, person["name"], person["id_number"])
    second.see("rename")
    second.snap("join-face")
    assert "登记过" in second.page.content()
    second.tap("face", "wx-face-pass")
    second.wait_text("who", "何*芳")
    phone: Phone = new_phone().held_by(first)
    phone.open("messages/index")
    phone.page.get_by_text("另一个微信也是您了").first.wait_for()
    phone.open("sessions/index")
    phone.see("session")
    phone.snap("sessions")
    assert phone.page.locator('[data-test="session"]:visible').count() >= 2
    phone.tap("end-session")
    phone.see("end-ask")
    phone.snap("sessions-ask")
    phone.tap("end-no")
    assert not phone.sees("end-ask") and second.sees("who")
    phone.tap("end-session", "end-yes")
    phone.page.locator('[data-test="end-session"]').wait_for(state="detached")
    second.tap("messages")
    second.see("thrown-out")
    second.snap("thrown-out")
    assert second.stored("token") is None
    second.open("me/index")
    second.tap("who")
    second.see("thrown-out")  # nothing signs it in by itself
    second.tap("sign-in-again")
    second.tap("tab-me")
    second.wait_text("join", "还差刷一下脸")
    second.snap("join-me")


def test_without_an_id_card_another_paper_names_the_person(house, world, new_phone):
    person = world.person("chan-kayan")
    phone: Phone = new_phone().held_by("wu-haiyan#2")  # a phone that knows nothing of her
    phone.open("me/index")
    phone.tap("who")
    phone.tap("other-paper")
    phone.see("paper-516")
    phone.snap("papers")
    phone.tap("paper-516")
    say_who(phone, person["name"], "H9901234")
    phone.wait_text("id-error", "H 或 M 加 8 位数字")
    phone.snap("paper-wrong")
    say_who(phone, person["name"], person["id_number"])
    phone.wait_text("who", "陈*欣")
    phone.wait_text("who", "港澳居民来往内地通行证")
    phone.snap("paper-me")
