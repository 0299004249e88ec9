"""A merchant at the till and a customer: from the code to the invoice in their hands, with one thumb, in under fifteen seconds."""

from __future__ import annotations

import base64
import io
import time

import zxingcpp
from PIL import Image

from tests.e2e.cast import CAST
from tests.e2e.resident import Resident

HUANG = "广州越秀示例百货有限公司</>91440104MADEMC0302</></></>"


def code(payload: str) -> str:
    """A title's code; its check is computed anew here, not by the product."""
    value = 0
    for one in payload.encode("gbk"):
        value ^= one << 8
        for _ in range(8):
            value = (value << 1 ^ 0x8005) & 0xFFFF if value & 0x8000 else value << 1
    return f"$01{base64.b64encode(f'{payload}{value:04X}'.encode()).decode()}$"


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

    began = time.monotonic()
    till.tap("scan")
    till.see("wx-scan-text").fill(code(HUANG))
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

    (seen,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(till.page.screenshot(scale="css"))))
    other = new_phone().held_by(Resident(house, "lin-zhihao"))
    other.open("me/index")
    other.tap("invoices")
    other.see("empty")
    other.tap("scan")
    other.see("wx-scan-text").fill(seen.text)
    other.tap("wx-scan-ok")
    other.tells("got", "458.00 元的发票收好了")
    other.snap("invoice-got")
    other.tap("mine")
    other.tells("invoice", "广州云山示例科技有限公司")
    other.snap("invoice-mine")
    till.tap("leave")
    till.wait_text("rows", "已送达")
    till.says("count", "1 张")
    till.snap("merchant-today")
