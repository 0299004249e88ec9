"""A bill that lapsed, one asked for twice, one given back: the case never stands still, and nobody pays twice."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.kernel import clock, db
from app.kernel.errors import Conflict
from payment import channels, queries, service
from payment.models import order
from payment.refunds import service as refunds
from payment.refunds.models import refund
from tests.applications import PASSPORT, Department, submitted
from tests.known import known
from tests.residents import Resident, count, drain

TO_PAY = ("pre_check", "accepted", "reviewing", "approving", "to_pay")


@pytest.fixture
def lin(app, sandbox):
    channels.connect(sandbox.credentials["pay"], "http://127.0.0.1:1/notify/wechat-pay")
    sandbox.control("POST", "/settings", department_auto=False, refund_auto=False, refund_spacing=0)
    return known(app, sandbox)


@pytest.fixture
def crj(app):
    return Department(app)


@pytest.fixture
def no(lin, crj):
    """A case whose fee is due."""
    no = submitted(lin)
    crj.walk(no, *TO_PAY)
    return no


def bill(lin, no):
    reply = lin.post(f"/api/cases/{no}/payment")
    assert reply.status_code == 200, reply.text
    return reply.json


def tap(lin, sheet):
    """In WeChat's sheet: paid, and the notice is lost."""
    shown = lin.sandbox.control("POST", "/pay/sheet", **sheet)
    lin.sandbox.control("POST", "/pay/confirm", prepay_id=shown["prepay_id"], action="pay")


def pay(lin, no):
    due = bill(lin, no)
    tap(lin, due["sheet"])
    assert lin.post(f"/api/orders/{due['order_no']}/check").json["state"] == "paid"
    drain()
    return due["order_no"]


def lapse(no):
    """Thirty days pass for the bill, and the sweeper comes by."""
    mine, now = order.c.subject == f"case:{no}", clock.now()
    with db.transaction() as tx:
        tx.execute(update(order).where(mine).values(expires_at=now - timedelta(seconds=1)))
        tx.execute(update(order).where(mine, order.c.next_check.is_not(None)).values(next_check=now))
    service.sweep()


def orders(no):
    """(state, whether it is the one that stands for the case) of every order of a case, oldest first."""
    with db.reading() as tx:
        rows = tx.execute(select(order).where(order.c.subject.like(f"case:{no}%")).order_by(order.c.created_at, order.c.order_no)).all()
    return [(row.state, row.subject == f"case:{no}") for row in rows]


def inbox(lin):
    return lin.get("/api/messages").json["messages"]


def sound():
    with db.reading() as tx:
        assert queries.balance(tx).faults == []


@pytest.mark.parametrize("begun", [False, True])
def test_a_bill_that_lapsed_is_written_anew_for_who_still_wants_to_pay(lin, crj, no, begun):
    first = bill(lin, no) if begun else None
    lapse(no)
    drain()
    assert orders(no) == [("closed", True)]
    told = inbox(lin)[0]
    assert (told["title"], told["to"]) == ("换护照：缴费单过期了", f"/pages/pay/index?no={no}")
    assert told["say"] == "没有扣钱。还想办，点开重开一张就能交；不想办了，可以撤回。"
    assert lin.get(f"/api/cases/{no}").json["payment"]["until_say"] == "这张单过期了，没有扣钱。重开一张就能交。"
    second = bill(lin, no)
    assert second["sheet"] and (first is None or second["order_no"] != first["order_no"])
    assert second["until"] == (clock.today() + timedelta(days=30)).isoformat()
    assert bill(lin, no)["order_no"] == second["order_no"]
    assert orders(no) == [("closed", False), ("paying", True)]
    tap(lin, second["sheet"])
    assert lin.post(f"/api/orders/{second['order_no']}/check").json["state"] == "paid"
    drain()
    assert lin.get(f"/api/cases/{no}").json["state"] == "approving" and count("payment_refund") == 0
    crj.walk(no, "approved")
    sound()


def test_a_bill_that_was_begun_is_looked_at_in_the_moment_it_lapses(lin, no):
    """However rarely one asks about a sheet nobody can pay any more."""
    due = bill(lin, no)
    with db.reading() as tx:
        ends = tx.execute(select(order.c.expires_at)).scalar()
    with db.transaction() as tx:
        tx.execute(update(order).values(checks=60, next_check=ends - timedelta(hours=3), started_at=ends - timedelta(days=9)))
    with clock.held_at(ends - timedelta(hours=3)):
        service.sweep()
    with db.reading() as tx:
        assert tx.execute(select(order.c.next_check)).scalar() == ends
    with clock.held_at(ends + timedelta(seconds=1)):
        service.sweep()
    assert orders(no) == [("closed", True)] and due["sheet"]


