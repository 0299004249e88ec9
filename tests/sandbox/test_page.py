"""The control page in Chromium: it shows what goes by, and a person takes part with it. It asks nobody but the sandbox."""

import shutil
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import sync_playwright

from tests.e2e.conftest import QUIET
from tests.sandbox.department import platform
from tests.sandbox.merchant import DIRECT, Merchant
from tests.sandbox.test_wx_invoice import Issuer
from tests.sandbox.test_wx_push import until
from tests.sandbox.wechat import App, server

WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def chromium():
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        yield opened
        opened.close()


def missing(reply):
    """Something that should be there is not; only a bill is asked for before it is made."""
    return reply.status >= 400 and "/control/bills/" not in reply.url


@pytest.fixture
def open_page(chromium, sandbox):
    """`open_page(part, size)`; fails when a script broke, a file was missing, or somebody else was asked."""
    pages, broken, strangers = [], [], []

    def visit(part="", size=WIDE):
        context = chromium.new_context(viewport=size, locale="zh-CN")
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: broken.append(str(error)))
        page.on("response", lambda reply: broken.append(f"{reply.status} {reply.url}") if missing(reply) else None)
        page.on("request", lambda request: strangers.append(request.url) if urlsplit(request.url).netloc != home else None)
        page.goto(f"{sandbox.url}/#{part}")
        pages.append(context)
        return page

    home = urlsplit(sandbox.url).netloc
    yield visit
    for context in pages:
        context.close()
    assert (broken, strangers) == ([], [])


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["desk", "phone"])
def test_a_message_that_goes_by_is_shown_and_opens(sandbox, open_page, size):
    page = open_page("watch", size)
    page.get_by_text("还没有消息").wait_for()
    mini = App(sandbox)
    openid = mini.login()["openid"]
    row = page.locator(".message", has_text="登录：拿 code 换 openid")
    row.wait_for()
    assert "200" in row.inner_text() and "/sns/jscode2session" in row.inner_text()
    row.click()
    drawer = page.locator("#drawer")
    assert "验过，是对的" in drawer.inner_text()
    assert f'"openid": "{openid}"' in drawer.inner_text()


def test_messages_are_filtered_by_side_words_and_trouble(sandbox, open_page):
    mini = App(sandbox)
    mini.login()
    mini.session("never issued")
    page = open_page()
    page.locator(".message").nth(1).wait_for()
    assert page.locator(".message").count() == 2
    page.get_by_role("button", name="只看不顺的").click()
    assert page.locator(".message").count() == 1 and "40029" in page.locator(".message").inner_text()
    page.get_by_role("button", name="只看不顺的").click()
    page.get_by_placeholder("找：").fill("no such words")
    page.get_by_text("没有这样的消息").wait_for()
    page.get_by_placeholder("找：").fill("session_key")
    assert page.locator(".message").count() == 1
    page.locator("#only").get_by_role("button", name="部门").click()
    page.get_by_text("没有这样的消息").wait_for()


def test_a_person_asks_for_a_correction(sandbox, open_page):
    with platform(sandbox) as world:
        sandbox.control("POST", "/settings", department_auto=False)
        world.hand_over("264401000000019")
        page = open_page("cases")
        card = page.locator('[data-case="264401000000019"]')
        card.get_by_role("button", name="预审").click()
        card.get_by_role("button", name="要补正").click()
        card.get_by_label("照片合格").first.check()
        card.get_by_label("照片合格：怎么改").fill("背景不白")
        card.get_by_role("button", name="请他改").click()
        until(lambda: len(world.said) == 2)
        assert world.said[1][1]["points"] == [{"point": "passport-renew.r6", "text": "背景不白"}]
        card.get_by_text("等申请人补正").wait_for()


def test_the_form_is_read_in_words_by_whoever_decides(sandbox, open_page):
    with platform(sandbox) as world:
        sandbox.control("POST", "/settings", department_auto=False)
        shown = [{"id": "why", "label": "为什么换", "text": "快到期"}, {"id": "fee", "label": "金额", "text": "120.00 元"}]
        world.hand_over("264401000000019", shown=shown)
        (held,) = sandbox.control("GET", "/cases")
        assert held["shown"] == shown
        card = open_page("cases").locator('[data-case="264401000000019"]')
        card.get_by_text("他填的表（2 项）").click()
        assert card.locator(".written dl").inner_text().split("\n") == ["为什么换", "快到期", "金额", "120.00 元"]


