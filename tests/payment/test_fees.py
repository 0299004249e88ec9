"""The fee of a real case: paid and receipted, given back when nothing is granted, and the resident hears of it."""

import pytest
from sqlalchemy import select

from app.kernel import db
from app.kernel.models import outbox
from payment import channels, queries, service
from payment.refunds import service as refunds
from payment.refunds.models import refund
from tests.applications import Department, submitted
from tests.known import known
from tests.residents import Resident, count, drain

TO_PAY = ("pre_check", "accepted", "reviewing", "approving", "to_pay")


@pytest.fixture
def lin(app, sandbox):
    channels.connect(sandbox.credentials["pay"], "http://127.0.0.1:1/notify/wechat-pay")
    sandbox.control("POST", "/settings", department_auto=False, refund_auto=False)
    return known(app, sandbox)


@pytest.fixture
def due(app, lin):
    """A case whose fee is due, and its department."""
    no, department = submitted(lin), Department(app)
    department.walk(no, *TO_PAY)
    return no, department


def tap(lin, no):
    """Pay on the phone; the order's number. The notification is lost."""
    bill = lin.post(f"/api/cases/{no}/payment").json
    sheet = lin.sandbox.control("POST", "/pay/sheet", **bill["sheet"])
    lin.sandbox.control("POST", "/pay/confirm", prepay_id=sheet["prepay_id"], action="pay")
    return bill["order_no"]


def pay(lin, no):
    order_no = tap(lin, no)
    assert lin.post(f"/api/orders/{order_no}/check").json["state"] == "paid"
    drain()
    return order_no


def only_refund():
    with db.reading() as tx:
        return tx.execute(select(refund)).one()


def titles(lin):
    return [one["title"] for one in lin.get("/api/messages").json["messages"]]


def test_a_paid_fee_has_one_receipt_that_its_owner_can_show(lin, due):
    order_no = pay(lin, due[0])
    receipt = lin.get(f"/api/orders/{order_no}/receipt").json
    year = receipt["issued_on"][2:4]
    assert (receipt["code"], receipt["number"]) == (f"440101{year}", "0000000001")
    assert len(receipt["check_code"]) == 6 and receipt["check_code"].isdigit()
    assert (receipt["payer"], receipt["amount_fen"], receipt["valid"]) == ("林志豪", 12000, True)
    assert receipt["payee"] == "公安（出入境管理）"
    assert lin.get(f"/api/orders/{order_no}").json["receipt"] is True
    drain()
    assert count("fiscal_receipt") == 1 and "换护照：电子票据开好了" in titles(lin)


def test_receipts_are_numbered_without_a_gap(app, lin, due):
    from payment.models import order
    from payment.receipts import service as receipts

    def paid_order(number):
        order_no = db.in_transaction(service.open_order, f"x:{number}", "dept-rst", 100, "x", [], queries_until())
        with db.transaction() as tx:
            tx.execute(order.update().where(order.c.order_no == order_no).values(state="paid"))
        return order_no

    numbers = [db.in_transaction(receipts.issue, paid_order(number)) for number in range(3)]
    assert numbers == ["0000000001", "0000000002", "0000000003"]
    again = paid_order(0)
    assert [db.in_transaction(receipts.issue, again) for _ in range(2)] == ["0000000001"] * 2
    courier = db.in_transaction(service.open_order, "x:9", "dept-yz", 100, "快递", [], queries_until())
    with db.transaction() as tx:
        tx.execute(order.update().where(order.c.order_no == courier).values(state="paid"))
    assert db.in_transaction(receipts.issue, courier) is None


def queries_until():
    from app.kernel import clock

    return clock.now().replace(year=2099)


def test_who_is_denied_after_paying_gets_all_of_it_back(lin, due):
    no, department = due
    order_no = pay(lin, no)
    assert department.send(no, "denied", reason="照片不是本人").status_code == 200
    drain()
    back = only_refund()
    assert (back.amount_fen, back.reason, back.state) == (12000, "not_granted", "sent")
    shown = lin.get(f"/api/orders/{order_no}").json
    assert (shown["state"], shown["say"]) == ("refunding", "正在退 120.00 元，原路退回，一般 1 到 3 天到账。")
    lin.sandbox.control("POST", f"/refunds/{back.refund_no}", status="SUCCESS")
    assert refunds.ask(back.refund_no) == "done"
    drain()
    shown = lin.get(f"/api/orders/{order_no}").json
    assert (shown["state"], shown["refunded_fen"]) == ("refunded", 12000)
    assert lin.get(f"/api/orders/{order_no}/receipt").json["valid"] is False
    assert "换护照：钱退给您了" in titles(lin)
    with db.reading() as tx:
        assert queries.balance(tx).sound


