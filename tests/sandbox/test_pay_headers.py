"""What the official SDKs demand of every answer (wechat.md 8.1): read in the source of the Go, Java and PHP ones, asserted here."""

import json
import re
import socket
import time
from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import urlsplit

import pytest
from cryptography.x509 import load_pem_x509_certificate

from tests.sandbox.merchant import BOTH, DIRECT, PARTNER, Merchant

FOUR = ("Wechatpay-Timestamp", "Wechatpay-Nonce", "Wechatpay-Signature", "Wechatpay-Serial")


def today():
    return datetime.now(timezone(timedelta(hours=8))).date()


def every_answer(sandbox, shop):
    """[(name, answer)] of each kind of call that succeeds: 200, 202 and 204."""
    sub = shop.subs[0] if shop.mchid == PARTNER else None
    party = {"sub_mchid": sub} if sub else {}
    yield "prepay", shop.prepay("order-1", 100, sub=sub)
    shop.paid("order-1", 100, sub=sub)
    yield "query", shop.query("order-1", sub)
    shop.prepay("order-2", 100, sub=sub)
    kind, close = ("partner/", {"sp_mchid": shop.mchid, **party}) if sub else ("", {"mchid": shop.mchid})
    yield "close", shop.call("POST", f"/v3/pay/{kind}transactions/out-trade-no/order-2/close", close)
    yield "refund", shop.refund("order-1", "r1", 10, 100, **party)
    yield "refund query", shop.call("GET", "/v3/refund/domestic/refunds/r1" + (f"?sub_mchid={sub}" if sub else ""))
    sandbox.control("POST", f"/bills/{shop.mchid}/{today()}")
    yield "bill", shop.call("GET", f"/v3/bill/tradebill?bill_date={today()}")
    if shop.mchid != BOTH:
        yield "certificates", shop.call("GET", "/v3/certificates")
    key = {"Wechatpay-Serial": shop.card["public_key_id"]}
    yield "echo", shop.call("POST", "/v3/security/echo", {"echo_message": "a"}, key)
    base = "/v3/new-tax-control-fapiao"
    yield "config", shop.call("PATCH", f"{base}/merchant/development-config", {"callback_url": "https://example.com/n"})
    template = {"card_appid": "wx1b7d5e9a3c8f2046", "card_template_information": {"logo_url": "https://example.com/l.png"}, **party}
    yield "template", shop.call("POST", f"{base}/card-template", template)
    item = {"tax_code": "3020100000000000000", "quantity": 100000000, "total_amount": 50, "discount": False}
    one = {"fapiao_id": "f1", "total_amount": 50, "need_list": False, "items": [item]}
    buyer = {"type": "INDIVIDUAL", "name": "林志豪"}
    transaction = shop.query("order-1", sub).json()["transaction_id"]
    about = {"scene": "WITH_WECHATPAY", "fapiao_apply_id": transaction, "buyer_information": buyer, "fapiao_information": [one]}
    yield "issue", shop.call("POST", f"{base}/fapiao-applications", {**about, **party})


@pytest.mark.parametrize("mchid", [DIRECT, BOTH, PARTNER])
def test_every_good_answer_has_what_the_strictest_sdk_asks_for(sandbox, mchid):
    sandbox.control("POST", "/settings", refund_spacing=0, refund_auto=False)
    shop = Merchant(sandbox, mchid)
    keys, statuses = shop.platform_keys(), set()
    for name, answer in every_answer(sandbox, shop):
        statuses.add(answer.status_code)
        assert answer.status_code in (200, 202, 204), (name, answer.text)
        assert all(answer.headers.get(one, "").strip() for one in FOUR), name
        assert answer.headers["Wechatpay-Signature-Type"] == "WECHATPAY2-SHA256-RSA2048", name
        assert abs(time.time() - int(answer.headers["Wechatpay-Timestamp"])) < 300, name
        assert re.fullmatch(r"[0-9A-Za-z_-]{32}", answer.headers["Wechatpay-Nonce"]), name
        assert shop.verifies(answer.headers, answer.content, keys), name
        assert re.fullmatch(r"[1-7][0-9A-F]{39}|PUB_KEY_ID_[0-9]+", answer.headers["Wechatpay-Serial"]), name
        assert re.search(r"-0$", answer.headers["Request-ID"]), name
        assert answer.headers["Keep-Alive"] == "timeout=8", name
        if answer.content:
            assert answer.headers["Content-Type"] == "application/json; charset=utf-8", name
            assert isinstance(answer.json(), dict), name
        else:
            assert "Content-Type" not in answer.headers, name
    assert statuses == {200, 202, 204}