def test_a_fault_is_armed_seen_and_taken_away(sandbox, open_page):
    page = open_page("faults")
    page.locator('[data-fault="登录时断了线"]').click()
    page.get_by_text("还会发生 1 次").wait_for()
    (armed,) = sandbox.control("GET", "/faults")
    assert (armed["kind"], armed["side"], armed["path"], armed["left"]) == ("lost_reply", "wechat", "^/sns/", 1)
    page.get_by_role("button", name="撤掉：登录时断了线").click()
    page.get_by_text("现在一切正常").wait_for()
    assert sandbox.control("GET", "/faults") == []


def test_a_register_is_read_changed_switched_off_and_put_back(sandbox, open_page):
    page = open_page("registers")
    page.get_by_label("看谁的").select_option("zhao-dawei")
    page.locator('[data-register="jj.violations"]').get_by_text("5 行").wait_for()
    page.locator('[data-register="jj.violations"]').click()
    row = page.locator('[data-row="4401067900000101"]')
    row.get_by_role("button", name="改罚款：200.00 元").click()
    row.get_by_label("罚款", exact=True).fill("15000")
    row.get_by_role("button", name="改好").click()
    row.get_by_role("button", name="改罚款：150.00 元").wait_for()
    row.get_by_role("button", name="改状态：未处理").click()
    row.get_by_label("状态", exact=True).select_option("撤销")
    row.get_by_role("button", name="改好").click()
    row.get_by_role("button", name="改状态：撤销").wait_for()
    page.get_by_role("switch", name="开着").click()
    page.get_by_text("交通违法停了").wait_for()
    assert sandbox.control("GET", "/settings")["registers_off"] == ["jj.violations"]
    (told,) = sandbox.control("GET", "/registers/jj.violations?key=4401067900000101")["rows"]
    assert (told["罚款"], told["状态"]) == (15_000, "撤销")
    page.get_by_role("button", name="放回原样").click()
    row.get_by_role("button", name="改状态：未处理").wait_for()


def test_a_row_is_added_and_taken_away_and_a_switch_turned(sandbox, open_page):
    page = open_page("registers", NARROW)
    page.get_by_role("switch", name="周子轩有一本快到期的护照").click()
    page.get_by_text("有这回事了").wait_for()
    page.get_by_label("看谁的").select_option("zhou-zixuan")
    page.locator('[data-register="crj.documents"]').click()
    page.get_by_role("button", name="删掉 E40065432").click()
    page.get_by_role("button", name="删掉", exact=True).click()
    page.get_by_role("heading", name="周子轩的").wait_for()
    page.locator('[data-row="E40065432"]').wait_for(state="detached")
    page.get_by_role("button", name="全部登记簿").click()
    page.get_by_role("button", name="也看空的").click()
    page.locator('[data-register="crj.fingerprints"]').click()
    page.locator(".entry").first.wait_for()
    assert sandbox.control("GET", "/registers/crj.documents?person=zhou-zixuan")["total"] == 0


def test_the_speed_the_day_and_a_source_are_changed(sandbox, open_page):
    page = open_page("speed")
    page.get_by_role("button", name="+1 天").click()
    page.get_by_text("快进了 1 天").wait_for()
    sandbox.control("POST", "/clock", ahead=90)
    page.get_by_text("快进了 1.5 分钟").wait_for()
    sandbox.control("POST", "/clock", ahead=86400)
    page.get_by_role("switch", name="部门自动办").click()
    page.get_by_text("等您来办").wait_for()
    page.get_by_text("关掉哪一个").click()
    page.get_by_role("switch", name="人口库").click()
    page.get_by_text("停了 1 个").wait_for()
    now = sandbox.control("GET", "/settings")
    assert (now["clock_offset"], now["department_auto"], now["sources_off"]) == (86400.0, False, ["population"])


def test_an_order_is_paid_or_not(sandbox, open_page):
    merchant = Merchant(sandbox, DIRECT)
    merchant.prepay("P20261124000001", 12000)
    page = open_page("money")
    order = page.locator('[data-order="P20261124000001"]')
    assert "120.00 元" in order.inner_text()
    order.get_by_role("button", name="不付").click()
    page.get_by_text("他点了取消，订单还在").wait_for()
    assert merchant.query("P20261124000001").json()["trade_state"] == "NOTPAY"
    order.get_by_role("button", name="替他付").click()
    order.get_by_text("付了").wait_for()
    assert merchant.query("P20261124000001").json()["trade_state"] == "SUCCESS"


