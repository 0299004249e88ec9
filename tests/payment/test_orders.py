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


@pytest.mark.parametrize("paid", [True, False])
def test_whether_an_order_is_paid_is_asked_before_it_is_closed(app, pay, sandbox, paid):
    order_no = open_one()
    _, sheet = service.start("case:1", pay)
    if paid:
        tap(sandbox, sheet)
    assert service.close(order_no) == ("paid" if paid else "closed")
    paths = [(one["method"], one["path"].partition("?")[0].rpartition("/")[2]) for one in sandbox.control("GET", "/messages")]
    asked = [one for one in paths if one[1] in (order_no, "close")]
    assert asked == [("GET", order_no)] + ([] if paid else [("POST", "close")])


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


def test_a_prepay_is_renewed_before_it_dies_however_often_its_sheet_is_looked_at(app, pay, sandbox):
    order_no = open_one()
    first = service.start("case:1", pay)[1]["package"]
    began = clock.now()
    for minutes in (60, 100):
        with clock.held_at(began + timedelta(minutes=minutes)):
            assert service.start("case:1", pay)[1]["package"] == first
    sandbox.control("POST", "/clock", ahead=2 * 3600 + 60)
    with clock.held_at(began + timedelta(minutes=121)):
        assert service.start("case:1", pay)[1]["package"] != first
        assert row(order_no).started_at == clock.now()
    sandbox.control("POST", "/clock", ahead=0)


def test_looking_at_a_sheet_again_and_again_does_not_put_off_our_question(app, pay):
    order_no = open_one()
    began = clock.now()
    service.start("case:1", pay)
    due = row(order_no).next_check
    for seconds in (10, 20, 30):
        with clock.held_at(began + timedelta(seconds=seconds)):
            service.start("case:1", pay)
    assert row(order_no).next_check == due


def test_an_order_that_wechat_closed_after_seven_days_is_paid_under_a_new_number(app, pay, sandbox):
    old = open_one()
    service.start("case:1", pay)
    with clock.held_at(clock.now() + timedelta(days=8)):
        sandbox.control("POST", "/clock", ahead=8 * 86400)
        try:
            again, sheet = service.start("case:1", pay)
            assert again.order_no != old and again.amount_fen == 12000
            tap(sandbox, sheet)
            assert service.check(again.order_no) == "paid"
        finally:
            sandbox.control("POST", "/clock", ahead=0)
    assert (row(old).state, row(old).subject) == ("closed", f"case:1~{old[-12:]}")
    assert (count("payment_order"), row(again.order_no).subject) == (2, "case:1")
    with db.reading() as tx:
        assert queries.balance(tx).sound and queries.balance(tx).paid_fen == 12000


def test_whoever_taps_pay_after_having_paid_unheard_is_told_so(app, pay, sandbox):
    order_no = open_one()
    tap(sandbox, service.start("case:1", pay)[1])
    with db.transaction() as tx:
        tx.execute(update(order).values(started_at=clock.now() - timedelta(hours=2)))
    paid, sheet = service.start("case:1", pay)
    assert (paid.state, sheet, row(order_no).state) == ("paid", None, "paid")


def test_thirty_two_taps_at_once_make_one_payable_prepay(app, pay, sandbox):
    import threading

    order_no, sheets, faults = open_one(), [], []

    def start():
        try:
            sheets.append(service.start("case:1", pay)[1]["package"])
        except Exception as error:
            faults.append(getattr(error, "code", repr(error)))

    threads = [threading.Thread(target=start) for _ in range(32)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert len(set(sheets)) == 1 and set(faults) <= {"wechat_pay_busy"}
    assert len(sheets) >= 16
    tap(sandbox, service.start("case:1", pay)[1])
    assert service.check(order_no) == "paid"
    assert [one["state"] for one in sandbox.control("GET", "/orders")] == ["SUCCESS"]


def test_questions_come_every_forty_seconds_first_and_rarely_when_nobody_can_pay_any_more():
    now = clock.now()
    seconds = lambda checks, age: (rules.next_check(checks, now - age, now) - now).total_seconds()  # noqa: E731
    assert [seconds(checks, timedelta(minutes=1)) for checks in (0, 21, 22, 23, 25, 30)] == [40, 40, 60, 120, 480, 600]
    assert seconds(40, timedelta(hours=3)) == 86400
