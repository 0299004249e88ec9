"""Electronic invoices in card wallets: set-up, authorisation, insertion, reimbursement, red flush, titles."""

import json

import pytest
import requests

from tests.sandbox.test_wx_push import until
from tests.sandbox.wechat import LI, LIN, App, ahead, errcode, mini, server, service

__all__ = ["mini", "service"]

PDF = b"%PDF-1.4\n%%EOF\n"
MCHID = "1900000109"
INIT, LOCK, CLOSURE, CANCEL = (f"INVOICE_REIMBURSE_{name}" for name in ("INIT", "LOCK", "CLOSURE", "CANCEL"))
USER = {"show_title": 1, "show_phone": 0, "show_email": 1}
BIZ = {"show_title": 1, "show_tax_no": 1}


class Issuer:
    """A service account on its way to an invoice in somebody's wallet; every step may be left out."""

    def __init__(self, sandbox, app):
        self.sandbox, self.app = sandbox, app
        self.platform = app.post("/card/invoice/seturl")["invoice_url"].partition("s_pappid=")[2]
        self.ticket = app.get("/cgi-bin/ticket/getticket", type="wx_card")["ticket"]

    def attribute(self, action, **body):
        return self.app.post("/card/invoice/setbizattr", body, action=action)

    def set_up(self):
        assert self.attribute("set_contact", contact={"phone": "020-83000000", "time_out": 3600})["errcode"] == 0
        assert self.attribute("set_pay_mch", paymch_info={"mchid": MCHID, "s_pappid": self.platform})["errcode"] == 0
        return self

    def auth_url(self, order_id="order-1", **change):
        body = {"s_pappid": self.platform, "order_id": order_id, "money": 12000, "timestamp": 1700000000, "source": "wxa", "type": 0}
        return self.app.post("/card/invoice/getauthurl", {**body, "ticket": self.ticket, **change})

    def agree(self, order_id="order-1", person=LIN, **more):
        return self.sandbox.control("POST", "/wx/invoices/authorisation", person=person, order_id=order_id, **more)

    def data(self, order_id="order-1"):
        return self.app.post("/card/invoice/getauthdata", {"s_pappid": self.platform, "order_id": order_id})

    def card(self):
        base = {"logo_url": "https://example.invalid/logo.png", "title": "工本费发票"}
        made = self.app.post(
            "/card/invoice/platform/createcard", {"invoice_info": {"base_info": base, "payee": "出入境", "type": "电子发票"}}
        )
        return made["card_id"]

    def upload(self, raw=PDF):
        url = self.sandbox.url + "/card/invoice/platform/setpdf"
        return requests.post(url, params={"access_token": self.app.token}, files={"pdf": ("a.pdf", raw)}, timeout=10).json()

    def insert(self, order_id="order-1", card_id=None, appid=None, media_id=None, **change):
        media_id = media_id or self.upload()["s_media_id"]
        data = {"fee": 12000, "title": "林志豪", "billing_time": 1700000000, "fee_without_tax": 12000, "tax": 0}
        data |= {"billing_no": "26442000000000000001", "billing_code": "", "s_pdf_media_id": media_id, **change}
        data["info"] = [{"name": "护照工本费", "num": 1, "unit": "本", "price": 12000}]
        ext = {"nonce_str": "nonce", "user_card": {"invoice_user_data": data}}
        body = {"order_id": order_id, "card_id": card_id or self.card(), "appid": appid or self.app.appid, "card_ext": ext}
        return self.app.post("/card/invoice/insert", body)

    def inserted(self, order_id="order-1", number="26442000000000000001", person=LIN):
        """An invoice in the wallet, as wx.chooseInvoice gives it."""
        self.auth_url(order_id)
        self.agree(order_id, person)
        assert self.insert(order_id, billing_no=number)["errcode"] == 0
        return next(one for one in self.sandbox.control("GET", "/wx/invoices") if one["order_id"] == order_id)


@pytest.fixture
def issuer(sandbox, service):
    return Issuer(sandbox, service)


def test_a_mini_program_may_not_speak_of_invoices(mini):
    for path in ("scantitle", "seturl", "getauthurl", "insert", "platform/setpdf", "reimburse/getinvoiceinfo"):
        errcode(mini.post(f"/card/invoice/{path}"), 48001)


def test_the_card_ticket_stays_the_same_while_it_lives(sandbox, service):
    first = service.get("/cgi-bin/ticket/getticket", type="wx_card")
    assert first["expires_in"] == 7200
    assert service.get("/cgi-bin/ticket/getticket", type="wx_card")["ticket"] == first["ticket"]
    errcode(service.get("/cgi-bin/ticket/getticket", type="else"), 40097)
    ahead(sandbox, 7000)
    service._token = ""
    assert service.get("/cgi-bin/ticket/getticket", type="wx_card")["ticket"] != first["ticket"]


