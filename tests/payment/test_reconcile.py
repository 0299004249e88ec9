"""The day's bill, fetched from the sandbox as WeChat gives it, against our books: equal to the fen, or one work order each."""

import gzip
import threading
import time
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, select, update

from app.kernel import clock, db
from app.kernel.errors import Refused, Unavailable
from payment import channels, queries, service
from payment.bills import queries as bill_queries
from payment.bills import rules
from payment.bills import service as bills
from payment.models import order
from payment.refunds import service as refunds
from payment.refunds.models import refund
from payment.workorders.models import work_order
from tests.residents import count

UNTIL = clock.now().replace(year=2099)
M, SP = "1900000109", "1900000125"


@pytest.fixture
def payer(app, sandbox):
    channels.connect(sandbox.credentials["pay"], "http://127.0.0.1:1/notify/wechat-pay")
    sandbox.control("POST", "/settings", refund_auto=False, refund_spacing=0)
    people = {one["id"]: one for one in sandbox.control("GET", "/people")}
    return people["lin-zhihao"]["openid"][sandbox.credentials["wechat"]["appid"]]


@pytest.fixture
def today():
    """The day everything here happens on (a run across midnight in China waits for it to pass)."""
    return clock.today()


@pytest.fixture
def tomorrow(today):
    """Half past ten the next morning: its bill can be had."""
    with clock.held_at(datetime.combine(today + timedelta(days=1), datetime.min.time(), clock.CHINA) + timedelta(hours=10.5)):
        yield


def pay(sandbox, payer, number, payee="dept-gat-crj", fen=12000):
    subject = f"case:{number}"
    order_no = db.in_transaction(service.open_order, subject, payee, fen, "换护照, 加急", [], UNTIL)
    sheet = sandbox.control("POST", "/pay/sheet", **service.start(subject, payer)[1])
    sandbox.control("POST", "/pay/confirm", prepay_id=sheet["prepay_id"], action="pay")
    assert service.check(order_no) == "paid"
    return order_no


def give_back(sandbox, order_no, fen):
    refund_no = db.in_transaction(refunds.request, order_no, fen, "overcharged", f"test:{order_no}")
    assert refunds.send(refund_no) == "sent"
    sandbox.control("POST", f"/refunds/{refund_no}", status="SUCCESS")
    assert refunds.ask(refund_no) == "done"
    return refund_no


def kinds():
    with db.reading() as tx:
        return sorted(tx.execute(select(work_order.c.kind)).scalars())


@pytest.fixture
def day(sandbox, payer, today):
    """Three payments and a partial refund of today through the default merchant, and its bill made."""
    numbers = [pay(sandbox, payer, number) for number in range(3)]
    back = give_back(sandbox, numbers[0], 5000)
    sandbox.control("POST", f"/bills/{M}/{today}")
    return numbers, back


def falsify(sandbox, today, action, where, **more):
    return sandbox.control("POST", f"/bills/{M}/{today}/rows", action=action, where=where, **more)


def test_equal_books_need_nobody(sandbox, day, today, tomorrow):
    result = bills.reconcile(M, today)
    assert (result.rows, result.paid_fen, result.refunded_fen, result.differences, result.new) == (4, 36000, 5000, 0, {})
    assert bills.reconcile(M, today) == result
    assert (count("work_order"), count("bill_day"), count("bill_row")) == (0, 1, 4)
    with db.reading() as tx:
        rows = bill_queries.of_order(tx, day[0][0])
        assert queries.balance(tx).sound
    assert [(row["kind"], row["fen"], row["status"]) for row in rows] == [("payment", 12000, "SUCCESS"), ("refund", 5000, "SUCCESS")]


def test_a_providers_bill_holds_all_its_sub_merchants(sandbox, payer, today):
    pay(sandbox, payer, 1, "dept-gat-hz")
    sandbox.control("POST", f"/bills/{SP}/{today}")
    with clock.held_at(clock.now() + timedelta(days=1, hours=11)):
        result = bills.reconcile(SP, today)
    assert (result.rows, result.differences) == (1, 0)


