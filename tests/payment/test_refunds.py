"""Giving money back, through the sandbox's real protocol: never more than was paid, one number for ever, booked once."""

import re
import threading
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.kernel import clock, db
from app.kernel.errors import Conflict, Forbidden, NotFound, Refused, Unavailable
from app.kernel.ids import new_id
from payment import channels, queries, service
from payment.models import entry, order
from payment.refunds import service as refunds
from payment.refunds.models import refund
from payment.workorders.models import work_order
from tests.payment import money
from tests.payment.test_notices import knock
from tests.residents import count, drain

ANNE, BERT = new_id(), new_id()
UNTIL = clock.now().replace(year=2099)


@pytest.fixture
def payer(app, sandbox):
    """The sandbox's own credentials, as the demo uses them; refunds end when a test says so."""
    channels.connect(sandbox.credentials["pay"], "http://127.0.0.1:1/notify/wechat-pay")
    sandbox.control("POST", "/settings", refund_auto=False, refund_spacing=0)
    people = {one["id"]: one for one in sandbox.control("GET", "/people")}
    return people["lin-zhihao"]["openid"][sandbox.credentials["wechat"]["appid"]]


@pytest.fixture
def paid(payer, sandbox):
    """paid(payee=…): an order of 120 yuan, paid; its number."""

    def make(subject="case:1", payee="dept-gat-crj"):
        order_no = db.in_transaction(service.open_order, subject, payee, 12000, "换护照", [], UNTIL)
        sheet = sandbox.control("POST", "/pay/sheet", **service.start(subject, payer)[1])
        sandbox.control("POST", "/pay/confirm", prepay_id=sheet["prepay_id"], action="pay")
        assert service.check(order_no) == "paid"
        return order_no

    return make


def ask_back(order_no, fen=12000, cause="manual:1", by=ANNE):
    return db.in_transaction(refunds.request, order_no, fen, "asked_for", cause, by)


def approved(order_no, fen=12000, cause="manual:1"):
    refund_no = ask_back(order_no, fen, cause)
    db.in_transaction(refunds.approve, refund_no, BERT)
    return refund_no


def row(refund_no):
    with db.reading() as tx:
        return tx.execute(select(refund).where(refund.c.refund_no == refund_no)).one()


def order_row(order_no):
    with db.reading() as tx:
        return tx.execute(select(order).where(order.c.order_no == order_no)).one()


def end(sandbox, refund_no, status="SUCCESS"):
    return sandbox.control("POST", f"/refunds/{refund_no}", status=status)


def sound():
    with db.reading() as tx:
        return queries.balance(tx)


def kinds():
    with db.reading() as tx:
        return tx.execute(select(work_order.c.kind)).scalars().all()


def told(order_no, refund_no, **more):
    amount = {"total": 12000, "refund": 12000, "payer_total": 12000, "payer_refund": 12000, **more.pop("amount", {})}
    plain = {"mchid": money.MCHID, "out_trade_no": order_no, "transaction_id": "4200000001202611240000000001", "out_refund_no": refund_no}
    status = {"refund_id": "50300000012026", "refund_status": "SUCCESS", "success_time": "2026-11-24T11:00:00+08:00"}
    return {**plain, **status, "user_received_account": "支付用户零钱", "amount": amount, **more}


def test_a_refund_needs_a_second_person_and_nothing_leaves_before(paid, sandbox):
    order_no = paid()
    refund_no = ask_back(order_no)
    assert refunds.send(refund_no) == "asked"
    with pytest.raises(Forbidden) as refusal:
        db.in_transaction(refunds.approve, refund_no, ANNE)
    assert refusal.value.code == "same_person"
    assert row(refund_no).state == "asked" and sound().refunded_fen == 0
    db.in_transaction(refunds.approve, refund_no, BERT)
    assert refunds.send(refund_no) == "sent"
    assert (row(refund_no).asked_by, row(refund_no).approved_by) == (ANNE, BERT)
    with pytest.raises(Conflict) as refusal:
        db.in_transaction(refunds.decline, refund_no, BERT)
    assert refusal.value.code == "refund_decided"