def test_a_refund_ends_as_a_person_decides(sandbox, open_page):
    sandbox.control("POST", "/settings", refund_auto=False)
    merchant = Merchant(sandbox, DIRECT)
    merchant.paid("P20261124000002", 12000)
    merchant.refund("P20261124000002", "R1", 5000, 12000, reason="不办了")
    page = open_page("money")
    refund = page.locator('[data-refund="R1"]')
    assert "50.00 元" in refund.inner_text() and "退款中" in refund.inner_text()
    refund.get_by_role("button", name="到账").click()
    refund.locator(".tag", has_text="退到账了").wait_for()
    assert merchant.call("GET", "/v3/refund/domestic/refunds/R1").json()["status"] == "SUCCESS"


def test_a_bill_is_made_and_made_to_disagree(sandbox, open_page):
    Merchant(sandbox, DIRECT).paid("P20261124000004", 12000)
    page = open_page("money")
    page.get_by_label("谁的账单").select_option(DIRECT)
    page.get_by_role("button", name="现在就做").click()
    row = page.locator('[data-bill="P20261124000004"]')
    row.get_by_text("120.00 元").wait_for()
    row.get_by_role("button", name="多一分钱").click()
    row.get_by_text("120.01 元").wait_for()
    row.get_by_role("button", name="漏掉它").click()
    page.get_by_text("这一天没有一笔").wait_for()


def test_an_invoice_is_agreed_to_on_somebodys_phone(sandbox, open_page):
    issuer = Issuer(sandbox, App(sandbox, "service")).set_up()
    issuer.auth_url("order-7")
    page = open_page("people")
    person = page.locator('[data-person="lin-zhihao"]')
    person.get_by_role("button", name="林志豪").click()
    person.get_by_text("order-7").wait_for()
    person.get_by_role("button", name="同意", exact=True).click()
    until(lambda: issuer.data("order-7")["invoice_status"] == "auth success")


def test_a_notification_is_shown_as_it_was_before_it_was_sealed(sandbox, open_page):
    with server() as (url, heard):
        Merchant(sandbox, DIRECT).paid("P20261124000003", 1, notify_url=url + "/notify")
        page = open_page("money")
        page.get_by_text("通知送到了").wait_for()
        page.get_by_role("button", name="再通知一次").click()
        until(lambda: len(heard) == 2)
        page.locator(".message", has_text="通知：付款成功").first.click()
        drawer = page.locator("#drawer")
        assert "拆开封以后" in drawer.inner_text() and '"out_trade_no": "P20261124000003"' in drawer.inner_text()


