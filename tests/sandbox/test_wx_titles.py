"""Titles of invoices: read from a code, taken into somebody's WeChat, chosen for an account."""

import json

from tests.sandbox.test_wx_push import until
from tests.sandbox.wechat import LI, LIN, ahead, errcode, server, service

__all__ = ["service"]


def test_a_title_code_is_read_for_an_hour(sandbox, service):
    company = sandbox.control("POST", "/wx/titles/code", person=LI, kind="company")["scan_text"]
    read = service.post("/card/invoice/scantitle", {"scan_text": company})
    assert (read["title_type"], read["title"], read["tax_no"]) == (0, "广州云山示例科技有限公司", "91440101MADEMA0192")
    own = sandbox.control("POST", "/wx/titles/code", person=LI)["scan_text"]
    assert service.post("/card/invoice/scantitle", {"scan_text": own})["title_type"] == 1
    errcode(service.post("/card/invoice/scantitle", {"scan_text": "https://example.invalid/"}), 72031)
    errcode(service.post("/card/invoice/scantitle", {"scan_text": company[:-4] + "0000"}), 72092)
    ahead(sandbox, 3601)
    errcode(service.post("/card/invoice/scantitle", {"scan_text": company}), 72044)


def test_a_person_takes_a_title_into_their_wechat(sandbox, service):
    title = {"title": "省事示例公司", "tax_no": "91440101MADEMA0192", "phone": "", "addr": "", "bank_type": "", "bank_no": ""}
    errcode(service.post("/card/invoice/biz/getusertitleurl", {"user_fill": 0}), 72017)
    url = service.post("/card/invoice/biz/getusertitleurl", {**title, "user_fill": 0})["url"]
    sandbox.control("POST", "/wx/titles", person=LIN, url=url)
    code = sandbox.control("POST", "/wx/titles/code", person=LIN, kind="company")["scan_text"]
    assert service.post("/card/invoice/scantitle", {"scan_text": code})["title"] == "省事示例公司"


def test_a_person_chooses_a_title_and_the_account_is_told(sandbox, service):
    with server() as (url, arrived):
        sandbox.control("POST", "/settings", push_url=url, push_mode="plain", push_format="json")
        page = service.post("/card/invoice/biz/getselecttitleurl", {"attach": "3号窗口", "biz_name": "出入境"})["url"]
        sandbox.control("POST", "/wx/titles", person=LI, url=page, kind="company")
        until(lambda: arrived)
    told = json.loads(arrived[0].body)
    assert (told["Event"], told["title_type"], told["attach"]) == ("submit_invoice_title", "InvoiceUserTitleBusinessType", "3号窗口")
    assert told["tax_no"] == "91440101MADEMA0192"