def test_what_is_not_set_up_is_named_in_order(issuer):
    errcode(issuer.auth_url(), 72063)
    errcode(issuer.attribute("get_contact"), 72063)
    issuer.attribute("set_contact", contact={"phone": "020-83000000", "time_out": 3600})
    errcode(issuer.auth_url(), 72028)
    errcode(issuer.attribute("get_pay_mch"), 72028)
    errcode(issuer.attribute("set_pay_mch", paymch_info={"mchid": "1", "s_pappid": issuer.platform}), 72030)
    issuer.attribute("set_pay_mch", paymch_info={"mchid": MCHID, "s_pappid": issuer.platform})
    errcode(issuer.auth_url(type=1), 72029)
    errcode(issuer.attribute("get_auth_field"), 72029)
    issuer.attribute("set_auth_field", auth_field={"user_field": USER, "biz_field": BIZ})
    assert issuer.auth_url(type=1)["errcode"] == 0
    errcode(issuer.attribute("set_nothing"), 72027)


def test_what_was_set_up_is_given_back(issuer):
    issuer.set_up()
    issuer.attribute(
        "set_auth_field", auth_field={"user_field": {**USER, "require_email": 1, "custom_field": [{"key": "房号"}]}, "biz_field": BIZ}
    )
    assert issuer.attribute("get_contact")["contact"] == {"phone": "020-83000000", "time_out": 3600}
    assert issuer.attribute("get_pay_mch")["paymch_info"] == {"mchid": MCHID, "s_pappid": issuer.platform}
    field = issuer.attribute("get_auth_field")["auth_field"]
    assert field["user_field"] == {"show_title": 1, "show_phone": 0, "show_email": 1, "require_email": 1, "custom_field": [{"key": "房号"}]}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"s_pappid": "someone"}, 72031),
        ({"source": "fax"}, 72031),
        ({"source": "web"}, 72031),
        ({"money": 0}, 72031),
        ({"type": 3}, 72031),
        ({"ticket": "old"}, 72025),
    ],
)
def test_a_bad_authorisation_page_is_named(issuer, change, code):
    errcode(issuer.set_up().auth_url(**change), code)


def test_numbers_of_an_authorisation_page_may_be_texts(issuer):
    assert issuer.set_up().auth_url(type="2", money="12000", timestamp="1700000000")["errcode"] == 0
    issuer.agree()
    assert "user_auth_info" not in issuer.data()


def test_a_person_agrees_and_the_account_is_told(sandbox, issuer):
    with server() as (url, arrived):
        sandbox.control("POST", "/settings", push_url=url, push_mode="plain", push_format="json")
        made = issuer.set_up().auth_url()
        assert made["auth_url"].startswith("pages/auth/auth?") and made["appid"] != issuer.app.appid
        assert issuer.data()["invoice_status"] == "never auth"
        issuer.agree(email="lin@example.invalid")
        until(lambda: arrived)
    told = json.loads(arrived[0].body)
    assert (told["Event"], told["SuccOrderId"], told["AuthorizeAppId"]) == ("user_authorize_invoice", "order-1", issuer.app.appid)
    assert (told["Source"], told["FromUserName"]) == ("wxa", issuer.app.openid(LIN))
    data = issuer.data()
    assert data["invoice_status"] == "auth success"
    assert data["user_auth_info"] == {
        "user_field": {"title": "林志豪", "phone": "13800138001", "email": "lin@example.invalid", "custom_field": []}
    }


def test_a_person_who_says_no_is_told_as_a_failed_order(sandbox, issuer):
    with server() as (url, arrived):
        sandbox.control("POST", "/settings", push_url=url, push_mode="plain", push_format="json")
        issuer.set_up().auth_url()
        issuer.agree(agree=False)
        until(lambda: arrived)
    told = json.loads(arrived[0].body)
    assert told["FailOrderId"] == "order-1" and "SuccOrderId" not in told
    errcode(issuer.insert(), 72038)


def test_a_company_title_brings_all_its_fields(issuer):
    issuer.set_up().auth_url()
    issuer.agree(person=LI, kind="company")
    field = issuer.data()["user_auth_info"]["biz_field"]
    assert (field["title"], field["tax_no"]) == ("广州云山示例科技有限公司", "91440101MADEMA0192")


def test_an_order_nobody_asked_for_has_no_data(issuer):
    errcode(issuer.set_up().data("order-9"), 72038)