def test_a_stopped_sandbox_says_so(chromium):
    command = [sys.executable, "-m", "sandbox", "--port", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    page = chromium.new_page()
    try:
        page.goto(process.stdout.readline().rsplit(" ", 1)[-1].strip())
        page.get_by_text("还没有消息").wait_for()
        assert page.locator("#stopped").is_hidden()
        process.terminate()
        process.wait(10)
        page.get_by_text("盒子停了").wait_for(timeout=15_000)
    finally:
        process.kill()
        page.close()


def test_what_is_folded_open_and_scrolled_to_stays_when_something_changes(sandbox, open_page):
    page = open_page("speed")
    page.get_by_text("关掉哪一个").click()
    page.get_by_role("switch", name="人口库").wait_for()
    page.evaluate("document.getElementById('act').scrollTop = 300")
    sandbox.control("POST", "/settings", source_delay=3)
    page.get_by_role("button", name="3 秒", pressed=True).wait_for()
    assert page.get_by_role("switch", name="人口库").is_visible()
    assert page.evaluate("document.getElementById('act').scrollTop") == 300


def test_the_list_stands_still_for_who_reads_further_down(sandbox, open_page):
    mini = App(sandbox)
    for _ in range(30):
        mini.session("junk")
    page = open_page()
    reading = page.locator(".message[data-id]").nth(20)
    reading.scroll_into_view_if_needed()
    number, before = reading.get_attribute("data-id"), reading.bounding_box()["y"]
    mini.login()
    page.locator(".message", has_text="200").first.wait_for()
    page.wait_for_function("document.querySelectorAll('.message').length == 31")
    assert abs(page.locator(f'.message[data-id="{number}"]').bounding_box()["y"] - before) < 2


def test_everything_begins_anew_only_after_a_yes(sandbox, open_page):
    App(sandbox).login()
    page = open_page()
    page.locator(".message").first.wait_for()
    page.get_by_role("button", name="从头来过").click()
    page.get_by_role("button", name="不了").click()
    assert len(sandbox.control("GET", "/messages")) == 1
    page.get_by_role("button", name="从头来过").click()
    page.locator("#ask").get_by_role("button", name="从头来过").click()
    page.get_by_text("还没有消息").wait_for()
    assert sandbox.control("GET", "/messages") == []


def test_the_page_opens_for_somebody_who_wants_to_be_paid(sandbox, open_page):
    page = open_page()
    page.get_by_text("用您的 SDK 下一单").wait_for()
    page.get_by_text("商户号、密钥和付款人").click()
    keys = page.locator(".keys")
    card = sandbox.control("GET", "/merchants")[0]
    for shown in (card["mchid"], card["serial"], card["apiv3_key"], card["appid"], sandbox.url):
        keys.locator("code", has_text=shown).first.wait_for()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    keys.get_by_role("button", name="apiclient_cert.pem").click()
    page.get_by_text("apiclient_cert.pem 抄好了").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == card["certificate"]


def test_an_order_whose_time_is_up_looks_so_and_has_no_button_that_fails(sandbox, open_page):
    merchant = Merchant(sandbox, DIRECT)
    prepay_id = merchant.prepay("P20261124000005", 100).json()["prepay_id"]
    sandbox.control("POST", "/pay/confirm", prepay_id=prepay_id, action="timeout")
    page = open_page("money")
    order = page.locator('[data-order="P20261124000005"]')
    order.get_by_text("过期了").wait_for()
    assert order.get_by_role("button").count() == 0
    merchant.prepay("P20261124000005", 100)  # the same order, a new sheet
    order.get_by_role("button", name="付不成").click()
    page.get_by_text("没付成，订单还在").wait_for()
    order.get_by_role("button", name="替他付").click()
    order.get_by_text("付了", exact=True).wait_for()


def test_a_lost_notification_is_found_by_its_order_and_says_that_it_was_lost(sandbox, open_page):
    sandbox.control("POST", "/faults", match={"side": "pay", "path": "^(?!/v3/)"}, kind="lost_notification")
    Merchant(sandbox, DIRECT).paid("P20261124000006", 100)
    page = open_page("money")
    page.locator(".message", has_text="没送出").wait_for()
    page.get_by_placeholder("找：").fill("P20261124000006")
    row = page.locator(".message", has_text="通知：付款成功（丢了）")
    row.click()
    drawer = page.locator("#drawer")
    assert "不会重发" in drawer.inner_text() and '"out_trade_no": "P20261124000006"' in drawer.inner_text()


def place(found):
    """Where an element lies; the list is drawn anew every second, so one that was just replaced is looked for again."""
    while (box := found.bounding_box()) is None:
        found.wait_for(state="attached")
    return box


def test_no_tap_moves_another_button_under_the_finger(sandbox, open_page):
    merchant = Merchant(sandbox, DIRECT)
    for number in ("P20261124000007", "P20261124000008", "P20261124000009"):
        merchant.prepay(number, 100)
    page = open_page("money")
    last = page.locator('[data-order="P20261124000007"]').get_by_role("button", name="替他付")
    before = place(last)
    page.locator('[data-order="P20261124000009"]').get_by_role("button", name="替他付").click()
    page.locator('[data-order="P20261124000009"]').get_by_text("通知", exact=False).first.wait_for()
    page.locator('[data-order="P20261124000009"]').get_by_text("付了", exact=True).wait_for()
    assert place(last) == before

    page.get_by_role("button", name="出点错").click()
    preset = page.locator('[data-fault="支付通知来两遍"]')
    before = place(preset)
    preset.click()
    preset.get_by_text("还会 1 次").wait_for()
    page.locator('[data-fault="支付通知签名错"]').click()
    assert place(preset) == before
    gone = page.get_by_role("button", name="撤掉：支付通知来两遍")
    other = page.get_by_role("button", name="撤掉：支付通知签名错")
    page.evaluate("document.getElementById('act').scrollTop = 1e6")
    before = place(other)
    gone.click()
    page.locator(".armed").get_by_text("撤掉了", exact=True).wait_for()
    assert place(other) == before


def test_back_goes_to_the_part_one_came_from(sandbox, open_page):
    page = open_page("money", NARROW)
    page.get_by_role("button", name="人物").click()
    page.get_by_text("在小程序登录时选一个").wait_for()
    page.go_back()
    page.get_by_text("还没有订单").wait_for()
