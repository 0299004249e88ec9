"""Invoices on the pay side over real HTTP: the user applies, WeChat or the merchant issues, the card goes in, the red one follows."""

import json

import pytest
import requests
from cryptography.hazmat.primitives import hashes

from tests.sandbox.merchant import DIRECT, PARTNER, Merchant, listening

BASE = "/v3/new-tax-control-fapiao"
SERVICE_APP = "wx1b7d5e9a3c8f2046"
LOGO = {"logo_url": "https://example.com/logo.png"}


@pytest.fixture
def shop(sandbox):
    sandbox.control("POST", "/settings", fapiao_delay=0)
    return Merchant(sandbox, DIRECT)


@pytest.fixture
def ear(shop):
    """Hears the shop's invoices."""
    with listening() as ear:
        assert patch(shop, {"callback_url": ear.url}).status_code == 200
        yield ear


def patch(shop, body):
    return shop.call("PATCH", f"{BASE}/merchant/development-config", body)


def post(shop, path, body):
    return shop.call("POST", BASE + path, body, {"Wechatpay-Serial": shop.card["public_key_id"]})


def get(shop, path):
    return shop.call("GET", BASE + path)


def refused(answer):
    return answer.status_code, answer.json()["code"]


def template(shop, **more):
    return post(shop, "/card-template", {"card_appid": SERVICE_APP, "card_template_information": LOGO, **more})


def events(shop, ear, count):
    """{event: plain} of what was heard; every message is signed, associated data are empty."""
    found = {}
    for headers, raw in ear.wait(count):
        envelope = json.loads(raw)
        assert shop.verifies(headers, raw) and envelope["resource"]["associated_data"] == ""
        found[envelope["event_type"]] = json.loads(shop.open(envelope["resource"]))
    return found


def sm3(raw):
    digest = hashes.Hash(hashes.SM3())
    digest.update(raw)
    return digest.finalize().hex()


def upload(shop, file, boundary="; boundary=b", **changed):
    """POST upload-fapiao-file; only the meta part is signed."""
    meta = json.dumps({"file_type": "PDF", "digest_alogrithm": "SM3", "digest": sm3(file), **changed}).encode()
    body = b'--b\r\nContent-Disposition: form-data; name="meta"\r\nContent-Type: application/json\r\n\r\n' + meta
    body += b'\r\n--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n' + file + b"\r\n--b--\r\n"
    target = f"{BASE}/fapiao-applications/upload-fapiao-file"
    headers = {"Accept": "application/json", "User-Agent": "tests", "Content-Type": "multipart/form-data" + boundary}
    headers["Authorization"] = shop.authorization("POST", target, meta)
    return requests.post(shop.url + target, data=body, headers=headers, timeout=10)


def issuing(shop, apply_id, total, **more):
    item = {"tax_code": "3020100000000000000", "quantity": 100000000, "total_amount": total, "tax_rate": 600, "discount": False}
    one = {"fapiao_id": "f1", "total_amount": total, "need_list": False, "items": [item]}
    buyer = {"type": "INDIVIDUAL", "name": "林志豪", "phone": shop.hidden("13800000000")}
    return {"scene": "WITH_WECHATPAY", "fapiao_apply_id": apply_id, "buyer_information": buyer, "fapiao_information": [one], **more}


def own_card(media_id, **more):
    item = {
        "tax_code": "3020100000000000000",
        "goods_name": "证照寄递",
        "quantity": 100000000,
        "unit_price": 1132,
        "amount": 1132,
        "tax_amount": 68,
        "total_amount": 1200,
        "tax_rate": 600,
        "tax_prefer_mark": "NO_FAVORABLE",
        "discount": False,
    }
    return {
        "fapiao_media_id": media_id,
        "fapiao_number": "26442000000012345678",
        "fapiao_code": "",
        "fapiao_time": "2026-11-24T12:00:00+08:00",
        "check_code": "",
        "password": "",
        "total_amount": 1200,
        "tax_amount": 68,
        "amount": 1132,
        "seller_information": {"name": "省事", "taxpayer_id": "914401010000000000", "address": "府前路1号"},
        "extra_information": {"drawer": "王五"},
        "items": [item],
        **more,
    }