def seed(kind, sandbox, payer, today, numbers, back):
    """Make the books or the bill disagree in one way; returns how many differences that is."""
    first, second = ({"商户订单号": number, "交易状态": "SUCCESS"} for number in numbers[:2])
    refund_row = {"商户退款单号": back}

    def ours(table, which, **values):
        with db.transaction() as tx:
            tx.execute(update(table).where(which).values(**values))

    def transaction():
        with db.reading() as tx:
            return tx.execute(select(order.c.transaction_id).where(order.c.order_no == numbers[1])).scalar()

    change = lambda where, **to: falsify(sandbox, today, "change", where, set=to)  # noqa: E731
    if kind == "payment_unknown":
        change(second, 商户订单号="20260101000000000000000000", 微信订单号="4200009999")
        ours(order, order.c.order_no == numbers[1], state="closed", paid_at=None, transaction_id=None)
    elif kind == "payment_unbooked":
        ours(order, order.c.order_no == numbers[1], state="paying", paid_at=None, transaction_id=None)
    elif kind == "payment_absent":
        falsify(sandbox, today, "remove", second)
    elif kind == "payment_amount":
        change(second, 订单金额="120.01", 应结订单金额="120.01")
    elif kind == "payment_transaction":
        change(second, 微信订单号="4200009999")
    elif kind == "payment_twice":
        falsify(sandbox, today, "duplicate", second, set={"微信订单号": "4200009999"})
    elif kind == "payment_day":
        ours(order, order.c.order_no == numbers[1], paid_at=clock.now() - timedelta(days=2))
    elif kind == "refund_unknown":
        change(refund_row, 商户退款单号="BYHAND1")
        ours(refund, refund.c.refund_no == back, state="declined")
    elif kind == "refund_unbooked":
        ours(refund, refund.c.refund_no == back, state="sent")
    elif kind == "refund_absent":
        falsify(sandbox, today, "remove", refund_row)
    elif kind == "refund_amount":
        change(refund_row, 申请退款金额="50.01", 退款金额="50.01")
    elif kind == "wrong_payee":
        change(first, 特约商户号="1600000001")
    elif kind == "wrong_currency":
        change(first, 货币种类="USD")
    elif kind == "row_unreadable":
        change(first, 订单金额="12O.00", 应结订单金额="12O.00")
    elif kind == "row_repeated":
        falsify(sandbox, today, "duplicate", {"微信订单号": transaction()}, set={})


@pytest.mark.parametrize("kind", [kind for kind in rules.KINDS if kind != "bill_totals"])
def test_each_difference_is_one_work_order_and_a_second_run_finds_nothing_new(sandbox, payer, day, today, tomorrow, kind):
    seed(kind, sandbox, payer, today, *day)
    result = bills.reconcile(M, today)
    assert (result.new, kinds()) == ({kind: 1}, [kind])
    again = bills.reconcile(M, today)
    assert (again.new, again.differences, count("work_order")) == ({}, 1, 1)
    with db.reading() as tx:
        stored = tx.execute(select(work_order)).one()
    assert (stored.state, stored.role, stored.day) == ("open", rules.KINDS[kind][0], today.isoformat())
    assert set(stored.evidence) == {"mchid", "day", "there", "here"}
    assert "openid" not in str(stored.evidence)
    if kind == "payment_unknown":  # nobody here knows its order: its own slip says whose money it is, and what for
        assert stored.evidence["there"]["slip"].startswith("dept-gat-crj|case:")


