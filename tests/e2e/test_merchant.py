"""A merchant at the till and a customer: from the code to the invoice in their hands, with one thumb, in under fifteen seconds."""

from __future__ import annotations

import base64
import io
import time

import zxingcpp
from PIL import Image

from deploy.visitor import wait
from tests.e2e.cast import CAST
from tests.e2e.resident import Resident


def code(payload: str) -> str:
    """A title's code; its check is computed anew here, not by the product."""
    value = 0
    for one in payload.encode("gbk"):
        value ^= one << 8
        for _ in range(8):
            value = (value << 1 ^ 0x8005) & 0xFFFF if value & 0x8000 else value << 1
    return f"$01{base64.b64encode(f'{payload}{value:04X}'.encode()).decode()}$"


def shown(phone) -> str:
    """What a scanner that is not ours reads on a phone's screen."""
    (seen,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(phone.page.screenshot(scale="css"))))
    return seen.text


def test_a_company_opens_a_customer_s_code_is_scanned_and_the_invoice_is_collected(phone, new_phone, house):
    li = Resident(house, "li-wenjing")
    li.look_into_the_camera()
    till = phone.held_by(li)
    till.open("me/index")
    till.tap("merchant")
    till.see("uscc").locator("input").fill(CAST.number("91440101MADEMA0192"))
    till.tap("look")
    till.tells("company", "小规模纳税人")
    till.snap("merchant-sign-up")
    till.see("shop-name").locator("input").fill("天河一店")
    till.see("shop-phone").locator("input").fill("020-00000000")
    till.tap("agree", "open")
    till.tells("company-name", "广州云山示例科技有限公司")
    till.snap("merchant-home")

    customer = new_phone().held_by(Resident(house, "huang-guoqiang"))
    customer.open("item/index?id=invoice-title")
    customer.tap("take")
    customer.tells("name", "广州越秀示例百货有限公司")
    customer.snap("title-code")
    title = shown(customer)

    began = time.monotonic()
    till.tap("scan")
    till.see("wx-scan-text").fill(title)
    till.tap("wx-scan-ok")
    till.says("checked", "税号对得上")
    till.see("sum").locator("input").fill("458")
    till.tells("sums", "453.47 元")
    till.snap("merchant-issue")
    till.tap("issue")
    till.says("state", "开好了")
    took = time.monotonic() - began
    till.see("collect-code")
    till.snap("merchant-done")
    assert took < 15, took

    other = new_phone().held_by(Resident(house, "lin-zhihao"))
    other.open("me/index")
    other.tap("invoices")
    other.see("empty")
    other.tap("scan")
    other.see("wx-scan-text").fill(shown(till))
    other.tap("wx-scan-ok")
    other.tells("got", "458.00 元的发票收好了")
    other.snap("invoice-got")
    other.tap("mine")
    other.tells("invoice", "广州云山示例科技有限公司")
    other.snap("invoice-mine")
    other.tap("invoice")
    other.tells("face", "广州云山示例科技有限公司")
    other.tap("verify")
    other.tells("check", "是真的")
    other.whole("invoice-one")
    till.tap("leave")
    till.wait_text("rows", "已送达")
    till.says("count", "1 张")
    till.snap("merchant-today")


def test_a_merchant_keeps_a_list_invites_somebody_prints_a_code_and_takes_an_invoice_back(phone, stage):
    till = phone.held_by(stage.li)
    home = f"?uscc={stage.uscc}&shop={stage.shop}"
    till.open(f"pages-merchant/goods/index{home}")
    till.see("empty")
    till.tap("add-good")
    till.see("in-name").locator("input").fill("设计")
    till.see("in-price").locator("input").fill("458")
    till.tap("line")
    till.snap("merchant-good")
    till.tap("save")
    till.tells("good", "458.00 元")

    till.open(f"pages-merchant/people/index{home}")
    till.tap("invite")
    till.see("name").locator("input").fill("区嘉怡")
    till.tap("role-cashier")
    till.snap("merchant-invite")
    till.tap("save")
    till.see("shown-code")
    till.snap("merchant-invited")
    till.tap("keep")
    till.tells("kept-picture", "存好了")
    till.tap("back-to-people")
    till.tells("people", "等他来")

    till.open(f"pages-merchant/code/index{home}")
    till.tap("good")
    till.tap("make")
    till.see("shown-code")
    till.tap("keep")
    till.tells("kept-picture", "存好了")
    till.snap("merchant-order-code")
    till.tells("open", "458.00 元")

    till.open(f"pages-merchant/invoice/index?no={stage.invoice}")
    till.tap("red")
    till.tap("reason-02", "part")
    till.see("amount-1").locator("input").fill("1000")
    till.tap("look")
    till.tells("red-form", "这一行最多还能冲 453.47 元")
    till.see("amount-1").locator("input").fill("100")
    till.tap("look")
    till.says("red-total", "-101.00 元")
    till.snap("merchant-red")
    till.tap("ask")
    till.says("state", "冲红了一部分")
    till.snap("merchant-red-done")

    till.open(f"pages-merchant/books/index{home}")
    till.tells("reds", "冲红 1 张，-101.00 元")
    till.tap("check")
    till.tells("said", "一分不差")
    till.snap("merchant-day")
    till.tap("part-month")
    till.see("xlsx")
    till.snap("merchant-month")
    till.tap("xlsx")
    till.tells("said", "下载好了")
    till.tap("part-red")
    till.tells("red-row", "销货退回")


def test_without_a_network_what_is_scanned_waits_on_the_phone_and_goes_once(phone, stage):
    day = f"/api/merchant/companies/{stage.uscc}/day"
    before = stage.li.get(day)["count"]
    till = phone.held_by(stage.li)
    till.open("pages-merchant/home/index")
    till.tap("by-hand")
    till.see("sum")
    till.tap("back")
    till.tap("scan", "wx-scan-no")  # what is drawn for the scan is fetched when it is first wanted
    till.see("today")
    till.page.context.set_offline(True)
    till.tap("scan")
    for name in ("林志豪", "陈晓彤甲"):
        till.see("wx-scan-text").fill(code(f"{name}</></></></>"))
        till.tap("wx-scan-ok")
        till.says("buyer-name", name)
        till.tap("natural")
        till.see("sum").locator("input").fill("113")
        till.snap("merchant-offline-issue")
        till.tap("issue")
        till.says("put-word", "没有网络，先存在手机里")
        if name == "林志豪":
            till.tap("next")
    till.says("queue-head", "2 张等网络")
    till.snap("merchant-offline")
    till.tap("leave")
    till.tells("kept", "没有网络")
    till.says("queue-head", "2 张等网络")
    till.snap("merchant-offline-home")
    assert stage.li.get(day)["count"] == before
    till.page.context.set_offline(False)
    till.lacks("queue")
    wait(lambda: stage.li.get(day), lambda told: told["count"] == before + 2)
    till.open("pages-merchant/home/index")
    till.see("today")
    till.lacks("queue")
    assert stage.li.get(day)["count"] == before + 2
