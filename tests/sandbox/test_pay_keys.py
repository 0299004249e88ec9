"""Which key signs what: certificate mode, public-key mode, migration, rotation, the echo."""

import json
from collections import Counter

import pytest
from cryptography.x509 import load_pem_x509_certificate

from tests.sandbox.merchant import BOTH, DIRECT, PARTNER, Merchant, listening


@pytest.fixture
def shop(sandbox):
    return Merchant(sandbox, DIRECT)


def signer(answer):
    return answer.headers["Wechatpay-Serial"]


def certificates(shop):
    """Serials as /v3/certificates lists them; each certificate bears the serial it is listed under."""
    answer = shop.call("GET", "/v3/certificates")
    assert answer.status_code == 200 and shop.verifies(answer.headers, answer.content)
    for one in answer.json()["data"]:
        found = load_pem_x509_certificate(shop.open(one["encrypt_certificate"])).serial_number
        assert f"{found:X}" == one["serial_no"]
    return [one["serial_no"] for one in answer.json()["data"]]


def test_a_certificate_merchant_and_a_public_key_merchant(sandbox, shop):
    (serial,) = certificates(shop)
    assert signer(shop.query("order-1")) == serial
    newer = Merchant(sandbox, BOTH)
    refusal = newer.call("GET", "/v3/certificates")
    assert (refusal.status_code, refusal.json()["code"]) == (404, "RESOURCE_NOT_EXISTS")
    assert signer(newer.query("order-1")) == newer.card["public_key_id"]


def test_the_caller_chooses_the_key_and_an_unknown_one_is_its_mistake(shop):
    shop.prepay("order-1", 100)
    path = f"/v3/pay/transactions/out-trade-no/order-1?mchid={DIRECT}"
    answer = shop.call("GET", path, headers={"Wechatpay-Serial": shop.card["public_key_id"]})
    assert signer(answer) == shop.card["public_key_id"] and shop.verifies(answer.headers, answer.content)
    (serial,) = certificates(shop)
    assert signer(shop.call("GET", path, headers={"Wechatpay-Serial": serial})) == serial
    refusal = shop.call("GET", path, headers={"Wechatpay-Serial": "7" * 40})
    assert (refusal.status_code, refusal.json()["code"]) == (400, "PARAM_ERROR")


def test_a_migrating_merchant_hears_both_keys_in_the_share_that_was_set(sandbox, shop):
    (serial,) = certificates(shop)
    keys = shop.platform_keys()
    for share, expected in ((0.0, {serial}), (1.0, {shop.card["public_key_id"]}), (0.5, {serial, shop.card["public_key_id"]})):
        sandbox.control("POST", f"/merchants/{DIRECT}", mode="migrating", share=share)
        answers = [shop.query("order-1") for _ in range(30)]
        assert {signer(one) for one in answers} == expected
        assert all(shop.verifies(one.headers, one.content, keys) for one in answers)
    sandbox.control("POST", f"/merchants/{DIRECT}", mode="public_key")
    assert shop.call("GET", "/v3/certificates").status_code == 404


def test_both_certificates_are_in_flight_until_the_old_one_ends(sandbox, shop):
    (old,) = certificates(shop)
    sandbox.control("POST", "/keys/rotate", overlap=86400, share=0.5)
    assert (listed := certificates(shop))[0] == old and len(listed) == 2
    new, keys = listed[1], shop.platform_keys()
    with listening() as ear:
        for number in range(12):
            shop.paid(f"order-{number}", 100, notify_url=ear.url)
        heard = ear.wait(12)
    assert all(shop.verifies(headers, raw, keys) for headers, raw in heard)
    assert set(Counter(headers["Wechatpay-Serial"] for headers, _ in heard)) == {old, new}
    sandbox.control("POST", "/clock", ahead=86401)
    assert certificates(shop) == [new]
    assert {signer(shop.query("order-1")) for _ in range(10)} == {new}
    sandbox.control("POST", "/keys/rotate")
    assert certificates(shop)[0] == new and signer(shop.query("order-1")) == certificates(shop)[1]


def test_several_merchants_have_keys_of_their_own(sandbox, shop):
    cards = {one["mchid"]: one for one in sandbox.control("GET", "/merchants")}
    assert set(cards) == {BOTH, DIRECT, PARTNER}
    for name in ("serial", "private_key", "apiv3_key"):
        assert len({one[name] for one in cards.values()}) == 3
    other = Merchant(sandbox, PARTNER)
    other.key = shop.key
    refusal = other.query("order-1", other.subs[0])
    assert (refusal.status_code, refusal.json()["code"]) == (401, "SIGN_ERROR")
    assert refusal.json()["detail"]["sign_information"]["method"] == "GET"


def test_the_same_order_number_may_stand_with_every_merchant(sandbox, shop):
    provider = Merchant(sandbox, PARTNER)
    shop.paid("order-1", 100)
    assert provider.query("order-1", provider.subs[0]).json()["code"] == "ORDER_NOT_EXIST"
    provider.paid("order-1", 200, sub=provider.subs[0])
    assert [shop.query("order-1").json()["amount"]["total"], provider.query("order-1", provider.subs[0]).json()["amount"]["total"]] == [
        100,
        200,
    ]


@pytest.mark.parametrize("mchid", [DIRECT, BOTH])
def test_the_echo_says_what_it_heard(sandbox, mchid):
    shop = Merchant(sandbox, mchid)
    key = {"Wechatpay-Serial": shop.card["public_key_id"]}
    with listening() as ear:
        body = {"echo_message": "省事", "encrypted_echo_message": shop.hidden("秘密"), "notify_url": ear.url}
        answer = shop.call("POST", "/v3/security/echo", body, key)
        ((headers, raw),) = ear.wait(1)
    assert answer.status_code == 200 and shop.verifies(answer.headers, answer.content)
    assert answer.json()["echo_message"] == "省事"
    assert shop.revealed(answer.json()["encrypted_echo_message"]) == "秘密"
    assert shop.verifies(headers, raw)
    assert json.loads(shop.open(json.loads(raw)["resource"])) == {"mchid": mchid, "echo_message": "省事"}


def test_the_echo_refuses_a_secret_for_another_key_and_a_call_without_one(shop):
    key = {"Wechatpay-Serial": shop.card["public_key_id"]}
    for body, headers in (
        ({"echo_message": "a", "encrypted_echo_message": "bm90IGVuY3J5cHRlZA=="}, key),
        ({"echo_message": "a"}, {}),
        ({"encrypted_echo_message": shop.hidden("a")}, key),
    ):
        refusal = shop.call("POST", "/v3/security/echo", body, headers)
        assert (refusal.status_code, refusal.json()["code"]) == (400, "PARAM_ERROR")
