"""A merchant at the till and a customer: from the code to the invoice in their hands, with one thumb, in under fifteen seconds."""

from __future__ import annotations

import io
import time

import zxingcpp
from PIL import Image

from tests.e2e.cast import CAST
from tests.e2e.resident import Resident


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
