"""wechatpayv3 as it comes from PyPI: only its private base address is set, after construction (wechat.md 7.3 D12)."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import os
import secrets
import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

from wechatpayv3 import WeChatPay, WeChatPayType
from wechatpayv3.utils import aes_decrypt

from tests.conformance.clients import bill
from tests.conformance.clients.job import Ear, Job, equal, run

TOTAL, PARTS = 12345, (1, 2344, 5000)


class Shop:
    """A merchant that knows nothing but wechatpayv3."""

    def __init__(self, job: Job) -> None:
        self.job, self.card, self.ear = job, job.card(), Ear()
        self.partner, self.mode = job.given["party"] == "partner", job.given["mode"]
        self.sub = next(iter(self.card["sub_mchids"].values())) if self.partner else None
        self.appid = self.card["appid"]
        self.openid = job.openid(self.appid)
        self.paid: dict[str, int] = {}
        self.refunded: dict[str, int] = {}

    def build(self, cert_dir: str | None, public_key: bool) -> WeChatPay:
        keys = {"public_key": self.card["public_key"], "public_key_id": self.card["public_key_id"]} if public_key else {}
        made = WeChatPay(
            WeChatPayType.MINIPROG,
            mchid=self.card["mchid"],
            private_key=self.card["private_key"],
            cert_serial_no=self.card["serial"],
            appid=self.appid,
            apiv3_key=self.card["apiv3_key"],
            notify_url=self.ear.url,
            cert_dir=cert_dir,
            partner_mode=self.partner,
            timeout=(5, 20),
            **keys,
        )
        made._core._gate_way = self.job.url
        return made

    def keys(self) -> str:
        """In certificate mode the client fetches and opens the certificates itself, then starts from that folder."""
        if self.mode == "public_key":
            self.client = self.build(None, public_key=True)
            return self.card["public_key_id"][:15] + "…"
        folder = os.path.join(self.job.given["folder"], f"certs-{self.card['mchid']}")
        self.build(folder, public_key=True)._core._update_certificates()
        names = os.listdir(folder)
        self.client = self.build(folder, public_key=False)
        return f"{len(names)} certificate"

    def good(self, answer: tuple[int, Any], status: int = 200) -> Any:
        code, text = answer
        equal(code, status, f"status of {text!r}")
        return json.loads(text) if text else None

    def order(self) -> str:
        self.number = "conf" + secrets.token_hex(8)
        self.prepay_id = self.prepay(self.number, TOTAL)
        equal(self.prepay(self.number, TOTAL), self.prepay_id, "same order again")
        return self.prepay_id[:12] + "…"

    def prepay(self, number: str, total: int, **more: Any) -> str:
        payer = {"sp_openid" if self.partner else "openid": self.openid}
        about = {"description": "护照工本费", "out_trade_no": number, "amount": {"total": total, "currency": "CNY"}, "payer": payer}
        return self.good(self.client.pay(**about, sub_mchid=self.sub, **more))["prepay_id"]

    def pay(self, prepay_id: str | None = None) -> str:
        """paySign by the client's own signer; the sandbox opens the sheet only when it is right."""
        prepay_id = prepay_id or self.prepay_id
        stamp, nonce, package = str(int(time.time())), secrets.token_hex(16), f"prepay_id={prepay_id}"
        sign = self.client.sign([self.appid, stamp, nonce, package])
        sheet = {"appId": self.appid, "timeStamp": stamp, "nonceStr": nonce, "package": package, "signType": "RSA", "paySign": sign}
        shown = self.job.control("POST", "/pay/sheet", **sheet)
        equal(self.job.control("POST", "/pay/confirm", prepay_id=prepay_id, action="pay"), {"state": "SUCCESS"})
        return f"{shown['amount_fen']} fen"

    def notification(self) -> str:
        headers, body = self.ear.next()
        message = self.client.callback(headers, body)
        assert message, "the client refused a good notification"
        equal(message["event_type"], "TRANSACTION.SUCCESS")
        plain = message["resource"]
        equal((plain["out_trade_no"], plain["amount"]["total"], plain["trade_state"]), (self.number, TOTAL, "SUCCESS"))
        self.transaction, self.paid[self.number] = plain["transaction_id"], TOTAL
        return "opened"

    def forged_notification(self) -> str:
        """A wrong signature, then the good copy: the client must tell them apart."""
        self.job.control("POST", "/faults", match={"path": "/notify"}, kind="signtest")
        number = "conf" + secrets.token_hex(8)
        self.pay(self.prepay(number, 7))
        self.paid[number] = 7
        probe, real = self.ear.next(), self.ear.next()
        assert not self.client.callback(*probe), "the client took a probe for good"
        equal(self.client.callback(*real)["resource"]["out_trade_no"], number)
        return "probe refused"

    def query(self) -> str:
        found = self.good(self.client.query(out_trade_no=self.number, sub_mchid=self.sub))
        equal((found["trade_state"], found["amount"]["payer_total"]), ("SUCCESS", TOTAL))
        equal(self.good(self.client.query(transaction_id=self.transaction, sub_mchid=self.sub)), found, "by transaction")
        return found["trade_state"]

    def close(self) -> str:
        number = "conf" + secrets.token_hex(8)
        self.prepay(number, 1)
        equal(self.client.close(number, sub_mchid=self.sub)[0], 204)
        equal(self.good(self.client.query(out_trade_no=number, sub_mchid=self.sub))["trade_state"], "CLOSED")
        code, text = self.client.query(out_trade_no="nobody-ordered", sub_mchid=self.sub)
        equal((code, json.loads(text)["code"]), (404, "ORDER_NOT_EXIST"))
        return "204, CLOSED"

    def refund(self, number: str, amount: int, **more: Any) -> Any:
        about = {"amount": {"refund": amount, "total": TOTAL, "currency": "CNY"}, "transaction_id": self.transaction}
        return self.client.refund(out_refund_no=number, reason="审批未通过", sub_mchid=self.sub, **{**about, **more})

    def refunds(self) -> str:
        for part, amount in enumerate(PARTS):
            number = f"{self.number}-r{part}"
            equal(self.good(self.refund(number, amount))["status"], "PROCESSING")
            equal(self.good(self.refund(number, amount))["amount"]["refund"], amount, "same refund again")
            self.refunded[number] = amount
        code, text = self.refund(f"{self.number}-r9", TOTAL)
        equal((code, json.loads(text)["code"]), (400, "INVALID_REQUEST"))
        return " + ".join(map(str, PARTS))

    def refund_notifications(self) -> str:
        for number in self.refunded:
            self.job.control("POST", f"/refunds/{number}", status="SUCCESS")
        heard = {}
        for _ in self.refunded:
            message = self.client.callback(*self.ear.next())
            assert message, "the client refused a good notification"
            equal(message["event_type"], "REFUND.SUCCESS")
            heard[message["resource"]["out_refund_no"]] = message["resource"]["amount"]["refund"]
        equal(heard, self.refunded)
        return f"{len(heard)} opened"

    def refund_query(self) -> str:
        equal(len(self.refunded), len(PARTS))
        for number, amount in self.refunded.items():
            found = self.good(self.client.query_refund(number, sub_mchid=self.sub))
            equal((found["status"], found["amount"]["refund"]), ("SUCCESS", amount))
        return "SUCCESS"

    def abnormal_refund(self) -> str:
        """Card data are encrypted by the client, opened by the sandbox."""
        number = f"{self.number}-r3"
        refund_id = self.good(self.refund(number, 5))["refund_id"]
        self.refunded[number] = 5
        self.job.control("POST", f"/refunds/{number}", status="ABNORMAL")
        card = {"bank_type": "ICBC_DEBIT", "bank_account": "6222020000001234", "real_name": "林志豪"}
        answer = self.client.abnormal_refund(refund_id, number, "USER_BANK_CARD", **card, sub_mchid=self.sub)
        equal(self.good(answer)["user_received_account"], "银行卡1234")
        self.job.control("POST", f"/refunds/{number}", status="SUCCESS")
        events = sorted(self.client.callback(*self.ear.next())["event_type"] for _ in range(2))
        equal(events, ["REFUND.ABNORMAL", "REFUND.SUCCESS"])
        return "银行卡1234"

    def today(self) -> str:
        return datetime.now(timezone(timedelta(hours=8))).date().isoformat()

    def file(self, answer: Any) -> bytes:
        """Download, unpack, compare the hash."""
        code, packed = self.client.download_bill(answer["download_url"])
        equal(code, 200)
        raw = gzip.decompress(packed)
        equal(hashlib.sha1(raw).hexdigest(), answer["hash_value"], "SHA1")
        return raw

    def trade_bill(self) -> str:
        self.job.control("POST", f"/bills/{self.card['mchid']}/{self.today()}")
        self.rows, self.sums = bill.read(self.file(self.good(self.client.trade_bill(self.today(), sub_mchid=self.sub))))
        return f"{len(self.rows)} rows"

    def reconcile(self) -> str:
        equal(bill.differences(self.rows, self.paid, self.refunded), [])
        equal(bill.fen(self.sums["订单总金额"]), sum(self.paid.values()))
        equal(bill.fen(self.sums["申请退款总金额"]), sum(self.refunded.values()))
        wrong = {**self.refunded, next(iter(self.refunded)): 2}
        equal(len(bill.differences(self.rows, self.paid, wrong)), 1, "one fen too many must be found")
        return "0 fen apart"

    def fund_flow(self) -> str:
        if not self.partner:
            rows, sums = bill.read(self.file(self.good(self.client.fundflow_bill(self.today()))))
        else:
            self.job.control("POST", f"/bills/{self.sub}/{self.today()}")
            (one,) = self.good(self.client.submch_fundflow_bill(self.sub, self.today(), "BASIC"))["download_bill_list"]
            _, sealed = self.client.download_bill(one["download_url"])
            key = self.client._core.decrypt(one["encrypt_key"])
            raw = aes_decrypt(one["nonce"], base64.b64encode(sealed), "", key).encode()
            equal(hashlib.sha1(raw).hexdigest(), one["hash_value"], "SHA1")
            rows, sums = bill.read(raw)
        moved = sum(bill.fen(row["收支金额(元)"]) * (1 if row["收支类型"] == "收入" else -1) for row in rows)
        fees = sum(bill.fen(row["手续费"]) for row in self.rows)
        equal(moved, sum(self.paid.values()) - sum(self.refunded.values()) - fees, "fund flow against trade bill")
        equal(float(sums["资金流水总笔数"]), float(len(rows)))
        return f"{moved} fen"

    def forged_reply(self) -> str:
        self.job.control("POST", "/faults", match={"path": "/v3/pay"}, kind="bad_signature")
        try:
            self.client.query(out_trade_no=self.number, sub_mchid=self.sub)
        except Exception as error:
            assert "signature" in str(error), error
            return "refused"
        raise AssertionError("the client took a wrong signature for good")

    def rotation(self) -> str:
        """A new certificate signs; the client sees the unknown serial, fetches again and goes on."""
        self.job.control("POST", "/keys/rotate")
        equal(self.good(self.client.query(out_trade_no=self.number, sub_mchid=self.sub))["trade_state"], "REFUND")
        return f"{len(self.client._core._certificates)} certificates"

    def fapiao(self) -> str:
        """Upload (without a boundary in its header), a card template, an invoice issued and asked for."""
        self.job.control("POST", "/settings", fapiao_delay=0)
        equal(self.good(self.client.fapiao_set_merchant_config(self.ear.url))["callback_url"], self.ear.url)
        logo = {"logo_url": "https://example.com/logo.png"}
        card = self.good(self.client.fapiao_card_template(logo, card_appid="wx1b7d5e9a3c8f2046"))
        path = os.path.join(self.job.given["folder"], "invoice.pdf")
        with open(path, "wb") as file:
            file.write(b"%PDF-1.4 invoice")
        assert self.good(self.client.fapiao_upload_file(path))["fapiao_media_id"]
        item = {"tax_code": "3020100000000000000", "quantity": 100000000, "total_amount": 4000, "tax_rate": 600, "discount": False}
        one = {"fapiao_id": "conf-1", "total_amount": 4000, "need_list": False, "items": [item]}
        buyer = {"type": "INDIVIDUAL", "name": "林志豪", "phone": "13800000000"}
        equal(self.client.fapiao_applications(self.transaction, buyer, [one])[0], 202)
        events = [self.client.callback(*self.ear.next())["event_type"] for _ in range(2)]
        equal(sorted(events), ["FAPIAO.CARD_INSERTED", "FAPIAO.ISSUED"])
        (found,) = self.good(self.client.fapiao_query(self.transaction))["fapiao_information"]
        equal((found["status"], found["card_information"]["card_id"]), ("ISSUED", card["card_id"]))
        equal(self.client._core.decrypt(found["buyer_information"]["phone"]), "13800000000")
        return "ISSUED, in the wallet"


def flows(shop: Shop) -> list[tuple[str, Callable[[], str]]]:
    """What a merchant does from the first key to the last fen."""
    found = [
        ("keys", shop.keys),
        ("order", shop.order),
        ("pay", shop.pay),
        ("notification", shop.notification),
        ("query", shop.query),
        ("close", shop.close),
        ("three refunds", shop.refunds),
        ("refund notices", shop.refund_notifications),
        ("refund query", shop.refund_query),
        ("abnormal refund", shop.abnormal_refund),
        ("forged notice", shop.forged_notification),
        ("trade bill", shop.trade_bill),
        ("reconcile", shop.reconcile),
        ("fund flow", shop.fund_flow),
        ("forged reply", shop.forged_reply),
    ]
    if shop.mode == "certificate":
        found.append(("key rotation", shop.rotation))
    if not shop.partner:  # the client cannot name a sub-merchant here (wechat.md 7.3 D9)
        found.append(("fapiao", shop.fapiao))
    return found


if __name__ == "__main__":
    run(flows(Shop(Job())))