def test_a_whole_refund_is_booked_once_however_often_we_hear_of_it(paid, sandbox):
    order_no = paid()
    refund_no = approved(order_no)
    drain()
    assert row(refund_no).state == "sent"
    end(sandbox, refund_no)
    assert [refunds.ask(refund_no) for _ in range(3)] == ["done", "done", "done"]
    with db.reading() as tx:
        lines = [(one.kind, one.account, one.debit_fen, one.credit_fen) for one in queries.lines(tx, order_no)][2:]
    assert lines == [("refund", "payee:dept-gat-crj", 12000, 0), ("refund", "channel:wechat", 0, 12000)]
    balance = sound()
    assert (balance.sound, balance.paid_fen, balance.refunded_fen, balance.channel_fen) == (True, 12000, 12000, 0)
    assert order_row(order_no).refunded_fen == 12000


def test_partial_refunds_add_up_to_what_was_paid_and_no_further(paid, sandbox):
    order_no = paid()
    for number, fen in enumerate((5000, 4000, 2999)):
        refund_no = approved(order_no, fen, f"manual:{number}")
        assert refunds.send(refund_no) == "sent"
        end(sandbox, refund_no)
        assert refunds.ask(refund_no) == "done"
    with pytest.raises(Conflict) as refusal:
        ask_back(order_no, 2, "manual:more")
    assert (refusal.value.code, refusal.value.extra) == ("refund_above_rest", {"rest_fen": 1})
    assert ask_back(order_no, 1, "manual:last")
    assert sound().sound and sound().refunded_fen == 11999