@pytest.mark.parametrize("mchid", [DIRECT, PARTNER])
def test_a_certificates_serial_is_printed_alike_by_every_sdk(sandbox, mchid):
    shop = Merchant(sandbox, mchid)
    (one,) = shop.call("GET", "/v3/certificates").json()["data"]
    serial = load_pem_x509_certificate(shop.open(one["encrypt_certificate"])).serial_number
    assert f"{serial:X}" == f"{serial:040X}" == one["serial_no"] and serial.bit_length() <= 159
    sealed = one["encrypt_certificate"]
    assert (sealed["algorithm"], sealed["associated_data"], len(sealed["nonce"])) == ("AEAD_AES_256_GCM", "certificate", 12)
    assert datetime.fromisoformat(one["effective_time"]) < datetime.now(UTC) < datetime.fromisoformat(one["expire_time"])


def test_an_error_is_json_with_code_message_and_the_number_at_the_end_of_request_id(sandbox):
    shop = Merchant(sandbox, DIRECT)
    for answer, status, code, number in (
        (shop.query("nobody-ordered"), 404, "ORDER_NOT_EXIST", "268512771"),
        (shop.prepay("order-1", 0), 400, "PARAM_ERROR", "268435464"),
        (shop.prepay("order-1", 100, surprise=1), 400, "PARAM_ERROR", "270924358"),
        (shop.call("GET", "/v3/nowhere"), 404, "NOT_FOUND", "268435465"),
        (shop.call("GET", "/v3/certificates", headers={"Authorization": "none"}), 401, "SIGN_ERROR", "268443699"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert answer.json()["message"] and answer.headers["Content-Type"] == "application/json; charset=utf-8"
        assert answer.headers["Request-ID"].endswith("-" + number)


def test_a_wrong_call_says_what_was_signed(sandbox):
    shop = Merchant(sandbox, DIRECT)
    target = f"/v3/pay/transactions/out-trade-no/order-1?mchid={DIRECT}"
    for header in (
        shop.authorization("GET", target, b"", stamp=time.time() - 301),
        shop.authorization("GET", target, b"", serial_no="7" * 40),
        shop.authorization("GET", target, b"", mchid=PARTNER),
        shop.authorization("GET", target, b"", signature="AAAA"),
        shop.authorization("GET", target + "&a=1", b""),
        shop.authorization("GET", target, b"{}"),
    ):
        answer = shop.call("GET", target, headers={"Authorization": header})
        detail = answer.json()["detail"]
        assert (answer.status_code, detail["field"], detail["location"]) == (401, "signature", "authorization")
        assert (detail["sign_information"]["method"], detail["sign_information"]["url"]) == ("GET", target)


def test_the_attributes_may_come_in_any_order_and_the_query_is_signed_as_it_was_sent(sandbox):
    shop = Merchant(sandbox, DIRECT)
    target = f"/v3/pay/transactions/out-trade-no/a%7Cb%2Ac-1?mchid={DIRECT}&x=%E7%9C%81"
    scheme, _, rest = shop.authorization("GET", target, b"").partition(" ")
    turned = f"{scheme} " + ",".join(reversed(rest.split(",")))
    assert shop.call("GET", target, headers={"Authorization": turned}).json()["code"] == "ORDER_NOT_EXIST"


def test_a_call_without_accept_or_agent_is_refused(sandbox):
    shop = Merchant(sandbox, DIRECT)
    for missing in ("Accept", "User-Agent"):
        answer = shop.call("GET", "/v3/certificates", headers={missing: ""})
        assert (answer.status_code, answer.json()["code"]) == (400, "PARAM_ERROR")


def test_connections_are_kept_between_calls_and_a_body_is_read_to_its_end(sandbox):
    shop = Merchant(sandbox, DIRECT)
    place = urlsplit(shop.url)
    with socket.create_connection((place.hostname, place.port), timeout=5) as wire:
        for number in range(3):
            body = json.dumps({"mchid": DIRECT}).encode()
            target = f"/v3/pay/transactions/out-trade-no/order-{number}/close"
            head = f"POST {target} HTTP/1.1\r\nHost: a\r\nAccept: */*\r\nUser-Agent: t\r\nContent-Type: application/json\r\n"
            head += f"Authorization: {shop.authorization('POST', target, body)}\r\nContent-Length: {len(body)}\r\n\r\n"
            wire.sendall(head.encode() + body)
            answer = b""
            while b"\r\n\r\n" not in answer:
                answer += wire.recv(65536)
            assert answer.startswith(b"HTTP/1.1 204 ") and b"Connection: keep-alive" in answer and answer.endswith(b"\r\n\r\n")
