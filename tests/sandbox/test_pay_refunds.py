"""Refunds of the sandbox over real HTTP: what is accepted, what is refused, how they end."""

import json
import time

import pytest

from tests.sandbox.merchant import BOTH, DIRECT, PARTNER, Merchant, listening

REFUNDS = "/v3/refund/domestic/refunds"


@pytest.fixture
def shop(sandbox):
    """The direct merchant, refunds waiting for a person, no spacing."""
    sandbox.control("POST", "/settings", refund_auto=False, refund_spacing=0)
    return Merchant(sandbox, DIRECT)


def refused(answer):
    return answer.status_code, answer.json()["code"]


def test_a_refund_is_accepted_as_processing_and_ends_when_the_person_says_so(sandbox, shop):
    transaction = shop.paid("order-1", 12000)
    with listening() as ear:
        answer = shop.refund("order-1", "refund@1", 5000, 12000, reason="审批未通过", notify_url=ear.url)
        body = answer.json()
        assert answer.status_code == 200 and shop.verifies(answer.headers, answer.content)
        assert (body["status"], body["out_refund_no"], body["transaction_id"]) == ("PROCESSING", "refund@1", transaction)
        assert body["amount"] == {
            "total": 12000,
            "refund": 5000,
            "from": [],
            "payer_total": 12000,
            "payer_refund": 5000,
            "currency": "CNY",
            "settlement_refund": 5000,
            "settlement_total": 12000,
            "discount_refund": 0,
            "refund_fee": 0,
        }
        assert "success_time" not in body and shop.query("order-1").json()["trade_state"] == "REFUND"

        sandbox.control("POST", "/refunds/refund@1", status="SUCCESS")
        ((headers, raw),) = ear.wait(1)
    assert shop.verifies(headers, raw)
    envelope = json.loads(raw)
    assert (envelope["event_type"], envelope["resource"]["original_type"]) == ("REFUND.SUCCESS", "refund")
    plain = json.loads(shop.open(envelope["resource"]))
    now = shop.call("GET", f"{REFUNDS}/refund@1").json()
    assert plain == {
        "mchid": DIRECT,
        "transaction_id": transaction,
        "out_trade_no": "order-1",
        "refund_id": body["refund_id"],
        "out_refund_no": "refund@1",
        "refund_status": "SUCCESS",
        "success_time": now["success_time"],
        "user_received_account": "支付用户零钱",
        "amount": {"total": 12000, "refund": 5000, "payer_total": 12000, "payer_refund": 5000},
    }
    assert now["status"] == "SUCCESS"


def test_the_same_number_answers_the_same_refund_and_other_words_are_refused(shop):
    shop.paid("order-1", 100)
    first = shop.refund("order-1", "r1", 30, 100).json()
    assert shop.refund("order-1", "r1", 30, 100).json() == first
    assert refused(shop.refund("order-1", "r1", 31, 100)) == (400, "INVALID_REQUEST")
    assert refused(shop.refund("order-1", "r1", 30, 100, reason="新理由")) == (400, "INVALID_REQUEST")
    assert len(shop.sandbox.control("GET", "/refunds")) == 1