def test_the_callback_address_is_kept(shop):
    assert refused(get(shop, "/merchant/development-config")) == (404, "RESOURCE_NOT_EXISTS")
    body = {"callback_url": "https://example.com/fapiao", "show_fapiao_cell": True}
    assert patch(shop, body).json() == body
    assert get(shop, "/merchant/development-config").json() == body
    assert refused(patch(shop, {"callback": "https://example.com"})) == (400, "PARAM_ERROR")


def test_a_card_template_needs_a_service_account_of_the_merchant(shop):
    answer = template(shop)
    assert answer.status_code == 200 and answer.json()["card_appid"] == SERVICE_APP
    assert refused(template(shop, card_appid=shop.appid)) == (400, "INVALID_REQUEST")
    assert refused(template(shop, card_appid="wx0000000000000000")) == (400, "APPID_MCHID_NOT_MATCH")


def test_base_information_and_tax_codes(shop):
    body = get(shop, "/merchant/base-information").json()
    assert set(body) == {"seller_information", "extra_information"} and body["seller_information"]["taxpayer_id"]
    page = get(shop, "/merchant/tax-codes?offset=1&limit=1").json()
    assert (page["offset"], page["limit"], page["total_count"], len(page["data"])) == (1, 1, 3, 1)
    assert refused(get(shop, "/merchant/tax-codes?offset=0&limit=21")) == (400, "PARAM_ERROR")


def test_a_provider_asks_whether_its_sub_merchant_may_issue(sandbox, shop):
    provider = Merchant(sandbox, PARTNER)
    assert post(provider, f"/merchant/{provider.subs[0]}/check", {}).status_code == 204
    assert refused(post(provider, "/merchant/1600000001/check", {})) == (403, "NO_AUTH")


def test_the_user_applies_on_the_pay_slip_and_only_the_merchant_reads_phone_and_mail(sandbox, shop, ear):
    plain = shop.paid("order-1", 1200)
    with pytest.raises(AssertionError, match="no invoice entry"):
        sandbox.control("POST", f"/fapiao/{DIRECT}/{plain}")
    transaction = shop.paid("order-2", 1200, support_fapiao=True)
    assert refused(get(shop, f"/user-title?scene=WITH_WECHATPAY&fapiao_apply_id={transaction}")) == (404, "RESOURCE_NOT_EXISTS")
    title = {"type": "ORGANIZATION", "name": "测试公司", "taxpayer_id": "914401010000000001", "phone": "13900000000", "email": "a@b.cn"}
    sandbox.control("POST", f"/fapiao/{DIRECT}/{transaction}", title=title)
    told = events(shop, ear, 1)["FAPIAO.USER_APPLIED"]
    assert (told["mchid"], told["fapiao_apply_id"]) == (DIRECT, transaction) and "apply_time" in told
    found = get(shop, f"/user-title?scene=WITH_WECHATPAY&fapiao_apply_id={transaction}").json()
    opened = {name: shop.revealed(found[name]) for name in ("phone", "email")}
    assert opened == {"phone": "13900000000", "email": "a@b.cn"}
    assert found | opened == {**title, "amount": 1200, "out_trade_no": "order-2", "fapiao_bill_type": "COMM_FAPIAO"}


