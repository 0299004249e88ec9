"""Answers and notifications against their published field lists: what is required is there, what is not described is not."""

import json
from datetime import datetime, timedelta, timezone

import pytest

from tests.sandbox.merchant import PARTNER, Merchant, listening
from tests.sandbox.test_pay_fapiao import DIRECT, issuing, post, template

INVOICE_NUMBERS = dict.fromkeys(["fapiao_code", "fapiao_number", "check_code", "password", "fapiao_time"], True)
PLACE = ["address?", "telephone?", "bank_name?", "bank_account?"]


def fields(*names, **inner):
    """A description: names ending in ? may be missing; keywords describe what is inside."""
    return {
        **{name.removesuffix("?"): (not name.endswith("?"), None) for name in names},
        **{name: (True, one) for name, one in inner.items()},
    }


def maybe(described, *names):
    return {name: (name not in names and required, inner) for name, (required, inner) in described.items()}


REFUND = fields(
    *("refund_id", "out_refund_no", "transaction_id", "out_trade_no", "channel", "user_received_account", "success_time?", "create_time"),
    *("status", "funds_account?"),
    amount=fields(
        *("total", "refund", "from?", "payer_total", "payer_refund", "settlement_refund", "settlement_total", "discount_refund"),
        *("currency", "refund_fee?"),
    ),
    promotion_detail=[fields()],
)
REFUND_NOTICE = fields(
    *("mchid?", "sp_mchid?", "sub_mchid?", "out_trade_no", "transaction_id", "out_refund_no", "refund_id", "refund_status"),
    *("success_time?", "user_received_account?"),
    amount=fields("total", "refund", "payer_total", "payer_refund"),
)
ENVELOPE = fields(
    *("id", "create_time", "event_type", "resource_type", "summary"),
    resource=fields("algorithm", "associated_data?", "nonce", "ciphertext", "original_type"),
)
CERTIFICATES = fields(
    data=[
        fields(
            *("serial_no", "effective_time", "expire_time"),
            encrypt_certificate=fields("algorithm", "nonce", "associated_data", "ciphertext"),
        )
    ]
)
BILL = fields("hash_type", "hash_value", "download_url")
SUB_BILL = fields("download_bill_count", download_bill_list=[fields("bill_sequence", "encrypt_key", "nonce", *BILL)])
INVOICES = fields(
    "total_count",
    fapiao_information=[
        maybe(
            fields(
                *("fapiao_id", "status", "total_amount", "tax_amount", "amount", "remark?"),
                blue_fapiao=fields(*INVOICE_NUMBERS),
                red_fapiao=fields(*INVOICE_NUMBERS),
                card_information=fields("card_appid", "card_openid", "card_id?", "card_code?", "card_status"),
                seller_information=fields("name", "taxpayer_id", "address", *PLACE[1:]),
                buyer_information=fields("type", "name", "taxpayer_id?", *PLACE, "phone?", "email?"),
                extra_information=fields("payee?", "reviewer?", "drawer"),
                items=[
                    fields(
                        *("tax_code", "goods_name", "specification?", "unit?", "quantity", "unit_price", "amount", "tax_amount"),
                        *("total_amount", "tax_rate", "tax_prefer_mark", "discount"),
                    )
                ],
            ),
            "blue_fapiao",
            "red_fapiao",
            "card_information",
        )
    ],
)
INVOICE_NOTICE = fields("mchid", "sub_mchid?", "fapiao_apply_id", fapiao_information=[fields("fapiao_id", "fapiao_status", "card_status")])
APPLIED_NOTICE = fields("mchid", "sub_mchid?", "fapiao_apply_id", "apply_time")
CODES = fields(
    *("offset", "limit", "total_count"),
    data=[fields("goods_name", "goods_id?", "goods_category?", "tax_code", "tax_rate", "tax_prefer_mark")],
)


