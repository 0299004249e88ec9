"""A caller of the tax bureau, written from docs/protocols.md alone."""

import hashlib
import hmac
import json
import secrets
import time

import requests

A, B, C, D, E = "91440101MADEMA0192", "91440106MADEMB011Q", "91440104MADEMC0302", "91440111MADEMD0171", "92440105MADEME01XK"
OU = {"name": "区嘉怡", "id": "440199199902140046"}
UMBRELLA, RICE, FOOD, SOFTWARE = "1060513990000000000", "1010101000000000000", "1030209000000000000", "3040201000000000000"
PREFIX = {UMBRELLA: "日用杂品", RICE: "谷物", FOOD: "食品", SOFTWARE: "信息技术服务"}


class Bureau:
    """`call(method, path, body)` → (status, JSON)."""

    def __init__(self, sandbox, key=None):
        self.sandbox, self.key = sandbox, key or sandbox.credentials["tax"]["key"]

    def raw(self, method, path, body=None):
        raw = json.dumps(body).encode() if body is not None else b""
        stamp, nonce = str(int(time.time())), secrets.token_hex(16)
        message = f"{method}\n/tax{path}\n{stamp}\n{nonce}\n{hashlib.sha256(raw).hexdigest()}\n"
        headers = {
            "X-Shengshi-Department": "dept-sw",
            "X-Shengshi-Timestamp": stamp,
            "X-Shengshi-Nonce": nonce,
            "X-Shengshi-Signature": hmac.new(self.key.encode(), message.encode(), hashlib.sha256).hexdigest(),
        }
        return requests.request(method, f"{self.sandbox.url}/tax{path}", data=raw, headers=headers, timeout=15)

    def call(self, method, path, body=None):
        reply = self.raw(method, path, body)
        return reply.status_code, reply.json()

    def issue(self, **more):
        return self.call("POST", "/einvoices", order(**more))

    def quota(self, seller):
        told = self.call("GET", f"/quota?seller={seller}")[1]
        return told["total"], told["used"], told["frozen"]

    def row(self, number):
        return self.call("GET", f"/einvoices/{number}")[1]["invoice"]


def line(no, code, name, amount, rate, tax, **more):
    nature = {"nature": "normal", "qty": "", "price": "", "spec": "", "unit": ""}
    return {"no": no, "code": code, "name": f"*{PREFIX[code]}*{name}", "amount": amount, "rate": rate, "tax": tax} | nature | more


def order(rows=None, **more):
    """C sells one umbrella of 113.00 to A."""
    rows = rows or [line(1, UMBRELLA, "雨伞", 10000, "0.13", 1300, qty="1", price="100")]
    sums = {"amount": sum(one["amount"] for one in rows), "tax": sum(one["tax"] for one in rows)}
    buyer = {"name": "广州云山示例科技有限公司", "tax_no": A, "natural": "N"}
    head = {"key": "S0001-T1", "kind": "32", "seller": C, "buyer": buyer, "drawer": OU, "remark": ""}
    return head | {"rows": rows, **sums, "total": sums["amount"] + sums["tax"]} | more
