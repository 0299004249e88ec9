"""Seeded random walks: residents pay and pay again, operators give back, cases end, answers are lost, notices come late, twice
and in any order. Whatever happened, our books and WeChat's agree to the fen, and the day's bill has no difference.

A seed that ever failed stays in SEEDS.
"""

import random
from collections import Counter
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from app.kernel import clock, db
from app.kernel.errors import Problem
from app.kernel.ids import new_id
from payment import channels, queries, service
from payment.bills import service as bills
from payment.models import order
from payment.refunds import service as refunds
from payment.refunds.models import refund
from tests.residents import count

SEEDS = range(1, 7)
STEPS = 60
PAYEES = ("dept-gat-crj", "dept-gat-hz", "dept-gat-jj")
FAULTS = ("lost_reply", "5xx", "429", "bad_signature", "stale_time", "unknown_serial")
PATHS = ("/jsapi", "/out-trade-no/", "/close", "/v3/refund/")


class Walk:
    """One seed's world: three orders, two operators, time that only moves forward."""

    def __init__(self, app, sandbox, seed):
        self.client, self.sandbox, self.dice = app.test_client(), sandbox, random.Random(seed)
        self.staff, self.ahead, self.done = (new_id(), new_id()), timedelta(0), Counter()
        people = {one["id"]: one for one in sandbox.control("GET", "/people")}
        self.payer = people["lin-zhihao"]["openid"][sandbox.credentials["wechat"]["appid"]]
        until = clock.now().replace(year=2099)
        for number, payee in enumerate(PAYEES):
            db.in_transaction(service.open_order, f"case:{number}", payee, 1000 * (number + 1) + 7, "换证", [], until)

    def step(self):
        acts = (self.pay, self.pay, self.deliver, self.deliver, self.ask_back, self.decide, self.decide, self.end, self.poll)
        act = self.dice.choice((*acts, self.fault, self.sweep, self.release, self.close))
        try:
            act()
            self.done[act.__name__] += 1
        except Problem as problem:
            self.done[problem.code] += 1

    def pay(self):
        """Somebody opens a sheet and pays; perhaps the same sheet as before, perhaps of an order closed since."""
        _, sheet = service.start(f"case:{self.dice.randrange(3)}", self.payer)
        if sheet and self.dice.random() < 0.7:
            self.tap(sheet["package"].removeprefix("prepay_id="))

    def tap(self, prepay_id):
        try:
            self.sandbox.control("POST", "/pay/confirm", prepay_id=prepay_id, action="pay")
        except AssertionError:
            self.done["sheet refused"] += 1

    def deliver(self):
        """Any notice WeChat ever sent, at our door: late, twice, out of order."""
        sent = [one for one in self.sandbox.control("GET", "/messages") if one["direction"] == "out" and one["side"] == "pay"]
        if sent:
            one = self.dice.choice(sent)
            headers = {name: value for name, value in one["headers"].items() if name.startswith("Wechatpay")}
            reply = self.client.post(one["path"].removeprefix("http://127.0.0.1:1"), data=one["request"], headers=headers)
            assert reply.status_code == 204, reply.text

    def ask_back(self):
        fen = self.dice.choice((1, 500, 1007, 3007))
        by = self.staff[self.dice.randrange(2)]
        db.in_transaction(refunds.request, self.any(order.c.order_no), fen, "asked_for", f"walk:{self.dice.random()}", by)

    def decide(self):
        refund_no = self.any(refund.c.refund_no)
        if refund_no:
            how = refunds.approve if self.dice.random() < 0.8 else refunds.decline
            db.in_transaction(how, refund_no, self.staff[self.dice.randrange(2)])
            refunds.send(refund_no)

    def end(self):
        """WeChat finishes a refund, one way or another."""
        open_ones = [one for one in self.sandbox.control("GET", "/refunds") if one["status"] in ("PROCESSING", "ABNORMAL")]
        if open_ones:
            one = self.dice.choice(open_ones)
            ways = ("SUCCESS", "SUCCESS", "CLOSED") + (("ABNORMAL",) if one["status"] == "PROCESSING" else ())
            self.sandbox.control("POST", f"/refunds/{one['number']}", status=self.dice.choice(ways))

    def poll(self):
        service.check_for_page(self.any(order.c.order_no))

    def fault(self):
        kind, path = self.dice.choice(FAULTS), self.dice.choice(PATHS)
        self.sandbox.control("POST", "/faults", match={"path": path, "side": "pay"}, kind=kind, times=1)

    def sweep(self):
        self.ahead += timedelta(minutes=self.dice.choice((1, 12)))
        with clock.held_at(clock.now() + self.ahead):
            service.sweep()
            refunds.sweep()

    def release(self):
        if self.dice.random() < 0.3:
            service.release(f"case:{self.dice.randrange(3)}", new_id())

    def close(self):
        if self.dice.random() < 0.5:
            service.close(self.any(order.c.order_no))

    def any(self, column):
        with db.reading() as tx:
            found = tx.execute(select(column).order_by(column)).scalars().all()
        return self.dice.choice(found) if found else None

    def rest(self):
        """Faults are over and everybody catches up: refunds end, whoever waits for a decision gets one, we ask about the rest."""
        self.sandbox.control("DELETE", "/faults")
        for pay in channels.all_merchants():
            pay.peer.forgive()
        with db.reading() as tx:
            waiting = tx.execute(select(refund.c.refund_no).where(refund.c.state == "asked")).scalars().all()
        for refund_no in waiting:
            db.in_transaction(refunds.decline, refund_no, new_id())
        for _ in range(4):
            self.ahead += timedelta(hours=7)
            with clock.held_at(clock.now() + self.ahead):
                service.sweep()
                refunds.sweep()
            for one in self.sandbox.control("GET", "/refunds"):
                if one["status"] in ("PROCESSING", "ABNORMAL"):
                    self.sandbox.control("POST", f"/refunds/{one['number']}", status="SUCCESS")