def test_wechat_issues_the_invoice_puts_it_in_the_wallet_and_makes_it_red(shop, ear):
    transaction = shop.paid("order-1", 1200, support_fapiao=True)
    assert refused(post(shop, "/fapiao-applications", issuing(shop, transaction, 1200))) == (400, "INVALID_REQUEST")
    card_id = template(shop).json()["card_id"]
    answer = post(shop, "/fapiao-applications", issuing(shop, transaction, 1200))
    assert (answer.status_code, answer.content) == (202, b"") and shop.verifies(answer.headers, b"")
    told = events(shop, ear, 2)
    assert told["FAPIAO.ISSUED"]["fapiao_information"] == [{"fapiao_id": "f1", "fapiao_status": "ISSUED", "card_status": "INSERT_ACCEPTED"}]
    assert told["FAPIAO.CARD_INSERTED"]["fapiao_information"][0]["card_status"] == "INSERTED"

    body = get(shop, f"/fapiao-applications/{transaction}").json()
    (one,) = body["fapiao_information"]
    assert (body["total_count"], one["status"], one["total_amount"], one["tax_amount"], one["amount"]) == (1, "ISSUED", 1200, 68, 1132)
    assert (one["card_information"]["card_id"], one["card_information"]["card_status"]) == (card_id, "INSERTED")
    assert shop.revealed(one["buyer_information"]["phone"]) == "13800000000"
    (file,) = get(shop, f"/fapiao-applications/{transaction}/fapiao-files?fapiao_id=f1").json()["fapiao_download_info_list"]
    pdf = requests.get(file["download_url"], timeout=5)
    assert pdf.content.startswith(b"%PDF-") and one["blue_fapiao"]["fapiao_number"].encode() in pdf.content
    assert "Wechatpay-Signature" not in pdf.headers

    blue = {name: one["blue_fapiao"][name] for name in ("fapiao_code", "fapiao_number")}
    wrong = {"reverse_reason": "SALES_RETURN", "fapiao_information": [{"fapiao_id": "f1", **blue, "fapiao_number": "1"}]}
    assert refused(post(shop, f"/fapiao-applications/{transaction}/reverse", wrong)) == (404, "RESOURCE_NOT_EXISTS")
    right = {"reverse_reason": "SALES_RETURN", "fapiao_information": [{"fapiao_id": "f1", **blue}]}
    assert post(shop, f"/fapiao-applications/{transaction}/reverse", right).status_code == 202
    assert {"FAPIAO.REVERSED", "FAPIAO.CARD_DISCARDED"} <= set(events(shop, ear, 4))
    (one,) = get(shop, f"/fapiao-applications/{transaction}?fapiao_id=f1").json()["fapiao_information"]
    assert (one["status"], one["card_information"]["card_status"]) == ("REVERSED", "DISCARDED") and one["red_fapiao"]["fapiao_number"]
    assert refused(get(shop, f"/fapiao-applications/{transaction}/fapiao-files?fapiao_id=f1")) == (400, "INVALID_REQUEST")


def test_a_notification_names_every_invoice_of_the_application(shop, ear):
    template(shop)
    transaction = shop.paid("order-1", 1000)
    body = issuing(shop, transaction, 400)
    body["fapiao_information"] += [{**body["fapiao_information"][0], "fapiao_id": "f2"}]
    assert post(shop, "/fapiao-applications", body).status_code == 202
    events(shop, ear, 2)
    known = get(shop, f"/fapiao-applications/{transaction}").json()
    assert known["total_count"] == 2
    one = known["fapiao_information"][0]
    blue = {name: one["blue_fapiao"][name] for name in ("fapiao_code", "fapiao_number")}
    red = {"reverse_reason": "ISSUE_ERROR", "fapiao_information": [{"fapiao_id": one["fapiao_id"], **blue}]}
    assert post(shop, f"/fapiao-applications/{transaction}/reverse", red).status_code == 202
    told = events(shop, ear, 4)["FAPIAO.CARD_DISCARDED"]["fapiao_information"]
    assert [(row["fapiao_id"], row["fapiao_status"], row["card_status"]) for row in told] == [
        ("f1", "REVERSED", "DISCARDED"),
        ("f2", "ISSUED", "INSERTED"),
    ]
    double = issuing(shop, shop.paid("order-2", 1000), 400)
    double["fapiao_information"] *= 2
    assert refused(post(shop, "/fapiao-applications", double)) == (400, "INVALID_REQUEST")