def test_an_order_is_authorised_and_inserted_once(issuer):
    issuer.set_up().auth_url()
    issuer.agree()
    errcode(issuer.auth_url(), 72056)
    made = issuer.insert()
    assert made["errcode"] == 0 and made["openid"] == issuer.app.openid(LIN) and len(made["code"]) == 12
    assert issuer.data()["invoice_status"] == "insert success"
    errcode(issuer.insert(billing_no="26442000000000000002"), 72018)
    errcode(issuer.auth_url(), 72056)


def test_an_insert_without_its_conditions_is_named(sandbox, issuer):
    errcode(issuer.insert(), 72038)
    issuer.set_up().auth_url()
    errcode(issuer.insert(), 72038)
    issuer.agree()
    errcode(issuer.insert(card_id="p-unknown"), 40078)
    errcode(issuer.insert(appid="wx0000000000000000"), 72037)
    errcode(issuer.insert(title=""), 72017)
    errcode(issuer.insert(fee=1), 72031)
    errcode(issuer.insert(billing_no="12x"), 72041)
    errcode(issuer.insert(billing_no="123456789"), 72043)
    errcode(issuer.insert(billing_no="12345678", billing_code="044002600111"), 72045)
    errcode(issuer.insert(media_id="1234"), 72046)
    assert sandbox.control("GET", "/wx/invoices") == []
    assert issuer.insert(billing_no="12345678", billing_code="044002600111", check_code="1234")["errcode"] == 0


def test_a_number_is_used_for_one_invoice_only(issuer):
    issuer.set_up().inserted()
    issuer.auth_url("order-2")
    issuer.agree("order-2")
    errcode(issuer.insert("order-2"), 72042)


def test_a_refused_order_is_not_inserted(issuer):
    issuer.set_up().auth_url()
    refuse = {"s_pappid": issuer.platform, "order_id": "order-1", "reason": "抬头不对", "url": ""}
    errcode(issuer.app.post("/card/invoice/rejectinsert", refuse), 72038)
    issuer.agree()
    assert issuer.app.post("/card/invoice/rejectinsert", refuse)["errcode"] == 0
    errcode(issuer.insert(), 72035)
    assert issuer.data()["invoice_status"] == "reject insert"


def test_a_file_is_kept_three_days_unless_an_invoice_holds_it(sandbox, issuer):
    def url_of(media_id):
        issuer.app._token = ""
        return issuer.app.post("/card/invoice/platform/getpdf", {"action": "get_url", "s_media_id": media_id}, action="get_url")

    loose, held = issuer.upload()["s_media_id"], issuer.upload()["s_media_id"]
    issuer.set_up().auth_url()
    issuer.agree()
    assert issuer.insert(media_id=held)["errcode"] == 0
    found = url_of(loose)
    assert found["pdf_url_expire_time"] == 7200 and requests.get(found["pdf_url"], timeout=5).content == PDF
    ahead(sandbox, 3 * 86400 + 1)
    assert requests.get(found["pdf_url"], timeout=5).status_code == 404
    errcode(url_of(loose), 72046)
    assert requests.get(url_of(held)["pdf_url"], timeout=5).content == PDF


def test_what_is_no_pdf_is_refused(issuer):
    errcode(issuer.upload(b"GIF89a"), 72040)
    errcode(issuer.app.post("/card/invoice/platform/setpdf", {}), 72031)
    errcode(issuer.app.post("/card/invoice/platform/getpdf", {"s_media_id": "1"}, action="delete"), 72027)


def reimburse(app, one, status):
    body = {"card_id": one["card_id"], "encrypt_code": one["encrypt_code"], "reimburse_status": status}
    return app.post("/card/invoice/reimburse/updateinvoicestatus", body)


def info(app, one):
    return app.post("/card/invoice/reimburse/getinvoiceinfo", {"card_id": one["card_id"], "encrypt_code": one["encrypt_code"]})


def flush(issuer, one, status=CANCEL):
    body = {"card_id": one["card_id"], "code": one["code"], "reimburse_status": status}
    return issuer.app.post("/card/invoice/platform/updatestatus", body)


