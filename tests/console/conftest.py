"""Staff at their desks, and a resident's paid case, all over HTTP."""

import uuid

import pytest

from app.kernel import clock, db
from app.staff import rules, service
from payment import channels
from tests.applications import Department, submitted
from tests.known import known
from tests.residents import drain

PASSWORD = "correct horse battery 7"


class Desk:
    """`Desk(app, "finance", "wang")`: a member of staff, signed in."""

    def __init__(self, app, role, login, unit="广州市财政局", city=""):
        self.client, self.login, self.token, self.shift = app.test_client(), login, "", 0
        self.secret = db.in_transaction(service.add, login, f"{login}某", unit, role, PASSWORD, city)
        assert self.sign_in().status_code == 200

    def sign_in(self, password=PASSWORD, code=None):
        code = code or rules.one_time_code(self.secret, clock.now().timestamp())
        reply = self.client.post("/console/v1/sign-in", json={"login": self.login, "password": password, "code": code})
        self.token = reply.json.get("token", self.token)
        return reply

    def call(self, method, path, body=None, key=None, **more):
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": key or str(uuid.uuid4())}
        return self.client.open(f"/console/v1{path}", method=method, headers=headers, json=body, **more)

    def get(self, path, **query):
        return self.call("GET", path, query_string=query)

    def post(self, path, body=None, key=None):
        return self.call("POST", path, body if body is not None else {}, key)


@pytest.fixture
def desk(app, sandbox):
    """desk("finance"): one of that role, signed in."""
    channels.connect(sandbox.credentials["pay"], "http://127.0.0.1:1/notify/wechat-pay")
    sandbox.control("POST", "/settings", department_auto=False, refund_auto=False, refund_spacing=0)
    made = []

    def make(role, login=None, **more):
        made.append(role)
        return Desk(app, role, login or f"{role[:3]}{len(made)}", **more)

    return make


@pytest.fixture
def lin(app, sandbox, desk):
    return known(app, sandbox)


@pytest.fixture
def paid(app, sandbox, lin):
    """A case of 林志豪 whose fee of 120 yuan is paid: case number, order number."""
    no = submitted(lin)
    Department(app).walk(no, "pre_check", "accepted", "reviewing", "approving", "to_pay")
    bill = lin.post(f"/api/cases/{no}/payment").json
    sheet = sandbox.control("POST", "/pay/sheet", **bill["sheet"])
    sandbox.control("POST", "/pay/confirm", prepay_id=sheet["prepay_id"], action="pay")
    with clock.held_at(clock.now()):
        assert lin.post(f"/api/orders/{bill['order_no']}/check").json["state"] == "paid"
    drain()
    return no, bill["order_no"]