def test_issuing_again_is_the_same_and_never_more_than_was_paid(shop):
    template(shop)
    transaction = shop.paid("order-1", 1200)
    assert refused(post(shop, "/fapiao-applications", issuing(shop, transaction, 1201))) == (400, "INVALID_REQUEST")
    assert refused(post(shop, "/fapiao-applications", issuing(shop, "4200-nobody", 1))) == (404, "RESOURCE_NOT_EXISTS")
    body = issuing(shop, transaction, 600)
    plain = {**body, "buyer_information": {**body["buyer_information"], "phone": "13800000000"}}
    assert refused(post(shop, "/fapiao-applications", plain)) == (400, "PARAM_ERROR")
    assert refused(post(shop, "/fapiao-applications", {**body, "fapiao_information": body["fapiao_information"] * 6})) == (
        400,
        "PARAM_ERROR",
    )
    assert refused(get(shop, f"/fapiao-applications/{transaction}")) == (404, "RESOURCE_NOT_EXISTS")
    for _ in range(2):
        assert post(shop, "/fapiao-applications", issuing(shop, transaction, 600)).status_code == 202
    assert refused(post(shop, "/fapiao-applications", issuing(shop, transaction, 700))) == (400, "INVALID_REQUEST")
    assert get(shop, f"/fapiao-applications/{transaction}").json()["total_count"] == 1


def test_an_invoice_of_ones_own_goes_into_the_wallet_after_the_user_filled_in_a_title(sandbox, shop, ear):
    template(shop)
    query = f"fapiao_apply_id=own-1&source=MINIPROGRAM&total_amount=1200&appid={shop.appid}&openid={shop.openid}"
    link = get(shop, f"/user-title/title-url?{query}").json()
    assert set(link) == {"miniprogram_appid", "miniprogram_path", "miniprogram_user_name"}
    media = upload(shop, b"%PDF-1.4 invoice").json()["fapiao_media_id"]
    body = {
        "scene": "WITHOUT_WECHATPAY",
        "buyer_information": {"type": "INDIVIDUAL", "name": "林志豪"},
        "fapiao_card_information": [own_card(media)],
    }
    path = "/fapiao-applications/own-1/insert-cards"
    assert refused(post(shop, path, body)) == (404, "RESOURCE_NOT_EXISTS")
    assert sandbox.control("POST", f"/fapiao/{DIRECT}/own-1")["name"] == "林志豪"
    assert refused(post(shop, path, {**body, "fapiao_card_information": [own_card("nothing")]})) == (400, "INVALID_REQUEST")
    assert refused(post(shop, path, {**body, "fapiao_card_information": [own_card(media, amount=1)]})) == (400, "PARAM_ERROR")
    assert post(shop, path, body).status_code == 202
    told = events(shop, ear, 2)
    assert set(told) == {"FAPIAO.USER_APPLIED", "FAPIAO.CARD_INSERTED"}
    assert post(shop, path, body).status_code == 202
    assert refused(post(shop, path, {**body, "fapiao_card_information": [own_card(media, remark="again")]})) == (400, "INVALID_REQUEST")
    (one,) = get(shop, "/fapiao-applications/own-1").json()["fapiao_information"]
    assert (one["status"], one["card_information"]["card_status"]) == ("ISSUED", "INSERTED")
    assert one["blue_fapiao"]["fapiao_number"] == "26442000000012345678"


def test_a_title_link_lives_half_an_hour(sandbox, shop):
    get(shop, f"/user-title/title-url?fapiao_apply_id=own-1&source=WEB&total_amount=1&appid={shop.appid}&openid={shop.openid}")
    sandbox.control("POST", "/clock", ahead=1801)
    with pytest.raises(AssertionError, match="expired"):
        sandbox.control("POST", f"/fapiao/{DIRECT}/own-1")


def test_an_upload_is_signed_over_its_meta_and_may_forget_its_boundary(sandbox, shop):
    answer = upload(shop, b"%PDF-1.4 invoice")
    assert answer.status_code == 200 and shop.verifies(answer.headers, answer.content)
    assert upload(shop, b"%PDF-1.4 invoice", boundary="").status_code == 200
    assert upload(shop, b"PK\x03\x04 ofd", file_type="OFD").status_code == 200
    assert refused(upload(shop, b"GIF89a")) == (400, "PARAM_ERROR")
    assert refused(upload(shop, b"%PDF-1.4", digest="0" * 64)) == (400, "PARAM_ERROR")
    assert refused(upload(shop, b"%PDF-" + b"x" * 2 * 1024 * 1024)) == (400, "PARAM_ERROR")
    other = Merchant(sandbox, PARTNER)
    other.mchid, other.card = DIRECT, shop.card
    assert refused(upload(other, b"%PDF-1.4 invoice")) == (401, "SIGN_ERROR")
