"""Orders, the ledger, and paying through the sandbox's real protocol."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.kernel import clock, db
from app.kernel.errors import Conflict, NotFound, Refused
from payment import channels, queries, rules, service
from payment.models import order
from tests.residents import count

UNTIL = clock.now().replace(year=2099)


def open_one(subject="case:1", amount=12000):
    return db.in_transaction(service.open_order, subject, "dept-gat-crj", amount, "换护照", [], UNTIL)


def row(order_no):
    with db.reading() as tx:
        return tx.execute(select(order).where(order.c.order_no == order_no)).one()


@pytest.fixture
def pay(app, sandbox):
    """The sandbox's own credentials, as the demo uses them."""
    channels.connect(sandbox.credentials["pay"], "http://127.0.0.1:1/notify/wechat-pay")
    people = {one["id"]: one for one in sandbox.control("GET", "/people")}
    openid = people["lin-zhihao"]["openid"]
    return openid if isinstance(openid, str) else openid[sandbox.credentials["wechat"]["appid"]]


def tap(sandbox, sheet):
    """The person pays on the phone."""
    shown = sandbox.control("POST", "/pay/sheet", **sheet)
    return shown, sandbox.control("POST", "/pay/confirm", prepay_id=shown["prepay_id"], action="pay")


def test_a_subject_has_one_order_however_often_it_is_opened(app, pay):
    assert open_one() == open_one()
    assert count("payment_order") == 1


@pytest.mark.parametrize("amount", [0, -1, 1.5, True, "12000", None])
def test_what_is_no_amount_opens_no_order(app, pay, amount):
    with pytest.raises((Refused, TypeError)):
        open_one(amount=amount)
    assert count("payment_order") == 0


def test_postings_balance_and_refuse_nothing():
    assert rules.postings("dept-x", 5) == (rules.Posting("channel:wechat", 5, 0), rules.Posting("payee:dept-x", 0, 5))
    with pytest.raises(ValueError, match="positive"):
        rules.postings("dept-x", 0)


def test_a_payment_nobody_told_us_of_is_found_by_asking(app, pay, sandbox):
    order_no = open_one()
    _, sheet = service.start("case:1", pay)
    shown, _ = tap(sandbox, sheet)
    assert shown["amount_fen"] == 12000 and shown["description"] == "换护照"
    assert row(order_no).state == "paying"
    assert service.check(order_no) == "paid"
    with db.reading() as tx:
        assert queries.balance(tx).sound
    assert (count("ledger_entry"), count("outbox")) == (2, 1)


def test_the_sweeper_finds_it_within_its_first_round_after_sixty_seconds(app, pay, sandbox):
    order_no = open_one()
    _, sheet = service.start("case:1", pay)
    tap(sandbox, sheet)
    assert service.sweep() == 0
    with clock.held_at(clock.now() + timedelta(seconds=61)):
        assert service.sweep() == 1
    assert row(order_no).state == "paid"


def test_starting_again_gives_the_same_prepay(app, pay, sandbox):
    open_one()
    first, second = service.start("case:1", pay)[1], service.start("case:1", pay)[1]
    assert first["package"] == second["package"]
    assert first["paySign"] != second["paySign"]


def test_after_paying_there_is_no_sheet_any_more(app, pay, sandbox):
    order_no = open_one()
    tap(sandbox, service.start("case:1", pay)[1])
    service.check(order_no)
    paid, sheet = service.start("case:1", pay)
    assert (paid.state, sheet) == ("paid", None)


def test_another_payer_cannot_take_over_a_started_payment(app, pay, sandbox):
    open_one()
    service.start("case:1", pay)
    with pytest.raises(Conflict) as refusal:
        service.start("case:1", "another-openid")
    assert refusal.value.code == "other_payer"


def test_an_expired_order_is_asked_about_before_it_is_closed(app, pay, sandbox):
    order_no = open_one()
    tap(sandbox, service.start("case:1", pay)[1])
    with db.transaction() as tx:
        tx.execute(update(order).values(expires_at=clock.now() - timedelta(seconds=1), next_check=clock.now()))
    service.sweep()
    assert row(order_no).state == "paid"


def test_an_unpaid_expired_order_is_closed_and_cannot_be_paid(app, pay, sandbox):
    order_no = open_one()
    _, sheet = service.start("case:1", pay)
    assert service.close(order_no) == "closed"
    with pytest.raises(AssertionError, match="sandbox said 4"):
        sandbox.control("POST", "/pay/sheet", **sheet)
    with pytest.raises(Conflict):
        service.start("case:1", pay)


def test_what_was_never_opened_is_not_found(app, pay):
    with pytest.raises(NotFound):
        service.start("case:none", pay)
    with pytest.raises(NotFound):
        service.check("none")


@pytest.mark.parametrize("kind", ["lost_reply", "5xx", "429", "bad_signature"])
def test_a_prepay_whose_answer_was_lost_or_not_believed_can_be_repeated_with_the_same_number(app, pay, sandbox, kind):
    from app.kernel.errors import Unavailable

    order_no = open_one()
    sandbox.control("POST", "/faults", match={"path": "/v3/pay/transactions/jsapi"}, kind=kind, times=1)
    with pytest.raises(Unavailable):
        service.start("case:1", pay)
    assert row(order_no).state == "open"
    again, sheet = service.start("case:1", pay)
    assert again.order_no == order_no and sheet
    tap(sandbox, sheet)
    assert service.check(order_no) == "paid"
