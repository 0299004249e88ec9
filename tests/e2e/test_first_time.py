"""What people who had never seen it stumbled over: each said, kept or led to as it should be."""

from deploy import pictures
from tests.e2e.phone import CHARACTER, Phone
from tests.e2e.resident import Resident

LONG = "广东省广州市越秀区北京路街道示例社区示例大道东一百二十三号示例花园八栋二单元一千三百零二房"


def with_the_mouse(phone: Phone) -> None:
    """Signed as one does at a computer."""
    phone.page.wait_for_timeout(900)
    box = phone.see("pad").bounding_box()
    assert box is not None
    for stroke in [[(x + place, y) for x, y in one] for place in (0.28, 0.52) for one in CHARACTER]:
        points = [(box["x"] + box["width"] * x, box["y"] + box["height"] * y) for x, y in stroke]
        phone.page.mouse.move(*points[0])
        phone.page.mouse.down()
        for point in points[1:]:
            phone.page.mouse.move(*point, steps=4)
        phone.page.mouse.up()


def test_who_signed_out_is_signed_in_again_only_by_a_tap_on_signing_in(phone: Phone, house):
    phone.held_by(Resident(house, "lin-zhihao")).open("me/index")
    phone.see("who")
    phone.tap("sign-out")
    phone.agree("confirm")
    phone.page.wait_for_function("() => !localStorage.getItem('token')")
    phone.tap("messages")
    phone.see("signed-out")
    phone.settled()
    assert not phone.stored("token")
    phone.open("item/index?id=passport-renew")
    phone.tap("q-why-pages")
    if phone.either("checklist", "decide") == "decide":
        phone.tap("decide")
    phone.tap("start")
    phone.agree("cancel")
    phone.says("refused", "您退出登录了。登录了才能接着办。")
    assert not phone.stored("token")
    phone.open("messages/index")
    phone.tap("enter")
    phone.either("kind-all", "empty")
    assert phone.stored("token")


def test_the_form_adds_up_and_a_long_address_is_read_whole(phone: Phone, house):
    chen = Resident(house, "chen-xiaotong")
    no = chen.begin("passport-first")
    phone.held_by(chen).open(f"form/index?no={no}")
    title, sub = phone.text("form-title"), phone.text("form-sub")
    numbers = [int(part.split(" ")[0]) for part in sub.rstrip("。").split("，")]
    all_, left = int(title.split(" ")[0]), int(title.split("只差 ")[1].split(" ")[0])
    assert all_ == left + sum(numbers), (title, sub)
    phone.tap("pick-delivery-mail")
    phone.page.locator('[aria-label^="改"][aria-label*="收件地址"]:visible').first.tap()
    box = phone.see("field-mail_address").locator("textarea")
    box.fill(LONG)
    box.blur()
    phone.wait_text("saved", "刚刚自动保存")
    height = box.evaluate("one => [one.scrollHeight, one.clientHeight]")
    assert height[0] <= height[1] + 1, height
    phone.snap("long-address")
    phone.page.context.set_offline(True)
    phone.page.locator('[aria-label^="改"][aria-label*="手机"]:visible').first.tap()
    phone.see("field-phone").locator(".x").tap()
    phone.tap("phone-phone")
    if phone.either("wx-phone", "error-phone") == "wx-phone":
        phone.tap("wx-phone-ok")
    phone.says("error-phone", "现在没有网络。连上网再试一次。")
    phone.page.context.set_offline(False)


def test_a_mouse_signs_and_back_after_handing_in_leads_to_where_one_came_from(phone: Phone, house):
    chen = Resident(house, "chen-xiaotong")
    no = chen.begin("passport-renew", why="expiring")
    chen.fill(no)
    phone.held_by(chen).open("home/index")
    phone.tap("tab-cases", "group-draft", f"act-{no}")
    phone.see("form-title")
    phone.tap("next")
    phone.see("materials-title")
    phone.tap("next")
    phone.tap("reveal", "face", "wx-face-pass")
    phone.see("signature")
    phone.tap("clear")
    phone.says("sign-paper", "写在白纸上，拍下来")
    phone.choose_file("sign-paper", pictures.signature())
    phone.see("signature")
    phone.says("submit", "签名并提交")
    phone.tap("clear")
    phone.says("submit", "还差签名")
    with_the_mouse(phone)
    phone.says("submit", "签名并提交")
    phone.snap("signed-with-a-mouse")
    phone.tap("submit")
    phone.see("done")
    phone.tap("progress")
    phone.see("case-title")
    seen = []
    while "/pages/cases/index" not in seen and len(seen) < 3:
        phone.page.go_back()
        phone.settled()
        seen.append(phone.page.url.partition("#")[2].partition("?")[0])
    assert seen.count("/pages/case/index") <= 1 and "/pages/cases/index" in seen[:2], seen


def test_messages_are_one_tap_away_in_elder_mode_with_how_many_are_new(phone: Phone, stage):
    stage.liang.patch("/api/me", {"elder": True})
    try:
        phone.held_by(stage.liang, elder=True).open("home/index")
        phone.see("messages")
        phone.snap("elder-home")
        assert phone.text("unread").endswith("条新的")
        phone.tap("messages")
        phone.see("message")
    finally:
        stage.liang.patch("/api/me", {"elder": False})


def test_what_no_longer_holds_is_not_said(phone: Phone, stage):
    phone.held_by(stage.lin).open(f"case/index?no={stage.denied}")
    phone.says("fee", "没有收费")
    phone.open("item/index?id=passport-renew&answers=why:pages")
    phone.see("running")
    assert phone.text("start") == "看进度" and not phone.sees("quiet")


def test_a_reason_that_the_certificate_contradicts_is_asked_again(phone: Phone, house):
    li = Resident(house, "li-wenjing")
    li.holds("ec-passport")
    phone.held_by(li).open("item/index?id=passport-renew&answers=why:expiring")
    phone.tells("stands", "还没到换的时候")
    phone.tap("start")
    phone.see("q-why-pages")
    phone.tap("q-why-pages")
    phone.see("checklist")
    assert not phone.sees("stands") and phone.text("start") == "开始办"


def test_the_bill_and_wechat_say_the_same_of_who_is_paid(phone: Phone, stage):
    phone.held_by(stage.liang).open(f"pay/index?no={stage.bill}")
    ours = phone.text("shown-as")
    phone.snap("pay")
    phone.tap("pay")
    assert ours == f"{phone.text('wx-pay-payee')}（替它收）"
    phone.tap("wx-pay-cancel")