def test_never_more_than_paid_and_a_closed_refund_gives_its_part_back(sandbox, shop):
    shop.paid("order-1", 100)
    assert shop.refund("order-1", "r1", 60, 100).status_code == 200
    assert refused(shop.refund("order-1", "r2", 41, 100)) == (400, "INVALID_REQUEST")
    sandbox.control("POST", "/refunds/r1", status="CLOSED")
    assert shop.refund("order-1", "r2", 100, 100).status_code == 200
    assert [(one["number"], one["status"]) for one in sandbox.control("GET", "/refunds")] == [("r2", "PROCESSING"), ("r1", "CLOSED")]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"amount": {"refund": 101, "total": 100, "currency": "CNY"}}, (400, "INVALID_REQUEST")),
        ({"amount": {"refund": 1, "total": 99, "currency": "CNY"}}, (400, "INVALID_REQUEST")),
        ({"amount": {"refund": 0, "total": 100, "currency": "CNY"}}, (400, "PARAM_ERROR")),
        ({"amount": {"refund": -1, "total": 100, "currency": "CNY"}}, (400, "PARAM_ERROR")),
        ({"amount": {"refund": 1.5, "total": 100, "currency": "CNY"}}, (400, "PARAM_ERROR")),
        ({"amount": {"refund": 1, "total": 100, "currency": "USD"}}, (400, "PARAM_ERROR")),
        ({"amount": {"refund": 1, "total": 100}}, (400, "PARAM_ERROR")),
        ({"out_refund_no": "r 1"}, (400, "PARAM_ERROR")),
        ({"out_refund_no": "r" * 65}, (400, "PARAM_ERROR")),
        ({"out_trade_no": "order-2"}, (404, "RESOURCE_NOT_EXISTS")),
        ({"out_trade_no": "unpaid"}, (404, "RESOURCE_NOT_EXISTS")),
        ({"transaction_id": "4200000000202611240000000000"}, (400, "PARAM_ERROR")),
        ({"sub_mchid": "1600000001"}, (403, "NO_AUTH")),
        ({"reason": "长" * 81}, (400, "PARAM_ERROR")),
        ({"reason": None}, (400, "PARAM_ERROR")),
        ({"surprise": 1}, (400, "PARAM_ERROR")),
        ({"notify_url": "https://example.com/n?a=1"}, (400, "PARAM_ERROR")),
    ],
)
def test_a_refund_that_may_not_be_is_refused_and_leaves_no_trace(sandbox, shop, change, code):
    shop.paid("order-1", 100)
    shop.prepay("unpaid", 100)
    body = {"out_trade_no": "order-1", "out_refund_no": "r1", "amount": {"refund": 1, "total": 100, "currency": "CNY"}, **change}
    if "out_trade_no" in change and change["out_trade_no"] == "order-2":
        assert shop.query("order-2").status_code == 404
    assert refused(shop.call("POST", REFUNDS, body)) == code
    assert sandbox.control("GET", "/refunds") == []
    assert shop.query("order-1").json()["trade_state"] == "SUCCESS"


def test_an_unknown_refund_is_not_found(shop):
    assert refused(shop.call("GET", f"{REFUNDS}/nobody")) == (404, "RESOURCE_NOT_EXISTS")


def test_another_merchants_transaction_may_not_be_refunded(sandbox, shop):
    transaction = Merchant(sandbox, BOTH).paid("order-1", 100)
    assert refused(shop.refund("", "r1", 1, 100, transaction_id=transaction)) == (403, "NO_AUTH")


def test_fifty_refunds_and_not_one_more(shop):
    shop.paid("order-1", 100)
    for number in range(50):
        assert shop.refund("order-1", f"r{number}", 1, 100).status_code == 200
    assert refused(shop.refund("order-1", "r50", 1, 100)) == (400, "INVALID_REQUEST")
    assert shop.refund("order-1", "r49", 1, 100).status_code == 200


def test_a_minute_lies_between_two_refunds_of_one_order_on_a_clock_that_can_be_moved(sandbox, shop):
    sandbox.control("POST", "/settings", refund_spacing=60)
    shop.paid("order-1", 100)
    shop.paid("order-2", 100)
    assert shop.refund("order-1", "r1", 1, 100).status_code == 200
    assert refused(shop.refund("order-1", "r2", 1, 100)) == (429, "FREQUENCY_LIMITED")
    assert shop.refund("order-2", "r3", 1, 100).status_code == 200
    sandbox.control("POST", "/clock", ahead=61)
    assert shop.refund("order-1", "r2", 1, 100).status_code == 200
    sandbox.control("POST", "/clock", rate=100000)
    time.sleep(0.01)
    assert shop.refund("order-1", "r4", 1, 100).status_code == 200


def test_after_a_year_nothing_is_refunded(sandbox, shop):
    shop.paid("order-1", 100)
    sandbox.control("POST", "/clock", ahead=366 * 86400)
    assert refused(shop.refund("order-1", "r1", 1, 100)) == (400, "INVALID_REQUEST")


def test_an_empty_balance_refuses_and_the_same_number_works_once_it_is_filled(sandbox, shop):
    shop.paid("order-1", 100)
    sandbox.control("POST", f"/balances/{DIRECT}", balance=99)
    assert refused(shop.refund("order-1", "r1", 100, 100)) == (403, "NOT_ENOUGH")
    sandbox.control("POST", f"/balances/{DIRECT}", balance=100)
    assert shop.refund("order-1", "r1", 100, 100).status_code == 200
    assert sandbox.control("POST", f"/balances/{DIRECT}")["balance"] == 0