def ours():
    with db.reading() as tx:
        assert queries.balance(tx).faults == []
        paid = {row.order_no: row.amount_fen for row in tx.execute(select(order).where(order.c.state == "paid"))}
        back = Counter()
        for row in tx.execute(select(refund).where(refund.c.state == "done")):
            back[row.order_no] += row.amount_fen
    return paid, +back


def theirs(sandbox):
    paid = {one["number"]: one["total"] for one in sandbox.control("GET", "/orders") if one["state"] in ("SUCCESS", "REFUND")}
    back = Counter()
    for one in sandbox.control("GET", "/refunds"):
        if one["status"] == "SUCCESS":
            back[one["out_trade_no"]] += one["amount"]
    return paid, +back


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_happened_both_books_agree_to_the_fen(app, sandbox, seed):
    channels.connect(sandbox.credentials["pay"], "http://127.0.0.1:1/notify/wechat-pay")
    sandbox.control("POST", "/settings", refund_auto=False, refund_spacing=0)
    day, walk = clock.today(), Walk(app, sandbox, seed)
    for pay in channels.all_merchants():
        pay.peer.FAILURES = 10**6  # the breaker has tests of its own; here it would only hide steps
    for _ in range(STEPS):
        walk.step()
        with db.reading() as tx:
            assert queries.balance(tx).faults == [], f"seed {seed}: {walk.done}"
    walk.rest()
    assert ours() == theirs(sandbox), f"seed {seed}: {walk.done}"
    assert all(back <= ours()[0][order_no] for order_no, back in ours()[1].items())
    before = count("work_order")
    morning = datetime.combine(day + timedelta(days=2), datetime.min.time(), clock.CHINA) + timedelta(hours=11)
    for pay in channels.all_merchants():
        sandbox.control("POST", f"/bills/{pay.mchid}/{day}")
        with clock.held_at(morning):
            assert bills.reconcile(pay.mchid, day).differences == 0, f"seed {seed}: {walk.done}"
    assert count("work_order") == before