def differences(seen, described, at=""):
    """Every place where the two disagree."""
    if isinstance(described, list):
        return [line for number, one in enumerate(seen) for line in differences(one, described[0], f"{at}/{number}")]
    if described is None:
        return []
    found = [f"{at}/{name} is not described" for name in seen.keys() - described.keys()]
    for name, (required, inner) in described.items():
        if name in seen:
            found += differences(seen[name], inner, f"{at}/{name}")
        elif required:
            found.append(f"{at}/{name} is missing")
    return found


@pytest.mark.parametrize("mchid", [DIRECT, PARTNER])
def test_what_is_answered_is_what_is_described(sandbox, mchid):
    sandbox.control("POST", "/settings", refund_auto=False, refund_spacing=0, fapiao_delay=0)
    shop = Merchant(sandbox, mchid)
    sub = {"sub_mchid": shop.subs[0]} if mchid == PARTNER else {}
    asked = "".join(f"&{name}={value}" for name, value in sub.items())
    day = datetime.now(timezone(timedelta(hours=8))).date()
    with listening() as ear:
        transaction = shop.paid("order-1", 1200, support_fapiao=True, notify_url=ear.url, **({"sub": shop.subs[0]} if sub else {}))
        shop.refund("order-1", "r1", 100, 1200, notify_url=ear.url, **sub)
        waiting = shop.call("GET", f"/v3/refund/domestic/refunds/r1?a=1{asked}").json()
        sandbox.control("POST", "/refunds/r1", status="SUCCESS")
        done = shop.call("GET", f"/v3/refund/domestic/refunds/r1?a=1{asked}").json()
        assert differences(waiting, REFUND) + differences(done, REFUND) == []
        assert differences(shop.call("GET", "/v3/certificates").json(), CERTIFICATES) == []

        sandbox.control("POST", f"/bills/{mchid}/{day}")
        assert differences(shop.call("GET", f"/v3/bill/tradebill?bill_date={day}").json(), BILL) == []
        if sub:
            sandbox.control("POST", f"/bills/{shop.subs[0]}/{day}")
            path = f"/v3/bill/sub-merchant-fundflowbill?bill_date={day}&account_type=BASIC&algorithm=AEAD_AES_256_GCM{asked}"
            assert differences(shop.call("GET", path).json(), SUB_BILL) == []

        base = "/v3/new-tax-control-fapiao"
        shop.call("PATCH", f"{base}/merchant/development-config", {"callback_url": ear.url})
        assert differences(shop.call("GET", f"{base}/merchant/tax-codes?offset=0&limit=20{asked}").json(), CODES) == []
        assert differences(template(shop, **sub).json(), fields("card_appid", "card_id")) == []
        sandbox.control("POST", f"/fapiao/{mchid}/{transaction}")
        assert post(shop, "/fapiao-applications", {**issuing(shop, transaction, 1000), **sub}).status_code == 202
        heard = ear.wait(5)
        found = shop.call("GET", f"{base}/fapiao-applications/{transaction}?a=1{asked}").json()
        assert differences(found, INVOICES) == []

    described = {"REFUND": REFUND_NOTICE, "FAPIAO": INVOICE_NOTICE}
    events = set()
    for _, raw in heard:
        envelope = json.loads(raw)
        events.add(envelope["event_type"])
        assert differences(envelope, ENVELOPE) == []
        plain = json.loads(shop.open(envelope["resource"]))
        wanted = APPLIED_NOTICE if envelope["event_type"] == "FAPIAO.USER_APPLIED" else described.get(envelope["event_type"].split(".")[0])
        assert wanted is None or differences(plain, wanted) == []
    assert events == {"TRANSACTION.SUCCESS", "REFUND.SUCCESS", "FAPIAO.USER_APPLIED", "FAPIAO.ISSUED", "FAPIAO.CARD_INSERTED"}


def test_the_comparison_itself_finds_what_is_missing_and_what_is_too_much():
    assert differences({"hash_type": 1, "surprise": 2}, BILL) == [
        "/surprise is not described",
        "/hash_value is missing",
        "/download_url is missing",
    ]
    assert differences({"data": [{"serial_no": ""}]}, CERTIFICATES)[0] == "/data/0/effective_time is missing"
