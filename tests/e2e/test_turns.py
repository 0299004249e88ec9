"""What comes back, what is taken back, what is refused: the resident always reads what to do."""

import io
from datetime import UTC, datetime, timedelta

from PIL import Image

from deploy import pictures
from tests.e2e.phone import Phone
from tests.e2e.resident import Resident, World
from tests.e2e.stage import WHY, Stage


def grey_photo() -> bytes:
    """The right size, but before a grey wall."""
    picture = Image.open(io.BytesIO(pictures.exit_photo())).convert("RGB")
    grey = picture.point(lambda value: 150 if value > 240 else value)
    out = io.BytesIO()
    grey.save(out, "JPEG", quality=95)
    return out.getvalue()


def test_a_photo_that_would_come_back_is_told_at_once_and_the_next_one_passes(phone: Phone, house):
    chen = Resident(house, "chen-xiaotong")
    no = chen.begin("passport-renew", why="pages")
    phone.held_by(chen).open(f"materials/index?no={no}")
    phone.choose_file("camera", grey_photo())
    phone.wait_text("materials-title", "这张照片有 1 处不合格")
    phone.says("fault", "背景不白，偏灰\n站在白墙前，找亮一点的地方。")
    phone.says("camera", "重新拍")
    phone.lacks("next")
    phone.snap("photo-grey")
    phone.choose_file("album", pictures.exit_photo())
    phone.wait_text("materials-title", "都合格")
    phone.says("next", "下一步：核对签名")


def test_a_file_that_is_no_picture_is_refused_and_nothing_is_lost(phone: Phone, house):
    chen = Resident(house, "chen-xiaotong")
    no = chen.begin("passport-renew", why="expired")
    phone.held_by(chen).open(f"materials/index?no={no}")
    phone.choose_file("camera", b"GIF89a no picture at all")
    phone.says("wrong-m-photo-exit", "这里要一张照片。用手机拍一张，或者从相册选一张")
    assert chen.get(f"/api/cases/{no}/materials")["materials"][0]["state"] == "missing"


def test_a_correction_goes_round_and_the_case_goes_on(phone: Phone, house, by_hand: World):
    zhao = Resident(house, "zhao-dawei")
    no = zhao.hand_in("passport-renew", why="expiring")
    zhao.move(no, "pre_check")
    by_hand.decide(no, "to_correct", points=[{"point": WHY[0], "text": WHY[1]}])
    zhao.until(no, "to_correct")
    phone.held_by(zhao).open()
    phone.tap(f"turn-{no}")
    phone.see("correction")
    phone.says("resubmit", "还差 1 处没改")
    point = zhao.get(f"/api/cases/{no}/correction")["points"][0]["id"]
    phone.tap(f"fix-{point}")
    phone.says("camera", "重新拍")
    phone.tap("demo-m-photo-exit")
    phone.wait_text("materials-title", "合格，可以交了")
    phone.tap("next")
    phone.wait_text("resubmit", "改好了，看一遍再交")
    phone.snap("correct-fixed")
    phone.tap("resubmit")
    phone.wait_text("look", "看一遍，没错就交")
    phone.see("was-m-photo-exit")
    phone.see("now-m-photo-exit")
    assert phone.text("send") == "就这样交" and zhao.get(f"/api/cases/{no}")["state"] == "to_correct"  # nothing has gone yet
    phone.snap("correct-look-photo")
    phone.tap("back")
    phone.wait_text("resubmit", "改好了，看一遍再交")
    phone.tap("resubmit", "send")
    phone.wait_text("case-title", "改好的交上去了")
    assert zhao.get(f"/api/cases/{no}")["state"] == "corrected"
    phone.see("withdraw")
    phone.snap("case-corrected")