def test_a_bill_that_lapsed_a_second_ago_and_was_not_swept_yet_is_written_anew_too(lin, no):
    first = bill(lin, no)
    with db.transaction() as tx:
        tx.execute(update(order).values(expires_at=clock.now() - timedelta(seconds=1)))
    second = bill(lin, no)
    assert second["order_no"] != first["order_no"] and orders(no) == [("closed", False), ("paying", True)]
    drain()
    assert [one["title"] for one in inbox(lin) if "过期" in one["title"]] == []  # there was no time to be told


def test_who_paid_the_bill_that_lapsed_is_asked_for_nothing(lin, no):
    first = bill(lin, no)
    tap(lin, first["sheet"])
    with db.transaction() as tx:
        tx.execute(update(order).values(expires_at=clock.now() - timedelta(seconds=1), next_check=clock.now() + timedelta(days=1)))
    again = bill(lin, no)
    assert (again["order_no"], again["state"], again["sheet"]) == (first["order_no"], "paid", None)
    assert orders(no) == [("paid", True)]


def test_a_late_payment_of_the_bill_that_lapsed_is_booked_once_and_goes_back(lin, no):
    """WeChat tells of it after both sides had closed: it is booked, it goes back, and the new bill is still to be paid."""
    from payment.rules import Paid

    first = bill(lin, no)
    lapse(no)
    second = bill(lin, no)
    pay_ = channels.wechat_pay()
    openid = lin.sandbox.control("GET", "/people")
    openid = next(one for one in openid if one["id"] == lin.who)["openid"][pay_.appid]
    late = Paid(first["order_no"], "4200000000000000000000000009", pay_.mchid, pay_.appid, openid, 12000, "CNY", clock.now())
    assert [service.book(late, "{}", "notify") for _ in range(2)] == ["late", "already"]
    assert orders(no) == [("paid", False), ("paying", True)]
    with db.reading() as tx:
        back = tx.execute(select(refund)).one()
    assert (back.order_no, back.amount_fen, back.reason) == (first["order_no"], 12000, "paid_late")
    assert lin.get(f"/api/cases/{no}").json["state"] == "to_pay" and bill(lin, no)["order_no"] == second["order_no"]
    sound()


def test_eight_taps_at_once_on_a_bill_that_lapsed_write_one_new_one(lin, no):
    import threading

    lapse(no)
    drain()
    taps = [Resident(lin.app, lin.sandbox) for _ in range(8)]
    got = []
    threads = [threading.Thread(target=lambda who=who: got.append(who.post(f"/api/cases/{no}/payment"))) for who in taps]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert {one.status_code for one in got} <= {200, 503}
    assert len({one.json["order_no"] for one in got if one.status_code == 200}) == 1
    assert [one[1] for one in orders(no)] == [False, True]


def test_a_department_that_asks_again_before_the_fee_came_means_the_same_bill(lin, crj, no):
    first = bill(lin, no)
    crj.walk(no, "approving")
    drain()
    closed = lin.post(f"/api/cases/{no}/payment")
    assert (closed.status_code, closed.json["code"]) == (409, "order_closed") and orders(no) == [("closed", True)]
    crj.walk(no, "to_pay")
    second = bill(lin, no)
    assert second["order_no"] != first["order_no"] and orders(no) == [("closed", False), ("paying", True)]


def test_a_department_that_asks_again_after_the_fee_came_is_told_that_it_came(lin, crj, no):
    pay(lin, no)
    before = len(inbox(lin))
    again = crj.send(no, "to_pay")
    assert (again.status_code, again.json["code"], again.json["say"]) == (409, "fee_paid", "这件事的费用已经交过了")
    drain()
    assert lin.get(f"/api/cases/{no}").json["state"] == "approving" and len(inbox(lin)) == before
    assert orders(no) == [("paid", True)]


def test_a_fee_given_back_whole_by_staff_may_be_asked_for_once_more(lin, crj, no):
    first = pay(lin, no)
    refund_no = db.in_transaction(refunds.request, first, 12000, "overcharged", "by hand")
    refunds.send(refund_no)
    lin.sandbox.control("POST", f"/refunds/{refund_no}", status="SUCCESS")
    assert refunds.ask(refund_no) == "done"
    drain()
    assert lin.get(f"/api/cases/{no}").json["title"] == "初步审完"
    crj.walk(no, "to_pay")
    assert pay(lin, no) != first and orders(no) == [("paid", False), ("paid", True)]
    assert crj.send(no, "to_pay").json["code"] == "fee_paid"
    sound()


