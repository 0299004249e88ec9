"""From the first screen to the certificate, with nothing but taps."""

from tests.e2e.phone import Phone
from tests.e2e.resident import Resident, World
from tests.e2e.steps import fill_form, identify, pay, receive, sign_and_submit, to_the_form, upload


def test_home_to_form_takes_four_taps_and_no_login_before_start(phone: Phone):
    phone.held_by("ou-jiayi")
    to_the_form(phone)
    assert phone.stored("token") in (None, "")
    phone.tells("checklist", "120")
    phone.says("start", "开始办")
    assert phone.taps <= 3
    phone.tap("start")
    assert phone.taps <= 4
    identify(phone)


def test_a_resident_renews_a_passport(phone: Phone, world: World):
    owner = world.person("huang-guoqiang")["id_number"]
    soon = {
        "number": "E40065499",
        "owner": owner,
        "kind": "护照",
        "pinyin": "HUANG GUOQIANG",
        "issued": "2017-03-01",
        "until": "2027-02-28",
    }
    assert world.ask("PUT", "/registers/crj.documents/rows", {"row": {**soon, "place": "广东", "state": "有效", "pages_left": 9}}).ok
    assert world.ask("PUT", "/registers/crj.fingerprints/rows", {"row": {"owner": owner, "taken_on": "2017-03-01"}}).ok
    phone.held_by("huang-guoqiang")
    to_the_form(phone)
    phone.tap("start")
    identify(phone)
    fill_form(phone)
    upload(phone)
    sign_and_submit(phone)
    pay(phone)
    receive(phone)


def test_nothing_is_signed_unread_and_a_face_that_is_not_recognised_twice_is_then(phone: Phone, house):
    lin = Resident(house, "lin-zhihao")  # whose register lets it be done without going there: no time to hold, no face yet
    no = lin.begin("passport-renew", why="pages")
    lin.fill(no)
    phone.held_by(lin).open(f"confirm/index?no={no}")
    phone.says("reveal", "看全再签")
    phone.tells("line-mail_address", "***")
    assert not phone.sees("signature") and not phone.sees("pad") and not phone.sees("submit")
    phone.snap("confirm-veiled")
    phone.tap("reveal", "face", "wx-face-dark")
    phone.tells("face-say", "光线")
    phone.snap("face-dark")
    phone.tap("face", "wx-face-cancel")
    phone.see("face-say")
    assert lin.get(f"/api/cases/{no}")["state"] == "draft"
    phone.tap("face", "wx-face-pass")
    phone.see("signature")
    assert "*" not in phone.text("line-mail_address")
    assert lin.world.person(lin.who)["id_number"] in phone.text("line-id_number")
    assert "*" not in phone.text("line-old_document") + phone.text("line-hukou")
    phone.snap("confirm-whole")
    phone.page.context.set_offline(True)
    phone.tap("submit")
    phone.says("failed", "现在没有网络。连上网再试一次。")
    said, button = phone.see("failed").bounding_box(), phone.see("submit").bounding_box()
    assert said and button and 0 <= button["y"] - said["y"] - said["height"] <= 24 and said["y"] > 0  # right above the button, in sight
    phone.snap("confirm-refused")
    phone.page.context.set_offline(False)
    phone.tap("submit")
    phone.see("done")
