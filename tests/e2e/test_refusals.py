"""What is refused is said where it is mended: at the field, or beside the button that was tapped; the page stays."""

from tests.e2e.phone import Phone
from tests.e2e.resident import Resident


def test_a_wrong_number_is_told_at_its_field_once_and_no_longer_when_it_is_typed_over(phone: Phone):
    phone.held_by("wu-haiyan#3").open("real-name/index")  # a phone that knows nothing of anybody
    phone.see("id-number").locator("input").fill("440103199001011234")
    phone.see("name").locator("input").fill("陈嘉欣")
    phone.tap("real-name")
    assert phone.text("id-error").startswith("身份证号")
    phone.lacks("refused")
    phone.lacks("name-error")
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
    phone.says("refused", "现在没有网络。连上网再试一次。")
    phone.says("case-title", "还没交")
    phone.lacks("problem")
    phone.snap("withdraw-refused")
    assert li.get(f"/api/cases/{no}")["state"] == "draft"
    phone.page.context.set_offline(False)
    phone.tap("withdraw")
    phone.agree("confirm")
    phone.see("group-draft")
    assert li.ask("GET", f"/api/cases/{no}").status_code == 404


END = """() => {
  const page = [...document.querySelectorAll('.app')].find((one) => one.offsetHeight)
  window.scrollTo(0, document.body.scrollHeight)
  const last = [...page.querySelectorAll('.main *')].map((one) => one.getBoundingClientRect().bottom)
  return page.querySelector('.bar').getBoundingClientRect().top - Math.max(...last)
}"""


def test_the_page_to_sign_says_what_runs_and_nothing_of_it_is_ever_under_the_bar(phone: Phone, house):
    """However tall a refusal makes the bar, in 大字版 too; and a second application is told before the pad."""
    lin = Resident(house, "lin-zhihao")
    second = lin.begin("passport-renew", why="pages")
    lin.fill(second)
    for elder in (False, True):
        phone.held_by(lin, elder=elder).open(f"confirm/index?no={second}")
        phone.see("reveal")
        phone.settled()
        phone.page.context.set_offline(True)
        phone.tap("reveal")
        phone.says("failed", "现在没有网络。连上网再试一次。")
        assert phone.page.evaluate(END) >= 0
        phone.snap(f"confirm-end-{'large' if elder else 'usual'}")
        phone.page.context.set_offline(False)
    phone.tells("answered-age", "身份证上有，替您答了")
    lin.hand_in("passport-renew", why="expiring")
    phone.open(f"confirm/index?no={second}")
    assert phone.text("running").startswith("「换护照」已经在办了") and phone.text("running").endswith("不用再交一份。")
    assert not any(phone.sees(one) for one in ("reveal", "submit", "consent", "clear"))
    phone.snap("confirm-running")
    phone.tap("progress")
    phone.see("case-title")