def test_totals_that_are_not_those_of_the_rows_are_one_work_order_and_the_rows_count(sandbox, day, today, tomorrow, monkeypatch):
    """The sandbox adds up what it prints: its file is altered on the way."""
    from payment.channels import bills as channel

    fetched = channel.trade_bill
    monkeypatch.setattr(channel, "trade_bill", lambda *given: fetched(*given).replace(b"`360.00,`50.00", b"`360.01,`50.00 "))
    result = bills.reconcile(M, today)
    assert (result.rows, result.paid_fen, result.new, kinds()) == (4, 36000, {"bill_totals": 1}, ["bill_totals"])
    assert (bills.reconcile(M, today).new, count("work_order"), count("bill_row")) == ({}, 1, 4)


def test_a_day_without_trade_is_a_legitimate_empty_day(payer, today, tomorrow):
    with clock.held_at(clock.now() - timedelta(days=1)):
        result = bills.reconcile(M, today - timedelta(days=3))
    assert (result.rows, result.differences, count("bill_day")) == (0, 0, 1)


def asked(sandbox):
    return len([one for one in sandbox.control("GET", "/messages") if one["side"] == "pay" and one["direction"] == "in"])


@pytest.mark.parametrize(("back", "code"), [(0, "bill_day_future"), (-3, "bill_day_future"), (200, "bill_day_too_old")])
def test_a_day_without_a_bill_is_refused_without_a_call(sandbox, payer, today, back, code):
    before = asked(sandbox)
    with pytest.raises(Refused) as refusal:
        bills.reconcile(M, today - timedelta(days=back))
    assert (refusal.value.code, asked(sandbox), count("bill_day")) == (code, before, 0)


def test_a_bill_that_is_still_being_made_is_asked_for_later(sandbox, payer, today):
    """For the sandbox it is nine in the morning, for us half past ten."""
    pay(sandbox, payer, 1)
    nine = datetime.combine(today + timedelta(days=1), datetime.min.time(), clock.CHINA) + timedelta(hours=9)
    ahead = nine.timestamp() - time.time()
    try:
        with clock.held_at(nine + timedelta(hours=1.5)):
            sandbox.control("POST", "/clock", ahead=ahead)
            with pytest.raises(Unavailable) as unready:
                bills.reconcile(M, today)
            assert (unready.value.code, count("bill_day"), bills.daily()) == ("bill_creating", 0, 0)
            sandbox.control("POST", "/clock", ahead=ahead + 3601)
            assert bills.daily() == 3
    finally:
        sandbox.control("POST", "/clock", ahead=0)


