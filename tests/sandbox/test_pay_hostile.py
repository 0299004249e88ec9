"""Whatever is sent, the pay side answers with a code of its own: never a stack trace, never a trace in its books."""

import copy
import json
import random

import pytest

from tests.sandbox.merchant import DIRECT, Merchant

NASTY = [None, True, False, 0, -1, 1.5, 1e308, 2**63, 2**64, "", " ", "0", "²", "\x00", "\ud83d\ude00", "x" * 5000]
NASTY += [[], [None], [[]], {}, {"": 0}, {"a": {"b": {"c": 1}}}, "https://[", "http://a:b/"]
NASTY += ["2026-13-45T99:00:00+08:00", "9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00-14:00"]
CALLS = {
    "order": ("POST", "/v3/pay/transactions/jsapi"),
    "refund": ("POST", "/v3/refund/domestic/refunds"),
    "config": ("PATCH", "/v3/new-tax-control-fapiao/merchant/development-config"),
    "issue": ("POST", "/v3/new-tax-control-fapiao/fapiao-applications"),
    "insert": ("POST", "/v3/new-tax-control-fapiao/fapiao-applications/own-1/insert-cards"),
    "echo": ("POST", "/v3/security/echo"),
}


def good(shop):
    """A body for each call, well formed, but about nobody: it changes nothing when it is let through."""
    item = {"tax_code": "1", "quantity": 1, "total_amount": 1, "discount": False}
    invoice = {"fapiao_id": "f1", "total_amount": 1, "need_list": False, "items": [item]}
    buyer = {"type": "INDIVIDUAL", "name": "a", "phone": "AAAA"}
    amount = {"refund": 1, "total": 1, "currency": "CNY", "from": [{"account": "AVAILABLE", "amount": 1}]}
    return {
        "order": {
            "appid": shop.appid,
            "mchid": shop.mchid,
            "description": "a",
            "out_trade_no": "hostile-1",
            "time_expire": "2099-01-01T00:00:00+08:00",
            "notify_url": "https://example.com/n",
            "amount": {"total": 1},
            "payer": {"openid": "o"},
            "limit_pay": ["no_credit"],
            "scene_info": {"payer_client_ip": "1.1.1.1", "store_info": {"id": "1"}},
        },
        "refund": {"out_trade_no": "nobody-1", "out_refund_no": "r1", "amount": amount, "notify_url": "https://example.com/n"},
        "config": {"callback_url": "nonsense", "show_fapiao_cell": True},
        "issue": {"scene": "WITH_WECHATPAY", "fapiao_apply_id": "1", "buyer_information": buyer, "fapiao_information": [invoice]},
        "insert": {"scene": "WITHOUT_WECHATPAY", "buyer_information": buyer, "fapiao_card_information": [{"fapiao_media_id": "1"}]},
        "echo": {"encrypted_echo_message": "AAAA", "echo_message": "a"},
    }


def places(value, path=()):
    """Every path into a body."""
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield from places(one, (*path, key))


def changed(body, path, new):
    body = copy.deepcopy(body)
    if not path:
        return new
    place = body
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = new
    return body


@pytest.mark.parametrize("name", CALLS)
def test_no_body_is_answered_with_a_stack_trace(sandbox, name):
    shop, dice = Merchant(sandbox, DIRECT), random.Random(f"hostile {name}")
    method, path = CALLS[name]
    body = good(shop)[name]
    spots = list(places(body))
    headers = {"Wechatpay-Serial": shop.card["public_key_id"]}
    for _ in range(80):
        sent = json.dumps(changed(body, dice.choice(spots), dice.choice(NASTY))).encode()
        answer = shop.call(method, path, sent, headers)
        assert answer.status_code in (400, 404) or answer.json()["code"] == "OPENID_MISMATCH", (answer.status_code, answer.text, sent[:300])
        assert answer.json()["code"] and answer.json()["message"] and shop.verifies(answer.headers, answer.content)
    assert sandbox.control("GET", "/orders") == [] and sandbox.control("GET", "/refunds") == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"0",
        b'"text"',
        b"[" * 100_000,
        b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
        b'{"a": NaN}',
        b'{"a": 1}\x00',
        b"\xff" * 100,
        b'{"appid": "a", "appid": "b"}',
        b'{"attach": "\\ud800"}',
        b" " * 1_000_000,
    ],
)
def test_no_bytes_are_answered_with_a_stack_trace(sandbox, body):
    shop = Merchant(sandbox, DIRECT)
    answer = shop.call("POST", "/v3/pay/transactions/jsapi", body)
    assert (answer.status_code, answer.json()["code"]) == (400, "PARAM_ERROR")


@pytest.mark.parametrize(
    "value",
    [
        "",
        "WECHATPAY2-SHA256-RSA2048",
        "WECHATPAY2-SHA256-RSA2048 mchid",
        'Basic mchid="1"',
        'WECHATPAY2-SHA256-RSA2048 mchid="1900000117",nonce_str="a",signature="a",timestamp="\xb2",serial_no="a"',
        'WECHATPAY2-SHA256-RSA2048 mchid="1900000117",nonce_str="a",signature="a",timestamp="-1",serial_no="a"',
        'WECHATPAY2-SHA256-RSA2048 mchid="1900000117",nonce_str="a",signature="a",timestamp="' + "9" * 400 + '",serial_no="a"',
        'WECHATPAY2-SHA256-RSA2048 mchid="x",nonce_str="a",signature="a",timestamp="1",serial_no="a"',
    ],
)
def test_no_authorization_is_answered_with_a_stack_trace(sandbox, value):
    shop = Merchant(sandbox, DIRECT)
    value = value.replace('serial_no="a"', f'serial_no="{shop.card["serial"]}"')
    answer = shop.call("GET", "/v3/certificates", headers={"Authorization": value.encode("latin-1")})
    assert (answer.status_code, answer.json()["code"]) == (401, "SIGN_ERROR")


@pytest.mark.parametrize(
    "target",
    [
        "/v3/bill/tradebill?bill_date=2026-W48-2",
        "/v3/bill/tradebill?bill_date=0000-00-00",
        "/v3/bill/tradebill?bill_date=9999-12-31",
        "/v3/bill/tradebill?bill_date=0001-01-01",
        "/v3/bill/tradebill",
        "/v3/billdownload/file?token=%00",
        "/v3/billdownload/file",
        "/v3/pay/transactions/id/%E7%9C%81?mchid=1900000117",
        "/v3/pay/transactions/out-trade-no/a%2Fb?mchid=1900000117",
        "/v3/new-tax-control-fapiao/merchant/tax-codes?offset=%C2%B2&limit=%C2%B2",
        "/v3/new-tax-control-fapiao/user-title/title-url?fapiao_apply_id=a&source=WEB&appid=wx5a6f0b3c1d9e4721&openid=o&total_amount=%C2%B2",
        "/v3/refund/domestic/refunds/%00",
        "/v3/",
        "/v3/%2e%2e/control/merchants",
        "/v3//certificates",
    ],
)
def test_no_address_is_answered_with_a_stack_trace(sandbox, target):
    shop = Merchant(sandbox, DIRECT)
    answer = shop.call("GET", target)
    assert 400 <= answer.status_code < 500 and answer.json()["code"], answer.text