def test_sixteen_operators_refunding_at_once_never_exceed_what_was_paid(paid):
    order_no, made, refused = paid(), [], []

    def operate(number):
        try:
            made.append(ask_back(order_no, 1000, f"manual:{number}"))
        except Conflict as conflict:
            refused.append(conflict.code)

    threads = [threading.Thread(target=operate, args=(number,)) for number in range(16)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert (len(made), refused) == (12, ["refund_above_rest"] * 4)
    assert (order_row(order_no).reserved_fen, order_row(order_no).refunds) == (12000, 12)


def test_the_fifty_first_refund_is_refused_and_changes_nothing(paid):
    order_no = paid()
    for number in range(50):
        ask_back(order_no, 1, f"manual:{number}")
    before = count("payment_refund"), order_row(order_no)
    with pytest.raises(Conflict) as refusal:
        ask_back(order_no, 1, "manual:51")
    assert refusal.value.code == "refund_too_many"
    assert (count("payment_refund"), order_row(order_no)) == before


@pytest.mark.parametrize("fen", [0, -1, 1.5, True, "100", None, 2**60])
def test_what_is_no_amount_is_refused_and_changes_nothing(paid, fen):
    order_no = paid()
    with pytest.raises(Refused) as refusal:
        ask_back(order_no, fen)
    assert refusal.value.code == "refund_amount_invalid"
    assert (count("payment_refund"), order_row(order_no).reserved_fen) == (0, 0)


def test_what_was_not_paid_or_is_no_order_is_not_given_back(payer):
    order_no = db.in_transaction(service.open_order, "case:1", "dept-gat-crj", 12000, "换护照", [], UNTIL)
    with pytest.raises(Conflict) as refusal:
        ask_back(order_no)
    assert refusal.value.code == "order_not_paid"
    with pytest.raises(NotFound):
        ask_back("none")
    assert count("payment_refund") == 0


def test_a_declined_refund_leaves_room_for_another(paid):
    order_no = paid()
    db.in_transaction(refunds.decline, ask_back(order_no), BERT)
    assert (order_row(order_no).reserved_fen, order_row(order_no).refunds) == (0, 0)
    assert ask_back(order_no, 12000, "manual:2")
    assert sound().sound


def test_the_same_cause_is_the_same_refund(paid):
    order_no = paid()
    assert ask_back(order_no) == ask_back(order_no)
    assert (count("payment_refund"), order_row(order_no).reserved_fen) == (1, 12000)


@pytest.mark.parametrize("kind", ["lost_reply", "5xx", "429", "bad_signature"])
def test_a_refund_whose_answer_was_lost_is_asked_again_under_the_same_number(paid, sandbox, kind):
    order_no = paid()
    refund_no = approved(order_no)
    sandbox.control("POST", "/faults", match={"path": "/v3/refund/domestic/refunds"}, kind=kind, times=1)
    with pytest.raises(Unavailable):
        refunds.send(refund_no)
    assert row(refund_no).state == "ready" and order_row(order_no).reserved_fen == 12000
    with clock.held_at(clock.now() + timedelta(minutes=2)):
        assert refunds.sweep() == 1
    end(sandbox, refund_no)
    with clock.held_at(clock.now() + timedelta(minutes=5)):
        assert refunds.sweep() == 1
    assert row(refund_no).state == "done"
    assert sound().sound and sound().refunded_fen == 12000


def test_two_refunds_within_a_minute_both_go_through_each_under_its_number(paid, sandbox):
    order_no = paid()
    first, second = (approved(order_no, 1000, f"manual:{number}") for number in (1, 2))
    sandbox.control("POST", "/settings", refund_spacing=60)
    assert refunds.send(first) == "sent"
    with pytest.raises(Unavailable) as busy:
        refunds.send(second)
    assert (busy.value.code, row(second).state, kinds()) == ("wechat_pay_busy", "ready", [])
    sandbox.control("POST", "/clock", ahead=61)
    try:
        with clock.held_at(clock.now() + timedelta(seconds=61)):
            refunds.sweep()
    finally:
        sandbox.control("POST", "/clock", ahead=0)
    assert row(second).state == "sent"


def test_a_balance_too_small_makes_a_work_order_and_the_same_number_goes_through_after_the_top_up(paid, sandbox):
    refund_no = approved(paid())
    sandbox.control("POST", "/balances/1900000109", balance=0)
    for _ in range(2):
        assert refunds.send(refund_no) == "ready"
    assert (row(refund_no).fault, kinds()) == ("wechat_pay_not_enough", ["refund_refused"])
    sandbox.control("POST", "/balances/1900000109", balance=1000000)
    assert refunds.send(refund_no) == "sent"
    assert row(refund_no).fault is None


def test_an_abnormal_refund_is_a_persons_work_and_still_arrives(paid, sandbox):
    order_no = paid()
    refund_no = approved(order_no)
    refunds.send(refund_no)
    end(sandbox, refund_no, "ABNORMAL")
    assert refunds.ask(refund_no) == "abnormal"
    assert kinds() == ["refund_abnormal"] and order_row(order_no).reserved_fen == 12000
    end(sandbox, refund_no, "SUCCESS")
    assert refunds.ask(refund_no) == "done"
    assert sound().sound


def test_a_closed_refund_ends_its_reservation_and_may_be_asked_for_anew(paid, sandbox):
    order_no = paid()
    refund_no = approved(order_no)
    refunds.send(refund_no)
    end(sandbox, refund_no, "CLOSED")
    assert refunds.ask(refund_no) == "closed"
    assert (kinds(), order_row(order_no).reserved_fen, sound().refunded_fen) == (["refund_closed"], 0, 0)
    assert refunds.send(approved(order_no, 12000, "manual:2")) == "sent"


def test_a_closed_refund_is_repeated_once_under_a_new_number_by_two_people(paid, sandbox):
    order_no = paid()
    refund_no = approved(order_no)
    with pytest.raises(Conflict) as refusal:
        db.in_transaction(refunds.again, refund_no, ANNE)
    assert refusal.value.code == "refund_not_closed"
    refunds.send(refund_no)
    end(sandbox, refund_no, "CLOSED")
    refunds.ask(refund_no)
    new = db.in_transaction(refunds.again, refund_no, ANNE)
    assert db.in_transaction(refunds.again, refund_no, BERT) == new != refund_no
    with pytest.raises(Forbidden):
        db.in_transaction(refunds.approve, new, ANNE)
    db.in_transaction(refunds.approve, new, BERT)
    refunds.send(new)
    end(sandbox, new)
    assert refunds.ask(new) == "done"
    assert sound().sound and sound().refunded_fen == 12000


def test_what_was_paid_twice_can_be_sent_back_again_when_wechat_closed_the_first_try(client, make_order):
    order_no = make_order()
    for number in (1, 2):
        tx_id = f"420000000120261124000000000{number}"
        assert knock(client, money.notice(money.transaction(order_no, transaction_id=tx_id))).status_code == 204
    with db.reading() as tx:
        first = tx.execute(select(refund.c.refund_no)).scalar()
    closed = told(order_no, first, transaction_id=tx_id, refund_status="CLOSED")
    assert knock(client, money.notice(closed, event="REFUND.CLOSED")).status_code == 204
    assert (kinds(), sound().suspense_fen) == (["refund_closed"], 12000)
    new = db.in_transaction(refunds.again, first, ANNE)
    assert db.in_transaction(refunds.again, first, ANNE) == new
    db.in_transaction(refunds.approve, new, BERT)
    done = told(order_no, new, transaction_id=tx_id, refund_id="50300000012027")
    assert knock(client, money.notice(done, event="REFUND.SUCCESS")).status_code == 204
    balance = sound()
    assert (balance.sound, balance.suspense_fen, balance.payee_fen, order_row(order_no).reserved_fen) == (True, 0, 12000, 0)


def test_a_fee_that_is_owed_no_more_goes_back_by_itself_and_once(paid, sandbox):
    order_no = paid()
    assert [service.release("case:1", event) for event in ("event-1", "event-1", "event-2")] == ["refunded"] * 3
    assert count("payment_refund") == 1
    drain()
    with db.reading() as tx:
        only = tx.execute(select(refund)).one()
    assert (only.state, only.reason, only.amount_fen, only.asked_by) == ("sent", "not_granted", 12000, None)
    end(sandbox, only.refund_no)
    assert refunds.ask(only.refund_no) == "done"
    assert order_row(order_no).refunded_fen == 12000


def test_a_fee_that_is_owed_no_more_and_unpaid_is_closed_but_asked_about_first(payer, sandbox):
    order_no = db.in_transaction(service.open_order, "case:1", "dept-gat-crj", 12000, "换护照", [], UNTIL)
    sheet = sandbox.control("POST", "/pay/sheet", **service.start("case:1", payer)[1])
    sandbox.control("POST", "/pay/confirm", prepay_id=sheet["prepay_id"], action="pay")
    assert service.release("case:1", "event-1") == "refunded"
    assert order_row(order_no).state == "paid" and count("payment_refund") == 1
    db.in_transaction(service.open_order, "case:2", "dept-gat-crj", 12000, "换护照", [], UNTIL)
    assert service.release("case:2", "event-2") == "closed"
    assert service.release("case:none", "event-3") == "none"


def test_no_code_changes_or_deletes_a_line_of_the_ledger():
    """Append only: what the books say can only be added to."""
    from pathlib import Path

    import payment

    text = "".join(file.read_text("utf-8") for file in Path(payment.__file__).parent.rglob("*.py"))
    assert "insert(tx, entry" in text
    assert re.findall(r"(?:update|delete)\((?:tx, )?entry\b|\bentry\.(?:update|delete)\(", text) == []


def test_a_damaged_ledger_is_noticed(paid):
    paid()
    with db.transaction() as tx:
        tx.execute(update(entry).where(entry.c.account == "payee:dept-gat-crj").values(credit_fen=11999))
    balance = sound()
    assert not balance.sound
    assert {"debits_are_credits", "payees_have_paid_less_refunded", "paid_without_postings"} <= set(balance.faults)