def test_two_relays_reconciling_at_once_find_each_difference_once(sandbox, day, today, tomorrow):
    falsify(sandbox, today, "change", {"商户订单号": day[0][1]}, set={"订单金额": "1.00"})
    results = []
    threads = [threading.Thread(target=lambda: results.append(bills.reconcile(M, today))) for _ in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert [result.differences for result in results] == [1] * 4
    assert sorted(sum(result.new.values()) for result in results) == [0, 0, 0, 1]
    assert (count("work_order"), count("bill_day"), count("bill_row")) == (1, 1, 4)


FAULTS = {"half_file": "bill_wrong_hash", "wrong_hash": "bill_wrong_hash"}


@pytest.mark.parametrize("fault", FAULTS)
def test_half_a_bill_and_a_wrong_hash_are_refused_and_nothing_is_stored(sandbox, day, today, tomorrow, logged, fault):
    path = "/v3/billdownload/file" if fault == "half_file" else "/v3/bill/tradebill"
    sandbox.control("POST", "/faults", match={"path": path}, kind=fault, times=1)
    with pytest.raises(Refused) as refusal:
        bills.reconcile(M, today)
    assert (refusal.value.code, count("bill_day"), count("bill_row"), count("work_order")) == (FAULTS[fault], 0, 0, 0)
    assert bills.reconcile(M, today).differences == 0


def test_an_answer_that_is_not_wechats_stores_nothing(sandbox, day, today, tomorrow):
    sandbox.control("POST", "/faults", match={"path": "/v3/bill/tradebill"}, kind="bad_signature", times=1)
    with pytest.raises(Unavailable):
        bills.reconcile(M, today)
    assert count("bill_day") == 0


def test_a_file_from_another_address_is_not_fetched(app, monkeypatch):
    from payment.channels import bills as channel

    class Line:
        peer = type("P", (), {"base": "http://127.0.0.1:1"})

        def call(self, *_):
            return {"hash_type": "SHA1", "hash_value": "0", "download_url": "http://127.0.0.1.example.com/v3/billdownload/file?token=1"}

    with pytest.raises(Refused) as refusal:
        channel.trade_bill(Line(), clock.today())
    assert refusal.value.code == "bill_address"


def test_a_zip_cut_in_half_is_no_bill():
    from payment.channels.bills import _unpacked

    with pytest.raises(Refused) as refusal:
        _unpacked(gzip.compress(b"x" * 10000)[:20])
    assert refusal.value.code == "bill_unreadable"


def test_the_timer_does_each_due_day_once_and_waits_for_ten_oclock(sandbox, day, today):
    begin = datetime.combine(today + timedelta(days=1), datetime.min.time(), clock.CHINA)
    sandbox.control("POST", "/bills/1900000117/" + today.isoformat())
    sandbox.control("POST", "/bills/1900000125/" + today.isoformat())
    with clock.held_at(begin + timedelta(hours=9)):
        assert bills.daily() == 0
    with clock.held_at(begin + timedelta(hours=10, minutes=1)):
        assert (bills.daily(), bills.daily()) == (3, 0)
    with db.reading() as tx:
        assert [(one["mchid"], one["rows"], one["differences"]) for one in bill_queries.days(tx)[0]] == [
            ("1900000109", 4, 0),
            ("1900000117", 0, 0),
            ("1900000125", 0, 0),
        ]


def test_the_command_says_what_it_found_and_exits_1_on_new_differences(app, sandbox, day, today, tomorrow):
    runner = app.test_cli_runner()
    for mchid in ("1900000117", "1900000125"):
        sandbox.control("POST", f"/bills/{mchid}/{today}")
    clean = runner.invoke(args=["money", "reconcile", "--date", today.isoformat()])
    assert clean.exit_code == 0, clean.output
    assert f"{M} {today}：4 笔，收 360.00 元，退 50.00 元，差异 0，新差异 0" in clean.output
    falsify(sandbox, today, "change", {"商户订单号": day[0][1]}, set={"订单金额": "1.00"})
    found = runner.invoke(args=["money", "reconcile", "--date", today.isoformat()])
    assert (found.exit_code, "payment_amount" in found.output) == (1, True)
    assert runner.invoke(args=["money", "reconcile", "--date", today.isoformat()]).exit_code == 0
    assert runner.invoke(args=["money", "verify"]).exit_code == 0
    future = runner.invoke(args=["money", "reconcile", "--date", "2099-01-01"])
    assert (future.exit_code, future.output.count("bill_day_future")) == (2, 3)
    settled = runner.invoke(args=["money", "settlement", "--date", today.isoformat()])
    assert "dept-gat-crj  收 360.00  退 50.00  结 310.00 元" in settled.output


def test_a_thousand_differences_are_found_once_each(app, sandbox, day, today, tomorrow):
    """Rows of orders we do not have."""
    money = {"订单金额": "1.00", "应结订单金额": "1.00", "交易时间": f"{today} 12:00:00"}
    rows = [{"商户订单号": f"X{number:020d}", "微信订单号": f"42{number:026d}", **money} for number in range(1000)]
    sandbox.control("POST", f"/bills/{M}/{today}/rows", action="add", rows=rows)
    result = bills.reconcile(M, today)
    assert (result.rows, result.new) == (1004, {"payment_unknown": 1000})
    assert bills.reconcile(M, today).new == {}
    with db.transaction() as tx:
        tx.execute(delete(work_order))