def test_a_department_that_goes_on_without_the_fee_closes_the_bill_and_keeps_what_was_paid(lin, crj, no):
    """Waived, or paid at the counter: what nobody needs to pay cannot be paid; what came in that moment stays."""
    due = bill(lin, no)
    tap(lin, due["sheet"])
    assert crj.send(no, "approved", result=PASSPORT, reason="窗口交了").status_code == 200
    drain()
    assert orders(no) == [("paid", True)] and count("payment_refund") == 0
    assert lin.post(f"/api/cases/{no}/payment").json["state"] == "paid"
    sound()


def test_who_no_longer_wants_it_withdraws_while_the_fee_is_due(lin, no):
    due = bill(lin, no)
    shown = lin.get(f"/api/cases/{no}").json
    assert shown["can"]["withdraw"] is True and shown["can"]["refund"] is False
    taken = lin.post(f"/api/cases/{no}/withdrawal", {"reason": "不去了"})
    assert (taken.status_code, taken.json["state"]) == (200, "withdrawn")
    drain()
    assert orders(no) == [("closed", True)] and count("payment_refund") == 0
    assert inbox(lin)[0]["say"] == "已经撤回。要是刚交过费，会原路全退。"
    assert lin.post(f"/api/cases/{no}/payment").json["code"] == "order_closed"
    assert lin.get(f"/api/orders/{due['order_no']}").json["say"] == "这笔费用不用交了。"
    assert any(one["path"].endswith(f"/cases/{no}/withdrawal") and one["status"] == 200 for one in lin.sandbox.control("GET", "/messages"))


def test_who_never_opened_the_bill_is_not_told_of_money_that_might_come_back(lin, no):
    assert lin.post(f"/api/cases/{no}/withdrawal").status_code == 200
    drain()
    assert inbox(lin)[0]["say"] == "已经撤回，没有收费。"


def test_a_bill_that_was_taken_back_on_another_phone_says_so_and_when(lin, no):
    bill(lin, no)
    assert lin.post(f"/api/cases/{no}/withdrawal").status_code == 200
    at = clock.china(clock.now())
    before_it_closed = lin.post(f"/api/cases/{no}/payment").json
    drain()
    closed = lin.post(f"/api/cases/{no}/payment").json
    for said in (before_it_closed, closed):
        assert said["say"].startswith(f"{at.month}月{at.day}日 ") and said["say"].endswith("撤回了，不用交费，没有扣钱"), said


def test_a_no_before_ones_eyes_is_said_where_one_would_pay(lin, no, crj):
    bill(lin, no)
    assert crj.send(no, "terminated", reason="本人不在国内").status_code == 200
    drain()
    said = lin.post(f"/api/cases/{no}/payment").json
    assert said["code"] == "order_closed" and said["say"].endswith(" 停办了，不用交费，没有扣钱")


def test_who_withdraws_and_had_just_paid_unheard_gets_it_back(lin, no):
    order_no = bill(lin, no)
    tap(lin, order_no["sheet"])
    assert lin.post(f"/api/cases/{no}/withdrawal").status_code == 200
    drain()
    with db.reading() as tx:
        back = tx.execute(select(refund)).one()
    assert (back.order_no, back.amount_fen, back.reason, back.state) == (order_no["order_no"], 12000, "asked_for", "sent")
    assert "退您 120 元" in lin.get(f"/api/cases/{no}").json["say"]
    sound()


