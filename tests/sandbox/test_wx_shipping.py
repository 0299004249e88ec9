"""Shipping information: once for each paid order, by whoever sold it to whoever paid it."""

import pytest

from tests.sandbox.merchant import BOTH, DIRECT, Merchant
from tests.sandbox.wechat import HUANG, errcode, mini

__all__ = ["mini"]

PATH, NUMBER = "/wxa/sec/order/upload_shipping_info", "P20261124000009"


def ship(mini, key=None, **change):
    body = {
        "order_key": key or {"order_number_type": 1, "mchid": DIRECT, "out_trade_no": NUMBER},
        "logistics_type": 3,
        "delivery_mode": 1,
        "shipping_list": [{"item_desc": "护照工本费"}],
        "upload_time": "2026-11-24T16:00:00.000+08:00",
        "payer": {"openid": mini.openid()},
    }
    return mini.post(PATH, {**body, **change})


def test_a_paid_order_is_shipped_once(sandbox, mini):
    Merchant(sandbox, DIRECT).paid(NUMBER, 12000)
    assert ship(mini)["errcode"] == 0
    errcode(ship(mini), 10060003)


def test_an_order_is_found_by_its_transaction_and_a_partners_by_the_sub_merchant(sandbox, mini):
    transaction = Merchant(sandbox, DIRECT).paid(NUMBER, 12000)
    assert ship(mini, {"order_number_type": 2, "transaction_id": transaction})["errcode"] == 0
    partner = Merchant(sandbox, BOTH)
    partner.paid("P20261124000010", 1, sub=partner.subs[0])
    key = {"order_number_type": 1, "mchid": BOTH, "out_trade_no": "P20261124000010"}
    errcode(ship(mini, key), 10060001)
    assert ship(mini, {**key, "mchid": partner.subs[0]})["errcode"] == 0


def test_what_was_not_paid_or_not_by_this_person_is_not_found(sandbox, mini):
    errcode(ship(mini), 10060001)
    merchant = Merchant(sandbox, DIRECT)
    merchant.prepay(NUMBER, 12000)
    errcode(ship(mini), 10060001)
    merchant.paid(NUMBER, 12000)
    errcode(ship(mini, payer={"openid": mini.openid(HUANG)}), 10060001)


@pytest.mark.parametrize(
    "change",
    [
        {"logistics_type": 5},
        {"logistics_type": 1},
        {"delivery_mode": 0},
        {"shipping_list": []},
        {"shipping_list": [{"item_desc": "x"}] * 16},
        {"shipping_list": [{"item_desc": "长" * 121}]},
        {"upload_time": "yesterday"},
        {"payer": None},
    ],
)
def test_a_bad_upload_is_named_and_ships_nothing(sandbox, mini, change):
    Merchant(sandbox, DIRECT).paid(NUMBER, 12000)
    errcode(ship(mini, **change), 40097)
    assert ship(mini)["errcode"] == 0


def test_an_app_asks_whether_its_trade_is_managed(sandbox, mini):
    assert mini.post("/wxa/sec/order/is_trade_managed", {"appid": mini.appid})["is_trade_managed"] is False
    sandbox.control("POST", f"/apps/{mini.appid}", managed=True)
    assert mini.post("/wxa/sec/order/is_trade_managed", {"appid": mini.appid})["is_trade_managed"] is True
    errcode(mini.post("/wxa/sec/order/is_trade_managed", {"appid": "wx0000000000000000"}), 48001)
