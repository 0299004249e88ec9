"""A child's passport on two phones: the child asks, the guardian reads, shows the face and says yes, and it goes its way."""

import pytest

from tests.e2e.phone import Phone
from tests.e2e.resident import Resident


@pytest.fixture
def child(house, by_hand):
    """周子轩, twelve, with the form filled in and nothing handed in yet."""
    person = Resident(house, "zhou-zixuan")
    person.look_into_the_camera()
    no = person.begin("passport-first", age="minor")
    person.fill(no)
    return person, no


def test_the_guardian_agrees_on_their_own_phone_and_the_case_goes_on(new_phone, house, child):
    person, no = child
    mother = Resident(house, "wu-haiyan")
    mother.look_into_the_camera()
    one, two = new_phone(), new_phone()
    one.held_by(person).open(f"confirm/index?no={no}")
    one.tap("submit")
    one.wait_text("done", "等对方同意")
    one.snap("agree-1-waits")
    one.tap("progress")
    one.wait_text("case-title", "等对方同意")
    one.see("copy-link")
    one.snap("agree-2-case-waits")

    two.held_by(mother).open("cases/index")
    two.wait_text("consent", "要您同意")
    two.snap("agree-3-list")
    two.tap("consent-act")
    two.wait_text("agree-title", "周*轩请您同意孩子办护照")
    two.snap("agree-4-text")
    two.tap("refuse")
    two.see("refuse-ask")
    two.tap("refuse-yes")
    two.wait_text("error-reason", "写清为什么不同意，至少 5 个字。")
    two.snap("agree-5-refuse")
    two.tap("refuse-no", "agree-yes")
    two.wait_text("answered", "您同意了")
    two.snap("agree-6-agreed")

    one.page.locator('[data-test="case-title"]:visible', has_text="交上去了").wait_for(timeout=6000)
    assert one.page.locator('[data-test="person"]:visible', has_text="吴*燕").inner_text().count("同意了")
    one.snap("agree-7-handed-in")
    assert person.get(f"/api/cases/{no}")["state"] == "submitted"


def test_in_other_hands_the_link_says_only_that_it_is_not_theirs(phone: Phone, house, child):
    person, no = child
    person.post(f"/api/cases/{no}/submission", {})
    link = person.get(f"/api/cases/{no}")["participants"][0]["link"]
    other = Resident(house, "liang-junjie")
    other.look_into_the_camera()
    phone.held_by(other).open(link.removeprefix("/pages/"))
    phone.page.get_by_text("这个链接不是发给您的").first.wait_for()
    assert "周" not in phone.page.locator("body").inner_text() and no not in phone.page.locator("body").inner_text()
    phone.snap("agree-8-not-yours")
    phone.held_by(person).open(f"case/index?no={no}")
    phone.tap("reopen")
    phone.page.wait_for_timeout(300)
    phone.snap("agree-9-reopen")
    phone.agree("confirm")
    phone.see("form-title")
    assert person.get(f"/api/cases/{no}")["state"] == "draft"