def test_until_the_making_begins_all_of_the_fee_comes_back_for_the_asking(lin, crj, no):
    order_no = pay(lin, no)
    assert lin.get(f"/api/orders/{order_no}/receipt").json["valid"] is True
    shown = lin.get(f"/api/cases/{no}").json
    assert shown["can"]["refund"] is True and shown["can"]["withdraw"] is True
    taken = lin.post(f"/api/cases/{no}/withdrawal", {"reason": "不去了"}, key="the same tap")
    again = lin.post(f"/api/cases/{no}/withdrawal", {"reason": "不去了"}, key="the same tap")
    assert taken.status_code == 200 and again.json == taken.json
    assert taken.json["say"].endswith("撤回，退您 120 元")
    drain()
    with db.reading() as tx:
        back = tx.execute(select(refund)).one()
    assert (back.order_no, back.amount_fen, back.reason, back.state) == (order_no, 12000, "asked_for", "sent")
    said = lin.get(f"/api/orders/{order_no}").json
    assert (said["state"], said["say"]) == ("refunding", "正在退 120.00 元，原路退回，一般 1 到 3 天到账。")
    assert any(one["path"].endswith(f"/cases/{no}/withdrawal") and one["status"] == 200 for one in lin.sandbox.control("GET", "/messages"))
    assert crj.send(no, "approved", result=PASSPORT).json["code"] == "impossible_move"
    lin.sandbox.control("POST", f"/refunds/{back.refund_no}", status="SUCCESS")
    assert refunds.ask(back.refund_no) == "done"
    drain()
    assert lin.get(f"/api/orders/{order_no}").json["state"] == "refunded"
    assert lin.get(f"/api/orders/{order_no}/receipt").json["valid"] is False
    assert "换护照：钱退给您了" in [one["title"] for one in inbox(lin)] and count("payment_refund") == 1
    sound()


def test_a_refund_whose_answer_is_lost_keeps_its_number(lin, no):
    pay(lin, no)
    lin.sandbox.control("POST", "/faults", match={"path": "/v3/refund/domestic/refunds"}, kind="lost_reply", times=1)
    assert lin.post(f"/api/cases/{no}/withdrawal").status_code == 200
    drain()
    with clock.held_at(clock.now() + timedelta(minutes=20)):
        channels.wechat_pay().peer.forgive()
        drain()
        refunds.sweep()
    assert [one["amount"] for one in lin.sandbox.control("GET", "/refunds")] == [12000] and count("payment_refund") == 1


def test_once_the_making_has_begun_nothing_promises_the_money_back(lin, crj, no):
    order_no = pay(lin, no)
    crj.walk(no, "approved")
    shown = lin.get(f"/api/cases/{no}").json
    assert shown["can"]["refund"] is False and shown["can"]["withdraw"] is False
    late = lin.post(f"/api/cases/{no}/withdrawal")
    assert (late.status_code, late.json["code"]) == (409, "cannot_withdraw")
    assert count("payment_refund") == 0 and lin.get(f"/api/orders/{order_no}").json["say"] == "收到了，正在制证。"


def test_of_a_withdrawal_and_the_making_at_once_one_wins_and_the_money_follows(lin, crj, no):
    import threading

    pay(lin, no)
    got = {}
    acts = {
        "withdraw": lambda: lin.post(f"/api/cases/{no}/withdrawal").status_code,
        "make": lambda: crj.send(no, "approved", result=PASSPORT).status_code,
    }
    threads = [threading.Thread(target=lambda name=name, act=act: got.update({name: act()})) for name, act in acts.items()]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    drain()
    assert sorted(got.values()) == [200, 409]
    assert count("payment_refund") == (1 if got["withdraw"] == 200 else 0)


def test_another_wechat_pays_once_the_first_ones_sheet_is_dead(lin, no):
    first = bill(lin, no)
    began = clock.now()
    with pytest.raises(Conflict) as taken:
        service.start(f"case:{no}", "another-openid")
    assert (taken.value.code, taken.value.do) == ("other_payer", "用那个微信付完，或者两个多小时以后再来")
    people = {one["id"]: one for one in lin.sandbox.control("GET", "/people")}
    other = people["chen-xiaotong"]["openid"][channels.wechat_pay().appid]
    lin.sandbox.control("POST", "/clock", ahead=131 * 60)
    try:
        with clock.held_at(began + timedelta(minutes=131)):
            again, sheet = service.start(f"case:{no}", other)
            assert again.order_no != first["order_no"] and sheet
    finally:
        lin.sandbox.control("POST", "/clock", ahead=0)
    assert orders(no) == [("closed", False), ("paying", True)]


def test_a_sheet_that_did_not_open_is_replaced_once_a_second_at_most(lin, no):
    first = bill(lin, no)
    lin.sandbox.control("POST", "/pay/confirm", prepay_id=first["sheet"]["package"].removeprefix("prepay_id="), action="timeout")
    assert lin.post(f"/api/cases/{no}/payment", {"dead": True}).json["sheet"]["package"] == first["sheet"]["package"]
    with clock.held_at(clock.now() + timedelta(seconds=2)):
        second = lin.post(f"/api/cases/{no}/payment", {"dead": True}).json
    assert second["sheet"]["package"] != first["sheet"]["package"] and second["order_no"] == first["order_no"]
    tap(lin, second["sheet"])
    assert lin.post(f"/api/orders/{first['order_no']}/check").json["state"] == "paid"
