"""A platform that hands cases to the sandbox's departments and hears what they say. Signs on its own."""

import hashlib
import hmac
import json
import secrets
import time
from contextlib import contextmanager

import requests

from tests.sandbox.wechat import server

DEPARTMENT = "dept-gat-crj"
POINTS = [{"id": "passport-renew.r6", "text": "照片合格"}, {"id": "passport-renew.r7", "text": "签名清楚"}]


class Platform:
    """`said` are the nodes that arrived, in order, as (case number, body)."""

    def __init__(self, sandbox, url, arrived, department=DEPARTMENT):
        self.sandbox, self.url, self.arrived, self.department = sandbox, url, arrived, department
        self.secret = sandbox.credentials["departments"]["keys"][department]

    @property
    def said(self):
        return [(got.path.split("/")[-2], json.loads(got.body)) for got in self.arrived if got.path.endswith("/nodes")]

    def nodes(self, case_no):
        return [body["node"] for number, body in self.said if number == case_no]

    def hand_over(self, case_no, fee=12000, **more):
        return self.send("/cases", {**case_body(case_no, fee, self.url), **more})

    def send(self, path, body):
        raw = json.dumps(body).encode()
        target = f"/departments/{self.department}{path}"
        stamp, nonce = str(int(time.time())), secrets.token_hex(16)
        message = f"POST\n{target}\n{stamp}\n{nonce}\n{hashlib.sha256(raw).hexdigest()}\n"
        headers = {
            "X-Shengshi-Department": self.department,
            "X-Shengshi-Timestamp": stamp,
            "X-Shengshi-Nonce": nonce,
            "X-Shengshi-Signature": hmac.new(self.secret.encode(), message.encode(), hashlib.sha256).hexdigest(),
            "Content-Type": "application/json",
        }
        reply = requests.post(self.sandbox.url + target, data=raw, headers=headers, timeout=10)
        assert reply.status_code < 300, reply.text
        return reply.json()

    def decide(self, case_no, node, **more):
        return self.sandbox.control("POST", f"/departments/{self.department}/cases/{case_no}/nodes", node=node, **more)

    def case(self, case_no):
        return next(one for one in self.sandbox.control("GET", "/cases") if one["case_no"] == case_no)


@contextmanager
def platform(sandbox, answer=lambda got: (200, "{}")):
    with server(answer) as (url, arrived):
        yield Platform(sandbox, url, arrived)


def case_body(case_no, fee, url):
    return {
        "case_no": case_no,
        "item": "passport-renew",
        "item_name": "普通护照换发",
        "situation": "adult",
        "region": "440100",
        "submitted_at": "2026-11-24T08:00:00Z",
        "applicant": {"name": "林志豪", "id_type": "111", "id_number": "440199199208200010", "phone": "13800138001"},
        "form": {"delivery": "自取"},
        "fee_fen": fee,
        "promised_by": "2026-12-02",
        "materials": [],
        "points": POINTS,
        "callback": url + "/department/v1",
    }
