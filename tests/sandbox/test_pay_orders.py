"""JSAPI orders of the sandbox over real HTTP: what is accepted, what is refused with which code, how an order lives and ends."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import requests

from tests.sandbox.merchant import BOTH, DIRECT, PARTNER, Merchant, listening

ORDERS = "/v3/pay/transactions/jsapi"


@pytest.fixture
def shop(sandbox):
    return Merchant(sandbox, DIRECT)


def refused(answer):
    return answer.status_code, answer.json()["code"]


def order(shop, **change):
    """A good order with something changed; None drops a field."""
    body = {
        "appid": shop.appid,
        "mchid": shop.mchid,
        "description": "护照工本费",
        "out_trade_no": "order-1",
        "notify_url": "https://example.com/notify",
        "amount": {"total": 12000, "currency": "CNY"},
        "payer": {"openid": shop.openid},
        **change,
    }
    return shop.call("POST", ORDERS, {name: value for name, value in body.items() if value is not ...})


def state(shop, number="order-1"):
    return shop.query(number).json()["trade_state"]


def ago(**how):
    return (datetime.now(UTC) - timedelta(**how)).isoformat()


def test_the_whole_life_of_an_order(sandbox, shop):
    with listening() as ear:
        answer = shop.prepay("order-1", 12000, ear.url, attach="case:1", scene_info={"payer_client_ip": "1.2.3.4", "device_id": "hall-7"})
        prepay_id = answer.json()["prepay_id"]
        assert answer.status_code == 200 and set(answer.json()) == {"prepay_id"} and prepay_id.startswith("wx") and len(prepay_id) <= 64
        before = shop.query("order-1").json()
        assert before == {
            "appid": shop.appid,
            "mchid": DIRECT,
            "out_trade_no": "order-1",
            "trade_state": "NOTPAY",
            "trade_state_desc": "订单未支付",
            "promotion_detail": [],
            "amount": {"total": 12000, "currency": "CNY"},
        }
        shown = sandbox.control("POST", "/pay/sheet", **shop.sheet(prepay_id))
        assert (shown["amount_fen"], shown["description"], shown["payee"]) == (12000, "护照工本费", "广州市财政非税专户")
        assert sandbox.control("POST", "/pay/confirm", prepay_id=prepay_id, action="cancel") == {"state": "NOTPAY"}
        assert sandbox.control("POST", "/pay/confirm", prepay_id=prepay_id, action="fail") == {"state": "NOTPAY"}
        assert sandbox.control("POST", "/pay/confirm", prepay_id=prepay_id, action="pay") == {"state": "SUCCESS"}
        ((headers, raw),) = ear.wait(1)
    after = shop.query("order-1").json()
    assert after == {
        **before,
        "trade_state": "SUCCESS",
        "trade_state_desc": "支付成功",
        "transaction_id": after["transaction_id"],
        "trade_type": "JSAPI",
        "bank_type": "OTHERS",
        "attach": "case:1",
        "success_time": after["success_time"],
        "payer": {"openid": shop.openid},
        "scene_info": {"device_id": "hall-7"},
        "amount": {"total": 12000, "currency": "CNY", "payer_total": 12000, "payer_currency": "CNY"},
    }
    assert after["success_time"].endswith("+08:00") and len(after["transaction_id"]) == 28
    envelope = json.loads(raw)
    assert shop.verifies(headers, raw) and json.loads(shop.open(envelope["resource"])) == after
    assert (envelope["event_type"], envelope["resource_type"]) == ("TRANSACTION.SUCCESS", "encrypt-resource")
    assert (envelope["resource"]["original_type"], envelope["resource"]["associated_data"]) == ("transaction", "transaction")
    assert len(envelope["id"]) == 36 and len(envelope["resource"]["nonce"]) == 12
    by_id = shop.call("GET", f"/v3/pay/transactions/id/{after['transaction_id']}?mchid={DIRECT}")
    assert by_id.json() == after


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"amount": {"total": 0}}, (400, "PARAM_ERROR"), "/amount/total"),
        ({"amount": {"total": -1}}, (400, "PARAM_ERROR"), "/amount/total"),
        ({"amount": {"total": 1.5}}, (400, "PARAM_ERROR"), "/amount/total"),
        ({"amount": {"total": "100"}}, (400, "PARAM_ERROR"), "/amount/total"),
        ({"amount": {"total": True}}, (400, "PARAM_ERROR"), "/amount/total"),
        ({"amount": {"total": 100, "currency": "USD"}}, (400, "PARAM_ERROR"), "/amount/currency"),
        ({"amount": {}}, (400, "PARAM_ERROR"), "/amount/total"),
        ({"description": ...}, (400, "PARAM_ERROR"), "/description"),
        ({"description": "长" * 128}, (400, "PARAM_ERROR"), "/description"),
        ({"description": "护照😀"}, (400, "PARAM_ERROR"), "/description"),
        ({"attach": None}, (400, "PARAM_ERROR"), "/attach"),
        ({"attach": "x" * 129}, (400, "PARAM_ERROR"), "/attach"),
        ({"out_trade_no": "short"}, (400, "PARAM_ERROR"), "/out_trade_no"),
        ({"out_trade_no": "x" * 33}, (400, "PARAM_ERROR"), "/out_trade_no"),
        ({"out_trade_no": "order.1"}, (400, "PARAM_ERROR"), "/out_trade_no"),
        ({"notify_url": "http://example.com/notify"}, (400, "PARAM_ERROR"), "/notify_url"),
        ({"notify_url": "https://example.com/notify?a=1"}, (400, "PARAM_ERROR"), "/notify_url"),
        ({"time_expire": "tomorrow"}, (400, "PARAM_ERROR"), "/time_expire"),
        ({"time_expire": "2026-11-25T12:00:00"}, (400, "PARAM_ERROR"), "/time_expire"),
        ({"limit_pay": ["cash"]}, (400, "PARAM_ERROR"), "/limit_pay/0"),
        ({"payer": {"openid": "x", "name": "y"}}, (400, "PARAM_ERROR"), "/payer/name"),
        ({"surprise": 1}, (400, "PARAM_ERROR"), "/surprise"),
        ({"time_expire": ago(minutes=1)}, (400, "INVALID_REQUEST"), None),
        ({"mchid": PARTNER}, (400, "INVALID_REQUEST"), None),
        ({"appid": "wx0000000000000000"}, (400, "APPID_MCHID_NOT_MATCH"), None),
        ({"payer": {"openid": "oNobody"}}, (500, "OPENID_MISMATCH"), None),
    ],
)
def test_a_bad_order_is_refused_by_name_and_leaves_no_trace(sandbox, shop, change, code, field):
    answer = order(shop, **change)
    assert refused(answer) == code
    if field:
        assert (answer.json()["detail"]["field"], answer.json()["detail"]["location"]) == (field, "body")
    assert sandbox.control("GET", "/orders") == []


def test_an_openid_of_another_app_is_a_stranger(sandbox, shop):
    person = sandbox.control("GET", "/people")[0]
    other = next(openid for appid, openid in person["openid"].items() if appid != shop.appid)
    assert refused(order(shop, payer={"openid": other})) == (500, "OPENID_MISMATCH")


@pytest.mark.parametrize("body", [b"not json", b"[1]", b'{"a": }', b"\xff\xfe"])
def test_a_body_that_is_no_object_is_a_parameter_error(shop, body):
    assert refused(shop.call("POST", ORDERS, body)) == (400, "PARAM_ERROR")
    assert refused(shop.call("POST", ORDERS, b"{}", headers={"Content-Type": "text/plain"})) == (400, "PARAM_ERROR")


def test_the_same_words_give_the_same_prepay_id_and_other_words_are_refused(shop):
    first = order(shop).json()["prepay_id"]
    assert order(shop).json()["prepay_id"] == first
    again = order(shop, description="别的")
    assert refused(again) == (400, "INVALID_REQUEST") and again.headers["Request-ID"].endswith("-268498688")
    assert refused(order(shop, amount={"total": 1})) == (400, "INVALID_REQUEST")


def test_a_prepay_id_lives_two_hours_and_a_new_one_comes_for_the_same_order(sandbox, shop):
    first = order(shop).json()["prepay_id"]
    sandbox.control("POST", "/clock", ahead=7201)
    with pytest.raises(AssertionError, match="订单已过期"):
        sandbox.control("POST", "/pay/sheet", **shop.sheet(first))
    second = order(shop).json()["prepay_id"]
    assert second != first
    sandbox.control("POST", "/pay/sheet", **shop.sheet(second))


def test_a_sheet_left_open_times_out_and_the_order_can_be_prepaid_again(sandbox, shop):
    first = order(shop).json()["prepay_id"]
    assert sandbox.control("POST", "/pay/confirm", prepay_id=first, action="timeout") == {"state": "NOTPAY"}
    with pytest.raises(AssertionError, match="订单已过期"):
        sandbox.control("POST", "/pay/confirm", prepay_id=first, action="pay")
    second = order(shop).json()["prepay_id"]
    assert second != first
    assert sandbox.control("POST", "/pay/confirm", prepay_id=second, action="pay") == {"state": "SUCCESS"}


def test_after_time_expire_nobody_pays(sandbox, shop):
    prepay_id = order(shop, time_expire=ago(minutes=-10)).json()["prepay_id"]
    sandbox.control("POST", "/clock", ahead=601)
    with pytest.raises(AssertionError, match="订单已过期"):
        sandbox.control("POST", "/pay/confirm", prepay_id=prepay_id, action="pay")
    assert state(shop) == "NOTPAY"


def test_an_unpaid_order_closes_after_seven_days(sandbox, shop):
    order(shop)
    sandbox.control("POST", "/clock", ahead=7 * 86400 + 1)
    assert state(shop) == "CLOSED"
    assert refused(order(shop)) == (400, "ORDER_CLOSED")


def test_closing_is_quiet_for_unknown_and_closed_orders_and_refused_for_paid_ones(sandbox, shop):
    def close(number):
        return shop.call("POST", f"/v3/pay/transactions/out-trade-no/{number}/close", {"mchid": DIRECT})

    prepay_id = order(shop).json()["prepay_id"]
    for number in ("order-1", "order-1", "nobody-ordered"):
        answer = close(number)
        assert (answer.status_code, answer.content) == (204, b"")
    with pytest.raises(AssertionError, match="订单已关闭"):
        sandbox.control("POST", "/pay/sheet", **shop.sheet(prepay_id))
    assert state(shop) == "CLOSED"
    shop.paid("order-2", 100)
    assert refused(close("order-2")) == (400, "ORDERPAID")
    assert refused(shop.prepay("order-2", 100)) == (400, "ORDERPAID")
    with pytest.raises(AssertionError, match="400"):
        sandbox.control("POST", "/pay/confirm", prepay_id=sandbox.control("GET", "/orders")[0]["prepay_id"], action="pay")


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"paySign": "AAAA"}, "支付验证签名失败"),
        ({"timeStamp": "1"}, "支付验证签名失败"),
        ({"nonceStr": "other"}, "支付验证签名失败"),
        ({"signType": "MD5"}, "signType"),
        ({"package": "prepay_id=wx0"}, "prepay_id 无效"),
        ({"paySign": None}, "缺少参数"),
    ],
)
def test_the_sheet_opens_only_for_a_right_pay_sign(sandbox, shop, change, text):
    sheet = {**shop.sheet(order(shop).json()["prepay_id"]), **change}
    answer = requests.post(f"{sandbox.url}/control/pay/sheet", json=sheet, timeout=5)
    assert answer.status_code == 400 and text in answer.json()["error"]


def test_the_sheet_belongs_to_the_app_that_ordered_and_to_the_merchants_key(sandbox, shop):
    prepay_id = order(shop).json()["prepay_id"]
    shop.appid = "wx8c2e7d1f4b6a9035"
    with pytest.raises(AssertionError, match="appId"):
        sandbox.control("POST", "/pay/sheet", **shop.sheet(prepay_id))
    other = Merchant(sandbox, PARTNER)
    with pytest.raises(AssertionError, match="支付验证签名失败"):
        sandbox.control("POST", "/pay/sheet", **other.sheet(prepay_id))


def test_nobody_asks_for_anothers_order(sandbox, shop):
    shop.paid("order-1", 100)
    other = Merchant(sandbox, BOTH)
    assert refused(other.query("order-1")) == (404, "ORDER_NOT_EXIST")
    transaction = shop.query("order-1").json()["transaction_id"]
    assert refused(other.call("GET", f"/v3/pay/transactions/id/{transaction}?mchid={BOTH}")) == (404, "ORDER_NOT_EXIST")
    assert refused(other.call("GET", f"/v3/pay/transactions/out-trade-no/order-1?mchid={DIRECT}")) == (400, "INVALID_REQUEST")
    assert refused(shop.call("GET", "/v3/pay/transactions/out-trade-no/order-1")) == (400, "PARAM_ERROR")


@pytest.mark.parametrize("mchid", [PARTNER, BOTH])
def test_a_provider_orders_for_its_sub_merchant(sandbox, mchid):
    provider = Merchant(sandbox, mchid)
    mine, other = provider.subs[:2]
    with listening() as ear:
        provider.paid("order-1", 12000, sub=mine, notify_url=ear.url)
        ((headers, raw),) = ear.wait(1)
    plain = json.loads(provider.open(json.loads(raw)["resource"]))
    assert provider.verifies(headers, raw)
    assert (plain["sp_appid"], plain["sp_mchid"], plain["sub_mchid"]) == (provider.appid, mchid, mine)
    assert plain["payer"] == {"sp_openid": provider.openid} and "mchid" not in plain and "appid" not in plain
    assert provider.query("order-1", mine).json() == plain
    assert refused(provider.query("order-1", other)) == (404, "ORDER_NOT_EXIST")
    assert refused(provider.query("order-1", "1800000001")) == (403, "NO_AUTH")
    sandbox.control("POST", f"/rights/{mine}", denied=["pay"])
    assert refused(provider.prepay("order-2", 1, sub=mine)) == (403, "NO_AUTH")
    shut = {"sp_mchid": mchid, "sub_mchid": mine}
    assert refused(provider.call("POST", "/v3/pay/partner/transactions/out-trade-no/order-1/close", shut)) == (400, "ORDERPAID")


def test_a_sub_merchants_own_app_signs_the_sheet(sandbox):
    provider = Merchant(sandbox, PARTNER)
    mini = "wx8c2e7d1f4b6a9035"
    openid = next(one for one in sandbox.control("GET", "/people") if one["id"] == "lin-zhihao")["openid"][mini]
    who = {"sub_appid": mini, "payer": {"sub_openid": openid}}
    body = {"sp_appid": provider.appid, "sp_mchid": PARTNER, "sub_mchid": provider.subs[0], "description": "a", "out_trade_no": "order-1"}
    body |= {"notify_url": "https://example.com/n", "amount": {"total": 5}}
    path = "/v3/pay/partner/transactions/jsapi"
    assert refused(provider.call("POST", path, {**body, "payer": who["payer"]})) == (400, "PARAM_ERROR")
    prepay_id = provider.call("POST", path, {**body, **who}).json()["prepay_id"]
    with pytest.raises(AssertionError, match="appId"):
        sandbox.control("POST", "/pay/sheet", **provider.sheet(prepay_id))
    provider.appid = mini
    sandbox.control("POST", "/pay/sheet", **provider.sheet(prepay_id))
    sandbox.control("POST", "/pay/confirm", prepay_id=prepay_id, action="pay")
    found = provider.query("order-1", provider.subs[0]).json()
    assert (found["sub_appid"], found["payer"]) == (mini, {"sub_openid": openid})


def test_what_a_provider_collected_for_another_is_not_its_own(sandbox):
    provider = Merchant(sandbox, BOTH)
    sub = provider.subs[0]
    provider.paid("order-1", 100, sub=sub)
    provider.paid("order-2", 100)
    assert refused(provider.query("order-1")) == (404, "ORDER_NOT_EXIST")
    assert refused(provider.query("order-2", sub)) == (404, "ORDER_NOT_EXIST")
    close = provider.call("POST", "/v3/pay/transactions/out-trade-no/order-1/close", {"mchid": BOTH})
    assert refused(close) == (404, "ORDER_NOT_EXIST")
    assert refused(provider.refund("order-1", "r1", 1, 100)) == (403, "NO_AUTH")


def test_a_mere_provider_collects_nothing_for_itself(sandbox):
    provider = Merchant(sandbox, PARTNER)
    assert refused(provider.prepay("order-1", 100)) == (403, "NO_AUTH")


def test_a_hundred_parallel_orders_of_one_number_are_one_order(sandbox, shop):
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: order(shop), range(100)))
    assert {one.status_code for one in answers} == {200} and len({one.json()["prepay_id"] for one in answers}) == 1
    assert len(sandbox.control("GET", "/orders")) == 1


def test_parallel_refunds_never_exceed_what_was_paid(sandbox, shop):
    sandbox.control("POST", "/settings", refund_spacing=0, refund_auto=False)
    shop.paid("order-1", 100)
    began = time.monotonic()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda number: shop.refund("order-1", f"r{number}", 30, 100), range(16)))
    assert sorted(one.status_code for one in answers) == [200] * 3 + [400] * 13
    assert sum(one["amount"] for one in sandbox.control("GET", "/refunds")) == 90 and time.monotonic() - began < 30