def test_refunds_end_by_themselves_after_the_delay(sandbox, shop):
    sandbox.control("POST", "/settings", refund_auto=True, refund_delay=0)
    shop.paid("order-1", 100)
    with listening() as ear:
        sandbox.control("POST", f"/consoles/{DIRECT}", refund_notify_url=ear.url)
        shop.refund("order-1", "r1", 100, 100)
        ((_, raw),) = ear.wait(1)
    assert json.loads(raw)["event_type"] == "REFUND.SUCCESS"
    assert shop.call("GET", f"{REFUNDS}/r1").json()["status"] == "SUCCESS"


def test_an_abnormal_refund_is_sent_to_another_card(sandbox, shop):
    shop.paid("order-1", 100)
    with listening() as ear:
        refund_id = shop.refund("order-1", "r1", 100, 100, notify_url=ear.url).json()["refund_id"]
        sandbox.control("POST", "/refunds/r1", status="ABNORMAL")
        card = {"bank_type": "ICBC_DEBIT", "bank_account": shop.hidden("6222020000001234"), "real_name": shop.hidden("林志豪")}
        body = {"out_refund_no": "r1", "type": "USER_BANK_CARD", **card}
        path, key = f"{REFUNDS}/{refund_id}/apply-abnormal-refund", {"Wechatpay-Serial": shop.card["public_key_id"]}
        assert refused(shop.call("POST", path, body)) == (400, "PARAM_ERROR")
        assert refused(shop.call("POST", path, {**body, "real_name": "林志豪"}, key)) == (400, "PARAM_ERROR")
        answer = shop.call("POST", path, body, key)
        assert (answer.status_code, answer.json()["status"]) == (200, "PROCESSING")
        assert answer.json()["user_received_account"] == "银行卡1234"
        assert refused(shop.call("POST", path, body, key)) == (400, "INVALID_REQUEST")
        sandbox.control("POST", f"/refunds/{refund_id}", status="SUCCESS")
        events = [json.loads(raw)["event_type"] for _, raw in ear.wait(2)]
    assert sorted(events) == ["REFUND.ABNORMAL", "REFUND.SUCCESS"]
    with pytest.raises(AssertionError, match="409"):
        sandbox.control("POST", "/refunds/r1", status="CLOSED")


@pytest.mark.parametrize("mchid", [PARTNER, BOTH])
def test_a_provider_refunds_for_its_sub_merchant_and_for_no_other(sandbox, shop, mchid):
    provider = Merchant(sandbox, mchid)
    mine, other = provider.subs[:2]
    provider.paid("order-1", 100, sub=mine)
    assert refused(provider.refund("order-1", "r1", 40, 100, sub_mchid=other)) == (403, "NO_AUTH")
    sandbox.control("POST", f"/rights/{mine}", denied=["refund"])
    assert refused(provider.refund("order-1", "r1", 40, 100, sub_mchid=mine)) == (403, "NO_AUTH")
    sandbox.control("POST", f"/rights/{mine}", denied=[])
    with listening() as ear:
        assert provider.refund("order-1", "r1", 40, 100, sub_mchid=mine, notify_url=ear.url).status_code == 200
        sandbox.control("POST", "/refunds/r1", status="SUCCESS")
        ((headers, raw),) = ear.wait(1)
    plain = json.loads(provider.open(json.loads(raw)["resource"]))
    assert (plain["sp_mchid"], plain["sub_mchid"]) == (mchid, mine) and "mchid" not in plain
    assert provider.verifies(headers, raw)
    assert refused(provider.call("GET", f"{REFUNDS}/r1?sub_mchid={other}")) == (404, "RESOURCE_NOT_EXISTS")
    assert provider.call("GET", f"{REFUNDS}/r1?sub_mchid={mine}").json()["status"] == "SUCCESS"


def test_a_mere_provider_must_name_the_sub_merchant(sandbox, shop):
    provider = Merchant(sandbox, PARTNER)
    provider.paid("order-1", 100, sub=provider.subs[0])
    assert refused(provider.refund("order-1", "r1", 40, 100)) == (400, "PARAM_ERROR")