def test_a_field_that_hangs_on_another_is_mended_alone(phone: Phone, house, by_hand: World):
    ou = Resident(house, "ou-jiayi")
    no = ou.hand_in("hkm-permit-renew")
    ou.move(no, "pre_check")
    by_hand.decide(no, "to_correct", points=[{"field": "mail_address", "text": "少写了房号，请写全"}])
    ou.until(no, "to_correct")
    phone.held_by(ou).open(f"correct/index?no={no}")
    phone.see("correction")
    phone.snap("correct-a-field")
    phone.tap(f"fix-{ou.get(f'/api/cases/{no}/correction')['points'][0]['id']}")
    phone.says("form-title", "改这 1 项")
    # Left as it was, it holds nobody here: the page behind says that it is still to be mended.
    phone.snap("correct-the-address")
    phone.tap("next")
    phone.wait_text("resubmit", "还差 1 处没改")
    phone.tap(f"fix-{ou.get(f'/api/cases/{no}/correction')['points'][0]['id']}")
    phone.find("field-mail_address").locator("textarea").fill("广东省广州市天河区体育东路100号1202房")
    phone.tap("next")
    phone.wait_text("resubmit", "改好了")
    phone.tap("resubmit")
    phone.wait_text("look", "看一遍，没错就签名")
    assert phone.text("was-mail_address") and phone.text("now-mail_address") == "广东省广州市天河区体育东路100号1202房"
    phone.wait_text("send", "还差签名")
    phone.snap("correct-look")
    phone.write("pad")
    phone.wait_text("send", "签名，就这样交")
    phone.snap("correct-look-signed")
    phone.tap("send")
    ou.until(no, "corrected")


def test_the_days_on_a_page_are_the_servers_whatever_the_phones_clock_says(phone: Phone, stage: Stage):
    phone.page.clock.set_fixed_time(datetime.now(UTC) - timedelta(days=31))
    phone.held_by(stage.lin).open(f"case/index?no={stage.turn}")
    phone.wait_text("case", "今天 ")
    phone.open("messages/index")
    phone.page.get_by_role("heading", name="今天").wait_for()


def test_a_case_is_withdrawn_only_after_asking(phone: Phone, house, by_hand: World):
    wu = Resident(house, "li-wenjing")
    no = wu.hand_in("passport-renew", why="pages")
    phone.held_by(wu).open(f"case/index?no={no}")
    phone.tap("withdraw")
    phone.agree("cancel")
    phone.page.wait_for_timeout(300)
    assert wu.get(f"/api/cases/{no}")["state"] == "submitted"
    phone.tap("withdraw")
    phone.snap("withdraw")
    phone.agree("confirm")
    phone.wait_text("case-title", "撤回了")
    phone.lacks("withdraw")
    assert wu.get(f"/api/cases/{no}")["state"] == "withdrawn"
    phone.open("cases/index")
    phone.wait_text("ended", "刚撤回")
    assert phone.page.locator(f'[data-test="ended"] [data-test="case-{no}"]:visible').count() == 1
    phone.snap("cases-just-ended")


def test_a_denied_case_says_why_and_what_can_be_done(phone: Phone, stage):
    phone.held_by(stage.lin).open(f"case/index?no={stage.denied}")
    phone.wait_text("case-title", "没批准")
    phone.says("case-say", "户口簿上的名字还没改。先改户口簿，再来换护照")
    phone.tells("ended", "12367")
    phone.lacks("act")


def test_payment_refused_cancelled_then_paid(phone: Phone, house, by_hand: World):
    he = Resident(house, "he-guifang")
    no = he.hand_in("passport-renew", why="pages")
    for node in ("pre_check", "accepted", "reviewing", "approving", "to_pay"):
        he.move(no, node)
    phone.held_by(he).open(f"case/index?no={no}")
    until = phone.text("until")
    assert until.endswith("前交就行。过了这天，点开能重开一张。交费后 7 个工作日办好。")
    until = until.removesuffix("交费后 7 个工作日办好。")
    phone.snap("progress-to-pay")
    phone.open(f"pay/index?no={no}")
    phone.tap("pay", "wx-pay-cancel")
    phone.wait_text("pay-say", f"还没交。{until}")
    phone.snap("pay-cancelled")
    phone.tap("pay", "wx-pay-fail")
    phone.wait_text("pay-say", "没有付成，微信没有收到这笔钱。")
    assert he.get(f"/api/cases/{no}")["state"] == "to_pay"
    phone.tap("pay", "wx-pay-ok")
    phone.see("paid")
    assert he.get(f"/api/cases/{no}")["payment"]["state"] == "paid"