def test_an_invoice_is_read_locked_and_closed(sandbox, issuer):
    one = issuer.set_up().inserted()
    with server() as (url, arrived):
        sandbox.control("POST", "/settings", push_url=url, push_mode="plain", push_format="json")
        read = info(issuer.app, one)
        assert (read["payee"], read["type"], read["openid"]) == ("出入境", "电子发票", issuer.app.openid(LIN))
        assert (read["user_info"]["fee"], read["user_info"]["order_id"]) == (12000, "order-1")
        assert read["user_info"]["reimburse_status"] == INIT
        assert requests.get(read["user_info"]["pdf_url"], timeout=5).content == PDF
        errcode(reimburse(issuer.app, one, CLOSURE), 72039)
        assert reimburse(issuer.app, one, LOCK)["errcode"] == 0
        assert reimburse(issuer.app, one, INIT)["errcode"] == 0
        assert reimburse(issuer.app, one, LOCK)["errcode"] == 0
        assert reimburse(issuer.app, one, CLOSURE)["errcode"] == 0
        errcode(reimburse(issuer.app, one, INIT), 72061)
        errcode(flush(issuer, one), 72061)
        until(lambda: len(arrived) == 4)
    told = sorted((json.loads(got.body)["Status"] for got in arrived), key=[LOCK, INIT, CLOSURE].index)
    assert told == [LOCK, LOCK, INIT, CLOSURE]
    last = next(json.loads(got.body) for got in arrived if b"CLOSURE" in got.body)
    assert (last["Event"], last["CardId"], last["Code"]) == ("update_invoice_status", one["card_id"], one["code"])


def test_the_issuer_red_flushes_and_issues_anew_under_another_order(issuer):
    one = issuer.set_up().inserted()
    errcode(flush(issuer, one, CLOSURE), 72024)
    errcode(flush(issuer, {**one, "code": "000"}), 72037)
    assert flush(issuer, one)["errcode"] == 0
    errcode(flush(issuer, one), 72060)
    errcode(reimburse(issuer.app, one, LOCK), 72060)
    assert info(issuer.app, one)["user_info"]["reimburse_status"] == CANCEL
    errcode(issuer.auth_url("order-1"), 72056)
    assert issuer.inserted("order-2", "26442000000000000002")["status"] == INIT


def test_a_locked_invoice_is_not_red_flushed(issuer):
    one = issuer.set_up().inserted()
    reimburse(issuer.app, one, LOCK)
    errcode(flush(issuer, one), 72023)


def test_a_reimbursing_side_may_not_cancel_and_must_know_the_sealed_code(issuer):
    one = issuer.set_up().inserted()
    errcode(reimburse(issuer.app, one, CANCEL), 72024)
    errcode(reimburse(issuer.app, one, "GONE"), 72031)
    errcode(info(issuer.app, {**one, "encrypt_code": "x"}), 40078)
    errcode(info(issuer.app, {**one, "card_id": "x"}), 40078)


def test_only_who_locked_it_may_go_on(sandbox, issuer):
    one = issuer.set_up().inserted()
    other = App(sandbox, "service", nth=1)
    assert reimburse(other, one, LOCK)["errcode"] == 0
    for status in (LOCK, INIT, CLOSURE):
        errcode(reimburse(issuer.app, one, status), 72023)
    assert reimburse(other, one, CLOSURE)["errcode"] == 0


def test_many_are_updated_all_or_none(issuer):
    issuer.set_up()
    rows = [issuer.inserted(f"order-{n}", f"2644200000000000000{n}") for n in (1, 2)]
    mine = [{"card_id": one["card_id"], "encrypt_code": one["encrypt_code"]} for one in rows]
    stranger = issuer.inserted("order-3", "26442000000000000003", LI)
    strange = {"card_id": stranger["card_id"], "encrypt_code": stranger["encrypt_code"]}

    def update(found, status=LOCK):
        body = {"openid": issuer.app.openid(LIN), "reimburse_status": status, "invoice_list": found}
        return issuer.app.post("/card/invoice/reimburse/updatestatusbatch", body)

    errcode(update([*mine, strange]), 72037)
    errcode(update([]), 72031)
    errcode(update(mine, CLOSURE), 72039)
    batch = issuer.app.post("/card/invoice/reimburse/getinvoicebatch", {"item_list": mine})
    assert [one["user_info"]["reimburse_status"] for one in batch["item_list"]] == [INIT, INIT]
    assert update(mine)["errcode"] == 0
    batch = issuer.app.post("/card/invoice/reimburse/getinvoicebatch", {"item_list": mine})
    assert [one["user_info"]["reimburse_status"] for one in batch["item_list"]] == [LOCK, LOCK]


def test_a_third_partys_platform_inserts_and_the_merchant_may_not(sandbox, issuer):
    merchant = Issuer(sandbox, App(sandbox, "service", nth=1))
    merchant.attribute("set_contact", contact={"phone": "1", "time_out": 60})
    merchant.attribute("set_pay_mch", paymch_info={"mchid": MCHID, "s_pappid": issuer.platform})
    assert merchant.auth_url(s_pappid=issuer.platform)["errcode"] == 0
    merchant.agree()
    errcode(merchant.insert(), 72015)
    assert issuer.insert(appid=merchant.app.appid)["errcode"] == 0