def test_a_refund_that_cannot_arrive_is_said_and_the_receipt_is_not_held_out_as_good(lin, due):
    no, department = due
    order_no = pay(lin, no)
    assert department.send(no, "denied", reason="照片不是本人").status_code == 200
    drain()
    refund_no = only_refund().refund_no
    found = lin.get(f"/api/orders/{order_no}/receipt").json
    assert (found["word"], found["say"].partition("。")[0]) == ("在退费", "有 120.00 元在退给您")
    lin.sandbox.control("POST", f"/refunds/{refund_no}", status="ABNORMAL")
    assert refunds.ask(refund_no) == refunds.ask(refund_no) == "abnormal"
    drain()
    said = "120.00 元没能退到付款的账户，工作人员在另外办，不用您再申请。问进度打 12345。"
    shown = lin.get(f"/api/orders/{order_no}").json
    assert (shown["state"], shown["say"]) == ("stuck", said)
    told = {one["title"]: one["say"] for one in lin.get("/api/messages").json["messages"]}
    assert told["换护照：退款没退成"] == said.replace(".00", "") and titles(lin).count("换护照：退款没退成") == 1
    assert "退了费，它就作废" in told["换护照：电子票据开好了"]
    lin.sandbox.control("POST", f"/refunds/{refund_no}", status="SUCCESS")
    assert refunds.ask(refund_no) == "done"
    drain()
    assert "换护照：钱退给您了" in titles(lin) and lin.get(f"/api/orders/{order_no}/receipt").json["word"] == "已冲红"


@pytest.mark.parametrize("before", [(), ("ABNORMAL",)])
def test_a_refund_that_wechat_closed_is_not_said_to_be_under_way(lin, due, before):
    """Whatever became of the case since, and however long it takes till somebody sends it another way."""
    no, department = due
    order_no = pay(lin, no)
    assert department.send(no, "denied", reason="照片不是本人").status_code == 200
    drain()
    refund_no = only_refund().refund_no
    for status in (*before, "CLOSED"):
        lin.sandbox.control("POST", f"/refunds/{refund_no}", status=status)
        assert refunds.ask(refund_no) == status.lower()
    drain()
    department.walk(no, "done")
    shown = lin.get(f"/api/orders/{order_no}").json
    assert (shown["state"], shown["refunded_fen"]) == ("stuck", 0)
    assert shown["say"] == "120.00 元没能退到付款的账户，工作人员在另外办，不用您再申请。问进度打 12345。"
    assert titles(lin).count("换护照：退款没退成") == 1
    found = lin.get(f"/api/orders/{order_no}/receipt").json
    assert (found["word"], found["tone"]) == ("在退费", "near")
    assert [one["word"] for one in lin.get("/api/me/receipts").json["receipts"]] == ["在退费"]


def test_a_case_that_ends_while_its_fee_is_unpaid_closes_the_order(lin, due):
    no, department = due
    bill = lin.post(f"/api/cases/{no}/payment").json
    assert department.send(no, "terminated", reason="超过三十天没交费").status_code == 200
    drain()
    assert lin.get(f"/api/orders/{bill['order_no']}").json["state"] == "closed"
    assert lin.post(f"/api/cases/{no}/payment").json["code"] == "order_closed"
    assert count("payment_refund") == 0


def test_who_pays_at_the_moment_the_case_ends_gets_it_back(lin, due):
    no, department = due
    order_no = tap(lin, no)
    assert department.send(no, "terminated", reason="超过三十天没交费").status_code == 200
    drain()
    assert (only_refund().order_no, only_refund().amount_fen) == (order_no, 12000)
    with db.reading() as tx:
        assert queries.balance(tx).sound and queries.balance(tx).paid_fen == 12000


def test_a_payment_heard_of_after_the_case_ended_goes_back_even_when_nobody_closed_the_order(lin, due):
    """As when WeChat was away for so long that closing was given up."""
    no, department = due
    order_no = tap(lin, no)
    assert department.send(no, "terminated", reason="超过三十天没交费").status_code == 200
    with db.transaction() as tx:
        tx.execute(outbox.delete().where(outbox.c.name == "fee_released"))
    drain()
    assert count("payment_refund") == 0
    assert service.check(order_no) == "paid"
    drain()
    assert (only_refund().order_no, only_refund().reason, only_refund().state) == (order_no, "not_granted", "sent")


def test_somebody_elses_order_is_as_absent_as_none(app, sandbox, lin, due):
    order_no = pay(lin, due[0])
    stranger = Resident(app, sandbox, "chen-xiaotong").known()
    for method, tail in (("GET", ""), ("POST", "/check"), ("GET", "/receipt")):
        answers = [
            stranger.call(method, f"/api/orders/{no}{tail}", {} if method == "POST" else None)
            for no in (order_no, "20260101000000000000000000")
        ]
        assert [one.status_code for one in answers] == [404, 404]
        assert len({str({k: v for k, v in one.json.items() if k != "request_id"}) for one in answers}) == 1


@pytest.mark.parametrize("body", [{"amount_fen": 1}, {"currency": "USD"}, {"payee": "dept-x"}, {"amount_fen": -1}, {"amount_fen": 0.5}])
def test_what_is_paid_is_not_for_a_phone_to_say(lin, due, body):
    before = len(asked(lin.sandbox))
    reply = lin.post(f"/api/cases/{due[0]}/payment", body)
    assert (reply.status_code, reply.json["code"], len(asked(lin.sandbox))) == (422, "refused", before)
    assert reply.json["errors"] == [{"field": next(iter(body)), "say": "没有这一项。"}]
    assert lin.post(f"/api/cases/{due[0]}/payment").json["amount_fen"] == 12000


def asked(sandbox):
    """Requests that reached WeChat Pay."""
    return [one for one in sandbox.control("GET", "/messages") if one["side"] == "pay" and one["direction"] == "in"]
